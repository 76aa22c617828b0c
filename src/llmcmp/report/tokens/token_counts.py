"""``tokens``: the same text on every model, how sure each count is, and what it costs as input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Literal

from ...errors import LlmcmpError
from ...exact import exact
from ...notices import Notice
from ...pricing import Quote, quote
from ...records import record, replace
from ...registry import Offer, Registry, select
from ...schema import ContentClass, Meter, ModelSpec, Tier
from ...usage import TokenCount, TokenItem, Usage
from ..header import Report, registry_used

SHARE_STEP = Decimal("0.0001")
"""Shares of a context are no finite decimals; they are rounded to a millionth of it."""


@record
class Countable:
    """A model whose tokens are asked for; it need not have a price."""

    selector: str
    """What the user typed."""
    spec: ModelSpec
    """The model."""
    offer: Offer | None = None
    """The API offer that prices it; absent where there is none."""
    unpriced: str | None = None
    """Why there is no price."""
    warnings: tuple[Notice, ...] = ()
    """What was not certain about the name."""


@record
class CountedText:
    """One text with its tokens on every model, in the order of the selectors."""

    name: str
    """File it was read from."""
    counts: tuple[TokenCount, ...]
    """Its tokens."""


@record
class CountedRequest:
    """What a request holds beside texts: messages, tools, images, sound."""

    total: TokenCount
    """Sum of the items."""
    items: tuple[TokenItem, ...]
    """The items."""


@record
class ModelTokens:
    """Everything that was counted, on one model."""

    selector: str
    """What the user typed."""
    id: str
    """Id of the model."""
    channel: str | None
    """Channel whose price was applied; absent where none was."""
    tier: Tier | None
    """Tier whose price was applied; absent where none was."""
    tokens: int
    """Tokens; the best estimate where the count is calibrated."""
    kind: Literal["exact", "calibrated"]
    """``exact``: counted on the model's own vocabulary; ``calibrated``: an estimate."""
    low: int
    """Lower end of the band."""
    high: int
    """Upper end of the band."""
    tokenizer: str
    """Vocabulary that was counted, or the measured one that stands in."""
    content_class: ContentClass | None
    """Class of the text; absent where there are several."""
    context_window: int | str
    """Most tokens of prompt and answer together."""
    context_percent: Decimal | None
    """Share of the context that is used, in percent, rounded; absent where that is unknown."""
    cost_as_input: Decimal | None
    """USD as uncached input of one request; absent where the warnings say why."""
    cost_low: Decimal | None
    """USD at the low end of the band."""
    cost_high: Decimal | None
    """USD at the high end of the band."""
    rules: tuple[str, ...]
    """Rules the count was made by."""
    items: tuple[TokenItem, ...]
    """Messages, chat format, tools, images and sound, item by item."""


@record
class TextTokens:
    """Tokens of one text on one model."""

    selector: str
    """What the user typed."""
    tokens: int
    """Tokens."""
    kind: Literal["exact", "calibrated"]
    """How sure that is."""
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
    """The file."""
    reason: str
    """Why not."""


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


def countable(
    registry: Registry, text: str, *, at: date, gpu_names: frozenset[str] = frozenset()
) -> Countable:
    """Return what the selector *text* stands for; a model that nobody sells is countable, too."""
    try:
        offer = select(registry, text, at=at, gpu_names=gpu_names)
    except LlmcmpError as error:
        if text not in registry:
            raise
        match = registry.find(text, at)
        return Countable(
            selector=text, spec=match.spec, unpriced=str(error), warnings=match.warnings
        )
    why = f"{offer.spec.name} is self-hosted: no price per token" if offer.is_self else None
    return Countable(
        selector=text,
        spec=offer.spec,
        offer=None if offer.is_self else offer,
        unpriced=why,
        warnings=offer.warnings,
    )


