"""The page for Python users: every example runs, and no public name lacks one."""

from __future__ import annotations

import doctest
import inspect
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import llmcmp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/python.md"


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in *folder* for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_every_example_runs() -> None:
    """The examples of docs/python.md print exactly what the page says."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    parser = doctest.DocTestParser()
    page = parser.get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    with inside(ROOT):
        result = doctest.DocTestRunner(verbose=False).run(page, out=said.append)
    assert not result.failed, "".join(said)
    assert result.attempted > 20


def test_every_public_name_has_an_example() -> None:
    """Whoever finds a name in ``dir(llmcmp)`` finds it in an example, too."""
    blocks = "".join(re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    missing = [name for name in llmcmp.__all__ if f"llmcmp.{name}" not in blocks]
    assert not missing


def test_help_shows_the_fields_of_a_record() -> None:
    """``help(Workload)`` names the fields and their defaults, not ``**given``."""
    parameters = inspect.signature(llmcmp.Workload).parameters
    assert parameters["requests"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["input_tokens"].default == 0
    assert "given" not in parameters
