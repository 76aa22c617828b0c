"""What Spark reads where it lies: addresses such as ``s3a://bucket/usage/``, and tables."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..errors import UsageFileError
from .formats import detect
from .formats.generic import GenericTable
from .options import ReadOptions
from .source import SUFFIXES, TABLE, Source, source_of, without_password
from .spark import Spark, SparkQuery, Stored, failing, quoted
from .sql import Unfit
from .table import Table, checked, delimiter_of
from .tally import SHOWN, Tally

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from .run import Run

_PACKED = (".gz", ".bz2")
TABLES = (".csv", ".tsv", ".txt")
_MANAGED = {"_delta_log": "delta", ".hoodie": "hudi"}
"""Folders that say which files of a table still count, and how Spark calls such a table."""

_LARGEST_COPY = 256 * 1024 * 1024
_MOST_HEADERS = 1000
"""Files whose first lines are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files of one kind and header, or a table: what Spark sums in one job."""

    name: str
    """What the user typed, and how many files it stands for."""
    given: str
    """What the user typed."""
    table: SparkTable
    files: tuple[Stored, ...] = ()
    is_parquet = False
    is_gzip = False

    @property
    def size(self) -> int:
        """Bytes as listed; 1 for a table, whose size nobody says."""
        return sum(file.size for file in self.files) or 1

    def growth(self) -> int | None:
        """Return 0 while the files are as listed, None once any changed."""
        if not self.files:
            return 0
        now = set(self.table.spark.files(self.given))
        return 0 if now.issuperset(self.files) else None


class SparkTable:
    """A frame as a table of text."""

    delimiter = ","

    def __init__(self, spark: Spark, frame: DataFrame, *, told: Told | None = None) -> None:
        """Name the columns: fields of a structure by their path."""
        self.spark, self._told = spark, told
        own = () if told is None else (told.file, told.misfit)
        with failing():  # a remote session looks a table up only now
            leaves = {name: leaf for name, leaf in _leaves(frame.schema, ()) if name not in own}
        self._columns = {name: column for name, (column, _) in leaves.items()}
        self.types = {name: type_name for name, (_, type_name) in leaves.items()}
        self.header = checked(list(leaves), "the table")
        self._all = self._frame = frame
        if told is not None and told.misfit is not None:
            self._frame = frame.where(f"{quoted(told.misfit)} IS NULL")

    def rows(self) -> Iterator[tuple[None, dict[str, str]]]:
        """Yield each row as text, nested values as JSON; a table has no lines."""
        told = [_as_text(self._columns[name], self.types[name]) for name in self.header]
        with failing():
            for row in self._frame.selectExpr(*told).toLocalIterator():
                yield (
                    None,
                    {
                        name: "" if value is None else value
                        for name, value in zip(self.header, row, strict=True)
                    },
                )

    def query(self, columns: dict[str, str], tags: Sequence[str], *, model: str) -> SparkQuery:
        """Return the rows of the roll-up; *columns* maps its names to ours."""
        stored = {name: (self._columns[own], self.types[own]) for name, own in columns.items()}
        named = [self._columns.get(tag) for tag in tags]
        file = None if self._told is None else quoted(self._told.file)
        return SparkQuery(self.spark, self._frame, stored, named, model=model, file=file)

    def misfits(self, tally: Tally) -> None:
        """Count the rows that do not fit the header; the first of them are named."""
        if self._told is None or self._told.misfit is None:
            return
        misfit, first = quoted(self._told.misfit), self._columns[self.header[0]]
        with failing():
            # Spark refuses a query of the column of misfits alone.
            counted = self._all.selectExpr(f"count({misfit})", f"count({first})").collect()
            rows = self._all.where(f"{misfit} IS NOT NULL").limit(SHOWN)
            told = rows.selectExpr(misfit, first, quoted(self._told.file)).collect()
        tally.read += counted[0][0]
        for row, _, file in told:
            tally.reject(
                None,
                _misfit(row, self.delimiter, len(self.header)),
                without_password(unquote(file)),
            )
        tally.rejected += counted[0][0] - len(told)


@dataclass(frozen=True, slots=True)
class Told:
    """Columns of a frame that are not of the file but about it."""

    file: str
    """Address of the file of the row, as a URI."""
    misfit: str | None = None
    """Text of a row that does not fit the header, None for one that does."""


class Datasets:
    """The reading of what one argument names."""

    def __init__(self, run: Run, spark: Spark, given: str) -> None:
        """Prepare to read *given* into *run*."""
        self._run, self._spark, self._given = run, spark, given
        self._shown = without_password(given)

    def read(self) -> None:
        """Read the table, or all files at the address."""
        if self._given.startswith(TABLE):
            self._read_table(self._given.removeprefix(TABLE))
            return
        files = self._listed()
        kinds = {file: _kind(file, named=self._names_just(files)) for file in files}
        tables = [file for file in files if kinds[file] == "table"]
        parquet = [file for file in files if kinds[file] == "parquet"]
        others = [file for file in files if kinds[file] == "other"]
        if not (tables or parquet or others):
            raise UsageFileError(
                f"{self._shown}: no usage files there, or only empty ones",
                hint="a table of the catalogue is named so: table:NAME",
            )
        if parquet:
            self._read_parquet(parquet)
        if tables:
            self._read_csv(tables)
        self._copy(others, "only tables are summed where they lie")

    def _read_table(self, name: str) -> None:
        try:
            table = SparkTable(self._spark, self._spark.table(name))
            self._run.read(Dataset(self._shown, self._given, table))
        except Unfit as unfit:
            raise UsageFileError(f"{self._shown}: {unfit}") from None

    def _listed(self) -> list[Stored]:
        try:
            files = self._spark.files(self._given)
        except Unfit as unfit:
            raise UsageFileError(
                f"{self._shown}: {unfit}", hint=_scheme_hint(self._given)
            ) from None
        for folder, kind in _MANAGED.items():
            if not _exists(self._spark, f"{self._given.rstrip('/')}/{folder}"):
                continue
            raise UsageFileError(
                f"{self._shown}: a {kind} table: not all of its files count",
                hint=f"read it as a table: 'table:{kind}.`{self._shown}`'",
            )
        return files

    def _names_just(self, files: Sequence[Stored]) -> bool:
        """Tell whether the argument is the address of the one file there is."""
        names = [address.rpartition("/")[2] for address in (self._given, *_addresses(files))]
        return len(files) == 1 and names[0] == names[1]

    def _dataset(self, table: SparkTable, files: Sequence[Stored]) -> Dataset:
        name = f"{self._shown} ({len(files):,} files)"
        if len(files) == 1:
            name = self._shown if self._names_just(files) else _shown(files[0])
        return Dataset(name, self._given, table, tuple(files))

    def _read_parquet(self, files: Sequence[Stored]) -> None:
        try:
            frame = self._spark.parquet(_addresses(files), base=self._base(files))
            told = Told(_unused("file", frame.columns))
            frame = frame.selectExpr("*", f"_metadata.file_path AS {quoted(told.file)}")
            self._run.read(self._dataset(SparkTable(self._spark, frame, told=told), files))
        except Unfit as unfit:
            self._copy(files, str(unfit))

    def _read_csv(self, files: Sequence[Stored]) -> None:
        line = self._first_line(files[0])
        delimiter = delimiter_of(line)
        try:
            raw = next(csv.reader([line], delimiter=delimiter, strict=True), [])
            header = checked(raw, _shown(files[0]))
            if not _is_plain(header, self._run.options, _shown(files[0])):
                self._copy(files, "its format is read row by row")
                return
            self._read_lines(files, raw, delimiter)
        except (Unfit, csv.Error) as unfit:
            self._copy(files, str(unfit))

    def _read_lines(self, files: Sequence[Stored], raw: list[str], delimiter: str) -> None:
        if _has_loose_line(self._spark.text(_addresses(files)), delimiter):
            raise Unfit("quoted line breaks, stray quotes or bytes that are not UTF-8")
        try:
            self._run.read(self._dataset(self._text_table(files, raw, delimiter), files))
        except Unfit:
            groups = self._by_first_line(files)
            if len(groups) > 1:
                for group in groups:
                    self._read_csv(group)
                return
            table = self._text_table(files, raw, delimiter, lenient=True)
            self._run.read(self._dataset(table, files))

    def _text_table(
        self, files: Sequence[Stored], raw: list[str], delimiter: str, *, lenient: bool = False
    ) -> SparkTable:
        names = [name.strip() for name in raw]
        told = Told(_unused("file", names), _unused("misfit", names) if lenient else None)
        base = self._base(files, names)
        frame = self._spark.csv(_addresses(files), raw, delimiter, base=base, bad=told.misfit)
        frame = frame.selectExpr("*", f"_metadata.file_path AS {quoted(told.file)}")
        return _text_table(self._spark, frame, names, delimiter, told)

    def _first_line(self, file: Stored) -> str:
        try:
            line = self._spark.first_line(file.address)
        except Unfit as unfit:
            raise UsageFileError(f"{_shown(file)}: {unfit}") from None
        return line.removeprefix("\ufeff").rstrip("\r\n")

    def _by_first_line(self, files: Sequence[Stored]) -> list[list[Stored]]:
        if len(files) > _MOST_HEADERS:
            raise Unfit("some files have another header, or rows of another width")
        groups: dict[str, list[Stored]] = {}
        for file in files:
            groups.setdefault(self._first_line(file), []).append(file)
        return list(groups.values())

    def _base(self, files: Sequence[Stored], header: Sequence[str] = ()) -> str | None:
        """Return the folder below which folders such as ``day=2026-11-01`` are columns."""
        folders = {tuple(re.findall(r"/([^/=]+)=[^/]*(?=/)", file.address)) for file in files}
        keys = next(iter(folders))
        if len(folders) > 1 or not keys or set(keys) & set(header):
            return None
        return files[0].address[: files[0].address.index(f"/{keys[0]}=")]

    def _copy(self, files: Iterable[Stored], why: str) -> None:
        """Read files in Python, one after another, from copies here."""
        for file in files:
            if file.size > _LARGEST_COPY:
                raise UsageFileError(
                    f"{_shown(file)}: {why}, and it is too large to copy ({file.size >> 20:,} MB)",
                    hint="store it as Parquet or as a table, or copy it to this machine",
                )
            with tempfile.NamedTemporaryFile(prefix="llmcmp-") as copy:
                copy.write(self._content(file))
                copy.flush()
                self._run.read(self._source(file, Path(copy.name)))

    def _content(self, file: Stored) -> bytes:
        try:
            content = self._spark.content(file)
        except Unfit as unfit:
            raise UsageFileError(f"{_shown(file)}: {unfit}") from None
        if len(content) != file.size:
            raise UsageFileError(
                f"{_shown(file)}: the file changed while it was read",
                hint="run again when it rests",
            )
        return content

    def _source(self, file: Stored, path: Path) -> Source:
        return source_of(_shown(file), path, given=self._shown)


def local_table(spark: Spark, source: Source, opened: object) -> SparkTable:
    """Return a file of this machine, or of a file system all machines share."""
    address = f"file://{source.path.resolve()}"
    if not isinstance(opened, Table):
        return SparkTable(spark, spark.parquet([address]))
    if source.is_gzip:
        raise Unfit("gzip is read in one task anyway")
    if _has_loose_line(spark.text([address]), opened.delimiter):
        raise Unfit("not every line is a row")
    frame = spark.csv([address], opened.written_header, opened.delimiter)
    return _text_table(spark, frame, opened.header, opened.delimiter, None)


def _text_table(
    spark: Spark, frame: DataFrame, names: Sequence[str], delimiter: str, told: Told | None
) -> SparkTable:
    """Return a frame of delimited text under the names of its header without blanks."""
    table = SparkTable(spark, frame.toDF(*names, *frame.columns[len(names) :]), told=told)
    table.delimiter = delimiter
    return table


def _shown(file: Stored) -> str:
    return without_password(file.address)


def _addresses(files: Sequence[Stored]) -> list[str]:
    return [file.address for file in files]


def _is_plain(header: Sequence[str], options: ReadOptions, name: str) -> bool:
    return detect("table", [dict.fromkeys(header, "")], options, name) is GenericTable


def _kind(file: Stored, *, named: bool) -> str | None:
    name = file.address.rpartition("/")[2].lower()
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if name.endswith(".parquet"):
        return "parquet"
    if name.endswith(TABLES):
        return "table"
    return "other" if named or name.endswith(SUFFIXES) else None


def _exists(spark: Spark, address: str) -> bool:
    try:
        return bool(spark.files(address))
    except Unfit:
        return False


def _scheme_hint(given: str) -> str | None:
    if given.startswith(("s3:", "s3a:")):
        return "Apache Spark reads s3a://, with the package hadoop-aws among its jars"
    return None


def _unused(name: str, header: Sequence[str]) -> str:
    while name in header:
        name += "_"
    return name


def _leaves(schema: Any, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each column, or field of a structure, with its expression and type."""
    from pyspark.sql.types import StructType

    for field in schema.fields:
        here = (*path, field.name)
        if isinstance(field.dataType, StructType):
            yield from _leaves(field.dataType, here)
        else:
            yield ".".join(here), (".".join(map(quoted, here)), field.dataType.simpleString())


