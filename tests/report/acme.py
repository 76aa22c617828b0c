"""Invented models and usage rows for the tests of reports."""

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.registry import Layer, Registry
from llmcmp.schema import (
    Caching,
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Tier,
    Tokenizer,
)
from llmcmp.usage import RowCounts, Usage, UsageData, UsageFileInfo, UsageRow


def rates(since: str, input_: str, output: str, **more: Any) -> Rates:
    """Return a price row of Acme's own channel."""
    fields: dict[str, Any] = {
        name: Decimal(value) if isinstance(value, str) and name != "ended" else value
        for name, value in more.items()
        if name not in ("channel", "tier")
    }
    return Rates(
        channel=more.get("channel", "acme"),
        tier=more.get("tier", Tier.STANDARD),
        since=since,
        input=Decimal(input_),
        output=Decimal(output),
        **fields,
    )


def model(id_: str, *rows: Rates, **more: Any) -> ModelSpec:
    """Return a model that does only what the test is about."""
    given: dict[str, Any] = {
        "developer": "Acme",
        "own_channel": "acme",
        "released": "2025-01-01",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="proprietary", commercial_use="yes"),
        "context_window": 1_000_000,
        "max_output_tokens": 100_000,
        "modalities": Modalities(input=("text",), output=("text",)),
        "features": Features(prompt_caching="yes"),
        "tokenizer": Tokenizer(name="o200k_base"),
        "caching": Caching(write_fee="none"),
        "parameters": Parameters(),
    }
    return ModelSpec(id=id_, rates=rows, **{"name": id_, **given, **more})


def registry(*models: ModelSpec, **more: Any) -> Registry:
    """Return a registry of these models."""
    return Registry(Layer(models={spec.id: spec for spec in models}, **more), version="2026-01-01")


def row(day: str | None, input_: int = 0, output: int = 0, **more: Any) -> UsageRow:
    """Return a usage row of one request."""
    usage = {name: more.pop(name) for name in list(more) if name in Usage.__dataclass_fields__}
    return UsageRow(
        **{
            "written_model": "small",
            "requests": 1,
            **more,
            "day": None if day is None else date.fromisoformat(day),
            "usage": Usage(input=input_, output=output, **usage),
        }
    )


def data(*rows: UsageRow, **more: Any) -> UsageData:
    """Return usage as a reader hands it over."""
    counts = more.pop("counts", RowCounts(read=sum(one.rows for one in rows)))
    info = {
        name: more.pop(name) for name in list(more) if name in UsageFileInfo.__dataclass_fields__
    }
    file = UsageFileInfo(
        **{
            "file": "usage.csv",
            "format": "generic-table",
            "convention": "",
            "counts": counts,
            **info,
        }
    )
    return UsageData(rows=rows, files=(file,), **more)
