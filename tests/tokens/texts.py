"""Texts of many scripts, and the reference that counts them."""

from __future__ import annotations

from hypothesis import strategies as st

from llmcmp.tokens.vocabulary import VOCABULARIES, encoding

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
