"""Estimates: every row at its own price, added up exactly, and nothing lost."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llmcmp.billing.ledger import columns_of
from llmcmp.billing.size_classes import cut_points, hours_matter
from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Row
from llmcmp.engine.rows.times import day_number
from llmcmp.engine.sums.rollup import Rollup
from llmcmp.errors import InputError, UnpricedError, UsageFileError
from llmcmp.pricing import quote
from llmcmp.registry import Registry
from llmcmp.render.formats.json import json_text
from llmcmp.report.estimate.estimate import Estimate, estimate
from llmcmp.schema import AliasTarget, Discount, Tier
from llmcmp.usage import (
    EXACT_DIGITS,
    Rejected,
    ReportedCost,
    RowCounts,
    Usage,
    UsageData,
    UsageFileInfo,
)
from tests.report.acme import data, model, rates, registry, row

NOW = date(2026, 6, 20)
SMALL = model("small", rates("2025-01-01", "1", "4", cached_input="0.1"))
ACME = registry(SMALL)


def made(usage: UsageData, prices: Registry = ACME, **options: Any) -> Estimate:
    """Return the estimate on the day of these tests."""
    return estimate(usage, prices, **{"now": NOW, **options})


def test_charges_for_other_things_are_told() -> None:
    """Storage on a bill is no usage: it is in no amount, and the reader hears of it."""
    storage = ReportedCost(file="b", amount=Decimal("0.0158"), kind="other", rows=2)
    answer = made(data(row("2026-06-01", 1_000), reported=(storage,)))

    assert answer.total.cost == Decimal("0.001")
    (said,) = [notice.text for notice in answer.warnings if notice.code == "other-charges"]
    assert said == (
        "charges for other things than tokens in the files, $0.0158 in 2 rows, are in no amount"
    )


# Exactness


def test_a_row_costs_the_sum_of_its_meters() -> None:
    """1,000 input at $1, 500 cached at $0.10, 200 output at $4, each per million."""
    total = made(data(row("2026-06-01", 1_000, 200, cached_input=500))).total

    by_hand = Decimal("0.001") + Decimal("0.00005") + Decimal("0.0008")
    assert total.cost == total.low == total.high == by_hand
    assert total.tokens == {"input": 1_000, "cached_input": 500, "output": 200}
    assert total.requests == 1


def test_each_row_is_priced_on_its_own_day() -> None:
    """The price halves on 10 June: a million tokens cost $2 on the 9th and $1 from the 10th."""
    halved = registry(model("small", rates("2025-01-01", "2", "0"), rates("2026-06-10", "1", "0")))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    assert made(usage, halved).total.cost == 2 + 1
    assert [day.cost for day in made(usage, halved).days] == [2, 1]


def test_a_given_day_reprices_every_row() -> None:
    """With --at 9 June both rows cost $2."""
    halved = registry(model("small", rates("2025-01-01", "2", "0"), rates("2026-06-10", "1", "0")))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    answer = made(usage, halved, at=date(2026, 6, 9))

    assert answer.total.cost == 2 + 2
    assert answer.repriced
    assert answer.at == date(2026, 6, 9)


LONG = registry(
    model(
        "small",
        rates("2025-01-01", "1", "4"),
        rates("2025-01-01", "2", "6", prompt_over=200_000),
    )
)


def test_a_sum_is_priced_by_its_size_class() -> None:
    """Two requests of 150,000 stay below the band of 200,000 though their sum does not."""
    usage = data(row("2026-06-01", 300_000, 1_000, rows=2, requests=2))

    assert made(usage, LONG).total.cost == Decimal("0.3") + Decimal("0.004")


def test_past_the_band_every_token_costs_more() -> None:
    """One request of 300,000 costs $2 and $6 per million, output too."""
    usage = data(row("2026-06-01", 300_000, 1_000, bucket=1, bucket_low=1))

    assert made(usage, LONG).total.cost == Decimal("0.6") + Decimal("0.006")


def test_lost_sizes_give_a_bracket_and_a_warning() -> None:
    """A daily sum of 300,000 tokens: $0.30 if all prompts were short, $0.60 if all were long."""
    usage = data(
        row("2026-06-01", 300_000, bucket=1, bucket_low=0, per_request=False, requests=None)
    )

    answer = made(usage, LONG)

    assert answer.total.cost == answer.total.low == Decimal("0.3")
    assert answer.total.high == Decimal("0.6")
    assert "sizes-lost" in {notice.code for notice in answer.warnings}


def test_lost_sizes_below_every_band_need_no_warning() -> None:
    """A sum smaller than the band cannot hold a request past it."""
    answer = made(data(row("2026-06-01", 1_000, per_request=False)), LONG)

    assert answer.total.low == answer.total.high
    assert "sizes-lost" not in {notice.code for notice in answer.warnings}


NIGHT = registry(
    model(
        "small",
        rates("2025-01-01", "2", "0"),
        rates("2025-01-01", "1", "0", hours=("00:00-06:00",)),
    )
)


def test_the_hour_decides_where_the_price_depends_on_it() -> None:
    """A million tokens cost $1 at 03:00 and $2 at 06:00 UTC."""
    usage = data(row("2026-06-01", 1_000_000, hour=3), row("2026-06-01", 1_000_000, hour=6))

    assert made(usage, NIGHT).total.cost == 1 + 2
    assert hours_matter(NIGHT)("small", None)
    assert not hours_matter(ACME)("small", None)


def test_a_window_within_an_hour_gives_a_bracket() -> None:
    """Cheap from 03:30: a million tokens between 03:00 and 04:00 cost between $1 and $2."""
    half = registry(
        model(
            "small",
            rates("2025-01-01", "2", "0"),
            rates("2025-01-01", "1", "0", hours=("03:30-06:00",)),
        )
    )

    total = made(data(row("2026-06-01", 1_000_000, hour=3)), half).total

    assert (total.low, total.high) == (Decimal(1), Decimal(2))


def test_usage_without_an_hour_is_spread_over_the_day() -> None:
    """Six of 24 hours at $1, the others at $2: $1.75 a million, between $1 and $2."""
    total = made(data(row("2026-06-01", 1_000_000)), NIGHT).total

    assert total.cost == Decimal("1.75")
    assert (total.low, total.high) == (Decimal(1), Decimal(2))


def test_tiers_are_looked_up() -> None:
    """Batch has a row of its own; a tier nobody priced is not the standard one."""
    tiers = registry(
        model(
            "small", rates("2025-01-01", "2", "0"), rates("2025-01-01", "1", "0", tier=Tier.BATCH)
        )
    )

    assert made(data(row("2026-06-01", 1_000_000, tier="batch")), tiers).total.cost == 1
    with pytest.raises(UnpricedError, match="no flex price known for small"):
        made(data(row("2026-06-01", 1, tier="flex")), tiers)
    with pytest.raises(UnpricedError, match="no price known for tier fast of small"):
        made(data(row("2026-06-01", 1, tier="fast")), tiers)


def test_discounts_of_the_registry_are_taken_off_in_their_time() -> None:
    """Ten percent off from 10 June: $1 on the 9th, $0.90 on the 10th."""
    cheaper = registry(SMALL, discounts=(Discount(percent=Decimal(10), since="2026-06-10"),))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    assert made(usage, cheaper).total.cost == 1 + Decimal("0.9")


def test_requests_that_the_file_calls_free_cost_nothing() -> None:
    """Free is a price where the file says both the word and the zero."""
    answer = made(data(row("2026-06-01", 1_000, tier="free", reported_cost=Decimal(0))))

    assert answer.total.cost == 0
    assert answer.rows.priced == 1
    with pytest.raises(UnpricedError, match="tier free"):
        made(data(row("2026-06-01", 1_000, tier="free")))


price = st.decimals("0", "99.999", places=3, allow_nan=False)
day = st.dates(date(2026, 1, 1), date(2026, 6, 19))


@st.composite
def histories(draw: st.DrawFn) -> Any:
    """Draw a model with random price rows on random days, bands and tiers."""
    rows = {}
    for tier in (Tier.STANDARD, Tier.BATCH):
        for edge in {None, *draw(st.lists(st.sampled_from([500, 1_000, 3_000]), max_size=2))}:
            for since in {date(2025, 1, 1), *draw(st.lists(day, max_size=3))}:
                rows[tier, edge, since] = rates(
                    since.isoformat(),
                    str(draw(price)),
                    str(draw(price)),
                    cached_input=str(draw(price)),
                    prompt_over=edge,
                    tier=tier,
                )
    return model("small", *rows.values())


requests = st.lists(
    st.tuples(
        day,
        st.sampled_from(["standard", "batch"]),
        st.integers(0, 4_000),
        st.integers(0, 2_000),
        st.integers(0, 3_000),
    ),
    min_size=1,
    max_size=40,
)


def rolled_up(seen: list[Any], prices: Registry) -> UsageData:
    """Return requests summed as an engine sums them."""
    rollup = Rollup(cut_points(prices))
    for when, tier, fresh, cached, output in seen:
        rollup.add(
            Row(
                model="small",
                tier=tier,
                at=day_number(when) * 86_400,
                counts=by_meter(input=fresh, cached_input=cached, output=output),
            ),
            (),
        )
    return data(*rollup.rows())


@settings(max_examples=150)
@given(histories(), requests)
def test_the_sum_costs_what_its_requests_cost_one_by_one(spec: Any, seen: list[Any]) -> None:
    """Over random price histories, bands and tiers: equal to the last digit."""
    prices = registry(spec)

    total = made(rolled_up(seen, prices), prices).total

    with localcontext(prec=EXACT_DIGITS):
        one_by_one = sum(
            quote(
                spec,
                Usage(input=fresh, cached_input=cached, output=output),
                when,
                channel="acme",
                tier=Tier(tier),
            ).cost
            for when, tier, fresh, cached, output in seen
        )
    assert total.cost == one_by_one
    assert total.low == total.high == total.cost


@given(st.lists(st.integers(1, 200_000), min_size=2, max_size=20))
def test_pricing_the_summed_prompt_would_be_wrong(prompts: list[int]) -> None:
    """Requests that all stay below a band cost less than their summed prompt would."""
    assume(sum(prompts) > 200_000)
    seen = [(date(2026, 6, 1), "standard", prompt, 0, 0) for prompt in prompts]
    usage = rolled_up(seen, LONG)

    naive = quote(LONG["small"], usage.rows[0].usage, date(2026, 6, 1), channel="acme").cost

    assert made(usage, LONG).total.cost == Decimal(sum(prompts)) / 1_000_000
    assert naive == 2 * made(usage, LONG).total.cost


# Names


def test_unknown_models_fail_with_a_line_to_paste() -> None:
    """Nothing is priced as its cousin: the near name is suggested, with its tokens counted."""
    usage = data(row("2026-06-01", 1_000, 500), row("2026-06-01", 70, 5, written_model="smal"))

    with pytest.raises(UnpricedError) as caught:
        made(usage)

    assert "no price known for 1 of 2 rows" in str(caught.value)
    assert "smal: unknown model: smal (1 row, 75 tokens)" in str(caught.value)
    assert caught.value.hint == (
        "if these are the models meant: --alias smal=small; "
        "--allow-unpriced goes on without these rows"
    )


def test_unpriced_rows_are_counted_when_they_are_allowed() -> None:
    """Read = priced + unpriced + rejected + empty, and the share of tokens without a price."""
    usage = data(
        row("2026-06-01", 1_000, 500, rows=3, requests=3),
        row("2026-06-01", 400, 100, written_model="smal", rows=2, requests=2),
        counts=RowCounts(read=10, rejected=4, empty=1),
        rejected=(Rejected(file="usage.csv", line=7, reason="negative: -1"),),
    )

    answer = made(usage, allow_unpriced=True)

    assert answer.rows.read == 10
    assert (answer.rows.priced, answer.rows.unpriced) == (3, 2)
    assert (answer.rows.rejected, answer.rows.empty) == (4, 1)
    assert answer.unpriced[0].tokens == 500
    assert answer.unpriced[0].alias == "--alias smal=small"
    assert answer.unpriced_share == Decimal(500) / 2_000
    assert answer.rejected[0].line == 7
    assert answer.warnings[0].code == "unpriced"


def test_nothing_priced_is_an_error_even_where_unpriced_rows_are_allowed() -> None:
    """A total of zero for rows without a price would read as free."""
    with pytest.raises(UnpricedError, match="1 of 1 rows"):
        made(data(row("2026-06-01", 1, written_model="other")), allow_unpriced=True)


def test_aliases_price_what_the_file_spells_differently() -> None:
    """--alias ChatGPT=small, in any case; a selector as target brings its tier."""
    tiers = registry(
        model(
            "small", rates("2025-01-01", "2", "0"), rates("2025-01-01", "1", "0", tier=Tier.BATCH)
        )
    )
    usage = data(row("2026-06-01", 1_000_000, written_model="ChatGPT"))

    assert made(usage, tiers, aliases={"chatgpt": "small"}).total.cost == 2
    assert made(usage, tiers, aliases={"ChatGPT": "small+batch"}).total.cost == 1


def test_fine_tuned_names_are_those_of_their_base() -> None:
    """OpenAI's rule: ft:BASE:ORGANISATION::ID, priced in the tier fine-tuned."""
    tuned = registry(model("small", rates("2025-01-01", "3", "0", tier=Tier.FINE_TUNED)))
    usage = data(row("2026-06-01", 1_000_000, written_model="ft:small:acme::x1", tier="fine-tuned"))

    assert made(usage, tuned).total.cost == 3


