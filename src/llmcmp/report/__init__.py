"""Finished answers as data; every output format is a function of one of these."""

from .catalogue import (
    ModelDetails,
    ModelList,
    PriceHistory,
    PricePeriod,
    Sort,
    model_details,
    model_list,
    price_history,
)
from .check_result import CheckedWorkload, CheckResult, check
from .comparison import Comparison, compare
from .delta import Baseline, Delta, read_baseline
from .flips import FlipPoint
from .header import RegistryUsed, registry_used
from .offered_model import Cost, OfferedModel, label, offered_model
from .policies import PolicyResult, PromptCount
from .recommendation import ExcludedModel, RankedModel, Recommendation, recommend

__all__ = [
    "Baseline",
    "CheckResult",
    "CheckedWorkload",
    "Comparison",
    "Cost",
    "Delta",
    "ExcludedModel",
    "FlipPoint",
    "ModelDetails",
    "ModelList",
    "OfferedModel",
    "PolicyResult",
    "PriceHistory",
    "PricePeriod",
    "PromptCount",
    "RankedModel",
    "Recommendation",
    "RegistryUsed",
    "Sort",
    "check",
    "compare",
    "label",
    "model_details",
    "model_list",
    "offered_model",
    "price_history",
    "read_baseline",
    "recommend",
    "registry_used",
]
