"""Files that cannot be read, may not be read, or change while they are: told, never half counted.

What a file holds is broken in ``test_estimate_refusals``; here it is broken on every engine, and
by what surrounds it: permissions, links, devices, other processes, names and repetition.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from llmcmp.billing import size_classes
from llmcmp.usage import CutsFor
from tests import folders
from tests.cli.commands.test_estimate_refusals import BAD_FILES, GOOD
from tests.estimate_fixtures import HEADER
from tests.shell import Done, environment

pytestmark = pytest.mark.usefixtures("fixed_day")

ENGINES = ["python", "duckdb"]
GO_ON = ("--skip-bad-rows", "--allow-unpriced")
OTHER = GOOD.replace("gpt-4o-mini", "nobody-knows")
BAD = GOOD.replace(",1000,", ",-1,")
EMPTY = "2026-10-02,gpt-4o-mini,,,,a"
ROWS_OF = ("priced", "unpriced", "rejected", "empty")


def refused(done: Done, told: str) -> None:
    """Check that a run printed nothing and said one thing."""
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert told in done.err
    assert "Traceback" not in done.err


# What a file holds: every engine says the same.


@pytest.mark.parametrize("name", BAD_FILES)
def test_every_engine_refuses_alike(run: Callable[..., Done], tmp_path: Path, name: str) -> None:
    """DuckDB is asked, and the sentence is the one that Python says, to the letter."""
    path = tmp_path / "usage"
    path.write_bytes(BAD_FILES[name][0])
    by_python, by_duckdb = (run("estimate", str(path), "-q", "--engine", e) for e in ENGINES)
    refused(by_duckdb, BAD_FILES[name][1].replace("FILE", str(path)))
    assert by_duckdb == by_python


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BAD_FILES)
def test_going_on_loses_no_row(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """Where the flags let it go on, read = priced + unpriced + rejected + empty."""
    path = tmp_path / "usage"
    path.write_bytes(BAD_FILES[name][0])
    done = run("estimate", str(path), *GO_ON, "--engine", engine, "-f", "json", "-q")
    if done.code == 2:
        refused(done, str(path))
        return
    rows = json.loads(done.out)["rows"]
    assert rows["read"] == sum(rows[part] for part in ROWS_OF)
    assert rows["rejected"] + rows["unpriced"] > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_every_format_shows_what_became_of_the_rows(
    run: Callable[..., Done], usage_file: Callable[..., str], engine: str
) -> None:
    """Of 10 rows 1 is priced, 2 unpriced, 3 rejected and 4 empty, wherever one looks."""
    path = usage_file(GOOD, *[OTHER] * 2, *[BAD] * 3, *[EMPTY] * 4)

    def answer(form: str) -> str:
        done = run("estimate", path, *GO_ON, "--engine", engine, "-f", form)
        assert done.code == 0, done.err
        return done.out

    assert json.loads(answer("json"))["rows"] == {
        "read": 10,
        "priced": 1,
        "unpriced": 2,
        "rejected": 3,
        "empty": 4,
    }
    told = "Rows: 10 read = 1 priced + 2 unpriced + 3 rejected + 4 empty or repeated."
    assert told in answer("table")
    assert told in answer("markdown")
    lines = csv.reader(answer("csv").splitlines())
    assert [(line[1], line[8]) for line in lines if line[0] == "rows"] == [
        ("read", "10"),
        ("priced", "1"),
        ("unpriced", "2"),
        ("rejected", "3"),
        ("empty", "4"),
    ]


@pytest.mark.parametrize("extra", [",", ",,,", ',""', ",x"])
def test_a_row_of_too_many_fields_is_never_shifted(
    run: Callable[..., Done], usage_file: Callable[..., str], extra: str
) -> None:
    """`1,000` unquoted would be 1 token and 0 cached; DuckDB alone lets empty last fields pass."""
    path = usage_file(GOOD, f"2026-10-02,gpt-4o-mini,1,000,0,100{extra}")
    for engine in ENGINES:
        done = run("estimate", path, "-q", "--engine", engine)
        refused(done, f"{path}:3: {6 + extra.count(',')} fields where the header has 6")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_quote_swallows_no_rows(
    run: Callable[..., Done], usage_file: Callable[..., str], engine: str
) -> None:
    """A quote that is never closed spoils its own row: the 2 before and the 3,000 after count."""
    opened = GOOD.replace("gpt-4o-mini", '"gpt-4o-mini')
    folded = GOOD.replace("gpt-4o-mini", '"gpt-4o-mini\n"')
    path = usage_file(GOOD, folded, opened, *[GOOD] * 1000, opened, *[GOOD] * 2000)
    done = run("estimate", path, *GO_ON, "-q", "--engine", engine, "-f", "json")
    found = json.loads(done.out)
    assert found["rows"] == {
        "read": 3004,
        "priced": 3002,
        "unpriced": 0,
        "rejected": 2,
        "empty": 0,
    }
    # Header 1, rows 2 and 3 to 4, the first bad one 5, a thousand good ones, the second.
    assert [bad["line"] for bad in found["rejected"]] == [5, 1006]


ODD_FILES: dict[str, tuple[bytes, str]] = {
    "zip": (b"PK\x03\x04\x14\x00\x00\x00", "FILE: a zip archive or a workbook"),
    "SQLite": (b"SQLite format 3\x00", "FILE: a SQLite database"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00", "FILE: a picture"),
    "zstd": (b"\x28\xb5\x2f\xfd\x00\x00\x00\x00", "FILE: packed with zstd"),
    "Parquet without its end": (b"PAR1" + bytes(50), "FILE: not readable as Parquet: "),
    "gzip of gzip": (
        gzip.compress(gzip.compress(HEADER.encode(), mtime=0), mtime=0),
        "FILE:1: the header is not UTF-8 text",
    ),
    "bytes after the gzip": (
        gzip.compress(f"{HEADER}\n{GOOD}\n".encode(), mtime=0) + b"more",
        "FILE: the gzip file is broken",
    ),
    "gzip with a wrong checksum": (
        gzip.compress(f"{HEADER}\n{GOOD}\n".encode(), mtime=0)[:-8] + bytes(8),
        "FILE: the gzip file is broken",
    ),
    "an error page": (b'{"error":{"message":"no key"}}', "FILE: not a known usage format"),
    "an exponent beyond reason": (
        b'{"model":"gpt-4o-mini","input_tokens":1e999999999,"output_tokens":1}',
        "FILE:1: input_tokens: not a number of tokens: 1E+999999999",
    ),
    "an exponent beyond arithmetic": (
        b'{"model":"gpt-4o-mini","input_tokens":1e99999999999999999999,"output_tokens":1}',
        "FILE:1: a number of too many digits",
    ),
    "400 digits": (
        b'{"model":"gpt-4o-mini","input_tokens":' + b"9" * 400 + b',"output_tokens":1}',
        "FILE:1: input_tokens: more than 2^63: 1.000e+400",
    ),
    "5,000 digits": (
        b'{"model":"gpt-4o-mini","input_tokens":' + b"9" * 5000 + b',"output_tokens":1}',
        "FILE:1: a number of too many digits",
    ),
    "a time of 5,000 digits": (
        f"{HEADER}\n{GOOD.replace('2026-10-02T09:30:00Z', '9' * 5000)}\n".encode(),
        "FILE:2: timestamp: not a date: 999",
    ),
    "a JSON time beyond reason": (
        b'{"timestamp":1e999999999,"model":"gpt-4o-mini","input_tokens":1,"output_tokens":1}',
        "FILE:1: timestamp: not a date: 1E+999999999",
    ),
    "100,000 columns": (
        ",".join(f"c{number}" for number in range(100_000)).encode(),
        "FILE: not a known usage format; it has c0, c1",
    ),
    "the header again": (
        f"{HEADER}\n{GOOD}\n{HEADER}\n{GOOD}\n".encode(),
        "FILE:3: input_tokens: not a number of tokens: 'input_tokens'",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ODD_FILES)
def test_what_people_take_for_a_usage_file(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """Archives, databases, pictures and numbers no computer holds are told by what they are."""
    content, told = ODD_FILES[name]
    path = tmp_path / "usage.csv"
    path.write_bytes(content)
    refused(run("estimate", str(path), "-q", "--engine", engine), told.replace("FILE", str(path)))


@pytest.mark.parametrize("engine", ENGINES)
def test_two_gzip_members_are_one_file(
    run: Callable[..., Done], tmp_path: Path, engine: str
) -> None:
    """Log rotation appends one gzip file to another: both are read, 1 + 2 rows."""
    path = tmp_path / "usage.csv.gz"
    first, second = f"{HEADER}\n{GOOD}\n", f"{GOOD}\n" * 2
    path.write_bytes(
        gzip.compress(first.encode(), mtime=0) + gzip.compress(second.encode(), mtime=0)
    )
    done = run("estimate", str(path), "-q", "--engine", engine, "-f", "json")
    assert json.loads(done.out)["rows"]["priced"] == 3


def test_two_byte_order_marks_hide_no_column(
    answer: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Some tools put a second mark before the first: the dates of the rows still count."""
    path = tmp_path / "usage.csv"
    path.write_text(f"\ufeff\ufeff{HEADER}\n{GOOD}\n", encoding="utf-8")
    for engine in ENGINES:
        found = answer(str(path), "--engine", engine)
        assert found["days"][0]["day"] == "2026-10-02"


