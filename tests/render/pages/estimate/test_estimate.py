"""The pages of ``llmcmp estimate``, compared with files, and the figures on them by hand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.estimate_fixtures import HEADER
from tests.shell import Done

pytestmark = pytest.mark.usefixtures("fixed_day")

FORMS = {"table": "txt", "markdown": "md", "json": "json", "csv": "csv"}


def rows() -> list[str]:
    """Return 20 days of November: chat every day, more on Fridays, and batch work without team."""
    lines = []
    for day in range(1, 21):
        times = 3 if day % 7 == 6 else 1
        for hour in ("00:10:00Z", "23:50:00Z"):
            lines += [f"2026-11-{day:02}T{hour},gpt-4o-mini,90000,40000,5000,chat,standard"] * times
        lines.append(f"2026-11-{day:02}T12:00:00Z,gpt-4o-mini,10000,0,2000,,batch")
    return lines


@pytest.fixture
def november(usage_file: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of that file, relative to the folder the run is in."""
    path = Path(usage_file(*rows(), name="november.csv", header=f"{HEADER},tier"))
    monkeypatch.chdir(path.parent)
    return path.name


def settled(text: str) -> str:
    """Return a report without the digest and version, which change with every edit."""
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "..."', text)
    return re.sub(r'"llmcmp": "[^"]*"', '"llmcmp": "..."', text)


@pytest.mark.parametrize("form", FORMS)
def test_estimate_page(
    run: Callable[..., Done], golden: Callable[[str, str], None], november: str, form: str
) -> None:
    """A month with forecast, groups, alternatives and budget is printed as it was."""
    asked = ("--by", "team,model", "--as", "claude-haiku-4-5", "--as", "gpt-3.5-turbo")
    result = run("estimate", november, *asked, "--budget", "20", "--format", form)
    assert result.code == 0
    golden(f"estimate-month.{FORMS[form]}", settled(result.out))