def test_a_moving_alias_is_read_on_the_day_of_the_row() -> None:
    """``latest`` meant small until May and large from June."""
    moving = registry(
        model("small", rates("2025-01-01", "1", "0")),
        model("large", rates("2025-01-01", "5", "0")),
        moving_aliases={
            "latest": (
                AliasTarget(model="small", since="2025-01-01"),
                AliasTarget(model="large", since="2026-06-01"),
            )
        },
    )
    usage = data(
        row("2026-05-31", 1_000_000, written_model="latest"),
        row("2026-06-01", 1_000_000, written_model="latest"),
    )

    answer = made(usage, moving, by=["model"])

    assert answer.total.cost == 1 + 5
    assert [group.key["model"] for group in answer.groups] == ["large", "small"]


def test_a_channel_without_a_price_is_not_the_developers_own() -> None:
    """Rows from a host are not priced at the developer's rates."""
    with pytest.raises(UnpricedError, match="no price known for small on bedrock"):
        made(data(row("2026-06-01", 1, channel="bedrock")))


def test_a_row_that_names_no_model_asks_for_one() -> None:
    """The hint tells the option."""
    with pytest.raises(UnpricedError) as caught:
        made(data(row("2026-06-01", 1, written_model="")))

    assert "--model" in str(caught.value.hint)


