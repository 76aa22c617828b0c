"""One replica that could serve the problem."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.hosting.candidate import at_own_price, other_precisions
from llmcmp.records import replace
from llmcmp.usage import Workload


def test_a_measured_speed_is_used_as_it_is(candidate: Any) -> None:
    """400 output tokens a second, 200 in each answer: two requests a second."""
    _, best = candidate(measured=Decimal(400))

    assert best.fleet.rate == 2


def test_a_measured_speed_of_nothing_is_refused(candidate: Any) -> None:
    """Output tokens a second say nothing of requests without output."""
    with pytest.raises(InputError, match="say nothing of requests without output"):
        candidate(measured=Decimal(400), workload=Workload(input_tokens=1000))


def test_an_hour_of_a_replica_is_an_hour_of_each_card(candidate: Any) -> None:
    """Two cards at $2 are $4."""
    _, best = candidate(count=2)

    assert best.hour == 4


@pytest.mark.parametrize(
    ("options", "billing"),
    [
        ({}, "reserved"),
        ({"autoscaled": True}, "autoscaled"),
        ({"term": "serverless"}, "serverless"),
        ({"term": "serverless", "price_per_gpu_hour": Decimal(1)}, "reserved"),
    ],
)
def test_how_a_fleet_is_paid_for(candidate: Any, options: dict[str, Any], billing: str) -> None:
    """A price of one's own is one of reserved hours, whatever the term."""
    _, best = candidate(**options)

    assert best.fleet.billing == billing


def test_measurements_back_a_card_or_a_single_one(candidate: Any) -> None:
    """Cards of one vendor without data are trusted alone, not joined by an unproven link."""
    _, one = candidate(count=1)
    fit = one.fit
    bare = replace(fit, gpu=replace(fit.gpu, batched_data=False))

    assert replace(one, fit=bare).backed
    assert not replace(one, fit=replace(bare, gpus=2)).backed
    assert not replace(one, fit=replace(fit, gpu=replace(fit.gpu, vendor="amd"))).backed


def test_a_price_of_ones_own_replaces_that_of_the_file(candidate: Any) -> None:
    """$5 an hour; without one the replica stays as it is."""
    stated, best = candidate()
    assert at_own_price(stated, best) is best

    stated = replace(stated, options=replace(stated.options, price_per_gpu_hour=Decimal(5)))
    assert at_own_price(stated, best).hour == 5


def test_other_precisions_that_the_card_can_do(candidate: Any) -> None:
    """Neither the one in use, nor any where the speed was measured."""
    stated, best = candidate(precision="fp16")
    rates = other_precisions(stated, best)

    assert "fp16" not in rates
    assert rates["fp8"] > best.fleet.rate
    measured, same = candidate(precision="fp16", measured=Decimal(400))
    assert other_precisions(measured, same) == {}
