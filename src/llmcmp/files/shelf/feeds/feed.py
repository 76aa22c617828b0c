"""What every feed becomes: offers of one channel each, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from ....records import field, record
from ....schema import (
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Tokenizer,
)
from .channels import developer_of, own_channel_of
from .rules import Rule


@record
class FeedModel:
    """What a feed says of one model on one channel."""

    channel: str
    spec: ModelSpec
    """The model, with the price rows of this channel."""
    rule: Rule | None = None
    """Which further names mean it, where the feed says so."""


@record
class Refusal:
    """A value of a feed that was not taken over."""

    name: str
    """The entry, as the feed spells it."""
    reason: str
    """Why it was refused, as one sentence."""


@record
class Feed:
    """Everything that was read from one feed."""

    kind: str
    """Which project it is from."""
    version: str
    """Its version, or the first digits of its checksum."""
    sha256: str
    """Digest of what was read."""
    models: tuple[FeedModel, ...]
    """One entry for each model on each channel."""
    refused: tuple[Refusal, ...] = ()
    """Every value that was left out."""
    head_rules: Mapping[str, Rule] = field(default_factory=dict)
    """Which names belong to a channel at all, by channel, where the feed says so."""

    @property
    def source(self) -> str:
        """Id under which its values are cited."""
        return f"{self.kind}-{self.version}"


def own_name(model: FeedModel) -> str:
    """Return the channel's own spelling of a model, in lower case."""
    spec = model.spec
    own = spec.id if spec.own_channel else spec.id.removeprefix(f"{model.channel}/")
    return own.casefold()


def feed_spec(
    channel: str,
    name: str,
    *,
    source: str,
    title: str | None = None,
    aliases: tuple[str, ...] = (),
    rates: tuple[Rates, ...] = (),
    context: int | None = None,
    max_input: int | None = None,
    max_output: int | None = None,
    modalities: Modalities | None = None,
    features: Features | None = None,
    lifecycle: Lifecycle | None = None,
    weights: str | None = None,
    notes: tuple[str, ...] = (),
) -> ModelSpec:
    """Return a model of which only what a feed says is known."""
    known = {
        "context_window": context,
        "max_input_tokens": max_input,
        "max_output_tokens": max_output,
        "modalities": modalities,
        "features": features,
        "lifecycle": lifecycle,
        "weights": weights,
        "name": title,
        "aliases": aliases,
    }
    own = own_channel_of(channel, name)
    return ModelSpec(
        id=name if own else f"{channel}/{name}",
        name=title or name,
        developer=developer_of(channel, name),
        own_channel=own,
        aliases=tuple(dict.fromkeys(a for a in (name, *aliases) if a != (name if own else ""))),
        released="unknown",
        lifecycle=lifecycle or Lifecycle(state="active", note="the feed does not say otherwise"),
        weights=weights or "unknown",  # type: ignore[arg-type]
        licence=Licence(name="unknown"),
        context_window=context or "unknown",
        max_input_tokens=max_input,
        max_output_tokens=max_output or "unknown",
        modalities=modalities or Modalities(),
        features=features or Features(),
        tokenizer=Tokenizer(name="unknown"),
        parameters=Parameters(),
        rates=rates,
        sources={field: (source,) for field, value in known.items() if value},
        notes=notes,
    )
