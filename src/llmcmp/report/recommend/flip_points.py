"""Where the cheapest model stops being the cheapest: solved, not sampled.

Along one property of the workload a monthly cost is piecewise linear: it is a straight line
between two band edges, and may jump at an edge. Two prices computed at the ends of a piece
give its line exactly, and two lines cross where their equation says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ...errors import UnpricedError
from ...exact import exact
from ...hosting import HostingPlan, break_even
from ...pricing import band_edges, prompt_tokens
from ...records import record, replace
from ...registry import Offer
from ...schema import ModelSpec
from ...usage import Workload
from ..market import Market

Dimension = Literal["output_tokens", "input_tokens", "cached_share", "requests"]

DIMENSIONS: tuple[Dimension, ...] = ("output_tokens", "input_tokens", "cached_share")
"""Properties along which API prices can change places; requests scale all of them alike and
matter only against weights one runs oneself."""

FAR = 10**9
"""How far is looked where no limit of a model is known."""

STEP = Decimal("0.000000001")
"""A crossing is rounded to a billionth: unlike amounts it is no finite decimal."""


@record
class FlipPoint:
    """A value of the workload above or below which another model is the cheapest."""

    of: Dimension
    """The property that changes; all others stay as they are."""
    direction: Literal["above", "below"]
    """On which side of the value the other model is cheaper."""
    value: Decimal
    """The value; at a crossing both cost the same, at a step the first still holds."""
    kind: Literal["crossing", "step"]
    """``crossing``: the two lines meet; ``step``: one of the prices jumps there, at a band."""
    selector: str
    """The model that becomes the cheapest."""
    cost: Decimal
    """USD a month of the first model at that value."""


@record
class Piece:
    """A stretch of one property on which no price jumps, ends included."""

    start: Fraction
    end: Fraction


def flip_points(
    market: Market, offers: Sequence[Offer], workload: Workload
) -> tuple[FlipPoint, ...]:
    """Return, for each property and direction, where the first of *offers* is overtaken first."""
    if len(offers) < 2 or not workload.monthly_requests:
        return ()
    flips = []
    for dimension in DIMENSIONS:
        points = [
            point
            for other in offers[1:]
            for point in overtakings(market, offers[0], other, workload, dimension)
        ]
        now = Decimal(getattr(workload, dimension))
        for side in ("below", "above"):
            here = [point for point in points if point.direction == side]
            if here:
                flips.append(min(here, key=lambda p: (abs(p.value - now), p.selector)))
    return tuple(flips)


def volume_flips(
    market: Market,
    offers: Sequence[Offer],
    plans: Mapping[str, HostingPlan],
    workload: Workload,
) -> tuple[FlipPoint, ...]:
    """Return the volume at which hosting and an API change places, the first of *offers* in one."""
    if not offers or not workload.monthly_requests:
        return ()
    best, now = offers[0], Decimal(workload.monthly_requests)
    direction: Literal["above", "below"] = "below" if best.is_self else "above"
    points = []
    for other in offers[1:]:
        if best.is_self == other.is_self:
            continue
        api, own = (other, best) if best.is_self else (best, other)
        if (plan := plans.get(own.selector)) is None:
            continue
        even = break_even(plan, market.quote(api, workload).per_request.cost)
        volume = even.requests_per_month
        if volume is None or even.monthly_cost is None or (volume < now) != best.is_self:
            continue
        points.append(
            FlipPoint(
                of="requests",
                direction=direction,
                value=volume.quantize(STEP),
                kind="crossing",
                selector=other.selector,
                cost=even.monthly_cost,
            )
        )
    nearest = min(points, key=lambda point: (abs(point.value - now), point.selector), default=None)
    return () if nearest is None else (nearest,)


def overtakings(
    market: Market, best: Offer, other: Offer, workload: Workload, dimension: Dimension
) -> Iterator[FlipPoint]:
    """Yield the nearest value on either side at which *other* becomes cheaper than *best*."""
    now = Fraction(getattr(workload, dimension))

    def cost(offer: Offer, value: Fraction) -> Fraction:
        return _cost(market, offer, workload, dimension, value)

    def lead(value: Fraction) -> Fraction:
        # How much more the other costs.
        return cost(other, value) - cost(best, value)

    pieces = _pieces((best.spec, other.spec), workload, dimension)
    try:
        if not pieces or lead(now) <= 0:
            return
    except UnpricedError:
        return
    rising = [_from(piece, now) for piece in pieces if piece.end >= now]
    falling = [_until(piece, now) for piece in reversed(pieces) if piece.start <= now]
    for direction, way in (("above", rising), ("below", falling)):
        met = _first_meeting(way, lead)
        if met is not None:
            value, kind = met
            yield FlipPoint(
                of=dimension,
                direction="above" if direction == "above" else "below",
                value=_printed(value),
                kind="crossing" if kind == "crossing" else "step",
                selector=other.selector,
                cost=_decimal(cost(best, value)),
            )


def _first_meeting(
    way: Iterable[tuple[Fraction, Fraction]], lead: Callable[[Fraction], Fraction]
) -> tuple[Fraction, str] | None:
    """Follow the pieces of *way* (nearer end first) until the lead is lost."""
    last = None
    for near, far in way:
        try:
            first, final = lead(near), lead(far)
        except UnpricedError:
            return None
        if last is not None and first < 0:
            return last, "step"
        if final < 0:
            return crossing(near, first, far, final), "crossing"
        last = far
    return None


def crossing(x: Fraction, y: Fraction, other_x: Fraction, other_y: Fraction) -> Fraction:
    """Return where the line through two points is zero."""
    return x - y * (other_x - x) / (other_y - y)


def _pieces(
    specs: tuple[ModelSpec, ModelSpec], workload: Workload, dimension: Dimension
) -> list[Piece]:
    """Return the stretches on which neither model's price jumps, as far as both can go."""
    if dimension == "cached_share":
        most = 1 - Fraction(workload.cache_write_share)
        has_text = any(prompt_tokens(workload, spec)[0] for spec in specs)
        return [Piece(start=Fraction(0), end=most)] if has_text else []
    limit = min(_limit(spec, workload, dimension) for spec in specs)
    if limit < 0:
        return []
    if dimension == "output_tokens":
        return [Piece(start=Fraction(0), end=Fraction(limit))]
    ends = sorted({end for spec in specs for end in _jumps(spec, workload) if 0 <= end < limit})
    starts = [0, *(end + 1 for end in ends)]
    return [
        Piece(start=Fraction(start), end=Fraction(end))
        for start, end in zip(starts, [*ends, limit], strict=True)
    ]


