"""A recommendation, laid out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llmcmp.needs import Needs
from llmcmp.render.formats.csv import csv_text
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.markdown import markdown_text
from llmcmp.render.formats.table import table_text
from llmcmp.render.pages.recommend import recommendation_page
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests.factories import rates
from tests.report.check.gate_registry import AT, able, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)


def test_models_left_out_of_a_remark_are_counted() -> None:
    """Of five equal costs a row names two others and says that there are two more."""
    same = [able(f"m{n}", rates(input="1", output="4")) for n in range(5)]
    page = markdown_text(recommendation_page(recommend(registry(*same), at=AT, workload=CHAT)))

    assert "too close to call with m1, m2 and 2 more" in page
    assert "too close to call with m0, m1 and 2 more" in page


@pytest.mark.parametrize("name", ["json", "csv", "md", "txt"])
def test_recommend_in_every_format(name: str, golden: Callable[[str, str], None]) -> None:
    """Every format of a recommendation is pinned, byte for byte."""
    report = recommend(
        registry(),
        at=AT,
        workload=Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100),
        needs=Needs(offers=("image",)),
        current="large",
        benchmark="MMLU",
    )
    page = recommendation_page(report)
    texts = {
        "json": json_text(report),
        "csv": csv_text(page),
        "md": markdown_text(page),
        "txt": table_text(page),
    }
    golden(f"gate/recommend.{name}", texts[name])
