"""``tokens``: the same text on every model, how sure each count is, and what it costs as input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import Literal

from ...notices import Notice
from ...records import record
from ...schema import ContentClass
from ...usage import TokenCount, TokenItem
from ..header import Report, registry_used
from ..market import Market
from .model_tokens import ModelTokens, TokenModel, model_tokens


@record
class TextCounts:
    """One text with its tokens on every model, in the order of the selectors."""

    name: str
    """File it was read from."""
    counts: tuple[TokenCount, ...]


@record
class RequestCounts:
    """What a request holds beside texts: messages, tools, images, sound."""

    total: TokenCount
    """Sum of the items."""
    items: tuple[TokenItem, ...]


@record
class TextTokens:
    """Tokens of one text on one model."""

    selector: str
    """What the user typed."""
    tokens: int
    kind: Literal["exact", "calibrated"]
    low: int
    """Lower end of the band."""
    high: int
    """Upper end of the band."""


@record
class FileTokens:
    """Tokens of one file on every model."""

    file: str
    """The file, or ``-`` for standard input."""
    content_class: ContentClass | None
    """Class of its text."""
    counts: tuple[TextTokens, ...]
    """Its tokens, in the order of the selectors."""


@record
class SkippedFile:
    """A file that was not counted."""

    file: str
    reason: str


@record
class TokenCounts(Report):
    """The same text on several models."""

    schema: str = "llmcmp/tokens/1"
    counts: tuple[ModelTokens, ...]
    """All of the text on each model, in the order of the selectors."""
    files: tuple[FileTokens, ...]
    """Each file by itself."""
    skipped: tuple[SkippedFile, ...]
    """Files that were not counted."""


def token_counts(
    market: Market,
    models: Sequence[TokenModel],
    texts: Sequence[TextCounts],
    requests: Sequence[RequestCounts] = (),
    *,
    skipped: Sequence[SkippedFile] = (),
    notices: Sequence[Notice] = (),
) -> TokenCounts:
    """Add up texts and requests on every model, and price them as the input of one request.

    *requests* holds one entry for each model, or none at all.
    """
    counts: list[ModelTokens] = []
    all_notices = [*notices, *_text_notices(models, texts)]
    for index, model in enumerate(models):
        parts = [text.counts[index] for text in texts]
        items: tuple[TokenItem, ...] = ()
        if requests:
            parts.append(requests[index].total)
            items = requests[index].items
        tokens, own_notices = model_tokens(market, model, reduce(add, parts), items)
        counts.append(tokens)
        all_notices += own_notices
    return TokenCounts(
        at=market.at,
        registry=registry_used(market.registry),
        warnings=tuple(dict.fromkeys(all_notices)),
        counts=tuple(counts),
        files=tuple(_file_tokens(models, text) for text in texts),
        skipped=tuple(skipped),
    )


def _file_tokens(models: Sequence[TokenModel], text: TextCounts) -> FileTokens:
    return FileTokens(
        file=text.name,
        content_class=text.counts[0].content_class,
        counts=tuple(
            TextTokens(
                selector=model.selector,
                tokens=count.tokens,
                kind=count.kind,
                low=count.low,
                high=count.high,
            )
            for model, count in zip(models, text.counts, strict=True)
        ),
    )


def _text_notices(models: Sequence[TokenModel], texts: Sequence[TextCounts]) -> Iterator[Notice]:
    """Say what must be known of a text, whatever the model."""
    for text in texts:
        first = text.counts[0]
        name = "standard input" if text.name == "-" else text.name
        if first.tokens == (models[0].spec.tokenizer.prefix is not None):
            yield Notice(code="empty", text=f"{name}: empty")
        for warning in first.warnings:
            yield Notice(code="not-utf-8", text=f"{name}: {warning}")
