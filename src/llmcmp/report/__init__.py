"""Finished answers as data; every output format is a function of one of these."""

from .comparison import Comparison, compare
from .header import RegistryUsed, registry_used
from .offered_model import Cost, OfferedModel, offered_model

__all__ = [
    "Comparison",
    "Cost",
    "OfferedModel",
    "RegistryUsed",
    "compare",
    "offered_model",
    "registry_used",
]
