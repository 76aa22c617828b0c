"""What the files of a registry may state of aliases, discounts and contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.schema import AliasTarget, Contract, Discount


def test_an_alias_moves_on_a_day() -> None:
    """The day may be known to the month, or not at all, but it is no other text."""
    assert AliasTarget(model="a", since="2024-10")
    assert AliasTarget(model="a", since="unknown")
    with pytest.raises(ValueError, match="since: not a date: 'soon'"):
        AliasTarget(model="a", since="soon")


@pytest.mark.parametrize("percent", ["101", "-1001", "NaN", "Infinity"])
def test_a_discount_takes_off_100_percent_at_most(percent: str) -> None:
    """Negative ones raise a price, elevenfold at most."""
    assert Discount(percent=Decimal(100))
    assert Discount(percent=Decimal(-1000))
    with pytest.raises(ValueError, match="percent: not a percentage up to 100"):
        Discount(percent=Decimal(percent))


@pytest.mark.parametrize("name", ["since", "ended"])
@pytest.mark.parametrize(
    ("kind", "terms"),
    [(Discount, {"percent": Decimal(1)}), (Contract, {"name": "a", "credit": Decimal(1)})],
)
def test_agreements_begin_and_end_on_days(kind: Any, terms: dict[str, Any], name: str) -> None:
    """Both days are dates, or absent."""
    with pytest.raises(ValueError, match=f"{name}: not a date: 'tomorrow'"):
        kind(**terms, **{name: "tomorrow"})


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({}, "without a fee, a credit or a commitment"),
        ({"per_month": Decimal(-1)}, "per_month: not an amount: -1"),
        ({"credit": Decimal("NaN")}, "credit: not an amount"),
        ({"commitment": Decimal(10) ** 13}, "commitment: not an amount"),
    ],
)
def test_a_contract_has_terms(terms: dict[str, Decimal], message: str) -> None:
    """At least one amount, none of them negative."""
    with pytest.raises(ValueError, match=message):
        Contract(name="gateway", **terms)  # type: ignore[arg-type]