# Sums


def test_groups_hold_every_row_and_a_line_for_the_untagged() -> None:
    """Dearest first; usage without the tag is a group of its own."""
    usage = data(
        row("2026-06-01", 1_000_000, tags=("search",)),
        row("2026-06-02", 3_000_000, tags=(None,)),
        row("2026-06-03", 1_000_000, tags=("search",)),
        by=("team",),
    )

    groups = made(usage, by=["team", "model"]).groups

    assert [dict(group.key) for group in groups] == [
        {"team": "(untagged)", "model": "small"},
        {"team": "search", "model": "small"},
    ]
    assert [group.cost for group in groups] == [3, 2]
    assert columns_of(["team", "model", "day"]) == ("team",)


def test_groups_are_by_model_unless_told_otherwise() -> None:
    """The registry's id, not the file's spelling; the spelling on request."""
    usage = data(row("2026-06-01", 1, written_model="SMALL", tier="standard"))

    keys = ["model", "written_model", "channel", "tier", "day", "month"]
    assert dict(made(usage).groups[0].key) == {"model": "small"}
    assert list(made(usage, by=keys).groups[0].key.values()) == [
        "small",
        "SMALL",
        "acme",
        "standard",
        "2026-06-01",
        "2026-06",
    ]


def test_an_unknown_column_names_the_ones_there_are() -> None:
    """A typo in --by is not an untagged report."""
    with pytest.raises(InputError, match="no column to group by: taem") as caught:
        made(data(row("2026-06-01", 1), columns=("team",)), by=["taem"])

    assert "team" in str(caught.value.hint)


