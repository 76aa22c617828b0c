"""``llmcmp recommend``: past traffic, reading options, exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.cli import main

ROWS = """\
timestamp,model,input_tokens,output_tokens
2026-10-01T08:00:00Z,small,1000,100
2026-10-01T09:00:00Z,small,5000,100
2026-10-01T10:00:00Z,small,60000,200
"""
"""Three requests of one day; the mean prompt of 22,000 tokens is none of them."""


def test_a_file_becomes_a_recommendation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`recommend --usage` reads the file, says how it was scaled, and ranks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usage.csv").write_text(ROWS.replace("small", "gpt-4o-mini"))
    run = ["recommend", "--usage", "usage.csv", "--current", "gpt-4o-mini", "-f", "json"]

    assert main([*run, "--at", "2026-11-22"]) == 0
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert result["ranked"][0]["saving"] is not None
    assert "1 day (2026-10-01 to 2026-10-01) is scaled to a month" in printed.err
    assert main([*run, "--input-tokens", "10"]) == 2
    assert main(["recommend", "--usage", "nothing.csv"]) == 2


TRACE = """\
arrival_ms,tokens in,tokens out
0,1000,100
60000,1000,100
"""
"""Two requests of two minutes, by somebody else's names and without a model."""


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command line that ranks one model for that trace, with its columns told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trace.csv").write_text(TRACE)
    columns = "timestamp=arrival_ms,input_tokens=tokens in,output_tokens=tokens out"
    return [
        *("recommend", "gpt-4o-mini", "--usage", "trace.csv", "--map", columns),
        *("--at", "2026-11-22", "-f", "json", "--no-config"),
    ]


def test_reading_options_are_those_of_estimate(
    trace: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Columns, model, alias and start are told as for `estimate`: 2 requests of one day a month.

    2,000 in at $0.15 and 200 out at $0.60 per million are $0.00042 a day.
    """
    messages = ("--model", "ours", "--alias", "ours=gpt-4o-mini", "--starts", "2026-11-01")

    assert main([*trace, *messages]) == 0

    printed = capsys.readouterr()
    (model,) = json.loads(printed.out)["ranked"]
    monthly = Decimal("0.00042") * Decimal("30.4375")
    assert Decimal(model["cost"]["monthly"]) == monthly.quantize(Decimal("1e-9"))
    assert "1 day (2026-11-01 to 2026-11-01) is scaled to a month" in printed.err


def test_minutes_without_dates_are_scaled_to_a_month(
    trace: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two minutes are 1 of 21,915 pairs of minutes of a month: 30.4375 x 1,440 / 2."""
    assert main([*trace, "--model", "gpt-4o-mini"]) == 0

    printed = capsys.readouterr()
    (model,) = json.loads(printed.out)["ranked"]
    assert Decimal(model["cost"]["monthly"]) == Decimal("0.00042") * 21_915
    assert "the usage of 2 minutes is scaled to a month of 30.4375 days" in printed.err
    assert "arrival_ms counts from the start of the trace" in printed.err


def test_unpriced_rows_are_refused_or_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hint of the refusal holds here too, and what is left out is said."""
    monkeypatch.chdir(tmp_path)
    rows = ROWS.replace("small", "gpt-4o-mini", 2)
    (tmp_path / "usage.csv").write_text(rows)
    run = ["recommend", "gpt-4o-mini", "--usage", "usage.csv", "--at", "2026-11-22", "--no-config"]

    assert main(run) == 2
    assert "--allow-unpriced leaves these rows out" in capsys.readouterr().err
    assert main([*run, "--allow-unpriced"]) == 0
    assert "1 row with 60,200 tokens: no price is known" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--map", "--from", "--since", "--alias", "--engine"])
def test_reading_options_need_usage(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An option about files that are not given is refused, never ignored."""
    value = "duckdb" if option == "--engine" else "2026-11-01"
    assert main(["recommend", "gpt-4o-mini", option, value, "--no-config"]) == 2
    assert f"{option}: needs --usage" in capsys.readouterr().err


def test_gpus_are_kept_all_month_whatever_minutes_were_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten recorded minutes of a day: GPUs cost the whole month that ``host`` says."""
    path = tmp_path / "usage.csv"
    path.write_text(
        "timestamp,model,input_tokens,output_tokens\n"
        "2026-11-01T08:00:00Z,gpt-4o-mini,1000,100\n"
        "2026-11-01T08:09:59Z,gpt-4o-mini,1000,100\n"
    )
    dated = ["--at", "2026-11-22", "-f", "json"]
    selectors = ["gpt-4o-mini", "opt-66b@self"]
    assert main(["recommend", "--usage", str(path), *selectors, *dated]) == 0
    printed = capsys.readouterr()
    monthly = {
        model["selector"]: Decimal(model["cost"]["monthly"])
        for model in json.loads(printed.out)["ranked"]
    }
    assert main(["host", "opt-66b", "--usage", str(path), *dated]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert round(monthly["opt-66b@self"], 2) == Decimal(plan["hosting"]["monthly_cost"])
    # Two requests a day of 1,000 in at 0.15 and 100 out at 0.60 per million: 0.00042 a day.
    assert monthly["gpt-4o-mini"] == Decimal("0.00042") * Decimal("30.4375")
    assert "lies within 10 minutes of its day" in printed.err
    assert "144 times as many requests a month" in printed.err


SMALLEST = (
    "workloads:\n  chat: {model: gpt-4o-mini, requests: 500k, input_tokens: 1200, "
    "output_tokens: 250}\nbudgets: {chat: %s}\n"
)


def test_recommend_takes_the_workload_of_the_configuration(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without flags the only workload is ranked against its model in use."""
    (here / "llmcmp.yaml").write_text(SMALLEST % 400)

    assert main(["recommend", "-f", "json", "-q"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["current"], result["workload"]["requests"]) == ("gpt-4o-mini", 500_000)
