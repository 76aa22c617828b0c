"""The garbage collector is held off, and comes back."""

from __future__ import annotations

import gc

import pytest

from llmcmp.engine.sums.garbage import no_collection


def test_it_comes_back_even_after_an_error() -> None:
    """Off inside the block, on after it."""
    assert gc.isenabled()
    with pytest.raises(KeyError), no_collection():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    """Whoever turned it off decides when it comes back."""
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
