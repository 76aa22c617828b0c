"""Compare language models on cost and capability for a given workload.

The names below are resolved on first use, so that ``import llmcmp`` costs next to nothing.
"""

from __future__ import annotations

from ._version import __version__ as __version__

# What type checkers know as ``typing.TYPE_CHECKING``, which takes 8 ms to import.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from .billing.size_classes import cut_points
    from .engine import read_usage
    from .errors import LlmcmpError
    from .files import load_calibration, load_hosting, load_registry
    from .files.config import load_config
    from .hosting import plan
    from .needs import Needs
    from .pricing import quote
    from .registry import Registry
    from .report.check.check import check
    from .report.compare.comparison import compare
    from .report.estimate.estimate import estimate
    from .report.estimate.what_if_inputs import measured_rescaling
    from .report.recommend.recommendation import recommend
    from .schema import ModelSpec
    from .tokens import count_tokens
    from .tokens.prompt_files import count_prompts
    from .usage import Usage, Workload

_HOMES = {
    "LlmcmpError": "errors",
    "ModelSpec": "schema",
    "Needs": "needs",
    "Registry": "registry",
    "Usage": "usage",
    "Workload": "usage",
    "check": "report.check.check",
    "compare": "report.compare.comparison",
    "count_prompts": "tokens.prompt_files",
    "count_tokens": "tokens",
    "cut_points": "billing.size_classes",
    "estimate": "report.estimate.estimate",
    "load_calibration": "files",
    "load_config": "files.config",
    "load_hosting": "files",
    "load_registry": "files",
    "measured_rescaling": "report.estimate.what_if_inputs",
    "plan": "hosting",
    "quote": "pricing",
    "read_usage": "engine",
    "recommend": "report.recommend.recommendation",
}

__all__ = [
    "LlmcmpError",
    "ModelSpec",
    "Needs",
    "Registry",
    "Usage",
    "Workload",
    "check",
    "compare",
    "count_prompts",
    "count_tokens",
    "cut_points",
    "estimate",
    "load_calibration",
    "load_config",
    "load_hosting",
    "load_registry",
    "measured_rescaling",
    "plan",
    "quote",
    "read_usage",
    "recommend",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
