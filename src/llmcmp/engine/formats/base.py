"""What every format is: how it is recognised, how it counts, what its rows say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal

from ..options import ReadOptions
from ..rows.cells import BadRow, text
from ..rows.row import Row

Record = dict[str, Any]
"""A row as its file has it."""

Shape = Literal["table", "document"]
"""Delimited text, or JSON."""


class Format:
    """One export format; an object of it reads the files of one run."""

    id: ClassVar[str]
    """What ``--from`` takes."""
    shape: ClassVar[Shape] = "document"
    convention: str = ""
    """How the format counts tokens, in one sentence."""
    is_live_log: ClassVar[bool] = False
    """The file may still be growing, and its last line be half written."""
    tells_projects: ClassVar[bool] = False
    """Folders of these files are named after projects, and so perhaps after clients."""
    tag_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that hold tags: objects, JSON text, or lists of pairs."""
    tag_prefix: ClassVar[str] = ""
    """What the format puts before the user's own tag names."""

    def __init__(self, options: ReadOptions) -> None:
        """Take the options of a run; there are no notes yet."""
        self.options = options
        self.notes: dict[str, tuple[int, int | None]] = {}
        self.line: int | None = None

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Tell whether a header or a JSON object is of this format."""
        raise NotImplementedError

    def start(self, header: tuple[str, ...]) -> None:
        """Begin a file; *header* is empty for JSON."""

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield the rows a JSON object holds."""
        return (document,)

    def read(self, record: Record) -> Row | None:
        """Return what *record* says, None where it declares no usage."""
        raise NotImplementedError

    def note(self, words: str) -> None:
        """Keep a warning, with how often and on which line it first came up."""
        number, line = self.notes.get(words, (0, self.line))
        self.notes[words] = (number + 1, line)

    def warnings(self) -> tuple[str, ...]:
        """Return the warnings of the current file and forget them."""
        warnings = tuple(
            words if number == 1 else f"{words} ({number:,} rows{_first_on(line)})"
            for words, (number, line) in self.notes.items()
        )
        self.forget()
        return warnings

    def forget(self) -> None:
        """Forget what was noted of a file, before it is read once more or another one is."""
        self.notes.clear()
        self.line = None

    def tag(self, record: Record, name: str) -> str | None:
        """Return the value of column or tag *name*."""
        value = record.get(name)
        if value is None and "." in name:
            value = at(record, *name.split("."))
        if value is None:
            value = self._tags(record).get(name)
        if value is None or isinstance(value, dict | list):
            return None
        written = text(value)
        if not written:
            return None
        return hashed(written) if self.options.hash_private and is_private(name) else written

    def tag_names(self, record: Record) -> Iterable[str]:
        """Yield the names ``tag`` can answer for *record*."""
        for name, value in record.items():
            if not isinstance(value, dict | list):
                yield name
        yield from self._tags(record)

    def _tags(self, record: Record) -> Record:
        prefix = self.tag_prefix
        tags: Record = {}
        for field in self.tag_fields:
            for name, value in pairs(record.get(field)).items():
                own = prefix and name.startswith(prefix)
                tags[name.removeprefix(prefix).lower() if own else name] = value
        return tags


def _first_on(line: int | None) -> str:
    return "" if line is None else f", first on line {line}"


_PRIVATE = frozenset(
    {
        "api_key",
        "api_key_alias",
        "api_key_id",
        "api_key_name",
        "accountid",
        "cwd",
        "email",
        "end_user",
        "ip",
        "line_item_usage_account_id",
        "project_folder",
        "request_user_id",
        "requester_ip_address",
        "session_id",
        "sessionid",
        "user",
        "user_email",
        "user_id",
        "userid",
        "username",
        "key",
        "identity.arn",
    }
)


def is_private(name: str) -> bool:
    """Tell names of columns that hold keys, people or folders."""
    return name.lower() in _PRIVATE


def hashed(value: str) -> str:
    """Return a stable replacement for a private value."""
    return "sha256:" + hashlib.sha256(value.encode()).hexdigest()[:12]


def at(record: Any, *path: str) -> Any:
    """Return the value at a path of keys, None where it ends early."""
    for key in path:
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def mapping(value: Any) -> Record:
    """Return *value* as an object: itself, or the one its JSON text holds; else empty."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise BadRow(f"not JSON: {value[:40]!r}") from None
    return value if isinstance(value, dict) else {}


def pairs(value: Any) -> Record:
    """Return tags as an object, however they are written."""
    if isinstance(value, str):
        body = value.strip()
        if body[:1] == '"' and '":' in body:
            body = "{" + body + "}"  # Azure leaves the braces out
        if body[:1] not in ("{", "["):
            return {}
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return {}
    if isinstance(value, dict):
        return value
    by_name: Record = {}
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and "key" in item:
            by_name[str(item["key"])] = item.get("value")
        elif isinstance(item, str) and ":" in item:
            name, _, rest = item.partition(":")
            by_name[name] = rest
    return by_name


def has(record: Mapping[str, Any], *names: str) -> bool:
    """Tell whether all *names* are there."""
    return all(name in record for name in names)
