"""Builds the registry's snapshots into the wheel, with the very code that will read them."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SnapshotHook(BuildHookInterface[Any]):
    """Adds ``llmcmp/snapshot/`` to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Validate ``models/``; a broken registry stops the build."""
        if version == "editable":
            # An editable install reads the checkout; its snapshot goes to the user's cache.
            return
        self._folder = Path(mkdtemp(prefix="llmcmp-snapshot-"))
        for name, raw in self._snapshots().items():
            path = self._folder / f"{name}.snapshot"
            path.write_bytes(raw)
            build_data["force_include"][str(path)] = f"llmcmp/snapshot/{path.name}"

    def finalize(self, *_: object) -> None:
        """Remove the temporary files."""
        import shutil

        if hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)

    def _snapshots(self) -> dict[str, bytes]:
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        sys.dont_write_bytecode = True
        try:
            from llmcmp.files.registry.load import shipped_snapshots

            return shipped_snapshots(root / "models")
        finally:
            sys.path.remove(str(root / "src"))
