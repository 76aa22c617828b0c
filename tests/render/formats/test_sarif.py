"""SARIF against its published schema."""

from __future__ import annotations

import json

import pytest

from llmcmp.render.formats.sarif import sarif_text
from llmcmp.report.check.check import CheckResult
from tests import folders


def test_sarif_is_valid(result: CheckResult) -> None:
    """The log validates against the published JSON Schema of SARIF 2.1.0."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = folders.DATA / "gate" / "sarif-2.1.0-rtm.5.json"
    log = json.loads(sarif_text(result))

    jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
    driver = log["runs"][0]["tool"]["driver"]
    for match in log["runs"][0]["results"]:
        assert driver["rules"][match["ruleIndex"]]["id"] == match["ruleId"]
        uri = match["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith("/")
