"""Comparisons: who can do the job, what the verdict says, and what it may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.errors import InputError, UnpricedError
from llmcmp.files import load_section
from llmcmp.needs import Needs, shortfalls
from llmcmp.readable import count, factor, listed, per_million, plural, usd
from llmcmp.registry import Registry
from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.report.compare.verdict import output_flip
from llmcmp.report.offers.scores import common_set
from llmcmp.report.offers.self_hosting import HostingTables
from llmcmp.schema import (
    Caching,
    Discount,
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Score,
    Tokenizer,
)
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import EXACT_DIGITS, Image, Workload

AT = date(2026, 11, 22)


def spec(id_: str, input_: str, output: str, **fields: Any) -> ModelSpec:
    """Return an active model with one price row."""
    given: dict[str, Any] = {
        "id": id_,
        "name": id_.upper(),
        "developer": "Acme",
        "own_channel": "acme",
        "released": "2024-01-01",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="terms", commercial_use="yes"),
        "context_window": 100_000,
        "max_output_tokens": 10_000,
        "modalities": Modalities(input=("text",), output=("text",)),
        "features": Features(),
        "tokenizer": Tokenizer(name="o200k_base"),
        "caching": Caching(),
        "parameters": Parameters(disclosure="undisclosed"),
        "rates": (
            Rates(
                channel="acme", since="2024-01-01", input=Decimal(input_), output=Decimal(output)
            ),
        ),
    }
    return ModelSpec(**{**given, **fields})


def report(
    *specs: ModelSpec,
    workload: Workload | None = None,
    at: date = AT,
    discounts: tuple[Discount, ...] = (),
) -> Comparison:
    """Compare these models, in this order."""
    registry = Registry({one.id: one for one in specs}, discounts=discounts)
    return compare(registry, [one.id for one in specs], at=at, workload=workload)


def load(input_: int, output: int, requests: int = 1_000) -> Workload:
    """Return a workload."""
    return Workload(requests=requests, input_tokens=input_, output_tokens=output)


# What the verdict says.


def test_verdict_without_a_workload() -> None:
    """Blends of 3:1: (3 x 1 + 5) / 4 = 2 and (3 x 2 + 6) / 4 = 3, one and a half times as much."""
    done = report(spec("dear", "2", "6"), spec("cheap", "1", "5"))

    assert done.verdict == (
        "CHEAP is the cheapest of these that can do the job, at $2.00 per million tokens "
        "(three in, one out); DEAR costs 1.50 times as much."
    )
    assert [model.ratio for model in done.models] == [1, Decimal("0.666667")]


def test_verdict_of_one_model() -> None:
    """One model is not the cheapest of anything."""
    done = report(spec("only", "1", "5"), workload=load(1_000, 100))

    # 1,000 requests x (1,000 x 1 + 100 x 5) per million
    assert done.verdict == "ONLY costs $1.50 a month."


def test_verdict_of_one_model_that_cannot() -> None:
    """That it cannot, and why, is said once."""
    done = report(
        spec("gone", "1", "1", lifecycle=Lifecycle(state="retired", retires="2025-01-01"))
    )

    assert done.verdict == "GONE cannot do the job: retired on 2025-01-01."


def test_hosting_is_held_against_apis_that_can(registry: Registry) -> None:
    """Whom an ended offer would have beaten is no news: the break-even named is gpt-4o-mini's."""
    hosted, ended = "llama-3.1-8b@1xRTX-4090", "llama-3.3-70b@together"
    done = compare(
        registry,
        ["gpt-4o-mini", hosted, ended],
        at=AT,
        workload=load(1_155, 211, requests=1_000_000),
        hosting=HostingTables(
            lambda: load_section("gpus", GpusFile),
            lambda: load_section("hosting", HostingParameters),
        ),
    )

    reached = {point.api: point.requests_per_month for point in done.break_even}
    assert (reached[ended] or 0) < (reached["gpt-4o-mini"] or 0)
    assert "is cheaper than GPT-4o mini from about" in done.verdict
    assert f"cheaper than {ended}" not in done.verdict


