"""A check as SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from ...report.check.case import PolicyResult
from ...report.check.check import CheckResult
from ...schema.policies import KINDS
from .gitlab import fingerprint

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {"error": "error", "warn": "warning"}


def sarif_text(report: CheckResult) -> str:
    """Return the findings as one SARIF run, with a rule for every policy."""
    run = {
        "tool": {
            "driver": {
                "name": "llmcmp",
                "semanticVersion": report.llmcmp,
                "rules": [
                    {"id": name, "shortDescription": {"text": kind.about}}
                    for name, kind in KINDS.items()
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(item) for item in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _result(item: PolicyResult) -> dict[str, Any]:
    return {
        "ruleId": item.id,
        "ruleIndex": list(KINDS).index(item.id),
        "level": _LEVELS[item.severity],
        "message": {"text": item.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(item.path)},
                    "region": {"startLine": item.line},
                }
            }
        ],
        "partialFingerprints": {"policyAndWorkload/v1": fingerprint(item)},
    }
