"""Priced rows by day and by whatever is asked for: nothing is lost."""

from datetime import date

import pytest
from hypothesis import strategies as st

from llmcmp.billing.ledger import columns_of
from llmcmp.errors import InputError
from tests.report.acme import data, row
from tests.report.estimates import estimated

day = st.dates(date(2026, 1, 1), date(2026, 6, 19))


# Sums


def test_groups_hold_every_row_and_a_line_for_the_untagged() -> None:
    """Dearest first; usage without the tag is a group of its own."""
    usage = data(
        row("2026-06-01", 1_000_000, tags=("search",)),
        row("2026-06-02", 3_000_000, tags=(None,)),
        row("2026-06-03", 1_000_000, tags=("search",)),
        by=("team",),
    )

    groups = estimated(usage, by=["team", "model"]).groups

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
    assert dict(estimated(usage).groups[0].key) == {"model": "small"}
    assert list(estimated(usage, by=keys).groups[0].key.values()) == [
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
        estimated(data(row("2026-06-01", 1), columns=("team",)), by=["taem"])

    assert "team" in str(caught.value.hint)


def test_the_most_expensive_day_comes_first_on_request() -> None:
    """``days`` is in order of time, ``most_expensive_days`` in order of cost."""
    answer = estimated(
        data(row("2026-06-01", 1_000), row("2026-06-02", 3_000), row("2026-06-03", 2_000))
    )

    assert [day.day.day for day in answer.days] == [1, 2, 3]
    assert [day.day.day for day in answer.most_expensive_days] == [2, 3, 1]
