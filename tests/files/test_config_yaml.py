"""What ``init`` writes is what the reader reads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.files.config_yaml import config_yaml, scalar
from llmcmp.report.from_config import needs_of
from llmcmp.schema.config import Config, NeedsConfig, WorkloadConfig
from tests.files.config_files import load


def test_init_writes_what_the_reader_reads(tmp_path: Path) -> None:
    """The commented file reads back as the very configuration it was written from."""
    config = Config(
        workloads={
            "chat bot: 1": WorkloadConfig(
                model="gpt-4o@openai+batch",
                requests="2.5M",
                per="day",
                input_tokens="1_200",
                output_tokens="250",
                cached_share="40%",
                images=("1024x1024:low",),
                prompts=("prompts/a b.md",),
            )
        },
        budgets={"chat bot: 1": "400"},
        candidates=("gpt-4o-mini", "llama-3.3-70b@together"),
        needs=NeedsConfig(
            offers=("image",),
            min_context="64k",
            min_scores={"MMLU": "75"},
            commercial_use=True,
            available_until="2027-03-01",
            weights=("none",),
        ),
    )

    assert load(tmp_path, config_yaml(config)) == config
    assert needs_of(config.needs).min_scores == {"MMLU": Decimal(75)}


@pytest.mark.parametrize(
    "text", ["yes", "null", "a: b", "#", "", "'", '"', "é", "- x", "[a]", "1:2"]
)
def test_any_name_survives_the_writing(tmp_path: Path, text: str) -> None:
    """Names that YAML would take for something else are quoted."""
    assert load(tmp_path, f"candidates: [{scalar(text)}]\n").candidates == (text,)
