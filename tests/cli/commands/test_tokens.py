"""``llmcmp tokens`` and ``compare --prompt``: what a user types, and what comes back."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.files import load_registry
from llmcmp.pricing import price_workload
from llmcmp.schema import ModelSpec
from llmcmp.usage import PromptText, TokenCount, Workload
from tests import folders
from tests.shell import Done, environment

EXAMPLES = folders.ROOT / "examples" / "tokens"
AT = ("--at", "2026-11-22")
FIVE = ("gpt-4o-mini", "gpt-3.5-turbo", "opt-175b", "claude-haiku-4-5", "gemini-2.5-flash")

Run = Callable[..., Done]


def counted(run: Run, *arguments: str) -> Any:
    """Return the JSON of a count."""
    done = run("tokens", *arguments, *AT, "-f", "json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def hello(folder: Path) -> Path:
    """Return a file of two words, which are two tokens on every vocabulary of OpenAI."""
    (folder / "hello.txt").write_bytes(b"hello world")
    return folder


SUFFIXES = {"table": "txt", "markdown": "md", "json": "json", "csv": "csv"}
REPORTS = {
    "tokens-five": (*FIVE, "prompt.md", "--explain"),
    "tokens-folder": ("gpt-4o-mini", "claude-haiku-4-5", ".", "--per-file"),
    "tokens-request": (
        "gpt-4o-mini", "gpt-4o", "--chat", "messages.json", "--tools", "tools.json",
        "--image", "1024x1024", "--image", "photo.png:low", "--explain",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("name", REPORTS)
def test_reports(
    run: Run,
    golden: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    form: str,
) -> None:
    """A count in this format is what it was, or the change is seen in review."""
    monkeypatch.chdir(EXAMPLES)
    done = run("tokens", *REPORTS[name], *AT, "-f", form)

    assert done.code == 0
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "..."', done.out)
    golden(f"{name}.{SUFFIXES[form]}", re.sub(r'"llmcmp": "[^"]*"', '"llmcmp": "..."', text))


def test_compare_a_prompt(
    run: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example of the command is what it was."""
    monkeypatch.chdir(EXAMPLES)
    done = run(
        "compare", "gpt-4o-mini", "opt-6.7b", "claude-haiku-4-5", "--prompt", "system.md",
        "--prompt", "question.txt", "--output-tokens", "300", "--requests", "50k", *AT,
    )  # fmt: skip

    assert (done.code, done.err) == (0, "")
    golden("compare-prompt.txt", done.out)


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


def test_sound_is_priced_as_sound(run: Run, folder: Path) -> None:
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


def test_standard_input(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is standard input, read as the same bytes in a file would be."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hello world")))

    assert counted(run, "gpt-4o-mini", "-")["counts"][0]["tokens"] == 2


def test_a_pipe_is_read_once(run: Run, folder: Path) -> None:
    """``<(git diff)`` is a file that is gone once it is read; nothing of it is lost."""
    reader, writer = os.pipe()
    os.write(writer, b"hello world")
    os.close(writer)

    assert counted(run, "gpt-4o-mini", f"/dev/fd/{reader}")["counts"][0]["tokens"] == 2
    os.close(reader)


def test_a_model_wins_over_a_file_of_its_name(run: Run, hello: Path) -> None:
    """What the registry knows is a model, with a warning; ``./`` makes it a file."""
    (hello / "gpt-4o").write_bytes(b"hello")

    report = counted(run, "gpt-4o-mini", "gpt-4o", "hello.txt")
    assert [each["id"] for each in report["counts"]] == ["gpt-4o-mini", "gpt-4o-2024-08-06"]
    assert "also-a-file" in [each["code"] for each in report["warnings"]]

    report = counted(run, "gpt-4o-mini", "./gpt-4o")
    assert [file["file"] for file in report["files"]] == ["gpt-4o"]


