"""What a registry states, and what an overlay changes in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..records import field, record
from ..schema import AliasTarget, Contract, Discount, ModelSpec, Source
from ..schema.gpu import Gpu, GpuPrice


@record
class OverlayInfo:
    """An overlay that is in use."""

    name: str
    """Name of the overlay in reports."""
    sha256: str
    """SHA-256 of its files."""


@record
class Layer:
    """Everything that a registry states, or an overlay over it."""

    models: Mapping[str, ModelSpec] = field(default_factory=dict)
    """Models by id."""
    moving_aliases: Mapping[str, tuple[AliasTarget, ...]] = field(default_factory=dict)
    """What each alias that changes its meaning has stood for."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Sources by the id under which the other facts cite them."""
    discounts: tuple[Discount, ...] = ()
    contracts: tuple[Contract, ...] = ()
    gpus: tuple[Gpu, ...] = ()
    """Cards beside those of the table of GPUs."""
    gpu_prices: tuple[GpuPrice, ...] = ()
    """Prices of cards beside those of the table of GPUs."""

    def under(self, upper: Layer) -> Layer:
        """Return this layer with *upper* over it: its models, aliases and sources win."""
        return Layer(
            models=LayeredModels(upper.models, self.models),
            moving_aliases={**self.moving_aliases, **upper.moving_aliases},
            sources={**self.sources, **upper.sources} if upper.sources else self.sources,
            discounts=(*self.discounts, *upper.discounts),
            contracts=(*self.contracts, *upper.contracts),
            gpus=(*self.gpus, *upper.gpus),
            gpu_prices=(*self.gpu_prices, *upper.gpu_prices),
        )


class LayeredModels(Mapping[str, ModelSpec]):
    """Models of an overlay over models of a registry, neither of them read before it is needed."""

    def __init__(self, upper: Mapping[str, ModelSpec], lower: Mapping[str, ModelSpec]) -> None:
        """Let *upper* win; what only it holds comes last."""
        self._upper, self._lower = upper, lower
        self._order = tuple(dict.fromkeys((*lower, *upper)))

    def __getitem__(self, key: str) -> ModelSpec:
        return self._upper[key] if key in self._upper else self._lower[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)
