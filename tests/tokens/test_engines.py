"""Exact counts equal the reference, token for token, on any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from llmcmp.tokens import cuts
from llmcmp.tokens.engines import TiktokenEngine, ToktokEngine, clean, engine_for, has_fast
from llmcmp.tokens.vocabulary import VOCABULARIES
from tests import folders
from tests.tokens.texts import NAMES, TEXTS, reference


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_counts_equal_tiktoken(name: str, text: str) -> None:
    """Random Unicode, white space, special-token text and lone surrogates count as in tiktoken."""
    assert engine_for(name).count(clean(text)) == reference(name, text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a" * 1_000_000, 125_000),  # eight letters a token
        ("é" * 500_000, 500_000),
        ("!" * 1_000_000, 62_500),  # sixteen a token
        ("\n" * 1_000_000, 62_500),
    ],
    ids=["letter", "accent", "mark", "newline"],
)
def test_a_megabyte_of_one_character(text: str, tokens: int) -> None:
    """A megabyte without a place to cut is counted, and exactly."""
    assert engine_for("o200k_base").count(text) == tokens


@pytest.mark.parametrize("name", NAMES)
def test_a_million_spaces(name: str) -> None:
    """A million spaces make tiktoken panic; the count is that of ten short runs, in proportion."""
    short = reference(name, " " * 10_240)

    assert engine_for(name).count(" " * 1_024_000) == 100 * short


@pytest.mark.parametrize("name", NAMES)
def test_a_corpus_equals_tiktoken(name: str) -> None:
    """This repository's own code and documents, whole and in blocks."""
    root = folders.ROOT
    for path in [*sorted(root.glob("src/**/*.py")), *sorted(root.glob("docs/**/*.md"))]:
        text = path.read_text(encoding="utf-8")
        expected = reference(name, text)
        engine = engine_for(name)
        assert engine.count(text) == expected
        assert sum(engine.count(block) for block in cuts.blocks([text], 500)) == expected


@pytest.mark.skipif(not has_fast(), reason="the extra fast is not installed")
@pytest.mark.parametrize("name", sorted(ToktokEngine.vocabularies))
@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_the_fast_engine_is_exact(name: str, text: str) -> None:
    """The optional engine never gives another count."""
    assert ToktokEngine(name).count(clean(text)) == reference(name, text)


@pytest.mark.skipif(not has_fast(), reason="the extra fast is not installed")
@pytest.mark.parametrize("name", sorted(ToktokEngine.vocabularies))
@pytest.mark.parametrize("letter", ["\u088f", "\ua7ce", "\U00016ea0", "\U000323b0", "\U00033479"])
def test_letters_of_the_newest_unicode_are_counted_by_the_reference(name: str, letter: str) -> None:
    """A letter that only the reference knows is a letter to the fast engine as well."""
    text = f"a{letter}a {letter}:A"

    assert ToktokEngine(name).count(text) == reference(name, text)


def test_reference_is_kept_from_long_pieces() -> None:
    """A text of short pieces goes to tiktoken whole; a long piece comes out as one stretch."""
    assert list(cuts.stretches("word " * 1000)) == [("word " * 1000, False)]
    assert list(cuts.stretches("one " + "x" * 5000 + " two")) == [
        ("one", False),
        (" " + "x" * 5000, True),
        (" two", False),
    ]
    assert TiktokenEngine(VOCABULARIES["gpt2"]).count("") == 0
