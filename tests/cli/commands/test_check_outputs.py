"""What CI reads: each format against its published schema, or a parser of its grammar."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli import main
from llmcmp.needs import Needs
from llmcmp.render.formats.comment import MOST_BYTES, comment_text
from llmcmp.render.formats.csv import csv_text
from llmcmp.render.formats.github import github_text
from llmcmp.render.formats.gitlab import gitlab_text
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.markdown import markdown_text
from llmcmp.render.formats.sarif import sarif_text
from llmcmp.render.formats.table import table_text
from llmcmp.render.pages.check import check_page
from llmcmp.render.pages.recommend import recommendation_page
from llmcmp.report.check.baseline import read_baseline
from llmcmp.report.check.case import PolicyResult
from llmcmp.report.check.check import CheckResult
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests import folders
from tests.report.check.gate_registry import AT, checked, registry

CONFIG = """\
workloads:
  chat: {model: large, requests: 1M, input_tokens: 2k, output_tokens: 100}
  mail: {model: leaving, requests: 10k, input_tokens: 500, output_tokens: 200}
budgets: {chat: 4k, total: 10k}
candidates: [small, large]
policies:
  licence: {}
  cheaper_model: {percent: 20}
  cost_increase: {percent: 5}
"""

BEFORE = CONFIG.replace("model: large", "model: small").replace("10k, input", "9k, input")


@pytest.fixture
def result(tmp_path: Path) -> CheckResult:
    """Return a check with a baseline, broken errors, warnings and policies that hold."""
    base = read_baseline(json.loads(json_text(checked(tmp_path, BEFORE))), "main.json")
    return checked(tmp_path, CONFIG, baseline=base, baseline_name="main.json")


FORMATS: dict[str, Callable[[CheckResult], str]] = {
    "check.json": json_text,
    "check.csv": lambda done: csv_text(check_page(done)),
    "check.md": lambda done: comment_text(check_page(done)),
    "check.txt": lambda done: table_text(check_page(done)),
    "check.github": github_text,
    "check.gitlab.json": gitlab_text,
    "check.sarif": sarif_text,
}


@pytest.mark.parametrize("name", FORMATS)
def test_check_in_every_format(
    name: str, result: CheckResult, golden: Callable[[str, str], None]
) -> None:
    """Every format of a check is pinned, byte for byte."""
    golden(f"gate/{name}", FORMATS[name](result))


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


def test_sarif_is_valid(result: CheckResult) -> None:
    """The log validates against the published JSON Schema of SARIF 2.1.0."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = folders.DATA / "gate" / "sarif-2.1.0-rtm.5.json"
    log = json.loads(sarif_text(result))

    jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
    driver = log["runs"][0]["tool"]["driver"]
    for found in log["runs"][0]["results"]:
        assert driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith("/")