def token_counts(
    registry: Registry,
    models: Sequence[Countable],
    texts: Sequence[CountedText],
    requests: Sequence[CountedRequest] = (),
    *,
    at: date,
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
        model_tokens, own_notices = _model_tokens(registry, model, reduce(add, parts), items, at)
        counts.append(model_tokens)
        all_notices += own_notices
    return TokenCounts(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(all_notices)),
        counts=tuple(counts),
        files=tuple(_file_tokens(models, text) for text in texts),
        skipped=tuple(skipped),
    )


def _file_tokens(models: Sequence[Countable], text: CountedText) -> FileTokens:
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


def _text_notices(models: Sequence[Countable], texts: Sequence[CountedText]) -> Iterator[Notice]:
    """Say what must be known of a text, whatever the model."""
    for text in texts:
        first = text.counts[0]
        name = "standard input" if text.name == "-" else text.name
        if first.tokens == (models[0].spec.tokenizer.prefix is not None):
            yield Notice(code="empty", text=f"{name}: empty")
        for warning in first.warnings:
            yield Notice(code="not-utf-8", text=f"{name}: {warning}")


def _model_tokens(
    registry: Registry,
    model: Countable,
    count: TokenCount,
    items: tuple[TokenItem, ...],
    at: date,
) -> tuple[ModelTokens, list[Notice]]:
    """Return the sum on one model with the warnings it gives rise to."""
    window = model.spec.context_window
    quotes, price_notices = _quotes(registry, model, count, items, at)
    offer = model.offer
    notices = [*model.warnings, *price_notices, *_context_notices(model.spec, count)]
    model_tokens = ModelTokens(
        selector=model.selector,
        id=model.spec.id,
        channel=None if offer is None else offer.channel,
        tier=None if offer is None else offer.tier,
        tokens=count.tokens,
        kind=count.kind,
        low=count.low,
        high=count.high,
        tokenizer=count.tokenizer,
        content_class=count.content_class,
        context_window=window,
        context_percent=_context_percent(count.tokens, window) if isinstance(window, int) else None,
        cost_as_input=quotes[0].cost if quotes else None,
        cost_low=min((each.low for each in quotes), default=None),
        cost_high=max((each.high for each in quotes), default=None),
        rules=count.notes,
        items=items,
    )
    return model_tokens, [replace(notice, selector=model.selector) for notice in notices]


def _context_percent(tokens: int, window: int) -> Decimal:
    with exact():
        return (Decimal(100) * tokens / window).quantize(SHARE_STEP)


def _quotes(
    registry: Registry,
    model: Countable,
    count: TokenCount,
    items: Sequence[TokenItem],
    at: date,
) -> tuple[list[Quote], list[Notice]]:
    """Price the count and both ends of its band, or say why nobody can."""
    offer = model.offer
    if offer is None:
        return [], [Notice(code="unpriced", text=model.unpriced or "unpriced")]
    sound = sum(item.tokens for item in items if item.meter is Meter.INPUT_AUDIO)
    try:
        quotes = [
            quote(
                offer.spec,
                Usage(input=tokens - sound, input_audio=sound),
                at,
                channel=offer.channel,
                tier=offer.tier,
                discounts=registry.discounts,
            )
            for tokens in dict.fromkeys((count.tokens, count.low, count.high))
        ]
    except LlmcmpError as error:
        return [], [Notice(code="unpriced", text=str(error))]
    notices = [notice for each in quotes for notice in each.notes]
    if quotes[0].ended is not None and quotes[0].ended < at:
        text = f"{model.spec.name}: the offer ended on {quotes[0].ended}; this is its last price"
        notices.append(Notice(code="withdrawn", text=text))
    return quotes, notices


def _context_notices(spec: ModelSpec, count: TokenCount) -> Iterator[Notice]:
    """Say where the text does not fit, or may not."""
    limit = spec.max_input_tokens or spec.context_window
    if not isinstance(limit, int) or count.high <= limit:
        return
    what = "its longest prompt" if spec.max_input_tokens else "its context"
    verb = "do not fit" if count.low > limit else "may not fit"
    yield Notice(
        code="context", text=f"{spec.name}: {count.tokens:,} tokens {verb} {what} of {limit:,}"
    )
