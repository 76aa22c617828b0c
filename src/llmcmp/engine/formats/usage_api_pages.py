"""Pages of usage APIs: buckets of time that hold results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from .base import Format, Record, has


class Pages(Format):
    """A format whose files are pages of a usage API."""

    times: ClassVar[tuple[str, str]]
    """Fields of a bucket that hold its first and its last time."""

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield bucket by bucket and result by result."""
        if document.get("has_more"):
            self.note("has_more is true: the file is one page of several")
        return results(document, *self.times)


def _buckets(page: Mapping[str, Any]) -> list[Any]:
    data = page.get("data")
    return data if isinstance(data, list) else [page]


def _results_in(page: Mapping[str, Any]) -> Iterator[Record]:
    for bucket in _buckets(page):
        inside = bucket.get("results") if isinstance(bucket, dict) else None
        for result in inside if isinstance(inside, list) else ():
            if isinstance(result, dict):
                yield result


def results(page: Record, first: str, last: str) -> Iterable[Record]:
    """Yield each result with the times of its bucket; a bucket without results as only those."""
    for bucket in _buckets(page):
        if not isinstance(bucket, dict):
            yield {"": bucket}
            continue
        times = {first: bucket.get(first), last: bucket.get(last)}
        inside = bucket.get("results") or [{}]
        for result in inside if isinstance(inside, list) else [inside]:
            yield {**result, **times} if isinstance(result, dict) else {"": result}


def is_page_of(page: Mapping[str, Any], kind: str) -> bool:
    """Tell a page of which some result says it is of *kind*."""
    return any(result.get("object") == kind for result in _results_in(page))


def is_page_with(page: Mapping[str, Any], *names: str) -> bool:
    """Tell a page of which some result has all *names*."""
    return any(has(result, *names) for result in _results_in(page))
