"""The priced rows in the vocabulary of another model, grouped by what decides their cost there."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from ...billing.priced_usage import PricedRow, PricedUsage
from ...billing.size_classes import Rescale, Rescaling
from ...notices import Notice
from ...readable import listed
from ...registry import Offer
from ...schema import ModelSpec

ONE = Rescaling(factor=Decimal(1), low=Decimal(1), high=Decimal(1), text="same vocabulary")

_UNNAMED = frozenset({"undisclosed", "unknown"})


class RowGroup:
    """Rows of one model and one size class: all that decides what they cost elsewhere."""

    def __init__(self, priced: PricedRow, prompts: tuple[int, ...], scaling: Rescaling) -> None:
        """Begin a group that has no rows yet, with the model, size and hour of *priced*."""
        self.scaling = scaling
        self.prompts = prompts
        self.hour = priced.row.hour
        self.per_request = priced.row.per_request
        self.requests = 0
        self.counts: dict[str, int] = {}

    def add(self, priced: PricedRow) -> None:
        """Add a row of the same kind."""
        for meter, count in priced.counts:
            self.counts[meter] = self.counts.get(meter, 0) + count
        row = priced.row
        self.requests += row.rows if row.requests is None else row.requests

    @property
    def shortest(self) -> int:
        """Tokens of the shortest prompt that the group may hold, in the other vocabulary."""
        return scaled(self.prompts[0], self.scaling.factor)

    @property
    def longest(self) -> int:
        """Tokens of the longest size class that the group may reach, in the other vocabulary."""
        return scaled(self.prompts[-1], self.scaling.factor)


class TranslatedTraffic:
    """The rows of *usage* as the model of *offer* would count them."""

    def __init__(self, usage: PricedUsage, offer: Offer, rescale: Rescale | None) -> None:
        """Group the rows; what could not be translated is in the notices."""
        self.usage, self.offer = usage, offer
        self.notices: dict[Notice, None] = {}
        self._rescale = rescale
        self._kept: list[str] = []
        self._scalings: dict[str, Rescaling] = {}
        groups: dict[tuple[object, ...], RowGroup] = {}
        for priced in usage.rows:
            spec, row, prompts = priced.tariff.spec, priced.row, usage.prompts(priced.row)
            key = (spec.id, prompts, row.hour, row.per_request)
            if key not in groups:
                groups[key] = RowGroup(priced, prompts, self._scaling(spec))
            groups[key].add(priced)
        self.groups = tuple(groups.values())
        if self._kept:
            self.note(
                "same-tokens",
                f"{offer.spec.id} ({offer.spec.tokenizer.name}) makes other tokens of the "
                f"same text than {listed(self._kept)}: token counts are kept as they are, "
                "and the cost is off by that difference",
            )

    def note(self, code: str, text: str) -> None:
        """Keep a notice about the offer, once."""
        self.notices[Notice(code=code, text=text, selector=self.offer.selector)] = None

    def _scaling(self, spec: ModelSpec) -> Rescaling:
        """Return how the tokens of *spec* translate; keep a notice where they do not."""
        if spec.id not in self._scalings:
            self._scalings[spec.id] = self._scaling_of(spec)
        return self._scalings[spec.id]

    def _scaling_of(self, spec: ModelSpec) -> Rescaling:
        other = self.offer.spec
        theirs, ours = spec.tokenizer.name, other.tokenizer.name
        if spec.id == other.id or (theirs == ours and theirs not in _UNNAMED):
            return ONE
        scaling = None if self._rescale is None else self._rescale(spec, other)
        if scaling is None:
            self._kept.append(f"{spec.id} ({theirs})")
            return ONE
        self.note("rescaled", f"{spec.id} to {other.id}: {scaling.text}")
        return scaling


def scaled(prompt: int, factor: Decimal) -> int:
    """Return a prompt size in other tokens, rounded up: it stays past the cuts it was past."""
    return int((prompt * factor).to_integral_value(ROUND_CEILING))
