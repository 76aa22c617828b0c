"""An export is the same export when it was saved as Parquet, JSON or CSV on the way."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.errors import InputError, UsageFileError
from llmcmp.usage import UsageData
from tests import folders

DATA = folders.DATA / "engine"
TABLES = sorted(path.name for path in DATA.glob("*.csv"))
DOCUMENTS = sorted(path.name for path in DATA.glob("*.json*") if path.name != "expected.json")


def facts_of(data: UsageData) -> tuple[Any, ...]:
    """Return everything an export says, without what it is called and how it was stored."""
    return (
        data.rows,
        [(c.day, c.model, c.tier, c.meter, c.amount, c.currency, c.kind) for c in data.reported],
        data.counts.kept,
    )


def save(query: str, path: Path, options: str) -> Path:
    """Write the result of a query to *path*."""
    duckdb.sql(f"COPY ({query}) TO '{path}' ({options})")
    return path


def documents(name: str) -> list[dict[str, Any]]:
    """Return the JSON objects of an export; a half written last line is left out."""
    text = (DATA / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return [json.loads(text)]
    lines = [line for line in text.splitlines() if line.endswith("}")]
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_the_name_of_a_folder_is_no_column(engine: Any, tmp_path: Path) -> None:
    """Rows of GPT-4o mini below ``model=gpt-4o`` are of GPT-4o mini, and no ``team`` is made up."""
    folder = tmp_path / "model=gpt-4o" / "team=search"
    folder.mkdir(parents=True)
    row = "SELECT 'gpt-4o-mini' AS model, 1 AS input_tokens, 2 AS output_tokens"
    path = save(row, folder / "a.parquet", "FORMAT parquet")
    data = read_usage([path], options=ReadOptions(engine=engine))
    assert [row.written_model for row in data.rows] == ["gpt-4o-mini"]
    assert data.files[0].columns == ("model", "input_tokens", "output_tokens")


def test_an_array_of_one_object_is_an_array(tmp_path: Path) -> None:
    """A bracket, an object on a line of its own, and a bracket are one row, not one of three."""
    row = {"model": "gpt-4o-mini", "prompt_tokens": 1, "completion_tokens": 2}
    path = tmp_path / "usage.json"
    path.write_text(f"[\n{json.dumps(row)}\n]\n", encoding="utf-8")
    counts = read_usage([path]).counts
    assert (counts.read, counts.kept) == (1, 1)


@pytest.mark.parametrize("table", ["a,b\n1,2\n", 'a,b\n1,"{""c"": 3}"\n'])
def test_half_a_mapping_of_a_table_is_refused(tmp_path: Path, table: str) -> None:
    """Where the column of output tokens is not found, the file is unknown, with the option."""
    path = tmp_path / "usage.csv"
    path.write_text(table, encoding="utf-8")
    options = ReadOptions(model="gpt-4o-mini", mapping={"input_tokens": "a"})
    with pytest.raises(UsageFileError, match="not a known usage format; it has a, b") as caught:
        read_usage([path], options=options)
    assert "output_tokens=COLUMN" in str(caught.value.hint)


@pytest.mark.parametrize("late", [1, 150])
def test_a_field_may_come_up_late(late: int, tmp_path: Path) -> None:
    """Writers leave out what is null: caches and tiers count on whichever row they come up."""
    plain = {"model": "gpt-4o-mini", "input_tokens": 10, "output_tokens": 1}
    more = [{**plain, "cached_tokens": 4}, {**plain, "tier": "batch"}]
    kept = []
    for place, objects in enumerate(([plain] * late + more, more[::-1] + [plain] * late)):
        path = tmp_path / f"usage{place}.jsonl"
        path.write_text("\n".join(map(json.dumps, objects)), encoding="utf-8")
        kept.append(read_usage([path]).rows)
    assert {row.tier: row.usage.cached_input for row in kept[0]} == {"standard": 4, "batch": 0}
    assert kept[0] == kept[1]


def test_rows_that_say_it_otherwise_are_not_empty(tmp_path: Path) -> None:
    """A row with other names for its tokens is refused by its line, not taken for one of none."""
    path = tmp_path / "usage.jsonl"
    path.write_text(
        '{"model": "gpt-4o-mini", "input_tokens": 10, "output_tokens": 1}\n'
        '{"model": "gpt-4o-mini", "prompt_tokens": 10, "completion_tokens": 1}\n'
        '{"model": "gpt-4o-mini", "input_tokens": null, "prompt_tokens": 0}\n',
        encoding="utf-8",
    )
    messages = ":2: tokens under prompt_tokens, where other rows have input_tokens"
    with pytest.raises(UsageFileError, match=f"1 of 3 rows cannot be used\n.*{messages}"):
        read_usage([path])


@pytest.mark.parametrize("columns", ["text", "typed", "double"])
@pytest.mark.parametrize("name", TABLES)
def test_table_is_the_same_as_parquet(name: str, columns: str, tmp_path: Path) -> None:
    """Counts as BIGINT or DOUBLE, times as TIMESTAMP or TIMESTAMPTZ say what their text says."""
    source = f"read_csv('{DATA / name}'{', all_varchar=true' if columns == 'text' else ''})"
    chosen = "*"
    if columns == "double":
        kinds = duckdb.execute(f"DESCRIBE FROM {source}").fetchall()
        casts = {"BIGINT": "DOUBLE", "TIMESTAMP": "TIMESTAMPTZ"}
        chosen = ", ".join(f'"{n}"::{casts.get(kind, kind)} AS "{n}"' for n, kind, *_ in kinds)
    file = save(f"SELECT {chosen} FROM {source}", tmp_path / "a.parquet", "FORMAT parquet")
    assert facts_of(read_usage([file])) == facts_of(read_usage([DATA / name]))


@pytest.mark.parametrize("container", ["lines", "array", "without empty fields"])
@pytest.mark.parametrize("name", TABLES)
def test_table_is_the_same_as_json(name: str, container: str, tmp_path: Path) -> None:
    """Each row as an object with the names of the header is still that export."""
    file = tmp_path / "a.json"
    if container == "without empty fields":
        with (DATA / name).open(encoding="utf-8", newline="") as stream:
            rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(stream)]
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    else:
        source = f"SELECT * FROM read_csv('{DATA / name}')"
        save(source, file, f"FORMAT json, ARRAY {container == 'array'}")
    data = read_usage([file])
    assert facts_of(data) == facts_of(read_usage([DATA / name]))
    (info,) = data.files
    assert info.format == read_usage([DATA / name]).files[0].format.replace("-table", "-json")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nested_export_is_the_same_as_parquet(name: str, tmp_path: Path) -> None:
    """STRUCT and LIST columns are the objects and arrays they were made of."""
    source = f"SELECT * FROM read_json('{DATA / name}', ignore_errors=true)"
    file = save(source, tmp_path / "a.parquet", "FORMAT parquet")
    assert facts_of(read_usage([file])) == facts_of(read_usage([DATA / name]))


def flat(item: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Flatten an object as ``pandas.json_normalize`` does, lists as JSON text."""
    result: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict) and value:
            result |= flat(value, f"{above}{name}.")
        else:
            result[above + name] = json.dumps(value) if isinstance(value, dict | list) else value
    return result


