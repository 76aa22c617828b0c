"""What changed since a baseline, split into parts that add up to the whole.

One thing after another is taken from the new state, and each step's difference is one part:
price, tier, mix (model and channel), tokenizer, cache, volume. The steps telescope, so the
parts add up to the total exactly, even where two causes cannot be separated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ...errors import InputError, LlmcmpError
from ...exact import exact
from ...needs import Needs
from ...records import record, replace
from ...registry import SELF
from ...schema import UNKNOWN, Tier
from ...usage import Image, Workload
from ..market import Market
from ..offers.priced import price_offer

SCHEMA = "llmcmp/check/1"
"""The shape of report that can be a baseline."""

PARTS = ("price", "volume", "mix", "tokenizer", "cache", "tier")


@record
class Delta:
    """USD a month more than in the baseline, and why."""

    total: Decimal
    """Sum of the parts below."""
    price: Decimal = Decimal(0)
    """The same model and tier has another price, or the registry was corrected."""
    volume: Decimal = Decimal(0)
    """More or fewer requests, longer or shorter ones, workloads that came or went."""
    mix: Decimal = Decimal(0)
    """Another model or channel does the work."""
    tokenizer: Decimal = Decimal(0)
    """The other model cuts the same text into another number of tokens."""
    cache: Decimal = Decimal(0)
    """More or less of the prompt comes from a cache."""
    tier: Decimal = Decimal(0)
    """Another tier of the same model serves it."""


@record
class PricedWorkload:
    """A workload, what does it and what that costs, on one side of a comparison."""

    name: str
    selector: str
    """The model in use."""
    id: str
    channel: str
    tier: Tier
    tokenizer: str
    workload: Workload
    monthly: Decimal
    """USD a month."""


@record
class Baseline:
    """The priced workloads of an earlier check, to compare with."""

    at: date
    """Day whose prices it applied."""
    workloads: Mapping[str, PricedWorkload]


def read_baseline(content: Any, name: str) -> Baseline:
    """Return the baseline that the JSON *content* of the file *name* holds, or refuse it."""
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(schema, str):
        raise InputError(
            f"baseline {name}: not a report of llmcmp",
            hint="write one with `llmcmp check -f json -o main.json`",
        )
    if schema != SCHEMA:
        raise InputError(
            f"baseline {name}: has the shape {schema[:60]!r}, a baseline has {SCHEMA!r}",
            hint="write it anew with this version: `llmcmp check -f json -o main.json`",
        )
    try:
        entries = [_workload(entry) for entry in content["workloads"] if entry["cost"] is not None]
        return Baseline(
            at=date.fromisoformat(content["at"]), workloads={item.name: item for item in entries}
        )
    except (LlmcmpError, LookupError, TypeError, ValueError, InvalidOperation) as error:
        raise InputError(
            f"baseline {name}: broken: {type(error).__name__}: {error}"[:200],
            hint="write it anew: `llmcmp check -f json -o main.json`",
        ) from None


def _workload(entry: Mapping[str, Any]) -> PricedWorkload:
    asked = entry["workload"]
    requests = Decimal(asked["requests"])
    monthly = Decimal(entry["cost"]["monthly"])
    if not monthly.is_finite():
        raise ValueError(f"cost: not an amount: {monthly}")
    return PricedWorkload(
        name=str(entry["name"]),
        selector=str(entry["selector"]),
        id=str(entry["id"]),
        channel=str(entry["channel"]),
        tier=Tier(entry["tier"]),
        tokenizer=str(entry["tokenizer"] or UNKNOWN),
        workload=Workload(
            name=str(entry["name"]),
            requests=int(requests) if requests == requests.to_integral_value() else requests,
            per=asked["per"],
            input_tokens=int(asked["input_tokens"]),
            output_tokens=int(asked["output_tokens"]),
            cached_share=Decimal(asked["cached_share"]),
            cache_write_share=Decimal(asked["cache_write_share"]),
            images=tuple(Image(**image) for image in asked["images"]),
        ),
        monthly=monthly,
    )


def split(market: Market, base: PricedWorkload, now: PricedWorkload) -> Delta:
    """Return why *now* costs more or less than *base*, at the prices of the market."""
    moved = (base.id, base.channel) != (now.id, now.channel)
    tokens = base.workload
    if base.tokenizer != now.tokenizer:
        tokens = replace(
            tokens,
            input_tokens=now.workload.input_tokens,
            output_tokens=now.workload.output_tokens,
        )
    cached = replace(
        tokens,
        cached_share=now.workload.cached_share,
        cache_write_share=now.workload.cache_write_share,
    )
    old, new = _selector(base, base.tier), _selector(now, now.tier)
    steps = {
        "price": (old, base.workload),
        "tier": (_selector(base, now.tier), base.workload),
        "mix": (new, base.workload),
        "tokenizer": (new, tokens),
        "cache": (new, cached),
    }
    parts: dict[str, Decimal] = {}
    before = base.monthly
    for part, (selector, workload) in steps.items():
        if part == "tier" and moved and base.tier == now.tier:
            continue
        after = _price(market, selector, workload)
        # What cannot be priced on its own is left to the next step: the sum stays exact.
        if after is not None:
            with exact():
                parts[part] = after - before
            before = after
    with exact():
        parts["volume"] = now.monthly - before
        return Delta(total=now.monthly - base.monthly, **parts)


def _selector(state: PricedWorkload, tier: Tier) -> str:
    """Return a selector that means the same whatever aliases have moved; a plan keeps its own."""
    return state.selector if state.channel == SELF else f"{state.id}@{state.channel}+{tier}"


def _price(market: Market, selector: str, workload: Workload) -> Decimal | None:
    try:
        cost = price_offer(market, market.select(selector), workload, Needs()).model.cost
    except LlmcmpError:
        return None
    return None if cost is None else cost.monthly


def together(deltas: Iterable[Delta]) -> Delta:
    """Add deltas part by part."""
    deltas = list(deltas)
    with exact():
        sums = {
            part: sum((getattr(delta, part) for delta in deltas), Decimal(0))
            for part in ("total", *PARTS)
        }
    return Delta(**sums)


def overall(
    market: Market, baseline: Baseline, states: Mapping[str, PricedWorkload], file: str
) -> tuple[Delta, dict[str, Delta]]:
    """Return the delta of all workloads, and of each; refuse a baseline of other workloads."""
    shared = [name for name in states if name in baseline.workloads]
    if states and baseline.workloads and not shared:
        raise InputError(
            f"baseline {file}: is of other workloads: {_few(list(baseline.workloads))} "
            f"(here: {_few(list(states))})",
            hint="give a baseline of the same llmcmp.yaml",
        )
    each = {
        name: split(market, baseline.workloads[name], states[name])
        if name in baseline.workloads
        else Delta(total=states[name].monthly, volume=states[name].monthly)
        for name in states
    }
    gone = [
        Delta(total=-old.monthly, volume=-old.monthly)
        for name, old in baseline.workloads.items()
        if name not in states
    ]
    return together([*each.values(), *gone]), each


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
