"""Cutting a text changes none of its tokens."""

from __future__ import annotations

import random
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.tokens import cuts
from llmcmp.tokens.engines import clean, engine_for
from llmcmp.tokens.vocabulary import VOCABULARIES, encoding
from tests.tokens.texts import NAMES, TEXTS, reference


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
    result = list(cuts.blocks(parts, size))
    seams = {cut.start() for cut in cuts.SAFE.finditer(text)}

    assert "".join(result) == text
    assert all(sum(map(len, result[:at])) in seams for at in range(1, len(result)))


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
