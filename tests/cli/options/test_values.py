"""Numbers, dates, sizes and names as people type them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli.options import values
from llmcmp.errors import InputError
from llmcmp.usage import Image

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.count, "1.5k", 1500),
        (values.number, "0.5", Decimal("0.5")),
        (values.decimal, "2", Decimal(2)),
        (values.price, "$2.50", Decimal("2.50")),
        (values.share, "40%", Decimal("0.4")),
        (values.instant, "2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        (values.instant, "2026-11-01T18:00", datetime(2026, 11, 1, 18, tzinfo=UTC)),
        (values.content_class, " JSON ", "json"),
        (values.image, "10x20:low", Image(width=10, height=20, detail="low")),
    ],
)
def test_what_is_read(read: Callable[[str, str], Any], text: str, value: object) -> None:
    """Each reader takes what its option is for."""
    assert read("--option", text) == value


@pytest.mark.parametrize(
    ("read", "text", "message", "hint"),
    [
        (values.count, "1.5", "not a whole number: 1.5", None),
        (values.number, "x", "not a number: x", "write 1500, 1_500, 1.5k or 2.5M"),
        (values.share, "40", "not a share from 0 to 1: 40", "write 0.4 or 40%"),
        (
            values.instant,
            "soon",
            "not a date or time: soon",
            "write 2026-11-01 or 2026-11-01T18:00 (UTC)",
        ),
        (
            values.image,
            "none.png",
            "neither an image size nor a file: none.png",
            "write WIDTHxHEIGHT in pixels, such as 1024x1024 or 1024x1024:low, or a file",
        ),
    ],
)
def test_what_is_refused(
    read: Callable[[str, str], Any], text: str, message: str, hint: str | None
) -> None:
    """The error names the option and shows how it is written."""
    with pytest.raises(InputError) as caught:
        read("--option", text)
    assert (str(caught.value), caught.value.hint) == (f"--option: {message}", hint)


def test_days() -> None:
    """An ISO date, or today."""
    assert values.day("--at", "2026-01-02", TODAY) == date(2026, 1, 2)
    assert values.day("--at", " Today ", TODAY) == TODAY
    for text in ("2026-1-2", "2026-02-30", "20260102", "tomorrow"):
        with pytest.raises(InputError, match=f"--at: not a date: {text}"):
            values.day("--at", text, TODAY)


def test_names_are_split_and_kept_once() -> None:
    """Given once with commas, or several times."""
    assert values.names(["a, b", "b,,c "]) == ("a", "b", "c")
    assert values.names(None) == ()


def test_an_option_that_is_not_given_has_no_value() -> None:
    """None, and the reader is not asked."""
    assert values.optional(values.count, "--option", None) is None
    assert values.optional(values.day, "--at", "today", TODAY) == TODAY


def test_the_size_of_a_picture_is_that_of_its_file(tmp_path: Path) -> None:
    """A PNG of 30 by 40 pixels, asked for with low detail."""
    path = tmp_path / "picture.png"
    head = struct.pack(">I4sII", 13, b"IHDR", 30, 40)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + b"\x08\x02\x00\x00\x00")

    assert values.image("--image", f"{path}:low") == Image(width=30, height=40, detail="low")


def test_what_is_shown_cannot_break_a_line() -> None:
    """Control characters are escaped, and long texts are cut."""
    assert values.shown("a\nb") == "a\\nb"
    assert len(values.shown("x" * 999)) <= 60
