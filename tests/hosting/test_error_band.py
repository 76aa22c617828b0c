"""How far the speed of a plan may be off, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.hosting.error_band import band_factors, band_reasons, first_token_band, throughput
from llmcmp.records import replace
from llmcmp.schema.hosting import Band, HostingParameters

DEFAULT = Band(low=Decimal("0.8"), high=Decimal("1.25"), reason="usual")
NO_DATA = Band(low=Decimal("0.5"), high=Decimal("1.1"), reason="no data")
AMD = Band(low=Decimal("0.6"), high=Decimal(2), reason="amd")


def banded(stated: Any, parameters: HostingParameters) -> Any:
    """Return the problem with bands that are easy to tell apart."""
    bands = {**parameters.bands, "default": DEFAULT, "no-data": NO_DATA, "amd": AMD}
    first = {**bands, "first-token": Band(low=Decimal("0.5"), high=Decimal(2), reason="first")}
    return replace(stated, parameters=replace(parameters, bands=first))


def test_the_default_stands_alone(candidate: Any, parameters: HostingParameters) -> None:
    """With a rate of r, r x 200 output tokens a second, from 0.8 to 1.25 times that."""
    stated, best = candidate("H100-SXM")
    stated = banded(stated, parameters)
    speed = throughput(stated, best)

    assert band_reasons(stated, best) == ("usual",)
    assert speed.output == best.fleet.rate * 200
    assert speed.input == best.fleet.rate * 1000
    assert speed.low == speed.output * Decimal("0.8")
    assert speed.high == speed.output * Decimal("1.25")


def test_several_reasons_widen_the_band(candidate: Any, parameters: HostingParameters) -> None:
    """The lowest low and the highest high: 0.5 and 2."""
    stated, best = candidate("H100-SXM")
    stated = banded(stated, parameters)
    card = replace(best.fit.gpu, vendor="amd", batched_data=False)
    doubtful = replace(best, fit=replace(best.fit, gpu=card))

    assert band_reasons(stated, doubtful) == ("amd", "no data")
    assert band_factors(stated, doubtful) == (Decimal("0.5"), Decimal(2))


def test_a_measurement_has_no_band(candidate: Any) -> None:
    """It is what it is."""
    stated, best = candidate("H100-SXM", measured=Decimal(400))

    assert band_factors(stated, best) == (Decimal(1), Decimal(1))
    assert band_reasons(stated, best) == ("your own measurement",)


def test_the_first_token_has_a_band_of_its_own(
    candidate: Any, parameters: HostingParameters
) -> None:
    """A speed from 0.5 to 2 times is a time from 200 / 2 to 200 / 0.5 milliseconds."""
    stated, _ = candidate("H100-SXM")

    assert first_token_band(banded(stated, parameters), 200.0) == (Decimal(100), Decimal(400))
