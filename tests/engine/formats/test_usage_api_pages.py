"""Pages of usage APIs: each result has the times of its bucket."""

from __future__ import annotations

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.openai import ApiUsage
from llmcmp.engine.formats.usage_api_pages import is_page_of, is_page_with, results


def test_results_have_the_times_of_their_bucket() -> None:
    """A bucket without results is its times alone."""
    page = {
        "data": [
            {"from": 1, "to": 2, "results": [{"n": 10}, {"n": 11}]},
            {"from": 2, "to": 3, "results": []},
        ]
    }
    assert list(results(page, "from", "to")) == [
        {"n": 10, "from": 1, "to": 2},
        {"n": 11, "from": 1, "to": 2},
        {"from": 2, "to": 3},
    ]


def test_a_page_is_told_by_one_of_its_results() -> None:
    """Not by the first: it may be of a bucket without traffic."""
    page = {"data": [{"results": []}, {"results": [{"object": "usage", "n": 1}]}]}
    assert is_page_of(page, "usage")
    assert not is_page_of(page, "costs")
    assert is_page_with(page, "object", "n")
    assert not is_page_with(page, "n", "m")


def test_a_page_of_several_is_told() -> None:
    """The other pages are missing from the sums."""
    form = ApiUsage(ReadOptions())
    list(form.explode({"data": [], "has_more": True}))
    assert form.warnings() == ("has_more is true: the file is one page of several",)
