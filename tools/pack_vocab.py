"""Pack published ``.tiktoken`` files into the compact form that llmcmp ships.

    python tools/pack_vocab.py DIRECTORY_WITH_TIKTOKEN_FILES

Byte-pair tokens are listed by rank. The first 256 are the single bytes; 0xC1 occurs in no
other token (it is never part of UTF-8), so it separates the rest. Splitting on it is the
cheapest parser there is: ``bytes.split`` runs in C.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import zlib
from pathlib import Path

SEPARATOR = b"\xc1"
NAMES = ("o200k_base", "cl100k_base", "p50k_base")
TARGET = Path(__file__).resolve().parents[1] / "src" / "llmcmp" / "tokens" / "vocab"


def pack(published: bytes) -> bytes:
    """Return the tokens of a ``.tiktoken`` file, by rank, without base64."""
    rows = [line.split() for line in published.splitlines()]
    tokens = [base64.b64decode(token) for token, _ in rows]
    if any(len(token) != 1 for token in tokens[:256]):
        raise SystemExit("the first 256 tokens are not the single bytes")
    if any(SEPARATOR in token for token in tokens[256:]):
        raise SystemExit("the separator occurs in a token")
    return b"".join(tokens[:256]) + SEPARATOR.join(tokens[256:])


def main(source: Path) -> None:
    """Write one packed file per vocabulary and print the hashes to pin."""
    for name in NAMES:
        published = (source / f"{name}.tiktoken").read_bytes()
        packed = pack(published)
        (TARGET / f"{name}.zlib").write_bytes(zlib.compress(packed, 9))
        print(name)
        print("  published", hashlib.sha256(published).hexdigest())
        print("  packed   ", hashlib.sha256(packed).hexdigest())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
