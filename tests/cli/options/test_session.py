"""The options of every command: day, format and configuration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from llmcmp.cli import main
from llmcmp.cli.options.session import Session
from llmcmp.errors import InputError
from tests.estimate_fixtures import TODAY

pytestmark = pytest.mark.usefixtures("fixed_day")


def test_the_day_is_today_unless_it_is_given() -> None:
    """Usage keeps the prices of its own days where none is given."""
    assert (Session().day, Session().given_day) == (TODAY, None)
    options = Session(at="2025-01-02")
    assert options.day == options.given_day == date(2025, 1, 2)
    with pytest.raises(InputError, match="--at: not a date: soon"):
        _ = Session(at="soon").day


@pytest.mark.parametrize(
    ("session", "name"),
    [
        (Session(), "table"),
        (Session(output="report.md"), "markdown"),
        (Session(output="report.JSON"), "json"),
        (Session(output="report.unknown"), "table"),
        (Session(output="report.md", format="csv"), "csv"),
    ],
)
def test_the_format_is_given_or_that_of_the_file(session: Session, name: str) -> None:
    """A table where neither says anything."""
    assert session.report_format.name == name


def test_the_nearest_configuration_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one by ``--config``, none by ``--no-config``, and none where there is none."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert Session().configured() is None

    (tmp_path / "llmcmp.yaml").write_text("candidates: [near]\n")
    (tmp_path / "other.yaml").write_text("candidates: [other]\n")
    near, other = Session().configured(), Session(config=tmp_path / "other.yaml").configured()

    assert near is not None
    assert near.config.candidates == ("near",)
    assert other is not None
    assert other.config.candidates == ("other",)
    assert Session(no_config=True).configured() is None


@pytest.mark.parametrize("command", [["check"], ["registry", "lock"]])
def test_a_command_that_needs_a_configuration_says_why_there_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    """None was found, or none was wanted: these are two sentences."""
    monkeypatch.chdir(tmp_path)

    assert main(command) == 2
    assert capsys.readouterr().err.startswith("error: no llmcmp.yaml in this folder or its parents")
    assert main([*command, "--no-config"]) == 2
    assert capsys.readouterr().err.startswith("error: --no-config: this needs an llmcmp.yaml\n")
