"""Reads a JSON report of an earlier run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import InputError
from .yaml_files.mistakes import MistakesError, report
from .yaml_files.text import read_text


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, numbers as they were written."""
    try:
        text = read_text(path).decode()
    except MistakesError as error:
        raise report(error.mistakes, InputError) from None
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{path}: not JSON: {reason[:100]}") from None
