"""A workload, priced on the model in use and on what could replace it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from llmcmp.files.config import load_config
from llmcmp.report.check.in_use import WorkloadInUse, workload_in_use
from llmcmp.report.market import Market
from tests.report.check.gate_registry import HEAD, registry

MARKET = Market(registry=registry(), at=date(2026, 11, 22))


def in_use(folder: Path, model: str, more: str = "") -> WorkloadInUse:
    """Return a million requests of 1,000 in and 100 out on this model."""
    path = folder / "llmcmp.yaml"
    path.write_text(HEAD % model + more)
    return workload_in_use(MARKET, load_config(path, name="llmcmp.yaml"), "chat", None)


def test_what_it_costs(tmp_path: Path) -> None:
    """1,000 million in at $1 and 100 million out at $4: $1,400."""
    use = in_use(tmp_path, "small")

    assert use.monthly == 1400
    assert use.priced is not None
    assert (use.priced.id, use.priced.monthly) == ("small", Decimal(1400))
    assert use.problem is None


def test_candidates_that_are_named(tmp_path: Path) -> None:
    """Large costs 1,000 x $2 + 100 x $2 = $2,200: $800 more than small, which saves 36 %."""
    (other,) = in_use(tmp_path, "large", "candidates: [small, large]\n").alternatives

    assert other.selector == "small"
    assert (other.monthly, other.saving) == (Decimal(1400), Decimal(800))
    assert other.saving_percent == Decimal("36.3636363636")


def test_without_candidates_only_the_tier_in_use_counts(tmp_path: Path) -> None:
    """A batch of the same model is no answer to a user who waits."""
    others = [other.selector for other in in_use(tmp_path, "small").alternatives]

    assert "small+batch" not in others
    assert "blind" in others


def test_a_model_nobody_knows(tmp_path: Path) -> None:
    """It has no offer, no cost and no alternative, but a reason."""
    use = in_use(tmp_path, "nobody")

    assert (use.offer, use.model, use.monthly, use.priced) == (None, None, None, None)
    assert use.alternatives == ()
    assert (use.problem or "").startswith("unknown model: nobody")
