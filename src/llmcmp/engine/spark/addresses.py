"""What Spark reads in place: addresses such as ``s3a://bucket/usage/``, and tables."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import UsageFileError
from ..formats.any_table import GenericTable
from ..formats.detect import Sample, detect
from ..options import ReadOptions
from ..sources.delimited import delimiter_of, header_names
from ..sources.paths import SUFFIXES
from ..sources.source import TABLE, Source, file_changed, source_of, without_password
from ..sql.query import NeedsPython
from .session import Spark, Stored
from .table import FileColumns, SparkTable, refuse_loose_lines, text_table

_PACKED = (".gz", ".bz2")
_TEXT = (".csv", ".tsv", ".txt")
_MANAGED = {"_delta_log": "delta", ".hoodie": "hudi"}
"""Folders that say which files of a table still count, and how Spark calls such a table."""

_LARGEST_COPY = 256 * 1024 * 1024
_MOST_HEADERS = 1000
"""Files whose first lines or schemas are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files of one kind and header, or a table: what Spark sums in one job."""

    name: str
    """What the user typed, and how many files it stands for."""
    argument: str
    """What the user typed."""
    table: SparkTable
    files: tuple[Stored, ...] = ()

    @property
    def size(self) -> int:
        """Bytes as listed; 1 for a table, whose size nobody says."""
        return sum(file.size for file in self.files) or 1

    def rows(self) -> Iterator[tuple[None, dict[str, str]]]:
        """Yield each row as text, for the formats that are read in Python."""
        try:
            yield from self.table.rows()
        except NeedsPython as unfit:
            # Some rows are counted by now, so nothing else may read them once more.
            raise UsageFileError(f"{self.name}: {unfit}") from None

    def growth(self) -> int | None:
        """Return 0 while the files are as listed, None once any changed."""
        if not self.files:
            return 0
        try:
            now = set(self.table.spark.files(self.argument))
        except NeedsPython:  # no reason to read the rows again: they are counted by now
            return None
        return 0 if now.issuperset(self.files) else None


class Datasets:
    """The reading of what one argument names."""

    def __init__(
        self,
        options: ReadOptions,
        read: Callable[[Source | Dataset], None],
        spark: Spark,
        argument: str,
    ) -> None:
        """Prepare to read what *argument* names, file by file or together, with *read*."""
        self._options, self._read_one = options, read
        self._spark, self._argument = spark, argument
        self._shown = without_password(argument)

    def read(self) -> None:
        """Read the table, or all files at the address."""
        if self._argument.startswith(TABLE):
            self._read_table(self._argument.removeprefix(TABLE))
            return
        files = self._listed()
        kinds = {file: _kind(file, named=self._names_just(files)) for file in files}
        tables = [file for file in files if kinds[file] == "table"]
        parquet = [file for file in files if kinds[file] == "parquet"]
        others = [file for file in files if kinds[file] == "other"]
        if not (tables or parquet or others):
            raise UsageFileError(
                f"{self._shown}: no usage files there, or only empty ones",
                hint="to read a table of the catalogue, write table:NAME",
            )
        if parquet:
            self._read_parquet(parquet)
        if tables:
            self._read_csv(tables)
        self._copy(others, "Spark sums only tables")

    def _read_table(self, name: str) -> None:
        try:
            table = SparkTable(self._spark, self._spark.table(name))
            self._read_one(Dataset(self._shown, self._argument, table))
        except NeedsPython as unfit:
            raise UsageFileError(f"{self._shown}: {unfit}") from None

    def _listed(self) -> list[Stored]:
        try:
            files = self._spark.files(self._argument)
        except NeedsPython as unfit:
            raise UsageFileError(
                f"{self._shown}: {unfit}", hint=_scheme_hint(self._argument)
            ) from None
        for folder, kind in _MANAGED.items():
            if not _exists(self._spark, f"{self._argument.rstrip('/')}/{folder}"):
                continue
            raise UsageFileError(
                f"{self._shown}: a {kind} table: not all of its files count",
                hint=f"read it as a table: 'table:{kind}.`{self._shown}`'",
            )
        return files

    def _names_just(self, files: Sequence[Stored]) -> bool:
        """Tell whether the argument is the address of the one file there is."""
        names = [address.rpartition("/")[2] for address in (self._argument, *_addresses(files))]
        return len(files) == 1 and names[0] == names[1]

    def _dataset(self, table: SparkTable, files: Sequence[Stored]) -> Dataset:
        name = f"{self._shown} ({len(files):,} files)"
        if len(files) == 1:
            name = self._shown if self._names_just(files) else _shown(files[0])
        return Dataset(name, self._argument, table, tuple(files))

    def _read_parquet(self, files: Sequence[Stored], *, alike: bool = False) -> None:
        """Read files together, where they do not fit schema by schema, where need be one by one."""
        try:
            base = self._base(files)
            if base is not None:
                base = self._base(files, self._spark.parquet([files[0].address]).columns)
            about, frame = FileColumns(), self._spark.parquet(_addresses(files), base=base)
            frame = self._spark.located(frame, about.file)
            table = SparkTable(self._spark, frame, about=about, alike=alike or len(files) == 1)
            self._read_one(self._dataset(table, files))
        except NeedsPython as unfit:
            if alike or not 1 < len(files) <= _MOST_HEADERS:
                self._copy(files, str(unfit))
                return
            for group in _grouped(files, self._schema):
                self._read_parquet(group, alike=True)

    def _schema(self, file: Stored) -> str:
        try:
            return str(self._spark.parquet([file.address]).schema.simpleString())
        except NeedsPython:  # each of these is copied
            return ""

    def _read_csv(self, files: Sequence[Stored]) -> None:
        line = self._first_line(files[0])
        if line.lstrip()[:1] in ("{", "["):
            self._copy(files, "JSON is read row by row")
            return
        delimiter = delimiter_of(line)
        try:
            raw = next(csv.reader([line], delimiter=delimiter, strict=True), [])
            header = header_names(raw, _shown(files[0]))
            if not _is_plain(header, self._options, _shown(files[0])):
                self._copy(files, "its format is read row by row")
                return
            self._read_lines(files, raw, delimiter)
        except (NeedsPython, csv.Error) as unfit:
            self._copy(files, str(unfit))

    def _read_lines(self, files: Sequence[Stored], raw: list[str], delimiter: str) -> None:
        refuse_loose_lines(self._spark.text(_addresses(files)), delimiter, len(raw))
        try:
            self._read_one(self._dataset(self._table_of(files, raw, delimiter), files))
        except NeedsPython:
            groups = self._by_first_line(files)
            if len(groups) > 1:
                for group in groups:
                    self._read_csv(group)
                return
            table = self._table_of(files, raw, delimiter, lenient=True)
            self._read_one(self._dataset(table, files))

    def _table_of(
        self, files: Sequence[Stored], raw: list[str], delimiter: str, *, lenient: bool = False
    ) -> SparkTable:
        names = [name.strip() for name in raw]
        about = FileColumns(misfit="text of the misfit" if lenient else None)
        base = self._base(files, names)
        frame = self._spark.csv(_addresses(files), raw, delimiter, base=base, bad=about.misfit)
        located = self._spark.located(frame, about.file)
        return text_table(self._spark, located, names, delimiter, about)

    def _first_line(self, file: Stored) -> str:
        try:
            line = self._spark.first_line(file.address)
        except NeedsPython as unfit:
            raise UsageFileError(f"{_shown(file)}: {unfit}") from None
        return line.removeprefix("\ufeff").rstrip("\r\n")

    def _by_first_line(self, files: Sequence[Stored]) -> list[list[Stored]]:
        if len(files) > _MOST_HEADERS:
            raise NeedsPython("some files have another header, or rows of another width")
        return _grouped(files, self._first_line)

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
                self._read_one(source_of(_shown(file), Path(copy.name), argument=self._shown))

    def _content(self, file: Stored) -> bytes:
        try:
            content = self._spark.content(file)
        except NeedsPython as unfit:
            raise UsageFileError(f"{_shown(file)}: {unfit}") from None
        if len(content) != file.size:
            raise file_changed(_shown(file))
        return content


def _shown(file: Stored) -> str:
    return without_password(file.address)


def _addresses(files: Sequence[Stored]) -> list[str]:
    return [file.address for file in files]


def _grouped(files: Sequence[Stored], key: Callable[[Stored], str]) -> list[list[Stored]]:
    groups: dict[str, list[Stored]] = {}
    for file in files:
        groups.setdefault(key(file), []).append(file)
    return list(groups.values())


def _is_plain(header: Sequence[str], options: ReadOptions, name: str) -> bool:
    return detect(Sample(name, "table", [dict.fromkeys(header, "")]), options) is GenericTable


def _kind(file: Stored, *, named: bool) -> str | None:
    name = file.address.rpartition("/")[2].lower()
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if name.endswith(".parquet"):
        return "parquet"
    if name.endswith(_TEXT):
        return "table"
    return "other" if named or name.endswith(SUFFIXES) else None


def _exists(spark: Spark, address: str) -> bool:
    try:
        return bool(spark.files(address))
    except NeedsPython:
        return False


def _scheme_hint(address: str) -> str | None:
    if address.startswith(("s3:", "s3a:")):
        return "Apache Spark reads s3a://, with the package hadoop-aws among its jars"
    return None