@pytest.mark.parametrize("content", ["csv", "json"])
def test_a_column_mapped_away_is_missed(
    run: Callable[..., Done], usage_file: Callable[..., str], tmp_path: Path, content: str
) -> None:
    """Output tokens taken for input tokens leave no output: refused, not a bug."""
    path = tmp_path / "usage.json"
    path.write_text('{"model":"gpt-4o-mini","input_tokens":1,"output_tokens":2}')
    name = usage_file(GOOD) if content == "csv" else str(path)
    done = run("estimate", name, "--map", "input_tokens=output_tokens")
    refused(done, f"{name}: no column for output_tokens")


# What surrounds a file: names, links, devices, standard input.


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["u[1].csv", "u*.csv", "u?.csv", "it's.csv", "[1]/u.csv"])
def test_a_name_is_no_pattern(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """DuckDB takes a path for a pattern: `u[1].csv` must not be read from `u1.csv` beside it."""
    for beside in ("u1.csv", "u2.csv", "1/u.csv"):
        (tmp_path / beside).parent.mkdir(exist_ok=True)
        (tmp_path / beside).write_text(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{HEADER}\n{GOOD}\n")
    done = run("estimate", str(path), "-q", "--engine", engine, "-f", "json")
    assert json.loads(done.out)["rows"]["read"] == 1


def test_a_parquet_name_is_no_pattern(run: Callable[..., Done], tmp_path: Path) -> None:
    """Parquet, which only DuckDB reads, is found under its own name too."""
    import duckdb

    for name, tokens in (("u[1]", 7), ("u1", 1000)):
        relation = f"SELECT 'gpt-4o-mini' AS model, {tokens} AS input_tokens, 0 AS output_tokens"
        duckdb.execute(f"COPY ({relation}) TO '{tmp_path}/made' (FORMAT parquet)")
        (tmp_path / "made").rename(tmp_path / f"{name}.parquet")
    for engine in ENGINES:
        done = run("estimate", str(tmp_path / "u[1].parquet"), "--engine", engine, "-f", "json")
        assert json.loads(done.out)["total"]["tokens"]["input"] == 7


@pytest.mark.skipif(sys.platform == "darwin", reason="names are always Unicode there")
def test_a_name_of_any_bytes(run: Callable[..., Done], tmp_path: Path) -> None:
    """A Latin-1 file name is a name; where DuckDB cannot open it, Python does, or it is told."""
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_text(f"{HEADER}\n{GOOD}\n")
    for engine in ENGINES:
        assert run("estimate", str(path), "--engine", engine, "-f", "json").code == 0
    path.write_bytes(b"PAR1" + bytes(50))
    refused(run("estimate", str(path)), "DuckDB cannot open a file of this name")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("broken.csv", "no such file"),
        ("loop.csv", "too many levels of symbolic links"),
        ("usage.csv/below.csv", "not a directory"),
        ("n" * 300, "file name too long"),
        ("/dev/null", "not a regular file"),
        ("/dev/zero", "not a regular file"),
    ],
)
def test_links_and_devices(run: Callable[..., Done], tmp_path: Path, name: str, told: str) -> None:
    """What leads nowhere, or never ends, is told apart before it is read."""
    (tmp_path / "usage.csv").write_text(f"{HEADER}\n{GOOD}\n")
    (tmp_path / "broken.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    path = tmp_path / name
    for engine in ENGINES:
        refused(run("estimate", str(path), "--engine", engine), f"{path}: {told}")


def test_names_that_are_none(run: Callable[..., Done]) -> None:
    """An empty name, as of an unset variable, is not this folder; a home is somebody's."""
    refused(run("estimate", ""), "no usage file given: the name is empty")
    refused(run("estimate", "~nobody-of-this-name/u.csv"), "~nobody-of-this-name/u.csv: ")


@pytest.mark.parametrize("kind", ["broken link", "loop", "pipe"])
def test_a_folder_leaves_nothing_out(run: Callable[..., Done], tmp_path: Path, kind: str) -> None:
    """A folder with a usage file that cannot be read is refused: its sum would be too small."""
    (tmp_path / "good.csv").write_text(f"{HEADER}\n{GOOD}\n")
    assert run("estimate", str(tmp_path)).code == 0
    path = tmp_path / "october.csv"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "loop" else tmp_path / "nowhere.csv")
    refused(run("estimate", str(tmp_path)), f"{path}: ")


