"""A frame of Spark as the rows of the roll-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..sql.rollup_sql import CUT_POINTS, NAMES, ROWS, Kind
from ..sql.watch import watched
from .failures import failing
from .session import Spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from ..options import Progress

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_INSTANTS = ("timestamp", "timestamp_ntz", "date")
_FLOATS = ("float", "double")


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
            selected.append(f"{_selected(column, type_name, self.kinds[name])} AS {name}")
        selected += [
            f"{'CAST(NULL AS STRING)' if tag is None else as_text(*tag)} AS tag_{number}"
            for number, tag in enumerate([*tags, *([(file, "string")] if file else [])])
        ]
        with failing():
            rows = frame.selectExpr(*selected)
            if "model" not in stored:
                from pyspark.sql.functions import lit

                rows = rows.withColumn("model", lit(model))
                self.kinds["model"] = "text"
            spark.make(ROWS, rows)

    def watch(self, progress: Progress, name: str, size: int) -> None:
        """Tell *progress* how far each query is."""
        self._progress = lambda share: progress(name, int(size * share), size)

    def select(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with failing(), watched(self._spark.share, self._progress):
            return self._spark.select(text)

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make the cut points *rows*."""
        columns = "".join(f", cut_{number} BIGINT" for number in range(cuts))
        schema = f"model STRING, channel STRING, hourly INT{columns}"
        frame = self._spark.session.createDataFrame(rows, schema)
        self._spark.make(CUT_POINTS, frame)


def _kind(name: str, type_name: str) -> Kind:
    if name == "timestamp" and type_name in _INSTANTS:
        return "instant"
    if name not in NAMES and type_name in _INTEGERS:
        return "integer"
    return "text"


def _selected(column: str, type_name: str, kind: Kind) -> str:
    if kind == "instant":
        return f"CAST({column} AS TIMESTAMP)"
    return column if kind == "integer" else as_text(column, type_name)


def as_text(column: str, type_name: str) -> str:
    """Return a column as the text that DuckDB makes of it."""
    plain = f"CAST({column} AS STRING)"
    if type_name == "timestamp":
        return f"concat({plain}, '+00')"
    if type_name in _FLOATS:
        # Here a large double is 1.2E7.
        digits = f"CAST(CAST({column} AS DECIMAL(28, 10)) AS STRING)"
        without_zeros = f"regexp_replace({digits}, '([.][0-9]+?)0+$', '$1')"
        is_large = f"abs({column}) >= 1e7 AND abs({column}) < 1e16"
        return f"CASE WHEN {is_large} THEN {without_zeros} ELSE {plain} END"
    return plain
