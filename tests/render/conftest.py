"""A check with something of everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmcmp.render.formats.json import json_text
from llmcmp.report.check.baseline import read_baseline
from llmcmp.report.check.check import CheckResult
from tests.render.findings import BEFORE, CONFIG
from tests.report.check.gate_registry import checked


@pytest.fixture
def result(tmp_path: Path) -> CheckResult:
    """Return a check with a baseline, broken errors, warnings and policies that hold."""
    base = read_baseline(json.loads(json_text(checked(tmp_path, BEFORE))), "main.json")
    return checked(tmp_path, CONFIG, baseline=base, baseline_name="main.json")
