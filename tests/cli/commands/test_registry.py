"""``llmcmp registry``: import, lock, diff."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.cli import main
from tests import folders
from tests.project import CONFIG, Run

DATA = folders.DATA / "shelf"


def test_import_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Source, checksum, refusals and where the shelf lies; the shelf then answers."""
    feed = str(DATA / "litellm.json")

    assert main(["registry", "import", feed, "--feed-version", "1", "--into", str(tmp_path)]) == 0
    message = capsys.readouterr().out
    assert "litellm-1: 11 models on channels" in message
    assert "wrong unit" in message
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
    result = capsys.readouterr()
    assert result.out == ""
    assert "not whole JSON" in result.err
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


@pytest.mark.parametrize("more", [["--model", "gpt-4o-mini"], ["--map", "model=x"]])
def test_reading_options_need_usage(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How files are read says nothing where none are."""
    before = tmp_path / "before.yaml"
    before.write_text("name: empty\n", encoding="utf-8")

    assert main(["registry", "diff", str(before), *more]) == 2
    assert f"{more[0]}: needs --usage" in capsys.readouterr().err


def test_a_lock_gives_the_same_bytes_under_other_prices(run_project: Run, project: Path) -> None:
    """Whatever the registry says now, a locked check prints what it printed before."""
    assert run_project("registry", "lock")[0] == 0
    assert sorted(json.loads((project / "llmcmp.lock").read_text())["models"]) == [
        "claude-sonnet-4-5",
        "gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06",
        "gpt-4o-mini",
        "gpt-5",
    ]
    code, before, _ = run_project("check", "--locked", "-f", "json")
    lock = (project / "llmcmp.lock").read_bytes()
    registry = json.loads(before)["registry"]
    assert code == 0
    assert registry["overlays"][0]["name"] == "llmcmp.lock"

    (project / "llmcmp.yaml").write_text(CONFIG + "registry: [doubled.yaml]\n")
    assert Decimal(json.loads(run_project("check", "-f", "json")[1])["monthly"]) == Decimal("364.5")
    code, after, message = run_project("check", "--locked", "-f", "json")
    # 1,000 M x 0.15 + 100 M x 0.6 + 1 M x 3 + 0.1 M x 15 = 150 + 60 + 3 + 1.5.
    assert Decimal(json.loads(after)["monthly"]) == Decimal("214.5")
    assert json.loads(after)["workloads"] == json.loads(before)["workloads"]
    assert "1 price differs from llmcmp.lock" in message
    assert run_project("registry", "lock", "--check")[0] == 1
    assert (project / "llmcmp.lock").read_bytes() == lock


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "none.json"), "cannot read the feed none.json"),
        (("import", "cut.json"), "not whole JSON"),
        (("import", "other.json"), "not a price feed this program knows"),
        (("import", "keyless.json"), "a model without 'pricing'"),
        (("diff", "none.lock"), "cannot read the lock none.lock"),
        (("diff", "edited.lock"), "does not match its hash"),
        (("diff", "none.shelf"), "cannot read the imported models"),
        (("lock", "no-such-model"), "unknown model: no-such-model"),
    ],
)
def test_bad_input_is_one_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], message: str
) -> None:
    """Exit code 2, a sentence on standard error and nothing on standard output or written."""
    (project / "cut.json").write_text('{"a": {"models"')
    (project / "other.json").write_text("[]")
    (project / "keyless.json").write_text('{"data": [{"id": "x"}]}')
    assert main(["registry", "lock", "gpt-4o-mini", "-o", "edited.lock"]) == 0
    text = (project / "edited.lock").read_text()
    (project / "edited.lock").write_text(text.replace('"0.15"', '"0.01"'))
    capsys.readouterr()

    into = ("--into", "data") if arguments[0] == "import" else ()
    assert main(["registry", *arguments, *into]) == 2
    result = capsys.readouterr()
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert message in result.err
    assert not (project / "data").exists()
