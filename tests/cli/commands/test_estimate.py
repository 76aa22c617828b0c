"""``llmcmp estimate``: what it refuses, with exit 2 and one sentence, and that no row is lost."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import folders
from tests.cli.commands.bad_files import BAD_FILES, GOOD_ROW
from tests.estimate_fixtures import HEADER
from tests.shell import Done

pytestmark = pytest.mark.usefixtures("fixed_day")


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file(run: Callable[..., Done], tmp_path: Path, name: str) -> None:
    """A file that cannot be trusted is refused with place and reason, and nothing is printed."""
    content, messages = BAD_FILES[name]
    path = tmp_path / "usage"
    path.write_bytes(content)
    result = run("estimate", str(path), "--quiet")
    assert (result.code, result.out) == (2, "")
    assert messages in result.err.replace(str(path), "FILE")
    assert result.err.startswith("error: ")
    assert "Traceback" not in result.err


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_one_endless_line(
    run: Callable[..., Done], tmp_path: Path, engine: str, packed: bool
) -> None:
    """A line beyond 32 MB is refused, also where DuckDB by itself would drop it: at the end."""
    path = tmp_path / "usage.csv"
    opened: Any = gzip.open if packed else open
    with opened(path, "wb") as file:
        file.write(f"{HEADER}\n{GOOD_ROW}\n".encode())
        for _ in range(34):
            file.write(b"x" * 1024 * 1024)
    result = run("estimate", str(path), "-q", "--engine", engine)
    assert (result.code, result.out) == (2, "")
    assert f"{path}:3: the line is longer than 32 MB" in result.err


def test_what_is_no_file(run: Callable[..., Done], tmp_path: Path) -> None:
    """A missing file, an empty folder, a pattern without match and a pipe are told apart."""
    (tmp_path / "nothing").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, messages in (
        ("missing.csv", "no such file"),
        ("nothing", "no usage files in this folder"),
        ("*.parquet", "no file matches"),
        ("pipe", "not a regular file"),
    ):
        result = run("estimate", str(tmp_path / name))
        assert (result.code, result.out) == (2, "")
        assert f"{tmp_path / name}: {messages}" in result.err


def test_byte_order_mark_is_no_text(answer: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """A byte-order mark and Windows line ends change nothing."""
    path = tmp_path / "usage.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{GOOD_ROW}\r\n".encode())
    assert answer(str(path))["total"]["cost"] == "0.00021"


def test_the_first_ten_bad_rows_are_named(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """Ten rows are named, the others counted."""
    bad = [GOOD_ROW.replace(",1000,", f",-{number},") for number in range(1, 13)]
    err = run("estimate", usage_file(GOOD_ROW, *bad)).err
    assert "12 of 13 rows cannot be used" in err
    assert err.count("input_tokens: negative") == 10
    assert "... and 2 more" in err
    assert "--skip-bad-rows" in err


def test_unpriced_models_come_with_a_line_to_paste(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """The hint holds the ``--alias`` that prices the rows, and following it works."""
    path = usage_file(GOOD_ROW, GOOD_ROW.replace("gpt-4o-mini", "gpt4o-mini"))
    err = run("estimate", path).err
    assert "no price known for 1 of 2 rows" in err
    assert "--alias gpt4o-mini=gpt-4o-mini" in err
    assert run("estimate", path, "--alias", "gpt4o-mini=gpt-4o-mini").code == 0
    strange = usage_file(GOOD_ROW, GOOD_ROW.replace("gpt-4o-mini", "zzz qqq"), name="strange.csv")
    assert "--alias 'zzz qqq=ID'" in run("estimate", strange).err


def test_usage_older_than_the_model(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """A trace of 2023 had no gpt-4o-mini; the hint is to price it at another day."""
    path = usage_file(GOOD_ROW.replace("2026", "2023"))
    err = run("estimate", path).err
    assert "no price known on that date: gpt-4o-mini (openai, standard) on 2023-10-02" in err
    assert "--at today" in err
    assert run("estimate", path, "--at", "today").code == 0


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        (("--as", "gpt4o-mini"), "unknown model: gpt4o-mini"),
        (("--as", "gpt-4o-mini+nightly"), "unknown tier of gpt-4o-mini@openai: nightly"),
        (("--by", "cost_centre"), "unknown column: cost_centre"),
        (("--from", "excel"), "unknown format: excel"),
        (("--from", "openai-dashboard-csv"), "columns of openai-dashboard-csv are missing"),
        (("--map", "input_tokens"), "--map: neither NAME=COLUMN nor a saved mapping: input_tokens"),
        (("--map", "input_tokens="), "--map: not NAME=COLUMN: input_tokens="),
        (("--map", "prompt=x"), "unknown name in --map: prompt"),
        (("--map", "input_tokens=nope"), "no column 'nope' for input_tokens"),
        (("--alias", "gpt"), "--alias: not NAME=ID: gpt"),
        (("--alias", "a=b", "--alias", "a=c"), "--alias: given twice: a"),
        (("--since", "yesterday"), "--since: not a date: yesterday"),
        (("--since", "2027-01-01"), "no usage in the period"),
        (("--budget", "much"), "--budget: not a number: much"),
        (("--gate-forecast",), "--gate-forecast: needs --budget"),
        (("--content", "poems"), "--content: unknown class of content: poems"),
        (("--at", "soon"), "--at: not a date: soon"),
        (("--at", "2019-01-01"), "no price known"),
        (("--reconcile", "nowhere.csv"), "nowhere.csv: no such file"),
        (
            ("--reconcile", "x.csv", "--budget", "5"),
            "--budget: cannot be combined with --reconcile",
        ),
        (
            ("--reconcile", "x.csv", "--gate-forecast"),
            "--gate-forecast: cannot be combined with --reconcile",
        ),
    ],
)
def test_bad_options(
    run: Callable[..., Done],
    usage_file: Callable[..., str],
    options: tuple[str, ...],
    messages: str,
) -> None:
    """A wrong option is named with its value, before anything is printed."""
    result = run("estimate", usage_file(GOOD_ROW), *options)
    assert (result.code, result.out) == (2, "")
    assert messages in result.err


def test_an_output_file_is_whole_or_not_there(
    run: Callable[..., Done], usage_file: Callable[..., str], tmp_path: Path
) -> None:
    """A refused run leaves the file of the last one as it was."""
    target = tmp_path / "report.md"
    run("estimate", usage_file(GOOD_ROW), "-f", "markdown", "-o", str(target))
    before = target.read_text(encoding="utf-8")
    run("estimate", usage_file(GOOD_ROW, "x"), "-f", "markdown", "-o", str(target))
    assert target.read_text(encoding="utf-8") == before
    assert before.startswith("### $0.000210 for 1 request")


def test_private_columns_are_hashed(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """No format shows who used what, unless asked: the same person stays the same stand-in."""
    header = HEADER.replace("team", "user_email")
    path = usage_file(GOOD_ROW.replace(",a", ",ada@example.com"), header=header)
    for form in ("table", "markdown", "json", "csv"):
        hidden = run("estimate", path, "--by", "user_email", "-f", form)
        assert "ada" not in hidden.out + hidden.err
        assert "sha256:" in hidden.out
    shown = run("estimate", path, "--by", "user_email", "--show-private", "-f", "csv")
    assert "ada@example.com" in shown.out


LINES = st.lists(
    st.one_of(
        st.just(GOOD_ROW),
        st.just("2026-10-02T09:30:00Z,gpt-4o-mini,,,,a"),
        st.just(GOOD_ROW.replace("gpt-4o-mini", "nobody")),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.tuples(
            st.sampled_from(["2026-10-02", "2026-10-02T23:59:59+09:00", "", "1790899200", "x"]),
            st.sampled_from(["gpt-4o-mini", "gemini-2.5-pro", ""]),
            st.integers(-5, 500_000).map(str),
            st.integers(0, 300_000).map(str),
            st.sampled_from(["7", "1e3", "0x10", "9" * 20, " 6 "]),
            st.sampled_from(["a", "", '"q, z"']),
        ).map(",".join),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=LINES)
def test_no_row_is_lost(
    run: Callable[..., Done], usage_file: Callable[..., str], lines: list[str]
) -> None:
    """Read = priced + unpriced + rejected + empty for whatever a file holds; never a bug."""
    path = usage_file(*lines)
    result = run("estimate", path, "--skip-bad-rows", "--allow-unpriced", "-f", "json")
    assert result.code in {0, 2}, result.err
    if result.code == 2:
        assert result.out == ""
        return
    rows = json.loads(result.out)["rows"]
    parts = ("priced", "unpriced", "rejected", "empty")
    assert rows["read"] == sum(rows[part] for part in parts)


def test_the_sum_is_what_single_rows_cost(
    answer: Callable[..., dict[str, Any]], usage_file: Callable[..., str]
) -> None:
    """A file costs what its rows cost one by one, across a band and three months, exactly.

    gemini-2.5-pro takes another rate for prompts of more than 200,000 tokens.
    """
    dice = random.Random(3)
    rows = [
        f"2026-{dice.choice(('08', '09', '10'))}-{dice.randint(1, 30):02},"
        f"{dice.choice(('gemini-2.5-pro', 'gpt-4o-mini'))},"
        f"{dice.choice((dice.randint(100_000, 199_999), 200_000, 200_001))},"
        f"{dice.randint(0, 99_999)},{dice.randint(0, 9_999)},a"
        for _ in range(25)
    ]
    single = sum(Decimal(answer(usage_file(row, name="one.csv"))["total"]["cost"]) for row in rows)
    for engine in ("python", "duckdb"):
        whole = answer(usage_file(*rows), "--engine", engine)
        assert Decimal(whole["total"]["cost"]) == single


def test_project_folders_are_hashed(run: Callable[..., Done], tmp_path: Path) -> None:
    """The folder of an agent's log can name the client; found below a folder, it is not told."""
    log = folders.DATA / "engine" / "claude_code_session.jsonl"
    project = tmp_path / "projects" / "acme-merger"
    project.mkdir(parents=True)
    (project / "session.jsonl").write_bytes(log.read_bytes())
    for form in ("table", "json", "csv"):
        hidden = run("estimate", str(tmp_path / "projects"), "-f", form)
        assert hidden.code == 0
        assert "acme-merger" not in hidden.out + hidden.err
        assert "claude-code-jsonl, 8 rows" in hidden.err
    shown = run("estimate", str(tmp_path / "projects"), "--show-private")
    assert "acme-merger" in shown.err


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        ("gemini-2.5-pro-preview-05-06", "--alias gemini-2.5-pro-preview-05-06=gemini-2.5-pro"),
        ("qwen3:0.6b", "--alias qwen3:0.6b=ID' (near: "),
        ("gpt-x", "--alias gpt-x=ID (near: gpt-"),
    ],
)
def test_another_version_is_never_offered_for_pasting(
    run: Callable[..., Done], tmp_path: Path, written: str, messages: str
) -> None:
    """2.5 is not 1.5, and 0.6b not 9b: such names are near, but have other prices."""
    path = tmp_path / "usage.csv"
    path.write_text(f"timestamp,model,input_tokens,output_tokens\n2026-10-02,{written},10,1\n")
    assert messages.replace("'", "") in run("estimate", str(path)).err.replace("'", "")
