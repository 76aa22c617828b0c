"""The tables that hosting plans are computed from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from llmcmp.hosting import HostingTables
from llmcmp.registry import Layer, Registry, select
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import PromptText, TokenCount, Workload

AT = date(2026, 11, 22)


def test_a_table_is_read_once_and_only_where_it_is_needed(gpus: GpusFile) -> None:
    """A selector without an at-sign can name no GPU."""
    reads: list[str] = []

    def read() -> GpusFile:
        reads.append("gpus")
        return gpus

    tables = HostingTables(read, lambda: pytest.fail("parameters read"))

    assert tables.names(["opt-6.7b", "gpt-4o"]) == frozenset()
    assert reads == []
    assert "l40s" in tables.names(["opt-6.7b@L40S"])
    assert "t4" in tables.names(["opt-6.7b@T4"])
    assert reads == ["gpus"]


def test_an_uncertain_prompt_widens_the_ends(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """A text of 400 tokens, or of 100 to 1,600: the month is that of the best guess."""
    tables = HostingTables(lambda: gpus, lambda: parameters)
    registry = Registry(Layer(models={"opt-6.7b": spec("opt-6.7b")}))
    offer = select(registry, "opt-6.7b@L40S", at=AT, gpu_names=tables.names(["@"]))

    def planned(low: int, high: int) -> Any:
        count = TokenCount(tokens=400, kind="calibrated", low=low, high=high, tokenizer="gpt2")
        text = PromptText(files=("a.txt",), counts={"opt-6.7b": count}, uncounted={})
        load = Workload(requests=20_000_000, output_tokens=100, prompt=text)
        return tables.plan(offer, AT, load)

    sure, unsure = planned(400, 400), planned(100, 1600)
    assert sure.gpu == unsure.gpu == "L40S"
    assert sure.monthly_cost == unsure.monthly_cost
    assert unsure.monthly_low < sure.monthly_low
    assert unsure.monthly_high > sure.monthly_high
