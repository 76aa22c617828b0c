"""What the verdict of a comparison says, and what it may say."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.exact import exact
from llmcmp.files import load_section
from llmcmp.hosting import HostingTables
from llmcmp.registry import Registry
from llmcmp.report.compare.comparison import compare
from llmcmp.report.compare.verdict import output_flip
from llmcmp.schema import (
    Discount,
    Features,
    Lifecycle,
    Modalities,
)
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from tests.report.comparisons import AT, load, report, spec

# What the verdict says.


def test_verdict_without_a_workload() -> None:
    """Blends of 3:1: (3 x 1 + 5) / 4 = 2 and (3 x 2 + 6) / 4 = 3, one and a half times as much."""
    result = report(spec("dear", "2", "6"), spec("cheap", "1", "5"))

    assert result.verdict == (
        "CHEAP is the cheapest of these that can do the job, at $2.00 per million tokens "
        "(three in, one out); DEAR costs 1.50 times as much."
    )
    assert [model.ratio for model in result.models] == [1, Decimal("0.666667")]


def test_verdict_of_one_model() -> None:
    """One model is not the cheapest of anything."""
    result = report(spec("only", "1", "5"), workload=load(1_000, 100))

    # 1,000 requests x (1,000 x 1 + 100 x 5) per million
    assert result.verdict == "ONLY costs $1.50 a month."


def test_verdict_of_one_model_that_cannot() -> None:
    """That it cannot, and why, is said once."""
    result = report(
        spec("gone", "1", "1", lifecycle=Lifecycle(state="retired", retires="2025-01-01"))
    )

    assert result.verdict == "GONE cannot do the job: retired on 2025-01-01."


def test_hosting_is_held_against_apis_that_can(registry: Registry) -> None:
    """Whom an ended offer would have beaten is no news: the break-even named is gpt-4o-mini's."""
    hosted, ended = "llama-3.1-8b@1xRTX-4090", "llama-3.3-70b@together"
    result = compare(
        registry,
        ["gpt-4o-mini", hosted, ended],
        at=AT,
        workload=load(1_155, 211, requests=1_000_000),
        hosting=HostingTables(
            lambda: load_section("gpus", GpusFile),
            lambda: load_section("hosting", HostingParameters),
        ),
    )

    reached = {point.api: point.requests_per_month for point in result.break_even}
    assert (reached[ended] or 0) < (reached["gpt-4o-mini"] or 0)
    assert "is cheaper than GPT-4o mini from about" in result.verdict
    assert f"cheaper than {ended}" not in result.verdict


def test_weights_that_hosts_sell_too(registry: Registry) -> None:
    """A bare name of open weights is their hosting; hosts whose offer has not ended are named."""
    result = compare(registry, ["llama-3.3-70b"], at=AT)
    asked = compare(registry, ["llama-3.3-70b@self"], at=AT)

    messages = {notice.code: notice.text for notice in result.warnings}
    # llama-3.3-70b@together ended on 2026-10-22.
    assert messages["sold-too"] == (
        "llama-3.3-70b is taken as self-hosted; it is sold too: "
        "llama-3.3-70b@bedrock, llama-3.3-70b@groq"
    )
    assert "sold-too" not in {notice.code for notice in asked.warnings}
    assert "no API price" not in result.verdict


def test_verdict_of_equal_prices() -> None:
    """A tie is called a tie."""
    result = report(spec("a", "1", "5"), spec("b", "1", "5"))

    assert result.verdict.endswith("(three in, one out), the same as B.")


def test_verdict_names_what_the_cheapest_lacks() -> None:
    """Images, tools and the widest context of the others; what is unknown is not claimed."""
    cheap = spec("cheap", "1", "1", features=Features(function_calling="no"))
    able = spec(
        "able",
        "2",
        "2",
        modalities=Modalities(input=("text", "image"), output=("text",)),
        features=Features(function_calling="yes", batch="yes"),
    )
    wide = spec("wide", "3", "3", context_window=1_000_000)
    middle = spec("middle", "3", "3", context_window=200_000)

    result = report(cheap, able, wide, middle)

    assert (
        "It lacks image input (ABLE), function calling (ABLE) and a context of 1,000,000 tokens "
        "(WIDE)." in result.verdict
    )


