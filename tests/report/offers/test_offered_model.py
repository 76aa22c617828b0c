"""One selector of a report: what the model can do and what the workload costs on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.needs import Needs
from llmcmp.records import replace
from llmcmp.report.market import Market
from llmcmp.report.offers.offered_model import OfferedModel, label, offered_model
from llmcmp.schema import Architecture, Lifecycle, ModelSpec, Tier
from llmcmp.usage import Image, Workload
from tests.factories import model, rates, registry

AT = date(2026, 1, 1)
SMALL = model(
    "small",
    rates("2025-01-01", "1", "5"),
    rates("2025-01-01", "0.5", "2.5", tier=Tier.BATCH),
    name="Small One",
)


def described(
    selector: str = "small",
    workload: Workload | None = None,
    needs: Needs | None = None,
    spec: ModelSpec = SMALL,
) -> OfferedModel:
    """Return one selector of a registry that holds this model."""
    market = Market(registry=registry(spec), at=AT)
    return offered_model(market, market.select(selector), workload, needs or Needs())[0]


def test_a_blend_is_three_parts_of_input_to_one_of_output() -> None:
    """(3 x $1 + $5) / 4 = $2, and that orders models where there is no workload."""
    result = described()

    assert result.blend == result.price == 2
    assert result.cost is None


def test_a_workload_is_priced() -> None:
    """Ten requests of 1,000 in and 100 out: 10 x ($0.001 + $0.0005) = $0.015."""
    result = described(workload=Workload(requests=10, input_tokens=1000, output_tokens=100))

    assert result.cost is not None
    assert result.cost.per_request == Decimal("0.0015")
    assert result.cost.monthly == result.cost.low == result.cost.high == result.price
    assert result.price == Decimal("0.015") == sum(item.amount for item in result.cost.items)


def test_images_need_a_model_that_reads_them() -> None:
    """A workload with an image is a need for one, whether or not it is said."""
    workload = Workload(input_tokens=9, images=(Image(width=10, height=10),))
    blind = model("small", weights="open", architecture=Architecture(layers=1, d_model=8, heads=1))

    result = described("small@self", workload, spec=blind)
    assert not result.feasible
    assert any("image" in reason.text for reason in result.reasons)
    assert described("small@self", Workload(input_tokens=9), spec=blind).feasible


def test_what_can_be_told_of_a_model_is_told_with_its_notices() -> None:
    """A retirement is a notice with the selector it is about."""
    leaving = replace(SMALL, lifecycle=Lifecycle(state="deprecated", retires="2026-02-01"))
    market = Market(registry=registry(leaving), at=AT)

    _, notices = offered_model(market, market.select("small+batch"), None, Needs())
    assert "small+batch" in {notice.selector for notice in notices}
    assert any("2026-02-01" in notice.text for notice in notices)


def test_a_name_that_two_models_share_tells_neither() -> None:
    """Then the selector is shown, as it is for a tier or a channel."""
    plain, batch = described(), described("small+batch")
    twin = replace(plain, selector="twin")

    assert label(plain, [plain, batch]) == "small"
    assert label(plain, [plain]) == "Small One"
    assert label(batch, [batch]) == "small+batch"
    assert label(twin, [plain, twin]) == "twin"
