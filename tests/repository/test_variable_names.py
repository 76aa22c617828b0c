"""Variables are nouns: the worst participles of docs/STYLE.md name none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.folders import ROOT

BANNED = {"told", "said", "made", "done", "laid", "held", "given", "found"}
FILES = [
    path
    for folder in ("src", "tests", "tools", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def variables(text: str) -> Iterator[tuple[int, str]]:
    """Yield each variable and parameter that *text* binds, with its line; fields are no variables.

    The fields of a record stand in its class: what JSON calls ``held`` may be called so.
    """
    tree = ast.parse(text)
    fields = {
        id(statement.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in fields
        ):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.ExceptHandler) and node.name is not None:
            yield node.lineno, node.name


def test_a_participle_is_seen() -> None:
    """Assigned, looped over, taken as a parameter or caught, but not as a field of a record."""
    text = "class A:\n  held: bool\ndef f(told):\n  said = 1\n  for made in (): pass\n"

    assert [name for _, name in variables(text) if name in BANNED] == ["told", "said", "made"]


def test_variables_are_nouns() -> None:
    """A participle says what happened; the reader wants to know what the thing is."""
    names = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in FILES
        for line, name in variables(path.read_text(encoding="utf-8"))
        if name in BANNED
    ]

    assert len(FILES) > 300
    assert names == []
