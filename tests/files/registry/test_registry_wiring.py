"""Locks, differences on a bill, contracts and freshness, through the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli import main
from llmcmp.cli.options.session import Session

CONFIG = """\
workloads:
  chat: {model: gpt-4o-mini, requests: 1M, input_tokens: 1k, output_tokens: 100}
  mail: {model: claude-sonnet-4-5, requests: 1k, input_tokens: 1k, output_tokens: 100}
candidates: [gpt-5@azure, gpt-4o]
"""
DOUBLED = """\
overrides:
  - model: gpt-4o-mini
    rates:
      - {channel: openai, since: 2024-10-01, input: 0.30, cached_input: 0.075, output: 0.60}
"""
CONTRACTS = """\
contracts:
  - {name: Gateway, channel: openai, gateway_percent: 5, per_request: 0.0001, per_month: 20}
  - {name: Credits, developer: OpenAI, credit: 50}
  - {name: Promise, commitment: 1000}
"""
AT = ("--at", "2026-11-22")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a configuration and two overlays, the current folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "llmcmp.yaml").write_text(CONFIG)
    (tmp_path / "doubled.yaml").write_text(DOUBLED)
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command: exit code, output and talk."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, *AT])
        done = capsys.readouterr()
        return code, done.out, done.err

    assert here
    return call


def test_a_lock_gives_the_same_bytes_under_other_prices(run: Run, here: Path) -> None:
    """Whatever the registry says now, a locked check prints what it printed before."""
    assert run("registry", "lock")[0] == 0
    assert sorted(json.loads((here / "llmcmp.lock").read_text())["models"]) == [
        "claude-sonnet-4-5",
        "gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06",
        "gpt-4o-mini",
        "gpt-5",
    ]
    code, before, _ = run("check", "--locked", "-f", "json")
    lock = (here / "llmcmp.lock").read_bytes()
    registry = json.loads(before)["registry"]
    assert code == 0
    assert registry["overlays"][0]["name"] == "llmcmp.lock"

    (here / "llmcmp.yaml").write_text(CONFIG + "registry: [doubled.yaml]\n")
    assert Decimal(json.loads(run("check", "-f", "json")[1])["monthly"]) == Decimal("364.5")
    code, after, said = run("check", "--locked", "-f", "json")
    # 1,000 M x 0.15 + 100 M x 0.6 + 1 M x 3 + 0.1 M x 15 = 150 + 60 + 3 + 1.5.
    assert Decimal(json.loads(after)["monthly"]) == Decimal("214.5")
    assert json.loads(after)["workloads"] == json.loads(before)["workloads"]
    assert "1 price differs from llmcmp.lock" in said
    assert run("registry", "lock", "--check")[0] == 1
    assert (here / "llmcmp.lock").read_bytes() == lock


def test_a_lock_that_lacks_a_model_is_refused(run: Run, here: Path) -> None:
    """One sentence and exit code 2, never a price of another day."""
    assert run("check", "--locked")[0] == 2
    run("registry", "lock", "gpt-4o-mini")

    for command in (["check"], ["compare", "gpt-4.1"], ["recommend", "gpt-4.1", "--no-config"]):
        code, out, said = run(*command, "--locked")
        assert (code, out) == (2, "")
        assert "llmcmp.lock does not hold" in said


def test_what_a_difference_does_to_usage(run: Run, here: Path) -> None:
    """1 M tokens in, 0.1 M out: 0.15 + 0.06 = 0.21 becomes 0.30 + 0.06 = 0.36."""
    rows = "timestamp,model,input_tokens,output_tokens\n"
    rows += "2026-11-02T00:00:00Z,gpt-4o-mini,10000,1000\n" * 100
    rows += "2026-11-02T00:00:00Z,gpt-4o,1000,0\n"
    (here / "usage.csv").write_text(rows)
    run("registry", "lock")

    diff = ("registry", "diff", "--registry", "doubled.yaml", "-f", "json")
    code, out, _ = run(*diff, "--usage", "usage.csv")
    (effect,) = json.loads(out)["bill"]["effects"]
    assert code == 0
    assert (effect["use"]["model"], effect["before"], effect["after"]) == (
        "gpt-4o-mini",
        "0.21",
        "0.36",
    )
    assert json.loads(out)["bill"]["same"] == 1
    size = ("--requests", "1M", "--input-tokens", "1k", "--output-tokens", "100")
    bill = json.loads(run(*diff, *size)[1])["bill"]
    assert (bill["before"], bill["after"]) == ("210", "360")
    assert run(*diff, *size, "--usage", "usage.csv")[0] == 2


def test_contracts_are_lines_of_a_month(run: Run) -> None:
    """The fees and credits of OpenAI's channel, then what is missing to the promise.

    210 x 5 % = 10.50; 1,000,000 x 0.0001 = 100; 20; the credit of 50; and with the 4.50 of
    Anthropic 214.50 is 785.50 short of 1,000.
    """
    made = json.loads(run("check", "--registry", "contracts.yaml", "-f", "json")[1])

    lines = [(line["meter"], Decimal(line["amount"])) for line in made["contracts"]]
    assert lines == [
        ("gateway-fee", Decimal("10.50")),
        ("request-fee", Decimal(100)),
        ("monthly-fee", Decimal(20)),
        ("credit", Decimal(-50)),
        ("commitment", Decimal("785.50")),
    ]
    assert Decimal(made["monthly"]) == Decimal("214.50") + Decimal("866.00")


def test_contracts_are_lines_of_a_comparison(run: Run) -> None:
    """On one model alone: 210 + 10.50 + 100 + 20 - 50, and 790 to the promise of 1,000."""
    size = ("--requests", "1M", "--input-tokens", "1k", "--output-tokens", "100")
    out = run("compare", "gpt-4o-mini", *size, "--registry", "contracts.yaml", "-f", "json")[1]
    (model,) = json.loads(out)["models"]

    meters = [item["meter"] for item in model["cost"]["items"]]
    assert meters[-5:] == ["gateway-fee", "request-fee", "monthly-fee", "credit", "commitment"]
    assert Decimal(model["cost"]["monthly"]) == Decimal(210) + Decimal("80.5") + 790


def test_contracts_settle_months_that_are_over(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """October cost 1.50: with 20 a month and 5 % it is 21.575; November is still open."""
    monkeypatch.setattr(Session, "today", property(lambda _: date(2026, 11, 22)))
    rows = "timestamp,model,input_tokens,output_tokens,requests\n"
    for day in ("2026-10-02", "2026-11-02"):
        rows += f"{day}T00:00:00Z,gpt-4o-mini,10000000,0,1\n"
    (here / "usage.csv").write_text(rows)
    (here / "fee.yaml").write_text(
        "contracts:\n  - {name: Gateway, channel: openai, gateway_percent: 5, per_month: 20}\n"
    )
    made: dict[str, Any] = json.loads(
        run("estimate", "usage.csv", "--registry", "fee.yaml", "-f", "json", "--no-config")[1]
    )

    october, november = made["months"]
    assert (october["cost"], october["due"]) == ("1.5", "21.575")
    assert november["contracts"] == []
    assert "contracts-open" in {warning["code"] for warning in made["warnings"]}


def test_old_prices_are_warned_of(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A comparison on a day long after the last check says so; today's does not."""
    assert here
    warned = {}
    for day in ("2026-11-22", "2027-03-01"):
        assert main(["compare", "gpt-4o-mini", "opt-175b", "--at", day, "-f", "json"]) == 0
        made = json.loads(capsys.readouterr().out)
        warned[day] = [w["text"] for w in made["warnings"] if w["code"] == "stale-price"]
    assert warned["2026-11-22"] == []
    (text,) = warned["2027-03-01"]
    assert text.endswith("was last checked on 2026-11-21, 100 days before")
    assert made["models"][0]["price_ages"][0]["days"] == 100


