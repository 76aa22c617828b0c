"""Writes files whole or not at all."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put *data* in the place of *path* in one step; a file that was there keeps its permissions.

    *private*: a new file can be read by its owner only. Raises ``OSError`` where the file cannot
    be written, and leaves nothing behind then.
    """
    opener = partial(os.open, mode=0o600 if private else 0o666)
    temporary = path.with_name(f".llmcmp-{os.urandom(8).hex()}")
    try:
        with open(temporary, "xb", opener=opener) as file:
            # Before the data: what was private is private at every moment.
            if path.exists():
                temporary.chmod(path.stat().st_mode & 0o777)
            file.write(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
