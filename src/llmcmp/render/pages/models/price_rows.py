"""Price rows in the few words a table cell has room for."""

from __future__ import annotations

from ....readable import decimal_text
from ....schema import Meter, Rates

_SHORT_HEADS = {
    Meter.INPUT: "In",
    Meter.CACHED_INPUT: "Cached",
    Meter.CACHE_WRITE: "Write",
    Meter.CACHE_WRITE_1H: "Write 1h",
    Meter.OUTPUT: "Out",
    Meter.INPUT_AUDIO: "Audio in",
    Meter.CACHED_INPUT_AUDIO: "Cached audio",
    Meter.OUTPUT_AUDIO: "Audio out",
    Meter.WEB_SEARCH: "Search",
}


def meter_head(meter: Meter) -> str:
    """Return the title of a meter's column: a short one where there is one, else its name."""
    return _SHORT_HEADS.get(meter) or meter.value.replace("_", " ").capitalize()


def since_text(rates: Rates) -> str:
    """Write the first day of a price row, and whether that day is only when it was seen."""
    return f"{rates.since} (seen)" if rates.since_basis == "seen" else rates.since


def rate_text(rates: Rates, meter: Meter) -> str:
    """Write every digit of a rate; a dash where the row has none for *meter*."""
    rate = rates.rate(meter)
    return "-" if rate is None else decimal_text(rate)


def where_text(rates: Rates) -> str:
    """Write the prompt length and hours a price row is for; nothing where it is for all."""
    limits = []
    if rates.prompt_over is not None:
        limits.append(f"over {rates.prompt_over:,}")
    if rates.hours:
        limits.append(f"UTC {', '.join(rates.hours)}")
    return "; ".join(limits)
