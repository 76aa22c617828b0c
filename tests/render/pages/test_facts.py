"""Facts of a model in few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.pricing import LineItem
from llmcmp.registry import OverlayInfo
from llmcmp.render.pages import facts
from llmcmp.report.header import RegistryUsed
from llmcmp.schema import Features, Licence, Lifecycle, Parameters, Tokenizer
from tests.factories import model

AT = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("life", "text"),
    [
        ({"state": "active"}, "active"),
        ({"state": "deprecated", "retires": "2026-01-02"}, "retires 2026-01-02"),
        ({"state": "retired", "retires": "2026-01-01"}, "retired 2026-01-01"),
        ({"state": "api-retired", "retires": "2025-06"}, "API retired 2025-06"),
        ({"state": "retired", "retires": "unknown"}, "retired (day unknown)"),
    ],
)
def test_a_lifecycle_is_that_of_a_day(life: dict[str, Any], text: str) -> None:
    """On the day of its retirement a model is retired."""
    assert facts.lifecycle_text(model("small", lifecycle=Lifecycle(**life)), AT) == text


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        (Parameters(), "unknown"),
        (Parameters(disclosure="official", total=7_500_000_000), "7.5B"),
        (Parameters(disclosure="official", total=125_000_000), "125M"),
        (Parameters(disclosure="reported", total=10**12), "1000B, not official"),
        (
            Parameters(disclosure="official", total=46_700_000_000, active=12_900_000_000),
            "46.7B (12.9B active)",
        ),
    ],
)
def test_numbers_of_weights(parameters: Parameters, text: str) -> None:
    """With those used per token, and whether the developer states them."""
    assert facts.parameters_text(model("small", parameters=parameters)) == text


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (128_000, "128,000"),
        ("shares-window", "shares the window"),
        ("host", "set by the host"),
        ("unknown", "unknown"),
    ],
)
def test_limits(limit: int | str, text: str) -> None:
    """A number of tokens, or why there is none."""
    assert facts.limit_text(limit) == text


def test_features_are_listed_by_who_offers_them() -> None:
    """What is not known is not listed."""
    features = Features(streaming="yes", function_calling="yes", fine_tuning="host", batch="no")

    assert facts.features_text(model("small", features=features)) == (
        "function calling, streaming; by host: fine tuning"
    )
    assert facts.features_text(model("small", features=Features())) == "none known"


def test_licences_and_vocabularies() -> None:
    """Terms nobody found are unknown terms; a prefix is named with its vocabulary."""
    licence = Licence(name="unknown", commercial_use="conditional")
    tokenizer = Tokenizer(name="llama3", prefix="<s>")

    assert facts.licence_text(model("small", licence=licence)) == (
        "unknown terms: commercial use on conditions"
    )
    assert facts.tokenizer_text(model("small", tokenizer=tokenizer)) == "llama3 + <s>"
    assert facts.tokenizer_text(model("small")) == "o200k_base"


def test_the_registry_and_what_lies_over_it() -> None:
    """Overlays are named in their order."""
    overlays = (OverlayInfo(name="deal", sha256="0"), OverlayInfo(name="ours", sha256="1"))

    assert facts.registry_text(RegistryUsed(version="2026-01-01", sha256="0")) == (
        "registry 2026-01-01"
    )
    assert facts.registry_text(
        RegistryUsed(version="2026-01-01", sha256="0", overlays=overlays)
    ) == ("registry 2026-01-01 with deal, ours")


def test_lines_of_contracts() -> None:
    """What it is, and of which contract."""
    line = LineItem(
        meter="gateway-fee", quantity=1, rate=Decimal(1), amount=Decimal(1), label="Gateway"
    )

    assert facts.contract_line(line) == "gateway fee, Gateway"
