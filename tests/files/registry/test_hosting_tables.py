"""A user's own cards and prices, through the real loader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.errors import RegistryError, UnknownNameError
from llmcmp.files import load_registry, load_section
from llmcmp.hosting import HostingOptions, find_gpu, plan, with_additions
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters

AT = date(2026, 11, 22)

OVERLAY = """\
name: our contract
sources:
  contract: {title: Contract 4711}
gpus:
  - {id: Box-96, name: Our own card, vendor: nvidia, memory_gb: 96, usable_gib: 88,
     bandwidth: 3000, fp16: 800, fp8: 1600, tdp_w: 600, link: 450, nvlink: yes}
gpu_prices:
  - {gpu: a100-80, vendor: Contract, term: reserved, usd_per_gpu_hour: 1.23, read: 2026-11-01,
     sources: [contract]}
  - {gpu: box-96, vendor: Contract, term: on-demand, usd_per_gpu_hour: 2, read: 2026-11-01}
"""


def test_the_bundled_tables_survive_the_snapshot(
    gpus: GpusFile, parameters: HostingParameters
) -> None:
    """What the loader decodes from a snapshot equals what the YAML says."""
    for _ in range(2):
        assert load_section("gpus", GpusFile) == gpus
        assert load_section("hosting", HostingParameters) == parameters


def test_an_overlay_adds_cards_and_prices(
    tmp_path: Path, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """OPT-175B on eight A100s at the contract's 1.23 $ costs 8 x 730 x 1.23 = 7,183.20 $."""
    path = tmp_path / "ours.yaml"
    path.write_text(OVERLAY)

    for _ in range(2):  # built, then from its snapshot
        registry = load_registry([path])
        ours = with_additions(gpus, registry.gpus, registry.gpu_prices, sources=registry.sources)
        result = plan(
            registry["opt-175b"], ours, parameters, at=AT,
            options=HostingOptions(gpu="8xA100", vendor="contract", term="reserved"),
        )  # fmt: skip

        assert result.monthly_cost == Decimal("7183.20")
        assert find_gpu("Box-96", ours).bandwidth == 3000
        assert result.price is not None
        assert result.price.sources == ("contract",)


def test_prices_of_cards_nobody_declared(tmp_path: Path, gpus: GpusFile) -> None:
    """A price of an unknown card is refused by name; a price of zero by file and line."""
    path = tmp_path / "ours.yaml"
    path.write_text(
        "gpu_prices:\n  - {gpu: V9, vendor: X, term: spot, usd_per_gpu_hour: 1, read: 2026}\n"
    )
    registry = load_registry([path])
    with pytest.raises(UnknownNameError, match="unknown GPU: V9"):
        with_additions(gpus, registry.gpus, registry.gpu_prices)

    path.write_text(path.read_text().replace("hour: 1", "hour: 0"))
    with pytest.raises(RegistryError, match=r"ours\.yaml:2: .*not a price"):
        load_registry([path])
