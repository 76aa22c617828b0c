"""Addresses and tables on a real Spark: one job for many files, as strict as Python on each."""

from __future__ import annotations

import gzip
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.sources.source import is_address, without_password
from llmcmp.errors import UsageFileError
from llmcmp.usage import UsageData
from tests import folders
from tests.shell import Done, environment

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # pyspark and its JVM warn on their own account

DATA = folders.DATA / "engine"
HEADER = "timestamp,model,input_tokens,cached_input_tokens,output_tokens,team\n"


def rows(number: int, *, day: str = "2026-10-02") -> str:
    """Return rows of 100, 101, ... input tokens."""
    return "".join(
        f"{day}T0{n % 10}:00:00Z,m,{100 + n},{n % 7},{n},t{n % 3}\n" for n in range(number)
    )


def read(*names: object, engine: Any = "spark", **changes: Any) -> UsageData:
    """Read with Spark, going on past bad rows."""
    options: dict[str, Any] = {"by": ("team",), "skip_bad_rows": True, "load": True, **changes}
    return read_usage(
        [str(name) for name in names],
        options=ReadOptions(engine=engine, **options),
        cuts_for=lambda _model, _channel: (128,),
    )


def address(path: Path) -> str:
    """Return a path as an address."""
    return f"file://{path}"


@pytest.fixture
def session() -> SparkSession:
    """Return a session as a notebook has one."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.master("local[2]").config("spark.log.level", "OFF").getOrCreate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three files of one header, one of them packed, and what is no data."""
    (tmp_path / "1.csv").write_text(HEADER + rows(50))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "2 [x].csv").write_text("\ufeff" + HEADER + rows(40, day="2026-10-03"))
    (tmp_path / "3.csv.gz").write_bytes(gzip.compress((HEADER + rows(30)).encode(), mtime=0))
    (tmp_path / "_SUCCESS").write_text("")
    (tmp_path / "notes.md").write_text("not a table")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3a://bucket/usage/", True),
        ("hdfs:/usage", True),
        ("abfss://c@a.dfs.core.windows.net/x", True),
        ("table:db.usage", True),
        ("usage.csv", False),
        ("C:/usage.csv", False),
        ("a:b/c.csv", False),
    ],
)
def test_addresses_have_a_scheme(name: str, expected: bool) -> None:
    """A scheme has two letters or more, so a drive of Windows is none."""
    assert is_address(name) is expected


def test_a_folder_is_one_job(folder: Path) -> None:
    """All files below an address are summed together, to what Python sums file by file."""
    spark = read(address(folder))
    python = read(
        folder / "1.csv", folder / "below" / "2 [x].csv", folder / "3.csv.gz", engine="python"
    )
    (info,) = spark.files
    assert (info.file, info.engine) == (f"{address(folder)} (3 files)", "spark")
    assert spark.counts.read == 50 + 40 + 30
    assert (spark.rows, spark.load) == (python.rows, python.load)


def test_a_pattern_and_a_single_file_are_addresses_too(folder: Path) -> None:
    """A pattern names many files, an address of one file just that, whatever its name holds."""
    assert read(f"{address(folder)}/[12].csv").counts.read == 50
    single = read(address(folder / "1.csv"))
    assert [info.file for info in single.files] == [address(folder / "1.csv")]


def test_an_engine_must_be_asked_for(folder: Path) -> None:
    """Without ``--engine spark`` nothing starts a cluster: an error says how."""
    with pytest.raises(UsageFileError, match="only Spark reads") as refused:
        read(address(folder), engine="auto")
    assert "--engine spark" in str(refused.value.hint)


def test_folders_can_be_columns(tmp_path: Path) -> None:
    """``day=`` and ``team=`` of a partitioned folder are columns, and 007 stays 007."""
    for day in ("2026-10-02", "2026-10-03"):
        below = tmp_path / f"day={day}" / "team=007"
        below.mkdir(parents=True)
        (below / "part.csv").write_text("model,input_tokens,output_tokens\nm,1,2\nm,3,4\n")
    result = read(address(tmp_path))
    assert [(f"{row.day}", row.tags, row.usage.input) for row in result.rows] == [
        ("2026-10-02", ("007",), 4),
        ("2026-10-03", ("007",), 4),
    ]


