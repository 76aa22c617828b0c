"""The registry in memory: every model by every name it is known by, and what selectors mean."""

from .layer import Layer, OverlayInfo
from .name_index import NameClashError, Spelling, name_index
from .registry import NameMatch, Registry
from .selectors import (
    ROUTER,
    SELF,
    Offer,
    assumed_channel,
    channel_of_form,
    names_model,
    select,
    stated_tier,
)
from .shelf import Shelf

__all__ = [
    "ROUTER",
    "SELF",
    "Layer",
    "NameClashError",
    "NameMatch",
    "Offer",
    "OverlayInfo",
    "Registry",
    "Shelf",
    "Spelling",
    "assumed_channel",
    "channel_of_form",
    "name_index",
    "names_model",
    "select",
    "stated_tier",
]
