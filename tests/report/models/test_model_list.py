"""Lists of the registry: what a filter leaves, and the order of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.needs import Needs
from llmcmp.registry import Registry
from llmcmp.report.market import Market
from llmcmp.report.models.model_list import Sort, model_list

AT = date(2026, 11, 22)


def ids(registry: Registry, needs: Needs | None = None, **more: object) -> list[str]:
    """Return the ids a list holds."""
    result = model_list(Market(registry=registry, at=AT), needs or Needs(), **more)  # type: ignore[arg-type]
    return [model.id for model in result.models]


def test_without_a_filter_everything_is_listed(registry: Registry) -> None:
    """All models, by id."""
    assert ids(registry) == sorted(registry.ids)


def test_filters(registry: Registry) -> None:
    """Developer, weights, licence, modality, feature, context, price and state each filter."""
    deepseek = ids(registry, Needs(developers=("deepseek",)))
    assert {"deepseek-v4-flash", "deepseek-v4.1-flash"} <= set(deepseek)
    assert {registry[id_].developer for id_ in deepseek} == {"DeepSeek"}
    for spec in map(registry.__getitem__, ids(registry, Needs(weights=("open",)))):
        assert spec.weights == "open"
    for spec in map(registry.__getitem__, ids(registry, Needs(commercial_use=True))):
        assert spec.licence.commercial_use in ("yes", "conditional")
    wide = ids(registry, Needs(offers=("image", "function_calling"), min_context=200_000))
    assert wide
    for spec in map(registry.__getitem__, wide):
        assert "image" in spec.modalities.input
        assert spec.features.function_calling in ("yes", "host")
        assert int(spec.context_window) >= 200_000
    for spec in map(registry.__getitem__, ids(registry, states=("retired",))):
        assert spec.lifecycle.state == "retired"


def test_models_that_will_still_be_there(registry: Registry) -> None:
    """A need for a day leaves out what is retired already as well as what will be by then."""
    there = ids(registry, Needs(available_until=date(2027, 6, 1)))

    assert "claude-3-haiku" in ids(registry)  # retired on 2026-04-20, and listed
    assert "claude-3-haiku" not in there
    assert "gpt-4o-mini" not in there  # retires on 2027-01-14
    assert "gpt-6-luna" in there


def test_what_can_be_self_hosted(registry: Registry) -> None:
    """The shape of GPT-3 is published and its weights are not."""
    own = ids(registry, Needs(channels=("self",)))

    assert registry["gpt-3-davinci"].architecture is not None
    assert "gpt-3-davinci" not in own
    assert "opt-175b" in own


def test_price_limits_leave_out_what_has_no_price(registry: Registry) -> None:
    """At most 0.15 in: gpt-4o-mini is in, gpt-4o is not, and OPT, which has no price, is not."""
    cheap = ids(registry, max_input=Decimal("0.15"))

    assert "gpt-4o-mini" in cheap
    assert "gpt-4o-2024-08-06" not in cheap
    assert "opt-175b" not in cheap
    assert "gpt-4o-mini" not in ids(registry, max_output=Decimal("0.59"))


def test_a_channel_shows_its_own_price(registry: Registry) -> None:
    """On Bedrock, Llama 3.3 70B costs 0.72; a model Bedrock never had is left out."""
    result = model_list(Market(registry=registry, at=AT), Needs(channels=("bedrock",)))
    llama = next(model for model in result.models if model.id == "llama-3.3-70b")

    assert llama.channel == "bedrock"
    assert llama.rates[0].input == Decimal("0.72")
    assert {model.channel for model in result.models} == {"bedrock"}


@pytest.mark.parametrize("sort", Sort)
def test_sorting(registry: Registry, sort: Sort) -> None:
    """Every order is total, its reverse has the same models, and what has no value comes last."""
    up = ids(registry, sort=sort)
    down = ids(registry, sort=sort, descending=True)

    assert sorted(up) == sorted(down) == sorted(registry.ids)
    assert ids(registry, sort=sort) == up
    if sort in (Sort.INPUT, Sort.OUTPUT, Sort.BLEND):
        result = model_list(Market(registry=registry, at=AT), Needs(), sort=sort).models
        have = [bool(model.rates) for model in result]
        assert have == sorted(have, reverse=True)
        assert down[len([x for x in have if x]) :] == up[len([x for x in have if x]) :]


def test_sorting_by_input_price(registry: Registry) -> None:
    """Prices ascend."""
    result = model_list(Market(registry=registry, at=AT), Needs(), sort=Sort.INPUT).models
    prices = [model.rates[0].input for model in result if model.rates]
    known = [price for price in prices if price is not None]

    assert known == sorted(known)
