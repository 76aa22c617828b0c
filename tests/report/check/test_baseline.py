"""What changed since a baseline: each cause in its own part, and the parts add up exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmcmp.errors import InputError
from llmcmp.hosting import HostingTables
from llmcmp.registry import Registry
from llmcmp.render.formats.json import json_text
from llmcmp.report.check.baseline import PARTS, Delta, read_baseline
from tests.factories import rates
from tests.report.check.gate_registry import LARGE, SMALL, able, checked, registry

HEAD = "workloads:\n"

ENTRY = (
    "  {name}: {{model: {model}, requests: {requests}, input_tokens: {input_tokens}, "
    "output_tokens: {output_tokens}, cached_share: {cached_share}}}\n"
)

BASE = {
    "name": "chat",
    "model": "small",
    "requests": "1M",
    "input_tokens": "2k",
    "output_tokens": "100",
    "cached_share": "0",
}


def text(*entries: dict[str, Any]) -> str:
    """Return an llmcmp.yaml of these workloads, each a change of the base one."""
    return HEAD + "".join(ENTRY.format(**{**BASE, **entry}) for entry in entries)


def delta(folder: Path, before: str, after: str, *, was: Registry, now: Registry) -> Delta:
    """Return the delta of two configurations, each checked on its own registry."""
    first = checked(folder, before, registry=was)
    earlier = read_baseline(json.loads(json_text(first)), "main.json")
    second = checked(folder, after, registry=now, baseline=earlier, baseline_name="main.json")
    assert second.delta is not None
    assert first.monthly is not None
    assert second.monthly is not None
    assert second.delta.total == second.monthly - first.monthly
    return second.delta


def parts(result: Delta) -> dict[str, Decimal]:
    """Return the parts that are not zero."""
    return {part: getattr(result, part) for part in PARTS if getattr(result, part)}


def test_nothing_changed(tmp_path: Path) -> None:
    """The same configuration on the same registry has no delta."""
    result = delta(tmp_path, text({}), text({}), was=registry(), now=registry())

    assert (result.total, parts(result)) == (Decimal(0), {})


def test_a_price_change_is_price(tmp_path: Path) -> None:
    """Input from $1 to $1.50 a million: 2,000 million tokens cost $1,000 more."""
    dearer = able("small", rates(input="1.5", cached_input="0.5", output="4"))
    result = delta(tmp_path, text({}), text({}), was=registry(), now=registry(dearer))

    assert parts(result) == {"price": Decimal(1000)}


def test_more_requests_are_volume(tmp_path: Path) -> None:
    """Half a million requests more, at $2,400 a million."""
    result = delta(tmp_path, text({}), text({"requests": "1.5M"}), was=registry(), now=registry())

    assert parts(result) == {"volume": Decimal(1200)}


def test_longer_answers_are_volume(tmp_path: Path) -> None:
    """100 tokens more out at $4 a million, a million times."""
    result = delta(
        tmp_path, text({}), text({"output_tokens": "200"}), was=registry(), now=registry()
    )

    assert parts(result) == {"volume": Decimal(400)}


def test_another_tier_is_tier(tmp_path: Path) -> None:
    """Batch halves 2000 x 1 + 100 x 4 = 2,400."""
    result = delta(
        tmp_path, text({}), text({"model": "small+batch"}), was=registry(), now=registry()
    )

    assert parts(result) == {"tier": Decimal(-1200)}


def test_a_cached_share_is_cache(tmp_path: Path) -> None:
    """Half of 2,000 tokens at 0.50 instead of 1: $500 less."""
    result = delta(
        tmp_path, text({}), text({"cached_share": "0.5"}), was=registry(), now=registry()
    )

    assert parts(result) == {"cache": Decimal(-500)}


def test_another_model_is_mix_and_its_vocabulary_tokenizer(tmp_path: Path) -> None:
    """Same tokens on large: 2000 x 2 + 100 x 2 = 4,200, so mix is +1,800; then 10 % more tokens."""
    after = text({"model": "large", "input_tokens": "2200", "output_tokens": "110"})
    result = delta(tmp_path, text({}), after, was=registry(), now=registry())

    # 2200 x 2 + 110 x 2 = 4,620.
    assert parts(result) == {"mix": Decimal(1800), "tokenizer": Decimal(420)}


def test_workloads_that_come_and_go_are_volume(tmp_path: Path) -> None:
    """A new workload costs all it costs; one that is gone saves all it cost."""
    before = text({}, {"name": "old", "requests": "2M"})
    after = text({}, {"name": "new", "requests": "3M"})
    result = delta(tmp_path, before, after, was=registry(), now=registry())

    assert parts(result) == {"volume": Decimal(7200 - 4800)}


def test_a_model_that_is_no_longer_known_is_mix(tmp_path: Path) -> None:
    """Where the old model cannot be priced any more, the change is that of the model."""
    result = delta(
        tmp_path,
        text({}),
        text({"model": "large"}),
        was=registry(SMALL),
        now=registry(LARGE),
    )

    assert parts(result) == {"mix": Decimal(1800)}


price = st.decimals(min_value="0.001", max_value="9", places=4)

entry = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["chat", "mail", "code"]),
        "model": st.sampled_from(["small", "small+batch", "large"]),
        "requests": st.integers(1, 10**7),
        "input_tokens": st.integers(0, 90_000),
        "output_tokens": st.integers(0, 9_000),
    }
)

entries = st.lists(entry, min_size=1, max_size=3, unique_by=lambda item: item["name"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=entries, after=entries, prices=st.tuples(price, price))
def test_the_parts_add_up_exactly(
    tmp_path: Path, before: Any, after: Any, prices: tuple[Decimal, Decimal]
) -> None:
    """Property: whatever changes, the six parts are the total to the last digit."""
    shared = {item["name"] for item in before} & {item["name"] for item in after}
    if not shared:
        after = [{**after[0], "name": before[0]["name"]}]
    small = able(
        "small",
        rates(input=prices[0], cached_input="0.5", output=prices[1]),
        *[row for row in SMALL.rates if row.tier == "batch"],
    )
    result = delta(
        tmp_path, text(*before), text(*after), was=registry(), now=registry(small, LARGE)
    )

    assert sum((getattr(result, part) for part in PARTS), Decimal(0)) == result.total


REFUSED = {
    "a list": ([], "not a report of llmcmp"),
    "no schema": ({"workloads": []}, "not a report of llmcmp"),
    "another command": ({"schema": "llmcmp/compare/1"}, "has the shape 'llmcmp/compare/1'"),
    "another version": ({"schema": "llmcmp/check/2"}, "has the shape 'llmcmp/check/2'"),
    "no workloads": ({"schema": "llmcmp/check/1"}, "broken: KeyError"),
    "no date": ({"schema": "llmcmp/check/1", "at": 3, "workloads": []}, "broken: TypeError"),
    "a text": (
        {"schema": "llmcmp/check/1", "at": "2026-01-01", "workloads": "abc"},
        "broken: TypeError",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_baseline_is_refused(content: Any, message: str) -> None:
    """A baseline of another shape or version is bad input, with the command that writes one."""
    with pytest.raises(InputError, match=r"baseline main\.json") as caught:
        read_baseline(content, "main.json")

    assert message in str(caught.value)
    assert "llmcmp check -f json" in (caught.value.hint or "")


def test_a_baseline_of_other_workloads_is_refused(tmp_path: Path) -> None:
    """Where no workload is in both, the files do not belong together."""
    with pytest.raises(InputError, match=r"is of other workloads: chat \(here: mail"):
        delta(tmp_path, text({}), text({"name": "mail"}), was=registry(), now=registry())


def test_a_move_to_weights_of_ones_own_is_mix(
    tmp_path: Path, shipped: tuple[Registry, HostingTables]
) -> None:
    """The delta prices a hosting plan like any other offer: the change of model is mix."""
    registry, tables = shipped
    text = "workloads:\n  chat: {model: %s, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
    options = {"registry": registry, "hosting": tables}
    first = checked(tmp_path, text % "gpt-4o-mini", **options)
    base = read_baseline(json.loads(json_text(first)), "main.json")
    second = checked(
        tmp_path, text % "qwen2.5-7b@self", **options, baseline=base, baseline_name="main.json"
    )

    assert second.delta is not None
    assert first.monthly is not None
    assert second.monthly is not None
    # The replicas needed for the same requests do not change: nothing is left for volume.
    assert second.delta.mix == second.monthly - first.monthly
    assert second.delta.total == second.delta.mix
