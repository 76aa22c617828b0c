"""The registry in memory: every model by every name it is known by, and what selectors mean."""

from .index import Found, Name, NameClashError, Notice, OverlayInfo, Registry, Shelf, name_index
from .offer import SELF, Offer, names_model, select

__all__ = [
    "SELF",
    "Found",
    "Name",
    "NameClashError",
    "Notice",
    "Offer",
    "OverlayInfo",
    "Registry",
    "Shelf",
    "name_index",
    "names_model",
    "select",
]
