"""Tests lie where the sources lie: the tests of ``a/b.py`` are ``tests/a/test_b.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import grimp
import pytest

from tests.folders import ROOT

TESTS = ROOT / "tests"
PACKAGE = ROOT / "src/llmcmp"

pytestmark = pytest.mark.skipif(not PACKAGE.exists(), reason="needs the checkout")

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
    "test_variable_names.py": "the names of variables everywhere",
    "test_python_docs.py": "the Python of the documentation",
}
"""Files of tests that are of no single module, and what they run."""

COVERED_BY = {
    "__init__": "test_public_api.py",
    "__main__": "cli/test_process.py",
    "engine/formats/*": "engine/formats/test_exports.py",
    "engine/opened_file": "engine/sources/test_containers.py",
    "engine/row_by_row": "engine/test_one_file.py",
    "engine/spark/*": "engine/spark/test_session.py",
    "engine/sql/duckdb_engine": "engine/test_engines_agree.py",
    "engine/sql/from_sql": "engine/test_engines_agree.py",
    "files/registry/draft": "files/registry/test_load.py",
    "files/registry/trial": "files/registry/test_assemble.py",
}
"""Modules without a file of their own, and the file that runs them."""


def modules() -> list[str]:
    """Return the modules that do something: those with a function that is more than a sentence."""
    return [
        path.relative_to(PACKAGE).with_suffix("").as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if any(map(_does_something, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    ]


def _does_something(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    return len(node.body) > 1 or not isinstance(node.body[0], ast.Expr)


def own_file(module: str) -> str:
    """Return where the tests of *module* are; those of a package lie beside its folder."""
    path = Path(module.removesuffix("/__init__"))
    return (path.parent / f"test_{path.name.lstrip('_')}.py").as_posix()


MODULES = modules()
FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
ALONE = [module for module in MODULES if own_file(module) not in FILES]
"""Modules without a file of their own."""


def test_every_module_has_its_tests() -> None:
    """At the same path, or where ``COVERED_BY`` says."""
    assert [m for m in ALONE if not any(fnmatch(m, form) for form in COVERED_BY)] == []


@pytest.mark.parametrize("file", FILES)
def test_every_file_of_tests_has_its_module(file: str) -> None:
    """At the same path, or in ``END_TO_END`` with what it runs."""
    path = Path(file)
    source = PACKAGE / path.parent / path.stem.removeprefix("test_")

    assert (
        file in END_TO_END
        or path.parts[0] in OTHER_FOLDERS
        or source.with_suffix(".py").exists()
        or (source / "__init__.py").exists()
    )


def test_no_list_is_longer_than_it_must_be() -> None:
    """Every entry is of something that exists and has no place of its own."""
    assert [form for form in COVERED_BY if not any(fnmatch(m, form) for m in ALONE)] == []
    assert sorted({*END_TO_END, *COVERED_BY.values()} - set(FILES)) == []
    assert [file for file in END_TO_END if file in map(own_file, MODULES)] == []
    assert [folder for folder in OTHER_FOLDERS if (PACKAGE / folder).exists()] == []


def test_a_stand_in_reaches_the_module() -> None:
    """It imports the module, or what imports it; so may the fixtures of its folders."""
    imports = grimp.build_graph("llmcmp", "tests", cache_dir=None)

    def reached(file: str) -> Iterator[str]:
        fixtures = (f"{folder}/conftest" for folder in map(str, Path(file).parents))
        for start in (file.removesuffix(".py"), *(name.removeprefix("./") for name in fixtures)):
            name = f"tests.{start.replace('/', '.')}"
            if name in imports.modules:
                yield from imports.find_upstream_modules(name)

    for form, file in COVERED_BY.items():
        names = {module.removesuffix("/__init__") for module in ALONE if fnmatch(module, form)}
        wanted = {f"llmcmp.{name.replace('/', '.')}" for name in names - {"__init__", "__main__"}}
        assert wanted - set(reached(file)) == set()
