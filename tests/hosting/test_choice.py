"""Which replica a model gets when none is asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.hosting import HostingOptions, Owned, plan
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload

AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)


def test_the_default_is_the_cheapest_month(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """No card named: the cheapest server that measurements back, the same every time, and why."""
    result = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)
    again = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)

    assert result == again
    assert "the cheapest month" in result.chosen
    assert result.monthly_cost is not None
    assert all(
        other.monthly_cost >= result.monthly_cost for other in result.alternatives if other.backed
    )


def test_the_default_of_opt_175b_is_what_was_measured(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """Eight A100s were measured with this shape; the cheaper MI300X rests on two posts: listed."""
    result = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=CHAT)

    assert (result.gpus, result.gpu) == (8, "A100-80-SXM")
    assert result.monthly_cost == 8 * 730 * Decimal("2.30")
    cheaper = result.alternatives[0]
    assert (cheaper.gpu, cheaper.backed) == ("MI300X", False)


def test_an_own_price_does_not_choose_the_card(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """At one price for all the largest card would win; list prices choose, 2.10 $ then counts."""
    listed = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)
    own = plan(
        spec("opt-66b"),
        gpus,
        parameters,
        at=AT,
        workload=CHAT,
        options=HostingOptions(price_per_gpu_hour=Decimal("2.10"), redundancy=2),
    )

    assert (own.gpu, own.gpus) == (listed.gpu, listed.gpus)
    assert own.monthly_cost == own.replicas * own.gpus * 730 * Decimal("2.10")
    assert any(one.code == "own-price" for one in own.warnings)
    with pytest.raises(InputError, match="one kind of GPU"):
        plan(
            spec("opt-66b"),
            gpus,
            parameters,
            at=AT,
            options=HostingOptions(owned=Owned(server_usd=Decimal(100_000))),
        )