def test_files_with_other_headers_are_read_by_their_own(tmp_path: Path) -> None:
    """Columns are never taken by position across headers; each group of one header is one job."""
    (tmp_path / "a.csv").write_text("model,input_tokens,output_tokens\nm,1,20\n")
    (tmp_path / "b.csv").write_text("output_tokens,model,input_tokens\n30,m,40\n")
    (tmp_path / "c.csv").write_text("model,input_tokens,output_tokens\nm,50,600\n")
    result = read(address(tmp_path), by=())
    (row,) = result.rows
    assert (row.usage.input, row.usage.output) == (1 + 40 + 50, 20 + 30 + 600)
    assert [info.file for info in result.files] == [
        f"{address(tmp_path)} (2 files)",
        f"file:{tmp_path}/b.csv",
    ]


def test_columns_that_only_some_parquet_files_have_count(
    tmp_path: Path, session: SparkSession
) -> None:
    """A newer file with cached tokens beside an older one without: none of them is dropped."""
    frame = session.createDataFrame(
        [("m", 10, 1)], "model string, input_tokens int, output_tokens int"
    )
    frame.write.parquet(address(tmp_path / "old"))
    newer = session.createDataFrame(
        [("m", 10, 4, 1)],
        "model string, input_tokens int, cached_input_tokens int, output_tokens int",
    )
    newer.write.parquet(address(tmp_path / "new"))
    (row,) = read(address(tmp_path), by=()).rows
    assert (row.usage.input, row.usage.cached_input) == (10 + 10 - 4, 4)


ONE = "'m' AS model, 100 AS input_tokens, 5 AS output_tokens"


@pytest.mark.parametrize(
    "other",
    [
        "'m' AS model, 100 AS prompt_tokens, 5 AS completion_tokens",
        "'m' AS Model, 100 AS input_tokens, 5 AS output_tokens",
        "'m' AS model, 100L AS input_tokens, 5D AS output_tokens",
        "'m' AS model, '100' AS input_tokens, '5' AS output_tokens",
        f"{ONE}, timestamp'2026-10-02' AS timestamp",
        f"{ONE}, 3 AS requests",
        f"{ONE}, 7.50 AS price, array(1) AS tags",
    ],
)
def test_parquet_files_of_other_writers_lose_nothing(
    tmp_path: Path, session: SparkSession, other: str
) -> None:
    """Columns of other names, cases and types beside each other: as each file by itself."""
    session.sql("SET spark.sql.caseSensitive=true")
    for name, text in (("1", ONE), ("2", other)):
        session.sql(f"SELECT {text}").coalesce(1).write.parquet(address(tmp_path / name))
    session.sql("RESET spark.sql.caseSensitive")
    spark = read(address(tmp_path), by=())
    python = read(*sorted(tmp_path.rglob("*.parquet")), by=(), engine="python")
    assert (spark.rows, spark.counts) == (python.rows, python.counts)
    assert {info.engine for info in spark.files} == {"spark"}
    assert sum(row.usage.input for row in spark.rows) == 200


def test_cached_tokens_of_two_names_all_count(tmp_path: Path, session: SparkSession) -> None:
    """The name that is passed over in one file is the only one in the other."""
    for name in ("cached_tokens", "cached_input_tokens"):
        frame = session.sql(f"SELECT {ONE}, 30 AS {name}")
        frame.write.parquet(address(tmp_path / name))
    result = read(address(tmp_path), by=())
    assert sum(row.usage.cached_input for row in result.rows) == 60


def test_a_file_without_usage_among_usage_is_refused(tmp_path: Path, session: SparkSession) -> None:
    """Its rows are not counted as empty ones."""
    session.sql(f"SELECT {ONE}").write.parquet(address(tmp_path / "1"))
    session.sql("SELECT 1 AS id, 'x' AS name").write.parquet(address(tmp_path / "2"))
    with pytest.raises(UsageFileError, match="not a known usage format; it has id, name"):
        read(address(tmp_path), by=())


FIELDS = ["m", "claude", " m ", "", '"a,b"', '"q""t"', '""', "é", "#m", "\\", "m\x0b", "\ufffd"]
BROKEN: list[str | bytes] = [
    '"',
    'a"b',
    '"un',
    'b"',
    '"a\rb"',
    '"a\nb"',
    "a\rb",
    "\x00",
    b"\xe9",
    '\ufeff"x"',
]


