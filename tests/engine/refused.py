"""Usage files that are refused, and the sentence about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.errors import InputError
from tests import folders

HEADER = "timestamp,model,input_tokens,cached_input_tokens,output_tokens\n"
GOOD = "2026-10-02T09:30:00Z,gpt-4o-mini,100,0,10\n"


def refused(path: Path, **options: Any) -> str:
    """Return the sentence a file is refused with, on the engine asked for."""
    with pytest.raises(InputError) as caught:
        read_usage([path], options=ReadOptions(**options))
    return str(caught.value).replace(str(path), "FILE")


DATA = folders.DATA / "engine"


def read_or_refuse(path: Path, **options: Any) -> None:
    """Read *path*; the only error allowed is one for the user, and no row may be lost."""
    try:
        data = read_usage([path], options=ReadOptions(skip_bad_rows=True, **options))
    except InputError as error:
        assert str(error)
        return
    counts = data.counts
    assert counts.read == counts.kept + counts.rejected + counts.empty
    assert sum(row.rows for row in data.rows) <= counts.kept