@pytest.mark.parametrize("form", ["dotted names", "JSON text"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_nested_export_is_the_same_as_csv(name: str, form: str, tmp_path: Path) -> None:
    """Dotted columns and columns of JSON text are the objects they were flattened from."""
    rows = [
        flat(item)
        if form == "dotted names"
        else {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in item.items()}
        for item in documents(name)
    ]
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(n for row in rows for n in row)))
        writer.writeheader()
        writer.writerows(rows)
    assert facts_of(read_usage([file])) == facts_of(read_usage([DATA / name]))


def test_mapping_reaches_into_a_struct(tmp_path: Path) -> None:
    """``--map input_tokens=usage.in`` names a field of a STRUCT: 3 + 4 tokens in, 5 + 6 out."""
    values = "(VALUES ({'in': 3, 'out': 5}), ({'in': 4, 'out': 6})) AS rows_(tokens)"
    file = save(f"SELECT tokens FROM {values}", tmp_path / "a.parquet", "FORMAT parquet")
    mapping = {"input_tokens": "tokens.in", "output_tokens": "tokens.out"}
    data = read_usage([file], options=ReadOptions(mapping=mapping, model="gpt-4o-mini"))
    assert [(row.usage.input, row.usage.output) for row in data.rows] == [(7, 11)]


def test_forced_format_may_have_another_container(tmp_path: Path) -> None:
    """``--from`` names what rows say, not how they are stored; rows that say otherwise stay out."""
    source = f"SELECT * FROM read_csv('{DATA / 'openrouter_activity.csv'}')"
    file = save(source, tmp_path / "a.jsonl", "FORMAT json")
    forced = ReadOptions(format="openrouter-activity-csv")
    assert facts_of(read_usage([file], options=forced)) == facts_of(
        read_usage([DATA / "openrouter_activity.csv"])
    )
    with pytest.raises(UsageFileError, match="not a table, as helicone-requests-csv is"):
        read_usage([file], options=ReadOptions(format="helicone-requests-csv"))


def test_cells_of_python_objects_are_refused_by_name(tmp_path: Path) -> None:
    """``DataFrame.to_csv`` writes a dict as Python does, which is no JSON: the hint says a way."""
    file = tmp_path / "a.csv"
    file.write_text("model,usage\ngpt-4o,\"{'prompt_tokens': 3}\"\n", encoding="utf-8")
    with pytest.raises(UsageFileError, match="Python objects, not JSON") as caught:
        read_usage([file])
    assert "orient='records'" in str(caught.value.hint)


def test_a_document_of_objects_is_no_table_of_python_objects(tmp_path: Path) -> None:
    """Any other JSON is named by what it holds; nothing in it is to be saved differently."""
    file = tmp_path / "a.json"
    file.write_text('{"note": "totals", "files": {"a": {"b": 1}}}', encoding="utf-8")
    with pytest.raises(UsageFileError, match="not a known usage format; it has note, files"):
        read_usage([file])


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["codex_session.jsonl", "bedrock_invocation_log.jsonl"]),
    flatten=st.booleans(),
    noise=st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b"{", b'"[', b"NaN", b"1e99999999999999999999", b'"{""a"":1e999999}"']),
    ),
    at=st.integers(0, 3000),
)
def test_damaged_cells_are_no_crash(name: str, flatten: bool, noise: bytes, at: int) -> None:
    """Whatever a cell that should hold JSON holds, the file is read or refused, row by row."""
    rows = [flat(item) if flatten else item for item in documents(name)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(n for row in rows for n in row)))
    writer.writeheader()
    writer.writerows(
        {n: json.dumps(v) if isinstance(v, dict | list) else v for n, v in row.items()}
        for row in rows
    )
    body = out.getvalue().encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(body[: at % len(body)] + noise + body[at % len(body) :])
        try:
            counts = read_usage([path], options=ReadOptions(skip_bad_rows=True)).counts
        except InputError:
            return
    assert counts.read == counts.kept + counts.rejected + counts.empty
