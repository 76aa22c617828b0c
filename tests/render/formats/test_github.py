"""Workflow commands against a parser of their grammar."""

from __future__ import annotations

from dataclasses import replace

from llmcmp.render.formats.github import github_text
from llmcmp.report.check.check import CheckResult
from tests.render.findings import NASTY, finding, parsed


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
