"""Count text, files and streams on many models at once."""

from __future__ import annotations

import codecs
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import TypeAlias, TypeVar

from ..errors import InputError, reason
from ..records import replace
from ..schema import Calibration, ContentClass, ModelSpec
from ..usage import TokenCount
from ..vocabulary import EXACT, family_of, rescale, vocabulary_of
from .content import SAMPLE, content_class
from .cuts import blocks
from .engines import FAST_FROM, Engine, clean, engine_for

BLOCK = 1 << 18
"""Characters counted at a time; a few blocks are in memory, however large the file."""


Text: TypeAlias = str | bytes | Path | Iterable[bytes]
"""What can be counted: a text, its bytes, a file, or chunks of bytes as they come."""

T = TypeVar("T")


def count_tokens(
    text: str | bytes,
    spec: ModelSpec,
    *,
    calibration: Calibration,
    content_class: ContentClass | None = None,
) -> TokenCount:
    """Count *text* on one model; the class of its content is found unless given."""
    return count_many(text, (spec,), calibration=calibration, content_class=content_class)[0]


def count_many(
    text: Text,
    specs: Sequence[ModelSpec],
    *,
    calibration: Calibration,
    content_class: ContentClass | None = None,
) -> tuple[TokenCount, ...]:
    """Count one text, file or stream on every model, once for each distinct vocabulary."""
    engines = _engines(specs, calibration, _size(text))
    return _count(text, specs, engines, calibration, content_class)


def count_all(
    texts: Iterable[Text],
    specs: Sequence[ModelSpec],
    *,
    calibration: Calibration,
    content_class: ContentClass | None = None,
) -> Iterator[tuple[TokenCount, ...]]:
    """Yield the counts of each text in turn, several texts at a time."""
    texts = list(texts)
    engines = _engines(specs, calibration, sum(map(_size, texts)))
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        calls = (
            ("", partial(_count, text, specs, engines, calibration, content_class))
            for text in texts
        )
        yield from (counts for _, counts in _in_flight(pool, calls, 2 * cores))


def check_countable(spec: ModelSpec, calibration: Calibration) -> None:
    """Raise where nothing supports a count on *spec*, or the extra that counts is missing."""
    vocabulary_of(spec, calibration)
    engine_for(_counted_on(spec, calibration))


def together(counts: Sequence[TokenCount], spec: ModelSpec) -> TokenCount:
    """Add up texts that are sent together: what precedes a text is counted once."""
    total = reduce(add, counts)
    again = len(counts) - 1 if spec.tokenizer.prefix is not None else 0
    return replace(
        total, tokens=total.tokens - again, low=total.low - again, high=total.high - again
    )


def _engines(specs: Sequence[ModelSpec], calibration: Calibration, size: int) -> dict[str, Engine]:
    """Return an engine per vocabulary; models that cannot be counted are refused here."""
    for spec in specs:
        vocabulary_of(spec, calibration)
    return {
        name: engine_for(name, size)
        for name in dict.fromkeys(_counted_on(spec, calibration) for spec in specs)
    }


def _count(
    text: Text,
    specs: Sequence[ModelSpec],
    engines: dict[str, Engine],
    calibration: Calibration,
    kind: ContentClass | None,
) -> tuple[TokenCount, ...]:
    warnings: list[str] = []
    parts = (text,) if isinstance(text, str) else _decoded(_chunks(text), warnings)
    counted = _count_stream(parts, engines, _size(text))
    kind = kind or content_class(counted.sample)
    return tuple(
        _as_count(spec, counted.tokens, kind, calibration, tuple(warnings)) for spec in specs
    )


class _Counted:
    """Tokens of one stream per vocabulary, and enough of it to tell what kind of text it is."""

    def __init__(self, names: Iterable[str]) -> None:
        self.tokens = dict.fromkeys(names, 0)
        self.sample = ""


def _counted_on(spec: ModelSpec, calibration: Calibration) -> str:
    """Return the vocabulary that is really counted for *spec*."""
    name = spec.tokenizer.name
    return name if name in EXACT else calibration.reference


def _count_stream(parts: Iterable[str], engines: dict[str, Engine], size: int) -> _Counted:
    """Count a stream on every vocabulary, on all cores where it is long."""
    counted = _Counted(engines)
    jobs = _jobs(parts, engines, counted)
    if size <= BLOCK:
        for name, count in jobs:
            counted.tokens[name] += count()
        return counted
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        for name, tokens in _in_flight(pool, jobs, 2 * cores):
            counted.tokens[name] += tokens
    return counted


