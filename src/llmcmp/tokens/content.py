"""What kind of text it is: the classes between which vocabularies differ."""

from __future__ import annotations

import re

from ..schema import ContentClass

SAMPLE = 24_000
"""Characters that are looked at, in three places of a longer text."""

_CJK = re.compile("[\u1100-\u11ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9d]")
_LATIN = re.compile("[A-Za-z]")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_OTHER = re.compile("[\u0370-\u10ff\u1200-\u1dff\u2c00-\u2dff\ua000-\ua95f\ua980-\uabff]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_DIGIT = re.compile("[0-9]")
_QUOTED_KEY = re.compile(r'"[^"\n]{1,80}"\s*:')
_CELL_LINE = re.compile(r"^[^\n]*?(?:[,;|\t][^\n,;|\t]*){2,}$", re.MULTILINE)
_SYMBOL = re.compile(r"[{}()\[\];=<>_+*/\\&|$#@^~%!]")
_KEYWORD_LINE = re.compile(
    r"^\s*(?:def |class |import |from \w+ import|return\b|if .*:$|if ?\(|for ?\(|for .*:$|while\b"
    r"|else\b|elif |try\b|except\b|raise |assert |with .*:$|@\w|#include|#define|#!|//|/\*|\*/|"
    r"func |fn |let |const |var |public |private |static |struct |enum |package |use |end$|fi$"
    r"|SELECT |INSERT |CREATE |\}|\{|self\.|export )",
    re.MULTILINE,
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|that|for|with|as|on|by|this|are|be|or|it|from|not|an|at|which|was"
    r"|can|if|you|will|have|has|all|when|your|their|they|we|he|she|his|her|its|may|more|there"
    r"|these)\b",
    re.IGNORECASE,
)


def content_class(text: str) -> ContentClass:
    """Return the class of *text*; of a long text, of samples from three places."""
    sample = _sample(text)
    latin, accented = _hits(_LATIN, sample), _hits(_ACCENTED, sample)
    cjk, other = _hits(_CJK, sample), _hits(_OTHER, sample)
    letters = latin + accented + cjk + other
    # A CJK character says as much as three letters, and Latin names are in between.
    if cjk * 3 > letters - cjk:
        return "cjk"
    if other * 2 > letters - other:
        return "other-script"
    if _is_table(sample, letters):
        return "json"
    if _is_code(sample, letters):
        return "code"
    return "english" if _is_english(sample, accented, latin) else "other-latin"


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    third = SAMPLE // 3
    middle = (len(text) - third) // 2
    return text[:third] + text[middle : middle + third] + text[-third:]


def _hits(pattern: re.Pattern[str], sample: str) -> int:
    return len(pattern.findall(sample))


def _is_table(sample: str, letters: int) -> bool:
    lines = [line for line in sample.splitlines() if line.strip()]
    keys = _hits(_QUOTED_KEY, sample)
    if keys >= 2 and keys * 60 > len(sample):
        return True
    digits, quotes = _hits(_DIGIT, sample), sample.count('"')
    if digits > letters or (quotes >= 4 and quotes * 16 > letters):
        return True
    rows = _hits(_CELL_LINE, sample)
    symbols = digits + sum(sample.count(mark) for mark in ",;|\t\"'")
    return len(lines) >= 3 and rows > 0.8 * len(lines) and symbols > 0.35 * max(letters, 1)


def _is_code(sample: str, letters: int) -> bool:
    lines = [line for line in sample.splitlines() if line.strip()]
    if not lines:
        return False
    symbols = _hits(_SYMBOL, sample)
    keywords = _hits(_KEYWORD_LINE, sample)
    dense = symbols > 0.05 * max(letters, 1)
    return (dense and keywords > 0.08 * len(lines)) or symbols > 0.16 * max(letters, 1)


def _is_english(sample: str, accented: int, latin: int) -> bool:
    if accented * 50 > latin:
        return False
    words, common = _hits(_WORD, sample), _hits(_ENGLISH, sample)
    # Names and terms alone say nothing; without accents, English is by far the likeliest.
    return words < 12 or common * 8 > words
