"""Counts the prompt files that ``llmcmp.yaml`` names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import ConfigError, InputError, LlmcmpError
from ...records import record, replace
from ...schema import ModelSpec
from .prompt import prompt_text
from .reading_texts import Texts

if TYPE_CHECKING:
    from ...hosting import HostingTables
    from ...registry import Registry
    from ...report.check.case import PromptCount
    from ...schema.config import ConfigFile, WorkloadConfig
    from ...usage import PromptText


@record
class SentPrompts:
    """The prompt files of one workload, counted."""

    files: tuple[PromptCount, ...]
    """Each file on the model in use."""
    text: PromptText
    """All of them together, on the model in use and on every candidate."""


def counted_prompts(
    registry: Registry,
    file: ConfigFile,
    name: str,
    entry: WorkloadConfig,
    at: date,
    *,
    candidates: Sequence[str],
    hosting: HostingTables,
) -> SentPrompts | None:
    """Count a workload's prompt files on its model and on *candidates*; without any, on all.

    A model nobody knows is left to the policy that says so.
    """
    from ...files import load_section
    from ...registry import select
    from ...report.check.case import PromptCount
    from ...schema import Calibration
    from ...tokens import count_many

    gpu_names = hosting.names((entry.model, *candidates))
    try:
        spec = select(registry, entry.model, at=at, gpu_names=gpu_names).spec
    except LlmcmpError:
        return None
    others: list[ModelSpec] = [
        select(registry, text, at=at, gpu_names=gpu_names).spec for text in candidates
    ] or list(registry.models())
    paths = _paths(file, name, entry)
    calibration = load_section("calibration", Calibration)
    counts = [count_many(path, (spec,), calibration=calibration)[0] for path in paths]
    shown = tuple(_shown(path, file) for path in paths)
    specs = {other.id: other for other in (spec, *others)}
    text = prompt_text(Texts(paths=paths, streams=(), skipped=()), list(specs.values()), quiet=True)
    return SentPrompts(
        files=tuple(
            PromptCount(path=path, tokens=c.tokens, kind=c.kind, low=c.low, high=c.high)
            for path, c in zip(shown, counts, strict=True)
        ),
        text=replace(text, files=shown),
    )


def _paths(file: ConfigFile, name: str, entry: WorkloadConfig) -> tuple[Path, ...]:
    """Return the prompt files of a workload."""
    from ...tokens import find_files

    folder = Path(file.folder)
    try:
        return find_files([str(folder / pattern) for pattern in entry.prompts])[0]
    except InputError as error:
        raise ConfigError(
            f"{file.path}:{file.line('workloads', name, 'prompts')}: workloads.{name}.prompts: "
            f"{str(error).replace(f'{folder}/', '')}",
            hint="paths start at the folder of this file",
        ) from None


def _shown(path: Path, file: ConfigFile) -> str:
    """Return a path as the configuration's own path is given: from the root of the repository."""
    try:
        inside = path.resolve().relative_to(file.folder)
    except ValueError:
        return path.as_posix()
    return (Path(file.path).parent / inside).as_posix()
