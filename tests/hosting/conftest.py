"""A hosting problem: Llama 3.1 8B and a million chats a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.hosting import HostingOptions
from llmcmp.hosting.candidate import Candidate, candidate_of
from llmcmp.hosting.fleet import Load
from llmcmp.hosting.problem import HostingProblem, problem_of
from llmcmp.records import replace
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload

Problem = Callable[..., HostingProblem]


@pytest.fixture
def problem(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Problem:
    """State the problem with these options."""

    def state(
        name: str = "llama-3.1-8b",
        *,
        workload: Workload | None = None,
        experts: int | None = None,
        **options: Any,
    ) -> HostingProblem:
        return problem_of(
            spec(name, experts=experts),
            gpus,
            parameters,
            at=date(2026, 11, 22),
            load=Load(requests=Decimal(1_000_000), peak_to_mean=Decimal(2), basis="as given"),
            workload=workload or Workload(input_tokens=1000, output_tokens=200),
            options=HostingOptions(**options),
        )

    return state


@pytest.fixture
def candidate(problem: Problem, gpus: GpusFile) -> Callable[..., tuple[HostingProblem, Candidate]]:
    """State the problem and solve it on so many of one card, at $2 an hour (from $1 to $4)."""

    def solve(
        gpu: str = "L40S", count: int = 1, **options: Any
    ) -> tuple[HostingProblem, Candidate]:
        stated = problem(**options)
        card = next(each for each in gpus.gpus if each.id == gpu)
        price = replace(
            replace(stated, options=HostingOptions()).price_of(card),
            typical=Decimal(2),
            low=Decimal(1),
            high=Decimal(4),
        )
        return stated, candidate_of(stated, stated.fit_on(card, count), price)

    return solve
