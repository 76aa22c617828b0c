"""What pages are made of."""

from __future__ import annotations

from llmcmp.render.page import ASCII, Column, number_columns, text_columns


def test_numbers_stand_right_and_are_never_cut() -> None:
    """Texts stand left and may be wrapped."""
    assert number_columns("USD") == (Column(title="USD", align="right", whole=True),)
    assert text_columns("A", "B") == (Column(title="A"), Column(title="B"))


def test_no_two_marks_share_a_stand_in() -> None:
    """Curves on a terminal without Unicode can still be told apart."""
    marks = "■▲◆▼○□△◇"
    stand_ins = marks.translate(ASCII)

    assert stand_ins.isascii()
    assert len(set(stand_ins)) == len(marks)