def test_standard_input_may_hold_nothing(tmp_path: Path) -> None:
    """Empty and closed standard inputs are told apart; given twice it is counted once."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n".replace("2026", "2025"))
    refused(shell("estimate", "-", before="</dev/null"), "<stdin>: the file is empty")
    refused(shell("estimate", "-", before="<&-"), "<stdin>: standard input is closed")
    refused(shell("estimate", "/dev/stdin", before="</dev/null"), "/dev/stdin: ")
    twice = shell("estimate", "-", "-", "-f", "json", before=f"<{path}")
    assert json.loads(twice.out)["rows"]["read"] == 1


def test_standard_input_beyond_the_disk(tmp_path: Path) -> None:
    """Standard input is copied to be read twice: where there is no room, that is said."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{HEADER}\n" + f"{GOOD}\n" * 5000)
    done = shell("estimate", "-", before=f"<{path}", within="ulimit -f 1;")
    refused(done, "<stdin>: cannot be copied: file too large")


def shell(*arguments: str, before: str, within: str = "") -> Done:
    """Run the command as a shell does that redirects its standard input."""
    done = subprocess.run(
        ["sh", "-c", f'{within} "$@" {before}', "sh", sys.executable, "-m", "llmcmp", *arguments],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
def test_a_file_named_twice_is_counted_once(
    run: Callable[..., Done], usage_file: Callable[..., str], tmp_path: Path, form: str
) -> None:
    """By name, pattern, folder and link one file is one bill, and every format says so."""
    path = usage_file(GOOD)
    (tmp_path / "link.csv").symlink_to(path)
    once = json.loads(run("estimate", path, "-f", "json").out)["total"]["cost"]
    names = (path, path, str(tmp_path / "u*.csv"), str(tmp_path))
    done = run("estimate", *names, "-f", form)
    assert done.code == 0
    # By name twice, by pattern once, by folder as itself and as the link: five.
    told = " ".join((done.out + done.err).split())
    assert "named 5 times and counted once" in told
    if form == "json":
        assert json.loads(done.out)["total"]["cost"] == once == "0.00021"


# Who may read: a process without the rights of whoever runs the tests.


LLMCMP = (sys.executable, "-m", "llmcmp")


@pytest.fixture
def closing(tmp_path: Path) -> Iterator[Callable[[Path, int], None]]:
    """Return what takes rights away until the test is over."""
    closed: list[Path] = []

    def close(path: Path, mode: int) -> None:
        path.chmod(mode)
        closed.append(path)

    yield close
    for path in closed:
        path.chmod(0o700)


def unprivileged(*arguments: str) -> Done:
    """Run a command as somebody to whom a closed file is closed: root without its privileges."""
    plain = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    command = [*(plain if os.geteuid() == 0 else ()), *arguments]
    if os.geteuid() == 0:
        able = (
            shutil.which(plain[0]) and not subprocess.run([*plain, "true"], check=False).returncode
        )
        if not able:
            pytest.skip("root cannot put its privileges down here")
    done = subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False)
    return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