def test_page_of_several_months(
    run: Callable[..., Done],
    golden: Callable[[str, str], None],
    usage_file: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whole months are set against each other, the running one against the same days."""
    days = [f"2026-09-{day:02}" for day in range(1, 31)]
    days += [f"2026-10-{day:02}" for day in range(1, 32)]
    tokens = dict.fromkeys(days, 100_000) | {f"2026-11-{day:02}": 120_000 for day in range(1, 21)}
    path = usage_file(
        *(
            f"{day}T{hour}:30:00Z,gpt-4o-mini,{count},0,1000,a"
            for day, count in tokens.items()
            for hour in ("00", "23")
        )
    )
    monkeypatch.chdir(Path(path).parent)
    result = run("estimate", "usage.csv")
    assert result.code == 0
    golden("estimate-months.txt", settled(result.out))


@pytest.mark.parametrize("form", FORMS)
def test_estimate_page_with_losses(
    run: Callable[..., Done],
    golden: Callable[[str, str], None],
    usage_file: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    """Rows that are refused, unpriced or empty are counted and named in every format."""
    path = usage_file(
        "2026-10-02T09:30:00Z,gpt-4o-mini,1000,0,100,a",
        "2026-10-02T09:30:00Z,gpt-4o-mini,-5,0,100,a",
        "2026-10-02T09:30:00Z,no-such-model,1000,0,100,a",
        "2026-10-02T09:30:00Z,gpt-4o-mini,,,,a",
    )
    monkeypatch.chdir(Path(path).parent)
    result = run("estimate", "usage.csv", "--skip-bad-rows", "--allow-unpriced", "--format", form)
    assert result.code == 0
    golden(f"estimate-losses.{FORMS[form]}", settled(result.out))


@pytest.mark.parametrize("form", FORMS)
def test_reconciliation_page(
    run: Callable[..., Done],
    golden: Callable[[str, str], None],
    usage_file: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    """A bill with 20 % off is explained by a discount, with the overlay that closes it."""
    usage_file(
        "2026-10-02T09:30:00Z,gpt-4o-mini,10000000,0,1000000,a",
        "2026-10-03T09:30:00Z,gpt-4o-mini,20000000,0,1000000,a",
    )
    # 10 x 0.15 + 0.60 = 2.10, less 20 % 1.68; 20 x 0.15 + 0.60 = 3.60, less 20 % 2.88
    (tmp_path / "bill.csv").write_text(
        "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,"
        "project_id\n"
        '1790899200,1790985600,,,1.68,usd,"gpt-4o-mini, input",\n'
        '1790985600,1791072000,,,2.88,usd,"gpt-4o-mini, input",\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    result = run("estimate", "usage.csv", "--reconcile", "bill.csv", "--format", form)
    assert result.code == 0, result.err
    golden(f"estimate-reconcile.{FORMS[form]}", settled(result.out))


def test_tokens_kept_as_they_are_are_not_exact(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """A vocabulary nobody has measured has no band; its cost is a guess, and looks like one."""
    path = usage_file("2026-10-02T00:00:00Z,gpt-4o-mini,100000,0,0,")
    result = run("estimate", path, "--as", "gpt-6-luna", "--as", "gpt-4o-mini+batch")

    lines = {line.split()[0]: line for line in result.out.splitlines() if line.strip()}
    assert lines["gpt-6-luna"].split()[1:4] == ["≈$0.0100", "same", "tokens"]
    assert lines["gpt-4o-mini+batch"].split()[1:3] == ["$0.00750", "exact"]


def test_table_is_readable_at_80_columns(run: Callable[..., Done], november: str) -> None:
    """No line of the page is wider than 80 columns, the chart's bars included."""
    out = run("estimate", november, "--as", "opt-66b", "--by", "day,team,model").out
    assert max(map(len, out.splitlines())) <= 80


def test_a_month_by_hand(answer: Callable[..., dict[str, Any]], november: str) -> None:
    """Cost, cache hit rate, cost per request and groups are what a pocket calculator says.

    A chat row: 50k x 0.15 + 40k x 0.075 + 5k x 0.60 a million = 7.5 + 3 + 3 = 13.5 thousandths.
    A batch row: 10k x 0.075 + 2k x 0.30 a million = 0.75 + 0.6 = 1.35 thousandths of a dollar.
    Chat rows: 17 plain days x 2 + Fridays 6, 13 and 20: 3 x 6 = 52; batch rows: 20.
    """
    result = answer(november, "--by", "team,tier")
    chat, batch = 52 * Decimal("0.0135"), 20 * Decimal("0.00135")
    assert (chat, batch) == (Decimal("0.702"), Decimal("0.027"))
    assert Decimal(result["total"]["cost"]) == chat + batch
    assert result["total"]["requests"] == 72
    assert result["total"]["tokens"] == {
        "input": 52 * 50_000 + 20 * 10_000,
        "cached_input": 52 * 40_000,
        "output": 52 * 5_000 + 20 * 2_000,
    }
    assert Decimal(result["cost_per_request"]) == Decimal("0.729") / 72
    # 2.08M of 4.88M prompt tokens
    assert result["cache_hit_rate"] == "0.426229508197"
    assert [(group["key"], group["cost"]) for group in result["groups"]] == [
        ({"team": "chat", "tier": "standard"}, "0.702"),
        ({"team": "(untagged)", "tier": "batch"}, "0.027"),
    ]
    (month,) = result["months"]
    assert (month["month"], month["complete"], month["days_missing"]) == ("2026-11", False, 1)


def test_forecast_by_hand(answer: Callable[..., dict[str, Any]], november: str) -> None:
    """From 14 complete days on each weekday has its own mean.

    Days 1 to 20: 20 x (2 x 0.0135 + 0.00135) + 3 Fridays x 4 x 0.0135 = 0.567 + 0.162 = 0.729.
    Ten days are ahead (21 to 30), one of them a Friday (27): 10 x 0.02835 + 0.054 = 0.3375.
    """
    result = answer(november)["months"][0]["forecast"]
    assert Decimal(result["expected"]) == Decimal("0.729") + Decimal("0.3375")
    assert Decimal(result["low"]) <= Decimal(result["expected"]) <= Decimal(result["high"])
    assert result["method"].startswith("mean of the same weekday")
    assert result["backtest"]["starts"] == 17


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--budget", "0.729"), 0),
        (("--budget", "0.728"), 1),
        # 1.0665 is forecast: over the budget, and a gate only where asked for
        (("--budget", "1"), 0),
        (("--budget", "1", "--gate-forecast"), 1),
        (("--budget", "1.07", "--gate-forecast"), 0),
    ],
)
def test_budget_gates(
    run: Callable[..., Done], november: str, options: tuple[str, ...], code: int
) -> None:
    """What was spent gates exactly at the budget; a forecast only with ``--gate-forecast``."""
    result = run("estimate", november, *options)
    assert result.code == code
    assert "Budget 2026-11, actual" in result.out


