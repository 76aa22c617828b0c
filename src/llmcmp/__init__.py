"""Compare language models on cost and capability for a given workload.

The names below are resolved on first use, so that ``import llmcmp`` costs next to nothing.
"""

from __future__ import annotations

# What type checkers know as ``typing.TYPE_CHECKING``, which takes 8 ms to import.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .engine import read_usage
    from .errors import LlmcmpError
    from .files import load_calibration, load_hosting, load_registry
    from .files.config_files import load_config
    from .hosting import plan
    from .needs import Needs
    from .pricing import quote
    from .registry import Registry
    from .report import check, compare, recommend
    from .report.elsewhere import measured_rescaling
    from .report.estimation import estimate
    from .report.size_classes import cut_points
    from .spec import ModelSpec
    from .tokens import count_tokens
    from .usage import Usage, Workload

__version__ = "0.1.0"

_HOMES = {
    "LlmcmpError": "errors",
    "ModelSpec": "spec",
    "Needs": "needs",
    "Registry": "registry",
    "Usage": "usage",
    "Workload": "usage",
    "check": "report",
    "compare": "report",
    "count_tokens": "tokens",
    "cut_points": "report.size_classes",
    "estimate": "report.estimation",
    "load_calibration": "files",
    "load_config": "files.config_files",
    "load_hosting": "files",
    "load_registry": "files",
    "measured_rescaling": "report.elsewhere",
    "plan": "hosting",
    "quote": "pricing",
    "read_usage": "engine",
    "recommend": "report",
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


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package that imports each name when it is first asked for.

    *homes* tells in which of its modules each name lives.
    """

    def resolve(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        import sys
        from importlib import import_module

        value: object = getattr(import_module(f".{homes[name]}", package), name)
        setattr(sys.modules[package], name, value)
        return value

    return resolve


__getattr__ = lazy_names(__name__, _HOMES)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
