"""What ships with the package, for the tests of reports."""

from __future__ import annotations

import pytest

from llmcmp.files import load_registry, load_section
from llmcmp.hosting import HostingTables
from llmcmp.registry import Registry
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters


@pytest.fixture(scope="module")
def shipped() -> tuple[Registry, HostingTables]:
    """Return the shipped registry and hosting tables."""
    tables = HostingTables(
        lambda: load_section("gpus", GpusFile), lambda: load_section("hosting", HostingParameters)
    )
    return load_registry(), tables
