"""The chart of monthly cost against volume: axes, marks, what is unknown or free."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.render.charts.cost_curves import CROSSING, HEIGHT, MARGIN, Axis, chart_lines
from llmcmp.render.page import ASCII
from llmcmp.report.offers.cost_curves import CostCurves, Crossing, Curve, CurvePoint


def line(selector: str, kind: str, *points: tuple[int, int]) -> Curve:
    """Build a curve from volumes and costs."""
    return Curve(
        selector=selector,
        kind=kind,  # type: ignore[arg-type]
        points=tuple(CurvePoint(requests=Decimal(x), monthly=Decimal(y)) for x, y in points),
    )


def plot(lines: tuple[str, ...]) -> list[str]:
    """Return the rows of the plot without their labels, the most expensive first."""
    return [text[MARGIN + 1 :] for text in lines[1 : HEIGHT + 1]]


RENT = line("rent", "hosting", (1_000, 1_000), (1_000_000, 1_000))
API = line("api", "api", *((10**power, 10**power) for power in range(3, 7)))
MET = Crossing(api="api", self_hosted="rent", requests=Decimal(1000), monthly=Decimal(1000))


def test_a_price_per_request_is_a_straight_line_on_logarithmic_axes() -> None:
    """A dollar a request over three decades on both axes: from one corner to the other."""
    rows = plot(chart_lines(CostCurves(curves=(API,), crossings=())))
    places = [row.index("○") for row in reversed(rows)]

    assert rows[-1].startswith("○")
    assert len(rows[0]) == 78 - MARGIN - 1
    assert places == sorted(places)
    steps = {after - before for before, after in itertools.pairwise(places)}
    assert max(steps) - min(steps) <= 3


def test_a_rent_is_flat() -> None:
    """A fleet that does not grow stays in one row, over the whole width."""
    rows = plot(chart_lines(CostCurves(curves=(RENT, API), crossings=())))

    assert [row.count("■") > 0 for row in rows].count(True) == 1


def test_an_axis_is_linear_where_factors_do_not_matter() -> None:
    """From 10 to 100 every volume has its even place; from 10 to 1,000 every factor has."""
    near, far = Axis(low=10, high=100, positions=91), Axis(low=10, high=1000, positions=21)

    assert not near.logarithmic
    assert [near.position(value) for value in (10, 55, 100)] == [0, 45, 90]
    assert far.logarithmic
    assert [far.position(value) for value in (10, 100, 1000)] == [0, 10, 20]
    assert far.ticks() == [10, 100, 1000]


def test_the_break_even_is_marked_and_named() -> None:
    """The mark stands where the lines meet, and the legend says volume and cost."""
    lines = chart_lines(CostCurves(curves=(API, RENT), crossings=(MET,)))

    assert plot(lines)[-1].startswith(CROSSING)
    assert f"  {CROSSING} break-even with api: ≈1,000 requests, ≈$1,000" in lines


def test_without_a_break_even_the_chart_says_so() -> None:
    """Lines that cross beyond what a fleet can serve are no break-even."""
    assert "no break-even" in "\n".join(chart_lines(CostCurves(curves=(RENT,), crossings=())))


def test_the_stated_volume_stands_in_the_chart() -> None:
    """A column marks it, and the legend gives the number as it was stated."""
    curves = CostCurves(curves=(API,), crossings=(), requests=Decimal(31_622))
    lines = chart_lines(curves)

    assert next(row.index("¦") for row in plot(lines) if "¦" in row) == 34
    assert "  ¦ your volume: 31,622 requests a month" in lines


def test_several_curves_have_marks_of_their_own() -> None:
    """Three APIs and two fleets: five marks in the legend, and each break-even names its pair."""
    curves = [line(f"api{n}", "api", (1, n), (100, 100 * n)) for n in (1, 2, 3)]
    curves += [line(f"own{n}", "hosting", (1, 50 * n), (100, 50 * n)) for n in (1, 2)]
    met = Crossing(api="api1", self_hosted="own1", requests=Decimal(50), monthly=Decimal(50))
    lines = chart_lines(CostCurves(curves=tuple(curves), crossings=(met,)))

    legend = [text.split() for text in lines[HEIGHT + 4 :]]
    assert len({words[0] for words in legend[:5]}) == 5
    assert any("own1 = api1" in text for text in lines)


def test_free_offers_leave_a_logarithmic_axis() -> None:
    """Nothing costs nothing on a logarithm: a free API has no line and harms no other."""
    free = line("free", "api", (1_000, 0), (1_000_000, 0))
    rows = plot(chart_lines(CostCurves(curves=(free, API), crossings=())))

    assert "○" not in "".join(rows)
    assert "□" in "".join(rows)


def test_names_replace_selectors() -> None:
    """The legend may call a selector by the name people use."""
    lines = chart_lines(CostCurves(curves=(API,), crossings=()), names={"api": "The API"})

    assert "  ○ The API" in lines


@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=20),
    st.sampled_from([40, 78, 120]),
)
def test_any_points_make_a_chart_of_the_asked_width(
    points: list[tuple[int, int]], width: int
) -> None:
    """Whatever the points, nothing fails, no row is wider, and ASCII is ASCII."""
    curves = CostCurves(curves=(line("a", "api", *sorted(points)),), crossings=())

    assert all(len(text) <= width for text in chart_lines(curves, width=width)[: HEIGHT + 3])
    assert "".join(chart_lines(curves, width=width, ascii_only=True)).isascii()


@pytest.mark.parametrize("text", ["■▲◆▼○□△◇"])
def test_marks_differ_in_ascii_too(text: str) -> None:
    """No two curves share a mark on a terminal without Unicode."""
    assert len(set(text.translate(ASCII))) == len(text)