def test_models_say_which_shelf_they_are_on(run: Run) -> None:
    """Curated ones are; imported ones name their feeds, and a comparison warns of them."""
    shown = {name: run("models", "show", name)[1] for name in ("gpt-4o-mini", "claude-sonnet-4-5")}
    assert "curated" in shown["gpt-4o-mini"]
    assert "imported from genai-prices" in shown["claude-sonnet-4-5"].replace("\n", " ")
    made = json.loads(run("compare", "claude-sonnet-4-5", "gpt-4o-mini", "-f", "json")[1])
    assert [model["shelf"] for model in made["models"]] == ["imported", "curated"]
    assert "imported-price" in {warning["code"] for warning in made["warnings"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "none.json"), "cannot read the feed none.json"),
        (("import", "cut.json"), "not whole JSON"),
        (("import", "other.json"), "not a price feed this program knows"),
        (("import", "keyless.json"), "a model without 'pricing'"),
        (("diff", "none.lock"), "cannot read the lock none.lock"),
        (("diff", "edited.lock"), "does not match its hash"),
        (("diff", "none.shelf"), "cannot read the imported models"),
        (("lock", "no-such-model"), "unknown model: no-such-model"),
    ],
)
def test_bad_input_is_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], said: str
) -> None:
    """Exit code 2, a sentence on standard error and nothing on standard output or written."""
    (here / "cut.json").write_text('{"a": {"models"')
    (here / "other.json").write_text("[]")
    (here / "keyless.json").write_text('{"data": [{"id": "x"}]}')
    assert main(["registry", "lock", "gpt-4o-mini", "-o", "edited.lock"]) == 0
    text = (here / "edited.lock").read_text()
    (here / "edited.lock").write_text(text.replace('"0.15"', '"0.01"'))
    capsys.readouterr()

    into = ("--into", "data") if arguments[0] == "import" else ()
    assert main(["registry", *arguments, *into]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert said in done.err
    assert not (here / "data").exists()
