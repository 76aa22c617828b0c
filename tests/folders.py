"""Where things lie: the repository, its registry, the data of the tests, and what lies beside."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
DATA = TESTS / "data"
FROZEN = DATA / "registry"
ROOT = TESTS.parent
SRC = ROOT / "src"
MODELS = ROOT / "models"
SHARED = ROOT.parent / "shared"
"""Facts and traces that are too large for the repository, beside it on some machines."""