def test_what_a_text_does_not_say(run: Run, folder: Path) -> None:
    """An empty file and one that is no UTF-8 are counted, and said to be so."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    report = counted(run, "gpt-4o-mini", "opt-175b", "empty.txt", "latin.txt")

    told = [each["text"] for each in report["warnings"] if each["code"] in ("empty", "not-utf-8")]
    assert told == [
        "empty.txt: empty",
        "latin.txt: not all UTF-8: broken bytes were read as U+FFFD, as an API client sends them",
    ]


def test_use_of_the_context(run: Run, folder: Path) -> None:
    """2,060 tokens do not fit the 2,048 of OPT and are 1.6094 % of 128,000."""
    (folder / "long.txt").write_bytes(b"hello" + b" world" * 2_059)
    report = counted(run, "gpt-4o-mini", "opt-175b", "long.txt")

    assert [each["tokens"] for each in report["counts"]] == [2_060, 2_061]
    assert report["counts"][0]["context_percent"] == "1.6094"
    assert [each["selector"] for each in report["warnings"] if each["code"] == "context"] == [
        "opt-175b"
    ]


def test_no_price_on_that_day(run: Run, hello: Path) -> None:
    """Without a price the count stands, the cost is null and the reason is given."""
    done = run("tokens", "gpt-4o-mini", "hello.txt", "--at", "2020-01-01", "-f", "json")
    report = json.loads(done.out)

    assert report["counts"][0]["tokens"] == 2
    assert report["counts"][0]["cost_as_input"] is None
    assert [each["code"] for each in report["warnings"]] == ["unpriced"]


def test_csv_says_what_the_table_says(run: Run, hello: Path) -> None:
    """Rows of the files come first, the sums last, with the name of the file left empty."""
    done = run("tokens", "gpt-4o-mini", "hello.txt", "--per-file", *AT, "-f", "csv")

    assert done.out.splitlines()[1:] == [
        "hello.txt,gpt-4o-mini,gpt-4o-mini,2,exact,2,2,o200k_base,english,,,,,",
        ",gpt-4o-mini,gpt-4o-mini,2,exact,2,2,o200k_base,english,128000,0.0016,"
        "0.0000003,0.0000003,0.0000003",
    ]


REFUSALS = {
    "tokens gpt-4o-mini": "nothing to count",
    "tokens hello.txt": "no model to count for",
    "tokens gpt-4o-mini helo.txt": "neither a model nor a file: helo.txt",
    "tokens gpt4o-mini hello.txt": "neither a model nor a file: gpt4o-mini",
    "tokens gpt-4o-mini ./none": "no such file: ./none",
    "tokens gpt-4o-mini *.rst": "no file matches: *.rst",
    "tokens gpt-4o-mini binary": "not a text file: binary",
    "tokens gpt-4o-mini - -": "named twice, but it can be read only once: -",
    "tokens gpt-4o-mini+gold hello.txt": "unknown tier of gpt-4o-mini@openai: gold",
    "tokens gpt-6-sol hello.txt": "no token count for gpt-6-sol: its vocabulary is unknown",
    "tokens gpt-4o-mini --content french hello.txt": "--content: unknown class of content: french",
    "tokens gpt-4o-mini --chat none.json": "--chat: cannot read none.json: "
    "no such file or directory",
    "tokens gpt-4o-mini --chat chat.json": "chat.json: [0].content[0].text: not a string: null",
    "tokens gpt-4o-mini --chat hello.txt": "hello.txt:1:1: not JSON: expecting value",
    "tokens gpt-4o-mini --chat latin.json": "--chat: latin.json:2: not UTF-8 text",
    "tokens gpt-4o-mini --tools tools.json": "tools.json: [0]: not a tool schema: a number",
    "tokens gpt-4o-mini --image none.png": "--image: neither an image size nor a file: none.png",
    "tokens gpt-4o-mini --image hello.txt": "not a picture: hello.txt",
    "tokens gpt-4o-mini --audio-seconds long": "--audio-seconds: not a number: long",
    "tokens gpt-4o-mini --audio-seconds 3": "no audio tokens for gpt-4o-mini: "
    "its rule is not known",
    "compare gpt-4o-mini --prompt none.txt": "cannot read none.txt: no such file or directory",
    "compare gpt-4o-mini --prompt binary": "not a text file: binary",
}


@pytest.mark.parametrize("line", REFUSALS)
def test_refusals(run: Run, hello: Path, line: str) -> None:
    """What cannot be counted ends with 2 and one sentence that names it; nothing is printed."""
    (hello / "binary").write_bytes(b"\0\1\2")
    (hello / "chat.json").write_text('[{"role": "user", "content": [{"type": "text"}]}]')
    (hello / "latin.json").write_bytes(b'[\n"caf\xe9"]')
    (hello / "tools.json").write_text("[1]")
    done = run(*line.split(), *AT)

    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"error: {REFUSALS[line]}"


def test_utf_16_is_told_apart_from_pictures(run: Run, folder: Path) -> None:
    """A text an editor saved as UTF-16 looks binary; the hint says what it is."""
    (folder / "note.txt").write_bytes("hello".encode("utf-16"))
    done = run("tokens", "gpt-4o-mini", "note.txt", *AT)

    assert done.code == 2
    assert "save it as UTF-8 first" in done.err


def test_suggestions_for_both(run: Run, hello: Path) -> None:
    """What is neither a model nor a file may have been meant as either."""
    (hello / "gpt4o.md").write_text("x")
    done = run("tokens", "gpt4o-mi", "hello.txt", *AT)

    assert "the model gpt-4o-mini" in done.err
    assert "the file gpt4o.md" in done.err


REFUSED = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from llmcmp.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_no_network_and_no_home(tmp_path: Path) -> None:
    """Every shipped vocabulary counts with the network refused and an empty home."""
    (tmp_path / "hello.txt").write_bytes(b"hello world")
    home = tmp_path / "home"
    home.mkdir()
    ask = ("tokens", *FIVE, "davinci-002", "hello.txt", *AT, "-f", "csv")
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, *ask],
        capture_output=True,
        env=environment(HOME=str(home), XDG_CACHE_HOME=None, TIKTOKEN_CACHE_DIR=None),
        cwd=tmp_path,
        timeout=120,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.decode().splitlines()[1:]]
    assert [row[3] for row in rows[:3]] == ["2", "2", "3"]


def test_compare_counts_each_model_by_its_own_vocabulary(run: Run, hello: Path) -> None:
    """2 tokens a file, 10 more given: 14 in on GPT-4o mini, 15 on OPT with its one ``</s>``."""
    (hello / "again.txt").write_bytes(b"hello world")
    done = run(
        "compare", "gpt-4o-mini", "opt-6.7b", "gpt-6-sol", "--prompt", "hello.txt", "--prompt",
        "again.txt", "--input-tokens", "10", "--output-tokens", "5", "--requests", "1M", *AT,
        "-f", "json",
    )  # fmt: skip
    report = json.loads(done.out)
    mini, _, sol = report["models"]

    assert done.code == 0
    assert report["workload"]["prompt"]["files"] == ["hello.txt", "again.txt"]
    counts = report["workload"]["prompt"]["counts"]
    assert (counts["gpt-4o-mini"]["tokens"], counts["opt-6.7b"]["tokens"]) == (4, 5)
    # 14 x 0.15 + 5 x 0.60 dollars for a million requests.
    assert Decimal(mini["cost"]["monthly"]) == 14 * Decimal("0.15") + 5 * Decimal("0.60")
    assert int(mini["cost"]["items"][0]["quantity"]) == 14 * 1_000_000
    assert (sol["cost"], sol["ratio"], sol["feasible"]) == (None, None, False)
    assert [reason["text"] for reason in sol["reasons"]] == [
        "no token count for gpt-6-sol: its vocabulary is unknown"
    ]


def test_the_band_reaches_the_cost(run: Run, folder: Path) -> None:
    """Low and high cost are the ends of the band at $1 a million in and $5 a million out."""
    (folder / "long.txt").write_text("The price of the model is on the page. " * 100)
    done = run(
        "compare", "claude-haiku-4-5", "--prompt", "long.txt", "--output-tokens", "7",
        "--requests", "1M", *AT, "-f", "json",
    )  # fmt: skip
    report = json.loads(done.out)
    count = report["workload"]["prompt"]["counts"]["claude-haiku-4-5"]
    cost = report["models"][0]["cost"]

    for tokens, dollars in (("tokens", "monthly"), ("low", "low"), ("high", "high")):
        assert Decimal(cost[dollars]) == count[tokens] + 7 * 5
    assert "calibrated" in [each["code"] for each in report["warnings"]]


@given(low=st.integers(0, 300_000), up=st.integers(0, 50_000), more=st.integers(0, 50_000))
def test_the_cost_lies_in_its_band(low: int, up: int, more: int) -> None:
    """Whatever the band of tokens, and across a price band, low <= cost <= high."""
    spec = _banded()
    count = TokenCount(
        tokens=low + up, kind="calibrated", low=low, high=low + up + more, tokenizer="x"
    )
    prompt = PromptText(files=("a",), counts={spec.id: count}, uncounted={})
    bill = price_workload(
        Workload(requests=10, prompt=prompt, output_tokens=3), spec, date(2026, 11, 22),
        channel="openai",
    )  # fmt: skip

    assert bill.low <= bill.monthly.cost <= bill.high


def _banded() -> ModelSpec:
    """Return a model whose price jumps at 272,000 prompt tokens."""
    return load_registry()["gpt-6-sol"]
