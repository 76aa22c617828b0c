"""Bytes of small text files, read once, with a limit, and refused in one sentence."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from ...errors import reason
from ...records import record
from .mistakes import Mistake, MistakesError

MAX_BYTES = 8 * 1024 * 1024
"""Largest YAML file that is read; the whole registry is a tenth of it."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00\xfe\xff": "UTF-32"}


@record
class Text:
    """A file's bytes under the name messages use."""

    name: str
    """Name of the file, as the user gave it."""
    raw: bytes

    def decode(self) -> str:
        """Return the text, or raise the one mistake that keeps it from being text."""
        for mark, encoding in _MARKS.items():
            if self.raw.startswith(mark):
                raise self._mistake(1, f"not UTF-8 text: it starts like {encoding}")
        try:
            # A UTF-8 mark at the start says nothing new and loses nothing.
            text = self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.raw.count(b"\n", 0, error.start) + 1
            raise self._mistake(line, "not UTF-8 text") from None
        if match := _CONTROL.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise self._mistake(line, f"a control character: U+{ord(match[0]):04X}")
        return text

    def _mistake(self, line: int, what: str) -> MistakesError:
        return MistakesError([Mistake(file=self.name, line=line, what=what)])


def read_text(path: Path, *, name: str | None = None, limit: int = MAX_BYTES) -> Text:
    """Return the bytes of the file at *path*, or raise what keeps it from being read."""
    shown = name or str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused(shown, "a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            # Opening a named pipe would wait for a writer for ever.
            raise _refused(shown, "not a regular file")
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise _refused(shown, "no such file") from None
    except OSError as error:
        raise _refused(shown, f"cannot be read: {reason(error)}") from None
    except ValueError:
        raise _refused(shown, "not a name that a file can have") from None
    if len(raw) > limit:
        raise _refused(shown, f"larger than {limit // 1024 // 1024} MiB")
    return Text(name=shown, raw=raw)


def _refused(name: str, what: str) -> MistakesError:
    return MistakesError([Mistake(file=name, what=what)])
