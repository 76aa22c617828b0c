"""What usage cost: every row priced, added up, and refused where a price is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ...billing.ledger import Ledger, keys_of
from ...billing.price_book import PriceBook
from ...billing.priced_usage import PricedUsage
from ...billing.unpriced import Unpriced, cannot_price, left_out, unpriced_of
from ...errors import UsageFileError
from ...notices import Notice
from ...readable import plural, usd
from ...records import record
from ...registry import Offer, Registry
from ...usage import UsageData
from .choices import PricingChoices


@record
class UsageCost:
    """The rows of usage files with their costs, and the sums of them."""

    usage: PricedUsage
    ledger: Ledger
    unpriced: tuple[Unpriced, ...]
    """What has no known price, most tokens first."""

    def notices(self) -> Iterator[Notice]:
        """Yield what a reader of these costs must know."""
        yield from left_out(self.unpriced)
        yield from self.usage.notices(self.ledger.total)
        yield from _other_charges(self.usage.data)
        yield from file_notices(self.usage.data)


def usage_cost(
    data: UsageData,
    registry: Registry,
    choices: PricingChoices,
    *,
    now: date,
    at: date | None = None,
    by: Sequence[str] = (),
    alternatives: Sequence[Offer] = (),
) -> UsageCost:
    """Price the rows of *data*, each at its own day, or all at the day *at*.

    *alternatives* are the offers the same traffic will be tried on.
    Raises ``UsageFileError`` where there is nothing to price, and ``UnpricedError`` where
    something has no known price, unless the *choices* leave it out.
    """
    _check_has_usage(data)
    usage = PricedUsage(
        data,
        PriceBook(registry, aliases=choices.aliases),
        now=now,
        at=at,
        alternatives=alternatives,
        rescale=choices.rescale,
    )
    ledger = Ledger(usage, keys_of(by, data))
    unpriced = unpriced_of(usage, registry)
    if unpriced and not (choices.allow_unpriced and usage.rows):
        raise cannot_price(unpriced, usage.count_unpriced, sum(row.rows for row in data.rows))
    return UsageCost(usage=usage, ledger=ledger, unpriced=unpriced)


def _check_has_usage(data: UsageData) -> None:
    """Refuse data that holds nothing to price: an empty answer would read as a cheap one."""
    if data.rows:
        return
    names = ", ".join(file.file for file in data.files) or "no file"
    if data.reported:
        raise UsageFileError(
            f"charges but no token counts, so nothing to price: {names}",
            hint="compare it with usage: llmcmp estimate USAGE --reconcile BILL",
        )
    counts = data.counts
    raise UsageFileError(
        f"no usage in the period: {names}",
        hint=f"{counts.read} rows read, {counts.empty} empty, {counts.rejected} rejected, "
        f"{counts.outside} outside of --since and --until",
    )


def _other_charges(data: UsageData) -> Iterator[Notice]:
    """Say what bills among the files charge for other things than usage."""
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for charge in data.reported:
        if charge.kind in ("other", "purchase"):
            key = (charge.kind, charge.currency)
            amount, rows = sums.get(key, (Decimal(0), 0))
            sums[key] = (amount + charge.amount, rows + charge.rows)
    for (kind, currency), (amount, rows) in sums.items():
        what = "purchases" if kind == "purchase" else "charges for other things than tokens"
        money = usd(amount) if currency.upper() == "USD" else f"{amount:f} {currency}"
        yield Notice(
            code="other-charges",
            text=f"{what} in the files, {money} in {plural(rows, 'row')}, are not included",
        )


def file_notices(data: UsageData) -> Iterator[Notice]:
    """Yield the warnings of each file, under its name."""
    for file in data.files:
        for text in file.warnings:
            yield Notice(code="usage-file", text=f"{file.file}: {text}")
