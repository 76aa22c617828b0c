"""Finished answers as data; every output format is a function of one of these."""

from .comparison import Comparison, compare
from .flips import FlipPoint
from .header import RegistryUsed, registry_used
from .offered_model import Cost, OfferedModel, offered_model
from .recommendation import ExcludedModel, RankedModel, Recommendation, recommend

__all__ = [
    "Comparison",
    "Cost",
    "ExcludedModel",
    "FlipPoint",
    "OfferedModel",
    "RankedModel",
    "Recommendation",
    "RegistryUsed",
    "compare",
    "offered_model",
    "recommend",
    "registry_used",
]