def test_the_cache_hit_rate_is_reads_over_all_prompt_tokens() -> None:
    """600 read of 600 + 300 + 100 written: 60 %."""
    writes = registry(
        model("small", rates("2025-01-01", "1", "4", cached_input="0.1", cache_write="1.25"))
    )
    usage = data(row("2026-06-01", 300, 50, cached_input=600, cache_write=100))

    assert made(usage, writes).cache_hit_rate == Decimal("0.6")
    assert made(data(row("2026-06-01", 0, 5))).cache_hit_rate is None


def test_cost_per_request_needs_counted_requests() -> None:
    """$3 for 4 requests is $0.75 and $750 a thousand; without a count it is unknown."""
    counted = made(data(row("2026-06-01", 3_000_000, rows=2, requests=4)))
    uncounted = made(data(row("2026-06-01", 3_000_000, requests=None)))

    assert counted.cost_per_request == Decimal("0.75")
    assert counted.cost_per_thousand == 750
    assert uncounted.cost_per_request is None
    assert uncounted.total.requests is None


def test_the_dearest_day_comes_first_on_request() -> None:
    """``days`` is in order of time, ``dearest_days`` in order of cost."""
    answer = made(
        data(row("2026-06-01", 1_000), row("2026-06-02", 3_000), row("2026-06-03", 2_000))
    )

    assert [day.day.day for day in answer.days] == [1, 2, 3]
    assert [day.day.day for day in answer.dearest_days] == [2, 3, 1]


