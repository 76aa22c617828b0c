"""Parquet as a table of text."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from llmcmp.engine.sources.parquet import Parquet
from llmcmp.engine.sources.source import Source
from llmcmp.errors import UsageFileError


def parquet(path: Path, query: str) -> Parquet:
    """Write the rows of a query as Parquet and open the file."""
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return opened(path)


def opened(path: Path) -> Parquet:
    """Open a file as Parquet."""
    return Parquet(
        Source(
            name="usage.parquet", path=path, size=0, changed=0, magic=b"", argument="", identity=0
        )
    )


def test_every_cell_is_text(tmp_path: Path) -> None:
    """Numbers and times as DuckDB writes them, what is nested as JSON, NULL as nothing."""
    file = parquet(
        tmp_path / "usage.parquet",
        "SELECT 7 AS n, NULL::INT AS nothing, DATE '2026-01-02' AS day, {'a': [1, 2]} AS nested",
    )

    assert file.header == ["n", "nothing", "day", "nested"]
    assert list(file.rows()) == [
        (None, {"n": "7", "nothing": "", "day": "2026-01-02", "nested": '{"a":[1,2]}'})
    ]


def test_a_folder_named_like_a_column_adds_none(tmp_path: Path) -> None:
    """The folder ``model=large`` says nothing about a file that has the column itself."""
    folder = tmp_path / "model=large"
    folder.mkdir()
    file = parquet(folder / "usage.parquet", "SELECT 'small' AS model")

    assert list(file.rows()) == [(None, {"model": "small"})]


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    """It names the file as the user did."""
    path = tmp_path / "broken"
    path.write_bytes(b"PAR1 and nothing else")

    with pytest.raises(UsageFileError, match=r"^usage\.parquet: not readable as Parquet: "):
        opened(path)
