"""The wide shelf: models imported from price feeds, read only when a name is not curated.

One file: a head line with a digest, a compressed index (names to records, match rules), then
compressed blocks of records. A look-up reads the index and the few blocks it needs.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import RegistryError, reason
from ...records import replace
from ...registry.bill_names import billed
from ...registry.names import fine_tuned_base, same_model, spellings
from ...schema import Dispute, ModelSpec, Rates, Source, Tier
from ..snapshots.snapshot import decode, encode
from .feeds.channels import channel_slug
from .feeds.feed import FeedModel, own_name
from .feeds.rules import Rule, literals, matches

FORMAT = "llmcmp-shelf/1"
SHIPPED = Path(__file__).resolve().parents[2] / "shelf" / "imported.shelf"
"""The shelf that comes with the package."""

_PER_BLOCK = 48
_BEDROCK = re.compile(r"(?:[a-z-]{2,6}\.)?[a-z0-9]+\.[a-z0-9].*")


def pack(
    models: Sequence[FeedModel], heads: Mapping[str, Rule], sources: Mapping[str, Source]
) -> bytes:
    """Return the shelf of *models* as bytes; equal models give equal bytes."""
    channels = sorted({model.channel for model in models})
    ordered = sorted(models, key=lambda model: (model.channel, own_name(model)))
    names: dict[str, list[int]] = {}
    rules: dict[str, list[list[Any]]] = {}
    for number, model in enumerate(ordered):
        for name in dict.fromkeys(n.casefold() for n in (model.spec.id, *model.spec.aliases)):
            names.setdefault(name, []).append(number)
        if model.rule is not None and set(model.rule) != {"equals"}:
            rules.setdefault(model.channel, []).append([number, model.rule])
    blocks = [
        _squeeze([encode(model.spec) for model in ordered[start : start + _PER_BLOCK]])
        for start in range(0, len(ordered), _PER_BLOCK)
    ]
    index = {
        "channels": channels,
        "channel_of": [channels.index(model.channel) for model in ordered],
        "names": dict(sorted(names.items())),
        "rules": rules,
        "heads": dict(sorted(heads.items())),
        "sources": {key: encode(source) for key, source in sorted(sources.items())},
        "blocks": [len(block) for block in blocks],
    }
    squeezed = _squeeze(index)
    payload = squeezed + b"".join(blocks)
    digest = hashlib.sha256(payload).hexdigest()
    return f"{FORMAT} {len(squeezed)} {digest}\n".encode() + payload


def _squeeze(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)


def open_shelf(path: Path = SHIPPED) -> Shelf:
    """Return the shelf in a file, by default the one that comes with the package."""
    try:
        return Shelf(path.read_bytes())
    except OSError as error:
        raise RegistryError(f"cannot read the imported models: {path}: {reason(error)}") from None
    except (ValueError, LookupError, zlib.error):
        raise RegistryError(
            f"the file of imported models is broken: {path}", hint="install llmcmp again"
        ) from None


class Shelf:
    """Imported models by every name that a feed declares for them."""

    def __init__(self, raw: bytes) -> None:
        """Read the index; records are decoded one by one, when they are asked for."""
        head, _, payload = raw.partition(b"\n")
        form, length, self.sha256 = head.decode("ascii").split()
        if form != FORMAT:
            raise ValueError(form)
        index = json.loads(zlib.decompress(payload[: int(length)]))
        self._payload = memoryview(payload)[int(length) :]
        self._channels: list[str] = index["channels"]
        self._channel_of: list[int] = index["channel_of"]
        self._names: dict[str, list[int]] = index["names"]
        self._rules: dict[str, list[list[Any]]] = index["rules"]
        self._heads: dict[str, Rule] = index["heads"]
        self._sources: dict[str, Any] = index["sources"]
        self._sizes: list[int] = index["blocks"]
        self._opened: dict[int, list[Any]] = {}

    def __len__(self) -> int:
        return len(self._channel_of)

    def check(self) -> None:
        """Raise unless the bytes are the ones that were packed."""
        list(self.models())

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The feeds that the records cite."""
        return {key: decode(Source, value) for key, value in self._sources.items()}

    @property
    def channels(self) -> tuple[str, ...]:
        """Slugs of all channels."""
        return tuple(self._channels)

    @property
    def names(self) -> Iterable[str]:
        """Every declared name, in lower case."""
        return self._names.keys()

    def models(self) -> Iterator[ModelSpec]:
        """Yield every record: one per model and channel."""
        for index in range(len(self)):
            yield self._spec(index)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self._indices_of(name, None)[1])

    def find(self, name: str, channel: str | None = None) -> ModelSpec | None:
        """Return the model that *name* means, on *channel* or on every channel that declares it.

        A name means what a feed declares it to mean: an id, an alias or a match rule, the last
        only where the name is a dated snapshot of a declared one. Nothing is guessed.
        """
        slug = channel_slug(channel) if channel else None
        spelling, indices = self._indices_of(name, slug)
        if not indices:
            return None
        return _together([self._named(index, spelling) for index in indices], spelling)

    def _indices_of(self, name: str, channel: str | None) -> tuple[str, list[int]]:
        for spelling in spellings(name.casefold()):
            indices = self._exact(spelling, channel)
            if not any(self._spec(index).own_channel for index in indices):
                # Hosts may spell a name out that its developer covers by a rule.
                indices = indices + self._ruled(spelling, channel)
            if indices:
                return spelling, indices
        if " " in name and channel is not None:
            here = (known for known, indices in self._names.items() if self._sold(indices, channel))
            if declared := billed(name, channel, here):
                return declared, self._exact(declared, channel)
        return name, []

    def _sold(self, indices: Sequence[int], channel: str) -> bool:
        return any(self._channel(index) == channel for index in indices)

    def _named(self, index: int, spelling: str) -> ModelSpec:
        """Return a record under the name asked for, where a feed prices several models as one."""
        spec, channel = self._spec(index), self._channel(index)
        own = own_name(FeedModel(channel=channel, spec=spec))
        key = spelling.removeprefix(f"{channel}/")
        if same_model(key, own) or spelling not in map(str.casefold, spec.aliases):
            return spec
        return replace(
            spec,
            id=spelling if spec.own_channel else f"{channel}/{spelling}",
            name=spelling,
            aliases=(),
            notes=(*spec.notes, f"the feed prices it together with {spec.id}"),
        )

    def _exact(self, name: str, channel: str | None) -> list[int]:
        indices = self._names.get(name, [])
        return [index for index in indices if channel in (None, self._channel(index))]

    def _channel(self, index: int) -> str:
        return self._channels[self._channel_of[index]]

    def _ruled(self, name: str, channel: str | None) -> list[int]:
        """Return the record whose match rule holds for *name*, and of which it is a snapshot."""
        for slug in [channel] if channel else self._likely(name):
            for index, rule in self._rules.get(slug, ()):
                if matches(rule, name) and self._is_snapshot(name, index, rule):
                    return [index]
        return []

    def _likely(self, name: str) -> Iterator[str]:
        """Yield the channels that a bare name can belong to, by the feeds' own word."""
        if "@" in name:
            yield "vertex"
        if "/" not in name and _BEDROCK.fullmatch(name):
            yield "bedrock"
        if "/" in name:
            yield "openrouter"
        for slug, rule in self._heads.items():
            if matches(rule, name):
                yield slug

    def _is_snapshot(self, name: str, index: int, rule: Rule) -> bool:
        spec = self._spec(index)
        declared = {own_name(FeedModel(channel=self._channel(index), spec=spec))}
        declared |= {alias.casefold() for alias in spec.aliases} | set(literals(rule))
        return any(same_model(name, known) for known in declared)

    def _spec(self, index: int) -> ModelSpec:
        number, offset = divmod(index, _PER_BLOCK)
        if number not in self._opened:
            start = sum(self._sizes[:number])
            packed = self._payload[start : start + self._sizes[number]]
            self._opened[number] = json.loads(zlib.decompress(packed))
        block = self._opened[number]
        if not isinstance(block[offset], ModelSpec):
            block[offset] = decode(ModelSpec, block[offset])
        spec: ModelSpec = block[offset]
        return spec


