"""Finished answers as data; every output format is a function of one of these.

The names are resolved on first use: a command pays for its own report only.
"""

from __future__ import annotations

from .. import lazy_names

# What type checkers know as ``typing.TYPE_CHECKING``, which takes 8 ms to import.
TYPE_CHECKING = False

if TYPE_CHECKING:
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
    from .counts import (
        Countable,
        CountedRequest,
        CountedText,
        SkippedFile,
        TokenCounts,
        countable,
        token_counts,
    )
    from .delta import Baseline, Delta, read_baseline
    from .flips import FlipPoint
    from .header import RegistryUsed, registry_used
    from .judgement import ExcludedModel
    from .offered_model import Cost, OfferedModel, label, offered_model
    from .policy_case import PolicyResult, PromptCount
    from .ranking import RankedModel
    from .recommendation import Recommendation, recommend

_HOMES = {
    "Baseline": "delta",
    "CheckResult": "check_result",
    "CheckedWorkload": "check_result",
    "Comparison": "comparison",
    "Cost": "offered_model",
    "Countable": "counts",
    "CountedRequest": "counts",
    "CountedText": "counts",
    "Delta": "delta",
    "ExcludedModel": "judgement",
    "FlipPoint": "flips",
    "ModelDetails": "catalogue",
    "ModelList": "catalogue",
    "OfferedModel": "offered_model",
    "PolicyResult": "policy_case",
    "PriceHistory": "catalogue",
    "PricePeriod": "catalogue",
    "PromptCount": "policy_case",
    "RankedModel": "ranking",
    "Recommendation": "recommendation",
    "RegistryUsed": "header",
    "SkippedFile": "counts",
    "Sort": "catalogue",
    "TokenCounts": "counts",
    "check": "check_result",
    "compare": "comparison",
    "countable": "counts",
    "label": "offered_model",
    "model_details": "catalogue",
    "model_list": "catalogue",
    "offered_model": "offered_model",
    "price_history": "catalogue",
    "read_baseline": "delta",
    "recommend": "recommendation",
    "registry_used": "header",
    "token_counts": "counts",
}

__all__ = [
    "Baseline",
    "CheckResult",
    "CheckedWorkload",
    "Comparison",
    "Cost",
    "Countable",
    "CountedRequest",
    "CountedText",
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
    "SkippedFile",
    "Sort",
    "TokenCounts",
    "check",
    "compare",
    "countable",
    "label",
    "model_details",
    "model_list",
    "offered_model",
    "price_history",
    "read_baseline",
    "recommend",
    "registry_used",
    "token_counts",
]


__getattr__ = lazy_names(__name__, _HOMES)
