"""Exact counts equal the reference, token for token, on any text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.tokens import cuts
from llmcmp.tokens.engines import TiktokenEngine, ToktokEngine, clean, engine_for, has_fast
from llmcmp.tokens.vocabulary import VOCABULARIES, encoding
from tests import folders

NAMES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
SCRIPTS = st.sampled_from(
    [
        *"abzABZ059 \n\r\t'\"/.,;:!?-_=(){}[]<>@#\\\x00\x1c\x1f\x85\xa0",
        *("'s", "'LL", "'\u017f", "é", "ß", "ǅ", "ʰ", "\u0301", "日", "本", "の", "한", "글"),
        *(
            "\u3001",
            "\u3002",
            "\uff0c",
            "\u300c",
            "д",
            "Ж",
            "ع",
            "न",
            "ि",
            "ก",
            "ำ",
            "½",
            "Ⅷ",
            "٣",
            "€",
        ),
        *("😀", "👩\u200d👩\u200d👧", "\u2028", "\u3000", "\ufeff", "\U0001f1e9\U0001f1ea"),
        *("  ", "    ", "\r\n", "\n\n", "<|endoftext|>", "\U000e0041", "\udc80"),
    ]
)
TEXTS = st.lists(SCRIPTS, max_size=60).map("".join) | st.text(max_size=80)


def reference(name: str, text: str) -> int:
    """Return tiktoken's own count."""
    return len(encoding(VOCABULARIES[name]).encode_ordinary(text))


@pytest.fixture
def small_strides(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make short texts take the way of long ones."""
    monkeypatch.setattr(cuts, "STRIDE", 6)
    yield


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_counts_equal_tiktoken(name: str, text: str) -> None:
    """Random Unicode, white space, special-token text and lone surrogates count as in tiktoken."""
    assert engine_for(name).count(clean(text)) == reference(name, text)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_cutting_changes_no_token(name: str, text: str) -> None:
    """At every safe cut, the tokens of the parts are the tokens of the whole."""
    text = clean(text)
    tokens = encoding(VOCABULARIES[name]).encode_ordinary
    for cut in cuts.SAFE.finditer(text):
        assert tokens(text[: cut.start()]) + tokens(text[cut.start() :]) == tokens(text)


@pytest.mark.usefixtures("small_strides")
@pytest.mark.parametrize("name", NAMES)
def test_the_way_of_long_pieces_counts_the_same(name: str) -> None:
    """Pieces too long for tiktoken's expressions take another way, to the same number of tokens."""
    random_ = random.Random(4)
    engine = engine_for(name)
    for _ in range(400):
        letters = random_.choice(
            ["ab", "a ", "日本。", " \n\t", "!=/\n", "aZé'", "कि", "1a", "0123"]
        )
        text = "".join(random_.choice(letters) for _ in range(random_.randrange(80)))
        assert engine.count(text) == reference(name, text), text


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, size=st.integers(1, 20), part=st.integers(1, 9))
def test_blocks_are_the_text(text: str, size: int, part: int) -> None:
    """Blocks put together are the text, and every seam is a safe cut."""
    parts = [text[at : at + part] for at in range(0, len(text), part)]
    found = list(cuts.blocks(parts, size))
    seams = {cut.start() for cut in cuts.SAFE.finditer(text)}

    assert "".join(found) == text
    assert all(sum(map(len, found[:at])) in seams for at in range(1, len(found)))


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


def test_names_of_one_vocabulary_agree() -> None:
    """o200k_harmony adds special tokens to o200k_base, and gpt2 is r50k_base: text is the same."""
    text = "Same text, <|start|> same tokens: 日本語"

    assert engine_for("o200k_harmony").count(text) == engine_for("o200k_base").count(text)
    assert engine_for("gpt2").count(text) == engine_for("r50k_base").count(text)


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


def test_classes_of_characters_agree() -> None:
    """The expressions cut every character as tiktoken does, between letters, digits and marks."""
    # Pieces of long stretches are found by another regular expression engine than tiktoken's.
    for name in ("o200k_base", "r50k_base"):
        vocabulary = VOCABULARIES[name]
        pattern = import_module("regex").compile(vocabulary.pattern)
        core = encoding(vocabulary)._core_bpe
        for code in range(0, 0x30000, 1):
            if 0xD800 <= code <= 0xDFFF:
                continue
            text = f"a{chr(code)}b {chr(code)}1!{chr(code)} "
            pieces = pattern.findall(text)
            tokens = sum(len(core.encode_single_piece(piece.encode())) for piece in pieces)
            assert tokens == len(core.encode_ordinary(text)), f"U+{code:04X}"