class Shelves:
    """Several shelves, of which the first that knows a name answers."""

    def __init__(self, *shelves: Shelf) -> None:
        """Take the shelves, the most trusted first."""
        self._shelves = shelves

    def find(self, name: str, channel: str | None = None) -> ModelSpec | None:
        """Return what the first shelf that knows *name* means by it."""
        answers = (shelf.find(name, channel) for shelf in self._shelves)
        return next((spec for spec in answers if spec is not None), None)

    def models(self) -> Iterator[ModelSpec]:
        """Yield every record of every shelf."""
        return (spec for shelf in self._shelves for spec in shelf.models())

    @property
    def channels(self) -> tuple[str, ...]:
        """Slugs of all channels."""
        return tuple(sorted({slug for shelf in self._shelves for slug in shelf.channels}))

    @property
    def sources(self) -> dict[str, Source]:
        """The feeds that the records cite."""
        return {key: value for shelf in self._shelves for key, value in shelf.sources.items()}


def _together(specs: Sequence[ModelSpec], name: str) -> ModelSpec:
    """Return one model with the rows of all channels that declare *name*."""
    first = min(specs, key=lambda spec: (spec.own_channel is None, spec.id))
    if len(specs) == 1:
        return first
    rates: dict[tuple[object, ...], Rates] = {}
    for spec in (first, *(spec for spec in specs if spec is not first)):
        for row in spec.rates:
            key = (row.channel, row.tier, row.since, row.prompt_over, row.hours)
            rates.setdefault(key, row)
    several = len({row.channel for row in rates.values()}) > 1
    disputes: tuple[Dispute, ...] = tuple(
        dict.fromkeys(dispute for spec in specs for dispute in spec.disputes)
    )
    aliases = dict.fromkeys(alias for spec in specs for alias in (spec.id, *spec.aliases))
    return replace(
        first,
        id=name if several and not first.own_channel else first.id,
        aliases=tuple(alias for alias in aliases if alias not in (first.id, name)),
        rates=tuple(rates.values()),
        disputes=disputes,
        developer=first.developer or next((s.developer for s in specs if s.developer), ""),
    )


def default_tier(name: str) -> Tier:
    """Return the tier that a name itself states: fine-tuned for ``ft:...``, else standard."""
    return Tier.FINE_TUNED if fine_tuned_base(name) else Tier.STANDARD


__all__ = ["Shelf", "default_tier", "open_shelf", "pack"]
