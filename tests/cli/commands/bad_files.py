"""Usage files that are refused, each with its sentence."""

from __future__ import annotations

import gzip

import pytest

from tests.estimate_fixtures import HEADER

pytestmark = pytest.mark.usefixtures("fixed_day")
GOOD_ROW = "2026-10-02T09:30:00Z,gpt-4o-mini,1000,0,100,a"


def broken(row: str) -> bytes:
    """Return a file whose third line is *row*."""
    return f"{HEADER}\n{GOOD_ROW}\n{row}\n{GOOD_ROW}\n".encode()


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "FILE: the file is empty"),
    "blank": (b"\n\n\n", "FILE: the file holds only blank lines"),
    "header only": (f"{HEADER}\n".encode(), "FILE: no rows after the header"),
    "wrong delimiter": (
        f"{HEADER}\n{GOOD_ROW}\n".replace(",", "^").encode(),
        "FILE: only one column: timestamp^model",
    ),
    "no table": (b"hello,world\n1,2\n", "FILE: not a known usage format; it has hello, world"),
    "mixed encodings": (
        broken("2026-10-02,caf\u00e9,1,0,1,a").replace(b"\xc3\xa9", b"\xe9"),
        "FILE:3: not UTF-8 text",
    ),
    "NUL byte": (broken("2026-10-02,gpt\x004o,1,0,1,a"), "FILE:3: a NUL byte in a name"),
    "too few fields": (broken("2026-10-02,gpt-4o-mini"), "FILE:3: 2 fields where the header has 6"),
    "too many fields": (broken(GOOD_ROW + ",,,"), "FILE:3: 9 fields where the header has 6"),
    "overflow": (
        broken(GOOD_ROW.replace(",1000,", ",9223372036854775808,")),
        "FILE:3: input_tokens: more than 2^63",
    ),
    "negative": (broken(GOOD_ROW.replace(",1000,", ",-1,")), "FILE:3: input_tokens: negative: -1"),
    "fraction": (
        broken(GOOD_ROW.replace(",1000,", ",10.5,")),
        "FILE:3: input_tokens: not a whole number: 10.5",
    ),
    "NaN": (broken(GOOD_ROW.replace(",1000,", ",NaN,")), "FILE:3: input_tokens: not a number"),
    "infinite": (broken(GOOD_ROW.replace(",1000,", ",inf,")), "FILE:3: input_tokens: not a number"),
    "more cached than sent": (
        broken(GOOD_ROW.replace(",1000,0,", ",10,11,")),
        "FILE:3: cached and cache-written tokens exceed input tokens: 11 of 10",
    ),
    "the future": (
        broken(GOOD_ROW.replace("2026", "2027")),
        "FILE:3: dated in the future: 2027-10-02",
    ),
    "a date in two orders": (
        broken(GOOD_ROW.replace("2026-10-02T09:30:00Z", "10/02/2026")),
        "FILE:3: timestamp: day and month are ambiguous: 10/02/2026 (set --date-order)",
    ),
    "no such day": (broken(GOOD_ROW.replace("10-02", "02-30")), "FILE:3: timestamp: "),
    "duplicate column": (
        f"{HEADER},model\n{GOOD_ROW},x\n".encode(),
        "FILE:1: duplicate column: 'model'",
    ),
    "torn gzip": (gzip.compress(broken(GOOD_ROW), mtime=0)[:-20], "FILE: the gzip file is cut off"),
    "torn last JSON line": (
        b'{"model":"gpt-4o-mini","input_tokens":1,"output_tokens":1}\n{"model":"gpt',
        "FILE:2: not JSON: ",
    ),
    "UTF-16": (HEADER.encode("utf-16"), "FILE: UTF-16 text"),
    "open quote": (broken('2026-10-02,"gpt-4o-mini,1,0,1,a'), "FILE:3: broken quoting"),
    "no model": (
        broken(GOOD_ROW.replace("gpt-4o-mini", "")),
        "(no model): the file names no model",
    ),
    "unknown model": (
        broken(GOOD_ROW.replace("gpt-4o-mini", "gpt4o-mini")),
        "gpt4o-mini: unknown model: gpt4o-mini (1 row, 1,100 tokens)",
    ),
}
