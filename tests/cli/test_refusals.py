"""Every bad input through the command itself: the exit code and the exact sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def error(text: str, hint: str | None = None) -> str:
    """Return what standard error must hold."""
    return f"error: {text}\n" + (f"\nhint: {hint}\n" if hint else "")


ALL = "run `llmcmp models list` for all"
ARABIC = "\u0662\u0660\u0662\u0664-\u0660\u0661-\u0660\u0661"
NUMBER = "write 1500, 1_500, 1.5k or 2.5M"
OPTIONS = "run `llmcmp compare --help` for the options"

CASES = [
    # names
    (
        "gpt4o-mini",
        error("unknown model: gpt4o-mini", f"did you mean gpt-4o-mini? {ALL}"),
    ),
    ("zzzzzzzzzz", error("unknown model: zzzzzzzzzz", ALL)),
    ("gpt-4o-mini@", error("no channel after the @: gpt-4o-mini@", "use gpt-4o-mini@openai")),
    (
        "gpt-4o-mini+",
        error(
            "no tier after the +: gpt-4o-mini@openai+",
            "openai has standard, batch, priority, fine-tuned, fine-tuned-batch",
        ),
    ),
    (
        "gpt-4o-mini+flexx",
        error(
            "unknown tier of gpt-4o-mini@openai: flexx",
            "openai has standard, batch, priority, fine-tuned, fine-tuned-batch",
        ),
    ),
    (
        "gpt-4o-mini+bach",
        error(
            "unknown tier of gpt-4o-mini@openai: bach",
            "did you mean batch? openai has standard, batch, priority, fine-tuned, "
            "fine-tuned-batch",
        ),
    ),
    (
        "gpt-4o-mini@azur",
        error("unknown channel of gpt-4o-mini: azur", "use gpt-4o-mini@openai"),
    ),
    (
        "gpt-4o-mini@self",
        error(
            "cannot be self-hosted, its architecture is not known: gpt-4o-mini",
            "use gpt-4o-mini@openai",
        ),
    ),
    (
        "opt-175b@self+batch",
        error("self-hosted weights have no tiers: opt-175b@self+batch", "use opt-175b@self"),
    ),
    # dates
    (
        "gpt-4o-mini --at 2024-07-17",
        error(
            "no price known on that date: gpt-4o-mini (openai, standard) on 2024-07-17",
            "the first known price holds from 2024-07-18; run `llmcmp models history gpt-4o-mini` "
            "for all",
        ),
    ),
    (
        "gpt-4o --at 2024-05-12",
        error(
            "an alias without a meaning on 2024-05-12: gpt-4o",
            "it first stood for gpt-4o-2024-05-13, from 2024-05-13",
        ),
    ),
    (
        "gpt-4o-mini --at 2024-02-30",
        error("--at: not a date: 2024-02-30", "write 2026-11-22 or today"),
    ),
    (
        f"gpt-4o-mini --at {ARABIC}",
        error(f"--at: not a date: {ARABIC}", "write 2026-11-22 or today"),
    ),
    # workloads
    ("gpt-4o-mini --input-tokens 1 --requests -5", error("--requests: not a number: -5", NUMBER)),
    ("gpt-4o-mini --input-tokens nan", error("--input-tokens: not a number: nan", NUMBER)),
    ("gpt-4o-mini --input-tokens NaN", error("--input-tokens: not a number: NaN", NUMBER)),
    ("gpt-4o-mini --input-tokens inf", error("--input-tokens: not a number: inf", NUMBER)),
    ("gpt-4o-mini --input-tokens 1e400", error("--input-tokens: not a number: 1e400", NUMBER)),
    ("gpt-4o-mini --input-tokens 0x10", error("--input-tokens: not a number: 0x10", NUMBER)),
    ("gpt-4o-mini --input-tokens 1.5", error("--input-tokens: not a whole number: 1.5")),
    (
        "gpt-4o-mini --input-tokens 999999999999999999999",
        error("input_tokens: more than 1,000,000,000,000,000: 999999999999999999999"),
    ),
    (
        "gpt-4o-mini --input-tokens 1 --requests 1000000001M",
        error("requests: more than 1,000,000,000,000,000: 1000000001000000"),
    ),
    (
        "gpt-4o-mini --input-tokens 1 --cached-share 1.5",
        error("--cached-share: not a share from 0 to 1: 1.5", "write 0.4 or 40%"),
    ),
    (
        "gpt-4o-mini --input-tokens 1 --cached-share -0.1",
        error("--cached-share: not a share from 0 to 1: -0.1", "write 0.4 or 40%"),
    ),
    (
        "gpt-4o-mini --input-tokens 1 --cached-share nan",
        error("--cached-share: not a share from 0 to 1: nan", "write 0.4 or 40%"),
    ),
    (
        "gpt-4o-mini --input-tokens 1 --cached-share 0.6 --cache-write-share 0.5",
        error("cached_share and cache_write_share: together more than 1: 1.1"),
    ),
    (
        "gpt-4o-mini --input-tokens 100 --output-tokens 16_385",
        error("output_tokens: above the limit of gpt-4o-mini, 16,384: 16,385"),
    ),
    (
        "gpt-4o-mini --requests 1k",
        error("a workload needs the size of a request", "add --input-tokens and --output-tokens"),
    ),
    (
        "gpt-4o-mini --image 10",
        error(
            "--image: neither an image size nor a file: 10",
            "write WIDTHxHEIGHT in pixels, such as 1024x1024 or 1024x1024:low, or a file",
        ),
    ),
    ("gpt-4o-mini --image 0x10", error("image: not a size in pixels: 0x10")),
    # the command line itself
    ("--at today", error("missing argument 'SELECTOR...'", OPTIONS)),
    ("gpt-4o-mini --nope", error("no such option: --nope", OPTIONS)),
    ("gpt-4o-mini --zzzz", error("no such option: --zzzz", OPTIONS)),
    (
        "gpt-4o-mini --requests",
        error("option '--requests' requires an argument", OPTIONS),
    ),
    (
        "gpt-4o-mini -f yaml",
        error(
            "invalid value for '--format' / '-f' (env var: 'LLMCMP_FORMAT'): 'yaml' is not one of "
            "'table', 'markdown', 'json', 'csv'",
            OPTIONS,
        ),
    ),
]


@pytest.mark.parametrize(("arguments", "messages"), CASES, ids=[case[0] for case in CASES])
def test_refusals(run: Run, arguments: str, messages: str) -> None:
    """One lower-case sentence and a hint on standard error, nothing on standard output, exit 2."""
    result = run("compare", *arguments.split())

    assert (result.code, result.out, result.err) == (2, "", messages)


MODELS = [
    ("list --needs imagee", "unknown need: imagee"),
    ("list --state gone", "--state: unknown state: gone"),
    ("list --min-score MMLU", "--min-score: not NAME=NUMBER: MMLU"),
    ("list --min-score MMLU=1e999", "--min-score: not NAME=NUMBER: MMLU=1e999"),
    ("list --min-score MMLU=inf", "--min-score: not NAME=NUMBER: MMLU=inf"),
    ("list --min-context 1.5", "--min-context: not a whole number: 1.5"),
    ("list --max-input free", "--max-input: not a number: free"),
    ("list --available-until soon", "--available-until: not a date: soon"),
    ("list --sort size", "invalid value for '--sort'"),
    ("show nope-1", "unknown model: nope-1"),
    ("show gpt-4o --at 2020-01-01", "an alias without a meaning on 2020-01-01: gpt-4o"),
    ("history nope-1", "unknown model: nope-1"),
    ("", "missing command"),
    ("nope", "no such command 'nope'"),
]


@pytest.mark.parametrize(("arguments", "messages"), MODELS, ids=[case[0] for case in MODELS])
def test_refusals_of_models(run: Run, arguments: str, messages: str) -> None:
    """The registry's commands refuse as ``compare`` does."""
    result = run("models", *arguments.split())

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: {messages}")
    assert "Traceback" not in result.err