def _jobs(
    parts: Iterable[str], engines: dict[str, Engine], counted: _Counted
) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield what to count: every block on every vocabulary, or the whole where it cannot be cut."""
    divided = {name: engine for name, engine in engines.items() if engine.divisible}
    if len(divided) < len(engines):
        text = clean("".join(parts))
        for name in engines.keys() - divided.keys():
            yield name, partial(engines[name].count, text)
        parts = (text,)
    for block in blocks(map(clean, parts), BLOCK):
        if len(counted.sample) < SAMPLE:
            counted.sample += block[: 4 * SAMPLE]
        for name, engine in divided.items():
            yield name, partial(engine.count, block)


def _in_flight(
    pool: ThreadPoolExecutor, calls: Iterable[tuple[str, Callable[[], T]]], limit: int
) -> Iterator[tuple[str, T]]:
    """Yield the results of *calls* in order, with at most *limit* of them under way."""
    running: deque[tuple[str, Future[T]]] = deque()
    for name, call in calls:
        running.append((name, pool.submit(call)))
        if len(running) >= limit:
            first, future = running.popleft()
            yield first, future.result()
    for name, future in running:
        yield name, future.result()


def _as_count(
    spec: ModelSpec,
    tokens: dict[str, int],
    kind: ContentClass,
    calibration: Calibration,
    warnings: tuple[str, ...],
) -> TokenCount:
    """Turn counts of vocabularies into the count of one model."""
    name = spec.tokenizer.name
    if name in EXACT:
        total = tokens[name]
        rules: tuple[str, ...] = ()
        if spec.tokenizer.prefix is not None:
            total += 1
            rules = (f"1 token for {spec.tokenizer.prefix} in front",)
        return TokenCount(
            tokens=total,
            kind="exact",
            low=total,
            high=total,
            tokenizer=name,
            content_class=kind,
            notes=rules,
            warnings=warnings,
        )
    return _calibrated(spec, tokens[calibration.reference], kind, calibration, warnings)


def _calibrated(
    spec: ModelSpec,
    reference: int,
    kind: ContentClass,
    calibration: Calibration,
    warnings: tuple[str, ...],
) -> TokenCount:
    family = family_of(spec, calibration)
    stand_in = vocabulary_of(spec, calibration)
    margin = family.margin if family else Decimal(0)
    scaled = rescale(reference, calibration.reference, stand_in, kind, calibration, margin=margin)
    return TokenCount(
        tokens=int(scaled.expected.to_integral_value(ROUND_HALF_EVEN)),
        kind="calibrated",
        low=int(scaled.low.to_integral_value(ROUND_FLOOR)),
        high=int(scaled.high.to_integral_value(ROUND_CEILING)),
        tokenizer=stand_in,
        content_class=kind,
        notes=(scaled.basis, *((family.note,) if family else ())),
        warnings=warnings,
    )


def _size(source: Text) -> int:
    if isinstance(source, str | bytes):
        return len(source)
    if isinstance(source, Path):
        try:
            return source.stat().st_size
        except OSError as error:
            raise unreadable(source, error) from error
    return FAST_FROM  # a stream may be of any length


def _chunks(source: bytes | Path | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        try:
            with source.open("rb") as file:
                while chunk := file.read(1 << 20):
                    yield chunk
        except OSError as error:
            raise unreadable(source, error) from error
    else:
        yield from source


def unreadable(path: Path, error: OSError) -> InputError:
    """Return the error that says why *path* cannot be read."""
    if path.is_dir():
        return InputError(f"a directory, not a file: {path}", hint="name the files in it")
    return InputError(f"cannot read {path}: {reason(error)}")


def _decoded(chunks: Iterable[bytes], warnings: list[str]) -> Iterator[str]:
    """Decode as an API client would, and note it where bytes are no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    mark = "\ufffd".encode()
    replaced, tail = 0, b""
    for chunk in chunks:
        text = decoder.decode(chunk)
        # What the file itself spells U+FFFD is not broken, even across two chunks.
        replaced += text.count("\ufffd") - (tail + chunk).count(mark)
        tail = chunk[-2:]
        yield text
    text = decoder.decode(b"", final=True)
    if replaced + text.count("\ufffd") > 0:
        warnings.append(
            "not all UTF-8: broken bytes were read as U+FFFD, as an API client sends them"
        )
    yield text