def test_weights_that_hosts_sell_too(registry: Registry) -> None:
    """A bare name of open weights is their hosting; hosts whose offer has not ended are named."""
    done = compare(registry, ["llama-3.3-70b"], at=AT)
    asked = compare(registry, ["llama-3.3-70b@self"], at=AT)

    told = {notice.code: notice.text for notice in done.warnings}
    # llama-3.3-70b@together ended on 2026-10-22.
    assert told["sold-too"] == (
        "llama-3.3-70b is taken as self-hosted; it is sold too: "
        "llama-3.3-70b@bedrock, llama-3.3-70b@groq"
    )
    assert "sold-too" not in {notice.code for notice in asked.warnings}
    assert "no API price" not in done.verdict


def test_images_for_a_model_that_reads_none() -> None:
    """It is priced for the text and cannot do the job; the comparison is not refused."""
    picture = Workload(
        requests=1_000, input_tokens=1_000, output_tokens=0, images=(Image(width=512, height=512),)
    )
    done = report(spec("blind", "1", "1"), workload=picture)

    # 1,000 requests x 1,000 tokens x 1 per million
    assert done.models[0].cost is not None
    assert done.models[0].cost.monthly == 1
    assert [reason.text for reason in done.models[0].reasons] == ["no image"]
    assert "blind reads no images: only the text is priced" in [n.text for n in done.warnings]

    unread = spec("unread", "1", "1", modalities=Modalities())
    with pytest.raises(UnpricedError, match="no rule known for the tokens of an image on unread"):
        report(unread, workload=picture)


def test_verdict_of_equal_prices() -> None:
    """A tie is called a tie."""
    done = report(spec("a", "1", "5"), spec("b", "1", "5"))

    assert done.verdict.endswith("(three in, one out), the same as B.")


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

    done = report(cheap, able, wide, middle)

    assert (
        "It lacks image input (ABLE), function calling (ABLE) and a context of 1,000,000 tokens "
        "(WIDE)." in done.verdict
    )


def test_verdict_leaves_out_what_cannot() -> None:
    """A retired model is quoted at its last rate, but it does not win."""
    gone = spec("gone", "1", "1", lifecycle=Lifecycle(state="retired", retires="2025-01-01"))
    here = spec("here", "2", "2")

    done = report(gone, here, workload=load(1_000, 1_000))

    assert [model.feasible for model in done.models] == [False, True]
    # 1,000 requests x 2,000 tokens x 1 per million, at the last rate
    assert done.models[0].cost is not None
    assert done.models[0].cost.monthly == 2
    assert done.verdict == (
        "HERE is the only one of these with an API price that can do the job, at $4.00 a month. "
        "GONE cannot: retired on 2025-01-01."
    )


def test_verdict_where_nothing_can() -> None:
    """Nothing wins where nothing fits."""
    done = report(spec("a", "1", "1"), spec("b", "1", "1"), workload=load(200_000, 10))

    assert done.verdict.startswith("None of these can do the job. A cannot: ")


def test_verdict_names_selectors_where_names_repeat(registry: Registry) -> None:
    """Two tiers of one model are told apart by what the user typed."""
    done = compare(registry, ["gpt-4o-mini", "gpt-4o-mini+batch"], at=AT)

    assert done.verdict == (
        "gpt-4o-mini+batch is the cheapest of these that can do the job, at $0.13125 per million "
        "tokens (three in, one out); gpt-4o-mini costs 2.00 times as much."
    )


# What would change the answer.


def test_flip_point_by_hand() -> None:
    """1 and 9 against 3 and 3 with 1,000 tokens in: equal where 1000+9x = 3000+3x, at 333."""
    done = report(spec("a", "1", "9"), spec("b", "3", "3"), workload=load(1_000, 100))

    assert "A is the cheapest" in done.verdict
    assert "B becomes cheaper above 333 output tokens per request." in done.verdict

    other = report(spec("a", "1", "9"), spec("b", "3", "3"), workload=load(1_000, 500))
    assert "B is the cheapest" in other.verdict
    assert "A becomes cheaper below 333 output tokens per request." in other.verdict


