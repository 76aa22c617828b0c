"""What every report begins with."""

from __future__ import annotations

from datetime import date

from .._version import __version__
from ..notices import Notice
from ..records import record
from ..registry import OverlayInfo, Registry


@record
class RegistryUsed:
    """Which registry a report was computed from."""

    version: str
    """Day the registry was last checked against its sources."""
    sha256: str
    """Digest of its files."""
    overlays: tuple[OverlayInfo, ...] = ()
    """Overlays, in the order they were applied."""


@record
class Report:
    """The head of every report about the prices of one day; a report adds its own fields."""

    schema: str
    """Name and version of the report's shape: ``llmcmp/compare/1``."""
    llmcmp: str = __version__
    """Version of the program."""
    at: date
    """Day whose prices were applied."""
    registry: RegistryUsed
    """Registry the facts come from."""
    warnings: tuple[Notice, ...]
    """What a reader must know."""


def registry_used(registry: Registry) -> RegistryUsed:
    """Describe *registry* for the head of a report."""
    return RegistryUsed(
        version=registry.version, sha256=registry.sha256, overlays=registry.overlays
    )


def without_contracts(registry: Registry, what: str) -> tuple[Notice, ...]:
    """Say of figures that they leave out what contracts add to a month."""
    if not registry.contracts:
        return ()
    text = f"fees, credits and commitments of contracts are not in {what}"
    return (Notice(code="contracts-left-out", text=text),)
