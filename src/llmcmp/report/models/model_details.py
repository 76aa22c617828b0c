"""``models show``: everything the registry holds on one model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from ...records import record
from ...schema import (
    ModelSpec,
    Source,
)
from ..header import Report, registry_used
from ..market import Market


@record
class ModelDetails(Report):
    """Everything that is known of one model."""

    schema: str = "llmcmp/models-show/1"
    shelf: Literal["curated", "imported"]
    """Whether the registry's own files describe the model, or price feeds do."""
    models: tuple[ModelSpec, ...]
    """The model, as the registry holds it."""
    source_table: Mapping[str, Source]
    """The sources it cites, by id."""


def model_details(market: Market, name: str) -> ModelDetails:
    """Return everything known of the model *name* stands for on the day."""
    registry = market.registry
    match = registry.find(name, market.at)
    cited = dict.fromkeys(cited_sources(match.spec))
    return ModelDetails(
        at=market.at,
        registry=registry_used(registry),
        warnings=match.warnings,
        shelf=match.shelf,
        models=(match.spec,),
        source_table={key: source for key in cited if (source := registry.source(key)) is not None},
    )


def cited_sources(spec: ModelSpec) -> Iterable[str]:
    """Yield the id of every source the model's record cites, in the order of its fields."""
    for ids in spec.sources.values():
        yield from ids
    if spec.architecture is not None:
        for ids in spec.architecture.sources.values():
            yield from ids
    for rule in (spec.image_tokens, spec.audio_tokens, spec.chat_overhead):
        if rule is not None:
            yield from rule.sources
    cited = [
        *(row.sources for row in spec.rates),
        *(price.sources for price in spec.training),
        *(score.sources for score in spec.scores),
        *(dispute.sources for dispute in spec.disputes),
    ]
    for ids in cited:
        yield from ids
    for row in spec.rates:
        for dispute in row.disputes:
            yield from dispute.sources
