"""A workload in one line."""

from __future__ import annotations

from ...readable import count, decimal_text, plural
from ...usage import DAYS_PER_MONTH, HOURS_PER_MONTH, Workload


def workload_text(workload: Workload) -> str:
    """Describe a workload in one line."""
    parts = [
        f"{plural(workload.requests, 'request')} a {workload.per} x "
        f"({_input_text(workload)} in, {count(workload.output_tokens)} out)"
    ]
    if workload.cached_share:
        parts.append(f"{decimal_text(workload.cached_share * 100)} % cached")
    if workload.cache_write_share:
        parts.append(f"{decimal_text(workload.cache_write_share * 100)} % written to a cache")
    parts += [f"image {image.width}x{image.height} ({image.detail})" for image in workload.images]
    if workload.per != "month":
        basis = f"{DAYS_PER_MONTH} days" if workload.per == "day" else f"{HOURS_PER_MONTH} hours"
        parts.append(f"a month of {basis}")
    return ", ".join(parts)


def _input_text(workload: Workload) -> str:
    """Name what goes in: tokens, files whose tokens differ from model to model, or both."""
    if workload.prompt is None:
        return count(workload.input_tokens)
    files = workload.prompt.files
    names = files if len(files) <= _NAMED_FILES else (f"{len(files)} files",)
    return " + ".join((count(workload.input_tokens), *names) if workload.input_tokens else names)


_NAMED_FILES = 3
"""Files of a prompt that a title names."""