def test_broken_overlay(run: Run, tmp_path: Path) -> None:
    """Every mistake of an overlay is told at once, as ``file:line: what``, and nothing is shown."""
    path = tmp_path / "ours.yaml"
    path.write_text(
        "overrides:\n  - model: gpt-4o-mini\n    nope: 1\n    rates:\n      - {since: x}\n"
    )

    result = run("compare", "gpt-4o-mini", "--registry", str(path))

    assert (result.code, result.out) == (2, "")
    lines = result.err.removeprefix("error: ").splitlines()
    assert lines == [
        f"{path}:3: overrides[gpt-4o-mini]: unknown key: nope",
        f"{path}:5: overrides[gpt-4o-mini].rates[0]: missing key: channel",
    ]


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        (b"a: [", "not YAML"),
        (b"a: 1\na: 2\n", "given twice: a (first on line 1)"),
        (b"a: &x 1\n", "anchors and aliases"),
        (b"\xff\xfe\x00", "not"),
        (b"[" * 50_000, "nested more than 64 deep"),
        (b"just words", ""),
        (b"", ""),
    ],
)
def test_unreadable_overlay(run: Run, tmp_path: Path, raw: bytes, messages: str) -> None:
    """Whatever the bytes of an overlay, the answer is one error that names the file."""
    path = tmp_path / "ours.yaml"
    path.write_bytes(raw)

    result = run("compare", "gpt-4o-mini", "--registry", str(path))

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"error: {path}")
    assert messages in result.err


