"""The answer in two or three sentences, computed from the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext

from ..spec import Features, Meter
from ..usage import EXACT_DIGITS, Workload
from .offered_model import OfferedModel
from .words import factor, listed, per_million, usd


def verdict(models: Sequence[OfferedModel], workload: Workload | None) -> str:
    """Say which model is cheapest, what it lacks, and what would change the answer."""
    able = sorted(
        (model for model in models if model.feasible and model.price is not None),
        key=lambda model: model.price or Decimal(0),
    )
    sentences = [_cheapest(models, able, workload)]
    if able and len(models) > 1:
        sentences += filter(None, [_lacks(able[0], models), _flip(able, workload)])
    sentences += _left_out(models)
    return " ".join(sentences)


def _cheapest(
    models: Sequence[OfferedModel], able: Sequence[OfferedModel], workload: Workload | None
) -> str:
    if not able:
        if all(model.price is None for model in models):
            return "None of these has an API price."
        return "None of these can do the job; the reasons stand beside each."
    best = able[0]
    unit = "per million tokens (three in, one out)" if workload is None else "a month"
    price = (per_million if workload is None else usd)(best.price or Decimal(0))
    text = f"{best.name} is the cheapest of these that can do the job"
    if len(models) == 1:
        text = f"{best.name} costs {price} {unit}"
        return f"{text}."
    if len(able) == 1:
        text = f"{best.name} is the only one of these with an API price that can do the job"
    text += f", at {price} {unit}"
    ties = [model.name for model in able[1:] if model.price == best.price]
    if ties:
        return f"{text}, the same as {listed(ties)}."
    if len(able) > 1 and best.price:
        times = (able[1].price or Decimal(0)) / best.price
        text += f"; {able[1].name} costs {factor(times)} as much"
    return f"{text}."


def _lacks(best: OfferedModel, models: Iterable[OfferedModel]) -> str | None:
    """Say what some other feasible model has that the cheapest has not."""
    missing: dict[str, list[str]] = {}
    for other in models:
        if other is best or not other.feasible:
            continue
        for what in _advantages(other, best):
            missing.setdefault(what, []).append(other.name)
    if not missing:
        return None
    parts = [f"{what} ({listed(names)})" for what, names in list(missing.items())[:4]]
    return f"It lacks {listed(parts)}."


def _advantages(other: OfferedModel, best: OfferedModel) -> Iterable[str]:
    """Yield what *other* has and *best* certainly has not."""
    for kind in other.modalities.input:
        if best.modalities.input and kind not in best.modalities.input:
            yield f"{kind} input"
    for name in Features.__dataclass_fields__:
        if (
            name != "since"
            and getattr(other.features, name) == "yes"
            and (getattr(best.features, name) == "no")
        ):
            yield name.replace("_", " ")
    mine, theirs = best.context_window, other.context_window
    if isinstance(mine, int) and isinstance(theirs, int) and theirs > mine:
        yield f"a context of {theirs:,} tokens"


def _flip(able: Sequence[OfferedModel], workload: Workload | None) -> str | None:
    """Say beyond how many output tokens the runner-up becomes cheaper, if it ever does."""
    if workload is None or len(able) < 2 or able[0].price == able[1].price:
        return None
    best = able[0]
    points = [
        (point, other.name)
        for other in able[1:]
        if (point := output_flip(best, other, workload)) is not None
    ]
    if not points:
        return "No other length of the answer changes that order."
    point, name = min(points, key=lambda item: abs(item[0] - workload.output_tokens))
    side = "above" if point > workload.output_tokens else "below"
    return f"{name} becomes cheaper {side} {point:,.0f} output tokens per request."


def output_flip(best: OfferedModel, other: OfferedModel, workload: Workload) -> Decimal | None:
    """Return the output tokens per request at which both cost the same, inside the same bands."""
    if best.cost is None or other.cost is None:
        return None
    (fixed, slope), (other_fixed, other_slope) = _line(best, workload), _line(other, workload)
    if slope == other_slope:
        return None
    with localcontext(prec=EXACT_DIGITS):
        point = (other_fixed - fixed) / (slope - other_slope)
    limits = [m.max_output_tokens for m in (best, other) if isinstance(m.max_output_tokens, int)]
    return point if 0 <= point <= min(limits, default=10**9) else None


def _line(model: OfferedModel, workload: Workload) -> tuple[Decimal, Decimal]:
    """Return the cost of one request without output, and of one output token, at these rates."""
    if model.cost is None or not workload.output_tokens or not workload.monthly_requests:
        return Decimal(0), Decimal(0)
    with localcontext(prec=EXACT_DIGITS):
        total = sum((i.amount for i in model.cost.items), Decimal(0))
        output = sum((i.amount for i in model.cost.items if i.meter == Meter.OUTPUT), Decimal(0))
        requests = Decimal(workload.monthly_requests)
        return (total - output) / requests, output / requests / workload.output_tokens


def _left_out(models: Sequence[OfferedModel]) -> list[str]:
    """Say what was not ranked and why."""
    if len(models) == 1 and models[0].feasible:
        return []
    said = [
        f"{model.name} cannot: {model.reasons[0].text}." for model in models if not model.feasible
    ]
    return said[:3]
