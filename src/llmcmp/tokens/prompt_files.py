"""Counts the prompt files that an ``llmcmp.yaml`` names: the text sent with every request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError, InputError, LlmcmpError, MissingExtraError, UncountableError
from ..report.check.case import PromptCount, SentPrompts
from ..report.from_config import candidates_for
from ..report.market import Market
from ..schema import Calibration, ModelSpec
from ..schema.config import ConfigFile, WorkloadConfig
from ..usage import PromptText, TokenCount
from .counting import check_countable, count_all, together
from .sources import find_files

if TYPE_CHECKING:
    from ..hosting import HostingTables
    from ..registry import Registry


def count_prompts(
    registry: Registry,
    file: ConfigFile,
    *,
    at: date,
    calibration: Calibration,
    hosting: HostingTables | None = None,
) -> dict[str, SentPrompts]:
    """Count the prompt files of every workload of *file*, on its model and on its candidates.

    A workload without prompt files is left out, and so is one whose model nobody knows: a policy
    of ``check`` reports that. Raises ``ConfigError`` where a file cannot be read.
    """
    market = Market(registry=registry, at=at, hosting=hosting)
    counts = {
        name: count_workload_prompts(
            market,
            file,
            name,
            candidates=candidates_for(file.config, entry),
            calibration=calibration,
        )
        for name, entry in file.config.workloads.items()
    }
    return {name: prompts for name, prompts in counts.items() if prompts is not None}


def count_workload_prompts(
    market: Market,
    file: ConfigFile,
    name: str,
    *,
    candidates: Sequence[str],
    calibration: Calibration,
) -> SentPrompts | None:
    """Count the prompt files of the workload *name* on its model and on *candidates*.

    Without candidates they are counted on every model. None where the workload has no prompt
    files, or where nobody knows its model.
    """
    entry = file.config.workloads[name]
    if not entry.prompts:
        return None
    try:
        spec = market.select(entry.model).spec
    except LlmcmpError:
        return None
    others: Iterable[ModelSpec] = [
        market.select(text).spec for text in candidates
    ] or market.registry.models()
    return _count(file, _paths(file, name, entry), spec, others, calibration)


def _count(
    file: ConfigFile,
    paths: Sequence[Path],
    spec: ModelSpec,
    others: Iterable[ModelSpec],
    calibration: Calibration,
) -> SentPrompts:
    # The model in use must be countable; of the others the report says which are not.
    check_countable(spec, calibration)
    specs = {each.id: each for each in (spec, *others)}
    able, uncounted = countable_models(list(specs.values()), calibration)
    counts = list(count_all(paths, able, calibration=calibration))
    names = tuple(_shown(path, file) for path in paths)
    return SentPrompts(
        files=tuple(
            PromptCount(path=path, tokens=each.tokens, kind=each.kind, low=each.low, high=each.high)
            for path, (each, *_) in zip(names, counts, strict=True)
        ),
        text=sent_together(names, able, counts, uncounted),
    )


def countable_models(
    specs: Sequence[ModelSpec], calibration: Calibration
) -> tuple[list[ModelSpec], dict[str, str]]:
    """Return the models that can be counted, and by id why the others cannot."""
    able: list[ModelSpec] = []
    uncounted: dict[str, str] = {}
    for spec in specs:
        try:
            check_countable(spec, calibration)
        except MissingExtraError as error:
            uncounted[spec.id] = f"{error} ({error.hint})"
        except UncountableError as error:
            uncounted[spec.id] = str(error)
        else:
            able.append(spec)
    return able, uncounted


def sent_together(
    names: Sequence[str],
    specs: Sequence[ModelSpec],
    counts: Sequence[Sequence[TokenCount]],
    uncounted: Mapping[str, str],
) -> PromptText:
    """Return texts of one request as each of *specs* counts them; *counts* is by text and model."""
    return PromptText(
        files=tuple(names),
        counts={
            spec.id: together([each[index] for each in counts], spec)
            for index, spec in enumerate(specs)
        },
        uncounted=dict(uncounted),
    )


def _paths(file: ConfigFile, name: str, entry: WorkloadConfig) -> tuple[Path, ...]:
    """Return the prompt files of a workload."""
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
