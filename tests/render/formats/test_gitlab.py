"""GitLab's code-quality report as it is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

from llmcmp.render.formats.gitlab import gitlab_text
from llmcmp.report.check.check import CheckResult
from tests.render.findings import CONFIG
from tests.report.check.gate_registry import checked


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
