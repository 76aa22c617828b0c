"""Every option refuses what it cannot mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.hosting import HostingOptions, Owned


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"gpus": 0}, "--gpus"),
        ({"concurrency": 0}, "--concurrency"),
        ({"redundancy": 0}, "--redundancy"),
        ({"headroom": Decimal(0)}, "--headroom"),
        ({"headroom": Decimal("1.5")}, "--headroom"),
        ({"peak_to_mean": Decimal("0.5")}, "--peak-to-mean"),
        ({"measured": Decimal("NaN")}, "--measured"),
        ({"fixed_monthly": Decimal(-1)}, "fixed monthly"),
        ({"owned": Owned(), "price_per_gpu_hour": Decimal(1)}, "owned server"),
    ],
)
def test_bad_options(wrong: dict[str, Any], message: str) -> None:
    """Every flag refuses what it cannot mean, by its name."""
    with pytest.raises(InputError, match=message):
        HostingOptions(**wrong)
