"""Exit codes are a contract."""

from __future__ import annotations

from llmcmp.cli.exits import Exit


def test_codes_are_a_contract() -> None:
    """0 done, 1 a gate did not hold, 2 bad input, 3 a bug, 130 interrupted."""
    assert {code.name: int(code) for code in Exit} == {
        "OK": 0,
        "GATE": 1,
        "BAD_INPUT": 2,
        "BUG": 3,
        "INTERRUPTED": 130,
    }
