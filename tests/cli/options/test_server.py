"""The options that describe how a model is hosted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.cli.options.server import ServerOptions, Term, Traffic
from llmcmp.errors import InputError
from llmcmp.hosting import HostingOptions, Owned


def test_without_an_option_everything_is_chosen() -> None:
    """The defaults of the options are those of the hosting model."""
    assert ServerOptions().options() == HostingOptions()


def test_every_option_reaches_the_plan() -> None:
    """Numbers, shares and amounts as people write them."""
    options = ServerOptions(
        gpu="L40S",
        gpus="2",
        precision="fp8",
        engine="vllm",
        concurrency="32",
        longest_request="8k",
        measured="1.45k tok/s",
        peak_to_mean="2.5",
        traffic=Traffic.CODING,
        headroom="70%",
        redundancy="2",
        gpu_vendor="acme",
        term=Term.ON_DEMAND,
        price_per_gpu_hour="$1.20",
        autoscaled=True,
        fixed_monthly="$500",
    )

    assert options.options() == HostingOptions(
        gpu="L40S",
        gpus=2,
        precision="fp8",
        engine="vllm",
        concurrency=32,
        longest_request=8000,
        measured=Decimal(1450),
        peak_to_mean=Decimal("2.5"),
        traffic="coding",
        headroom=Decimal("0.7"),
        redundancy=2,
        vendor="acme",
        term="on-demand",
        price_per_gpu_hour=Decimal("1.20"),
        autoscaled=True,
        fixed_monthly=Decimal(500),
    )


@pytest.mark.parametrize(
    ("fields", "owned"),
    [
        ({}, None),
        ({"owned": True}, Owned()),
        ({"owned_price": "$250k"}, Owned(server_usd=Decimal(250_000))),
        ({"owned_draw": "80%", "pue": "1.2"}, Owned(load=Decimal("0.8"), pue=Decimal("1.2"))),
    ],
)
def test_any_word_of_an_owned_server_means_one(fields: dict[str, Any], owned: Owned | None) -> None:
    """``--owned`` alone takes the usual numbers."""
    assert ServerOptions(**fields).options().owned == owned


def test_a_broken_number_names_its_option() -> None:
    """As the user wrote it."""
    with pytest.raises(InputError, match="--gpus: not a number: two"):
        ServerOptions(gpus="two").options()
