"""The registry in memory: every model by every name it is known by, and what selectors mean."""

from .registry import Found, Name, NameClashError, Notice, OverlayInfo, Registry, Shelf, name_index
from .selectors import (
    ROUTER,
    SELF,
    Offer,
    assumed_channel,
    names_model,
    select,
    stated_tier,
    told_channel,
)

__all__ = [
    "ROUTER",
    "SELF",
    "Found",
    "Name",
    "NameClashError",
    "Notice",
    "Offer",
    "OverlayInfo",
    "Registry",
    "Shelf",
    "assumed_channel",
    "name_index",
    "names_model",
    "select",
    "stated_tier",
    "told_channel",
]
