"""The numbers of a network that memory and speed are computed from, or why they are missing."""

from __future__ import annotations

from ...errors import UnpricedError
from ...records import record
from ...schema import ModelSpec


@record
class Shape:
    """The numbers of a network that the formulas use."""

    model: str
    parameters: int
    """Number of weights."""
    layers: int
    """Transformer blocks."""
    width: int
    """Width of the residual stream."""
    heads: int
    """Query heads."""
    kv_heads: int
    """Key and value heads."""
    head_dim: int
    """Width of one head."""
    remarks: tuple[str, ...] = ()
    """What had to be assumed, as sentences."""
    outside: str | None = None
    """Why the speed model does not hold for it, where it does not."""


def shape_of(spec: ModelSpec) -> Shape:
    """Return the shape of *spec*; a missing number is an error, an upper bound is remarked."""
    if spec.weights == "none":
        raise UnpricedError(
            f"{spec.id} cannot be hosted: its weights are not published",
            hint="compare it by its API price",
        )
    arch = spec.architecture
    if arch is None:
        raise UnpricedError(
            f"{spec.id} cannot be hosted by calculation: its architecture is not known",
            hint="add `architecture` and `parameters` to it in an overlay (--registry)",
        )
    count = spec.parameters.exact or spec.parameters.total
    if count is None:
        raise UnpricedError(
            f"{spec.id} cannot be hosted by calculation: its number of weights is not known",
            hint="add `parameters: {total: ...}` to it in an overlay (--registry)",
        )
    remarks: list[str] = []
    if arch.kv_heads is None:
        remarks.append(
            f"kv_heads not known: {arch.heads} assumed, one per head, which is the most it can be"
        )
    head_dim = arch.head_dim or _derived_head_dim(spec.id, arch.d_model, arch.heads)
    if arch.head_dim is None:
        remarks.append(f"head_dim not known: {head_dim} taken, d_model / heads")
    if arch.attention:
        remarks.append(
            f"attention: {arch.attention}: its KV cache is computed for full attention, "
            "which is the most it can be"
        )
    if spec.parameters.exact is None:
        remarks.append(f"weights: the nominal {count:,} are used")
    return Shape(
        model=spec.id,
        parameters=count,
        layers=arch.layers,
        width=arch.d_model,
        heads=arch.heads,
        kv_heads=arch.kv_heads or arch.heads,
        head_dim=head_dim,
        remarks=tuple(remarks),
        outside=_outside(spec),
    )


def _derived_head_dim(model: str, width: int, heads: int) -> int:
    """Return d_model / heads where that is a size heads have; else refuse."""
    size, rest = divmod(width, heads)
    if rest or size & (size - 1):
        raise UnpricedError(
            f"{model} cannot be hosted by calculation: its head_dim is not known, "
            f"and d_model / heads = {width / heads:g} is no usual size",
            hint="add `head_dim` to its architecture in an overlay (--registry)",
        )
    return size


def _outside(spec: ModelSpec) -> str | None:
    """Say why the speed model does not hold, if it does not."""
    arch = spec.architecture
    if arch is not None and (arch.experts or "mixture" in arch.kind.lower()):
        return "it is a mixture of experts, whose speed the model does not describe"
    if spec.parameters.quantised:
        return (
            f"its weights are published only as {spec.parameters.quantised}, which was not measured"
        )
    return None
