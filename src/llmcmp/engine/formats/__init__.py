"""The formats of usage files: one class each, recognised by header or keys, never by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import InputError, UsageFileError
from ..options import ReadOptions
from .anthropic import ApiCost, ConsoleCost, ConsoleUsage
from .anthropic import ApiUsage as AnthropicApiUsage
from .bedrock import InvocationLog
from .bill import AwsCur, AzureCost, Focus, GcpBilling
from .deepseek import UsageAmount
from .gateway import HeliconeRequests, LiteLLMSpendLogs, OpenRouterActivity
from .generic import GenericJson, GenericTable, looks_generic
from .langfuse import ObservationsCsv, ObservationsJson
from .openai import ApiCosts, ApiUsage, DashboardCosts, DashboardUsage
from .otel import Spans
from .response import Responses
from .session import ClaudeCode, Codex
from .shape import Format

FORMATS: tuple[type[Format], ...] = (
    DashboardUsage,
    DashboardCosts,
    ApiUsage,
    ApiCosts,
    ConsoleUsage,
    ConsoleCost,
    AnthropicApiUsage,
    ApiCost,
    InvocationLog,
    AwsCur,
    AzureCost,
    GcpBilling,
    Focus,
    UsageAmount,
    OpenRouterActivity,
    LiteLLMSpendLogs,
    HeliconeRequests,
    ObservationsCsv,
    ObservationsJson,
    Spans,
    ClaudeCode,
    Codex,
    Responses,
    GenericTable,
    GenericJson,
)
"""Every format, in the order they are tried."""

FORMAT_IDS: tuple[str, ...] = tuple(known.id for known in FORMATS)
"""What ``--from`` takes."""


def detect(
    shape: str, samples: list[Mapping[str, Any]], options: ReadOptions, file: str
) -> type[Format]:
    """Return the format of a file from its header, or from its first objects."""
    if options.format is not None:
        return _forced(shape, options, samples, file)
    mapped = bool(options.mapping)
    for known in () if mapped else FORMATS:
        if known.shape == shape and any(known.claims(sample) for sample in samples):
            return known
    if any(looks_generic(sample, options) for sample in samples):
        return GenericTable if shape == "table" else GenericJson
    raise _unknown(shape, samples, file)


def _forced(
    shape: str, options: ReadOptions, samples: list[Mapping[str, Any]], file: str
) -> type[Format]:
    name = options.format
    known = next((known for known in FORMATS if known.id == name), None)
    if known is None:
        raise InputError(f"unknown format: {name}", hint=f"formats are {', '.join(FORMAT_IDS)}")
    if known.shape != shape:
        kinds = {"table": "a table", "document": "JSON"}
        raise UsageFileError(f"{file}: not {kinds[known.shape]}, as {name} is")
    if known in (GenericTable, GenericJson):
        if not any(looks_generic(sample, options) for sample in samples):
            raise _unknown(shape, samples, file)
    elif shape == "table" and not known.claims(samples[0]):
        raise UsageFileError(f"{file}: it lacks columns of {name}")
    return known


def _unknown(shape: str, samples: list[Mapping[str, Any]], file: str) -> UsageFileError:
    names = list(samples[0]) if samples else []
    shown = ", ".join(str(name)[:40] for name in names[:12])
    if shape == "table" and len(names) == 1:
        return UsageFileError(
            f"{file}: only one column: {shown}",
            hint="tables are separated by comma, semicolon, tab or |",
        )
    return UsageFileError(
        f"{file}: not a known usage format; it has {shown or 'no columns'}",
        hint="say what is what: --map input_tokens=COLUMN,output_tokens=COLUMN,timestamp=COLUMN",
    )