@pytest.mark.parametrize("engine", ENGINES)
def test_permission_denied_to_a_user(
    usage_file: Callable[..., str], closing: Callable[[Path, int], None], engine: str
) -> None:
    """A file one may not read is named, by either engine."""
    path = usage_file(GOOD)
    closing(Path(path), 0)
    done = unprivileged(*LLMCMP, "estimate", path, "--engine", engine)
    refused(done, f"error: {path}: permission denied\n")


@pytest.mark.parametrize(
    ("mode", "asked", "told"),
    [
        (0o000, "", "closed"),
        (0o000, "closed", "closed"),
        (0o000, "closed/usage.csv", "closed/usage.csv"),
        (0o000, "*/*.csv", "closed"),
        (0o000, "**/*.csv", "closed"),
        (0o000, "*/usage.csv", "closed"),
        (0o444, "", "closed/usage.csv"),
        (0o444, "closed", "closed/usage.csv"),
        (0o444, "*/*.csv", "closed"),
        (0o444, "closed/*.csv", "closed/*.csv"),
        (0o111, "", "closed"),
        (0o111, "closed/*.csv", "closed"),
    ],
)
def test_a_folder_one_cannot_enter(
    tmp_path: Path, closing: Callable[[Path, int], None], mode: int, asked: str, told: str
) -> None:
    """A folder that hides files is refused wherever it is met, though others can be read.

    `glob` and `Path.rglob` pass over it without a word, and the sum would be too small.
    """
    for folder in ("closed", "open"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "usage.csv").write_text(f"{HEADER}\n{GOOD}\n")
    closing(tmp_path / "closed", mode)
    done = unprivileged(*LLMCMP, "estimate", str(tmp_path / asked))
    refused(done, f"error: {tmp_path / told}: permission denied\n")


