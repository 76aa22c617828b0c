"""What it takes to add a meter and a format: the fields by name, a class, and one entry each."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.folders import SRC
from tests.shell import environment

METER = {
    "schema/rates.py": [
        ('    CACHED_INPUT = "cached_input"', '    CODE_RUN = "code_run", None, "call"\n'),
        ("    cached_input: Decimal | None = None", "    code_run: Decimal | None = None\n"),
    ],
    "usage/meters.py": [("    cached_input: Quantity = 0", "    code_run: Quantity = 0\n")],
}
"""A meter that is charged per call, put in before others: whoever counts positions is wrong."""

FORMAT = {
    "engine/formats/sandbox.py": '''
from ..rows.counts import by_meter
from ..rows.row import Row
from .base import Format, has

class Runs(Format):
    """Runs of code beside tokens."""

    id = "sandbox-runs"

    @classmethod
    def claims(cls, record):
        return has(record, "tokens", "runs")

    def read(self, record):
        return Row(
            model="acme",
            counts=by_meter(input=record["tokens"], output=1, code_run=record["runs"]),
        )
''',
    "engine/formats/__init__.py": [
        ("    otel,\n", "    sandbox,\n"),
        ("    otel.Spans,\n", "    sandbox.Runs,\n"),
    ],
}

READ = """
import json, sys
from llmcmp.engine import ReadOptions, read_usage

data = read_usage(sys.argv[2:], options=ReadOptions(engine=sys.argv[1]))
print(json.dumps({
    "formats": sorted({file.format for file in data.files}),
    "usage": {meter: count for row in data.rows for meter, count in row.usage.metered()},
    "prompt": sum(row.usage.prompt for row in data.rows),
}))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the package with one meter and one format more."""
    folder = tmp_path_factory.mktemp("package")
    target = folder / "llmcmp"
    shutil.copytree(SRC / "llmcmp", target, ignore=shutil.ignore_patterns("__pycache__", "models"))
    for name, change in {**METER, **FORMAT}.items():
        path = target / name
        if isinstance(change, str):
            path.write_text(change, encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        for before, addition in change:
            assert text.count(before) == 1, (name, before)
            text = text.replace(before, addition + before)
        path.write_text(text, encoding="utf-8")
    return folder


def result(package: Path, file: Path, engine: str = "python") -> dict[str, object]:
    """Read a file with the changed package."""
    process = subprocess.run(
        [sys.executable, "-c", READ, engine, str(file)],
        env=environment(PYTHONPATH=str(package)),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    counts: dict[str, object] = json.loads(process.stdout)
    return counts


def test_a_new_meter_and_a_new_format_are_read(package: Path, tmp_path: Path) -> None:
    """Three calls are three of the new meter, and no part of the prompt."""
    file = tmp_path / "runs.jsonl"
    file.write_text('{"tokens": 40, "runs": 3}\n', encoding="utf-8")
    assert result(package, file) == {
        "formats": ["sandbox-runs"],
        "usage": {"input": 40, "output": 1, "code_run": 3},
        "prompt": 40,
    }


def test_readers_that_do_not_know_a_meter_count_as_before(package: Path, tmp_path: Path) -> None:
    """With a meter more in front of theirs, cached tokens are still cached tokens."""
    table = tmp_path / "usage.csv"
    table.write_text(
        "model,input_tokens,cached_input_tokens,output_tokens\nacme,1000,400,50\n", encoding="utf-8"
    )
    body = tmp_path / "body.json"
    usage = {
        "prompt_tokens": 1000,
        "completion_tokens": 50,
        "prompt_tokens_details": {"cached_tokens": 400},
    }
    body.write_text(json.dumps({"model": "acme", "usage": usage}), encoding="utf-8")
    for file, engine in ((table, "python"), (table, "duckdb"), (body, "python")):
        counts = result(package, file, engine)
        assert counts["usage"] == {"input": 600, "cached_input": 400, "output": 50}
        assert counts["prompt"] == 1000
