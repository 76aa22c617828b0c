"""What is known of one model, each fact with its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, get_args

from ..records import field, field_names, record
from .dates import PartialDate, check_partial
from .network import Architecture, Parameters
from .rates import Dispute, Rates
from .source import Sources
from .token_rules import AudioTokens, ChatOverhead, ImageTokens, Tokenizer

Known = Literal["yes", "no", "unknown", "host"]
"""Whether a model offers something; ``host``: it depends on who serves the weights."""

LifecycleState = Literal["active", "legacy", "deprecated", "retired", "api-retired", "unmaintained"]
"""``api-retired``: gone from the developer's own API, the weights remain."""

LIFECYCLE_STATES: tuple[LifecycleState, ...] = get_args(LifecycleState)


@record
class Lifecycle:
    """Where the model stands between its release and its retirement."""

    state: LifecycleState
    """``api-retired``: gone from the developer's own API, the weights remain."""
    deprecated: PartialDate | None = None
    """Day the developer announced the retirement."""
    retires: PartialDate | None = None
    """First day without service on the developer's own API; ``unknown``: only that it ended."""
    not_before: PartialDate | None = None
    """Day before which the developer promised not to retire it."""
    replacement: str | None = None
    """What the developer recommends instead."""
    elsewhere: Mapping[str, PartialDate] = field(default_factory=dict)
    """Retirement days on other channels, by channel slug."""
    note: str | None = None
    """What a reader should know about these dates."""

    def __post_init__(self) -> None:
        """Refuse texts that are not dates."""
        for name in ("deprecated", "retires", "not_before"):
            value = getattr(self, name)
            if value is not None:
                check_partial(value, name)
        for channel, day in self.elsewhere.items():
            check_partial(day, f"elsewhere.{channel}")


@record
class Licence:
    """What the terms allow."""

    name: str
    """Name of the licence or terms; ``unknown`` where there is no source."""
    commercial_use: Literal["yes", "conditional", "no", "unknown"] = "unknown"
    """Whether the model may serve a business."""
    detail: str | None = None
    """The conditions, in the words of the source."""


@record
class Modalities:
    """What goes in and what comes out; empty where nothing citable was found."""

    input: tuple[str, ...] = ()
    """Kinds of content the model reads: text, image, audio, video, pdf."""
    output: tuple[str, ...] = ()
    """Kinds of content the model writes."""


@record
class Features:
    """What the model or its API offers beyond plain completion."""

    function_calling: Known = "unknown"
    """Calls tools that the request declares."""
    structured_outputs: Known = "unknown"
    """Keeps to a JSON Schema that the request gives."""
    fine_tuning: Known = "unknown"
    """Can be trained further by its users; ``host``: by those who hold the weights."""
    streaming: Known = "unknown"
    """Sends tokens as they are made."""
    batch: Known = "unknown"
    """Takes requests for later at a lower price."""
    prompt_caching: Known = "unknown"
    """Charges less for a repeated prompt prefix."""
    predicted_outputs: Known = "unknown"
    """Takes an expected answer to go faster."""
    instruction_tuned: Known = "unknown"
    """Follows instructions; ``no`` marks a base language model."""
    since: Mapping[str, PartialDate] = field(default_factory=dict)
    """First day of a feature that came after the release, by feature name."""

    def __post_init__(self) -> None:
        """Refuse texts that are not dates, and dates of features that do not exist."""
        for name, day in self.since.items():
            if name == "since" or name not in field_names(Features):
                raise ValueError(f"since: not a feature: {name}")
            check_partial(day, f"since.{name}")


@record
class Caching:
    """Rules of the developer's prompt cache."""

    minimum_prefix: int | None = None
    """Shortest prefix, in tokens, that is cached at all."""
    write_fee: Literal["none", "priced", "unknown"] = "unknown"
    """``none``: writing costs what input costs; ``priced``: the rates hold its price."""
    note: str | None = None
    """What a reader should know about it."""


