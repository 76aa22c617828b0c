"""Compare the programs that count tokens, on the same texts, and print ratios.

    python benchmarks/tokens.py [FILE...]

Speed is never a test: machines differ. Every count is compared before it is timed.
"""

from __future__ import annotations

import sys
import sysconfig
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from llmcmp.tokens.cuts import blocks
from llmcmp.tokens.engines import TiktokenEngine, ToktokEngine, has_fast
from llmcmp.tokens.vocabulary import VOCABULARIES, encoding, ranks

NAME = "o200k_base"


def corpus() -> dict[str, str]:
    """Return code, prose and awkward text."""
    named = [Path(name) for name in sys.argv[1:]]
    library = Path(sysconfig.get_paths()["stdlib"])
    code = "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in sorted(library.glob("*.py"))
    )
    words = "\n".join(line for line in code.splitlines() if line.strip().count(" ") > 6)
    texts = {
        "python": code,
        "comments": words,
        "cjk": "言語モデルの料金と性能を比較します。対応しています、多数のモデルに。" * 20_000,
        "one letter": "a" * 1_000_000,
        "spaces": " " * 1_000_000,
        "base64": "aGVsbG8gd29ybGQ/aGVsbG8" * 40_000,
    }
    return {path.name: path.read_text("utf-8", "replace") for path in named} or texts


def seconds(call: Callable[[], object]) -> float:
    """Return the least time of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def load_times() -> None:
    """Print what it takes to build the largest vocabulary, against parsing base64."""
    import base64
    import hashlib

    import tiktoken

    vocabulary = VOCABULARIES[NAME]
    published = b"".join(
        b"%s %d\n" % (base64.b64encode(token), rank) for token, rank in ranks(vocabulary).items()
    )

    def by_base64() -> object:
        hashlib.sha256(published).hexdigest()
        table = {
            base64.b64decode(token): int(rank)
            for token, rank in (line.split() for line in published.splitlines() if line)
        }
        return tiktoken.Encoding(
            NAME,
            pat_str=vocabulary.pattern,
            mergeable_ranks=table,
            special_tokens={"<|endoftext|>": 199_999},
        )

    theirs = seconds(by_base64)
    ours = seconds(lambda: (encoding.cache_clear(), encoding(vocabulary)))
    table = seconds(lambda: ranks(vocabulary))
    print(f"load {NAME}: {ours:.3f} s ({table:.3f} s of it ranks), from base64 {theirs:.3f} s, ")
    print(
        f"  {theirs / ours:.1f} times as fast; without tiktoken's own part {ours - table:.3f} s, "
    )
    print(f"  {(theirs - ours + table) / table:.1f} times as fast\n")


def main() -> None:
    """Print megabytes per second and the ratio to plain tiktoken."""
    load_times()
    ours = TiktokenEngine(VOCABULARIES[NAME])
    plain = encoding(VOCABULARIES[NAME]).encode_ordinary
    engines: dict[str, Callable[[str], int]] = {"llmcmp on tiktoken": ours.count}
    if has_fast():
        engines["llmcmp on toktok"] = ToktokEngine(NAME).count
    for title, text in corpus().items():
        size = len(text.encode()) / 1e6
        # tiktoken panics on the spaces.
        base = None if title == "spaces" else seconds(lambda text=text: len(plain(text)))
        speed = "panics" if base is None else f"{size / base:.0f} MB/s"
        print(f"{title}, {size:.1f} MB: tiktoken {speed}")
        for name, count in engines.items():
            if base is not None and count(text) != len(plain(text)):
                raise SystemExit(f"{name} counts {title} differently")
            one = seconds(lambda text=text, count=count: count(text))
            with ThreadPoolExecutor() as pool:
                many = seconds(
                    lambda text=text, count=count, pool=pool: sum(
                        pool.map(count, blocks([text], 1 << 18))
                    )
                )
            ratio = "" if base is None else f", {base / one:.1f} x; all cores {base / many:.1f} x"
            print(f"  {name:20} {size / one:6.1f} MB/s{ratio}")


if __name__ == "__main__":
    main()