def test_at_reprices_every_row(
    answer: Callable[..., dict[str, Any]], usage_file: Callable[..., str]
) -> None:
    """A row has the price of its day; ``--at`` gives all rows the price of one day.

    gpt-3.5-turbo-0301 took 2.00 for a million input tokens until 2023-06-12, then 1.50.
    """
    path = usage_file(
        "2023-06-12T23:59:59Z,gpt-3.5-turbo-0301,1000000,0,0,a",
        "2023-06-13T00:00:00Z,gpt-3.5-turbo-0301,1000000,0,0,a",
    )
    own = answer(path)
    assert (own["repriced"], own["total"]["cost"]) == (False, "3.5")
    then = answer(path, "--at", "2023-06-01")
    assert (then["repriced"], then["at"], then["total"]["cost"]) == (True, "2023-06-01", "4")
    now = answer(path, "--at", "today")
    assert (now["repriced"], now["at"], now["total"]["cost"]) == (True, "2026-11-22", "3")


def test_csv_counts_what_is_lost(run: Callable[..., Done], usage_file: Callable[..., str]) -> None:
    """CSV is one table; its ``rows`` section holds read = priced + unpriced + rejected + empty."""
    path = usage_file(
        "2026-10-02T09:30:00Z,gpt-4o-mini,1000,0,100,a",
        "2026-10-02T09:30:00Z,gpt-4o-mini,x,0,100,a",
        "2026-10-02T09:30:00Z,nothing-like-it,1000,0,100,a",
        "2026-10-02T09:30:00Z,gpt-4o-mini,,,,a",
    )
    out = run("estimate", path, "--skip-bad-rows", "--allow-unpriced", "-f", "csv").out
    table = list(csv.DictReader(io.StringIO(out)))
    counts = {line["name"]: int(line["rows"]) for line in table if line["section"] == "rows"}
    assert counts == {"read": 4, "priced": 1, "unpriced": 1, "rejected": 1, "empty": 1}
    assert [line["name"] for line in table if line["section"] == "unpriced"] == ["nothing-like-it"]
    assert [line["detail"] for line in table if line["section"] == "rejected"]


def test_hostile_column_and_values(
    run: Callable[..., Done], usage_file: Callable[..., str]
) -> None:
    """A column named like SQL works on both engines, and CSV neutralises a formula in a tag."""
    column = '"); drop table usage_rows; --'
    quoted = column.replace('"', '""')
    header = HEADER.replace("team", f'"{quoted}"')
    path = usage_file('2026-10-02,gpt-4o-mini,1,0,1,"=cmd|x"', header=header)
    for engine in ("python", "duckdb"):
        out = run("estimate", path, "--by", column, "--engine", engine, "-f", "csv").out
        assert "'=cmd|x" in out


def test_quiet_says_nothing(run: Callable[..., Done], november: str) -> None:
    """Talk goes to standard error and stops with ``--quiet``; data stays what it is."""
    loud, quiet = run("estimate", november), run("estimate", november, "-q")
    assert loud.err.startswith("november.csv: generic-table, 72 rows; input tokens include cached")
    assert quiet.err == ""
    assert loud.out == quiet.out
