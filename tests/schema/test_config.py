"""What an ``llmcmp.yaml`` may state: every mistake of a block is named, and at once."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.schema.config import (
    Config,
    ConfigFile,
    NeedsConfig,
    WorkloadConfig,
    selectors_of,
)


@pytest.mark.parametrize(
    ("kind", "fields", "messages"),
    [
        (
            NeedsConfig,
            {"min_context": "1.5", "min_scores": {"MMLU": "high"}, "available_until": "2027"},
            [
                "min_context: not a whole number: '1.5'",
                "min_scores: MMLU: not a number: 'high'",
                "available_until: not a day: '2027'",
            ],
        ),
        (
            WorkloadConfig,
            {"model": "a", "requests": "many", "cached_share": "40", "images": ("1x",)},
            [
                "requests: not a number: 'many'",
                "cached_share: not a share from 0 to 1: '40'",
                "images: not an image size: '1x'",
            ],
        ),
        (
            Config,
            {"budgets": {"chat": "lots", "total": "1k"}},
            ["budgets.chat: not an amount in USD: 'lots'"],
        ),
    ],
)
def test_every_mistake_of_a_block(kind: Any, fields: dict[str, Any], messages: list[str]) -> None:
    """Each has a line of its own."""
    with pytest.raises(ValueError, match="not a") as caught:
        kind(**fields)

    lines = str(caught.value).splitlines()
    assert len(lines) == len(messages)
    assert all(line.startswith(start) for line, start in zip(lines, messages, strict=True))


def test_selectors_are_named_once() -> None:
    """Models in use, what could replace each, and what could replace all."""
    config = Config(
        workloads={
            "chat": WorkloadConfig(model="a", candidates=("b", "c")),
            "mail": WorkloadConfig(model="b"),
        },
        candidates=("c", "d"),
    )

    assert selectors_of(config) == ("a", "b", "c", "d")


def test_the_line_of_a_value_or_of_what_is_around_it() -> None:
    """A value that is not written is on the line of its block; nothing at all is line 1."""
    lines = {"budgets": 4, "budgets.chat": 5}
    file = ConfigFile(config=Config(), path="llmcmp.yaml", folder=".", sha256="0", lines=lines)

    assert file.line("budgets", "chat") == 5
    assert file.line("budgets", "mail") == 4
    assert file.line("policies") == 1
