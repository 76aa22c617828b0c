"""Weights one runs oneself stand in the ranking, and volume decides between them and an API."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.files import load_registry, load_section
from llmcmp.pricing import price_workload
from llmcmp.registry import Registry, select
from llmcmp.render.formats.json import json_text
from llmcmp.report.check.baseline import read_baseline
from llmcmp.report.offers.self_hosting import HostingTables
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.report.check.gate_registry import AT, checked

CHAT = Workload(requests=1_000, input_tokens=1_000, output_tokens=200)


@pytest.fixture(scope="module")
def shipped() -> tuple[Registry, HostingTables]:
    """Return the shipped registry and hosting tables."""
    tables = HostingTables(
        lambda: load_section("gpus", GpusFile), lambda: load_section("hosting", HostingParameters)
    )
    return load_registry(), tables


def test_api_batch_and_self_hosted_stand_in_one_table(
    shipped: tuple[Registry, HostingTables],
) -> None:
    """Without selectors all three kinds of offers are ranked together."""
    registry, tables = shipped
    found = recommend(registry, at=AT, workload=CHAT, hosting=tables)

    channels = {model.channel == "self" for model in found.ranked}
    assert channels == {True, False}
    assert any(model.tier == "batch" for model in found.ranked)
    # A thousand requests never pay for a card of their own.
    assert found.ranked[0].channel != "self"
    costs = [model.cost.monthly for model in found.ranked if model.cost]
    assert costs == sorted(costs)


@pytest.mark.parametrize("requests", [10_000, 10**9])
def test_the_volume_at_which_hosting_takes_over(
    requests: int, shipped: tuple[Registry, HostingTables]
) -> None:
    """At the printed volume the month of cards costs what the API costs, from either side."""
    registry, tables = shipped
    work = replace(CHAT, requests=requests)
    names = ["gpt-4o-mini", "qwen2.5-7b@self"]
    found = recommend(registry, names, at=AT, workload=work, hosting=tables)

    flips = [flip for flip in found.flip_points if flip.of == "requests"]
    assert len(flips) == 1
    small = requests == 10_000
    assert flips[0].direction == ("above" if small else "below")
    assert flips[0].selector == ("qwen2.5-7b@self" if small else "gpt-4o-mini")
    at_flip = replace(CHAT, requests=flips[0].value)
    spec = select(registry, "gpt-4o-mini", at=AT).spec
    api = price_workload(at_flip, spec, AT, channel="openai").monthly.cost
    plan = tables.plan(select(registry, "qwen2.5-7b@self", at=AT), AT, at_flip)
    assert plan.monthly_cost is not None
    assert abs(api - plan.monthly_cost) < Decimal("0.000001")
    assert abs(flips[0].cost - api) < Decimal("0.000001")


def test_an_unsuitable_card_excludes_with_a_reason(
    shipped: tuple[Registry, HostingTables],
) -> None:
    """A model that fits no server is excluded with the plan's own reason, not dropped."""
    registry, tables = shipped
    found = recommend(registry, ["opt-175b@1xL4"], at=AT, workload=CHAT, hosting=tables)

    assert found.ranked == ()
    assert [reason.code for reason in found.excluded[0].reasons][-1] == "hosting"


def test_a_move_to_weights_of_ones_own_is_mix(
    tmp_path: Path, shipped: tuple[Registry, HostingTables]
) -> None:
    """The delta prices a hosting plan like any other offer: the change of model is mix."""
    registry, tables = shipped
    text = "workloads:\n  chat: {model: %s, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
    given = {"registry": registry, "hosting": tables}
    first = checked(tmp_path, text % "gpt-4o-mini", **given)
    base = read_baseline(json.loads(json_text(first)), "main.json")
    second = checked(
        tmp_path, text % "qwen2.5-7b@self", **given, baseline=base, baseline_name="main.json"
    )

    assert second.delta is not None
    assert first.monthly is not None
    assert second.monthly is not None
    # The replicas needed for the same requests do not change: nothing is left for volume.
    assert second.delta.mix == second.monthly - first.monthly
    assert second.delta.total == second.delta.mix
