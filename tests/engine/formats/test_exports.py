"""Every known export reaches the totals that came with it."""

from __future__ import annotations

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.usage import UsageData
from tests.engine.sample_exports import DATA, EXPECTED, METERS


def totals(data: UsageData) -> dict[str, dict[str, int | None]]:
    """Sum what was read by model and tier, in the words of expected.json."""
    result: dict[str, dict[str, int | None]] = {}
    for row in data.rows:
        total = result.setdefault(
            f"{row.written_model}|{row.tier}", dict.fromkeys([*METERS, "requests"], 0)
        )
        for name, meter in METERS.items():
            total[name] = int(total[name] or 0) + int(getattr(row.usage, meter))
        before = total["requests"]
        both = row.requests is not None and before is not None
        total["requests"] = before + row.requests if both else None  # type: ignore[operator]
    return result


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_export_reaches_its_totals(name: str) -> None:
    """Tokens per disjoint meter and requests equal the expected totals, model by model."""
    data = read_usage([DATA / name])
    wanted = {
        key: {field: total[field] for field in [*METERS, "requests"]}
        for key, total in EXPECTED[name].items()
    }
    assert totals(data) == wanted


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_row_is_lost(name: str) -> None:
    """Rows read are rows kept, rejected or declared empty; kept rows are in the sums."""
    data = read_usage([DATA / name])
    counts = data.counts
    assert counts.read == counts.kept + counts.rejected + counts.empty
    assert counts.rejected == 0


def test_mixed_folder_is_read_in_one_run() -> None:
    """A folder of different formats is one run; each file is recognised by itself."""
    files = [DATA / name for name in EXPECTED]
    data = read_usage(files)
    assert len({file.format for file in data.files}) >= 16
    assert data.counts.read == sum(file.counts.read for file in data.files)


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("bedrock_invocation_log.jsonl", "team", {"search", "chat", None}),
        ("litellm_spendlogs.csv", "team", {"search", None}),
        ("langfuse_observations_v2.jsonl", "team", {"search"}),
        ("helicone_requests.csv", "team", {"search", None}),
        ("azure_cost_details_mca.csv", "team", {"search"}),
        ("focus_1_2_tokens.csv", "team", {"search"}),
        ("otel_genai_spans.jsonl", "service.name", {"chat-api"}),
    ],
)
def test_tags_are_found_where_each_format_keeps_them(
    name: str, column: str, values: set[str | None]
) -> None:
    """A tag is a tag whether it is a column, JSON text, a list of pairs or an attribute."""
    data = read_usage([DATA / name], options=ReadOptions(by=(column,)))
    assert {row.tags[0] for row in data.rows} == values
