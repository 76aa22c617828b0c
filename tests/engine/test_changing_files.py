"""Files that change while they are read are refused, never half counted."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from llmcmp.billing import size_classes
from llmcmp.usage import CutsFor
from tests import folders
from tests.cli.commands.bad_files import GOOD_ROW
from tests.cli.commands.runs import expect_refusal, shell
from tests.estimate_fixtures import HEADER
from tests.shell import Done

pytestmark = pytest.mark.usefixtures("fixed_day")
ENGINES = ["python", "duckdb"]


# A file that changes while it is read: another process changes it at a known moment.

CHANGES = {
    "append": "open(path, 'a').write(row)",
    "rewrite": "text = open(path).read(); open(path, 'w').write(text.replace('1000', '1001'))",
    "truncate": "import os; os.truncate(path, 200)",
    "empty": "open(path, 'w')",
    "replace": "import os; open(path + '~', 'w').write(row); os.replace(path + '~', path)",
    "delete": "import os; os.remove(path)",
}


@pytest.fixture
def while_reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return what lets a second process act on a file between its first rows and its last.

    The prices that a row's size decides are asked for when the first rows were seen: Python has
    the rest of the file still to read, DuckDB has yet to sum it.
    """
    result = size_classes.cut_points

    def arrange(path: str, change: str) -> None:
        acted = Event()

        def cut_points(*options: Any, **named: Any) -> CutsFor:
            cuts_for = result(*options, **named)

            def asked(model: str, channel: str | None) -> tuple[int, ...]:
                if not acted.is_set():
                    acted.set()
                    code = f"import sys; path, row = sys.argv[1:]; {CHANGES[change]}"
                    subprocess.run([sys.executable, "-c", code, path, f"{GOOD_ROW}\n"], check=True)
                return cuts_for(model, channel)

            return asked

        monkeypatch.setattr(size_classes, "cut_points", cut_points)

    return arrange


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read(
    run: Callable[..., Done],
    usage_file: Callable[..., str],
    while_reading: Callable[[str, str], None],
    change: str,
    engine: str,
) -> None:
    """Half of one file and half of another is no answer, whatever was done to it and by whom."""
    path = usage_file(*[GOOD_ROW] * 5000)
    while_reading(path, change)
    result = run("estimate", path, "-q", "--engine", engine)
    expect_refusal(result, f"error: {path}: ")
    assert "changed while it was read" in result.err or "no such file" in result.err


@pytest.mark.parametrize("change", ["truncate", "empty", "delete"])
def test_a_parquet_file_that_changes(
    run: Callable[..., Done],
    tmp_path: Path,
    while_reading: Callable[[str, str], None],
    change: str,
) -> None:
    """DuckDB fails in words of its own; the sentence is ours, with the file's name."""
    import duckdb

    path = tmp_path / "usage.parquet"
    rows = "SELECT 'gpt-4o-mini' AS model, range AS input_tokens, 1 AS output_tokens"
    duckdb.execute(f"COPY ({rows} FROM range(50000)) TO '{path}' (FORMAT parquet)")
    for engine in ENGINES:
        kept = path.read_bytes()
        while_reading(str(path), change)
        expect_refusal(run("estimate", str(path), "-q", "--engine", engine), f"error: {path}: ")
        path.write_bytes(kept)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_packed_file_that_changes(
    run: Callable[..., Done],
    tmp_path: Path,
    while_reading: Callable[[str, str], None],
    engine: str,
) -> None:
    """A gzip file that is cut while it is read is told like any other."""
    path = tmp_path / "usage.csv.gz"
    rows = "".join(f"{GOOD_ROW.replace('1000', str(number))}\n" for number in range(5000))
    path.write_bytes(gzip.compress(f"{HEADER}\n{rows}".encode(), mtime=0))
    while_reading(str(path), "truncate")
    result = run("estimate", str(path), "-q", "--engine", engine)
    expect_refusal(result, f"error: {path}: the")


def test_a_log_may_grow_while_it_is_read(
    run: Callable[..., Done], tmp_path: Path, while_reading: Callable[[str, str], None]
) -> None:
    """An agent writes its log all day: what was there at first is counted, as without growth."""
    log = folders.DATA / "engine" / "claude_code_session.jsonl"
    path = tmp_path / "session.jsonl"
    path.write_bytes(log.read_bytes())
    still = run("estimate", str(path), "-f", "json").out
    while_reading(str(path), "append")
    assert run("estimate", str(path), "-f", "json").out == still


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_never_rests(tmp_path: Path, engine: str) -> None:
    """A process that rewrites a row all the while, in the true command: refused, never wrong."""
    path = tmp_path / "usage.csv"
    row = f"{GOOD_ROW}\n".replace("2026", "2025").encode()
    path.write_bytes(f"{HEADER}\n".encode() + row * 30_000)
    ended = Event()

    def rewrite() -> None:
        with path.open("r+b", buffering=0) as stream:
            while not ended.is_set():
                stream.seek(-len(row), os.SEEK_END)
                stream.write(row)

    writer = Thread(target=rewrite)
    writer.start()
    try:
        result = shell("estimate", str(path), "-q", "--engine", engine, before="</dev/null")
    finally:
        ended.set()
        writer.join()
    expect_refusal(result, f"error: {path}: the file changed while it was read")