def _limit(spec: ModelSpec, workload: Workload, dimension: Dimension) -> int:
    """Return the most ``input_tokens`` or tokens of the answer the model can take."""
    text, images = prompt_tokens(workload, spec)
    window = spec.context_window if isinstance(spec.context_window, int) else FAR
    if dimension == "input_tokens":
        prompt = min(window - workload.output_tokens, spec.max_input_tokens or FAR)
        return prompt - images - (text - workload.input_tokens)
    most = spec.max_output_tokens if isinstance(spec.max_output_tokens, int) else FAR
    return min(most, window - text - images)


def _jumps(spec: ModelSpec, workload: Workload) -> Iterator[int]:
    """Yield the last number of ``input_tokens`` before each jump of the price."""
    text, images = prompt_tokens(workload, spec)
    beside = text - workload.input_tokens  # the counted text of prompt files
    for edge in band_edges(spec):
        yield edge - images - beside
    cached = workload.cached_share or workload.cache_write_share
    if cached and spec.caching is not None and spec.caching.minimum_prefix is not None:
        yield spec.caching.minimum_prefix - 1 - beside


def _from(piece: Piece, now: Fraction) -> tuple[Fraction, Fraction]:
    return max(piece.start, now), piece.end


def _until(piece: Piece, now: Fraction) -> tuple[Fraction, Fraction]:
    return min(piece.end, now), piece.start


def _cost(
    market: Market, offer: Offer, workload: Workload, dimension: Dimension, value: Fraction
) -> Fraction:
    """Return the monthly cost with *value* in place of the workload's own."""
    if value.denominator != 1 and dimension != "cached_share":
        # The line between their prices is between two whole numbers of tokens.
        low = Fraction(value.numerator // value.denominator)
        first = _cost(market, offer, workload, dimension, low)
        second = _cost(market, offer, workload, dimension, low + 1)
        return first + (value - low) * (second - first)
    if dimension == "cached_share" and not _finite(value):
        most = 1 - Fraction(workload.cache_write_share)
        first = _cost(market, offer, workload, dimension, Fraction(0))
        second = _cost(market, offer, workload, dimension, most)
        return first + value / most * (second - first)
    other: Any = _decimal(value) if dimension == "cached_share" else int(value)
    changes: dict[str, Any] = {dimension: other}
    return Fraction(market.quote(offer, replace(workload, **changes)).monthly.cost)


def _finite(value: Fraction) -> bool:
    """Tell whether *value* is a finite decimal."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _decimal(value: Fraction) -> Decimal:
    with exact():
        return Decimal(value.numerator) / value.denominator


def _printed(value: Fraction) -> Decimal:
    with exact():
        rounded = _decimal(value).quantize(STEP)
        return rounded.normalize() if rounded else Decimal(0)
