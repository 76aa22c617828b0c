"""Tests lie where the sources lie: the tests of ``a/b.py`` are ``tests/a/test_b.py``."""

from __future__ import annotations

import ast
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
    "repository": "the repository as a whole: pages, layers, names",
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
}
"""Files of tests that are of no single module, and what they run."""

COVERED_BY = {
    "__init__": "repository/test_public_api.py",
    "__main__": "cli/test_process.py",
    "engine/sql/duckdb_engine": "engine/test_engines_agree.py",
    "engine/sql/from_sql": "engine/test_engines_agree.py",
}
"""Modules without a file of their own, and the file that runs them."""

COMMANDS = "llmcmp.cli.commands"
"""The package whose modules the command line loads by name, so that no import shows it."""


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
    assert [module for module in ALONE if module not in COVERED_BY] == []


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
    assert [module for module in COVERED_BY if module not in ALONE] == []
    assert sorted({*END_TO_END, *COVERED_BY.values()} - set(FILES)) == []
    assert [file for file in END_TO_END if file in map(own_file, MODULES)] == []
    assert [folder for folder in OTHER_FOLDERS if (PACKAGE / folder).exists()] == []


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Return what imports what, in the package and in the tests."""
    return grimp.build_graph("llmcmp", "tests", cache_dir=None)


def arguments(path: Path) -> set[str]:
    """Return the names that the functions of a file take: of fixtures, among others."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef))
    return {argument.arg for function in functions for argument in function.args.args}


def fixtures(path: Path) -> set[str]:
    """Return the fixtures that a file makes."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef)
        and any("pytest.fixture" in ast.unparse(form) for form in node.decorator_list)
    }


FIXTURES = {
    path: fixtures(path)
    for pattern in ("conftest.py", "*fixtures.py")
    for path in sorted(TESTS.rglob(pattern))
}
"""Files of fixtures, and what each makes."""


def fixture_files(file: str) -> set[Path]:
    """Return the files of the fixtures that a file of tests takes, or that those take."""
    files: set[Path] = set()
    unseen = [TESTS / file]
    while unseen:
        asked = arguments(unseen.pop())
        more = {
            path
            for path, names in FIXTURES.items()
            if names & asked
            and path not in files
            and (path.name != "conftest.py" or path.parent in (TESTS / file).parents)
        }
        files |= more
        unseen += more
    return files


def reached(file: str, imports: grimp.ImportGraph) -> set[str]:
    """Return what a file of tests runs: what it or the fixtures of its tests import, and commands.

    A file runs a command that it names, if it has the command line.
    """
    names: set[str] = set()
    for path in {TESTS / file, *fixture_files(file)}:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        names |= imports.find_upstream_modules(name)
    if "llmcmp.cli.main" in names:
        words = strings(TESTS / file)
        for command in imports.find_children(COMMANDS):
            if command.removeprefix(f"{COMMANDS}.") in words:
                names |= {command, *imports.find_upstream_modules(command)}
    return names


def strings(path: Path) -> set[str]:
    """Return the strings that a file writes out."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    values = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in values if isinstance(value, str)}


def dotted(module: str) -> str:
    """Return the name by which *module* is imported."""
    return ".".join(["llmcmp", *module.removesuffix("__init__").strip("/").split("/")]).strip(".")


@pytest.mark.parametrize("module", [module for module in MODULES if module not in ALONE])
def test_its_own_file_reaches_the_module(module: str, imports: grimp.ImportGraph) -> None:
    """It imports the module, or what imports it, or runs a command that does."""
    assert dotted(module) in reached(own_file(module), imports)


def test_fixtures_that_no_test_takes_reach_nothing(imports: grimp.ImportGraph) -> None:
    """Else the fixtures of all tests would reach the whole package for a file that runs nothing."""
    names = reached("test_exact.py", imports)

    assert dotted("exact") in names
    assert dotted("cli/main") not in names


@pytest.mark.parametrize("module", sorted(set(COVERED_BY) - {"__main__"}))
def test_a_stand_in_reaches_the_module(module: str, imports: grimp.ImportGraph) -> None:
    """As an own file would; ``__main__`` is what a process of its own runs."""
    assert dotted(module) in reached(COVERED_BY[module], imports)