def test_working_in_a_folder_that_was_closed(
    tmp_path: Path, usage_file: Callable[..., str], closing: Callable[[Path, int], None]
) -> None:
    """No configuration can be found there; other files are read, those of the folder are told."""
    path = usage_file(GOOD.replace("2026", "2025"))
    here = tmp_path / "here"
    here.mkdir()
    closing(here, 0o700)
    inside = ("sh", "-c", 'cd "$1" && chmod 0 . && shift && exec "$@"', "sh", str(here))
    done = unprivileged(*inside, *LLMCMP, "estimate", path, "-q")
    assert (done.code, done.err) == (0, "")
    here.chmod(0o700)
    done = unprivileged(*inside, *LLMCMP, "estimate", "usage.csv")
    refused(done, "error: usage.csv: permission denied\n")


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
    made = size_classes.cut_points

    def arrange(path: str, change: str) -> None:
        acted = Event()

        def cut_points(*given: Any, **named: Any) -> CutsFor:
            cuts_for = made(*given, **named)

            def asked(model: str, channel: str | None) -> tuple[int, ...]:
                if not acted.is_set():
                    acted.set()
                    code = f"import sys; path, row = sys.argv[1:]; {CHANGES[change]}"
                    subprocess.run([sys.executable, "-c", code, path, f"{GOOD}\n"], check=True)
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
    path = usage_file(*[GOOD] * 5000)
    while_reading(path, change)
    done = run("estimate", path, "-q", "--engine", engine)
    refused(done, f"error: {path}: ")
    assert "changed while it was read" in done.err or "no such file" in done.err


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
        refused(run("estimate", str(path), "-q", "--engine", engine), f"error: {path}: ")
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
    rows = "".join(f"{GOOD.replace('1000', str(number))}\n" for number in range(5000))
    path.write_bytes(gzip.compress(f"{HEADER}\n{rows}".encode(), mtime=0))
    while_reading(str(path), "truncate")
    done = run("estimate", str(path), "-q", "--engine", engine)
    refused(done, f"error: {path}: the")


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
    row = f"{GOOD}\n".replace("2026", "2025").encode()
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
        done = shell("estimate", str(path), "-q", "--engine", engine, before="</dev/null")
    finally:
        ended.set()
        writer.join()
    refused(done, f"error: {path}: the file changed while it was read")
