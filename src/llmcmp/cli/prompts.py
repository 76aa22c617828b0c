"""Counts the prompt files that ``llmcmp.yaml`` names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError, InputError, LlmcmpError

if TYPE_CHECKING:
    from ..registry import Registry
    from ..report import PromptCount
    from ..spec.config import ConfigFile, WorkloadConfig


def counted_prompts(
    registry: Registry, file: ConfigFile, name: str, entry: WorkloadConfig, at: date
) -> tuple[PromptCount, ...]:
    """Return the tokens of a workload's prompt files on its model, most telling name first.

    A model nobody knows is left to the policy that says so.
    """
    from ..files import load_section
    from ..registry import select
    from ..report import PromptCount
    from ..spec import Calibration
    from ..tokens import count_many, find_files

    try:
        spec = select(registry, entry.model, at=at).spec
    except LlmcmpError:
        return ()
    folder = Path(file.folder)
    try:
        paths, _ = find_files([str(folder / pattern) for pattern in entry.prompts])
    except InputError as error:
        raise ConfigError(
            f"{file.path}:{file.line('workloads', name, 'prompts')}: workloads.{name}.prompts: "
            f"{str(error).replace(f'{folder}/', '')}",
            hint="paths start at the folder of this file",
        ) from None
    calibration = load_section("calibration", Calibration)
    counts = [count_many(path, (spec,), calibration=calibration)[0] for path in paths]
    return tuple(
        PromptCount(path=_shown(path, file), tokens=c.tokens, kind=c.kind, low=c.low, high=c.high)
        for path, c in zip(paths, counts, strict=True)
    )


def _shown(path: Path, file: ConfigFile) -> str:
    """Return a path as the configuration's own path is given: from the root of the repository."""
    try:
        inside = path.resolve().relative_to(file.folder)
    except ValueError:
        return path.as_posix()
    return (Path(file.path).parent / inside).as_posix()
