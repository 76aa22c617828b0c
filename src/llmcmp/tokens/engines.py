"""Programs that count tokens exactly, one per vocabulary, all with the same small interface."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Protocol

from ..errors import MissingExtraError, UncountableError
from .cuts import stretches
from .vocabulary import VOCABULARIES, Vocabulary, encoding

FAST_FROM = 4_000_000
"""Characters from which the faster engine is worth its longer start."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_UNICODE_17 = re.compile(
    "[\u088f\u0c5c\u0cdc\u1acf-\u1add\u1ae0-\u1aeb\ua7ce-\ua7d4\ua7f1\U00010940-\U00010959"
    "\U00010ec5-\U00010ec7\U00010efa\U00010efb\U00011b60-\U00011b67\U00011db0-\U00011de9"
    "\U00016ea0-\U00016ed3\U00016ff2-\U00016ff6\U000187f8-\U000187ff\U00018d09-\U00018d1e"
    "\U00018d80-\U00018df2\U0001e6c0-\U0001e6ff\U0002b73a-\U0002b73f\U0002cea2-\U0002cead"
    "\U000323b0-\U00033479]"
)
"""Letters, marks and digits that toktok 0.3 takes for unassigned and tiktoken 0.14 does not:
found by counting every character of Unicode on both."""


class Engine(Protocol):
    """Counts the tokens of ordinary text on one vocabulary."""

    name: str
    """Program that counts, for benchmarks and ``--explain``."""
    divisible: bool
    """Whether text may be cut at safe places and counted in blocks."""

    def count(self, text: str) -> int:
        """Return the number of tokens; text that looks like a special token is text."""


class TiktokenEngine:
    """The reference; pieces it cannot take are counted another way."""

    name = "tiktoken"
    divisible = True

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Build the encoding from the shipped ranks."""
        self._vocabulary = vocabulary
        self._core = encoding(vocabulary)._core_bpe

    def count(self, text: str) -> int:
        """Count; its expressions panic on a million spaces, so long pieces go another way."""
        return sum(
            self._count_long(part) if may_be_long else self._count_short(part)
            for part, may_be_long in stretches(text)
        )

    def _count_short(self, text: str) -> int:
        # The buffer is filled without the interpreter lock; a list of ints would not be.
        return memoryview(self._core.encode_to_tiktoken_buffer(text, set())).nbytes // 4

    def _count_long(self, text: str) -> int:
        pattern = import_module("regex").compile(self._vocabulary.pattern)
        pieces = Counter(match.group() for match in pattern.finditer(text))
        # Merging a piece takes n log n steps from tiktoken 0.13 on, and n squared before.
        count = self._core.encode_single_piece
        return sum(len(count(piece.encode())) * times for piece, times in pieces.items())


class ToktokEngine:
    """Exact and several times faster, for the OpenAI vocabularies it compiles in."""

    name = "toktok"
    divisible = True
    vocabularies = frozenset({"o200k_base", "o200k_harmony", "cl100k_base"})

    def __init__(self, tokenizer: str) -> None:
        """Load the module that carries the vocabularies."""
        self._tokenizer = tokenizer
        self._count = partial(import_module("toktok").batch_count, encoding=tokenizer, threads=1)

    def count(self, text: str) -> int:
        """Count; what this program cannot classify yet is left to the reference."""
        if not text.isascii() and _UNICODE_17.search(text):
            return TiktokenEngine(VOCABULARIES[self._tokenizer]).count(text)
        return int(self._count([text])[0])


class QuicktokEngine:
    """Llama 3 and Qwen, from a package that carries their vocabularies."""

    name = "quicktok"
    divisible = True

    def __init__(self, tokenizer: str) -> None:
        """Load the vocabulary; Qwen 2, 2.5 and 3 share the one called qwen3."""
        quicktok = _extra("quicktok", "llama", tokenizer)
        self._encoding = quicktok.get_encoding({"qwen2": "qwen3"}.get(tokenizer, tokenizer))

    def count(self, text: str) -> int:
        """Return the number of tokens, ordinary text only."""
        return int(self._encoding.count(text))


class MistralEngine:
    """Mistral's own tokenizers, from the package in which it publishes them."""

    name = "mistral-common"
    divisible = False  # SentencePiece puts a space in front of whatever it is given
    _files: ClassVar = {
        "mistral-v1": "tokenizer.model.v1",
        "mistral-v3": "mistral_instruct_tokenizer_240323.model.v3",
        "tekken": "tekken_240911.json",
    }

    def __init__(self, tokenizer: str) -> None:
        """Load the vocabulary from the files of mistral-common."""
        package = _extra("mistral_common", "mistral", tokenizer)
        data = Path(package.__file__).parent / "data" / self._files[tokenizer]
        module = "mistral_common.tokens.tokenizers."
        if tokenizer == "tekken":
            self._tokenizer = import_module(module + "tekken").Tekkenizer.from_file(data)
        else:
            _extra("sentencepiece", "mistral", tokenizer)
            reader = import_module(module + "sentencepiece").SentencePieceTokenizer
            self._tokenizer = reader(data)

    def count(self, text: str) -> int:
        """Count the text alone, without marks of its beginning and end."""
        return len(self._tokenizer.encode(text, bos=False, eos=False))


_EXTRAS: dict[str, Callable[[str], Engine]] = {
    "llama3": QuicktokEngine,
    "qwen2": QuicktokEngine,
    "mistral-v1": MistralEngine,
    "mistral-v3": MistralEngine,
    "tekken": MistralEngine,
}


def engine_for(tokenizer: str, size: int = 0) -> Engine:
    """Return the engine for *tokenizer* that is fastest, start included, for *size* characters."""
    fast = size >= FAST_FROM and tokenizer in ToktokEngine.vocabularies and has_fast()
    return _engine(tokenizer, fast)


def has_fast() -> bool:
    """Tell whether the extra ``fast`` is installed."""
    return find_spec("toktok") is not None


def clean(text: str) -> str:
    """Replace what UTF-8 cannot carry, as tiktoken does."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@cache
def _engine(tokenizer: str, fast: bool) -> Engine:
    if fast:
        return ToktokEngine(tokenizer)
    if tokenizer in VOCABULARIES:
        return TiktokenEngine(VOCABULARIES[tokenizer])
    if tokenizer in _EXTRAS:
        return _EXTRAS[tokenizer](tokenizer)
    raise UncountableError(f"no vocabulary for the tokenizer: {tokenizer}")


def _extra(module: str, extra: str, tokenizer: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"counting {tokenizer} tokens needs the package {module}",
            hint=f'pip install "llmcmp[{extra}]"',
        ) from error
