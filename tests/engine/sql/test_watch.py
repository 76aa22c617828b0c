"""A running query is asked how far it is."""

from __future__ import annotations

from threading import Event

import pytest

from llmcmp.engine.sql import watch
from llmcmp.engine.sql.watch import watched


def test_shares_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares from 0 to 1 are; an engine that does not know, or is done, says nothing."""
    monkeypatch.setattr(watch, "_EVERY", 0.001)
    answers = iter([None, -1.0, 0.25, 1.0, 0.5])
    seen: list[float] = []
    asked_all = Event()

    def ask() -> float | None:
        share = next(answers, None)
        if seen[-1:] == [0.5]:
            asked_all.set()
        return share

    with watched(ask, seen.append):
        assert asked_all.wait(10)

    assert seen == [0.25, 0.5]


def test_nobody_is_asked_where_nobody_listens() -> None:
    """Without a listener there is no thread, and nothing is asked."""
    with watched(lambda: pytest.fail("asked"), None):
        pass