@record
class Training:
    """Price of fine-tuning, a one-off line item."""

    channel: str
    """Where the training runs."""
    since: PartialDate = "unknown"
    """First day of the price."""
    per_million: Decimal
    """USD per million training tokens (tokens of the file x epochs)."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    note: str | None = None
    """What a reader should know about it."""

    def __post_init__(self) -> None:
        """Refuse a price or a date that is not one."""
        check_partial(self.since, "since")
        if not self.per_million.is_finite() or self.per_million < 0:
            raise ValueError(f"per_million: not a price: {self.per_million}")


@record
class Score:
    """One benchmark result, as one reporter gives it."""

    benchmark: str
    """Name of the benchmark, as the reporter writes it."""
    value: Decimal
    """Result, in percent unless ``note`` says otherwise."""
    shots: str | None = None
    """Examples in the prompt and the way of prompting."""
    variant: str | None = None
    """Which table or which model variant was measured."""
    set: str | None = None
    """Only scores of one set may be compared."""
    reported_by: str
    """Who states the result."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    note: str | None = None
    """What a reader should know about it."""

    def __post_init__(self) -> None:
        """Refuse what is no number."""
        if not self.value.is_finite():
            raise ValueError(f"value: not a score: {self.value}")


@record
class ModelSpec:
    """What a developer released: its abilities, limits, prices and where each fact comes from."""

    id: str
    """The name this registry uses."""
    name: str
    """The name people use."""
    developer: str = ""
    """Who released it; filled in from the head of the file."""
    own_channel: str | None = None
    """Slug of the developer's own API; filled in from the head of the file."""
    aliases: tuple[str, ...] = ()
    """Other names: API ids, snapshots, hub names."""
    family: str | None = None
    """Line of models it belongs to."""
    released: PartialDate
    """First day of general availability."""
    knowledge_cutoff: PartialDate = "unknown"
    """End of the training data."""
    lifecycle: Lifecycle
    """Retirement and replacement."""
    weights: Literal["none", "open", "gated", "on-request", "unknown"]
    """Whether the weights are published."""
    access: str | None = None
    """How to get access, in the words of the source."""
    licence: Licence
    """What the terms allow."""
    context_window: int | Literal["unknown"]
    """Maximum tokens of prompt and answer together."""
    max_input_tokens: int | None = None
    """Maximum tokens of the prompt, where that is less than the window."""
    max_output_tokens: int | Literal["shares-window", "host", "unknown"]
    """Maximum tokens of the answer; ``shares-window``: what the prompt leaves."""
    modalities: Modalities
    """What goes in and what comes out."""
    features: Features
    """What else it offers."""
    tokenizer: Tokenizer
    """Its vocabulary."""
    caching: Caching | None = None
    """Rules of its prompt cache, where they are known."""
    parameters: Parameters
    """Number of weights."""
    architecture: Architecture | None = None
    """Shape of the network, for models whose weights are public."""
    image_tokens: ImageTokens | None = None
    """How an image becomes tokens, where that is known."""
    audio_tokens: AudioTokens | None = None
    """How sound becomes tokens, where that is known."""
    chat_overhead: ChatOverhead | None = None
    """What the chat format adds, where that is known."""
    rates: tuple[Rates, ...] = ()
    """Every price row, past, present and announced."""
    training: tuple[Training, ...] = ()
    """Prices of fine-tuning."""
    scores: tuple[Score, ...] = ()
    """Benchmark results."""
    sources: Sources = field(default_factory=dict)
    """Sources by field name."""
    disputes: tuple[Dispute, ...] = ()
    """Statements of sources the registry does not follow."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""

    def __post_init__(self) -> None:
        """Refuse what could never be looked up, selected or priced."""
        for name in (self.id, *self.aliases):
            if not name or len(name) > 200 or re.search(r"[\s\x00-\x20\x7f-\x9f]", name):
                raise ValueError(f"id: not a name without spaces: {name!r}")
        check_partial(self.released, "released")
        check_partial(self.knowledge_cutoff, "knowledge_cutoff")
        for limit in (self.context_window, self.max_input_tokens, self.max_output_tokens):
            if isinstance(limit, int) and limit < 1:
                raise ValueError(f"not a number of tokens: {limit}")
        seen: set[tuple[object, ...]] = set()
        for row in self.rates:
            key = (row.channel, row.tier, row.since, row.prompt_over, row.hours)
            if key in seen:
                raise ValueError(
                    f"rates: {row.channel} {row.tier} has two rows that begin {row.since}"
                )
            seen.add(key)

    @property
    def may_be_hosted(self) -> bool:
        """Whether users can run it themselves: its shape is known and its weights are available."""
        return self.architecture is not None and self.weights != "none"

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that have ever priced the model, the developer's own first."""
        names = dict.fromkeys(row.channel for row in self.rates)
        return tuple(sorted(names, key=lambda name: (name != self.own_channel, name)))
