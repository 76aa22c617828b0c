"""Spark: the same roll-up text for files and tables beyond one machine."""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from ...errors import InputError, MissingExtraError
from ..sources.source import without_password
from ..sql.rollup_sql import CUT_POINTS, ROWS, Kind, Unfit
from ..sql.watch import watched

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from ..options import Progress

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    # A pruned reader does not see that a row has too many fields.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    # A folder `team=007` is the team 007, not 7.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # A file that cannot be read is an error: clusters are often set to leave it out in silence.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    # The old parser of times takes `2026-10-02T09:30:1Z` and rolls the 30th of February over.
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    # Names in backticks would be patterns, and ours (`requests`, `hourly`) reserved.
    "spark.sql.parser.quotedRegexColumnNames": "false",
    "spark.sql.ansi.enforceReservedKeywords": "false",
}
_TALKATIVE = ("SQLQueryContextLogger", "DataFrameQueryContextLogger", "py4j")
"""Loggers that print every failed query, even one that is handled."""

_SETTLED_BY = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")
"""Variables of who starts Spark by its own means: `spark-submit`, a notebook, a cluster."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as its file system lists it."""

    address: str
    size: int
    """Bytes."""
    changed: datetime


class Spark:
    """A session, borrowed: its settings are what they were when it is given back."""

    def __init__(self) -> None:
        """Take the session there is, or start one."""
        self.session = _session()
        self._settings = {name: self.session.conf.get(name, None) for name in _SETTINGS}
        # Names of its own: the user may have views of ours, or read twice at a time.
        own = uuid4().hex
        self._views = {view: f"{view}_{own}" for view in (ROWS, CUT_POINTS)}
        self._tag = f"llmcmp-{own}"
        self._levels = {logger: logger.level for logger in _loggers()}

    def __enter__(self) -> Spark:
        """Set what makes Spark read as strictly as Python."""
        try:
            self._work("addJobTag", "addTag")
            for logger in self._levels:
                logger.setLevel(logging.CRITICAL + 1)
            for name, value in _SETTINGS.items():
                self.session.conf.set(name, value)
        except BaseException:
            self._set_back()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Set back what was changed; what a user broke off does not go on in the cluster."""
        try:
            if kind is KeyboardInterrupt:
                self._work("cancelJobsWithTag", "interruptTag")
            for view in self._views.values():
                self.session.catalog.dropTempView(view)
        finally:
            self._set_back()

    def _set_back(self) -> None:
        self._work("removeJobTag", "removeTag")
        for logger, level in self._levels.items():
            logger.setLevel(level)
        for name, value in self._settings.items():
            if value is None:
                self.session.conf.unset(name)
            else:
                self.session.conf.set(name, value)

    def _work(self, here: str, remote: str) -> None:
        """Call a method for the tag of our work: a remote session has its own, and no context."""
        # Tags of a session here belong to its thread in Java, which an interruption replaces.
        from pyspark.errors import PySparkAttributeError

        try:
            call = getattr(self.session.sparkContext, here)
        except PySparkAttributeError:
            call = getattr(self.session, remote)
        call(self._tag)

    def files(self, address: str) -> list[Stored]:
        """Return every file that *address* names: one file, a folder with all below, a pattern."""
        listed = self.session.read.format("binaryFile").option("recursiveFileLookup", "true")
        with failing():
            rows = listed.load(address).select("path", "length", "modificationTime").collect()
        return sorted((Stored(*row) for row in rows), key=lambda file: file.address)

    def content(self, file: Stored) -> bytes:
        """Return the bytes of a file."""
        with failing():
            frame = self.session.read.format("binaryFile").load(escaped(file.address))
            return bytes(frame.select("content").collect()[0][0])

    def first_line(self, address: str) -> str:
        """Return the first line of a text file, unpacked."""
        with failing():
            lines = self.session.read.text(escaped(address), lineSep="\n").limit(1).collect()
        return str(lines[0][0]) if lines else ""

    def text(self, addresses: Sequence[str]) -> DataFrame:
        """Return the lines of text files as the column ``value``."""
        with failing():
            return self.session.read.text([escaped(one) for one in addresses], lineSep="\n")

    def csv(
        self,
        addresses: Sequence[str],
        header: Sequence[str],
        delimiter: str,
        *,
        base: str | None = None,
        bad: str | None = None,
    ) -> DataFrame:
        """Return delimited files as text, row by row; *bad* takes rows that do not fit the header.

        Without *bad* such a row fails the query, as does a file with another header.
        """
        from pyspark.sql.types import StringType, StructField, StructType

        names = [*header, *([bad] if bad else [])]
        reader = self.session.read if base is None else self.session.read.option("basePath", base)
        with failing():
            return reader.csv(
                [escaped(one) for one in addresses],
                schema=StructType([StructField(name, StringType()) for name in names]),
                sep=delimiter,
                quote='"',
                escape='"',
                header=True,
                enforceSchema=False,
                mode="PERMISSIVE" if bad else "FAILFAST",
                columnNameOfCorruptRecord=bad,
                unescapedQuoteHandling="RAISE_ERROR",
                nullValue="",
                emptyValue="",
            )

    def parquet(self, addresses: Sequence[str], *, base: str | None = None) -> DataFrame:
        """Return Parquet files with the columns that any of them has."""
        reader = self.session.read.option("mergeSchema", "true")
        if base is not None:
            reader = reader.option("basePath", base)
        with failing():
            return reader.parquet(*(escaped(one) for one in addresses))

    def located(self, frame: DataFrame, name: str) -> DataFrame:
        """Return the frame of files with one column more: the address of the file of a row."""
        with failing():
            return frame.select("*", frame.metadataColumn("_metadata").file_path.alias(name))

    def table(self, name: str) -> DataFrame:
        """Return a table or view."""
        with failing():
            return self.session.table(name)

    def make(self, view: str, frame: DataFrame) -> None:
        """Make *frame* one of the two views that the roll-up reads."""
        frame.createOrReplaceTempView(self._views[view])

    def select(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of the roll-up; its text names nothing but the two views."""
        for view, own in self._views.items():
            text = text.replace(view, own)
        return [tuple(row) for row in self.session.sql(text).collect()]

    def share(self) -> float | None:
        """Return how much of the running query is done, None where it cannot be told."""
        try:
            tracker = self.session.sparkContext.statusTracker()
            infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        except Exception:  # noqa: BLE001 - a remote session has no tracker; a bar is not worth more
            return None
        tasks = sum(info.numTasks for info in infos if info is not None)
        done = sum(info.numCompletedTasks for info in infos if info is not None)
        return done / tasks if tasks else None


