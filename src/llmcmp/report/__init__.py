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
from .comparison import Comparison, compare
from .header import RegistryUsed, registry_used
from .offered_model import Cost, OfferedModel, label, offered_model
from .token_counts import (
    Countable,
    CountedRequest,
    CountedText,
    SkippedFile,
    TokenCounts,
    countable,
    token_counts,
)

__all__ = [
    "Comparison",
    "Cost",
    "Countable",
    "CountedRequest",
    "CountedText",
    "ModelDetails",
    "ModelList",
    "OfferedModel",
    "PriceHistory",
    "PricePeriod",
    "RegistryUsed",
    "SkippedFile",
    "Sort",
    "TokenCounts",
    "compare",
    "countable",
    "label",
    "model_details",
    "model_list",
    "offered_model",
    "price_history",
    "registry_used",
    "token_counts",
]
