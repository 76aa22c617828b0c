"""A check as GitHub workflow commands, which annotate the changed files."""

from __future__ import annotations

from ...report.check.case import PolicyResult
from ...report.check.check import CheckResult

MOST_SHOWN = 10
"""GitHub shows ten errors and ten warnings of a step; the summary holds all."""

SUMMARY_BYTES = 1024 * 1024
"""Over this a step's summary is lost whole."""


def github_text(report: CheckResult) -> str:
    """Return one workflow command per broken policy, then the verdict."""
    lines: list[str] = []
    shown = {"error": 0, "warn": 0}
    for item in report.findings:
        shown[item.severity] += 1
        if shown[item.severity] <= MOST_SHOWN:
            lines.append(_command(item))
    left = sum(max(0, number - MOST_SHOWN) for number in shown.values())
    rest = f" {left} more findings stand in the summary." if left else ""
    lines.append(f"::notice title=llmcmp check::{escaped_data(report.verdict + rest)}")
    return "".join(f"{line}\n" for line in lines)


def _command(item: PolicyResult) -> str:
    name = "error" if item.severity == "error" else "warning"
    properties = ",".join(
        f"{key}={escaped_property(value)}"
        for key, value in (
            ("file", item.path),
            ("line", str(item.line)),
            ("title", f"llmcmp {item.id}"),
        )
    )
    return f"::{name} {properties}::{escaped_data(item.message)}"


def escaped_data(text: str) -> str:
    """Escape a command's message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """Escape a property of a command."""
    return escaped_data(text).replace(":", "%3A").replace(",", "%2C")
