"""Spark: the same roll-up text for files and tables beyond one machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from .source import Source
from .sql import Kind, Unfit

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_INSTANTS = ("timestamp", "timestamp_ntz", "date")


def session() -> SparkSession:
    """Return the session there is, the one ``SPARK_REMOTE`` names, or a local one."""
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
        return builder.remote(remote).getOrCreate()
    builder = builder.master(master or "local[*]")
    if not master:
        builder = builder.config("spark.ui.enabled", "false").config(
            "spark.sql.shuffle.partitions", "8"
        )
    return builder.getOrCreate()


def quoted(name: str) -> str:
    """Return *name* as a Spark identifier."""
    return "`" + name.replace("`", "``") + "`"


class SparkQuery:
    """A file as ``usage_rows`` in Spark."""

    def __init__(
        self,
        source: Source,
        header: Sequence[str],
        columns: dict[str, str],
        tags: Sequence[str],
        *,
        model: str,
        delimiter: str,
        types: dict[str, str] | None,
    ) -> None:
        """Make the view; *columns* maps the names of the roll-up to those of the file."""
        self._session = session()
        self._session.conf.set("spark.sql.session.timeZone", "UTC")
        self._session.conf.set("spark.sql.ansi.enabled", "true")
        # A pruned reader does not see that a row has too many fields.
        self._session.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")
        frame = self._parquet(source) if types is not None else self._csv(source, header, delimiter)
        self.kinds: dict[str, Kind] = {}
        place = {name: f"c{number}" for number, name in enumerate(header)}
        stored = dict(frame.dtypes)
        selected = []
        for name, column in columns.items():
            self.kinds[name] = _kind(name, stored[place[column]])
            selected.append(f"{_stored(place[column], self.kinds[name])} AS {name}")
        selected += [
            f"CAST({place[tag]} AS STRING) AS tag_{number}"
            if tag in place
            else f"CAST(NULL AS STRING) AS tag_{number}"
            for number, tag in enumerate(tags)
        ]
        told = frame.selectExpr(*selected)
        if "model" not in columns:
            from pyspark.sql.functions import lit

            told = told.withColumn("model", lit(model))
            self.kinds["model"] = "text"
        told.createOrReplaceTempView("usage_rows")

    def _csv(self, source: Source, header: Sequence[str], delimiter: str) -> DataFrame:
        if source.is_gzip:
            raise Unfit("gzip is read in one task anyway")
        schema = ", ".join(f"c{number} STRING" for number in range(len(header)))
        return self._session.read.csv(
            str(source.path.resolve()),
            schema=schema,
            sep=delimiter,
            quote='"',
            escape='"',
            header=True,
            enforceSchema=True,
            multiLine=True,
            mode="FAILFAST",
            nullValue="",
            emptyValue="",
        )

    def _parquet(self, source: Source) -> DataFrame:
        frame = self._session.read.parquet(str(source.path.resolve()))
        return frame.toDF(*(f"c{number}" for number in range(len(frame.columns))))

    def select(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        try:
            return [tuple(row) for row in self._session.sql(text).collect()]
        except _failures() as error:
            raise Unfit(str(error)[:200]) from None

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make ``cut_points`` hold *rows*."""
        columns = "".join(f", cut_{place} BIGINT" for place in range(cuts))
        schema = f"model STRING, channel STRING, hourly INT{columns}"
        frame = self._session.createDataFrame(rows, schema)
        frame.createOrReplaceTempView("cut_points")


def _failures() -> tuple[type[Exception], ...]:
    """Return what Spark raises; py4j is not there on a remote session."""
    from pyspark.errors import PySparkException

    try:
        from py4j.protocol import Py4JJavaError
    except ImportError:
        return (PySparkException,)
    return (PySparkException, Py4JJavaError)


def _kind(name: str, type_name: str) -> Kind:
    if name == "timestamp" and type_name in _INSTANTS:
        return "instant"
    if name not in ("model", "channel", "tier") and type_name in _INTEGERS:
        return "integer"
    return "text"


def _stored(column: str, kind: Kind) -> str:
    if kind == "instant":
        return f"CAST({column} AS TIMESTAMP)"
    return column if kind == "integer" else f"CAST({column} AS STRING)"
