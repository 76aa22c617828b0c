"""Imports point one way, and the domain does no I/O: the contracts of pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.folders import ROOT
from tests.shell import environment


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="needs the checkout")
def test_contracts_are_kept(tmp_path: Path) -> None:
    """``cli`` is above ``render``, that above ``report``, and so on down to ``errors``."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command as run; run()",
            "--config",
            str(tmp_path / "pyproject.toml"),
            "--no-cache",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=120,
        check=False,
    )

    assert result.returncode == 0, result.stdout
    assert " kept, 0 broken" in result.stdout
