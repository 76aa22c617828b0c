"""What an hour of a GPU costs: vendors, terms, days, own prices, owned servers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError, UnknownNameError, UnpricedError
from llmcmp.hosting import HostingOptions, Owned, break_even, plan
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload

AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)
MINI = (1155 * Decimal("0.15") + 211 * Decimal("0.60")) / 1_000_000


def test_h100_prices(llama: Any) -> None:
    """Eleven rows from 2.69 (Runpod community) to 12.29 (Azure), median 3.99: a factor of 4.6."""
    price = llama(HostingOptions(gpu="H100")).price

    assert (price.low, price.typical, price.high) == (
        Decimal("2.69"), Decimal("3.99"), Decimal("12.29"),
    )  # fmt: skip
    assert [row.vendor for row in (price.rows[0], price.rows[-1])] == ["Runpod", "Azure"]
    assert "2026-11-09" in price.basis


def test_the_median_of_an_even_number_of_rows(llama: Any) -> None:
    """Six L40S rows: 0.79, 1.09, 1.50, 1.55, 2.25 and 2.6232 have the median 1.525."""
    assert llama().price.typical == (Decimal("1.50") + Decimal("1.55")) / 2


def test_vendor_and_term(llama: Any) -> None:
    """A named vendor and term choose their row; what nobody sells is said, not zero."""
    spot = llama(HostingOptions(gpu="H100", vendor="coreweave", term="spot"))
    assert spot.price.typical == Decimal("2.464")

    with pytest.raises(UnpricedError, match="no reserved price of L40S"):
        llama(HostingOptions(gpu="L40S", term="reserved"))
    with pytest.raises(UnpricedError, match="no price of B200 from AWS"):
        llama(HostingOptions(gpu="B200", vendor="AWS"))
    with pytest.raises(UnknownNameError, match="unknown GPU vendor: Lambada"):
        llama(HostingOptions(gpu="B200", vendor="Lambada"))


def test_prices_of_the_day(llama: Any) -> None:
    """A price read in autumn is not known in January, and is called old a year later."""
    with pytest.raises(UnpricedError, match="on 2026-01-15"):
        llama(HostingOptions(gpu="H100", vendor="Azure"), at=date(2026, 1, 15))

    later = llama(HostingOptions(gpu="H100", vendor="Azure"), at=date(2027, 11, 9))
    assert any(r.code == "price-age" and "365 days" in r.text for r in later.warnings)


def test_a_card_nobody_sells_has_no_money(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """The A6000 has no price row: its speed is shown, its cost is unknown and not zero."""
    result = plan(
        spec("llama-3.1-8b"), gpus, parameters, at=AT, workload=CHAT,
        options=HostingOptions(gpu="A6000"),
    )  # fmt: skip

    assert result.throughput.output > 0
    assert result.monthly_cost is None
    assert result.hourly_cost is None
    assert result.cost_per_million_tokens is None
    assert any(remark.code == "unpriced" for remark in result.warnings)
    assert "no price of A6000" in break_even(result, MINI).reason


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_impossible_own_prices(price: str) -> None:
    """Zero, negative and no-number prices are refused by the flag's name."""
    with pytest.raises(InputError, match="--price-per-gpu-hour"):
        HostingOptions(price_per_gpu_hour=Decimal(price))


def test_absurd_own_prices_are_marked(llama: Any) -> None:
    """A cent an hour is a price floor read as a price; two dollars are a contract."""
    cent = llama(HostingOptions(gpu="B200", price_per_gpu_hour=Decimal("0.01")))
    contract = llama(HostingOptions(gpu="H100", price_per_gpu_hour=Decimal("2.10")))

    assert any(remark.code == "price-absurd" for remark in cent.warnings)
    assert not any(remark.code == "price-absurd" for remark in contract.warnings)


def test_an_owned_server(llama: Any) -> None:
    """310 k$ over 4 years, 5 % upkeep, 10.2 kW at 70 %, PUE 1.54, $0.146: 1.53 $ per GPU-hour."""
    capital = Decimal(310_000) / 4 / 8760 / 8
    upkeep = Decimal(310_000) * Decimal("0.05") / 8760 / 8
    power = Decimal("10.2") * Decimal("0.7") * Decimal("1.54") * Decimal("0.146") / 8
    result = llama(HostingOptions(gpu="H100", owned=Owned()))

    assert [round(part, 2) for part in (capital, upkeep, power)] == [
        Decimal("1.11"), Decimal("0.22"), Decimal("0.20"),
    ]  # fmt: skip
    assert result.price.typical == pytest.approx(capital + upkeep + power, abs=Decimal("1e-20"))
    assert round(result.price.typical, 2) == Decimal("1.53")
    assert result.price.low < result.price.typical < result.price.high

    with pytest.raises(UnpricedError, match="no purchase price of a server with L40S"):
        llama(HostingOptions(gpu="L40S", owned=Owned()))
    own = llama(HostingOptions(gpu="L40S", owned=Owned(server_usd=Decimal(60_000))))
    assert Decimal("0.2") < own.price.typical < Decimal("0.6")
