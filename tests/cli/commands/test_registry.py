"""``llmcmp registry``: import, lock, diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmcmp.cli import main
from tests import folders

DATA = folders.DATA / "shelf"


def test_import_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Source, checksum, refusals and where the shelf lies; the shelf then answers."""
    feed = str(DATA / "litellm.json")

    assert main(["registry", "import", feed, "--feed-version", "1", "--into", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "litellm-1: 11 models on channels" in said
    assert "wrong unit" in said
    shelf = str(tmp_path / "litellm.shelf")
    assert main(["models", "show", "claude-sonnet-4-5", "--registry", shelf, "-f", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["models"][0]["rates"][0]["sources"] == ["litellm-1"]


def test_a_feed_that_is_none_exits_with_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence on standard error, nothing on standard output, nothing written."""
    path = tmp_path / "x.json"
    path.write_text("{")

    assert main(["registry", "import", str(path), "--into", str(tmp_path / "d")]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert "not whole JSON" in done.err
    assert not (tmp_path / "d").exists()


def test_lock_and_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A doubled price is one difference to the lock: 0.15 became 0.30, +100 %."""
    lock = str(tmp_path / "llmcmp.lock")
    overlay = tmp_path / "o.yaml"
    overlay.write_text(
        "overrides:\n  - model: gpt-4o-mini\n    rates:\n      - {channel: openai, "
        "since: 2024-07-18, input: 0.30, output: 0.60}\n"
    )

    assert main(["registry", "lock", "gpt-4o-mini", "-o", lock, "--at", "2024-08-01"]) == 0
    capsys.readouterr()
    diff = ["registry", "diff", lock, "--at", "2024-08-01", "-f", "json"]
    assert main([*diff, "--registry", str(overlay)]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["meter"], change["before"], change["after"]) == ("input", "0.15", "0.3")
    assert main(diff) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_lists_show_the_shelf_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --shelf only curated models are listed; with it those of the feeds too."""
    listing = ["models", "list", "--developer", "anthropic", "-f", "json"]
    ids = {}
    for shelf in ("curated", "imported", "all"):
        assert main([*listing, "--shelf", shelf]) == 0
        found = json.loads(capsys.readouterr().out)["models"]
        ids[shelf] = [model["id"] for model in found]

    assert "claude-sonnet-4-5" in ids["imported"]
    assert "claude-haiku-4-5" in ids["curated"]
    assert "claude-sonnet-4-5" not in ids["curated"]
    assert sorted(ids["all"]) == sorted(ids["curated"] + ids["imported"])


def test_a_difference_is_told_of_any_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two million tokens in of a table that names nothing: $2 at $1.00, $0.30 at $0.15."""
    before = tmp_path / "before.yaml"
    before.write_text(
        "overrides:\n  - model: gpt-4o-mini\n    rates:\n"
        "      - {channel: openai, since: 2026-01-01, input: 1.00, output: 4.00}\n",
        encoding="utf-8",
    )
    usage = tmp_path / "trace.csv"
    usage.write_text("when,in,out\n2026-10-02,2000000,0\n", encoding="utf-8")
    asked = ["registry", "diff", str(before), "--usage", str(usage), "--at", "2026-11-22"]
    more = ["--map", "timestamp=when,input_tokens=in,output_tokens=out", "--model", "gpt-4o-mini"]

    assert main([*asked, *more, "-f", "json"]) == 0
    bill = json.loads(capsys.readouterr().out)["bill"]
    assert (bill["before"], bill["after"]) == ("2", "0.3")


@pytest.mark.parametrize("more", [["--model", "gpt-4o-mini"], ["--map", "model=x"]])
def test_reading_options_need_usage(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How files are read says nothing where none are."""
    before = tmp_path / "before.yaml"
    before.write_text("name: empty\n", encoding="utf-8")

    assert main(["registry", "diff", str(before), *more]) == 2
    assert f"{more[0]}: has no meaning without --usage" in capsys.readouterr().err
