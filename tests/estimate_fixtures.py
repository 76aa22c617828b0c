"""A fixed day for every run, and answers as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli.options.session import Session
from tests.shell import Done

TODAY = date(2026, 11, 22)


@pytest.fixture
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the only clock of the program."""
    monkeypatch.setattr(Session, "today", property(lambda _: TODAY))


@pytest.fixture
def answer(run: Callable[..., Done]) -> Callable[..., dict[str, Any]]:
    """Return the JSON of a run that must not be refused."""

    def call(*arguments: str) -> dict[str, Any]:
        result = run("estimate", *arguments, "-f", "json")
        assert result.code in {0, 1}, result.err
        match: dict[str, Any] = json.loads(result.out)
        return match

    return call


@pytest.fixture
def usage_file(tmp_path: Path) -> Callable[..., str]:
    """Return what writes a usage file of llmcmp's plain form."""

    def write(*rows: str, name: str = "usage.csv", header: str = HEADER) -> str:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return str(path)

    return write


HEADER = "timestamp,model,input_tokens,cached_input_tokens,output_tokens,team"
