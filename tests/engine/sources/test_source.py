"""What is no file, may not be read, or is packed."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.errors import UsageFileError
from tests import folders
from tests.cli.commands.bad_files import GOOD_ROW
from tests.cli.commands.runs import expect_refusal, shell
from tests.engine.refused import GOOD, HEADER, refused
from tests.estimate_fixtures import HEADER as COLUMNS
from tests.shell import Done


def test_truncated_gzip(tmp_path: Path) -> None:
    """A gzip file that ends early is told apart from a short one."""
    path = tmp_path / "usage.csv.gz"
    path.write_bytes(gzip.compress((HEADER + GOOD * 1000).encode(), mtime=0)[:-20])
    assert refused(path) == "FILE: the gzip file is cut off"


def test_gzip_is_read_by_its_bytes(tmp_path: Path) -> None:
    """A gzip file is one by its first bytes, whatever its name."""
    path = tmp_path / "usage.csv"
    path.write_bytes(gzip.compress((HEADER + GOOD * 3).encode(), mtime=0))
    for engine in ("python", "duckdb"):
        data = read_usage([path], options=ReadOptions(engine=engine))
        assert data.rows[0].usage.input == 300


def test_fifo_is_never_opened(tmp_path: Path) -> None:
    """A named pipe would block for ever: it is refused with the way to pipe."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert refused(path) == "FILE: not a regular file"


def test_missing_file_empty_folder_and_empty_glob(tmp_path: Path) -> None:
    """What is not there is named."""
    assert refused(tmp_path / "no.csv") == "FILE: no such file"
    assert refused(tmp_path) == "FILE: no usage files in this folder"
    assert refused(tmp_path / "*.csv") == "FILE: no file matches"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    """A file that may not be read is named."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)
    path.chmod(0)
    assert refused(path) == "FILE: permission denied"


def test_stdin_and_globs_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minus reads stdin; globs and folders read every file they hold."""
    (tmp_path / "deep").mkdir()
    for name in ("a.csv", "deep/b.csv", "deep/notes.md"):
        (tmp_path / name).write_text(HEADER + GOOD)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((HEADER + GOOD).encode())))
    assert read_usage(["-"]).files[0].file == "<stdin>"
    assert read_usage([tmp_path]).counts.kept == 2
    assert read_usage([str(tmp_path / "*.csv")]).counts.kept == 1


def test_packed_parquet_is_named(tmp_path: Path) -> None:
    """Parquet packs by itself; packed once more nobody can seek in it."""
    whole = (folders.DATA / "engine" / "generic_requests.parquet").read_bytes()
    path = tmp_path / "usage.parquet.gz"
    path.write_bytes(gzip.compress(whole, mtime=0))
    with pytest.raises(UsageFileError, match="Parquet inside gzip"):
        read_usage([path])


pytestmark = pytest.mark.usefixtures("fixed_day")
ENGINES = ["python", "duckdb"]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_gzip_members_are_one_file(
    run: Callable[..., Done], tmp_path: Path, engine: str
) -> None:
    """Log rotation appends one gzip file to another: both are read, 1 + 2 rows."""
    path = tmp_path / "usage.csv.gz"
    first, second = f"{COLUMNS}\n{GOOD_ROW}\n", f"{GOOD_ROW}\n" * 2
    path.write_bytes(
        gzip.compress(first.encode(), mtime=0) + gzip.compress(second.encode(), mtime=0)
    )
    result = run("estimate", str(path), "-q", "--engine", engine, "-f", "json")
    assert json.loads(result.out)["rows"]["priced"] == 3


def test_standard_input_may_hold_nothing(tmp_path: Path) -> None:
    """Empty and closed standard inputs are told apart; given twice it is counted once."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{COLUMNS}\n{GOOD_ROW}\n".replace("2026", "2025"))
    expect_refusal(shell("estimate", "-", before="</dev/null"), "<stdin>: the file is empty")
    expect_refusal(shell("estimate", "-", before="<&-"), "<stdin>: standard input is closed")
    expect_refusal(shell("estimate", "/dev/stdin", before="</dev/null"), "/dev/stdin: ")
    twice = shell("estimate", "-", "-", "-f", "json", before=f"<{path}")
    assert json.loads(twice.out)["rows"]["read"] == 1


def test_standard_input_beyond_the_disk(tmp_path: Path) -> None:
    """Standard input is copied to be read twice: where there is no room, that is said."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{COLUMNS}\n" + f"{GOOD_ROW}\n" * 5000)
    result = shell("estimate", "-", before=f"<{path}", within="ulimit -f 1;")
    expect_refusal(result, "<stdin>: cannot be copied: file too large")
