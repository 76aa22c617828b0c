"""Measured ratios and hosting plans, as a what-if takes them."""

from datetime import date
from decimal import Decimal

from llmcmp.files import load_registry, load_section
from llmcmp.hosting import plan
from llmcmp.pricing import quote
from llmcmp.report.estimate.estimate import Estimate, estimate
from llmcmp.report.estimate.what_if_inputs import hosting_planner, measured_rescaling
from llmcmp.schema import (
    Calibration,
)
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import LoadProfile, Usage, UsageData, Workload
from tests.report.acme import data, row

NOW = date(2026, 6, 20)


def codes(answer: Estimate) -> set[str]:
    """Return the codes of the warnings."""
    return {notice.code for notice in answer.warnings}


def test_measured_ratios_of_the_registry_rescale_usage() -> None:
    """GPT-4o mini to Claude on English text: the measured factor, within its band, on the count."""
    prices, today = load_registry(), date(2026, 11, 22)
    calibration = load_section("calibration", Calibration)
    rescale = measured_rescaling(calibration, "english")
    scale = rescale(prices["gpt-4o-mini"], prices["claude-opus-5-5"])
    usage = data(row("2026-06-01", 1_000_000, written_model="gpt-4o-mini"))

    assert scale is not None
    answer = estimate(usage, prices, now=today, alternatives=["claude-opus-5-5"], rescale=rescale)
    other = answer.alternatives[0]

    rate = quote(prices["claude-opus-5-5"], Usage(input=1_000_000), today, channel="anthropic").cost
    assert other.cost == rate * scale.factor
    assert (other.low, other.high) == (rate * scale.low, rate * scale.high)
    assert "rescaled" in codes(answer)


def test_self_hosting_is_planned_from_the_load_of_the_file() -> None:
    """Ten days of traffic on OPT: the month's cost of the plan, times 10 of 30.4375 days."""
    prices = load_registry()
    gpus = load_section("gpus", GpusFile)
    parameters = load_section("hosting", HostingParameters)
    minutes = (60, *([1] * (10 * 1440 - 2)), 60)
    usage = data(
        row("2026-06-01", 300_000, 100_000, written_model="gpt-4o-mini", requests=1_000),
        load=LoadProfile(minutes=minutes),
    )

    answer = estimate(
        usage,
        prices,
        now=NOW,
        alternatives=["opt-13b"],
        host=hosting_planner(gpus, parameters, at=NOW),
    )
    other = answer.alternatives[0]
    fit = plan(
        prices["opt-13b"],
        gpus,
        parameters,
        at=NOW,
        workload=Workload(
            requests=Decimal(1_000) / 10 * Decimal("30.4375"), input_tokens=300, output_tokens=100
        ),
        profile=usage.load,
    )

    assert fit.monthly_cost is not None
    assert other.cost is not None
    assert other.cost == (fit.monthly_cost * 10 / Decimal("30.4375")).quantize(Decimal("0.000001"))
    assert other.low is not None
    assert other.high is not None
    assert other.low <= other.cost <= other.high
    assert {"hosted", "same-tokens"} <= codes(answer)


def test_self_hosting_needs_requests_and_dates() -> None:
    """Tokens alone do not say how many GPUs: the reason stands where the cost would."""
    prices = load_registry()
    host = hosting_planner(
        load_section("gpus", GpusFile), load_section("hosting", HostingParameters), at=NOW
    )

    def refused(usage: UsageData) -> str:
        answer = estimate(usage, prices, now=NOW, alternatives=["opt-13b"], host=host)
        assert answer.alternatives[0].cost is None
        return answer.alternatives[0].reasons[-1]

    uncounted = row("2026-06-01", 1_000, written_model="gpt-4o-mini", requests=None)
    assert "do not count requests" in refused(data(uncounted))
    assert "without dates" in refused(data(row(None, 1_000, written_model="gpt-4o-mini")))