def test_no_flip_is_said_only_where_it_is_known() -> None:
    """Dearer in both: no answer length helps. Without an answer, nothing is said."""
    specs = spec("a", "1", "1"), spec("b", "2", "2")

    assert (
        "No other length of the answer changes that order."
        in report(*specs, workload=load(1_000, 10)).verdict
    )
    assert "length" not in report(*specs, workload=load(1_000, 0)).verdict
    assert "length" not in report(*specs, workload=load(1_000, 10, requests=0)).verdict


def test_flip_beyond_the_output_limit_is_none() -> None:
    """An answer neither model can write changes nothing: 1000+1.1x = 3000+x at 20,000 tokens."""
    done = report(spec("a", "1", "1.1"), spec("b", "3", "1"), workload=load(1_000, 10))

    assert "No other length" in done.verdict


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
        with localcontext(prec=EXACT_DIGITS):
            first = (tokens[0] * Decimal(rates[0]) + point * Decimal(rates[1])) * kept
            second = tokens[0] * Decimal(rates[2]) + point * Decimal(rates[3])
            assert abs(first - second) < Decimal("1e-40")


# Who can do the job.


@pytest.mark.parametrize(
    ("prompt", "output", "reasons"),
    [
        (90_000, 10_000, []),
        (90_001, 10_000, ["100,001 tokens of prompt and answer do not fit the context of 100,000"]),
        (1, 10_001, ["10,001 output tokens are over the limit of 10,000"]),
    ],
)
def test_fit(prompt: int, output: int, reasons: list[str]) -> None:
    """Prompt and answer share the window; the answer has its own limit too."""
    found = shortfalls(spec("a", "1", "1"), Needs(), AT, prompt=prompt, output=output)

    assert [reason.text for reason in found] == reasons


def test_input_limit() -> None:
    """A prompt limit below the window is a limit."""
    limited = spec("a", "1", "1", max_input_tokens=80_000)

    found = shortfalls(limited, Needs(), AT, prompt=80_001)

    assert [(r.code, r.text) for r in found] == [
        ("context", "a prompt of 80,001 tokens is over the limit of 80,000")
    ]


@pytest.mark.parametrize(
    ("needs", "fields", "codes"),
    [
        (Needs(offers=("image",)), {}, ["lacks"]),
        (Needs(offers=("image",)), {"modalities": Modalities()}, ["unknown"]),
        (Needs(offers=("text", "text-output")), {}, []),
        (Needs(offers=("audio-output",)), {}, ["lacks"]),
        (Needs(offers=("batch",)), {}, ["unknown"]),
        (Needs(offers=("batch",)), {"features": Features(batch="no")}, ["lacks"]),
        (Needs(offers=("batch",)), {"features": Features(batch="yes")}, []),
        (Needs(offers=("batch",)), {"features": Features(batch="host")}, []),
        (Needs(min_context=100_000), {}, []),
        (Needs(min_context=100_001), {}, ["context"]),
        (Needs(min_context=1), {"context_window": "unknown"}, ["unknown"]),
        (Needs(min_output=10_000), {}, []),
        (Needs(min_output=10_001), {}, ["output"]),
        (Needs(min_output=100_000), {"max_output_tokens": "shares-window"}, []),
        (Needs(min_output=1), {"max_output_tokens": "host"}, ["unknown"]),
        (Needs(commercial_use=True), {}, []),
        (Needs(commercial_use=True), {"licence": Licence(name="x")}, ["licence"]),
        (
            Needs(commercial_use=True),
            {"licence": Licence(name="x", commercial_use="conditional")},
            [],
        ),
        (Needs(weights=("open",)), {}, ["weights"]),
        (Needs(channels=("bedrock",)), {}, ["channel"]),
        (Needs(developers=("ACME",)), {}, []),
        (Needs(developers=("Other",)), {}, ["developer"]),
        (Needs(min_scores={"mmlu": Decimal(70)}), {}, ["unknown"]),
        (
            Needs(min_scores={"mmlu": Decimal(70)}),
            {"scores": (Score(benchmark="MMLU", value=Decimal("69.9"), reported_by="x"),)},
            ["score"],
        ),
        (
            Needs(min_scores={"mmlu": Decimal(70)}),
            {"scores": (Score(benchmark="MMLU", value=Decimal(70), reported_by="x"),)},
            [],
        ),
        (Needs(), {"released": "2026-11-23"}, ["unreleased"]),
        (Needs(), {"released": "2026-11-22"}, []),
        (Needs(), {"lifecycle": Lifecycle(state="active", retires="2026-11-23")}, []),
        (Needs(), {"lifecycle": Lifecycle(state="active", retires="2026-11-22")}, ["retired"]),
        (Needs(), {"lifecycle": Lifecycle(state="retired")}, ["retired"]),
        (
            Needs(available_until=date(2027, 6, 1)),
            {"lifecycle": Lifecycle(state="active", retires="2027-06-01")},
            ["retires"],
        ),
        (
            Needs(available_until=date(2027, 5, 31)),
            {"lifecycle": Lifecycle(state="active", retires="2027-06-01")},
            [],
        ),
    ],
)
def test_needs(needs: Needs, fields: dict[str, Any], codes: list[str]) -> None:
    """Every need has its reason; what is unknown does not pass and is called unknown."""
    found = shortfalls(spec("a", "1", "1", **fields), needs, AT, channel="acme")

    assert [reason.code for reason in found] == codes


