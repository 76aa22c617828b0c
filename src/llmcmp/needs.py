"""What a model must offer, and the reasons why one does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from .errors import InputError, UnknownNameError
from .records import field, field_names, record
from .schema import UNKNOWN, Features, ModelSpec, Score, first_day

MODALITIES = ("text", "image", "audio", "video", "pdf")
"""Kinds of content a need can name; ``KIND-output`` asks for it in the answer."""

FEATURES = tuple(name for name in field_names(Features) if name != "since")
"""Features a need can name."""

WEIGHTS = ("none", "open", "gated", "on-request")
"""Kinds of availability of weights a need can name."""


@record
class Reason:
    """Why a model cannot do the job."""

    code: str
    """Stable name of the kind of reason."""
    text: str
    """The reason, as a person reads it."""
    need: str | None = None
    """Which need it falls short of, as its option or key spells it; absent: none can be relaxed."""


@record
class Needs:
    """What a model must offer."""

    offers: tuple[str, ...] = ()
    """Modalities and features by name."""
    min_context: int | None = None
    """Least context window, in tokens."""
    min_output: int | None = None
    """Least output limit, in tokens."""
    min_scores: Mapping[str, Decimal] = field(default_factory=dict)
    """Least score by benchmark; an unknown score does not pass."""
    commercial_use: bool = False
    """Whether the licence must allow commercial use."""
    weights: tuple[str, ...] = ()
    """Acceptable availability of the weights (none, open, gated, on-request); empty: any."""
    channels: tuple[str, ...] = ()
    """Acceptable channels; empty: any."""
    developers: tuple[str, ...] = ()
    """Acceptable developers; empty: any."""
    available_until: date | None = None
    """Day up to which the model must not be retired."""

    def __post_init__(self) -> None:
        """Refuse needs that no model can meet, and names that do not exist."""
        known = (*MODALITIES, *(f"{kind}-output" for kind in MODALITIES), *FEATURES)
        for name in self.offers:
            if name not in known:
                raise UnknownNameError(
                    f"unknown need: {name}", hint=f"one of: {', '.join(sorted(known))}"
                )
        for kind in self.weights:
            if kind not in WEIGHTS:
                raise UnknownNameError(
                    f"unknown kind of weights: {kind}", hint=f"one of: {', '.join(WEIGHTS)}"
                )
        if set(self.weights) == {"none"} and set(self.channels) == {"self"}:
            raise InputError(
                "contradictory needs: weights that are not published cannot be self-hosted",
                hint="drop weights: none or channels: self",
            )
        names = [name.casefold() for name in self.min_scores]
        for name in self.min_scores:
            if names.count(name.casefold()) > 1:
                raise InputError(f"contradictory needs: two minimum scores for {name}")


def shortfalls(
    spec: ModelSpec,
    needs: Needs,
    at: date,
    *,
    channel: str | None = None,
    prompt: int = 0,
    output: int = 0,
) -> tuple[Reason, ...]:
    """Return every reason why the model cannot do the job on *at*, the most important first.

    *prompt* and *output* are the tokens of one request.
    """
    return (
        *_retirement(spec, at, channel, needs),
        *_fit(spec, prompt, output),
        *_offers(spec, needs),
        *_limits(spec, needs),
        *_terms(spec, needs, channel),
        *_scores(spec, needs),
    )


def _retirement(spec: ModelSpec, at: date, channel: str | None, needs: Needs) -> Iterator[Reason]:
    day = retirement(spec, channel)
    if spec.released != UNKNOWN and first_day(spec.released) > at:
        yield Reason(code="unreleased", text=f"released on {spec.released}, after {at}")
    elif day is None:
        yield from _withdrawn_elsewhere(spec, at, channel)
    elif day == UNKNOWN:
        yield Reason(code="retired", text="retired (the day is not known)")
    elif first_day(day) <= at:
        yield Reason(code="retired", text=f"retired on {day}")
    elif needs.available_until is not None and first_day(day) <= needs.available_until:
        yield Reason(
            code="retires",
            text=f"retires on {day}, not after {needs.available_until}",
            need="available_until",
        )


def _withdrawn_elsewhere(spec: ModelSpec, at: date, channel: str | None) -> Iterator[Reason]:
    """Return a doubt about a host that lists closed weights their developer has retired."""
    life = spec.lifecycle
    if life.state != "retired" or spec.weights != "none" or channel in (None, spec.own_channel):
        return
    if life.retires in (None, UNKNOWN) or first_day(life.retires) <= at:
        day = "" if life.retires in (None, UNKNOWN) else f" on {life.retires}"
        yield Reason(
            code="retired",
            text=f"retired by {spec.developer}{day}; no later day is known for {channel}",
        )


def retirement(spec: ModelSpec, channel: str | None) -> str | None:
    """Return the day the model is gone from *channel*: a partial date, ``unknown`` or None.

    Weights do not retire, and a host that is not named keeps its own dates.
    """
    life = spec.lifecycle
    if channel is not None and channel in life.elsewhere:
        return life.elsewhere[channel]
    if channel not in (None, spec.own_channel):
        return None
    if life.retires is not None:
        return life.retires
    return UNKNOWN if life.state == "retired" else None


def _fit(spec: ModelSpec, prompt: int, output: int) -> Iterator[Reason]:
    window, limit = spec.context_window, spec.max_output_tokens
    if isinstance(window, int) and prompt + output > window:
        yield Reason(
            code="context",
            text=f"{prompt + output:,} tokens of prompt and answer do not fit "
            f"the context of {window:,}",
            need="input_tokens",
        )
    elif spec.max_input_tokens is not None and prompt > spec.max_input_tokens:
        yield Reason(
            code="context",
            text=f"a prompt of {prompt:,} tokens is over the limit of {spec.max_input_tokens:,}",
            need="input_tokens",
        )
    if isinstance(limit, int) and output > limit:
        yield Reason(
            code="output",
            text=f"{output:,} output tokens are over the limit of {limit:,}",
            need="output_tokens",
        )


def _offers(spec: ModelSpec, needs: Needs) -> Iterator[Reason]:
    for name in needs.offers:
        kind = name.removesuffix("-output")
        if name in FEATURES:
            known = getattr(spec.features, name)
            if known in ("no", "unknown"):
                yield _lacks(name, known == "no")
        else:
            side = spec.modalities.output if name.endswith("-output") else spec.modalities.input
            if kind not in side:
                yield _lacks(name, bool(side))


def _lacks(name: str, known: bool) -> Reason:
    words = name.replace("_", " ")
    return Reason(
        code="lacks" if known else "unknown",
        text=f"no {words}" if known else f"{words}: unknown",
        need=name,
    )


def _limits(spec: ModelSpec, needs: Needs) -> Iterator[Reason]:
    window, limit = spec.context_window, spec.max_output_tokens
    if needs.min_context is not None:
        if not isinstance(window, int):
            yield Reason(code="unknown", text="context window: unknown", need="min_context")
        elif window < needs.min_context:
            yield Reason(
                code="context",
                text=f"context of {window:,} is under {needs.min_context:,}",
                need="min_context",
            )
    if needs.min_output is not None:
        if limit == "shares-window":
            limit = window
        if not isinstance(limit, int):
            yield Reason(code="unknown", text="output limit: unknown", need="min_output")
        elif limit < needs.min_output:
            yield Reason(
                code="output",
                text=f"output limit of {limit:,} is under {needs.min_output:,}",
                need="min_output",
            )


def _terms(spec: ModelSpec, needs: Needs, channel: str | None) -> Iterator[Reason]:
    licence = spec.licence
    if needs.commercial_use and licence.commercial_use in ("no", "unknown"):
        reason = "forbids commercial use" if licence.commercial_use == "no" else "unknown terms"
        yield Reason(
            code="licence", text=f"licence ({licence.name}): {reason}", need="commercial_use"
        )
    if needs.weights and spec.weights not in needs.weights:
        yield Reason(code="weights", text=f"weights: {spec.weights}", need="weights")
    if needs.channels and channel is not None and channel not in needs.channels:
        yield Reason(code="channel", text=f"channel: {channel}", need="channels")
    if needs.developers and spec.developer.casefold() not in map(str.casefold, needs.developers):
        yield Reason(code="developer", text=f"developer: {spec.developer}", need="developers")


def _scores(spec: ModelSpec, needs: Needs) -> Iterator[Reason]:
    for benchmark, least in needs.min_scores.items():
        best = best_score(spec, benchmark)
        if best is None:
            yield Reason(
                code="unknown", text=f"{benchmark}: unknown", need=f"min_scores {benchmark}"
            )
        elif best < least:
            yield Reason(
                code="score",
                text=f"{benchmark} {best} is under {least}",
                need=f"min_scores {benchmark}",
            )


class Scored(Protocol):
    """A model, or part of one, that has benchmark results."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Benchmark results, of any reporter."""


def best_score(spec: Scored, benchmark: str) -> Decimal | None:
    """Return the best score any reporter states, or None where nobody does."""
    name = benchmark.casefold()
    values = [score.value for score in spec.scores if score.benchmark.casefold() == name]
    return max(values, default=None)


def gone_since(ended: date | None, at: date) -> Reason | None:
    """Return the reason for an offer that was withdrawn before *at*."""
    if ended is None or ended >= at:
        return None
    return Reason(code="withdrawn", text=f"offer ended on {ended}")
