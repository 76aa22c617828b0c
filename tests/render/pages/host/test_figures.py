"""A table of figures."""

from __future__ import annotations

from llmcmp.render.pages.host.figures import figure_table


def test_a_name_a_figure_and_what_it_rests_on() -> None:
    """Only the figure stands right."""
    table = figure_table("Memory", [("Weights", "16 GB", "in fp16")])

    assert (table.title, table.rows) == ("Memory", (("Weights", "16 GB", "in fp16"),))
    assert [(column.title, column.align) for column in table.columns] == [
        ("", "left"),
        ("Value", "right"),
        ("From", "left"),
    ]
