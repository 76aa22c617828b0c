"""Usage without a known price: what it is, and how it could be priced."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from ..errors import UnpricedError
from ..notices import Notice
from ..readable import plural
from ..records import record
from ..registry import Registry
from .priced_usage import PricedUsage

SHOWN = 10
"""How many mistakes an error names."""


@record
class Unpriced:
    """Rows of one model that have no known price."""

    model: str
    """The model as the files spell it."""
    rows: int
    tokens: int
    """Tokens of all meters."""
    reason: str
    """Why there is no price."""
    suggestions: tuple[str, ...]
    """Names that look like it, or selectors that are priced."""

    @property
    def alias(self) -> str | None:
        """The option that would price these rows, to paste where the suggestion is right.

        None where no name has the same numbers: another version or size has another price.
        """
        if not self.suggestions:
            return None
        is_selector = "@" in self.suggestions[0]
        if not is_selector and not _same_numbers(self.model, self.suggestions[0]):
            return None
        return f"--alias {shlex.quote(f'{self.model}={self.suggestions[0]}')}"


def unpriced_of(usage: PricedUsage, registry: Registry) -> tuple[Unpriced, ...]:
    """Return one line per model and reason, most tokens first."""
    lines = [
        Unpriced(
            model=group.model,
            rows=group.rows,
            tokens=group.tokens,
            reason=str(group.error),
            suggestions=_suggestions(group.model, registry),
        )
        for group in usage.unpriced
    ]
    return tuple(sorted(lines, key=lambda line: (-line.tokens, line.model, line.reason)))


def _suggestions(model: str, registry: Registry) -> tuple[str, ...]:
    """Return what *model* may have meant: near names, or the channels that price it.

    A known model whose tier or meter has no price gets none: another name would not price it.
    """
    if not model:
        return ()
    if model not in registry:
        return tuple(sorted(registry.near(model), key=lambda name: not _same_numbers(model, name)))
    if registry.spelled(model).casefold() in map(str.casefold, registry.moving_aliases):
        return ()
    spec = registry[model]
    return (
        ()
        if spec.own_channel in spec.channels
        else tuple(f"{spec.id}@{channel}" for channel in spec.channels)
    )


def _same_numbers(written: str, name: str) -> bool:
    """Tell whether *name* has no number that *written* lacks, as versions and sizes are."""
    return set(re.findall(r"[0-9]+", name)) <= set(re.findall(r"[0-9]+", written))


def cannot_price(unpriced: Sequence[Unpriced], rows: int, kept: int) -> UnpricedError:
    """Return the error that names every model without a price, and what to paste."""
    lines = [f"no price known for {rows:,} of {kept:,} rows"]
    lines += [
        f"  {line.model or '(no model)'}: {line.reason} "
        f"({plural(line.rows, 'row')}, {line.tokens:,} tokens)"
        for line in unpriced[:SHOWN]
    ]
    if len(unpriced) > SHOWN:
        lines.append(f"  and {len(unpriced) - SHOWN:,} more")
    pasted = " ".join(line.alias for line in unpriced[:SHOWN] if line.alias)
    unnamed = any(not line.model for line in unpriced)
    bare = [line for line in unpriced if line.model and not line.alias]
    strange = next((line for line in bare if line.reason.startswith("unknown model")), None)
    early = any("no price known on that date" in line.reason for line in bare)
    known = any(not line.reason.startswith("unknown model") for line in bare)
    steps = [
        *(["--model MODEL names the model of rows that name none"] if unnamed else []),
        *([f"if these are the models meant: {pasted}"] if pasted else []),
        *([_which(strange)] if strange else []),
        *(["price every row on another day: --at today"] if early else []),
        *(["give missing prices in an overlay: --registry FILE"] if known else []),
        *(["--allow-unpriced leaves these rows out"] if rows < kept else []),
    ]
    return UnpricedError("\n".join(lines), hint="; ".join(steps))


def _which(line: Unpriced) -> str:
    near = f" (near: {', '.join(line.suggestions)})" if line.suggestions else ""
    return f"name the model that is meant: --alias {shlex.quote(f'{line.model}=ID')}{near}"


def left_out(unpriced: Sequence[Unpriced]) -> Iterator[Notice]:
    """Say that the figures are not the whole story."""
    if unpriced:
        rows = sum(line.rows for line in unpriced)
        tokens = sum(line.tokens for line in unpriced)
        yield Notice(
            code="unpriced",
            text=f"{plural(rows, 'row')} with {tokens:,} tokens: no price is known, not included",
        )
