"""Rows of a table as JSON objects."""

from __future__ import annotations

from llmcmp.engine.formats.reshaping import as_object


def test_dotted_names_that_do_not_nest_are_kept() -> None:
    """A name below a value that is no object stays whole; nothing is overwritten."""
    row = {"a": "1", "a.b": "2", "c.d": "3", "c.e": "", "f": '{"g": null, "h": 0.10}'}
    result = as_object(row)
    assert result == {"a": "1", "a.b": "2", "c": {"d": "3"}, "f": {"h": result["f"]["h"]}}
    assert str(result["f"]["h"]) == "0.10"


def test_an_object_and_its_parts_nest_in_any_order() -> None:
    """A column `usage` behind one `usage.input` does not replace it."""
    parts = {"usage.input": "1", "usage": '{"output": 2}'}
    assert as_object(parts) == as_object(dict(reversed(parts.items())))
    assert as_object(parts) == {"usage": {"output": 2, "input": "1"}}