def test_nothing_to_price_is_an_error() -> None:
    """An empty file and a bill without tokens both say so."""
    with pytest.raises(UsageFileError, match=r"no usage in the period: usage\.csv"):
        made(data())
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    with pytest.raises(UsageFileError, match="charges but no token counts"):
        made(data(reported=bill, counts=RowCounts(read=1)))


def test_rows_that_only_tell_a_charge_are_not_usage() -> None:
    """A file with one usage row and one charge: one row read and priced."""
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    usage = data(row("2026-06-01", 1_000), reported=bill, counts=RowCounts(read=2))

    assert made(usage).rows.read == made(usage).rows.priced == 1


def test_rows_lost_between_reading_and_pricing_are_a_bug() -> None:
    """A reader that kept three rows and handed over one is not believed."""
    with pytest.raises(RuntimeError, match="rows were lost"):
        made(data(row("2026-06-01", 1), counts=RowCounts(read=3)))


def test_other_cut_points_than_the_readers_are_refused() -> None:
    """A size class that does not exist cannot be priced."""
    with pytest.raises(InputError, match="other cut points"):
        made(data(row("2026-06-01", 1, bucket=5, bucket_low=5)))


def test_rows_without_a_date_are_priced_today_with_a_warning() -> None:
    """There is no month and no day to show for them."""
    answer = made(data(row(None, 1_000_000)))

    assert answer.total.cost == 1
    assert not answer.months
    assert not answer.days
    assert "no-dates" in {notice.code for notice in answer.warnings}


# Months, forecast, budget


def month_of_days(*costs: int, start: date = date(2026, 6, 1), **info: Any) -> UsageData:
    """Return one row a day that costs so many dollars, seen from the first to the last hour."""
    days = [start + timedelta(days=place) for place in range(len(costs))]
    seen = {
        "first": datetime(days[0].year, days[0].month, days[0].day, tzinfo=UTC),
        "last": datetime(days[-1].year, days[-1].month, days[-1].day, 23, 5, tzinfo=UTC),
    }
    rows = [row(when.isoformat(), cost * 1_000_000) for when, cost in zip(days, costs, strict=True)]
    return data(*rows, **{**seen, **info})


def test_a_month_is_complete_when_it_is_over_and_no_day_is_missing() -> None:
    """All 31 days of May are; a May without its last day is not."""
    whole = made(month_of_days(*[1] * 31, start=date(2026, 5, 1))).months[0]
    short = made(month_of_days(*[1] * 30, start=date(2026, 5, 1))).months[0]

    assert (whole.month, whole.complete, whole.days_missing) == ("2026-05", True, 0)
    assert (short.complete, short.days_missing) == (False, 1)
    assert whole.cost == 31
    assert whole.forecast is None


def test_the_running_month_adds_what_is_spent_and_what_is_ahead() -> None:
    """19 days at $2 are spent, the 20th to the 30th are expected at $2: 38 + 11 x 2 = 60."""
    month = made(month_of_days(*[2] * 19)).months[0]

    assert not month.complete
    assert month.cost == 38
    assert month.days_missing == 0
    assert month.forecast is not None
    assert month.forecast.expected == 38 + 11 * 2
    assert month.forecast.low >= 38
    assert month.forecast.backtest is not None


