"""Where the order flips is solved: at the printed value both cost the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.hosting import HostingTables
from llmcmp.pricing import price_workload
from llmcmp.registry import Offer, Registry, select
from llmcmp.report.market import Market
from llmcmp.report.recommend.flip_points import FlipPoint, crossing, flip_points, overtakings
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests.factories import rates
from tests.report.check.gate_registry import AT, BLIND, LARGE, SMALL, able, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)
FEW = Workload(requests=1_000, input_tokens=1_000, output_tokens=200)
MARKET = Market(registry=registry(), at=AT)


def offer(spec: Any, tier: str = "") -> Offer:
    """Return the offer of a model."""
    return select(registry(spec), f"{spec.id}{tier}", at=AT)


def cost(spec: Any, workload: Workload) -> Decimal:
    """Return the monthly cost."""
    return price_workload(workload, spec, AT, channel="acme").monthly.cost


def by(points: Any) -> dict[tuple[str, str], FlipPoint]:
    """Index flip points by property and direction."""
    return {(point.of, point.direction): point for point in points}


def test_output_flips_where_the_lines_meet() -> None:
    """Small: 1000 x 1 + 4y; large: 1000 x 2 + 2y; equal at y = 500, in millionths."""
    points = by(flip_points(MARKET, [offer(SMALL), offer(LARGE)], CHAT))

    result = points["output_tokens", "above"]
    assert (result.value, result.kind, result.selector) == (Decimal(500), "crossing", "large")
    assert result.cost == Decimal(3000)
    assert cost(SMALL, replace(CHAT, output_tokens=500)) == Decimal(3000)
    assert cost(LARGE, replace(CHAT, output_tokens=500)) == Decimal(3000)


def test_input_flips_below() -> None:
    """X + 400 = 2x + 200 at x = 200: under 200 tokens in, large is cheaper."""
    points = by(flip_points(MARKET, [offer(SMALL), offer(LARGE)], CHAT))

    assert points["input_tokens", "below"].value == Decimal(200)
    assert ("input_tokens", "above") not in points


def test_a_band_can_flip_the_order_in_one_step() -> None:
    """Past 50,000 tokens large costs double: it is overtaken at the band, not at a crossing."""
    flat = able("flat", rates(input="3", output="3"))
    work = replace(CHAT, input_tokens=40_000)
    points = by(flip_points(MARKET, [offer(LARGE), offer(flat)], work))

    result = points["input_tokens", "above"]
    assert (result.value, result.kind, result.selector) == (Decimal(50_000), "step", "flat")
    assert cost(LARGE, replace(work, input_tokens=50_000)) < cost(
        flat, replace(work, input_tokens=50_000)
    )
    assert cost(LARGE, replace(work, input_tokens=50_001)) > cost(
        flat, replace(work, input_tokens=50_001)
    )


def test_a_cached_share_can_flip_the_order() -> None:
    """Small pays half for cached input; with c cached, 2000 - 1000c + 400 = 2200 at c = 0.2."""
    dear = able("dear", rates(input="2", cached_input="1", output="4"))
    plain = able("plain", rates(input="2", output="2"), features=LARGE.features)
    points = by(flip_points(MARKET, [offer(plain), offer(dear)], CHAT))

    result = points["cached_share", "above"]
    assert (result.value, result.selector) == (Decimal("0.2"), "dear")


def test_a_fraction_is_printed_to_a_billionth() -> None:
    """Where the value is no finite decimal, it is rounded and close on both sides."""
    third = able("third", rates(input="2", output="1"))
    points = by(flip_points(MARKET, [offer(SMALL), offer(third)], CHAT))

    # 1000 + 4y = 2000 + y at y = 333.333...
    assert points["output_tokens", "above"].value == Decimal("333.333333333")


def test_no_flip_is_found_beyond_what_a_model_can_do() -> None:
    """Blind holds 4,000 tokens: a crossing beyond that is none."""
    cheap = able("cheap", rates(input="0.05", output="5"))
    result = list(
        overtakings(
            MARKET, offer(cheap), offer(BLIND), replace(CHAT, output_tokens=1), "input_tokens"
        )
    )

    # 0.05x + 5 = 0.1x + 0.1 would meet at 98, below: 5 is dearer than 0.1.
    assert [(point.direction, point.value) for point in result] == [("below", Decimal(98))]


def test_nothing_flips_between_parallel_prices() -> None:
    """A batch at half of everything is always cheaper."""
    assert flip_points(MARKET, [offer(SMALL, "+batch"), offer(SMALL)], CHAT) == ()


def test_a_tie_has_no_flip_points() -> None:
    """Equal costs are undecided already; no value is printed for them."""
    twin = able("twin", rates(input="1", output="4"))
    work = replace(CHAT, input_tokens=999)

    assert flip_points(MARKET, [offer(SMALL), offer(twin)], work) == ()


prices = st.decimals(min_value="0.01", max_value="20", places=3)


@settings(max_examples=60, deadline=None)
@given(
    first=st.tuples(prices, prices, prices),
    second=st.tuples(prices, prices, prices),
    band=st.integers(min_value=100, max_value=90_000),
    input_tokens=st.integers(min_value=1, max_value=60_000),
    output_tokens=st.integers(min_value=0, max_value=9_000),
    cached=st.sampled_from(["0", "0.3", "1"]),
)
def test_at_a_crossing_both_cost_the_same(
    first: Any, second: Any, band: int, input_tokens: int, output_tokens: int, cached: str
) -> None:
    """Property: the two costs differ by no more than the rounding of the printed value."""
    specs = [
        able(
            name,
            rates(input=p[0], cached_input=p[1], output=p[2]),
            rates(input=2 * p[0], cached_input=2 * p[1], output=2 * p[2], prompt_over=band + i),
        )
        for i, (name, p) in enumerate((("one", first), ("two", second)))
    ]
    work = Workload(
        requests=1_000_000,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_share=Decimal(cached),
    )
    ordered = sorted(specs, key=lambda spec: (cost(spec, work), spec.id))

    for point in flip_points(MARKET, [offer(spec) for spec in ordered], work):
        _proved(point, ordered, work)


def _proved(point: FlipPoint, ordered: list[Any], work: Workload) -> None:
    """Check one flip point against the prices themselves."""
    inside = _at(point, ordered, work, 0)
    if point.kind == "step":
        assert inside[0] <= inside[1]
        beyond = _at(point, ordered, work, 1 if point.direction == "above" else -1)
        assert beyond[1] < beyond[0]
    else:
        # The value is half a billionth off at most. Two slopes of up to $40 a million, twice $20
        # beyond the band, make of it 0.00000004 USD per token of a million requests.
        tokens = work.input_tokens if point.of == "cached_share" else 1
        assert abs(inside[0] - inside[1]) <= Decimal("0.00000004") * tokens


def _at(point: FlipPoint, specs: list[Any], work: Workload, step: int) -> list[Decimal]:
    """Return both costs at the point, on the line between the two whole numbers around it."""
    if point.of == "cached_share":
        moved = replace(work, cached_share=min(Decimal(1), max(Decimal(0), point.value)))
        return [cost(spec, moved) for spec in specs]
    value = point.value + step
    low = int(value)
    part = value - low
    below: dict[str, Any] = {point.of: low}
    above: dict[str, Any] = {point.of: low + 1}
    lows = [cost(spec, replace(work, **below)) for spec in specs]
    if not part:
        return lows
    highs = [cost(spec, replace(work, **above)) for spec in specs]
    return [a + part * (b - a) for a, b in zip(lows, highs, strict=True)]


@pytest.mark.parametrize("slope", [1, 7, -3])
def test_crossing_is_the_root_of_the_line(slope: int) -> None:
    """The line through (0, -6) with a slope is zero at 6 / slope."""
    from fractions import Fraction

    x = crossing(Fraction(0), Fraction(-6), Fraction(1), Fraction(-6 + slope))

    assert x == Fraction(6, slope)


@pytest.mark.parametrize("requests", [10_000, 10**9])
def test_the_volume_at_which_hosting_takes_over(
    requests: int, shipped: tuple[Registry, HostingTables]
) -> None:
    """At the printed volume the month of cards costs what the API costs, from either side."""
    registry, tables = shipped
    work = replace(FEW, requests=requests)
    names = ["gpt-4o-mini", "qwen2.5-7b@self"]
    result = recommend(registry, names, at=AT, workload=work, hosting=tables)

    flips = [flip for flip in result.flip_points if flip.of == "requests"]
    assert len(flips) == 1
    small = requests == 10_000
    assert flips[0].direction == ("above" if small else "below")
    assert flips[0].selector == ("qwen2.5-7b@self" if small else "gpt-4o-mini")
    at_flip = replace(FEW, requests=flips[0].value)
    spec = select(registry, "gpt-4o-mini", at=AT).spec
    api = price_workload(at_flip, spec, AT, channel="openai").monthly.cost
    plan = tables.plan(select(registry, "qwen2.5-7b@self", at=AT), AT, at_flip)
    assert plan.monthly_cost is not None
    assert abs(api - plan.monthly_cost) < Decimal("0.000001")
    assert abs(flips[0].cost - api) < Decimal("0.000001")
