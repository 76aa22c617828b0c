"""Names, links, devices, folders and permissions: nothing is left out unsaid."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.commands.bad_files import GOOD_ROW
from tests.cli.commands.runs import expect_refusal
from tests.estimate_fixtures import HEADER
from tests.shell import Done, environment

pytestmark = pytest.mark.usefixtures("fixed_day")
ENGINES = ["python", "duckdb"]


# What surrounds a file: names, links, devices, standard input.


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["u[1].csv", "u*.csv", "u?.csv", "it's.csv", "[1]/u.csv"])
def test_a_name_is_no_pattern(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """DuckDB takes a path for a pattern: `u[1].csv` must not be read from `u1.csv` beside it."""
    for beside in ("u1.csv", "u2.csv", "1/u.csv"):
        (tmp_path / beside).parent.mkdir(exist_ok=True)
        (tmp_path / beside).write_text(f"{HEADER}\n{GOOD_ROW}\n{GOOD_ROW}\n")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{HEADER}\n{GOOD_ROW}\n")
    result = run("estimate", str(path), "-q", "--engine", engine, "-f", "json")
    assert json.loads(result.out)["rows"]["read"] == 1


def test_a_parquet_name_is_no_pattern(run: Callable[..., Done], tmp_path: Path) -> None:
    """Parquet, which only DuckDB reads, is found under its own name too."""
    import duckdb

    for name, tokens in (("u[1]", 7), ("u1", 1000)):
        relation = f"SELECT 'gpt-4o-mini' AS model, {tokens} AS input_tokens, 0 AS output_tokens"
        duckdb.execute(f"COPY ({relation}) TO '{tmp_path}/made' (FORMAT parquet)")
        (tmp_path / "made").rename(tmp_path / f"{name}.parquet")
    for engine in ENGINES:
        result = run("estimate", str(tmp_path / "u[1].parquet"), "--engine", engine, "-f", "json")
        assert json.loads(result.out)["total"]["tokens"]["input"] == 7


@pytest.mark.skipif(sys.platform == "darwin", reason="names are always Unicode there")
def test_a_name_of_any_bytes(run: Callable[..., Done], tmp_path: Path) -> None:
    """A Latin-1 file name is a name; where DuckDB cannot open it, Python does, or it is told."""
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_text(f"{HEADER}\n{GOOD_ROW}\n")
    for engine in ENGINES:
        assert run("estimate", str(path), "--engine", engine, "-f", "json").code == 0
    path.write_bytes(b"PAR1" + bytes(50))
    expect_refusal(run("estimate", str(path)), "DuckDB cannot open a file of this name")


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("broken.csv", "no such file"),
        ("loop.csv", "too many levels of symbolic links"),
        ("usage.csv/below.csv", "not a directory"),
        ("n" * 300, "file name too long"),
        ("/dev/null", "not a regular file"),
        ("/dev/zero", "not a regular file"),
    ],
)
def test_links_and_devices(
    run: Callable[..., Done], tmp_path: Path, name: str, messages: str
) -> None:
    """What leads nowhere, or never ends, is told apart before it is read."""
    (tmp_path / "usage.csv").write_text(f"{HEADER}\n{GOOD_ROW}\n")
    (tmp_path / "broken.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    path = tmp_path / name
    for engine in ENGINES:
        expect_refusal(run("estimate", str(path), "--engine", engine), f"{path}: {messages}")


def test_names_that_are_none(run: Callable[..., Done]) -> None:
    """An empty name, as of an unset variable, is not this folder; a home is somebody's."""
    expect_refusal(run("estimate", ""), "no usage file given: the name is empty")
    expect_refusal(run("estimate", "~nobody-of-this-name/u.csv"), "~nobody-of-this-name/u.csv: ")


@pytest.mark.parametrize("kind", ["broken link", "loop", "pipe"])
def test_a_folder_leaves_nothing_out(run: Callable[..., Done], tmp_path: Path, kind: str) -> None:
    """A folder with a usage file that cannot be read is refused: its sum would be too small."""
    (tmp_path / "good.csv").write_text(f"{HEADER}\n{GOOD_ROW}\n")
    assert run("estimate", str(tmp_path)).code == 0
    path = tmp_path / "october.csv"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "loop" else tmp_path / "nowhere.csv")
    expect_refusal(run("estimate", str(tmp_path)), f"{path}: ")


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
def test_a_file_named_twice_is_counted_once(
    run: Callable[..., Done], usage_file: Callable[..., str], tmp_path: Path, form: str
) -> None:
    """By name, pattern, folder and link one file is one bill, and every format says so."""
    path = usage_file(GOOD_ROW)
    (tmp_path / "link.csv").symlink_to(path)
    once = json.loads(run("estimate", path, "-f", "json").out)["total"]["cost"]
    names = (path, path, str(tmp_path / "u*.csv"), str(tmp_path))
    result = run("estimate", *names, "-f", form)
    assert result.code == 0
    # By name twice, by pattern once, by folder as itself and as the link: five.
    messages = " ".join((result.out + result.err).split())
    assert "named 5 times and counted once" in messages
    if form == "json":
        assert json.loads(result.out)["total"]["cost"] == once == "0.00021"


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
    result = subprocess.run(
        command, capture_output=True, env=environment(), timeout=60, check=False
    )
    return Done(code=result.returncode, out=result.stdout.decode(), err=result.stderr.decode())


@pytest.mark.parametrize("engine", ENGINES)
def test_permission_denied_to_a_user(
    usage_file: Callable[..., str], closing: Callable[[Path, int], None], engine: str
) -> None:
    """A file one may not read is named, by either engine."""
    path = usage_file(GOOD_ROW)
    closing(Path(path), 0)
    result = unprivileged(*LLMCMP, "estimate", path, "--engine", engine)
    expect_refusal(result, f"error: {path}: permission denied\n")


@pytest.mark.parametrize(
    ("mode", "asked", "messages"),
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
    tmp_path: Path, closing: Callable[[Path, int], None], mode: int, asked: str, messages: str
) -> None:
    """A folder that hides files is refused wherever it is met, though others can be read.

    `glob` and `Path.rglob` pass over it without a word, and the sum would be too small.
    """
    for folder in ("closed", "open"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "usage.csv").write_text(f"{HEADER}\n{GOOD_ROW}\n")
    closing(tmp_path / "closed", mode)
    result = unprivileged(*LLMCMP, "estimate", str(tmp_path / asked))
    expect_refusal(result, f"error: {tmp_path / messages}: permission denied\n")


def test_working_in_a_folder_that_was_closed(
    tmp_path: Path, usage_file: Callable[..., str], closing: Callable[[Path, int], None]
) -> None:
    """No configuration can be found there; other files are read, those of the folder are told."""
    path = usage_file(GOOD_ROW.replace("2026", "2025"))
    here = tmp_path / "here"
    here.mkdir()
    closing(here, 0o700)
    inside = ("sh", "-c", 'cd "$1" && chmod 0 . && shift && exec "$@"', "sh", str(here))
    result = unprivileged(*inside, *LLMCMP, "estimate", path, "-q")
    assert (result.code, result.err) == (0, "")
    here.chmod(0o700)
    result = unprivileged(*inside, *LLMCMP, "estimate", "usage.csv")
    expect_refusal(result, "error: usage.csv: permission denied\n")
