"""What is to be hosted, with its names looked up and its defaults filled in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError, UnpricedError
from llmcmp.records import replace
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload


def test_defaults(problem: Any, parameters: HostingParameters) -> None:
    """The first engine and precision of the file, and its usual request where none is given."""
    stated = problem(workload=Workload())

    assert (stated.engine, stated.precision) == (parameters.engines[0], parameters.precisions[0])
    assert stated.input_tokens == parameters.rules.input_tokens
    assert stated.output_tokens == parameters.rules.output_tokens


def test_lengths_of_requests(problem: Any) -> None:
    """1,000 in and 200 out are 1,200; a longest request of less is still that long."""
    assert problem().length == 1200
    assert problem().longest == 1200
    assert problem(longest_request=100).longest == 1200
    assert problem(longest_request=5000).longest == 5000


def test_no_request_is_longer_than_the_context_window(problem: Any) -> None:
    """The model refuses it before its memory matters: OPT takes 2,048 tokens."""
    assert problem("opt-6.7b", longest_request=5000).longest == 2048
    assert problem("opt-6.7b", workload=Workload(input_tokens=5000)).longest == 2048


def test_a_useful_batch(problem: Any, parameters: HostingParameters) -> None:
    """As many mean requests as a sensible plan holds, or as the user lets in."""
    rules = replace(parameters.rules, sensible_batch=16)
    stated = replace(problem(), parameters=replace(parameters, rules=rules))

    assert stated.useful_tokens == 16 * 1200
    few = replace(stated, options=replace(stated.options, concurrency=4))
    assert few.useful_tokens == 4 * 1200


@pytest.mark.parametrize("count", [16, 32])
def test_several_servers_need_a_measurement(problem: Any, count: int) -> None:
    """The speed model describes one server; a measured speed needs no model."""
    with pytest.raises(InputError, match="are more than one server"):
        problem().check_size(count)
    problem(measured=Decimal(1000)).check_size(count)


def test_a_shape_outside_the_model_needs_a_measurement(problem: Any) -> None:
    """Mixtures of experts have a speed that is not computed."""
    with pytest.raises(UnpricedError, match="cannot be hosted by calculation: it is a mixture"):
        problem(experts=8)
    assert problem(experts=8, measured=Decimal(1000)).shape.outside
