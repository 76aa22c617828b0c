"""Byte-pair merging of one very long piece, in bounded time.

tiktoken scans the whole piece for every merge, in releases before 0.14; a megabyte of one letter
then takes hours. Here every pair waits under its rank, so a piece of n bytes takes n log n steps.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping


def count_merged(piece: bytes, ranks: Mapping[bytes, int]) -> int:
    """Return how many tokens *piece* becomes: the leftmost pair of lowest rank merges first."""
    return _Merging(piece, ranks).run()


class _Merging:
    """A piece in the middle of being merged: a linked list of parts and the pairs by rank."""

    def __init__(self, piece: bytes, ranks: Mapping[bytes, int]) -> None:
        self.piece = piece
        self.ranks = ranks
        size = len(piece)
        self.end = list(range(1, size + 1))  # where the part that begins here ends; 0: merged away
        self.before = list(range(-1, size - 1))
        self.waiting: dict[int, list[int]] = {}
        self.order: list[int] = []
        self.parts = size
        for start in range(size - 1):
            self._offer(start)

    def _rank(self, start: int) -> int | None:
        """Return the rank of the part at *start* joined to the next one."""
        middle = self.end[start]
        if middle >= len(self.piece):
            return None
        return self.ranks.get(self.piece[start : self.end[middle]])

    def _offer(self, start: int) -> int | None:
        rank = self._rank(start)
        if rank is not None:
            waiting = self.waiting.get(rank)
            if waiting is None:
                self.waiting[rank] = [start]
                heapq.heappush(self.order, rank)
            else:
                waiting.append(start)
        return rank

    def run(self) -> int:
        while self.order:
            rank = heapq.heappop(self.order)
            starts = self.waiting.pop(rank)
            starts.sort()
            for done, start in enumerate(starts):
                # Of overlapping pairs the left one has merged, and the right one is stale.
                if self.end[start] and self._rank(start) == rank and self._merge(start) < rank:
                    self._put_back(rank, starts[done + 1 :])
                    break
        return self.parts

    def _put_back(self, rank: int, starts: list[int]) -> None:
        """Let a pair of lower rank, which a merge has just made, go first."""
        if starts:
            self.waiting[rank] = starts
            heapq.heappush(self.order, rank)

    def _merge(self, start: int) -> int:
        """Join the part at *start* to the next; return the lowest rank of the pairs it makes."""
        middle = self.end[start]
        end = self.end[start] = self.end[middle]
        self.end[middle] = 0
        self.parts -= 1
        if end < len(self.piece):
            self.before[end] = start
        made = [self._offer(start)]
        if self.before[start] >= 0:
            made.append(self._offer(self.before[start]))
        return min((rank for rank in made if rank is not None), default=len(self.ranks) + 1)
