"""What every report begins with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import llmcmp
from llmcmp.registry import Layer, OverlayInfo
from llmcmp.report.header import RegistryUsed, Report, registry_used, without_contracts
from llmcmp.schema import Contract
from tests.factories import model, registry


def test_the_registry_is_named_with_its_overlays() -> None:
    """In the order in which they were applied."""
    overlays = tuple(OverlayInfo(name=name, sha256=name) for name in ("deal", "ours"))
    used = registry_used(registry(model("small"), version="2026-01-01").overlaid(overlays, Layer()))

    assert (used.version, used.overlays) == ("2026-01-01", overlays)


def test_every_report_names_the_program() -> None:
    """With its version."""
    used = RegistryUsed(version="2026-01-01", sha256="0")
    report = Report(schema="llmcmp/test/1", at=date(2026, 1, 1), registry=used, warnings=())

    assert report.llmcmp == llmcmp.__version__


def test_figures_without_contracts_say_so() -> None:
    """Nothing is said where there is no contract."""
    contract = Contract(name="gateway", per_month=Decimal(1))
    (notice,) = without_contracts(registry(model("small"), contracts=(contract,)), "this table")

    assert notice.code == "contracts-left-out"
    assert notice.text == "fees, credits and commitments of contracts are not in this table"
    assert without_contracts(registry(model("small")), "this table") == ()
