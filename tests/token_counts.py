"""The JSON of ``llmcmp tokens``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.shell import Done

AT = ("--at", "2026-11-22")
Run = Callable[..., Done]


def counted(run: Run, *arguments: str) -> Any:
    """Return the JSON of a count."""
    result = run("tokens", *arguments, *AT, "-f", "json")
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)
