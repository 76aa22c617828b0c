"""The tables that self-hosting plans are computed from, a registry's overlays among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .load import load_section

if TYPE_CHECKING:
    from ...hosting import HostingTables
    from ...registry import Registry


def load_hosting(registry: Registry) -> HostingTables:
    """Return the shipped tables of GPUs and speeds with the GPUs and prices of *registry* added.

    Nothing is read before the first plan is asked for.
    """
    from ...hosting import HostingTables, with_additions
    from ...schema.gpu import GpusFile
    from ...schema.hosting import HostingParameters

    return HostingTables(
        lambda: with_additions(
            load_section("gpus", GpusFile),
            registry.gpus,
            registry.gpu_prices,
            sources=registry.sources,
        ),
        lambda: load_section("hosting", HostingParameters),
    )
