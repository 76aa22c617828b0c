"""The files of GPUs and parameters hold what the facts say."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import yaml

from llmcmp.hosting import (
    find_engine,
    find_gpu,
    find_precision,
)
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from tests.folders import ROOT


def test_holds_every_card_and_price(gpus: GpusFile) -> None:
    """Nothing of 2026-11-21 was lost: 16 cards; 54 prices on demand, 10 spot, 7 other."""
    terms = Counter(row.term for row in gpus.prices)

    assert len(gpus.gpus) >= 16
    assert terms >= Counter({"on-demand": 54, "spot": 10, "reserved": 4, "serverless": 3})
    assert all(row.sources and row.read for row in gpus.prices)
    assert all(source in gpus.sources for row in gpus.prices for source in row.sources)


def test_nothing_of_the_facts_is_lost(gpus: GpusFile, shared_facts: Path) -> None:
    """Every price, note, date and figure of the compiled facts is in the registry."""
    facts = yaml.load((shared_facts / "gpus.yaml").read_text(), Loader=yaml.BaseLoader)

    assert len(facts["prices"]) <= len(gpus.prices)
    for fact, row in zip(facts["prices"], gpus.prices, strict=False):
        assert Decimal(fact["usd_per_gpu_hour"]) == row.usd_per_gpu_hour
        assert (fact["gpu"], fact["provider"], fact["date"]) == (row.gpu, row.vendor, row.read)
        assert fact["kind"].replace("_", "-") == row.term
        assert fact.get("note") == row.note
        assert fact.get("instance") == row.instance
        assert int(fact.get("gpus_in_instance", 0)) == (row.gpus_in_instance or 0)
    cards = {gpu.id: gpu for gpu in gpus.gpus}
    for id_, fact in facts["gpus"].items():
        gpu = cards[id_]
        assert [float(fact[name]) for name in ("memory_gb", "usable_gib", "bandwidth", "link")] == [
            gpu.memory_gb, gpu.usable_gib, gpu.bandwidth, gpu.link,
        ]  # fmt: skip
        for name in ("fp16", "fp8", "int8", "fp4"):
            message = fact.get(name)
            assert getattr(gpu, name) == (None if message in (None, "null") else float(message))
        assert gpu.note == fact.get("note")
    assert set(facts["sources"]) <= set(gpus.sources)
    assert len(facts["price_facts"]) + len(facts["opt_facts"]) <= len(gpus.facts)


def test_every_published_point_can_be_named(gpus: GpusFile, parameters: HostingParameters) -> None:
    """Each card, engine and precision of the evidence has an entry."""
    evidence = yaml.load(
        (ROOT / "benchmarks/data/throughput.yaml").read_text(), Loader=yaml.BaseLoader
    )
    for point in evidence["points"]:
        assert find_gpu(point["gpu"], gpus).id == point["gpu"]
        assert find_precision(point["precision"], parameters).id == point["precision"]
        find_engine(point["engine"], parameters)
