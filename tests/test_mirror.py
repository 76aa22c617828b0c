"""Tests lie where the sources lie: the tests of ``a/b.py`` are ``tests/a/test_b.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.folders import ROOT

TESTS = ROOT / "tests"
PACKAGE = ROOT / "src/llmcmp"

OTHER_FOLDERS = {
    "models": "the files of the registry itself, which lie beside the sources",
    "examples": "the project of examples/",
}
"""Folders of tests that are none of the package, and what they test."""

END_TO_END = {
    "cli/test_fuzz.py": "any command line, through the command itself",
    "cli/test_process.py": "pipes, signals, terminals and full disks, with a process of its own",
    "cli/test_refusals.py": "every bad input and its sentence",
    "cli/commands/test_estimate_bad_files.py": "files that cannot be used, of every kind",
    "cli/commands/test_estimate_exports.py": "whole exports of vendors, from file to money",
    "engine/test_additions.py": "whatever is added is added once",
    "engine/test_changing_files.py": "files that change while they are read",
    "engine/test_engines_agree.py": "Python and DuckDB answer alike",
    "engine/formats/test_exports.py": "every known export reaches its totals",
    "engine/sources/test_containers.py": "one export as CSV, JSON, Parquet or gzip",
    "files/shelf/test_recorded_prices.py": "prices of vendors' pages, recorded by hand",
    "pricing/test_laws.py": "what holds for every bill",
    "render/formats/test_table_of_any_text.py": "tables of whatever text",
    "render/pages/test_golden.py": "whole reports, compared with files",
    "render/pages/test_hostile_names.py": "names that try to break a page",
    "report/estimate/test_forecast_held_out.py": "forecasts of days that were held back",
    "report/estimate/test_real_traces.py": "forecasts of published traces",
    "test_docs.py": "what the documentation shows",
    "test_documented.py": "every public thing has a sentence",
    "test_imports.py": "what an import costs",
    "test_layers.py": "imports point down",
    "test_mirror.py": "this",
    "test_public_api.py": "the names of the package",
    "test_python_docs.py": "the Python of the documentation",
}
"""Files of tests that are of no single module, and what they run."""

COVERED_BY: dict[str, str] = {}
"""Modules without a file of their own, and the file that runs them."""


def sources() -> Iterator[str]:
    """Yield the modules that have something to test: a function or a method."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        if any(isinstance(node, functions) for node in ast.walk(tree)):
            yield path.relative_to(PACKAGE).with_suffix("").as_posix()
