"""Counts say how sure they are, and take whatever a user has."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.errors import InputError, MissingExtraError, UncountableError
from llmcmp.schema import Calibration, ModelSpec
from llmcmp.tokens import count_all, count_many, count_tokens, counting, engines
from llmcmp.tokens.engines import engine_for
from tests.tokens.token_models import make_model

ENGLISH = "The quick brown fox jumps over the lazy dog, and the dog does not mind it at all. "


def test_exact_count(mini: ModelSpec, calibration: Calibration) -> None:
    """A public vocabulary gives a count without a band."""
    count = count_tokens("hello world", mini, calibration=calibration)

    assert (count.tokens, count.low, count.high, count.kind) == (2, 2, 2, "exact")
    assert count.tokenizer == "o200k_base"


def test_special_tokens_are_text(mini: ModelSpec, calibration: Calibration) -> None:
    """What a user types as <|endoftext|> is seven ordinary tokens, not one."""
    assert count_tokens("<|endoftext|>", mini, calibration=calibration).tokens == 7


def test_opt_has_one_token_in_front(opt: ModelSpec, calibration: Calibration) -> None:
    """OPT counts GPT-2 tokens and one </s>; an empty text is that one token."""
    count = count_tokens("hello world", opt, calibration=calibration)

    assert count.tokens == 2 + 1
    assert count.notes == ("1 token for </s> in front",)
    assert count_tokens("", opt, calibration=calibration).tokens == 1


def test_calibrated_count_has_a_band(haiku: ModelSpec, calibration: Calibration) -> None:
    """Claude's count is o200k's times the measured ratio of the class, rounded outwards."""
    text = ENGLISH * 20
    base = engine_for("o200k_base").count(text)
    (ratio,) = (
        pair.ratios["english"] for pair in calibration.pairs
        if (pair.base, pair.to) == ("o200k_base", "claude-3")
    )  # fmt: skip
    count = count_tokens(text, haiku, calibration=calibration)

    assert count.kind == "calibrated"
    assert count.content_class == "english"
    assert abs(count.tokens - ratio.expected * base) <= Decimal("0.5")
    assert ratio.low * base - 1 < count.low <= ratio.low * base
    assert ratio.high * base <= count.high < ratio.high * base + 1
    assert any("publishes no tokenizer" in note for note in count.notes)


def test_content_class_can_be_given(haiku: ModelSpec, calibration: Calibration) -> None:
    """A given class decides over what the text looks like."""
    as_code = count_tokens(ENGLISH, haiku, calibration=calibration, content_class="code")

    assert as_code.content_class == "code"


def test_every_gemini_and_claude_of_the_registry_is_covered(calibration: Calibration) -> None:
    """Each generation is counted like its own stand-in, with its own margin."""
    tokenizers = {
        id_: count_tokens("text", make_model(id_, "undisclosed"), calibration=calibration).tokenizer
        for id_ in ("claude-3-5-haiku", "claude-haiku-4-5", "claude-opus-5-5", "gemini-2.5-flash")
    }

    assert tokenizers == {
        "claude-3-5-haiku": "claude-3", "claude-haiku-4-5": "claude-3",
        "claude-opus-5-5": "claude-4.7", "gemini-2.5-flash": "gemma3",
    }  # fmt: skip


def test_unknown_vocabulary_is_refused(large: ModelSpec, calibration: Calibration) -> None:
    """Nothing supports a number, so there is none; another vendor's is never taken."""
    with pytest.raises(UncountableError, match="no token count for gpt-6-sol") as caught:
        count_tokens("text", large, calibration=calibration)
    assert caught.value.hint is not None


def test_missing_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, calibration: Calibration
) -> None:
    """Llama 3 and Mistral need an extra, and the error names it."""
    engines._engine.cache_clear()
    for tokenizer, module, extra in (
        ("llama3", "quicktok", "llama"), ("tekken", "mistral_common", "mistral"),
    ):  # fmt: skip
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtraError, match=module) as caught:
            count_tokens("text", make_model("m", tokenizer), calibration=calibration)
        assert caught.value.hint == f'pip install "llmcmp[{extra}]"'


@pytest.mark.parametrize(
    ("tokenizer", "module", "tokens"),
    [
        ("llama3", "quicktok", 2),
        ("qwen2", "quicktok", 2),
        ("tekken", "mistral_common", 2),
        ("mistral-v1", "sentencepiece", 3),
        ("mistral-v3", "sentencepiece", 3),
    ],
)
def test_extras_count_the_text_alone(
    tokenizer: str, module: str, tokens: int, calibration: Calibration
) -> None:
    """Hello and world (hell-o and world for SentencePiece), no marks of beginning and end."""
    pytest.importorskip(module)

    count = count_tokens("hello world", make_model("m", tokenizer), calibration=calibration)
    assert (count.tokens, count.kind) == (tokens, "exact")


