"""A session of Spark: settings that make it read as strictly as Python, and what it reads."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..sql.rollup_sql import CUT_POINTS, ROWS
from .failures import failing
from .start import session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

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
        self.session = session()
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
        """Return how much of the running query is done, None where it is not known."""
        try:
            tracker = self.session.sparkContext.statusTracker()
            infos = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        except Exception:  # noqa: BLE001 - a remote session has no tracker; a bar is not worth more
            return None
        tasks = sum(info.numTasks for info in infos if info is not None)
        completed = sum(info.numCompletedTasks for info in infos if info is not None)
        return completed / tasks if tasks else None


def escaped(address: str) -> str:
    """Return an address that names itself, whatever signs of a pattern it holds."""
    return "".join("\\" + sign if sign in "\\*?[]{}" else sign for sign in address)


def quoted(name: str) -> str:
    """Return *name* as a Spark identifier."""
    return "`" + name.replace("`", "``") + "`"


def _loggers() -> list[logging.Logger]:
    from pyspark.logger import PySparkLogger

    return [PySparkLogger.getLogger(name) for name in _TALKATIVE]
