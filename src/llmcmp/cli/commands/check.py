"""``llmcmp check``: budgets and policies of llmcmp.yaml, as a gate in CI."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import reason
from ...records import record
from ..exits import Exit
from ..options.session import FORMAT_OPTION, Locked, Session, format_names
from ..output import say, show, warn
from ..registry_in_use import load_registry, require_locked

if TYPE_CHECKING:
    from ...report.check.baseline import Baseline
    from ...report.check.case import SentPrompts
    from ...report.check.check import CheckResult
    from ...report.market import Market
    from ...schema.config import ConfigFile

    CheckFormatName = str
else:
    CheckFormatName = format_names("check")


@record
class CheckSession(Session):
    """The options of every command, with the formats that CI reads."""

    format: Annotated[CheckFormatName | None, FORMAT_OPTION] = None

    @property
    def command(self) -> str:
        """The command whose formats CI reads."""
        return "check"


def check(
    session: CheckSession,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Earlier report (check -f json): show what changed since, and why.",
        ),
    ] = None,
    locked: Locked = False,
) -> int:
    """Check the policies of llmcmp.yaml, as a gate in CI.

    Exits with 1 when a policy of severity error fails.
    """
    from ...files import load_hosting
    from ...report.check import check as check_report
    from ...report.market import Market
    from ...schema.config import selectors_of

    file = session.require_config(hint="run `llmcmp init` to write one, or add --config")
    earlier = None if baseline is None else _baseline(baseline)
    registry = load_registry(session, locked=locked)
    market = Market(registry=registry, at=session.day, hosting=load_hosting(registry))
    if locked:
        require_locked(session, market, selectors_of(file.config))
    result = check_report.check(
        registry,
        file,
        at=market.at,
        prompts=_prompts(market, file),
        baseline=earlier,
        baseline_name=baseline or "",
        hosting=market.hosting,
    )
    _print(session, result)
    return Exit.GATE if result.failed else Exit.OK


def _baseline(path: str) -> Baseline:
    from ...files.json_files import read_json
    from ...report.check.baseline import read_baseline

    return read_baseline(read_json(Path(path)), path)


def _prompts(market: Market, file: ConfigFile) -> dict[str, SentPrompts]:
    if not any(entry.prompts for entry in file.config.workloads.values()):
        return {}
    from ...files import load_calibration
    from ...tokens.prompt_files import count_prompts

    return count_prompts(
        market.registry,
        file,
        at=market.at,
        calibration=load_calibration(),
        hosting=market.hosting,
    )


def _print(session: CheckSession, result: CheckResult) -> None:
    from ...render.pages.check import check_page

    show(session, result, check_page)
    if session.report_format.name == "github":
        from ...render.formats.comment import comment_text

        _summarise(session, comment_text(check_page(result)))
    if session.report_format.name != "table":
        warn(session, result.warnings)
        say(session, f"llmcmp check: {result.verdict}")


def _summarise(session: Session, text: str) -> None:
    """Append the report to the summary of the CI step, where there is one."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    from ...render.formats.github import SUMMARY_BYTES

    path = Path(name)
    try:
        present = path.stat().st_size if path.exists() else 0
        if present + len(text.encode()) > SUMMARY_BYTES:
            say(session, "warning: the job summary is full; the report was not added to it")
            return
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError as error:
        say(session, f"warning: cannot write the job summary: {reason(error)}")
