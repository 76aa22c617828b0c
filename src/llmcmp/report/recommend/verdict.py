"""The answer of a recommendation in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ...readable import count, listed, percent, usd
from ...usage import Workload
from ..offers.offered_model import OfferedModel
from .feasibility import ExcludedModel
from .flip_points import FlipPoint
from .ranking import RankedModel, paid_for


def recommendation_verdict(
    ranked: Sequence[RankedModel],
    excluded: Sequence[ExcludedModel],
    flips: Sequence[FlipPoint],
    in_use: OfferedModel | None,
    workload: Workload | None,
) -> str:
    """Say what to take, what it saves and what would change the answer, or what is in the way."""
    if not ranked:
        return " ".join(_none_feasible(excluded))
    best = ranked[0]
    price = usd(best.price or Decimal(0))
    unit = "per million tokens (three in, one out)" if workload is None else "a month"
    beaten = _is_beaten(best, in_use)
    what = "the cheapest candidate" if beaten else "the cheapest that can do the job"
    sentences = [f"{best.selector} is {what}, at {price} {unit}."]
    sentences += _against(best, in_use)
    if best.undecided_with:
        sentences.append(
            f"The order is undecided: {listed(best.undecided_with[:3])} may cost as little."
        )
    if flips:
        sentences.append(f"This changes if {_or([flip_text(flip, workload) for flip in flips])}.")
    return " ".join(sentences)


def _is_beaten(best: RankedModel, in_use: OfferedModel | None) -> bool:
    """Tell whether what is in use is no candidate, can do the job, and costs less than all."""
    return (
        in_use is not None
        and in_use.feasible
        and in_use.price is not None
        and best.price is not None
        and in_use.price < best.price
    )


def _or(parts: Sequence[str]) -> str:
    return listed(parts).replace(" and ", " or ") if len(parts) > 1 else "".join(parts)


def _against(best: RankedModel, in_use: OfferedModel | None) -> list[str]:
    if in_use is None:
        return []
    paid = paid_for(in_use, (best,))
    if paid is None:
        return [f"What {in_use.selector} costs is not known."]
    sentences = []
    if best.saving is not None and best.saving > 0:
        share = percent(best.saving / paid)
        sentences.append(
            f"That is {usd(best.saving)} ({share}) less than {in_use.selector} at {usd(paid)}."
        )
    elif not best.saving:
        sentences.append(f"Nothing that can do the job is cheaper than {in_use.selector}.")
    else:
        more = usd(-best.saving)
        use = ", in use and able to do it" if in_use.feasible else ""
        sentences.append(f"That is {more} more than {in_use.selector}{use}.")
    if not in_use.feasible:
        sentences.append(f"{in_use.selector} itself cannot do the job: {in_use.reasons[0].text}.")
    return sentences


def flip_text(flip: FlipPoint, workload: Workload | None) -> str:
    """Say where a model is overtaken."""
    if flip.of == "requests":
        volume = count(flip.value.quantize(Decimal(1)))
        return f"the volume {_side(flip)} {volume} requests a month (then {flip.selector})"
    if flip.of == "cached_share":
        condition = f"the cached share of the prompt {_side(flip)} {percent(flip.value)}"
    else:
        text = " beside the prompt files" if workload and workload.prompt else ""
        what = "output" if flip.of == "output_tokens" else f"input{text}"
        condition = f"{what} {_side(flip)} {count(flip.value)} tokens per request"
    return f"{condition} (then {flip.selector})"


def _side(flip: FlipPoint) -> str:
    return "exceeds" if flip.direction == "above" else "falls below"


def _none_feasible(excluded: Sequence[ExcludedModel]) -> Iterable[str]:
    """Say that nothing can do the job, what came nearest and which need prevents it."""
    if not excluded:
        yield "There is nothing to choose from."
        return
    yield f"None of {len(excluded)} offers can do the job."
    near = [model for model in excluded if all(reason.need for reason in model.reasons)]
    if near:
        misses = [f"{m.selector} ({'; '.join(r.text for r in m.reasons)})" for m in near[:3]]
        yield f"Nearest: {'; '.join(misses)}."
    single = Counter(
        next(iter(needs))
        for model in near
        if len(needs := {reason.need for reason in model.reasons if reason.need}) == 1
    )
    if single:
        order = sorted(single.items(), key=lambda item: (-item[1], item[0]))
        relaxed = [f"{need} would admit {number}" for need, number in order]
        yield f"Relaxing only {listed(relaxed)}."
    elif near:
        blocking = Counter(
            need for model in near for need in {r.need for r in model.reasons if r.need}
        )
        order = sorted(blocking.items(), key=lambda item: (-item[1], item[0]))
        obstacles = [f"{need} ({number})" for need, number in order[:4]]
        yield f"More than one need stands in the way; those that exclude most: {listed(obstacles)}."
