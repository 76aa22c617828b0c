"""A list of models, laid out."""

from __future__ import annotations

from ....readable import per_million
from ....report.models.model_list import ModelList
from ....schema import Meter
from ...page import Column, Page, Table, Text, number_columns, text_columns
from ..csv_records import MODEL_COLUMNS, model_record
from ..facts import lifecycle_text, limit_text


def list_page(report: ModelList) -> Page:
    """Lay out a list of models."""
    count = f"{len(report.models)} of {report.total} models; USD per million tokens on {report.at}"
    elsewhere = bool(report.needs.channels)
    table = Table(
        columns=(
            Column(title="Model", whole=True),
            *number_columns("Context", "In", "Out"),
            *((Column(title="Channel"),) if elsewhere else ()),
            Column(title="Lifecycle", whole=True),
        ),
        rows=tuple(
            (
                model.id,
                limit_text(model.context_window),
                *(
                    per_million(model.rates[0].rate(meter)) if model.rates else "-"
                    for meter in (Meter.INPUT, Meter.OUTPUT)
                ),
                *((model.channel,) if elsewhere else ()),
                lifecycle_text(model, report.at),
            )
            for model in report.models
        ),
    )
    data = Table(
        columns=text_columns(*MODEL_COLUMNS.split()),
        rows=tuple(model_record(model) for model in report.models),
    )
    return Page(blocks=(table, Text(lines=(count,))), data=data)
