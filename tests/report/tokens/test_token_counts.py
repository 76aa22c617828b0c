"""The same text on every model: counts, bands and costs."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import folders
from tests.shell import Done
from tests.token_counts import counted

EXAMPLES = folders.ROOT / "examples" / "tokens"
AT = ("--at", "2026-11-22")
Run = Callable[..., Done]


def test_exact_counts_and_their_cost(run: Run, hello: Path) -> None:
    """Two tokens at $0.15 a million are $0.0000003; OPT puts one ``</s>`` in front."""
    report = counted(run, "opt-175b", "gpt-4o-mini", "gpt-4o-mini+batch", "hello.txt")

    assert report["schema"] == "llmcmp/tokens/1"
    assert [
        (each["selector"], each["tokens"], each["kind"], each["low"], each["high"])
        for each in report["counts"]
    ] == [
        ("opt-175b", 3, "exact", 3, 3),
        ("gpt-4o-mini", 2, "exact", 2, 2),
        ("gpt-4o-mini+batch", 2, "exact", 2, 2),
    ]
    assert [each["tokenizer"] for each in report["counts"]] == ["gpt2", "o200k_base", "o200k_base"]
    assert [each["cost_as_input"] for each in report["counts"]] == [None, "0.0000003", "0.00000015"]
    assert [(each["code"], each["selector"]) for each in report["warnings"]] == [
        ("unpriced", "opt-175b")
    ]


def test_estimates_carry_their_band(run: Run, hello: Path) -> None:
    """A Claude count is the measured ratio of English text times o200k's, with its band."""
    (hello / "long.txt").write_text("The price of the model is on the page. " * 100)
    exact, estimate = counted(run, "gpt-4o-mini", "claude-haiku-4-5", "long.txt")["counts"]
    table = run("tokens", "claude-haiku-4-5", "long.txt", *AT)

    assert (exact["kind"], estimate["kind"]) == ("exact", "calibrated")
    assert estimate["low"] < estimate["tokens"] < estimate["high"]
    # Haiku 4.5 takes $1 a million, so dollars are tokens and six more places.
    for name, cost in (("tokens", "cost_as_input"), ("low", "cost_low"), ("high", "cost_high")):
        assert Decimal(estimate[cost]) == Decimal(estimate[name]) / 1_000_000
    assert f"≈{estimate['tokens']:,}" in table.out
    assert f"{estimate['low']:,} to {estimate['high']:,}" in table.out


def test_a_request_item_by_item(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """1024x1024 makes 4 tiles: 2833 + 4 x 5667 on GPT-4o mini, 85 + 4 x 170 on GPT-4o."""
    monkeypatch.chdir(EXAMPLES)
    report = counted(
        run, "gpt-4o-mini", "gpt-4o", "--image", "1024x1024", "--image", "photo.png:low",
        "--chat", "messages.json",
    )  # fmt: skip
    mini, large = report["counts"]

    def tokens(count: Any) -> dict[str, int]:
        return {item["what"]: item["tokens"] for item in count["items"]}

    assert tokens(mini)["image 1024x1024 high"] == 2_833 + 4 * 5_667
    assert tokens(mini)["image 640x480 low"] == 2_833
    assert tokens(large)["image 1024x1024 high"] == 85 + 4 * 170
    assert tokens(large)["image 640x480 low"] == 85
    assert tokens(mini)["chat format"] == 2 * 3
    assert mini["tokens"] == sum(tokens(mini).values())


def test_sound_is_priced_as_sound(run: Run, empty_folder: Path) -> None:
    """Ten seconds are 10 x 32 tokens on Gemini 2.5 Flash, at the rate of sound: $1 a million."""
    (count,) = counted(run, "gemini-2.5-flash", "--audio-seconds", "10")["counts"]

    assert (count["tokens"], count["kind"]) == (320, "exact")
    assert Decimal(count["cost_as_input"]) == 320 * Decimal("1.00") / 1_000_000


def test_files_add_up(run: Run, hello: Path) -> None:
    """The sum is that of the files; what git ignores is left out and what is no text is named."""
    (hello / "more.txt").write_bytes(b"hello world hello")
    (hello / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (hello / "made.log").write_bytes(b"hello")
    (hello / ".gitignore").write_bytes(b"*.log\n")
    report = counted(run, "gpt-4o-mini", ".")
    per_file = {file["file"]: file["counts"][0]["tokens"] for file in report["files"]}

    assert per_file["hello.txt"] == 2
    assert per_file["more.txt"] == 3
    assert set(per_file) == {"hello.txt", "more.txt", ".gitignore"}
    assert report["counts"][0]["tokens"] == sum(per_file.values())
    assert report["skipped"] == [{"file": "picture.png", "reason": "binary"}]
    assert "Skipped: picture.png (binary)" in run("tokens", "gpt-4o-mini", ".", *AT).out


def test_what_a_text_does_not_say(run: Run, empty_folder: Path) -> None:
    """An empty file and one that is no UTF-8 are counted, and said to be so."""
    (empty_folder / "empty.txt").write_bytes(b"")
    (empty_folder / "latin.txt").write_bytes(b"caf\xe9")
    report = counted(run, "gpt-4o-mini", "opt-175b", "empty.txt", "latin.txt")

    messages = [
        each["text"] for each in report["warnings"] if each["code"] in ("empty", "not-utf-8")
    ]
    assert messages == [
        "empty.txt: empty",
        "latin.txt: not all UTF-8: broken bytes were read as U+FFFD, as an API client sends them",
    ]


def test_use_of_the_context(run: Run, empty_folder: Path) -> None:
    """2,060 tokens do not fit the 2,048 of OPT and are 1.6094 % of 128,000."""
    (empty_folder / "long.txt").write_bytes(b"hello" + b" world" * 2_059)
    report = counted(run, "gpt-4o-mini", "opt-175b", "long.txt")

    assert [each["tokens"] for each in report["counts"]] == [2_060, 2_061]
    assert report["counts"][0]["context_percent"] == "1.6094"
    assert [each["selector"] for each in report["warnings"] if each["code"] == "context"] == [
        "opt-175b"
    ]


def test_no_price_on_that_day(run: Run, hello: Path) -> None:
    """Without a price the count stands, the cost is null and the reason is given."""
    result = run("tokens", "gpt-4o-mini", "hello.txt", "--at", "2020-01-01", "-f", "json")
    report = json.loads(result.out)

    assert report["counts"][0]["tokens"] == 2
    assert report["counts"][0]["cost_as_input"] is None
    assert [each["code"] for each in report["warnings"]] == ["unpriced"]
