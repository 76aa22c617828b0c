"""The roll-up on a real local Spark; skipped where pyspark is not installed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.usage import UsageData
from tests import folders
from tests.shell import Done

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # pyspark and its JVM warn on their own account

DATA = folders.DATA / "engine"
NASTY = [
    "10.0",
    "",
    "10.5",
    "-1",
    "1e3",
    "+5",
    " 6 ",
    "9223372036854775808",
    "abc",
    "1000000000001",
]
TIMES = ["2026-10-02", "2026-10-02T00:30:00+02:00", "2026-10-02 09:30:00.1234567", "1790899200"]
ODD_TIMES = ["2026-10-02T24:00:00Z", "2026-02-30T00:00:00Z", "10/02/2026", "2026-10-02T09:30Z", ""]


def both(path: Path) -> tuple[UsageData, UsageData]:
    """Read with Python and with Spark."""
    read = [
        read_usage(
            [path],
            options=ReadOptions(
                engine=engine,
                by=("team",),
                skip_bad_rows=True,
                load=True,
            ),
            cuts_for=lambda model, _channel: (128, 2048) if model == "gpt-5-mini" else (),
            hours_for=lambda model, _channel: model == "claude",
        )
        for engine in ("python", "spark")
    ]
    return read[0], read[1]


def test_requests_booked_by_the_hour_are_spread_alike(tmp_path: Path) -> None:
    """Sums of requests, and single ones between them, have the same minutes on Spark."""
    path = tmp_path / "hourly.csv"
    lines = [f"2026-10-02T{hour:02}:00:00Z,gpt-4o,{90 * hour + 1},10,1,a" for hour in range(5)]
    path.write_text(
        "timestamp,model,requests,input_tokens,output_tokens,team\n" + "\n".join(lines) + "\n"
    )
    python, spark = both(path)
    assert (spark.rows, spark.load) == (python.rows, python.load)
    assert spark.load is not None
    assert spark.load.span == 60


@pytest.mark.parametrize("name", ["generic_requests.csv", "generic_requests.parquet"])
def test_spark_reads_the_samples(name: str) -> None:
    """CSV and Parquet give on Spark what they give in Python."""
    python, spark = both(DATA / name)
    assert spark.files[0].engine == "spark"
    assert (spark.rows, spark.load) == (python.rows, python.load)


def test_spark_agrees_on_nasty_values(tmp_path: Path) -> None:
    """Four hundred random rows, a tenth of them broken: same sums, same rows refused."""
    dice = random.Random(7)
    path = tmp_path / "usage.csv"
    lines = ["timestamp,model,input_tokens,cached_input_tokens,output_tokens,team"]
    for _ in range(400):
        count = [str(dice.randrange(5000)), str(dice.randrange(50)), str(dice.randrange(900))]
        if dice.random() < 0.1:
            count[dice.randrange(3)] = dice.choice(NASTY)
        time = dice.choice(TIMES if dice.random() < 0.9 else ODD_TIMES)
        model = dice.choice(["gpt-5-mini", "claude", '"a,b"', '"q""t"', " spaced ", "é"])
        team = dice.choice(["x", "", '"""two"" words"', "it's"])
        lines.append(",".join([time, model, *count, team]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    python, spark = both(path)
    assert spark.files[0].engine == "spark"
    assert spark.rows == python.rows
    assert spark.counts == python.counts
    assert spark.rejected == python.rejected
    assert spark.load == python.load


def test_ragged_rows_are_left_to_python(tmp_path: Path) -> None:
    """A row of the wrong width is refused with its line, though Spark itself would pad it."""
    path = tmp_path / "usage.csv"
    path.write_text("model,input_tokens,output_tokens,team\nm,1,2,x\nm,1,2,x,y\nm,1,2\n")
    python, spark = both(path)
    assert [bad.line for bad in spark.rejected] == [3, 4]
    assert spark.counts == python.counts


def test_the_command_prints_the_same_bytes(run: Callable[..., Done]) -> None:
    """``estimate --engine spark`` prints the JSON that plain Python prints, byte for byte."""
    asked = ("estimate", str(DATA / "generic_requests.csv"), "--by", "team,day", "-f", "json")
    outs = [run(*asked, "--engine", engine).out for engine in ("python", "spark")]
    assert outs[0] == outs[1]
    assert outs[0].startswith('{\n  "schema": "llmcmp/estimate/1"')
