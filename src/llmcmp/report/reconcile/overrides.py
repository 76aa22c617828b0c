"""What to give llmcmp so that a difference closes: overlays as YAML, and options."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ...pricing import price_rows
from ...schema import Meter, Rates, Tier
from .line import Line


def discount(lines: Sequence[Line], model: str | None, percent: Decimal) -> str:
    """Return an overlay that takes *percent* off the model, or off all of them."""
    channels = {priced.tariff.channel for line in lines for priced in line.rows}
    tiers = {priced.tariff.tier.value for line in lines for priced in line.rows}
    days = [line.day for line in lines if line.day is not None]
    fields = [
        f"percent: {percent:f}",
        *([f"channel: {next(iter(channels))}"] if len(channels) == 1 else []),
        *([f"model: {model}"] if model else []),
        *([f"tier: {next(iter(tiers))}"] if model and len(tiers) == 1 else []),
        *([f"since: {min(days)}"] if days else []),
    ]
    return f"discounts:\n  - {{{', '.join(fields)}}}\n"


def batch_aliases(lines: Sequence[Line]) -> str:
    """Return options that read the names of the usage files as batch traffic."""
    names = {
        priced.row.written_model: priced.tariff.spec.id
        for line in lines
        for priced in line.rows
        if priced.tariff.tier == Tier.STANDARD
    }
    return " ".join(f"--alias {shlex.quote(f'{name}={id_}+batch')}" for name, id_ in names.items())


def write_rate(lines: Sequence[Line], share: Decimal) -> str | None:
    """Return an overlay whose rate for cache writes is the one that was charged."""
    tariff = lines[0].rows[0].tariff
    days = [priced.row.day for line in lines for priced in line.rows if priced.row.day is not None]
    if not days:
        return None
    rows = price_rows(tariff.spec, min(days), channel=tariff.channel, tier=tariff.tier)
    plain = rows.rows[0].rates  # the plain row comes first
    short, long = plain.cache_write, plain.cache_write_1h
    if short is None or long is None:
        return None
    paid = short + (long - short) * share
    return (
        "overrides:\n"
        f"  - model: {tariff.spec.id}\n"
        "    rates:\n"
        f"      - {{{', '.join(_fields(plain, min(days), paid.normalize()))}}}\n"
    )


def _fields(rates: Rates, since: date, write: Decimal) -> Iterator[str]:
    yield f"channel: {rates.channel}"
    if rates.tier != Tier.STANDARD:
        yield f"tier: {rates.tier}"
    yield f"since: {since}"
    for meter in Meter:
        rate = write if meter == Meter.CACHE_WRITE else rates.rate(meter)
        if rate is not None:
            yield f"{meter}: {rate:f}"
