"""Lists, details and price histories of models, laid out."""

from __future__ import annotations

from collections.abc import Iterable

from ....readable import decimal_text
from ....records import field_names
from ....report.models.model_details import ModelDetails
from ....schema import UNKNOWN, Features, Meter, ModelSpec, Rates, Tier
from ...page import Column, Page, Table, Text, number_columns, text_columns
from ..facts import (
    features_text,
    licence_text,
    lifecycle_text,
    limit_text,
    parameters_text,
    tokenizer_text,
)
from .price_rows import meter_head, rate_text, since_text, where_text


def details_page(report: ModelDetails) -> Page:
    """Lay out everything known of one model, each fact with its sources."""
    spec = report.models[0]
    facts = tuple(_facts(spec, report))
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(f"{spec.name} ({spec.id})",)),
        Table(columns=text_columns("Fact", "Value", "Sources"), rows=facts),
    ]
    blocks += _rates(spec)
    blocks += _scores(spec)
    blocks += _remarks(spec, report)
    blocks.append(
        Table(
            title="Sources",
            columns=(Column(title="Id", whole=True), Column(title="Source", links=True)),
            rows=tuple(
                (key, f"{source.title} ({source.date}) {source.url or ''}".strip())
                for key, source in report.source_table.items()
            ),
        )
    )
    data = Table(columns=text_columns("fact", "value", "sources"), rows=facts)
    return Page(blocks=tuple(blocks), data=data)


def _shelf_text(report: ModelDetails) -> str:
    if report.shelf == "curated":
        return "curated"
    feeds = ", ".join(source.title for source in report.source_table.values())
    return f"imported from {feeds}"


def _facts(spec: ModelSpec, report: ModelDetails) -> Iterable[tuple[str, str, str]]:
    rows = (
        ("shelf", _shelf_text(report)),
        ("developer", spec.developer),
        ("family", spec.family or "-"),
        ("aliases", ", ".join(spec.aliases) or "-"),
        ("released", spec.released),
        ("knowledge_cutoff", spec.knowledge_cutoff),
        ("lifecycle", _lifecycle(spec, report)),
        ("weights", spec.weights),
        ("access", spec.access or UNKNOWN),
        ("licence", licence_text(spec) + (f" ({d})" if (d := spec.licence.detail) else "")),
        ("parameters", parameters_text(spec)),
        ("context_window", limit_text(spec.context_window)),
        ("max_input_tokens", limit_text(spec.max_input_tokens or "-")),
        ("max_output_tokens", limit_text(spec.max_output_tokens)),
        ("modalities", _modalities(spec)),
        ("features", features_text(spec)),
        ("tokenizer", tokenizer_text(spec)),
    )
    for name, value in rows:
        if value != "-":
            yield name.replace("_", " "), value, _sources_of(spec, name)
    yield from _rules(spec)


def _lifecycle(spec: ModelSpec, report: ModelDetails) -> str:
    text = lifecycle_text(spec, report.at)
    life = spec.lifecycle
    if life.deprecated:
        text += f", deprecated {life.deprecated}"
    if life.not_before:
        text += f", not before {life.not_before}"
    if life.replacement:
        text += f", replacement {life.replacement}"
    for channel, day in life.elsewhere.items():
        text += f", on {channel} {day}"
    return text


def _modalities(spec: ModelSpec) -> str:
    reads, writes = spec.modalities.input, spec.modalities.output
    if not reads:
        return UNKNOWN
    return f"{', '.join(reads)} in; {', '.join(writes) or UNKNOWN} out"


def _sources_of(spec: ModelSpec, name: str) -> str:
    ids = [
        source
        for key, sources in spec.sources.items()
        if key == name or key.startswith(f"{name}.")
        for source in sources
    ]
    return ", ".join(dict.fromkeys(ids)) or "none"


