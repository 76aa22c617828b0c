"""A model is shown with all that it cites."""

from __future__ import annotations

from datetime import date

from llmcmp.registry import Registry
from llmcmp.report.market import Market
from llmcmp.report.models.model_details import model_details

AT = date(2026, 11, 22)


def test_details_carry_every_cited_source(registry: Registry) -> None:
    """Each source a model cites stands in its table."""
    result = model_details(Market(registry=registry, at=AT), "gpt-4o-mini")

    cited = {source for row in result.models[0].rates for source in row.sources}
    assert cited <= set(result.source_table)
    assert all(source.title for source in result.source_table.values())
