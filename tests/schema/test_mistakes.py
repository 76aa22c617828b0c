"""A record refuses all its mistakes at once."""

from __future__ import annotations

import pytest

from llmcmp.records import record
from llmcmp.schema.mistakes import number_mistakes, refuse
from llmcmp.schema.numbers import read_count


@record
class Box:
    """Two numbers as text."""

    width: str | None = None
    height: str | None = None


def test_each_mistake_is_a_line() -> None:
    """None of them is no error."""
    refuse()
    with pytest.raises(ValueError, match=r"^one\ntwo$"):
        refuse("one", "two")


def test_texts_that_are_no_numbers() -> None:
    """Named by their field, in the order asked for; what is absent is no mistake."""
    assert list(number_mistakes(Box(height="2k"), read_count, "width", "height")) == []
    assert list(
        number_mistakes(Box(width="x" * 99, height="1.5"), read_count, "width", "height")
    ) == [
        f"width: not a number: {'x' * 60!r}",
        "height: not a whole number: '1.5'",
    ]