def test_weights_do_not_retire() -> None:
    """Where the API is gone, the weights and other hosts stay; a host has its own last day."""
    life = Lifecycle(state="api-retired", retires="2025-01-01", elsewhere={"bedrock": "2026-01-01"})
    model = spec("a", "1", "1", lifecycle=life)

    def codes(channel: str) -> list[str]:
        return [reason.code for reason in shortfalls(model, Needs(), AT, channel=channel)]

    assert codes("acme") == ["retired"]
    assert codes("self") == codes("together") == []
    assert codes("bedrock") == ["retired"]


def test_an_answer_no_model_can_write_is_refused() -> None:
    """Over the limit of one, that one cannot; over the limit of all, the workload is impossible."""
    small, large = spec("a", "1", "1"), spec("b", "1", "1", max_output_tokens=20_000)

    done = report(small, large, workload=load(10, 20_000))
    assert [model.feasible for model in done.models] == [False, True]

    with pytest.raises(InputError, match=r"output_tokens: above the limit of b, 20,000: 20,001"):
        report(small, large, workload=load(10, 20_001))


def test_an_answer_of_unknown_limit_is_not_refused() -> None:
    """Where one limit is unknown, nothing is impossible."""
    unknown = spec("b", "1", "1", max_output_tokens="unknown")

    assert report(spec("a", "1", "1"), unknown, workload=load(10, 50_000)).models


# Warnings.


def codes(done: Comparison) -> list[str]:
    """Return the codes of the warnings, but for the list of unknowns."""
    return [warning.code for warning in done.warnings if warning.code != "unknown"]


@pytest.mark.parametrize(
    ("retires", "told"),
    # 180 days after 2026-11-22 is 2027-05-21
    [("2026-11-23", True), ("2027-05-21", True), ("2027-05-22", False), ("unknown", False)],
)
def test_retirement_is_a_warning_when_it_is_near(retires: str, told: bool) -> None:
    """Within 180 days of the day asked about; a far one stands in the table."""
    done = report(spec("a", "1", "1", lifecycle=Lifecycle(state="active", retires=retires)))

    assert ("retires" in codes(done)) is told


