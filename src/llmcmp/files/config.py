"""Finds and reads ``llmcmp.yaml``, and says everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from os.path import exists, isfile  # those of `Path` raise in a folder one may not look into
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError, LlmcmpError
from ..schema.config import TOTAL, Config, ConfigFile
from .yaml_files.mistakes import Mistake, MistakesError, report
from .yaml_files.text import read_text

if TYPE_CHECKING:
    from .yaml_files.tree import Tree

NAMES = ("llmcmp.yaml", "llmcmp.yml")
"""What the file is called."""


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration at or above *start*, up to the root of the repository.

    Outside a repository only *start* itself is looked at: a file in a folder above it
    belongs to somebody else.
    """
    root = repository_root(start)
    for folder in (start, *start.parents):
        for name in NAMES:
            if isfile(folder / name):  # noqa: PTH113
                return folder / name
        if root is None or folder == root:
            return None
    return None


def repository_root(start: Path) -> Path | None:
    """Return the folder at or above *start* that holds ``.git``."""
    folders = (start, *start.parents)
    return next((folder for folder in folders if exists(folder / ".git")), None)  # noqa: PTH110


def load_config(path: Path, *, name: str | None = None) -> ConfigFile:
    """Return the configuration in *path*; messages call it *name*."""
    from .yaml_files.tree import read_tree
    from .yaml_files.validated import validated

    try:
        text = read_text(path, name=name)
        tree = read_tree(text)
    except MistakesError as error:
        raise _refused(error.mistakes) from None
    mistakes = list(_cross_mistakes(tree))
    try:
        config = validated(tree, Config)
    except MistakesError as error:
        raise _refused([*error.mistakes, *mistakes]) from None
    mistakes += _meaning_mistakes(tree, config)
    if mistakes:
        raise _refused(mistakes)
    whole = path.resolve()
    root = repository_root(whole.parent)
    return ConfigFile(
        config=config,
        path=whole.relative_to(root).as_posix() if root else Path(name or path).as_posix(),
        folder=str(whole.parent),
        sha256=sha256(text.raw).hexdigest(),
        lines={".".join(map(str, steps)): line for steps, line in tree.lines.items() if steps},
    )


def _refused(mistakes: Any) -> ConfigError:
    refused = report(mistakes, ConfigError, hint="run `llmcmp init` for a commented example")
    if not isinstance(refused, ConfigError):
        raise TypeError
    return refused


def _cross_mistakes(tree: Tree) -> Iterator[Mistake]:
    """Yield what only shows when the parts of the file are held side by side."""
    data = tree.data if isinstance(tree.data, dict) else {}
    workloads = data.get("workloads")
    names = list(workloads) if isinstance(workloads, dict) else []
    for name in names:
        if name == TOTAL:
            what = f"a workload cannot be called {TOTAL}: that is the budget of all together"
            yield tree.mistake(("workloads", name), what)
        elif not str(name).isprintable() or len(str(name)) > 100:
            yield tree.mistake(("workloads", name), "not a name of up to 100 printable characters")
    budgets = data.get("budgets")
    for name in budgets if isinstance(budgets, dict) else ():
        if name not in (*names, TOTAL):
            known = ", ".join((*map(str, names), TOTAL))
            yield tree.mistake(("budgets", name), f"no workload of this name (there is {known})")


def _meaning_mistakes(tree: Tree, config: Config) -> Iterator[Mistake]:
    """Yield what the records that are computed with refuse."""
    # Here, since every command looks for a configuration and few find one.
    from ..report.from_config import needs_of, workload_of

    attempts: list[tuple[tuple[str, ...], Callable[[], object]]] = [
        (("workloads", name), partial(workload_of, name, entry))
        for name, entry in config.workloads.items()
    ]
    attempts += [
        (("workloads", name, "needs"), partial(needs_of, entry.needs))
        for name, entry in config.workloads.items()
    ]
    attempts.append((("needs",), partial(needs_of, config.needs)))
    for path, attempt in attempts:
        try:
            attempt()
        except LlmcmpError as error:
            what = str(error) if error.hint is None else f"{error} ({error.hint})"
            yield tree.mistake(path, what)