def nasty(dice: random.Random, *, broken: bool) -> bytes:
    """Return a table of random columns, ends of lines, quotes and damage."""
    names = HEADER.strip().split(",")
    if dice.random() < 0.3:
        dice.shuffle(names)
    lines = [",".join(dice.choice([name, name, f" {name}", f'"{name}"']) for name in names)]
    body = lines[0].encode()
    for _ in range(dice.randrange(1, 9)):
        row: dict[str, str | bytes] = dict.fromkeys(names, str(dice.randrange(5000)))
        row |= {"timestamp": f"2026-10-0{dice.randrange(1, 10)}", "team": dice.choice(FIELDS)}
        row["model"] = dice.choice(FIELDS) if dice.random() < 0.2 else "m"
        if broken and dice.random() < 0.2:
            row[dice.choice(names)] = dice.choice(BROKEN)
        messages = [one if isinstance(one, bytes) else one.encode() for one in row.values()]
        messages = messages[:-1] if dice.random() < 0.05 else messages
        body += dice.choice([b"\n", b"\r\n"]) + b",".join(messages)
        body += dice.choice([b"\n", b"\n\n", b"\n  "]) if dice.random() < 0.05 else b""
    return dice.choice([b"", b"", b"\xef\xbb\xbf"]) + body + dice.choice([b"", b"\n"])


@pytest.mark.parametrize("seed", range(12))
def test_random_files_give_at_an_address_what_they_give_in_python(
    tmp_path: Path, seed: int
) -> None:
    """Other headers, quotes, ends of lines and broken bytes: same sums, counts and reasons."""
    dice = random.Random(seed)
    for number in range(dice.randrange(1, 4)):
        content = nasty(dice, broken=seed % 2 == 1)
        packed = dice.random() < 0.2
        path = tmp_path / f"{number} %20.csv{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    spark, python = read(address(tmp_path)), read(tmp_path, engine="python")
    assert (spark.rows, spark.counts, spark.load) == (python.rows, python.counts, python.load)
    assert spark.counts.read == sum(row.rows for row in spark.rows) + spark.counts.rejected + (
        spark.counts.empty
    )
    if spark.counts.rejected <= 10:
        assert {bad.reason for bad in spark.rejected} == {bad.reason for bad in python.rejected}


def test_bad_rows_are_named_by_their_file(tmp_path: Path) -> None:
    """Ragged and impossible rows are refused one by one, and the files they are in are told."""
    (tmp_path / "a b.csv").write_text(HEADER + rows(5) + "x,y\n" + rows(5))
    bad = "a,b,c,d,e,f,g\n2026-10-02T00:00:00Z,m,-5,0,1,t\n"
    (tmp_path / "c.csv").write_text(HEADER + rows(3) + bad)
    spark, python = read(address(tmp_path)), read(tmp_path, engine="python")
    assert spark.counts == python.counts
    assert spark.counts.rejected == 3
    assert spark.rows == python.rows
    assert {(bad.file.rpartition("/")[2], bad.reason) for bad in spark.rejected} == {
        ("a b.csv", "2 fields where the header has 6"),
        ("c.csv", "7 fields where the header has 6"),
        ("c.csv", "input_tokens: negative: -5"),
    }


