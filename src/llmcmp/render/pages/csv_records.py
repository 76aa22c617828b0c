"""Cells and rows of CSV that several pages share: every digit, nothing where nothing is known."""

from __future__ import annotations

from decimal import Decimal

from ...readable import decimal_text
from ...records import field_names
from ...report.offers.offered_model import OfferedModel
from ...schema import Features, Meter


def decimal_cell(value: Decimal | None) -> str:
    """Write every digit of a number; nothing where there is none."""
    return "" if value is None else decimal_text(value)


MODEL_COLUMNS = """
selector id channel tier name developer released state retires weights licence commercial_use
context_window max_output_tokens input_modalities features tokenizer input cached_input cache_write
output rates_since blend monthly per_request low high ratio feasible reasons
"""


def model_record(model: OfferedModel) -> tuple[str, ...]:
    """Return the cells of ``MODEL_COLUMNS`` for one model."""
    plain = model.rates[0] if model.rates else None
    cost = model.cost
    names = [name for name in field_names(Features) if name != "since"]
    return (
        model.selector,
        model.id,
        model.channel,
        model.tier.value,
        model.name,
        model.developer,
        model.released,
        model.lifecycle.state,
        model.lifecycle.retires or "",
        model.weights,
        model.licence.name,
        model.licence.commercial_use,
        str(model.context_window),
        str(model.max_output_tokens),
        " ".join(model.modalities.input),
        " ".join(name for name in names if getattr(model.features, name) == "yes"),
        model.tokenizer.name,
        *(
            decimal_cell(plain.rate(meter) if plain else None)
            for meter in (Meter.INPUT, Meter.CACHED_INPUT, Meter.CACHE_WRITE, Meter.OUTPUT)
        ),
        plain.since if plain else "",
        decimal_cell(model.blend),
        *(
            decimal_cell(getattr(cost, name) if cost else None)
            for name in ("monthly", "per_request", "low", "high")
        ),
        decimal_cell(model.ratio),
        "yes" if model.feasible else "no",
        "; ".join(reason.text for reason in model.reasons),
    )