def test_gitlab_has_the_documented_fields(result: CheckResult) -> None:
    """A list of issues with description, check name, fingerprint, severity, path and line."""
    issues = json.loads(gitlab_text(result))

    assert issues
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert re.fullmatch(r"[0-9a-f]{64}", issue["fingerprint"])
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("/")
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_a_fingerprint_survives_other_amounts(tmp_path: Path) -> None:
    """The same finding with other amounts is the same finding."""
    first = json.loads(gitlab_text(checked(tmp_path, CONFIG)))
    second = json.loads(gitlab_text(checked(tmp_path, CONFIG.replace("1M", "2M"))))
    prints = {issue["fingerprint"] for issue in first}

    assert prints == {issue["fingerprint"] for issue in second}


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command by the documented grammar: ``::name key=value,...::data``."""
    match = re.fullmatch(r"::([a-z-]+)(?: ([^:]*(?:[^:]+)*))?::(.*)", line)
    assert match is not None, line
    pairs = dict(part.split("=", 1) for part in (match[2] or "").split(",") if part)

    def back(text: str) -> str:
        for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            text = text.replace(code, char)
        return text

    return match[1], {key: back(value) for key, value in pairs.items()}, back(match[3])


def finding(number: int, severity: Any = "error", **changes: Any) -> PolicyResult:
    """Return a broken policy."""
    known = {
        "id": "budget",
        "workload": f"w{number}",
        "severity": severity,
        "held": False,
        "actual": None,
        "limit": None,
        "message": f"message {number}",
        "path": "llmcmp.yaml",
        "line": number,
    }
    return PolicyResult(**{**known, **changes})


NASTY = "100 % over\r\n::error::injected, with: colons, `ticks` | <b> @someone #1"


def test_workflow_commands_cannot_be_broken_out_of(result: CheckResult) -> None:
    """Line breaks, colons, commas and percent signs in names come back as they were."""
    bad = finding(3, message=NASTY, path="a,b:c%\n.yaml")
    lines = github_text(replace(result, policies=(bad,))).splitlines()

    assert len(lines) == 2
    name, properties, data = parsed(lines[0])
    assert (name, data) == ("error", NASTY)
    assert properties == {"file": "a,b:c%\n.yaml", "line": "3", "title": "llmcmp budget"}
    assert parsed(lines[1])[0] == "notice"


def test_github_shows_ten_of_a_kind_and_says_how_many_are_left(result: CheckResult) -> None:
    """More than ten annotations of a level are lost by the host, so the rest is announced."""
    many = tuple(finding(n) for n in range(1, 14)) + tuple(finding(n, "warn") for n in range(1, 12))
    lines = github_text(replace(result, policies=many)).splitlines()

    names = [parsed(line)[0] for line in lines]
    assert (names.count("error"), names.count("warning")) == (10, 10)
    assert "4 more findings" in parsed(lines[-1])[2]


def test_markdown_escapes_what_others_write(result: CheckResult) -> None:
    """A message cannot open a tag, mention a person or break a table."""
    page = check_page(replace(result, policies=(finding(1, message=NASTY),)))
    row = next(line for line in comment_text(page).splitlines() if "injected" in line)

    assert "<b>" not in row
    assert "@someone" not in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


def test_a_comment_fits_however_many_rows_there_are(result: CheckResult) -> None:
    """5,000 broken policies with long messages still make a comment under 60 KB, verdict first."""
    long = "words and more words, and a number: 1,234.56 " * 20
    many = tuple(finding(number, message=f"{number} {long}") for number in range(5_000))
    text = comment_text(check_page(replace(result, policies=many)))

    assert len(text.encode()) <= MOST_BYTES < 65_536
    assert text.splitlines()[0] == "### llmcmp check: failed"
    assert result.verdict.partition(".")[0] in text
    assert "more rows" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_comment_fits_whatever_the_verdict_is(result: CheckResult) -> None:
    """Even text without rows is cut at the limit."""
    page = check_page(replace(result, verdict="é" * 100_000))

    assert len(comment_text(page, limit=2_000).encode()) <= 2_000


def test_csv_has_one_row_per_policy(result: CheckResult) -> None:
    """Amounts keep every digit, and nothing looks like a formula."""
    rows = list(csv.DictReader(io.StringIO(csv_text(check_page(result)))))

    assert len(rows) == len(result.policies)
    assert {row["held"] for row in rows} <= {"yes", "no", "unknown"}


def test_json_has_the_keys_of_the_contract(result: CheckResult) -> None:
    """The keys that programs rely on."""
    found = json.loads(json_text(result))

    assert list(found) == [
        "schema", "llmcmp", "at", "registry", "warnings", "policies", "workloads", "contracts",
        "monthly", "delta", "verdict",
    ]  # fmt: skip
    assert list(found["policies"][0]) == [
        "id", "workload", "severity", "held", "actual", "limit", "message", "path", "line",
    ]  # fmt: skip
    assert list(found["delta"]) == [
        "total", "price", "volume", "mix", "tokenizer", "cache", "tier",
    ]  # fmt: skip


SMALLEST = (
    "workloads:\n  chat: {model: gpt-4o-mini, requests: 500k, input_tokens: 1200, "
    "output_tokens: 250}\nbudgets: {chat: %s}\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository that is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LLMCMP_AT", "2026-11-22")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


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


@pytest.mark.parametrize(("text", "argv", "code", "said"), EXITS.values(), ids=EXITS.keys())
def test_exit_codes(
    text: str | None,
    argv: list[str],
    code: int,
    said: str,
    here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """0 holds, 1 a gate does not, 2 bad input; bad input prints nothing on stdout."""
    if text is not None:
        (here / "llmcmp.yaml").write_text(text)

    assert main(argv) == code
    printed = capsys.readouterr()
    assert said in printed.err
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


def test_recommend_takes_the_workload_of_the_configuration(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without flags the only workload is ranked against its model in use."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 400)

    assert main(["recommend", "-f", "json", "-q"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["current"], found["workload"]["requests"]) == ("gpt-4o-mini", 500_000)