@pytest.mark.parametrize(
    ("body", "rejected"),
    [
        ('2026-10-02T00:00:00Z,m,5,0,1,"un\n' + rows(3), 1),
        ('2026-10-02T00:00:00Z,m,5,0,1,"two\nlines"\n' + rows(3), 0),
        ('2026-10-02T00:00:00Z,m,5,0,1,"a"b\n' + rows(3), 1),
        ('2026-10-02T00:00:00Z,m"x,5,0,1,"12', 1),
        ('2026-10-02T00:00:00Z,m,5,0,1,"\r2026-10-02T00:00:00Z,m,5,0,1,b"\n', 0),
        ("   \n" + rows(2), 1),
        ("2026-10-02T00:00:00Z,m\r,5,0,1,t\n" + rows(2), 1),
        (rows(2).replace("\n", "\r\n"), 0),
        ("2026-10-02T00:00:00Z,\x00m,5,0,1,t\n" + rows(2), 1),
    ],
)
def test_quotes_and_line_ends_are_as_strict_as_in_python(
    tmp_path: Path, body: str, rejected: int
) -> None:
    """An open quote swallows no rows, on an address and on a path."""
    path = tmp_path / "usage.csv"
    path.write_bytes((HEADER + rows(2) + body).encode())
    python = read(path, engine="python")
    assert python.counts.rejected == rejected
    for spark in (read(address(path)), read(path)):
        assert (spark.rows, spark.counts) == (python.rows, python.counts)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    """Spark would replace them by U+FFFD and call it a model."""
    path = tmp_path / "usage.csv"
    path.write_bytes(HEADER.encode() + b"2026-10-02T00:00:00Z,m\xe9,5,0,1,t\n" + rows(2).encode())
    for name in (address(path), str(path)):
        assert [bad.reason for bad in read(name).rejected] == ["not UTF-8 text"]


def test_a_cut_off_gzip_is_refused(tmp_path: Path) -> None:
    """Half a packed file is no file."""
    whole = gzip.compress((HEADER + rows(5000)).encode(), mtime=0)
    (tmp_path / "usage.csv.gz").write_bytes(whole[:-30])
    with pytest.raises(UsageFileError, match="gzip file is cut off"):
        read(address(tmp_path))


def test_what_is_no_table_is_copied_and_read_in_python(tmp_path: Path) -> None:
    """JSON and vendors' formats have no sums in SQL: the reader of the format reads a copy."""
    (tmp_path / "a.jsonl").write_text('{"model": "m", "input_tokens": 5, "output_tokens": 6}\n')
    (tmp_path / "b.csv").write_text(HEADER + rows(1))
    result = read(address(tmp_path), by=())
    assert {(info.format, info.engine) for info in result.files} == {
        ("generic-json", "python"),
        ("generic-table", "spark"),
    }
    assert result.counts.read == 2


@pytest.mark.parametrize(
    "export",
    sorted(path for path in DATA.iterdir() if path.name not in ("README.md", "expected.json")),
    ids=lambda path: path.name,
)
def test_exports_are_read_at_an_address_as_on_disk(export: Path) -> None:
    """Each vendor's export gives at an address what it gives as a path."""
    at_address, on_disk = read(address(export), by=()), read(export, by=(), engine="python")
    assert at_address.rows == on_disk.rows
    assert at_address.counts == on_disk.counts


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "no usage files there"),
        (["usage.csv/"], "no usage files there"),
        (["notes.md/", "notes.md/x.md"], "no usage files there"),
        (["_delta_log/", "_delta_log/0.json", "a.parquet"], "a delta table"),
        ([".hoodie/", ".hoodie/x.json", "a.parquet"], "a hudi table"),
    ],
)
def test_folders_without_usage_are_refused(tmp_path: Path, names: list[str], message: str) -> None:
    """Nothing to read is an error; so are the files of a table of which not all count."""
    for name in names:
        path = tmp_path / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_text("{}")
    with pytest.raises(UsageFileError, match=message):
        read(address(tmp_path))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("file:///nowhere/usage.csv", "file:///nowhere/usage.csv: no such file"),
        ("table:nowhere", "table:nowhere: no such table"),
        ("nofs://bucket/x", 'nofs://bucket/x: no FileSystem for scheme "nofs"'),
        ("nofs://me:secret@host/x", 'nofs://me:\\*\\*\\*@host/x: no FileSystem for scheme "nofs"'),
    ],
)
def test_what_is_not_there_is_said_in_a_line(name: str, message: str) -> None:
    """One sentence of Spark's many lines, and no password in it."""
    with pytest.raises(UsageFileError, match=f"^{message}$"):
        read(name)


def test_passwords_are_not_shown() -> None:
    """A user may be shown (it may be a container), a password never."""
    assert without_password("ftp://u:p@h/x") == "ftp://u:***@h/x"
    assert without_password("ftp://u:p@ss@h/x and ftp://:q@h") == "ftp://u:***@h/x and ftp://:***@h"
    assert without_password("abfss://c@a.net/x") == "abfss://c@a.net/x"