def _rules(spec: ModelSpec) -> Iterable[tuple[str, str, str]]:
    """Yield the architecture and the rules for tokens, as name and value pairs."""
    if spec.architecture is not None:
        shape = spec.architecture
        numbers = ("layers", "d_model", "heads", "kv_heads", "head_dim", "ffn", "vocabulary")
        sizes = [f"{name} {getattr(shape, name):,}" for name in numbers if getattr(shape, name)]
        cited = dict.fromkeys(source for ids in shape.sources.values() for source in ids)
        yield "architecture", f"{shape.kind}; {', '.join(sizes)}", ", ".join(cited) or "none"
    if spec.caching is not None and spec.caching.minimum_prefix:
        yield "caching", f"from {spec.caching.minimum_prefix:,} tokens", ""
    for name, rule in (
        ("image tokens", spec.image_tokens),
        ("audio tokens", spec.audio_tokens),
        ("chat overhead", spec.chat_overhead),
    ):
        if rule is not None:
            values = [
                f"{field.replace('_', ' ')} {value}"
                for field in field_names(rule)
                if field not in ("sources", "note") and (value := getattr(rule, field)) is not None
            ]
            yield name, ", ".join(values), ", ".join(rule.sources) or "none"


def _rates(spec: ModelSpec) -> Iterable[Table | Text]:
    if not spec.rates:
        yield Text(lines=("No API price is known on any channel.",))
        return
    meters = [m for m in Meter if any(row.rate(m) is not None for row in spec.rates)]
    yield Table(
        title="Price rows, USD per million tokens (`llmcmp models history` puts them in order)",
        columns=(
            Column(title="Since", whole=True),
            *text_columns("Offer"),
            *number_columns(*(meter_head(meter) for meter in meters)),
            *text_columns("Sources"),
        ),
        rows=tuple(
            (
                since_text(row),
                _offer(row),
                *(rate_text(row, m) for m in meters),
                ", ".join(row.sources),
            )
            for row in spec.rates
        ),
    )
    for price in spec.training:
        yield Text(
            lines=(
                f"Training on {price.channel} since {price.since}: "
                f"${decimal_text(price.per_million)} per million tokens "
                f"({', '.join(price.sources)})",
            )
        )


def _offer(row: Rates) -> str:
    text = row.channel if row.tier is Tier.STANDARD else f"{row.channel} {row.tier}"
    where = where_text(row)
    text += f", {where}" if where else ""
    return f"{text}, ended {row.ended}" if row.ended else text


def _scores(spec: ModelSpec) -> Iterable[Table]:
    if spec.scores:
        yield Table(
            title="Scores (only those of one set may be compared)",
            columns=(
                *text_columns("Benchmark"),
                *number_columns("Value"),
                *text_columns("Shots", "Set", "Reported by", "Sources"),
            ),
            rows=tuple(
                (
                    score.benchmark,
                    decimal_text(score.value),
                    score.shots or "-",
                    score.set or "-",
                    score.reported_by,
                    ", ".join(score.sources),
                )
                for score in spec.scores
            ),
        )


def _remarks(spec: ModelSpec, report: ModelDetails) -> Iterable[Text]:
    """Yield disputes, unknowns, notes and warnings."""
    disputes = [("", dispute) for dispute in spec.disputes]
    disputes += [
        (f"{row.channel} {row.tier} price since {row.since}: ", dispute)
        for row in spec.rates
        for dispute in row.disputes
    ]
    if disputes:
        yield Text(
            lines=(
                "Disputed:",
                *(
                    f"- {where}{dispute.about}: {dispute.stated}"
                    f" ({', '.join(dispute.sources) or 'no source'})"
                    + (f"; {dispute.note}" if dispute.note else "")
                    for where, dispute in disputes
                ),
            )
        )
    unknown = [
        name.replace("_", " ")
        for name in field_names(Features)
        if getattr(spec.features, name) == UNKNOWN
    ]
    if unknown:
        yield Text(lines=(f"Unknown: {', '.join(unknown)}",))
    notes = [*spec.notes]
    notes += [
        f"{row.channel} {row.tier} since {row.since}: {row.note}" for row in spec.rates if row.note
    ]
    notes += [
        f"{score.benchmark} {score.value}: {score.note}" for score in spec.scores if score.note
    ]
    for part in (spec.parameters, spec.tokenizer, spec.lifecycle, spec.caching, spec.image_tokens):
        if part is not None and part.note:
            notes.append(part.note)
    if notes:
        yield Text(lines=("Notes:", *(f"- {note}" for note in notes)))
    if report.warnings:
        yield Text(kind="warnings", lines=tuple(w.text for w in report.warnings))
