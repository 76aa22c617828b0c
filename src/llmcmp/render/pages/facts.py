"""Facts of a model in the few words a table cell has room for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...pricing import LineItem
from ...readable import decimal_text, known
from ...records import field_names
from ...report.header import RegistryUsed
from ...report.offers.offered_model import OfferedModel
from ...schema import UNKNOWN, Features, ModelSpec, first_day


def registry_text(used: RegistryUsed) -> str:
    """Name the registry a report was computed from, and its overlays."""
    text = f"registry {used.version}"
    if used.overlays:
        text += f" with {', '.join(overlay.name for overlay in used.overlays)}"
    return text


Described = OfferedModel | ModelSpec
"""Both carry the descriptive fields under the same names."""


def lifecycle_text(model: Described, at: date) -> str:
    """Return the state of the model on *at*, with the day of its retirement if one is known."""
    life = model.lifecycle
    if life.retires is None:
        return life.state
    if life.retires == UNKNOWN:
        return f"{life.state} (day unknown)"
    if first_day(life.retires) > at:
        return f"retires {life.retires}"
    return f"{'API ' if life.state == 'api-retired' else ''}retired {life.retires}"


def licence_text(model: Described) -> str:
    """Name the licence and say whether it allows commercial use."""
    allowed = {
        "yes": "commercial use",
        "conditional": "commercial use on conditions",
        "no": "no commercial use",
        UNKNOWN: "commercial use unknown",
    }[model.licence.commercial_use]
    return f"{known(model.licence.name)}: {allowed}"


def parameters_text(model: Described) -> str:
    """Give the number of parameters, where the developer states it."""
    parameters = model.parameters
    if parameters.total is None:
        return parameters.disclosure
    text = billions(parameters.total)
    if parameters.active is not None:
        text += f" ({billions(parameters.active)} active)"
    return text if parameters.disclosure == "official" else f"{text}, not official"


def billions(number: int) -> str:
    """Write a number of parameters."""
    if number >= 10**9:
        return f"{decimal_text(Decimal(number) / 10**9)}B"
    return f"{decimal_text(Decimal(number) / 10**6)}M"


def limit_text(limit: int | str) -> str:
    """Write a limit in tokens."""
    if isinstance(limit, int):
        return f"{limit:,}"
    return {"shares-window": "shares the window", "host": "set by the host"}.get(limit, limit)


def features_text(model: Described) -> str:
    """List what the model offers, and what is not known."""
    names = [name for name in field_names(Features) if name != "since"]
    has = [n for n in names if getattr(model.features, n) == "yes"]
    host = [n for n in names if getattr(model.features, n) == "host"]
    text = ", ".join(name.replace("_", " ") for name in has) or "none known"
    if host:
        text += f"; by host: {', '.join(name.replace('_', ' ') for name in host)}"
    return text


def tokenizer_text(model: Described) -> str:
    """Name the vocabulary, with the token it puts in front."""
    prefix = model.tokenizer.prefix
    return f"{model.tokenizer.name} + {prefix}" if prefix else model.tokenizer.name


def contract_line(line: LineItem) -> str:
    """Name a line that a contract adds."""
    return f"{line.meter.replace('-', ' ')}, {line.label}"
