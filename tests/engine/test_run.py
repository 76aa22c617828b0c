"""Whatever a file holds or becomes, a run answers with sums or with one sentence."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.engine import read_usage
from llmcmp.errors import UsageFileError
from tests.engine.refused import DATA, GOOD, HEADER, read_or_refuse


def test_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """A file that grows or is rewritten during the reading has no true answer."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)

    def append(model: str, channel: str | None) -> tuple[int, ...]:
        with path.open("a") as stream:
            stream.write(GOOD)
        return ()

    with pytest.raises(UsageFileError, match="changed while it was read"):
        read_usage([path], cuts_for=append)


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "usage",
                    "model",
                    "type",
                    "message",
                    "data",
                    "results",
                    "object",
                    "sku",
                    "payload",
                    "input_tokens",
                    "output_tokens",
                    "prompt_tokens",
                    "completion_tokens",
                    "info",
                    "sessionId",
                    "timestamp",
                    "resourceSpans",
                    "scopeSpans",
                    "spans",
                    "attributes",
                    "usageMetadata",
                    "promptTokenCount",
                    "usage_details",
                    "trace_id",
                    "key",
                    "value",
                    "total_token_usage",
                    "last_token_usage",
                    "schemaType",
                    "input",
                    "output",
                    "cost",
                    "credits",
                    "usage_start_time",
                    "prompt_tokens_details",
                    "cache_creation",
                    "amount",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)

FORMATS_OF_JSON = [
    "openai-usage-api",
    "openai-costs-api",
    "anthropic-usage-api",
    "anthropic-cost-api",
    "bedrock-invocation-log",
    "gcp-billing-jsonl",
    "langfuse-observations-jsonl",
    "otel-genai-spans",
    "claude-code-jsonl",
    "codex-jsonl",
    "api-responses",
    "generic-json",
    None,
]


@settings(max_examples=1500, deadline=None)
@given(values=st.lists(documents, min_size=1, max_size=4), form=st.sampled_from(FORMATS_OF_JSON))
def test_no_json_breaks_a_reader(values: list[Any], form: str | None) -> None:
    """Whatever JSON a file holds, it is read or refused, and no row is lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.jsonl"
        path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
        read_or_refuse(path, format=form, model="m")


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=200))
def test_no_bytes_break_a_reader(body: bytes) -> None:
    """Whatever bytes a file holds, it is read or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_bytes(body)
        read_or_refuse(path, model="m")


SAMPLES = sorted(p for p in DATA.glob("*.*") if p.suffix in (".csv", ".json", ".jsonl"))


@settings(max_examples=150, deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    at=st.floats(0, 1),
    cut=st.integers(0, 30),
    noise=st.one_of(st.binary(max_size=8), st.sampled_from([b"null", b"-1", b"{}", b"[]", b'"x"'])),
)
def test_no_damage_breaks_a_reader(sample: Path, at: float, cut: int, noise: bytes) -> None:
    """Real exports, damaged anywhere, are read or refused."""
    body = sample.read_bytes()
    place = int(at * len(body))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_bytes(body[:place] + noise + body[place + cut :])
        read_or_refuse(path)