def test_verdict_leaves_out_what_cannot() -> None:
    """A retired model is quoted at its last rate, but it does not win."""
    gone = spec("gone", "1", "1", lifecycle=Lifecycle(state="retired", retires="2025-01-01"))
    here = spec("here", "2", "2")

    result = report(gone, here, workload=load(1_000, 1_000))

    assert [model.feasible for model in result.models] == [False, True]
    # 1,000 requests x 2,000 tokens x 1 per million, at the last rate
    assert result.models[0].cost is not None
    assert result.models[0].cost.monthly == 2
    assert result.verdict == (
        "HERE is the only one of these with an API price that can do the job, at $4.00 a month. "
        "GONE cannot: retired on 2025-01-01."
    )


def test_verdict_where_nothing_can() -> None:
    """Nothing wins where nothing fits."""
    result = report(spec("a", "1", "1"), spec("b", "1", "1"), workload=load(200_000, 10))

    assert result.verdict.startswith("None of these can do the job. A cannot: ")


def test_verdict_names_selectors_where_names_repeat(registry: Registry) -> None:
    """Two tiers of one model are told apart by what the user typed."""
    result = compare(registry, ["gpt-4o-mini", "gpt-4o-mini+batch"], at=AT)

    assert result.verdict == (
        "gpt-4o-mini+batch is the cheapest of these that can do the job, at $0.13125 per million "
        "tokens (three in, one out); gpt-4o-mini costs 2.00 times as much."
    )


# What would change the answer.


def test_flip_point_by_hand() -> None:
    """1 and 9 against 3 and 3 with 1,000 tokens in: equal where 1000+9x = 3000+3x, at 333."""
    result = report(spec("a", "1", "9"), spec("b", "3", "3"), workload=load(1_000, 100))

    assert "A is the cheapest" in result.verdict
    assert "B becomes cheaper above 333 output tokens per request." in result.verdict

    other = report(spec("a", "1", "9"), spec("b", "3", "3"), workload=load(1_000, 500))
    assert "B is the cheapest" in other.verdict
    assert "A becomes cheaper below 333 output tokens per request." in other.verdict


def test_no_flip_is_said_only_where_it_is_known() -> None:
    """Dearer in both: no answer length helps. Without an answer, nothing is said."""
    specs = spec("a", "1", "1"), spec("b", "2", "2")

    assert (
        "The order is the same for any answer length."
        in report(*specs, workload=load(1_000, 10)).verdict
    )
    assert "length" not in report(*specs, workload=load(1_000, 0)).verdict
    assert "length" not in report(*specs, workload=load(1_000, 10, requests=0)).verdict


def test_flip_beyond_the_output_limit_is_none() -> None:
    """An answer neither model can write changes nothing: 1000+1.1x = 3000+x at 20,000 tokens."""
    result = report(spec("a", "1", "1.1"), spec("b", "3", "1"), workload=load(1_000, 10))

    assert "any answer length" in result.verdict


prices = st.decimals("0.01", "99", places=2).map(str)


@settings(max_examples=80, deadline=None)
@given(
    rates=st.tuples(prices, prices, prices, prices),
    tokens=st.tuples(st.integers(1, 50_000), st.integers(1, 9_000)),
    percent=st.integers(0, 60),
)
def test_both_cost_the_same_at_the_flip_point(
    rates: tuple[str, str, str, str], tokens: tuple[int, int], percent: int
) -> None:
    """At the flip point the two bills are equal, with a discount on one of them too."""
    terms = (Discount(percent=Decimal(percent), model="a"),)
    workload = load(*tokens)
    a, b = spec("a", *rates[:2]), spec("b", *rates[2:])
    one, two = report(a, b, workload=workload, discounts=terms).models

    point = output_flip(one, two, workload)

    if point is not None:
        kept = 1 - Decimal(percent) / 100
        with exact():
            first = (tokens[0] * Decimal(rates[0]) + point * Decimal(rates[1])) * kept
            second = tokens[0] * Decimal(rates[2]) + point * Decimal(rates[3])
            assert abs(first - second) < Decimal("1e-40")
