"""Reading a plain command line without Typer gives what Typer would have given."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import chain
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmcmp.cli import app, main
from llmcmp.cli.commands import COMMANDS, command
from llmcmp.cli.declarations import Option
from llmcmp.cli.option_groups import Signature
from llmcmp.cli.plain import values_of
from llmcmp.errors import InputError

WORDS = ["gpt-4o-mini", "json", "table", "day", "id", "5", "a b", "", "-", "--", "-x", "--bad"]
ENVIRONMENT = st.fixed_dictionaries(
    {},
    optional={
        "LLMCMP_FORMAT": st.sampled_from(["", "json", "bad"]),
        "LLMCMP_REGISTRY": st.sampled_from(["", "a", "a b", "a:b", " "]),
        "LLMCMP_AT": st.sampled_from(["", "2024-10-15"]),
    },
)


def words_for(name: str) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Draw words for one command: its options in every spelling, values, and nonsense."""
    flags = ["--other"] + [
        flag
        for parameter in Signature(command(name)).parameters
        if isinstance(parameter.declared, Option)
        for flag in parameter.declared.flags
    ]
    word = st.one_of(
        st.sampled_from(flags),
        st.sampled_from(WORDS),
        st.builds("{}={}".format, st.sampled_from(flags), st.sampled_from(WORDS)),
        st.builds("{}{}".format, st.sampled_from(flags), st.sampled_from(WORDS)),
        st.text(max_size=3),
    )
    pair = st.builds(lambda flag, value: [flag, value], st.sampled_from(flags), word)
    parts = st.lists(st.one_of(pair, word.map(lambda said: [said])), max_size=6)
    return parts.map(lambda found: (name, [*chain.from_iterable(found)]))


def through_typer(name: str, words: list[str]) -> dict[str, Any] | None:
    """Return the values Typer finds, or None where it refuses."""
    found: list[dict[str, Any]] = []
    with mock.patch.object(Signature, "call", lambda _, values: found.append(values)):
        try:
            app.run([*name.split(), *words])
        except InputError:
            return None
    return found[0] if found else None


@settings(deadline=None)
@given(st.sampled_from(sorted(COMMANDS)).flatmap(words_for), ENVIRONMENT)
@example(("compare", ["a", "--format=csv", "-q", "b"]), {})
@example(("compare", ["--", "-x"]), {"LLMCMP_REGISTRY": "a b"})
def test_plain_values_are_typers(asked: tuple[str, list[str]], environment: dict[str, str]) -> None:
    """Whenever a command line is read without Typer, Typer reads the same values from it."""
    name, words = asked
    with mock.patch.dict(os.environ, environment):
        plain = values_of(Signature(command(name)).parameters, words)
        if plain is not None:
            assert plain == through_typer(name, words)


@pytest.mark.parametrize(
    "words",
    [
        ["gpt-4o-mini", "opt-175b"],
        ["a", "--requests", "100k", "--input-tokens=1_500", "--cached-share", "0.4"],
        ["a", "-f", "markdown", "--image", "1x1", "--image", "2x2", "--explain"],
    ],
)
def test_what_people_type_is_plain(words: list[str]) -> None:
    """The comparisons of the README need no Typer."""
    assert values_of(Signature(command("compare")).parameters, words) is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare"], "missing argument 'SELECTOR...'"),
        (["compare", "a", "--at"], "option '--at' requires an argument"),
        (["compare", "a", "-f", "xml"], "'xml' is not one of"),
        (["compare", "a", "--sort", "id"], "no such option: --sort"),
        (["compare", "a", "--explain=yes"], "option '--explain' does not take a value"),
        (["modells"], "no such command 'modells'"),
    ],
)
def test_typer_explains_mistakes(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not plain ends in Typer's words, and in exit code 2."""
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_completion_is_typers() -> None:
    """A shell that asks for completions gets the commands, not the help."""
    asked = {"_LLMCMP_COMPLETE": "complete_bash", "COMP_WORDS": "llmcmp mod", "COMP_CWORD": "1"}
    command_line = [sys.executable, "-m", "llmcmp"]

    done = subprocess.run(
        command_line, env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["models"]
