"""The formats of usage files: one class each, recognised by header or keys, never by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...errors import InputError, UsageFileError
from ..options import ReadOptions
from .agent_logs import ClaudeCode, Codex
from .anthropic import ApiCost, ConsoleCost, ConsoleUsage
from .anthropic import ApiUsage as AnthropicApiUsage
from .any_table import GenericJson, GenericTable, looks_generic
from .api_responses import Responses
from .base import Format, Record, at
from .bedrock import InvocationLog
from .cloud_bills import AwsCur, AzureCost, Focus, GcpBilling
from .deepseek import UsageAmount
from .gateways import HeliconeRequests, LiteLLMSpendLogs, OpenRouterActivity
from .langfuse import ObservationsCsv, ObservationsJson
from .openai import ApiCosts, ApiUsage, DashboardCosts, DashboardUsage
from .otel import Spans
from .reshaping import Shape

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
    shape: Shape,
    samples: list[Mapping[str, Any]],
    options: ReadOptions,
    file: str,
    objects: Callable[[], list[Record]] = list,
) -> type[Format]:
    """Return the format of a file from its header, or from its first objects.

    It may be of the other *shape*: a table saved as JSON, or JSON saved as a table, of which
    *objects* returns the first rows as what they were.
    """
    if options.format is not None:
        return _forced(shape, options, samples, file, objects)
    mapped = bool(options.mapping)
    known = None if mapped else _claiming(shape, samples)
    if known is None and not mapped and shape == "document":
        known = _claiming("table", samples)
    if known is not None:
        return known
    if any(looks_generic(sample, options) for sample in samples) and not _maps_deeper(
        shape, samples, options, objects
    ):
        return GenericTable if shape == "table" else GenericJson
    if shape == "table":
        known = _within(objects(), options)
        if known is not None:
            return known
    raise _unknown(shape, samples, file, objects())


def _within(told: list[Record], options: ReadOptions) -> type[Format] | None:
    """Return the format of JSON objects that a table holds, None where there is none."""
    if not options.mapping:
        return _claiming("document", told)
    return GenericJson if any(looks_generic(one, options) for one in told) else None


def _claiming(shape: Shape, samples: Iterable[Mapping[str, Any]]) -> type[Format] | None:
    """Return the first format of a shape that recognises one of the samples."""
    told = list(samples)
    return next(
        (
            known
            for known in FORMATS
            if known.shape == shape and any(known.claims(sample) for sample in told)
        ),
        None,
    )


def _maps_deeper(
    shape: Shape,
    samples: list[Mapping[str, Any]],
    options: ReadOptions,
    objects: Callable[[], list[Record]],
) -> bool:
    """Tell whether the mapping of a table names fields inside of its columns."""
    columns = (options.mapping or {}).values()
    deep = [name for name in columns if "." in name and name not in samples[0]]
    if shape == "document" or not deep:
        return False
    told = objects()
    return all(any(at(one, *name.split(".")) is not None for one in told) for name in deep)


def _forced(
    shape: Shape,
    options: ReadOptions,
    samples: list[Mapping[str, Any]],
    file: str,
    objects: Callable[[], list[Record]],
) -> type[Format]:
    name = options.format
    known = next((known for known in FORMATS if known.id == name), None)
    if known is None:
        raise InputError(f"unknown format: {name}", hint=f"formats are {', '.join(FORMAT_IDS)}")
    generic = known in (GenericTable, GenericJson)
    if known.shape != shape:
        told = samples if shape == "document" else objects()
        if generic or not any(known.claims(sample) for sample in told):
            kinds = {"table": "a table", "document": "JSON"}
            raise UsageFileError(f"{file}: not {kinds[known.shape]}, as {name} is")
    elif generic:
        if not any(looks_generic(sample, options) for sample in samples):
            raise _unknown(shape, samples, file)
    elif shape == "table" and not known.claims(samples[0]):
        raise UsageFileError(f"{file}: it lacks columns of {name}")
    return known


def _unknown(
    shape: Shape, samples: list[Mapping[str, Any]], file: str, told: Iterable[Record] = ()
) -> UsageFileError:
    names = list(samples[0]) if samples else []
    shown = ", ".join(str(name)[:40] for name in names[:12])
    cells = (cell for one in told for cell in one.values() if isinstance(cell, str))
    if any(cell.startswith(("{'", "[{'")) for cell in cells):
        return UsageFileError(
            f"{file}: not a known usage format; its cells hold Python objects, not JSON",
            hint="save it as JSON lines: frame.to_json(PATH, orient='records', lines=True)",
        )
    if shape == "table" and len(names) == 1:
        return UsageFileError(
            f"{file}: only one column: {shown}",
            hint="tables are separated by comma, semicolon, tab or |",
        )
    return UsageFileError(
        f"{file}: not a known usage format; it has {shown or 'no columns'}",
        hint="say what is what: --map input_tokens=COLUMN,output_tokens=COLUMN,timestamp=COLUMN",
    )
