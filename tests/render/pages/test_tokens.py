"""Token counts, laid out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import folders
from tests.shell import Done

EXAMPLES = folders.ROOT / "examples" / "tokens"
AT = ("--at", "2026-11-22")
FIVE = ("gpt-4o-mini", "gpt-3.5-turbo", "opt-175b", "claude-haiku-4-5", "gemini-2.5-flash")
Run = Callable[..., Done]
SUFFIXES = {"table": "txt", "markdown": "md", "json": "json", "csv": "csv"}

REPORTS = {
    "tokens-five": (*FIVE, "prompt.md", "--explain"),
    "tokens-folder": ("gpt-4o-mini", "claude-haiku-4-5", ".", "--per-file"),
    "tokens-request": (
        "gpt-4o-mini", "gpt-4o", "--chat", "messages.json", "--tools", "tools.json",
        "--image", "1024x1024", "--image", "photo.png:low", "--explain",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("name", REPORTS)
def test_reports(
    run: Run,
    golden: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    form: str,
) -> None:
    """A count in this format is what it was, or the change is seen in review."""
    monkeypatch.chdir(EXAMPLES)
    result = run("tokens", *REPORTS[name], *AT, "-f", form)

    assert result.code == 0
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "..."', result.out)
    golden(f"{name}.{SUFFIXES[form]}", re.sub(r'"llmcmp": "[^"]*"', '"llmcmp": "..."', text))


def test_csv_says_what_the_table_says(run: Run, hello: Path) -> None:
    """Rows of the files come first, the sums last, with the name of the file left empty."""
    result = run("tokens", "gpt-4o-mini", "hello.txt", "--per-file", *AT, "-f", "csv")

    assert result.out.splitlines()[1:] == [
        "hello.txt,gpt-4o-mini,gpt-4o-mini,2,exact,2,2,o200k_base,english,,,,,",
        ",gpt-4o-mini,gpt-4o-mini,2,exact,2,2,o200k_base,english,128000,0.0016,"
        "0.0000003,0.0000003,0.0000003",
    ]
