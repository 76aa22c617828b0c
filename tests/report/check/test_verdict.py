"""What a check found, in a few sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.report.check.baseline import Delta
from llmcmp.report.check.verdict import check_verdict
from tests.render.findings import finding


def test_a_check_without_a_finding_passes() -> None:
    """Nothing is said of a cost that is not known."""
    assert check_verdict([], None, None) == "The check passes."


def test_warnings_do_not_fail() -> None:
    """They are counted by the names of their policies."""
    warned = [finding(n, "warn", id=name) for n, name in enumerate(("licence", "retirement"))]

    assert check_verdict([warned[0]], None, None) == "The check passes. 1 warning (licence)."
    assert check_verdict(warned, None, None) == (
        "The check passes. 2 warnings (licence and retirement)."
    )


def test_three_reasons_are_named_and_the_others_counted() -> None:
    """In the order of the results; what holds or is unknown is none."""
    results = [finding(n) for n in range(5)]
    results += [finding(8, held=True), finding(9, held=None)]

    assert check_verdict(results, None, None) == (
        "The check fails. budget: message 0. budget: message 1. budget: message 2. 2 more below."
    )


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        ("5", "That is $5.00 more than the baseline."),
        ("-5", "That is $5.00 less than the baseline."),
        ("0", "That is what the baseline cost."),
    ],
)
def test_what_all_costs_and_what_it_was(total: str, sentence: str) -> None:
    """Against the baseline, in either direction."""
    assert check_verdict([], Decimal(20), Delta(total=Decimal(total))) == (
        f"The check passes. All workloads together cost $20.00 a month. {sentence}"
    )
