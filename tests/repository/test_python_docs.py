"""The pages for Python users: every example runs, and no public name lacks one."""

from __future__ import annotations

import doctest
import inspect
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import llmcmp
from tests.folders import ROOT

PAGE = ROOT / "docs/python.md"
README = ROOT / "README.md"


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in *folder* for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def examples(page: Path) -> str:
    """Return the Python of a page."""
    return "\n".join(re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL))


@pytest.mark.parametrize(("page", "least"), [(README, 5), (PAGE, 20)], ids=["README", "python"])
def test_every_example_runs(page: Path, least: int) -> None:
    """The examples of docs/python.md and of the README print exactly what the page says."""
    test = doctest.DocTestParser().get_doctest(examples(page), {}, page.name, str(page), 0)
    report: list[str] = []
    with inside(ROOT):
        result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert not result.failed, "".join(report)
    assert result.attempted >= least


def test_every_public_name_has_an_example() -> None:
    """Whoever finds a name in ``dir(llmcmp)`` finds it in an example, too."""
    blocks = examples(PAGE)
    missing = [name for name in llmcmp.__all__ if f"llmcmp.{name}" not in blocks]
    assert not missing


def test_help_shows_the_fields_of_a_record() -> None:
    """``help(Workload)`` names the fields and their defaults, not ``**given``."""
    parameters = inspect.signature(llmcmp.Workload).parameters
    assert parameters["requests"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["input_tokens"].default == 0
    assert "given" not in parameters
