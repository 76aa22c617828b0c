"""Asking a running query how far it is, from a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

_EVERY = 0.2
"""Seconds between two questions."""


@contextmanager
def watched(
    ask: Callable[[], float | None], tell: Callable[[float], None] | None
) -> Iterator[None]:
    """Pass on to *tell* the share from 0 to 1 that *ask* answers, as long as the block runs."""
    if tell is None:
        yield
        return
    ended = Event()

    def keep_asking() -> None:
        while not ended.wait(_EVERY):
            share = ask()
            if share is not None and 0 <= share < 1:
                tell(share)

    asking = Thread(target=keep_asking, daemon=True)
    asking.start()
    try:
        yield
    finally:
        ended.set()
        asking.join()
