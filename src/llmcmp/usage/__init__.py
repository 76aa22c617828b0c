"""How much is used: token counts per meter, workloads, rows of usage files, load over time."""

from __future__ import annotations

from .load import LoadProfile, load_profile
from .meters import Quantity, Usage
from .rows import (
    CutsFor,
    Rejected,
    ReportedCost,
    RowCounts,
    UsageData,
    UsageFileInfo,
    UsageRow,
)
from .workload import (
    DAYS_PER_MONTH,
    HOURS_PER_MONTH,
    PER_MONTH,
    Image,
    PromptText,
    TokenCount,
    TokenItem,
    Workload,
)

__all__ = [
    "DAYS_PER_MONTH",
    "HOURS_PER_MONTH",
    "PER_MONTH",
    "CutsFor",
    "Image",
    "LoadProfile",
    "PromptText",
    "Quantity",
    "Rejected",
    "ReportedCost",
    "RowCounts",
    "TokenCount",
    "TokenItem",
    "Usage",
    "UsageData",
    "UsageFileInfo",
    "UsageRow",
    "Workload",
    "load_profile",
]
