"""What a job needs, and which models fall short."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.needs import Needs, shortfalls
from llmcmp.schema import (
    Features,
    Licence,
    Lifecycle,
    Modalities,
    Score,
)
from tests.report.comparisons import AT, spec

# Who can do the job.


@pytest.mark.parametrize(
    ("prompt", "output", "reasons"),
    [
        (90_000, 10_000, []),
        (90_001, 10_000, ["100,001 tokens of prompt and answer do not fit the context of 100,000"]),
        (1, 10_001, ["10,001 output tokens are over the limit of 10,000"]),
    ],
)
def test_fit(prompt: int, output: int, reasons: list[str]) -> None:
    """Prompt and answer share the window; the answer has its own limit too."""
    result = shortfalls(spec("a", "1", "1"), Needs(), AT, prompt=prompt, output=output)

    assert [reason.text for reason in result] == reasons


def test_input_limit() -> None:
    """A prompt limit below the window is a limit."""
    limited = spec("a", "1", "1", max_input_tokens=80_000)

    result = shortfalls(limited, Needs(), AT, prompt=80_001)

    assert [(r.code, r.text) for r in result] == [
        ("context", "a prompt of 80,001 tokens is over the limit of 80,000")
    ]


@pytest.mark.parametrize(
    ("needs", "fields", "codes"),
    [
        (Needs(offers=("image",)), {}, ["lacks"]),
        (Needs(offers=("image",)), {"modalities": Modalities()}, ["unknown"]),
        (Needs(offers=("text", "text-output")), {}, []),
        (Needs(offers=("audio-output",)), {}, ["lacks"]),
        (Needs(offers=("batch",)), {}, ["unknown"]),
        (Needs(offers=("batch",)), {"features": Features(batch="no")}, ["lacks"]),
        (Needs(offers=("batch",)), {"features": Features(batch="yes")}, []),
        (Needs(offers=("batch",)), {"features": Features(batch="host")}, []),
        (Needs(min_context=100_000), {}, []),
        (Needs(min_context=100_001), {}, ["context"]),
        (Needs(min_context=1), {"context_window": "unknown"}, ["unknown"]),
        (Needs(min_output=10_000), {}, []),
        (Needs(min_output=10_001), {}, ["output"]),
        (Needs(min_output=100_000), {"max_output_tokens": "shares-window"}, []),
        (Needs(min_output=1), {"max_output_tokens": "host"}, ["unknown"]),
        (Needs(commercial_use=True), {}, []),
        (Needs(commercial_use=True), {"licence": Licence(name="x")}, ["licence"]),
        (
            Needs(commercial_use=True),
            {"licence": Licence(name="x", commercial_use="conditional")},
            [],
        ),
        (Needs(weights=("open",)), {}, ["weights"]),
        (Needs(channels=("bedrock",)), {}, ["channel"]),
        (Needs(developers=("ACME",)), {}, []),
        (Needs(developers=("Other",)), {}, ["developer"]),
        (Needs(min_scores={"mmlu": Decimal(70)}), {}, ["unknown"]),
        (
            Needs(min_scores={"mmlu": Decimal(70)}),
            {"scores": (Score(benchmark="MMLU", value=Decimal("69.9"), reported_by="x"),)},
            ["score"],
        ),
        (
            Needs(min_scores={"mmlu": Decimal(70)}),
            {"scores": (Score(benchmark="MMLU", value=Decimal(70), reported_by="x"),)},
            [],
        ),
        (Needs(), {"released": "2026-11-23"}, ["unreleased"]),
        (Needs(), {"released": "2026-11-22"}, []),
        (Needs(), {"lifecycle": Lifecycle(state="active", retires="2026-11-23")}, []),
        (Needs(), {"lifecycle": Lifecycle(state="active", retires="2026-11-22")}, ["retired"]),
        (Needs(), {"lifecycle": Lifecycle(state="retired")}, ["retired"]),
        (
            Needs(available_until=date(2027, 6, 1)),
            {"lifecycle": Lifecycle(state="active", retires="2027-06-01")},
            ["retires"],
        ),
        (
            Needs(available_until=date(2027, 5, 31)),
            {"lifecycle": Lifecycle(state="active", retires="2027-06-01")},
            [],
        ),
    ],
)
def test_needs(needs: Needs, fields: dict[str, Any], codes: list[str]) -> None:
    """Every need has its reason; what is unknown does not pass and is called unknown."""
    result = shortfalls(spec("a", "1", "1", **fields), needs, AT, channel="acme")

    assert [reason.code for reason in result] == codes


def test_weights_do_not_retire() -> None:
    """Where the API is gone, the weights and other hosts stay; a host has its own last day."""
    life = Lifecycle(state="api-retired", retires="2025-01-01", elsewhere={"bedrock": "2026-01-01"})
    model = spec("a", "1", "1", lifecycle=life)

    def codes(channel: str) -> list[str]:
        return [reason.code for reason in shortfalls(model, Needs(), AT, channel=channel)]

    assert codes("acme") == ["retired"]
    assert codes("self") == codes("together") == []
    assert codes("bedrock") == ["retired"]


CONTRADICTIONS = {
    "weights": (lambda: Needs(weights=("none",), channels=("self",)), "contradictory needs"),
    "twice": (
        lambda: Needs(min_scores={"MMLU": Decimal(1), "mmlu": Decimal(2)}),
        "contradictory needs: two minimum scores for MMLU",
    ),
}


@pytest.mark.parametrize(("make", "message"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictory_needs_are_refused(make: object, message: str) -> None:
    """Needs that no model could ever meet are bad input, not an empty ranking."""
    with pytest.raises(InputError, match=message):
        make()  # type: ignore[operator]
