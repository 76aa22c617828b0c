"""What Spark raises, in one line that a user can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..sources.source import without_password
from ..sql.query import NeedsPython

_CONDITIONS = {"PATH_NOT_FOUND": "no such file", "TABLE_OR_VIEW_NOT_FOUND": "no such table"}


@contextmanager
def failing() -> Iterator[None]:
    """Turn what Spark raises into ``NeedsPython``, in one line."""
    try:
        yield
    except _failures() as error:
        raise NeedsPython(reason(str(error))) from None


def reason(text: str) -> str:
    """Return what is wrong from a long Spark message: the last cause of the chain."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    # "An error occurred while calling o49.load.", and what it was on the next line after a colon.
    thrown = [line.removeprefix(": ") for line in lines[1:2] if line.startswith(": ")]
    chosen = ["spark stopped without an error message", *lines[:1], *thrown, *causes][-1]
    for condition, words in _CONDITIONS.items():
        if chosen.startswith(f"[{condition}]"):
            return words
    chosen = re.sub(r"^[\w.$]+\.[\w$]+: ", "", chosen)  # the class of the exception
    chosen = re.sub(r"^\[[A-Z_.]+\] ", "", chosen).split(" SQLSTATE")[0].rstrip(". ")
    return without_password(chosen[:1].lower() + chosen[1:])[:200]


def _failures() -> tuple[type[Exception], ...]:
    """Return what Spark raises; py4j is not there on a remote session."""
    from pyspark.errors import PySparkException

    try:
        from py4j.protocol import Py4JError
    except ImportError:
        return (PySparkException,)
    return (PySparkException, Py4JError)
