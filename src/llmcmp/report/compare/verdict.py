"""The answer in two or three sentences, computed from the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ...exact import exact
from ...readable import factor, listed, millions, per_million, rough, usd
from ...records import field_names
from ...schema import Features, Meter
from ...usage import Workload
from ..offers.break_even import BreakEvenPoint
from ..offers.offered_model import OfferedModel, label


def verdict(
    models: Sequence[OfferedModel],
    workload: Workload | None,
    points: Sequence[BreakEvenPoint] = (),
) -> str:
    """Say which model is cheapest, what it lacks, and what would change the answer."""
    able = sorted(
        (model for model in models if model.feasible and model.price is not None),
        key=lambda model: model.price or Decimal(0),
    )
    sentences = [_cheapest(models, able, workload)]
    if able and len(models) > 1:
        sentences += filter(None, [_lacks(able[0], models), _flip(able, models, workload)])
    sentences += _hosting(models, points)
    sentences += _left_out(models)
    return " ".join(sentences)


def _cheapest(
    models: Sequence[OfferedModel], able: Sequence[OfferedModel], workload: Workload | None
) -> str:
    if not able:
        return _none(models)
    best = able[0]
    unit = "per million tokens (three in, one out)" if workload is None else "a month"
    price = (per_million if workload is None else usd)(best.price or Decimal(0))
    name = label(best, models)
    if len(models) == 1:
        return f"{name} costs {price} {unit}."
    text = f"{name} is the cheapest of these that can do the job"
    if len(able) == 1:
        text = f"{name} is the only one of these with an API price that can do the job"
    text += f", at {price} {unit}"
    ties = [label(model, models) for model in able[1:] if model.price == best.price]
    if ties:
        return f"{text}, the same as {listed(ties)}."
    if len(able) > 1 and best.price:
        times = (able[1].price or Decimal(0)) / best.price
        text += f"; {label(able[1], models)} costs {factor(times)} as much"
    return f"{text}."


def _none(models: Sequence[OfferedModel]) -> str:
    """Say why no model is named as the cheapest."""
    alone = len(models) == 1
    if alone and models[0].feasible:
        return f"{label(models[0], models)} is taken as self-hosted."
    if alone:
        return f"{label(models[0], models)} cannot do the job: {models[0].reasons[0].text}."
    if any(model.feasible for model in models):
        return "None of these that can do the job has an API price."
    return "None of these can do the job."


def _hosting(models: Sequence[OfferedModel], points: Sequence[BreakEvenPoint]) -> list[str]:
    """Say what hosting costs, and from which volume it is cheaper than each API."""
    sentences = []
    for model in models:
        plan = model.hosting
        if plan is None or plan.monthly_cost is None:
            continue
        name = label(model, models)
        fleet = f"{plan.replicas} x " if plan.replicas > 1 else ""
        sentences.append(
            f"Hosting {name} on {fleet}{plan.gpus}x {plan.gpu} costs about "
            f"{rough(plan.monthly_cost)} a month, used or not{_beyond(model, models, points)}."
        )
    return sentences


def _beyond(
    model: OfferedModel, models: Sequence[OfferedModel], points: Sequence[BreakEvenPoint]
) -> str:
    """Say how the hosted model fares against the API it comes nearest to, of those that can."""
    able = {other.selector for other in models if other.feasible}
    own = [point for point in points if point.self_hosted == model.selector and point.api in able]
    if not own:
        return ""
    names = {other.selector: label(other, models) for other in models}
    crossings = [point for point in own if point.requests_per_month is not None]
    if not crossings:
        against = listed([names[point.api] for point in own])
        return f"; against {against} there is no break-even at any volume"
    nearest = min(crossings, key=lambda point: point.requests_per_month or Decimal(0))
    volume = millions(nearest.requests_per_month or Decimal(0))
    return f"; it is cheaper than {names[nearest.api]} from about {volume} requests a month"


def _lacks(best: OfferedModel, models: Sequence[OfferedModel]) -> str | None:
    """Say what some other feasible model has that the cheapest has not."""
    missing: dict[str, list[str]] = {}
    windows = [model.context_window for model in models if _is_wider(model, best)]
    widest = max((window for window in windows if isinstance(window, int)), default=0)
    for other in models:
        if other is best or not other.feasible:
            continue
        for what in _advantages(other, best):
            missing.setdefault(what, []).append(label(other, models))
        if widest and other.context_window == widest:
            missing.setdefault(f"a context of {widest:,} tokens", []).append(label(other, models))
    if not missing:
        return None
    parts = [f"{what} ({listed(names)})" for what, names in list(missing.items())[:4]]
    return f"It lacks {listed(parts)}."


def _advantages(other: OfferedModel, best: OfferedModel) -> Iterable[str]:
    """Yield what *other* has and *best* certainly has not."""
    for kind in other.modalities.input:
        if best.modalities.input and kind not in best.modalities.input:
            yield f"{kind} input"
    for name in field_names(Features):
        if (
            name != "since"
            and getattr(other.features, name) == "yes"
            and (getattr(best.features, name) == "no")
        ):
            yield name.replace("_", " ")


def _is_wider(model: OfferedModel, than: OfferedModel) -> bool:
    mine, other = model.context_window, than.context_window
    return model.feasible and isinstance(mine, int) and isinstance(other, int) and mine > other


def _flip(
    able: Sequence[OfferedModel], models: Sequence[OfferedModel], workload: Workload | None
) -> str | None:
    """Say above how many output tokens the runner-up becomes cheaper, if it ever does."""
    if workload is None or len(able) < 2 or able[0].price == able[1].price:
        return None
    if not workload.output_tokens or not workload.monthly_requests:
        return None
    best = able[0]
    points = [
        (point, label(other, models))
        for other in able[1:]
        if (point := output_flip(best, other, workload)) is not None
    ]
    if not points:
        if any(model.hosting for model in able):
            return None
        return "The order is the same for any answer length."
    point, name = min(points, key=lambda item: abs(item[0] - workload.output_tokens))
    side = "above" if point > workload.output_tokens else "below"
    return f"{name} becomes cheaper {side} {point:,.0f} output tokens per request."


def output_flip(best: OfferedModel, other: OfferedModel, workload: Workload) -> Decimal | None:
    """Return the output tokens per request at which both cost the same, inside the same bands."""
    if best.cost is None or other.cost is None or best.hosting or other.hosting:
        return None
    (fixed, slope), (other_fixed, other_slope) = _line(best, workload), _line(other, workload)
    if slope == other_slope:
        return None
    with exact():
        point = (other_fixed - fixed) / (slope - other_slope)
    limits = [m.max_output_tokens for m in (best, other) if isinstance(m.max_output_tokens, int)]
    return point if 1 <= point <= min(limits, default=10**9) else None


def _line(model: OfferedModel, workload: Workload) -> tuple[Decimal, Decimal]:
    """Return the cost of one request without output, and of one output token, at these rates."""
    items = () if model.cost is None else model.cost.items
    with exact():
        metered = sum((i.amount for i in items if i.since is not None), Decimal(0))
        output = sum((i.amount for i in items if i.meter == Meter.OUTPUT), Decimal(0))
        total = sum((i.amount for i in items), Decimal(0))
        # Discounts are a share of all lines, so of the output's too.
        share = total / metered if metered else Decimal(0)
        requests = Decimal(workload.monthly_requests)
        return (
            (metered - output) * share / requests,
            output * share / requests / workload.output_tokens,
        )


def _left_out(models: Sequence[OfferedModel]) -> list[str]:
    """Say what was not ranked and why."""
    if len(models) == 1:
        return []
    sentences = [
        f"{label(model, models)} cannot: {model.reasons[0].text}."
        for model in models
        if not model.feasible
    ]
    return sentences[:3]