def test_broken_utf_8_is_read_as_a_client_does(mini: ModelSpec, calibration: Calibration) -> None:
    """Each broken byte becomes U+FFFD, and the count says so; a real U+FFFD is not broken."""
    broken = count_tokens(b"caf\xe9 au lait", mini, calibration=calibration)
    whole = count_tokens("caf\ufffd au lait", mini, calibration=calibration)

    assert broken.tokens == whole.tokens
    assert "not all UTF-8" in broken.warnings[0]
    assert count_tokens("caf\ufffd".encode(), mini, calibration=calibration).warnings == ()


@pytest.mark.parametrize("split", range(1, 8))
def test_characters_across_chunks_are_whole(
    split: int, mini: ModelSpec, calibration: Calibration
) -> None:
    """A stream may break inside a character, even inside a U+FFFD that is really there."""
    data = "é\ufffd日".encode()
    (count,) = count_many([data[:split], data[split:]], [mini], calibration=calibration)

    assert count.tokens == engine_for("o200k_base").count("é\ufffd日")
    assert count.warnings == ()


@pytest.fixture
def three(mini: ModelSpec, opt: ModelSpec, haiku: ModelSpec) -> tuple[ModelSpec, ...]:
    """Return models of two vocabularies, one of them calibrated."""
    return mini, opt, haiku


def test_large_files_count_as_in_memory(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    three: tuple[ModelSpec, ...],
    calibration: Calibration,
) -> None:
    """A file counted in blocks on all cores has the counts of its text in one piece."""
    text = (ENGLISH + "日本語の文。\n\n  x = {'a': 1}\n" + "z" * 3000 + "\n") * 40
    path = tmp_path / "large.txt"
    path.write_text(text, encoding="utf-8", newline="")
    whole = count_many(text, three, calibration=calibration)
    monkeypatch.setattr(counting, "BLOCK", 2000)

    in_blocks = count_many(path, three, calibration=calibration)
    streamed = count_many(io.BytesIO(text.encode()), three, calibration=calibration)
    assert [count.tokens for count in in_blocks] == [count.tokens for count in whole]
    assert [count.tokens for count in streamed] == [count.tokens for count in whole]
    assert engine_for("o200k_base").count(text) == whole[0].tokens


def test_many_files_keep_their_order(
    tmp_path: Path, mini: ModelSpec, opt: ModelSpec, calibration: Calibration
) -> None:
    """Files are counted side by side and come back in the order given."""
    paths = [tmp_path / f"{n}.txt" for n in range(20)]
    for n, path in enumerate(paths):
        path.write_text("word " * n)
    rows = list(count_all(paths, (mini, opt), calibration=calibration))
    expected = [
        count_many(path.read_bytes(), (mini, opt), calibration=calibration) for path in paths
    ]

    assert rows == expected


def test_each_vocabulary_is_counted_once(
    monkeypatch: pytest.MonkeyPatch, mini: ModelSpec, haiku: ModelSpec, calibration: Calibration
) -> None:
    """Ten models of one vocabulary, calibrated ones included, cost one count."""
    seen: list[str] = []
    engine = engine_for("o200k_base")

    def noted(text: str) -> int:
        seen.append(text)
        return 3

    monkeypatch.setattr(engine, "count", noted)
    count_many("some text", (mini, haiku) * 5, calibration=calibration)

    assert engine.name == "tiktoken"
    assert seen == ["some text"]


def test_unreadable_files_are_named(
    tmp_path: Path, mini: ModelSpec, calibration: Calibration
) -> None:
    """A missing file and a folder end in one sentence."""
    with pytest.raises(InputError, match=r"cannot read .*gone\.txt: no such file"):
        count_many(tmp_path / "gone.txt", [mini], calibration=calibration)
    with pytest.raises(InputError, match="a directory, not a file"):
        count_many(tmp_path, [mini], calibration=calibration)


def test_counts_add_up(mini: ModelSpec, haiku: ModelSpec, calibration: Calibration) -> None:
    """A total is the sum of counts and bands."""
    one = count_tokens(ENGLISH, haiku, calibration=calibration)
    total = one + one

    assert (total.tokens, total.low, total.high) == (2 * one.tokens, 2 * one.low, 2 * one.high)
    assert total.kind == "calibrated"
