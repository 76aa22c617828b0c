"""What ``llmcmp.yaml`` says, as the records that are computed with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..needs import Needs
from ..schema.config import Config, NeedsConfig, WorkloadConfig
from ..schema.numbers import read_count, read_number, read_share, read_size
from ..usage import Image, Workload


def workload_of(name: str, entry: WorkloadConfig, prompt_tokens: int = 0) -> Workload:
    """Return the workload an entry describes; *prompt_tokens* are those of its prompt files."""
    return Workload(
        name=name,
        requests=read_number(entry.requests),
        per=entry.per,
        input_tokens=read_count(entry.input_tokens) + prompt_tokens,
        output_tokens=read_count(entry.output_tokens),
        cached_share=read_share(entry.cached_share),
        cache_write_share=read_share(entry.cache_write_share),
        images=tuple(_image(text) for text in entry.images),
    )


def _image(text: str) -> Image:
    width, height, detail = read_size(text)
    return Image(width=width, height=height, detail="low" if detail == "low" else "high")


def needs_of(entry: NeedsConfig | None) -> Needs:
    """Return the needs an entry describes; all is acceptable where there is none."""
    if entry is None:
        return Needs()
    return Needs(
        offers=entry.offers,
        min_context=None if entry.min_context is None else read_count(entry.min_context),
        min_output=None if entry.min_output is None else read_count(entry.min_output),
        min_scores={name: Decimal(value) for name, value in entry.min_scores.items()},
        commercial_use=entry.commercial_use,
        weights=entry.weights,
        channels=entry.channels,
        developers=entry.developers,
        available_until=(
            None if entry.available_until is None else date.fromisoformat(entry.available_until)
        ),
    )


def needs_for(config: Config, entry: WorkloadConfig) -> Needs:
    """Return the needs of one workload: its own, else those of the whole file."""
    return needs_of(config.needs if entry.needs is None else entry.needs)


def candidates_for(config: Config, entry: WorkloadConfig) -> tuple[str, ...]:
    """Return the candidates of one workload: its own, else those of the whole file."""
    return entry.candidates or config.candidates
