"""What one hour of one GPU costs: rows of vendors, the user's own price, an owned server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..errors import UnknownNameError, UnpricedError
from ..notices import Notice
from ..records import record
from ..schema import UNKNOWN, PartialDate, first_day, last_day
from ..schema.gpu import Gpu, GpuPrice, GpusFile, Norm, Ownership
from ..usage import HOURS_PER_MONTH
from .options import HostingOptions, Owned

HOURS_PER_YEAR = Decimal(8760)

NAMEPLATE_SHARE = Decimal("1.82")
"""Nameplate power of a server over its GPUs' board power: a DGX H100 has 10.2 kW for 5.6."""


@record
class HourlyPrice:
    """USD per GPU and hour: low, typical, high, and where they come from."""

    __internal__ = ("notices",)

    low: Decimal
    """Price of the cheapest row."""
    typical: Decimal
    """Median of the rows."""
    high: Decimal
    """Price of the most expensive row."""
    basis: str
    """Where the prices come from, as a sentence."""
    vendor: str | None = None
    """Vendor of the typical row, where it is one row."""
    term: str
    """How the hours are bought: a term, ``own price`` or ``owned``."""
    read: PartialDate | None = None
    """When the typical row was read; of several, the oldest."""
    rows: tuple[GpuPrice, ...] = ()
    """The rows, cheapest first."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    notices: tuple[Notice, ...] = ()
    """What a reader should know: a price that is old, weak or far from all others."""


def hourly_price(
    gpu: Gpu, gpus: GpusFile, options: HostingOptions, *, at: date, old_after_days: int
) -> HourlyPrice:
    """Return what an hour of *gpu* costs under *options*, from what was known *at* that day."""
    if options.owned is not None:
        return owned_price(gpu, gpus, options.owned)
    if options.price_per_gpu_hour is not None:
        return _own_price(options.price_per_gpu_hour, gpu, gpus)
    rows = _rows(gpu, gpus, options, at)
    low, high = rows[0], rows[-1]
    typical = _median([row.usd_per_gpu_hour for row in rows])
    middle = [row for row in rows if row.usd_per_gpu_hour == typical]
    one = middle[0] if middle else None
    oldest = min((row.read for row in rows), key=lambda day: (day == UNKNOWN, day))
    return HourlyPrice(
        low=low.usd_per_gpu_hour,
        typical=typical,
        high=high.usd_per_gpu_hour,
        basis=_basis(rows, options.term),
        vendor=one.vendor if one else None,
        term=options.term,
        read=one.read if one else oldest,
        rows=rows,
        sources=tuple(dict.fromkeys(s for row in rows for s in row.sources)),
        notices=tuple(_row_notices(one or low, at, old_after_days)),
    )


def _median(prices: list[Decimal]) -> Decimal:
    """Return the middle price, or the mean of the two in the middle."""
    # The module ``statistics`` would take longer to import than a plan to compute.
    ordered, half = sorted(prices), len(prices) // 2
    return ordered[half] if len(prices) % 2 else (ordered[half - 1] + ordered[half]) / 2


def owned_price(gpu: Gpu, gpus: GpusFile, owned: Owned) -> HourlyPrice:
    """Spread a server's price, upkeep and power over its hours and cards."""
    norms = next((o for o in gpus.ownership if o.gpu == gpu.id), None)
    if norms is None and owned.server_usd is None:
        known = ", ".join(o.gpu for o in gpus.ownership) or "none"
        raise UnpricedError(
            f"no purchase price of a server with {gpu.id} is known",
            hint=f"give what yours cost; known: {known}",
        )
    general = norms or gpus.ownership[0]
    cards = owned.server_gpus or (norms.gpus if norms else 8)
    low, typical, high = (
        _per_gpu_hour(gpu, general, owned, cards, end=end, listed=norms is not None)
        for end in ("low", "value", "high")
    )
    return HourlyPrice(
        low=low,
        typical=typical,
        high=high,
        basis=f"an owned server of {cards} {gpu.id}, spread over its hours",
        term="owned",
        sources=tuple(dict.fromkeys((*general.server_usd.sources, *general.pue.sources))),
        notices=(
            Notice(
                code="owned",
                text="an owned server costs the same idle; people, space and network are not in it",
            ),
        ),
    )


def _per_gpu_hour(
    gpu: Gpu, norms: Ownership, owned: Owned, cards: int, *, end: str, listed: bool
) -> Decimal:
    """Return USD per GPU-hour with every norm at its *end*."""

    def norm(own: Decimal | None, usual: Norm, *, falls: bool = False) -> Decimal:
        if own is not None:
            return own
        side = {"low": "high", "high": "low"}.get(end, end) if falls else end
        value: Decimal | None = getattr(usual, side)
        return usual.value if value is None else value

    price = norm(owned.server_usd, norms.server_usd)
    board = Decimal(gpu.tdp_w * cards) / 1000
    power = owned.server_kw or (
        norms.server_kw.value if listed and cards == norms.gpus else board * NAMEPLATE_SHARE
    )
    years = norm(owned.years, norms.years, falls=True)
    residual = norm(owned.residual, norms.residual, falls=True)
    upkeep = norm(owned.maintenance, norms.maintenance)
    capital = (price * (1 - residual) / years + price * upkeep) / HOURS_PER_YEAR
    if owned.colocation_usd_per_kw_month is not None:
        energy = power * owned.colocation_usd_per_kw_month / HOURS_PER_MONTH
    else:
        draw = power * norm(owned.load, norms.load)
        energy = draw * norm(owned.pue, norms.pue) * norm(owned.usd_per_kwh, norms.usd_per_kwh)
    return (capital + energy) / cards


