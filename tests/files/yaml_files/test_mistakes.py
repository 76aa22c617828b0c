"""Mistakes are told all at once, in the order of lines, and cannot flood or steer a terminal."""

from __future__ import annotations

from tests.files.yaml_files.refused import refusal


def test_very_many_mistakes_are_cut() -> None:
    """A hundred lines are printed, and how many there are beyond them."""
    short = refusal("".join(f"k{n}: 1\n" for n in range(150))).split("\n")
    long = refusal("models:\n" + "  - {}\n" * 9_000).split("\n")

    assert (len(short), short[-1]) == (101, "and 50 more")
    assert (len(long), long[-1]) == (101, "and many more")


def test_all_mistakes_at_once() -> None:
    """Several mistakes of one file come in one error, in the order of lines."""
    message = refusal("discounts:\n  - {percent: x}\n  - {percent: 1, tier: gold}\nnme: a\n")

    assert message.split("\n") == [
        "x.yaml:2: discounts[0].percent: not a number: 'x'",
        "x.yaml:3: discounts[1].tier: not 'standard', 'batch', 'flex', 'priority', 'fine-tuned' "
        "or 'fine-tuned-batch': 'gold'",
        "x.yaml:4: unknown key: nme (did you mean name?)",
    ]


def test_messages_cannot_steer_a_terminal() -> None:
    """Escapes in quoted keys and values are shown, not sent."""
    message = refusal('"\\e[31m\\n": 1\nchannel: ["\\e[0m"]\ndiscounts: [{percent: "\\r1x"}]\n')

    assert message.split("\n") == [
        r"x.yaml:1: unknown key: \x1b[31m\n",
        "x.yaml:2: channel: not a text: a list",
        r"x.yaml:3: discounts[0].percent: not a number: '\r1x'",
    ]


def test_paths_of_long_keys_are_cut() -> None:
    """A key of a thousand characters does not fill the screen."""
    message = refusal(f"sources: {{{'k' * 1000}: 1}}")

    assert message == f"x.yaml:1: sources.{'k' * 192}...: not a mapping of keys to values: '1'"
