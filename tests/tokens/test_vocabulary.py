"""The shipped vocabularies are the published ones, and need no network."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from llmcmp.errors import UncountableError
from llmcmp.tokens import vocabulary
from llmcmp.tokens.engines import engine_for


def test_names_of_one_vocabulary_agree() -> None:
    """o200k_harmony adds special tokens to o200k_base, and gpt2 is r50k_base: text is the same."""
    text = "Same text, <|start|> same tokens: 日本語"

    assert engine_for("o200k_harmony").count(text) == engine_for("o200k_base").count(text)
    assert engine_for("gpt2").count(text) == engine_for("r50k_base").count(text)


PUBLISHED = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "p50k_base": "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
    "r50k_base": "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
}

NO_NETWORK = """
import socket, sys, json
def refused(*a, **k): raise AssertionError("network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
from llmcmp.tokens.engines import engine_for
names = ("o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "r50k_base", "gpt2")
print(json.dumps([engine_for(name).count("hello world") for name in names]))
print([name for name in sys.modules if name.split(".")[0] in ("requests", "urllib3")])
"""


@pytest.mark.parametrize("name", PUBLISHED)
def test_ranks_are_the_published_ones(name: str) -> None:
    """Written out as OpenAI publishes them, the shipped ranks have the published hash."""
    ranks = vocabulary.ranks(vocabulary.VOCABULARIES[name])
    text = b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for token, rank in ranks.items())

    assert hashlib.sha256(text).hexdigest() == PUBLISHED[name]
    assert vocabulary.VOCABULARIES[name].published_sha256 == PUBLISHED[name]


def test_data_are_small() -> None:
    """All vocabularies together leave room in a wheel of four megabytes."""
    folder = Path(vocabulary.__file__).parent / "vocab"

    assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000


def test_damaged_file_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A payload with another hash is refused, not counted with."""
    (tmp_path / "vocab").mkdir()
    (tmp_path / "vocab" / "p50k_base.zlib").write_bytes(b"nonsense")
    monkeypatch.setattr(vocabulary, "files", lambda _: tmp_path)

    with pytest.raises(UncountableError, match="vocabulary file is damaged"):
        vocabulary.ranks(vocabulary.VOCABULARIES["gpt2"])


def test_counts_need_neither_network_nor_home(tmp_path: Path) -> None:
    """With every connection refused and an empty home, the counts are there."""
    run = subprocess.run(
        [sys.executable, "-c", NO_NETWORK],
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    counts, modules = run.stdout.splitlines()

    assert json.loads(counts) == [2, 2, 2, 2, 2, 2]
    assert modules == "[]"
    assert list(tmp_path.iterdir()) == []


def test_only_the_vocabulary_asked_for_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting on one vocabulary reads one file."""
    from llmcmp.tokens.engines import TiktokenEngine

    read: list[str] = []
    original = vocabulary.tokens_by_rank

    def noted(one: vocabulary.Vocabulary) -> list[bytes]:
        read.append(one.name)
        return original(one)

    monkeypatch.setattr(vocabulary, "tokens_by_rank", noted)
    vocabulary.encoding.cache_clear()
    TiktokenEngine(vocabulary.VOCABULARIES["gpt2"]).count("one")

    assert read == ["r50k_base"]
