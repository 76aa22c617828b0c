"""What tests of every area share: golden files, the registry, and the command in two ways."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from llmcmp.cli import main
from llmcmp.files import load_registry
from llmcmp.registry import Registry
from tests.folders import FROZEN
from tests.shell import SETTINGS, Done, environment

pytest_plugins = [
    "tests.estimate_fixtures",
    "tests.hosting.fixtures",
    "tests.token_fixtures",
    "tests.project_fixtures",
]

# The same examples in every run: nobody's first run finds what ours did not. CI explores as well.
# A busy machine is no failure: examples are not timed.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", untimed, derandomize=True)
settings.register_profile("explore", untimed, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites golden files."""
    parser.addoption("--regold", action="store_true", help="Rewrite the files in tests/golden.")


@pytest.fixture
def frozen_registry(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make commands read the small registry that never changes; return its folder."""
    monkeypatch.setattr("llmcmp.files.registry.load.models_folder", lambda: FROZEN)
    return FROZEN


@pytest.fixture
def golden(request: pytest.FixtureRequest, frozen_registry: Path) -> Callable[[str, str], None]:
    """Return a check that a text equals a golden file; ``--regold`` rewrites the file.

    The test runs on the frozen registry: a golden file changes with the code, never with the data.
    """

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--regold"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Return the registry of this repository."""
    return load_registry()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Return the command line as a function of this process; settings of the shell are gone."""
    for name in (*SETTINGS, *(name for name in os.environ if name.startswith("LLMCMP_"))):
        if name != "LLMCMP_CACHE_DIR":
            monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Done:
        code = main(list(arguments))
        captured = capsys.readouterr()
        return Done(code=int(code), out=captured.out, err=captured.err)

    return call


@pytest.fixture
def command() -> Callable[..., Done]:
    """Return the command as a process of its own."""

    def call(*arguments: str | bytes, stdout: int | None = None, **changes: str | None) -> Done:
        result = subprocess.run(
            [sys.executable, "-m", "llmcmp", *arguments],
            stdout=subprocess.PIPE if stdout is None else stdout,
            stderr=subprocess.PIPE,
            env=environment(**changes),
            timeout=60,
            check=False,
        )
        out = b"" if result.stdout is None else result.stdout
        return Done(
            code=result.returncode,
            out=out.decode("utf-8", "surrogateescape"),
            err=result.stderr.decode("utf-8", "surrogateescape"),
        )

    return call
