"""Delimited text: true line numbers, encodings, line ends."""

from __future__ import annotations

from pathlib import Path

from llmcmp.engine import read_usage
from tests.engine.refused import GOOD, HEADER, refused


def test_true_line_numbers_after_quoted_newlines(tmp_path: Path) -> None:
    """A quoted field may span lines: header 1, first row 2 to 4, second row on line 5."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + '2026-10-02,"a\nb\nc",1,0,1\n2026-10-02,m,x,0,1\n', encoding="utf-8")
    for engine in ("python", "duckdb"):
        assert "FILE:5: input_tokens" in refused(path, engine=engine)


def test_mixed_encodings_are_refused_by_row(tmp_path: Path) -> None:
    """A Latin-1 byte in a name makes its row bad, not the file."""
    path = tmp_path / "usage.csv"
    path.write_bytes(HEADER.encode() + "2026-10-02,é,1,0,1\n".encode() + b"2026-10-02,\xe9,1,0,1\n")
    for engine in ("python", "duckdb"):
        assert refused(path, engine=engine).endswith("FILE:3: not UTF-8 text")


def test_bom_and_crlf_are_no_matter(tmp_path: Path) -> None:
    """A byte-order mark and Windows line ends change nothing."""
    path = tmp_path / "usage.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + GOOD).replace("\n", "\r\n").encode())
    assert read_usage([path]).rows[0].usage.input == 100