def test_views_are_tables(session: SparkSession) -> None:
    """A view of a notebook is read by its name; structures by their path; times in UTC."""
    session.conf.set("spark.sql.session.timeZone", "America/New_York")
    session.sql(
        "CREATE OR REPLACE TEMP VIEW calls AS SELECT timestamp'2026-10-02 23:30:00' AS at_, "
        "'m' AS model, double(12000000) AS input_tokens, "
        "named_struct('out', 5, 'deep', named_struct('team', 't1')) AS used"
    )
    mapping = {"timestamp": "at_", "output_tokens": "used.out"}
    (row,) = read("table:calls", by=("used.deep.team",), mapping=mapping).rows
    assert (row.usage.input, row.usage.output, row.tags) == (12_000_000, 5, ("t1",))
    # Half past eleven at night in New York is the next day in UTC.
    assert f"{row.day}" == "2026-10-03"


def test_settings_of_a_cluster_do_not_change_sums(session: SparkSession, tmp_path: Path) -> None:
    """The old parser of times, broken files left out: none of that reaches our reading."""
    legacy = {
        "spark.sql.legacy.timeParserPolicy": "LEGACY",
        "spark.sql.files.ignoreCorruptFiles": "true",
        "spark.sql.parser.quotedRegexColumnNames": "true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
    }
    body = "2026-02-30T00:00:00Z,m,1,0,2,t\n2026-10-02T09:30:00Z,m,3,0,4,t\n"
    (tmp_path / "a.csv").write_text(HEADER + body)
    packed = gzip.compress((HEADER + rows(5000)).encode(), mtime=0)[:-30]
    try:
        for name, value in legacy.items():
            session.conf.set(name, value)
        assert read(address(tmp_path)).counts.rejected == 1
        (tmp_path / "b.csv.gz").write_bytes(packed)
        with pytest.raises(UsageFileError, match="gzip file is cut off"):
            read(address(tmp_path))
        assert {name: session.conf.get(name) for name in legacy} == legacy
    finally:
        for name in legacy:
            session.conf.unset(name)


def test_a_view_of_our_name_stays_the_user_s(session: SparkSession) -> None:
    """A notebook may have a view called as the roll-up calls its own; it is read and kept."""
    session.sql("SELECT 'm' model, 1 input_tokens, 2 output_tokens").createOrReplaceTempView(
        "llmcmp_usage"
    )
    assert read("table:llmcmp_usage", by=()).counts.read == 1
    assert session.table("llmcmp_usage").count() == 1
    session.catalog.dropTempView("llmcmp_usage")


@pytest.mark.skipif("SPARK_REMOTE" in os.environ, reason="such a session interrupts otherwise")
def test_an_interruption_stops_the_work_and_gives_the_session_back(session: SparkSession) -> None:
    """Ctrl-C during a query leaves no job, no view and no setting behind."""
    session.sql(
        "SELECT 'm' AS model, id AS input_tokens, 5 AS output_tokens, CAST(uuid() AS STRING) AS u, "
        "java_method('java.lang.Thread', 'sleep', 1L) AS z FROM range(100000000)"
    ).createOrReplaceTempView("endless")
    before = session.conf.get("spark.sql.caseSensitive")
    pressing = threading.Timer(3, lambda: os.kill(os.getpid(), signal.SIGINT))
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        read("table:endless", by=("u", "z"))
    session.catalog.dropTempView("endless")
    assert session.range(10).count() == 10  # would wait for a free core
    assert session.conf.get("spark.sql.caseSensitive") == before
    assert not [t.name for t in session.catalog.listTables() if t.name.startswith("llmcmp_")]


def test_a_session_is_given_back_as_it_was(session: SparkSession) -> None:
    """Settings and views of a notebook survive a reading, and one that fails."""
    session.conf.set("spark.sql.session.timeZone", "America/New_York")
    session.conf.set("spark.sql.ansi.enabled", "false")
    session.sql(
        "CREATE OR REPLACE TEMP VIEW usage_rows AS "
        "SELECT 'm' model, 1 input_tokens, 2 output_tokens"
    )
    before = {table.name for table in session.catalog.listTables()}
    assert read("table:usage_rows", by=()).counts.read == 1
    with pytest.raises(UsageFileError):
        read("table:nowhere")
    assert session.conf.get("spark.sql.session.timeZone") == "America/New_York"
    assert session.conf.get("spark.sql.ansi.enabled") == "false"
    assert session.conf.get("spark.sql.caseSensitive") == "false"
    assert {table.name for table in session.catalog.listTables()} == before