def test_today_is_never_a_complete_day() -> None:
    """$1 so far today is replaced by a whole day: 38 + 11 x 2, not 39 + 10 x 2."""
    usage = month_of_days(*[2] * 19, 1, last=datetime(2026, 6, 20, 9, tzinfo=UTC))

    month = made(usage).months[0]

    assert month.cost == 39
    assert month.forecast is not None
    assert month.forecast.expected == 38 + 11 * 2


def test_a_half_first_or_last_day_is_not_history() -> None:
    """Seen from 10:00 on the 1st to 17:00 on the 4th: only two complete days, no forecast."""
    usage = month_of_days(
        2,
        2,
        2,
        2,
        first=datetime(2026, 6, 1, 10, tzinfo=UTC),
        last=datetime(2026, 6, 4, 17, tzinfo=UTC),
    )

    answer = made(usage)

    assert answer.months[0].forecast is None
    assert [n.text for n in answer.warnings if n.code == "no-forecast"] == [
        "no forecast from 2 complete UTC days: at least 3 are needed"
    ]


def test_daily_sums_are_whole_days() -> None:
    """A sum booked to midnight stands for its day."""
    rows = [row(f"2026-06-0{day}", 2_000_000, per_request=False) for day in (1, 2, 3)]
    midnight = datetime(2026, 6, 3, tzinfo=UTC)
    usage = data(*rows, first=datetime(2026, 6, 1, tzinfo=UTC), last=midnight)

    month = made(usage).months[0]

    assert month.forecast is not None
    assert month.forecast.expected == 3 * 2 + 27 * 2


def test_days_without_usage_are_unknown_unless_the_caller_knows() -> None:
    """Days 1 to 4 and 6 to 9 at $2: the 5th is expected at $2, or known to have cost nothing."""
    usage = month_of_days(2, 2, 2, 2, 0, 2, 2, 2, 2)
    usage = UsageData(
        rows=tuple(one for one in usage.rows if one.usage.input),
        files=(
            UsageFileInfo(
                file="usage.csv",
                format="generic-table",
                convention="",
                counts=RowCounts(read=8),
                first=usage.files[0].first,
                last=usage.files[0].last,
            ),
        ),
    )

    unknown = made(usage).months[0]
    idle = made(usage, gaps_are_idle=True).months[0]

    assert unknown.forecast is not None
    assert unknown.forecast.expected == 8 * 2 + 22 * 2
    assert unknown.days_missing == 11
    assert idle.forecast is not None
    # Seven weekdays of which one was idle, two weekend days: 21 days ahead, 15 of them weekdays.
    weekday = Decimal(6 * 2) / 7
    assert abs(idle.forecast.expected - (16 + 15 * weekday + 6 * 2)) < Decimal("0.00001")


def test_last_months_days_are_history() -> None:
    """Two days into June, May's 31 days at $2 carry the forecast: 2 x 2 + 28 x 2."""
    usage = month_of_days(*[2] * 33, start=date(2026, 5, 1))

    month = made(usage, now=date(2026, 6, 3)).months[1]

    assert month.forecast is not None
    assert month.forecast.expected == 4 + 28 * 2
    assert "same weekday" in month.forecast.method


def test_an_announced_price_is_forecast_from_its_day() -> None:
    """The price doubles on 26 June: 19 days and 6 ahead at $2, the last 5 at $4."""
    doubled = registry(model("small", rates("2025-01-01", "1", "0"), rates("2026-06-26", "2", "0")))

    month = made(month_of_days(*[2] * 19), doubled).months[0]

    assert month.forecast is not None
    assert month.forecast.expected == 19 * 2 + 6 * 2 + 5 * 4


def test_a_price_cut_in_the_past_does_not_haunt_the_forecast() -> None:
    """The price halved on 11 June: 10 days cost $2, 9 cost $1, and 11 ahead are expected at $1."""
    halved = registry(
        model("small", rates("2025-01-01", "1", "0"), rates("2026-06-11", "0.5", "0"))
    )

    month = made(month_of_days(*[2] * 19), halved).months[0]

    assert month.cost == 10 * 2 + 9
    assert month.forecast is not None
    assert month.forecast.expected == 10 * 2 + 9 + 11


