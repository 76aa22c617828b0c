"""Any command line and any overlay: an answer or a sentence, never a crash."""

from __future__ import annotations

import json
import string
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmcmp.cli import main
from llmcmp.files import load_registry

FUZZ = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

nasty = st.sampled_from(
    [
        *("", "-", "--", "=", "@", "+", "@+", "a@b+c", "..", "/", "/dev/null/x", "\0", "\x1b[31m"),
        *(
            "-1",
            "0",
            "1e400",
            "NaN",
            "inf",
            "-inf",
            "0x1",
            "1_",
            "_1",
            "1__0",
            "9" * 30,
            "1.",
            ".5",
        ),
        *("1k", "2.5M", "1e3", "٣", "½", "1,000", "$1", "100%", "200%", "1x1", "0x0", "9x9:low"),
        *("2024-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "today", "yesterday"),
        *("\udcff", "\U0001f600", "\u202e", "a" * 5000, "image,,", ",", "MMLU=", "=1", "MMLU=1e99"),
    ]
)
numbers = st.integers(-5, 10**16).map(str) | st.decimals(allow_nan=True).map(str) | nasty


@cache
def names() -> tuple[str, ...]:
    """Return every name of the registry, with channels and tiers in all places."""
    known = load_registry()
    ids = [*known.ids, "gpt-4o", "gpt-3.5-turbo", "opt-175b@self", "opt-175b@8xA100-80-SXM"]
    return tuple(
        name + tail
        for name in ids
        for tail in ("", "+batch", "@openai", "@together", "@self", "@bedrock+batch", "@1xH100")
    )


@st.composite
def selectors(draw: st.DrawFn) -> str:
    """Draw a selector: mostly known, sometimes broken, sometimes any text."""
    kind = draw(st.integers(0, 9))
    if kind < 6:
        return draw(st.sampled_from(names()))
    if kind < 8:
        name = draw(st.sampled_from(names()))
        cut = draw(st.integers(0, len(name)))
        return name[:cut] + draw(st.sampled_from(["", "@", "+", "x", "é", "\n"])) + name[cut:]
    return draw(nasty | st.text(max_size=12))


FORMATS = st.sampled_from(["table", "markdown", "json", "csv"])
DATES = st.dates().map(str) | nasty

SHARED: dict[str, st.SearchStrategy[str]] = {"--at": DATES, "--format": FORMATS | nasty}
WORKLOAD: dict[str, st.SearchStrategy[str]] = {
    "--requests": numbers,
    "--input-tokens": numbers,
    "--output-tokens": numbers,
    "--cached-share": numbers,
    "--cache-write-share": numbers,
    "--per": st.sampled_from(["month", "day", "hour", "year"]),
    "--image": st.sampled_from(["1024x1024", "1x1:low", "4000x3000"]) | nasty,
}
NEEDS: dict[str, st.SearchStrategy[str]] = {
    "--needs": st.sampled_from(["image", "audio-output,pdf", "batch"]) | nasty,
    "--min-context": numbers,
    "--min-output": numbers,
    "--min-score": st.sampled_from(["MMLU=70", "GPQA=-1", "x=1e9"]) | nasty,
    "--weights": st.sampled_from(["open", "none,gated"]) | nasty,
    "--channel": st.sampled_from(["bedrock", "self", "openai"]) | nasty,
    "--developer": st.sampled_from(["OpenAI", "meta"]) | nasty,
    "--available-until": DATES,
    "--state": st.sampled_from(["active", "retired"]) | nasty,
    "--max-input": numbers,
    "--sort": st.sampled_from(["id", "context", "blend", "released", "size"]),
}


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Draw a command line that comes from the grammar, with anything in its holes."""
    word = draw(st.sampled_from(["compare", "compare", "compare", "list", "show", "history"]))
    options = dict(SHARED)
    if word == "compare":
        arguments = ["compare", *draw(st.lists(selectors(), max_size=6))]
        options |= WORKLOAD
        switches = ["--explain", "--debug", "--quiet", "-q", "--nope"]
    elif word == "list":
        arguments = ["models", "list"]
        options |= NEEDS
        switches = ["--commercial", "--reverse", "--debug", "-x"]
    else:
        arguments = ["models", word, *draw(st.lists(selectors(), min_size=1, max_size=1))]
        switches = ["--debug", "--color=always"]
    for option in draw(st.lists(st.sampled_from(sorted(options)), max_size=5)):
        arguments += [option, draw(options[option])]
    arguments += draw(st.lists(st.sampled_from(switches), max_size=1))
    return arguments


def outcome(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> tuple[int, str, str]:
    """Run a command line in this process."""
    code = int(main(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def check(code: int, out: str, err: str) -> None:
    """Hold an outcome against the contract."""
    assert code in (0, 2), err
    assert "Traceback" not in err
    assert not any(c in err for c in ("\x1b", "\0", "\x9b"))
    if code == 2:
        assert out == ""
        assert err.startswith("error: ")


@FUZZ
@given(arguments=lines())
def test_any_command_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Exit 0 with an answer, or 2 with a sentence on standard error and nothing printed."""
    code, out, err = outcome(capsys, arguments)

    check(code, out, err)
    if code == 0 and arguments[-2:-1] == ["--format"] and arguments[-1] == "json":
        assert json.loads(out)["llmcmp"]


@settings(FUZZ, max_examples=60)
@given(arguments=st.lists(st.text(max_size=8) | nasty, max_size=5))
def test_any_words(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Words without any grammar are refused, or show help."""
    check(*outcome(capsys, arguments))


KEYS = [
    *("name", "developer", "channel", "moving_aliases", "models", "overrides", "discounts"),
    *("sources", "model", "set", "aliases", "rates", "id", "released", "lifecycle", "state"),
    *("retires", "weights", "licence", "context_window", "max_output_tokens", "modalities"),
    *("input", "output", "features", "tokenizer", "parameters", "tier", "since", "ended"),
    *("prompt_over", "hours", "cached_input", "percent", "caching", "minimum_prefix"),
    *("image_tokens", "rule", "base", "architecture", "layers"),
]
scalars: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["gpt-4o-mini", "openai", "unknown", "2024-07-18", "active", "none", "yes"])
    | nasty.filter(lambda text: "\udcff" not in text)
    | st.text(alphabet=string.printable, max_size=6)
)
trees: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
prices = st.decimals(-1, 10**10).map(str) | nasty.filter(lambda text: "\udcff" not in text)
rows = st.fixed_dictionaries(
    {"channel": st.just("openai"), "since": st.sampled_from(["2024-01-01", "2030", "unknown"])},
    optional={
        "input": prices,
        "output": prices,
        "cached_input": prices,
        "prompt_over": st.integers(-1, 10**6).map(str),
        "hours": st.lists(
            st.sampled_from(["00:00-24:00", "00:00-12:00", "11:00-13:00", "25:00-26:00"]),
            max_size=2,
        ),
        "ended": st.sampled_from(["2024-01-01", "2029-01-01", "unknown", "x"]),
    },
)
overlays = st.fixed_dictionaries(
    {},
    optional={
        "overrides": st.lists(
            st.fixed_dictionaries(
                {"model": st.sampled_from(["gpt-4o-mini", "opt-175b", "nope"])},
                optional={
                    "rates": st.lists(rows, max_size=3),
                    "set": st.dictionaries(st.sampled_from(KEYS), trees, max_size=2),
                },
            ),
            max_size=2,
        ),
        "discounts": st.lists(
            st.fixed_dictionaries({"percent": prices}, optional={"channel": scalars}), max_size=2
        ),
    },
)


@settings(FUZZ, max_examples=80)
@given(tree=trees | overlays, form=FORMATS)
def test_any_overlay(
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    tree: Any,
    form: str,
) -> None:
    """An overlay is used or refused with its mistakes, whatever it holds."""
    folder = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("LLMCMP_CACHE_DIR", str(folder / "fuzz-cache"))
    path = folder / "fuzz.yaml"
    path.write_text(json.dumps(tree), encoding="utf-8")
    workload = ("--requests", "1k", "--input-tokens", "2k", "--output-tokens", "10")

    for more in ((), (*workload, "--explain")):
        arguments = ["compare", "gpt-4o-mini", "opt-175b", "-f", form, "--registry", str(path)]
        check(*outcome(capsys, [*arguments, *more]))


@settings(FUZZ, max_examples=60)
@given(
    raw=st.binary(max_size=80)
    | st.text(alphabet="[]{}:-,#&*!|>'\"% \n\tab", max_size=60).map(str.encode)
)
def test_any_bytes(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """Bytes that are no overlay are refused in a sentence."""
    path: Path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(raw)

    check(*outcome(capsys, ["models", "show", "gpt-4o-mini", "--registry", str(path)]))
