"""Broken policies and hostile texts, and what reads them back."""

from __future__ import annotations

import re
from typing import Any

from llmcmp.report.check.case import PolicyResult

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