def _rows(gpu: Gpu, gpus: GpusFile, options: HostingOptions, at: date) -> tuple[GpuPrice, ...]:
    """Return the newest row of every offer that was known *at* that day, cheapest first."""
    of_card = [row for row in gpus.prices if row.gpu == gpu.id]
    if not of_card:
        raise UnpricedError(
            f"no price of {gpu.id} is known", hint="give one with --price-per-gpu-hour"
        )
    of_vendor = _of_vendor(of_card, gpu, options.vendor, gpus)
    of_term = [row for row in of_vendor if row.term == options.term]
    if not of_term:
        terms = ", ".join(sorted({row.term for row in of_vendor}))
        by = f" from {of_vendor[0].vendor}" if options.vendor else ""
        raise UnpricedError(
            f"no {options.term} price of {gpu.id}{by} is known",
            hint=f"known terms: {terms}; or give --price-per-gpu-hour",
        )
    known = [row for row in of_term if row.read == UNKNOWN or first_day(row.read) <= at]
    if not known:
        raise UnpricedError(
            f"no {options.term} price of {gpu.id} is known on {at}",
            hint=f"the first was read {min(row.read for row in of_term)}; "
            "or give --price-per-gpu-hour",
        )
    newest: dict[tuple[str, str | None], GpuPrice] = {}
    for row in sorted(known, key=lambda row: "" if row.read == UNKNOWN else row.read):
        newest[row.vendor.lower(), row.instance] = row
    return tuple(
        sorted(newest.values(), key=lambda row: (row.usd_per_gpu_hour, row.vendor, row.read))
    )


def _of_vendor(
    rows: list[GpuPrice], gpu: Gpu, vendor: str | None, gpus: GpusFile
) -> list[GpuPrice]:
    """Keep the rows of *vendor*, whose name must be known exactly but for case."""
    if vendor is None:
        return rows
    own_rows = [row for row in rows if row.vendor.lower() == vendor.lower()]
    if own_rows:
        return own_rows
    sellers = ", ".join(sorted({row.vendor for row in rows}))
    if any(row.vendor.lower() == vendor.lower() for row in gpus.prices):
        raise UnpricedError(
            f"no price of {gpu.id} from {vendor} is known", hint=f"known vendors: {sellers}"
        )
    everyone = ", ".join(sorted({row.vendor for row in gpus.prices}))
    raise UnknownNameError(f"unknown GPU vendor: {vendor}", hint=f"known vendors: {everyone}")


def _basis(rows: tuple[GpuPrice, ...], term: str) -> str:
    """Say which rows low, typical and high come from."""
    low, high = rows[0], rows[-1]
    if len(rows) == 1:
        return f"{low.vendor} {term}, read {low.read}"
    return (
        f"median of {len(rows)} {term} rows, {low.vendor} ${low.usd_per_gpu_hour} "
        f"(read {low.read}) to {high.vendor} ${high.usd_per_gpu_hour} (read {high.read})"
    )


def _row_notices(row: GpuPrice, at: date, old_after_days: int) -> Iterable[Notice]:
    """Say that a row is old, undated or weak."""
    where = f"the {row.gpu} price of {row.vendor}"
    if row.read == UNKNOWN:
        yield Notice(code="price-age", text=f"{where} has no date")
    elif (at - last_day(row.read)).days > old_after_days:
        age = (at - last_day(row.read)).days
        yield Notice(code="price-age", text=f"{where} was read {row.read}, {age} days before {at}")
    elif len(row.read) < 10:
        yield Notice(code="price-age", text=f"{where} is dated only {row.read}")
    if row.weak:
        yield Notice(code="price-weak", text=f"{where} rests on a weak source")


def _own_price(price: Decimal, gpu: Gpu, gpus: GpusFile) -> HourlyPrice:
    """Take the user's price; warn where it is far from every known one."""
    known = sorted(row.usd_per_gpu_hour for row in gpus.prices if row.gpu == gpu.id)
    low, high = (known[0] / 5, known[-1] * 5) if known else (Decimal("0.05"), Decimal(50))
    notices: tuple[Notice, ...] = ()
    if not low <= price <= high:
        charged = f"known prices: ${known[0]} to ${known[-1]}" if known else "no price is known"
        notices = (
            Notice(
                code="price-absurd",
                text=f"${price} per hour of {gpu.id} is far from what is charged ({charged})",
            ),
        )
    return HourlyPrice(
        low=price,
        typical=price,
        high=price,
        basis="your own price",
        term="own price",
        notices=notices,
    )
