"""JSON: the contract of DESIGN section 8."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.render.formats.json import json_text
from llmcmp.report.check.check import CheckResult

HEAD = ["schema", "llmcmp", "at", "registry", "warnings"]
AT = ("--at", "2026-11-22", "-f", "json")

MODEL = [
    *("selector", "id", "channel", "tier", "name", "developer", "weights", "licence", "lifecycle"),
    *("context_window", "max_output_tokens", "modalities", "features", "tokenizer", "rates"),
    *("scores", "cost", "ratio", "feasible", "reasons"),
]


def parsed(text: str) -> dict[str, Any]:
    """Return a report, and refuse what JSON does not have."""

    def refuse(word: str) -> None:
        raise AssertionError(f"not JSON: {word}")

    result: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return result


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every number with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def in_order(result: list[str], wanted: list[str]) -> bool:
    """Tell whether *wanted* occurs in *found* in this order."""
    rest = iter(result)
    return all(word in rest for word in wanted)


@pytest.mark.parametrize(
    ("arguments", "schema", "own"),
    [
        (("compare", "gpt-4o-mini"), "llmcmp/compare/1", ["workload", "models", "verdict"]),
        (("models", "list"), "llmcmp/models-list/1", ["models"]),
        (("models", "show", "opt-175b"), "llmcmp/models-show/1", ["models"]),
        (("models", "history", "gpt-4o"), "llmcmp/models-history/1", ["periods"]),
    ],
)
def test_keys_in_order(
    run: Callable[..., Any], arguments: tuple[str, ...], schema: str, own: list[str]
) -> None:
    """Every report begins with the same five keys; its own follow."""
    report = parsed(run(*arguments, *AT).out)

    assert list(report)[:5] == HEAD
    assert report["schema"] == schema
    assert in_order(list(report), own)
    assert list(report["registry"]) == ["version", "sha256", "overlays"]
    for warning in report["warnings"]:
        assert list(warning) == ["code", "text", "selector"]


def test_model_of_a_comparison(run: Callable[..., Any]) -> None:
    """A compared model has the keys of the contract, in order, and its cost has its own."""
    result = run("compare", "gpt-4o-mini", "--requests", "1k", "--input-tokens", "1k", *AT)
    model = parsed(result.out)["models"][0]

    assert in_order(list(model), MODEL)
    assert list(model["cost"]) == ["monthly", "per_request", "low", "high", "items"]
    assert list(model["cost"]["items"][0])[:5] == ["meter", "quantity", "rate", "amount", "sources"]
    # 1,000 x 1,000 tokens at 0.15 per million
    assert model["cost"]["monthly"] == "0.15"
    assert model["cost"]["per_request"] == "0.00015"


def test_amounts_are_decimal_strings(run: Callable[..., Any]) -> None:
    """No amount is a float: numbers in JSON are counts, everything else is exact text."""
    arguments = ("--requests", "2.5k", "--input-tokens", "1k", "--cached-share", "0.4")
    report = parsed(run("compare", "gpt-4o-mini", "deepseek-v4.1-flash", *arguments, *AT).out)

    assert [value for _, value in numbers(report) if isinstance(value, float)] == []
    for model in report["models"]:
        cost = model["cost"]
        for text in (cost["monthly"], cost["low"], cost["high"], model["ratio"], model["blend"]):
            assert Decimal(text).is_finite()
            assert "e" not in text.lower()
        assert sum(Decimal(item["amount"]) for item in cost["items"]) == Decimal(cost["monthly"])


def test_unknown_is_null_with_its_reason(run: Callable[..., Any]) -> None:
    """What nobody knows is null, never the word, and a warning names it."""
    report = parsed(run("compare", "deepseek-v4.1-flash", *AT).out)
    model = report["models"][0]

    assert model["max_output_tokens"] is None
    assert model["tokenizer"]["name"] is None
    message = [warning["text"] for warning in report["warnings"] if warning["code"] == "unknown"]
    assert len(message) == 1
    assert "output limit" in message[0]
    assert "tokenizer" in message[0]


def test_nothing_is_not_a_number() -> None:
    """A NaN that got this far is a bug, not a report."""
    with pytest.raises(ValueError, match="Out of range"):
        json_text({"x": float("nan")})


def test_json_is_text_for_every_terminal(run: Callable[..., Any]) -> None:
    """The report ends in one newline and is ASCII."""
    out = run("models", "show", "gpt-4o-mini", *AT).out

    assert out.endswith("}\n")
    assert out.isascii()


def test_json_has_the_keys_of_the_contract(result: CheckResult) -> None:
    """The keys that programs rely on."""
    match = json.loads(json_text(result))

    assert list(match) == [
        "schema", "llmcmp", "at", "registry", "warnings", "policies", "workloads", "contracts",
        "monthly", "delta", "verdict",
    ]  # fmt: skip
    assert list(match["policies"][0]) == [
        "id", "workload", "severity", "held", "actual", "limit", "message", "path", "line",
    ]  # fmt: skip
    assert list(match["delta"]) == [
        "total", "price", "volume", "mix", "tokenizer", "cache", "tier",
    ]  # fmt: skip