def test_missing_overlay(run: Run, tmp_path: Path) -> None:
    """An overlay that is not there is named."""
    result = run("compare", "gpt-4o-mini", "--registry", str(tmp_path / "nope.yaml"))

    assert (result.code, result.err) == (2, f"error: {tmp_path / 'nope.yaml'}: no such file\n")


def test_output_into_a_missing_folder(run: Run, tmp_path: Path) -> None:
    """A report is not written where there is no folder."""
    result = run("compare", "gpt-4o-mini", "-o", str(tmp_path / "nope" / "out.txt"))

    assert (result.code, result.err) == (
        2,
        f"error: --output: no such folder: {tmp_path / 'nope'}\n",
    )


def test_output_that_is_a_folder(run: Run, tmp_path: Path) -> None:
    """A folder is not overwritten."""
    result = run("compare", "gpt-4o-mini", "-o", str(tmp_path))

    assert (result.code, result.err) == (2, f"error: --output: is a folder: {tmp_path}\n")


@pytest.mark.parametrize("name", ["a" * 300, f"{'a' * 300}/x", "nul\0nul"])
def test_output_with_an_impossible_name(run: Run, tmp_path: Path, name: str) -> None:
    """Names no file can have are bad input, not a bug."""
    result = run("compare", "gpt-4o-mini", "-o", f"{tmp_path}/{name}")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: --output: ")


def test_output_is_whole_or_not_at_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails half-way, the old file is as it was and no other file is left behind."""
    path = tmp_path / "report.txt"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "replace", full)
    result = run("compare", "gpt-4o-mini", "-o", str(path))

    assert (result.code, result.out) == (2, "")
    assert result.err == f"error: --output: cannot write {path}: no space left on device\n"
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.txt"]


def test_output_keeps_the_permissions_of_the_file(run: Run, tmp_path: Path) -> None:
    """Overwriting a private report does not make it public."""
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o600)

    result = run("compare", "gpt-4o-mini", "-f", "json", "-o", str(path))

    assert (result.code, result.out, result.err) == (0, "", f"wrote {path}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().startswith('{\n  "schema": "llmcmp/compare/1"')


def test_dash_is_standard_output(run: Run) -> None:
    """``-o -`` prints what no ``-o`` prints, and creates no file."""
    assert run("compare", "gpt-4o-mini", "-o", "-") == run("compare", "gpt-4o-mini")


def test_validate_names_the_line(run: Run, tmp_path: Path) -> None:
    """``models validate`` prints the mistakes on standard output and exits 1, else 0."""
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("name: ours\ndiscounts: [{percent: 10}]\n")
    bad.write_text("name: ours\ndiscounts: [{percent: 200}]\n")

    assert run("models", "validate", str(good)).code == 0
    result = run("models", "validate", str(good), str(bad))

    assert result.code == 1
    assert result.out.startswith(f"{bad}:2: discounts[0]")
    assert "percent" in result.out
