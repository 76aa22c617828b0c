"""What every report begins with."""

from __future__ import annotations

from ..records import record
from ..registry import Notice, Registry


@record
class OverlayUsed:
    """An overlay that took part in a report."""

    name: str
    """How the overlay calls itself."""
    sha256: str
    """Digest of its bytes."""


@record
class RegistryUsed:
    """Which registry a report was computed from."""

    version: str
    """Day the registry was last checked against its sources."""
    sha256: str
    """Digest of its files."""
    overlays: tuple[OverlayUsed, ...] = ()
    """Overlays, in the order they were applied."""


def registry_used(registry: Registry) -> RegistryUsed:
    """Describe *registry* for the head of a report."""
    return RegistryUsed(
        version=registry.version,
        sha256=registry.sha256,
        overlays=tuple(
            OverlayUsed(name=overlay.name, sha256=overlay.sha256) for overlay in registry.overlays
        ),
    )


def without_contracts(registry: Registry, what: str) -> tuple[Notice, ...]:
    """Say of figures that they leave out what contracts add to a month."""
    if not registry.contracts:
        return ()
    text = f"fees, credits and commitments of contracts are not in {what}"
    return (Notice(code="contracts-left-out", text=text),)
