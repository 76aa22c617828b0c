"""Failures are one small tree, and keep sentence and hint apart."""

from __future__ import annotations

import pytest

from llmcmp import errors
from llmcmp.errors import InputError, LlmcmpError, reason


def test_the_hint_is_no_part_of_the_sentence() -> None:
    """They are printed on lines of their own."""
    error = InputError("no such file", hint="write its name")

    assert (str(error), error.hint) == ("no such file", "write its name")
    assert LlmcmpError("no such file").hint is None


@pytest.mark.parametrize("name", ["Registry", "Config", "UsageFile", "UnknownName"])
def test_what_the_user_wrote_is_an_input_error(name: str) -> None:
    """One ``except InputError`` meets all that a user can mend."""
    assert issubclass(getattr(errors, f"{name}Error"), InputError)


@pytest.mark.parametrize("name", ["Unpriced", "Uncountable", "MissingExtra"])
def test_what_is_not_known_is_none(name: str) -> None:
    """Nothing is wrong with the input where a price or a count is missing."""
    kind = getattr(errors, f"{name}Error")

    assert issubclass(kind, LlmcmpError)
    assert not issubclass(kind, InputError)


def test_reasons_of_the_system() -> None:
    """In the form of our messages."""
    assert reason(FileNotFoundError(2, "No such file or directory", "x")) == (
        "no such file or directory"
    )
    assert reason(ValueError("Embedded null byte")) == "embedded null byte"