def escaped(address: str) -> str:
    """Return an address that names itself, whatever signs of a pattern it holds."""
    return "".join("\\" + sign if sign in "\\*?[]{}" else sign for sign in address)


def quoted(name: str) -> str:
    """Return *name* as a Spark identifier."""
    return "`" + name.replace("`", "``") + "`"


class SparkQuery:
    """A frame as the rows of the roll-up."""

    def __init__(
        self,
        spark: Spark,
        frame: DataFrame,
        stored: dict[str, tuple[str, str]],
        tags: Sequence[tuple[str, str] | None],
        *,
        model: str,
        file: str | None = None,
    ) -> None:
        """Make the view.

        *stored* has the column and its type by the names of the roll-up, *tags* those to group by,
        None where the frame lacks one; *file* is the column that says where a row is.
        """
        self.tells_file = file is not None
        self._spark = spark
        self._progress: Callable[[float], None] | None = None
        self.kinds: dict[str, Kind] = {}
        selected = []
        for name, (column, type_name) in stored.items():
            self.kinds[name] = _kind(name, type_name)
            selected.append(f"{_told(column, type_name, self.kinds[name])} AS {name}")
        selected += [
            f"{'CAST(NULL AS STRING)' if tag is None else as_text(*tag)} AS tag_{number}"
            for number, tag in enumerate([*tags, *([(file, "string")] if file else [])])
        ]
        with failing():
            told = frame.selectExpr(*selected)
            if "model" not in stored:
                from pyspark.sql.functions import lit

                told = told.withColumn("model", lit(model))
                self.kinds["model"] = "text"
            spark.make(ROWS, told)

    def watch(self, progress: Progress, name: str, size: int) -> None:
        """Tell *progress* how far each query is."""
        self._progress = lambda share: progress(name, int(size * share), size)

    def select(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with failing(), watched(self._spark.share, self._progress):
            return self._spark.select(text)

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make the cut points *rows*."""
        columns = "".join(f", cut_{place} BIGINT" for place in range(cuts))
        schema = f"model STRING, channel STRING, hourly INT{columns}"
        frame = self._spark.session.createDataFrame(rows, schema)
        self._spark.make(CUT_POINTS, frame)


@contextmanager
def failing() -> Iterator[None]:
    """Turn what Spark raises into ``Unfit``, in one line."""
    try:
        yield
    except _failures() as error:
        raise Unfit(reason(str(error))) from None


def reason(text: str) -> str:
    """Return what is wrong from a long Spark message: the last cause of the chain."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    # "An error occurred while calling o49.load.", and what it was on the next line after a colon.
    thrown = [line.removeprefix(": ") for line in lines[1:2] if line.startswith(": ")]
    chosen = [*lines[:1], *thrown, *causes][-1] if lines else "spark broke off without a word"
    for condition, told in _CONDITIONS.items():
        if chosen.startswith(f"[{condition}]"):
            return told
    chosen = re.sub(r"^[\w.$]+\.[\w$]+: ", "", chosen)  # the class of the exception
    chosen = re.sub(r"^\[[A-Z_.]+\] ", "", chosen).split(" SQLSTATE")[0].rstrip(". ")
    return without_password(chosen[:1].lower() + chosen[1:])[:200]


def _failures() -> tuple[type[Exception], ...]:
    """Return what Spark raises; py4j is not there on a remote session."""
    from pyspark.errors import PySparkException

    try:
        from py4j.protocol import Py4JError
    except ImportError:
        return (PySparkException,)
    return (PySparkException, Py4JError)


def _loggers() -> list[logging.Logger]:
    from pyspark.logger import PySparkLogger

    return [PySparkLogger.getLogger(name) for name in _TALKATIVE]


def _session() -> SparkSession:
    """Return the session there is, the one ``SPARK_REMOTE`` names, or a new one.

    A new one runs where ``SPARK_MASTER`` (``spark://host:7077``, ``yarn``) or Spark's own settings
    say, else on this machine.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError(
            "the spark engine is not installed", hint="install it: pip install 'llmcmp[spark]'"
        ) from None
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("llmcmp")
    remote, master = os.environ.get("SPARK_REMOTE"), os.environ.get("SPARK_MASTER")
    if remote:
        return _started(builder.remote(remote), remote)
    builder = builder.config("spark.log.level", "OFF")
    if master:
        builder = builder.master(master)
    elif not any(name in os.environ for name in _SETTLED_BY):
        builder = builder.config("spark.ui.enabled", "false").config(
            "spark.sql.shuffle.partitions", "8"
        )
    return _started(builder, master)


def _started(builder: Any, where: str | None = None) -> SparkSession:
    """Start a session whose machine talks into a file: its warnings are not for our users."""
    with tempfile.TemporaryFile() as log:
        try:
            with _stderr_into(log):
                session: SparkSession = builder.getOrCreate()
        except Exception as error:  # noqa: BLE001 - Java missing, a dead master: no common class
            raise InputError(
                f"spark does not start: {reason(str(error))}", hint=_remedy(error, where)
            ) from None
    return session


def _remedy(error: Exception, where: str | None) -> str:
    if isinstance(error, ImportError):
        return "install what a remote session needs: pip install 'pyspark[connect]'"
    if where is not None:
        return f"does a master answer at {where}?"
    return "it needs Java 17 or later, on PATH or as JAVA_HOME"


@contextmanager
def _stderr_into(log: IO[bytes]) -> Iterator[None]:
    """Let processes started meanwhile write their standard error into *log*."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


_CONDITIONS = {"PATH_NOT_FOUND": "no such file", "TABLE_OR_VIEW_NOT_FOUND": "no such table"}

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_INSTANTS = ("timestamp", "timestamp_ntz", "date")
_FLOATS = ("float", "double")


def _kind(name: str, type_name: str) -> Kind:
    if name == "timestamp" and type_name in _INSTANTS:
        return "instant"
    if name not in ("model", "channel", "tier") and type_name in _INTEGERS:
        return "integer"
    return "text"


def _told(column: str, type_name: str, kind: Kind) -> str:
    if kind == "instant":
        return f"CAST({column} AS TIMESTAMP)"
    return column if kind == "integer" else as_text(column, type_name)


def as_text(column: str, type_name: str) -> str:
    """Return a column as the text that DuckDB makes of it."""
    told = f"CAST({column} AS STRING)"
    if type_name == "timestamp":
        return f"concat({told}, '+00')"
    if type_name in _FLOATS:
        # Here a large double is 1.2E7.
        digits = f"CAST(CAST({column} AS DECIMAL(28, 10)) AS STRING)"
        plain = f"regexp_replace({digits}, '([.][0-9]+?)0+$', '$1')"
        is_large = f"abs({column}) >= 1e7 AND abs({column}) < 1e16"
        return f"CASE WHEN {is_large} THEN {plain} ELSE {told} END"
    return told
