"""The public byte-pair vocabularies that ship with the package."""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ..errors import UncountableError
from ..records import record

if TYPE_CHECKING:
    from tiktoken import Encoding

_SEPARATOR = b"\xc1"  # occurs in no token but its own, see tools/pack_vocab.py

_GPT2_PATTERN = (
    r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""
)

_CL100K_PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"""
    r"""|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)

_O200K_PATTERN = "|".join(
    (
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    )
)


@record
class Vocabulary:
    """One public vocabulary: where its tokens are, and how text is cut before merging."""

    name: str
    """Name that the registry uses."""
    payload: str
    """File of packed tokens inside the package."""
    size: int
    """Tokens taken from the file, which is in order of rank."""
    packed_sha256: str
    """Hash of the unpacked payload; a damaged installation must not count."""
    published_sha256: str
    """Hash of the ``.tiktoken`` file that the payload was made from."""
    pattern: str
    """Expression that cuts text into pieces; tokens never cross a cut."""
    end_of_text: int
    """Id of ``<|endoftext|>``; if it is among the tokens, later ones move up by one."""


_O200K = Vocabulary(
    name="o200k_base",
    payload="o200k_base.zlib",
    size=199_998,
    packed_sha256="bd875b518bdd94b339ca03db8d22efd4c1bd5d2faaae196a124629722c141c7b",
    published_sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    pattern=_O200K_PATTERN,
    end_of_text=199_999,
)
_CL100K = Vocabulary(
    name="cl100k_base",
    payload="cl100k_base.zlib",
    size=100_256,
    packed_sha256="69a9998aaa757e5ec5817cef24923de68cfb65a2b02941d0ed2c9c5d263c41ec",
    published_sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    pattern=_CL100K_PATTERN,
    end_of_text=100_257,
)
_P50K = Vocabulary(
    name="p50k_base",
    payload="p50k_base.zlib",
    size=50_280,
    packed_sha256="d98e9b43ae7872efb5f08f5311f2975bd0afa320f23a66655992f889273bc45e",
    published_sha256="94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
    pattern=_GPT2_PATTERN,
    end_of_text=50_256,
)
_R50K = Vocabulary(
    name="r50k_base",
    payload="p50k_base.zlib",  # p50k_base only adds runs of spaces behind these
    size=50_256,
    packed_sha256=_P50K.packed_sha256,
    published_sha256="306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
    pattern=_GPT2_PATTERN,
    end_of_text=50_256,
)

VOCABULARIES: dict[str, Vocabulary] = {
    "o200k_base": _O200K,
    "o200k_harmony": _O200K,  # differs in special tokens alone, which text never becomes
    "cl100k_base": _CL100K,
    "p50k_base": _P50K,
    "r50k_base": _R50K,
    "gpt2": _R50K,
}
"""Shipped vocabularies by the names the registry uses."""


def tokens_by_rank(vocabulary: Vocabulary) -> list[bytes]:
    """Return the tokens of *vocabulary*, checked against its hash."""
    try:
        packed = zlib.decompress(
            files(__package__).joinpath("vocab", vocabulary.payload).read_bytes()
        )
    except (OSError, zlib.error) as error:
        raise _damaged(vocabulary) from error
    if hashlib.sha256(packed).hexdigest() != vocabulary.packed_sha256:
        raise _damaged(vocabulary)
    tokens = [packed[index : index + 1] for index in range(256)]
    tokens += packed[256:].split(_SEPARATOR)
    return tokens[: vocabulary.size]


def ranks(vocabulary: Vocabulary) -> dict[bytes, int]:
    """Return the merge rank of every token."""
    tokens = tokens_by_rank(vocabulary)
    table = dict(zip(tokens, range(len(tokens)), strict=True))
    for late in tokens[vocabulary.end_of_text :]:
        table[late] += 1
    return table


@cache
def encoding(vocabulary: Vocabulary) -> Encoding:
    """Return tiktoken's encoding, built from the shipped ranks without its downloader."""
    import tiktoken

    return tiktoken.Encoding(
        vocabulary.name,
        pat_str=vocabulary.pattern,
        mergeable_ranks=ranks(vocabulary),
        # What users type is ordinary text; tiktoken only misbehaves without a single special token.
        special_tokens={"<|endoftext|>": vocabulary.end_of_text},
    )


def _damaged(vocabulary: Vocabulary) -> UncountableError:
    return UncountableError(
        f"vocabulary file is damaged: {vocabulary.payload}", hint="install llmcmp again"
    )
