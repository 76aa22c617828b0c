"""Self-hosting: memory, speed, fleet and money of weights one runs oneself.

``plan`` is the entry; ``break_even`` and ``cost_curve`` compare a plan with an API.
"""

from .break_even import NEVER, BreakEven, Point, break_even, cost_curve
from .choice import OtherReplica
from .error_band import Throughput
from .fleet import FleetModel, Load
from .gpu_price import HourlyPrice
from .names import find_engine, find_gpu, find_precision, gpu_names, parse_plan, with_additions
from .options import HostingOptions, Owned, parse_measured
from .plan import HostingPlan, plan
from .plan_costs import MonthlyCost, PerMillion
from .sensitivity import Assumption
from .tables import HostingTables

__all__ = [
    "NEVER",
    "Assumption",
    "BreakEven",
    "FleetModel",
    "HostingOptions",
    "HostingPlan",
    "HostingTables",
    "HourlyPrice",
    "Load",
    "MonthlyCost",
    "OtherReplica",
    "Owned",
    "PerMillion",
    "Point",
    "Throughput",
    "break_even",
    "cost_curve",
    "find_engine",
    "find_gpu",
    "find_precision",
    "gpu_names",
    "parse_measured",
    "parse_plan",
    "plan",
    "with_additions",
]
