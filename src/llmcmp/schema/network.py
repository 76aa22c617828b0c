"""What is known of the network behind a model: its weights and its shape."""

from __future__ import annotations

from typing import Literal

from ..records import field, record
from .source import Sources


@record
class Parameters:
    """How many weights the model has."""

    disclosure: Literal["official", "reported", "undisclosed", "unknown"] = "unknown"
    """``official``: stated by the developer; ``undisclosed``: the developer does not say."""
    total: int | None = None
    """Nominal number of parameters."""
    active: int | None = None
    """Parameters used per token, for a mixture of experts."""
    exact: int | None = None
    """Number computed from the architecture, where the nominal one is rounded."""
    quantised: str | None = None
    """Precision of the only published weights, where it is not 16 bits."""
    note: str | None = None
    """What a reader should know about it."""


@record
class Architecture:
    """Shape of the network, from which memory and speed follow."""

    kind: str = "dense"
    """``dense``, or the source's words for a mixture of experts."""
    layers: int
    """Transformer blocks."""
    d_model: int
    """Width of the residual stream."""
    heads: int
    """Query heads."""
    kv_heads: int | None = None
    """Key and value heads; fewer than ``heads`` with grouped-query attention."""
    head_dim: int | None = None
    """Width of one head."""
    ffn: int | None = None
    """Width of the feed-forward block."""
    vocabulary: int | None = None
    """Rows of the embedding table."""
    positional_limit: int | None = None
    """Longest sequence the position encoding allows."""
    tied_embeddings: bool | None = None
    """Whether input and output embeddings are one table."""
    activation: str | None = None
    """Activation function of the feed-forward block."""
    attention: str | None = None
    """Attention pattern where it is not plain (sliding window, local and global layers)."""
    experts: int | None = None
    """Experts per layer of a mixture of experts."""
    expert_ffn: int | None = None
    """Width of one expert's feed-forward block."""
    word_embed_proj: int | None = None
    """Width of the embedding where it is projected up to ``d_model``."""
    sources: Sources = field(default_factory=dict)
    """Sources by field."""
    notes: tuple[str, ...] = ()
    """What a reader should know about it."""