def _as_text(column: str, type_name: str) -> str:
    nested = type_name.startswith(("array", "map"))
    return f"to_json({column})" if nested else f"CAST({column} AS STRING)"


def _misfit(row: str, delimiter: str, width: int) -> str:
    try:
        fields = len(next(csv.reader([row], delimiter=delimiter, strict=True), []))
    except csv.Error as error:
        return f"broken quoting: {error}"
    return f"{fields} fields where the header has {width}"


def _has_loose_line(lines: DataFrame, delimiter: str) -> bool:
    """Tell whether a line is not, strictly, one row by itself.

    Spark takes `"abc` at the end of a file for a field, and bytes that are no UTF-8 for U+FFFD.
    """
    from pyspark.sql.functions import col

    between = re.escape(delimiter)
    field = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"\r{between}]*+)'
    row = rf"^\uFEFF?{field}(?:{between}{field})*+\r?\z"
    blank = r"^[\x00-\x20]*[\x00-\x0C\x0E-\x20][\x00-\x20]*\z"
    value = col("value")
    loose = value.rlike(r'"|\r[\s\S]') & ~value.rlike(row)
    odd = value.rlike(blank) | value.rlike(r"\uFFFD")
    with failing():
        return bool(lines.where(loose | odd).limit(1).collect())
