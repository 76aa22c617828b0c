"""``llmcmp check``: exit codes, baselines, the summary of a step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmcmp.cli import main
from tests.render.findings import parsed

SMALLEST = (
    "workloads:\n  chat: {model: gpt-4o-mini, requests: 500k, input_tokens: 1200, "
    "output_tokens: 250}\nbudgets: {chat: %s}\n"
)


def test_the_summary_of_a_step_is_appended_to(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With -f github the table goes to the step's summary, behind what is there."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 100)
    summary = here / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    assert main(["check", "-f", "github"]) == 1
    text = summary.read_text()
    assert text.startswith("before\n### llmcmp check: failed\n")
    assert "| chat | gpt-4o-mini | $165.00 | $100.00 |" in text
    name, properties, data = parsed(capsys.readouterr().out.splitlines()[0])
    assert (name, properties["file"], properties["line"]) == ("error", "llmcmp.yaml", "3")
    assert data == "chat: $165.00 a month is $65.00 over the budget of $100.00"


def test_a_full_summary_is_left_alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a mebibyte the host drops the whole summary, so nothing is added to a full one."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 400)
    summary = here / "summary.md"
    summary.write_text("x" * (1024 * 1024 - 10))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    assert main(["check", "-f", "github"]) == 0
    assert summary.stat().st_size == 1024 * 1024 - 10


EXITS = {
    "within the budget": (SMALLEST % 400, ["check"], 0, ""),
    "over the budget": (SMALLEST % 100, ["check"], 1, ""),
    "no configuration": (None, ["check"], 2, "no llmcmp.yaml in this folder"),
    "broken configuration": ("colour: red\n", ["check"], 2, "llmcmp.yaml:1: unknown key: colour"),
    "nothing to check": ("candidates: [gpt-4o]\n", ["check"], 2, "no workloads to check"),
    "no such baseline": (SMALLEST % 400, ["check", "--baseline", "x.json"], 2, "no such file"),
    "a baseline that is no JSON": (
        SMALLEST % 400,
        ["check", "--baseline", "llmcmp.yaml"],
        2,
        "not JSON",
    ),
    "nothing feasible": (
        None,
        ["recommend", "gpt-4o", "--min-context", "10M", "--input-tokens", "10"],
        1,
        "",
    ),
    "unknown need": (None, ["recommend", "--needs", "smell"], 2, "unknown need: smell"),
    "unknown model": (None, ["recommend", "gpt4o-mini"], 2, "unknown model: gpt4o-mini"),
    "unknown current": (None, ["recommend", "--current", "x-1"], 2, "unknown model: x-1"),
    "contradictory needs": (
        None,
        ["recommend", "--weights", "none", "--channel", "self"],
        2,
        "contradictory needs",
    ),
    "unknown workload": (
        SMALLEST % 400,
        ["recommend", "--workload", "mail"],
        2,
        "unknown workload: mail",
    ),
}


@pytest.mark.parametrize(("text", "argv", "code", "message"), EXITS.values(), ids=EXITS.keys())
def test_exit_codes(
    text: str | None,
    argv: list[str],
    code: int,
    message: str,
    here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """0 holds, 1 a gate does not, 2 bad input; bad input prints nothing on stdout."""
    if text is not None:
        (here / "llmcmp.yaml").write_text(text)

    assert main(argv) == code
    printed = capsys.readouterr()
    assert message in printed.err
    assert (printed.out == "") == (code == 2)


def test_a_deeply_nested_baseline_is_bad_input(here: Path) -> None:
    """A hostile file ends in a sentence, not in a crash."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 400)
    (here / "main.json").write_text("[" * 100_000)

    assert main(["check", "--baseline", "main.json"]) == 2


def test_a_report_is_its_own_baseline(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A check written as JSON and given back as the baseline shows no change."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 400)

    assert main(["check", "-f", "json", "-o", "main.json", "-q"]) == 0
    assert main(["check", "--baseline", "main.json", "-f", "json", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["delta"]["total"] == "0"
