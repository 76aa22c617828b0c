"""A check as a GitLab code-quality report."""

from __future__ import annotations

import hashlib
import json

from ...report.check.case import PolicyResult
from ...report.check.check import CheckResult

_SEVERITIES = {"error": "major", "warn": "minor"}


def gitlab_text(report: CheckResult) -> str:
    """Return the findings as the JSON list GitLab reads."""
    issues = [
        {
            "description": item.message,
            "check_name": f"llmcmp/{item.id}",
            "fingerprint": fingerprint(item),
            "severity": _SEVERITIES[item.severity],
            "location": {"path": item.path, "lines": {"begin": item.line}},
        }
        for item in report.findings
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def fingerprint(item: PolicyResult) -> str:
    """Return what tells findings apart: not the amounts, which change with every commit."""
    scope = json.dumps([item.id, item.workload, item.path])
    return hashlib.sha256(scope.encode("utf-8", "replace")).hexdigest()