def test_the_budget_is_weighed_on_actual_and_forecast_separately() -> None:
    """$38 spent of $50, $60 expected: the actual holds, the forecast does not and does not gate."""
    budget = made(month_of_days(*[2] * 19), budget=Decimal(50)).budget

    assert budget is not None
    actual, expected = budget.checks
    assert (actual.kind, actual.amount, actual.held) == ("actual", Decimal(38), True)
    assert (expected.kind, expected.amount, expected.held) == ("forecast", Decimal(60), False)
    assert actual.gates
    assert actual.share == Decimal("0.76")
    assert not expected.gates
    assert budget.held
    notices = {n.code: n.text for n in made(month_of_days(*[2] * 19), budget=Decimal(50)).warnings}
    assert notices["budget-forecast"].startswith(
        "the forecast is over the budget: $60.00 of $50.00"
    )


def test_a_forecast_fails_a_gate_only_from_day_fourteen_and_only_when_asked() -> None:
    """On the 20th it may, on the 13th it never does."""
    late = made(month_of_days(*[2] * 19), budget=Decimal(50), gate_forecast=True)
    early = made(
        month_of_days(*[2] * 12), budget=Decimal(50), gate_forecast=True, now=date(2026, 6, 13)
    )

    assert not late.held
    assert early.held
    assert early.budget is not None
    assert not early.budget.checks[1].held


@pytest.mark.parametrize(("first", "fails"), [(1, True), (2, False), (14, False)])
def test_a_forecast_from_few_days_fails_no_gate_either(first: int, fails: bool) -> None:
    """On the 14th 13 complete days may fail a run; 12 of them may not, nor three on the 17th."""
    days = max(14, first + 3) - first
    usage = month_of_days(*[2] * days, start=date(2026, 6, first))

    answer = made(
        usage, budget=Decimal(30), gate_forecast=True, now=date(2026, 6, max(14, first + 3))
    )

    assert answer.months[0].forecast is not None
    assert answer.months[0].forecast.known == days
    assert answer.budget is not None
    assert not answer.budget.checks[1].held
    assert answer.held is not fails


def test_spending_more_than_the_budget_fails() -> None:
    """$38 of $37."""
    assert not made(month_of_days(*[2] * 19), budget=Decimal(37)).held
    assert made(month_of_days(*[2] * 19), budget=Decimal(38)).held


def test_a_budget_nearly_spent_is_said() -> None:
    """$38 of $45 are 84 %: held, and worth knowing."""
    answer = made(month_of_days(*[2] * 19), budget=Decimal(45))

    assert answer.held
    assert "budget-near" in {notice.code for notice in answer.warnings}


def test_a_day_unlike_the_same_weekday_before_is_named() -> None:
    """Mondays cost $2, $3, $2 and $2, then $40: the median is $2, one dollar is usual."""
    mondays = {0: 2, 7: 3, 14: 2, 21: 2, 28: 40}
    usage = month_of_days(*[mondays.get(day, 5) for day in range(35)], start=date(2026, 5, 4))

    notices = [n.text for n in made(usage).warnings if n.code == "unusual-day"]

    assert notices == ["unlike the same weekday before: 2026-06-01 ($40.00, usually $2.00)"]
    assert "unusual-day" not in {n.code for n in made(month_of_days(*[2] * 19)).warnings}


def test_the_json_has_the_keys_of_the_contract() -> None:
    """What DESIGN promises, amounts as text, the same bytes twice."""
    usage = month_of_days(*[2] * 19)
    text = json_text(made(usage, budget=Decimal(50), alternatives=["small"]))
    report = json.loads(text)

    assert list(report)[:5] == ["schema", "llmcmp", "at", "registry", "warnings"]
    assert {
        *("format", "period", "rows", "total", "cache_hit_rate", "cost_per_request", "months"),
        *("days", "groups", "alternatives", "budget", "unpriced", "rejected"),
    } <= set(report)
    assert list(report["rows"]) == ["read", "priced", "unpriced", "rejected", "empty"]
    assert list(report["total"]) == ["cost", "low", "high", "requests", "tokens"]
    assert report["total"]["cost"] == "38"
    assert report["months"][0]["forecast"]["backtest"]["starts"] == 16
    assert {"selector", "cost", "low", "high", "saving", "saving_percent", "feasible"} <= set(
        report["alternatives"][0]
    )
    assert text == json_text(made(usage, budget=Decimal(50), alternatives=["small"]))