def test_warnings_of_terms_and_prices() -> None:
    """A licence that forbids business, a base model, a price that changes or ends."""
    rates = Rates(channel="acme", since="2024-01-01", input=Decimal(1), output=Decimal(1))
    changing = (rates, replace(rates, since="2027-01-01", input=Decimal(2)))
    ending = (replace(rates, ended="2026-12-31"),)
    closed = Licence(name="research", commercial_use="no")

    assert codes(report(spec("a", "1", "1", licence=closed))) == ["licence"]
    assert codes(report(spec("a", "1", "1", features=Features(instruction_tuned="no")))) == [
        "base-model"
    ]
    change = report(spec("a", "1", "1", rates=changing))
    assert codes(change) == ["price-changes"]
    assert "changes on 2027-01-01 to 2 input and 1 output" in change.warnings[0].text
    assert codes(report(spec("a", "1", "1", rates=ending))) == ["price-expires"]
    assert codes(report(spec("a", "1", "1", rates=changing), at=date(2026, 1, 1))) == []


# Ratios, scores, words.


def test_ratio_to_the_first() -> None:
    """30 and 10 a month are 1 and 0.333333; a free first model has no ratio."""
    done = report(spec("a", "3", "3"), spec("b", "1", "1"), workload=load(5_000, 5_000))
    free = report(spec("a", "0", "0"), spec("b", "1", "1"), workload=load(5_000, 5_000))

    assert [model.ratio for model in done.models] == [1, Decimal("0.333333")]
    assert [model.ratio for model in free.models] == [None, None]


def score(set_: str | None, benchmark: str = "MMLU") -> Score:
    """Return a score of a set."""
    return Score(benchmark=benchmark, value=Decimal(1), set=set_, reported_by="x")


@pytest.mark.parametrize(
    ("scores", "common"),
    [
        ([(score("a"),), (score("b"),)], None),
        ([(score("a"),), (score("a"),)], "a"),
        ([(score(None),), (score(None),)], None),
        ([(score("a"), score("b")), (score("a"), score("b")), (score("b"),)], "b"),
        ([(score("a"), score("b")), (score("a"), score("b"), score("b", "GPQA"))], "b"),
        ([(score("b"), score("a")), (score("b"), score("a"))], "a"),
        ([(score("a"), score("a", "GPQA"))], None),
    ],
)
def test_scores_stand_side_by_side_within_one_set(
    scores: list[tuple[Score, ...]], common: str | None
) -> None:
    """The set most models share, then the larger, then by name; never two sets mixed."""
    assert common_set(scores) == common


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("36", "$36.00"),
        ("16.875", "$16.88"),
        ("0.005", "$0.00500"),
        ("0.00036", "$0.000360"),
        ("0.9996", "$1.00"),
        ("0.999", "$0.999"),
        ("-3.6", "-$3.60"),
        ("1234567.891", "$1,234,567.89"),
        ("1E-18", "$0.00000000000000000100"),
        ("123456789012345678901234567890.125", "$123,456,789,012,345,678,901,234,567,890.13"),
    ],
)
def test_amounts_as_people_read_them(amount: str, text: str) -> None:
    """Cents above a dollar, three digits below it, halves up, the sign before the dollar."""
    assert usd(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("times", "text"),
    [
        ("1", "1.00 times"),
        ("0.46875", "0.47 times"),
        ("0.0457", "0.046 times"),
        ("0.00012345", "0.00012 times"),
        ("16.666667", "16.7 times"),
        ("1234.5", "1,235 times"),
        ("1E+30", "1,000,000,000,000,000,000,000,000,000,000 times"),
    ],
)
def test_ratios_as_people_read_them(times: str, text: str) -> None:
    """Two or three digits that say something."""
    assert factor(Decimal(times)) == text


def test_one_request_is_no_requests() -> None:
    """A count and its noun agree."""
    assert [plural(n, "request") for n in (0, 1, 2_000)] == [
        "0 requests",
        "1 request",
        "2,000 requests",
    ]


def test_counts_and_lists_as_people_read_them() -> None:
    """Thousands are separated; a fraction shows only where there is one."""
    assert count(1_048_576) == "1,048,576"
    assert count(Decimal("3.0")) == "3"
    assert count(Decimal("5833333333.333")) == "5,833,333,333.33"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "a", "c"]) == "a, b and c"
    assert per_million(Decimal("0.5")) == "$0.50"
    assert per_million(Decimal("0.01875")) == "$0.01875"
    assert per_million(None) == "-"
