"""Which offers of the registry are considered at all."""

from __future__ import annotations

from llmcmp.report.recommend.recommendation import recommend
from llmcmp.schema import Lifecycle
from llmcmp.usage import Workload
from tests.factories import rates
from tests.report.check.gate_registry import AT, able, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)


def test_a_host_of_a_retired_closed_model_needs_a_date() -> None:
    """Closed weights that the developer has retired are not recommended on an undated host."""
    old = able(
        "old",
        rates(channel="hostco", input="1", output="1"),
        lifecycle=Lifecycle(state="retired", retires="2026-01-01"),
    )
    kept = able(
        "kept",
        rates(channel="hostco", input="1", output="1"),
        lifecycle=Lifecycle(
            state="retired", retires="2026-01-01", elsewhere={"hostco": "2028-01-01"}
        ),
    )
    result = recommend(registry(old, kept), at=AT, workload=CHAT)

    assert [m.selector for m in result.ranked] == ["kept@hostco"]
    assert result.excluded[0].reasons[0].text == (
        "retired by Acme on 2026-01-01; no later day is known for hostco"
    )
