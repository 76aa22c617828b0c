"""The numbers of a network that the formulas use, or why they are missing."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.errors import UnpricedError
from llmcmp.hosting.replica.architecture import shape_of
from llmcmp.records import replace
from llmcmp.schema import Parameters


def test_a_model_whose_numbers_are_all_known(spec: Any) -> None:
    """Llama 3.1 8B: 32 layers of 4,096, 32 query heads that share 8 of 128."""
    shape = shape_of(spec("llama-3.1-8b"))

    assert (shape.layers, shape.width, shape.heads, shape.kv_heads) == (32, 4096, 32, 8)
    assert (shape.head_dim, shape.parameters) == (128, 8_030_000_000)
    assert shape.remarks == ()
    assert shape.outside is None


def test_what_is_missing_is_taken_as_the_most_it_can_be(spec: Any) -> None:
    """One KV head for each head, and d_model / heads = 4096 / 32 = 128; both are remarked."""
    model = spec("llama-3.1-8b", kv_heads=None, head_dim=None, attention="sliding window")
    shape = shape_of(replace(model, parameters=Parameters(total=8_000_000_000)))

    assert (shape.kv_heads, shape.head_dim, shape.parameters) == (32, 128, 8_000_000_000)
    assert [remark.split(":")[0] for remark in shape.remarks] == [
        "kv_heads not known",
        "head_dim not known",
        "attention",
        "weights",
    ]


def test_an_unusual_head_is_not_guessed(spec: Any) -> None:
    """4096 / 24 is no size, and 4,000 / 40 = 100 is none that heads have."""
    for width, heads in ((4096, 24), (4000, 40)):
        with pytest.raises(UnpricedError, match=r"d_model / heads = .* is no usual size"):
            shape_of(spec("llama-3.1-8b", head_dim=None, d_model=width, heads=heads))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": "none"}, "its weights are not published"),
        ({"architecture": None}, "its architecture is not known"),
        ({"parameters": Parameters()}, "its number of weights is not known"),
    ],
)
def test_without_weights_or_numbers_nothing_is_computed(
    spec: Any, changes: dict[str, Any], message: str
) -> None:
    """The error says what an overlay could add."""
    with pytest.raises(UnpricedError, match=message) as caught:
        shape_of(replace(spec("llama-3.1-8b"), **changes))
    assert caught.value.hint


def test_shapes_that_the_speed_model_does_not_describe(spec: Any) -> None:
    """Mixtures of experts, and weights of a precision nobody measured."""
    assert "mixture of experts" in (shape_of(spec("llama-3.1-8b", experts=8)).outside or "")
    assert "MXFP4" in (shape_of(spec("llama-3.1-8b", quantised="MXFP4")).outside or "")
