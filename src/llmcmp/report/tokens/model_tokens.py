"""One model: what its tokens are priced by, how many were counted, and what they cost as input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from ...errors import LlmcmpError
from ...exact import exact
from ...notices import Notice
from ...pricing import Quote, quote
from ...records import record, replace
from ...registry import Offer
from ...schema import ContentClass, Meter, ModelSpec, Tier
from ...usage import TokenCount, TokenItem, Usage
from ..market import Market

SHARE_STEP = Decimal("0.0001")
"""Shares of a context are no finite decimals; they are rounded to a millionth of it."""


@record
class TokenModel:
    """A model whose tokens are asked for; it need not have a price."""

    selector: str
    """What the user typed."""
    spec: ModelSpec
    offer: Offer | None = None
    """The API offer that prices it; absent where there is none."""
    unpriced: str | None = None
    """Why there is no price."""
    warnings: tuple[Notice, ...] = ()
    """What was not certain about the name."""


@record
class ModelTokens:
    """Everything that was counted, on one model."""

    selector: str
    """What the user typed."""
    id: str
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
    """Vocabulary that was counted, or the measured one used instead."""
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


def token_model(market: Market, text: str) -> TokenModel:
    """Return what the selector *text* stands for; a model that nobody sells is countable, too."""
    try:
        offer = market.select(text)
    except LlmcmpError as error:
        if text not in market.registry:
            raise
        match = market.registry.find(text, market.at)
        return TokenModel(
            selector=text, spec=match.spec, unpriced=str(error), warnings=match.warnings
        )
    why = f"{offer.spec.name} is self-hosted: no price per token" if offer.is_self else None
    return TokenModel(
        selector=text,
        spec=offer.spec,
        offer=None if offer.is_self else offer,
        unpriced=why,
        warnings=offer.warnings,
    )


def model_tokens(
    market: Market, model: TokenModel, count: TokenCount, items: tuple[TokenItem, ...]
) -> tuple[ModelTokens, list[Notice]]:
    """Return the sum on one model with the warnings it gives rise to."""
    window = model.spec.context_window
    quotes, price_notices = _quotes(market, model, count, items)
    offer = model.offer
    notices = [*model.warnings, *price_notices, *_context_notices(model.spec, count)]
    tokens = ModelTokens(
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
    return tokens, [replace(notice, selector=model.selector) for notice in notices]


def _context_percent(tokens: int, window: int) -> Decimal:
    with exact():
        return (Decimal(100) * tokens / window).quantize(SHARE_STEP)


def _quotes(
    market: Market, model: TokenModel, count: TokenCount, items: Sequence[TokenItem]
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
                market.at,
                channel=offer.channel,
                tier=offer.tier,
                discounts=market.registry.discounts,
            )
            for tokens in dict.fromkeys((count.tokens, count.low, count.high))
        ]
    except LlmcmpError as error:
        return [], [Notice(code="unpriced", text=str(error))]
    notices = [notice for each in quotes for notice in each.notes]
    if quotes[0].ended is not None and quotes[0].ended < market.at:
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