def test_numbers_of_any_type_are_whole_or_refused(session: SparkSession) -> None:
    """Doubles of a table count where they are whole; NaN, -0.0, fractions and 1e16 are refused."""
    session.sql(
        "CREATE OR REPLACE TEMP VIEW odd AS SELECT * FROM VALUES ('m', double('NaN'), 1D), "
        "('m', 1.5D, 1D), ('m', -0.0D, 1D), ('m', 1e16D, 2D), ('m', CAST(NULL AS DOUBLE), NULL), "
        "('m', 30000000D, 4D) AS t(model, input_tokens, output_tokens)"
    )
    result = read("table:odd", by=())
    assert (result.counts.read, result.counts.rejected, result.counts.empty) == (6, 4, 1)
    assert sum(row.usage.input for row in result.rows) == 30_000_000


def test_a_table_in_a_vendor_s_format_is_read_row_by_row(session: SparkSession) -> None:
    """A table with the columns of an export is recognised as that export."""
    path = DATA / "openrouter_activity.csv"
    frame = session.read.csv(address(path), header=True)
    frame.createOrReplaceTempView("activity")
    python = read(path, by=(), engine="python")
    table = read("table:activity", by=())
    assert [info.format for info in table.files] == [info.format for info in python.files]
    assert table.rows == python.rows


def test_the_command_prints_the_same_bytes_for_an_address(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    """``estimate file://... --engine spark`` prints the JSON that plain Python prints."""
    (tmp_path / "usage.csv").write_text(HEADER + rows(20))
    asked = ("--alias", "m=gpt-4o-mini", "--by", "team,day", "-f", "json")
    spark = run("estimate", address(tmp_path), *asked, "--engine", "spark")
    python = run("estimate", str(tmp_path), *asked, "--engine", "python")
    assert spark.out == python.out
    assert spark.code == python.code == 0


@pytest.fixture
def master() -> Iterator[str]:
    """Start a real cluster of one master and one worker; return its address."""
    import pyspark

    home = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    common = ["--host", "127.0.0.1", "--webui-port", "0"]
    kinds = [["master.Master", *common, "--port", str(port)]]
    kinds += [["worker.Worker", *common, "--cores", "1", "--memory", "1g", url]]
    started = [
        subprocess.Popen(
            [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind[0]}", *kind[1:]],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for kind in kinds
    ]
    try:
        yield url
    finally:
        for process in started:
            process.terminate()
            process.wait()


def test_a_cluster_sums_what_this_machine_sums(folder: Path, master: str) -> None:
    """On ``spark://``, with a driver, a master and a worker as processes of their own."""
    deadline = time.monotonic() + 60
    port = int(master.rpartition(":")[2])
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    asked = ("--alias", "m=gpt-4o-mini", "--by", "team", "-f", "json")
    remote = estimate(address(folder), *asked, engine="spark", SPARK_MASTER=master)
    here = estimate(str(folder), *asked, engine="python")
    assert remote.returncode == here.returncode == 0, remote.stderr
    assert remote.stdout == here.stdout


def estimate(*arguments: str, engine: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own: a session of Spark is one per process."""
    return subprocess.run(
        [sys.executable, "-m", "llmcmp", "estimate", *arguments, "--engine", engine],
        env=environment(SPARK_LOCAL_IP="127.0.0.1", **changes),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"JAVA_HOME": "/nowhere"}, "hint: it needs Java 17 or later, on PATH or as JAVA_HOME"),
        ({"SPARK_REMOTE": "sc://127.0.0.1:1"}, "pip install 'pyspark[connect]'"),
    ],
)
def test_a_spark_that_does_not_start_is_one_sentence(
    folder: Path, changes: dict[str, str], hint: str
) -> None:
    """No Java, no server: exit 2, nothing printed, no traceback."""
    result = estimate(address(folder), engine="spark", **changes)
    assert (result.returncode, result.stdout) == (2, "")
    assert hint in result.stderr
    assert "Traceback" not in result.stderr
