"""What usage cost, laid out: months and forecast first, then where the money went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ....billing.unpriced import Unpriced
from ....readable import count, percent, percentage, plural, usd
from ....report.estimate.estimate import Estimate
from ....report.estimate.what_if import Alternative
from ....schema import PER_CALL
from ...charts.cost_by_day import chart_lines
from ...page import Column, Page, Table, Text, number_columns
from ..facts import registry_text
from .csv_rows import csv_rows
from .months import month_blocks

MOST_GROUPS = 20
"""Groups on a page; CSV and JSON hold all of them."""

MOST_DAYS = 3
"""Most expensive days that are named."""

MOST_LINES = 10
"""Refused rows and unpriced models that are named."""


def estimate_page(report: Estimate) -> Page:
    """Lay out an estimate."""
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        Text(lines=tuple(_basis(report))),
        *month_blocks(report.months),
        *_budget(report),
        *_tokens(report),
        *_groups(report),
        *_days(report),
        *_alternatives(report),
        *_unpriced(report.unpriced),
        *_rejected(report),
    ]
    reasons = {reason for other in report.alternatives for reason in other.reasons}
    warnings = dict.fromkeys(
        notice.text for notice in report.warnings if notice.text not in reasons
    )
    if warnings:
        blocks.append(Text(kind="warnings", lines=tuple(warnings)))
    return Page(blocks=tuple(blocks), data=csv_rows(report))


def _title(report: Estimate) -> str:
    total, period = report.total, report.period
    parts = [money(total.cost, total.low, total.high)]
    if total.requests is not None:
        parts.append(f"for {plural(total.requests, 'request')}")
    if period.first is not None and period.last is not None:
        when = str(period.first)
        if period.first != period.last:
            when += f" to {period.last}"
        parts.append(f"on {plural(period.days, 'day')}, {when} (UTC)")
    else:
        parts.append("without dates")
    return " ".join(parts)


def _basis(report: Estimate) -> Iterator[str]:
    prices = f"every row at the prices of {report.at}"
    if not report.repriced:
        prices = "each row at the prices of its day"
        if report.period.first is None:
            prices = f"prices of {report.at}"
    yield f"Priced: {prices}; {registry_text(report.registry)}."
    rows = report.rows
    left = [
        f"{number:,} {word}"
        for number, word in (
            (rows.unpriced, "unpriced"),
            (rows.rejected, "rejected"),
            (rows.empty, "empty or repeated"),
        )
        if number
    ]
    if left:
        yield f"Rows: {rows.read:,} read = {' + '.join((f'{rows.priced:,} priced', *left))}."
    if report.unpriced:
        share = percent(report.unpriced_share)
        yield f"Not included: {share} of all tokens, which have no known price."


def _budget(report: Estimate) -> Iterator[Text]:
    budget = report.budget
    if budget is None:
        return
    lines = []
    for check in budget.checks:
        verdict = "within" if check.held else "OVER"
        share = "" if check.share is None else f" ({percent(check.share)})"
        gates = "" if check.gates or check.held else "; a forecast does not fail this run"
        lines.append(
            f"Budget {check.month}, {check.kind}: {usd(check.amount)} of {usd(budget.limit)}"
            f"{share}: {verdict}{gates}"
        )
    yield Text(kind="verdict", lines=tuple(lines))


def _tokens(report: Estimate) -> Iterator[Table | Text]:
    tokens = report.total.tokens
    whole = sum(number for meter, number in tokens.items() if meter not in PER_CALL)
    yield Table(
        columns=(
            Column(title="Meter", whole=True),
            *number_columns("Tokens", "Share"),
        ),
        rows=tuple(
            (
                meter.replace("_", " ") + (" (calls)" if meter in PER_CALL else ""),
                f"{number:,}",
                "" if meter in PER_CALL or not whole else percent(Decimal(number) / whole),
            )
            for meter, number in tokens.items()
        ),
    )
    lines = []
    if report.cache_hit_rate is not None:
        lines.append(f"Cache hit rate: {percent(report.cache_hit_rate)} of prompt tokens.")
    if report.cost_per_request is not None and report.cost_per_thousand is not None:
        lines.append(
            f"Cost per request: {usd(report.cost_per_request)}; "
            f"per 1,000: {usd(report.cost_per_thousand)}."
        )
    else:
        lines.append("Cost per request: not available, the files do not count requests.")
    yield Text(lines=tuple(lines))


def _groups(report: Estimate) -> Iterator[Table | Text]:
    shown = report.groups[:MOST_GROUPS]
    counted = report.total.requests is not None
    yield Table(
        title=f"Cost by {', '.join(report.by)}, most expensive first",
        columns=(
            # One column, whatever the keys: a table too wide is split, and repeats its first one.
            Column(title=" / ".join(report.by)),
            *(number_columns("Cost", "Share")),
            *(number_columns("Requests") if counted else ()),
            *(number_columns("Tokens in", "Tokens out")),
        ),
        rows=tuple(
            (
                " / ".join(group.key[name] for name in report.by),
                usd(group.cost),
                percent(group.cost / report.total.cost) if report.total.cost else "-",
                *((count(group.requests or 0),) if counted else ()),
                f"{prompt_tokens(group.tokens):,}",
                f"{_output_tokens(group.tokens):,}",
            )
            for group in shown
        ),
    )
    rest = report.groups[MOST_GROUPS:]
    if rest:
        left = usd(sum((group.cost for group in rest), Decimal(0)))
        yield Text(lines=(f"and {len(rest):,} more, {left}; JSON and CSV hold all of them",))


def _days(report: Estimate) -> Iterator[Text]:
    lines = chart_lines(report.days)
    if lines:
        yield Text(kind="chart", lines=lines)
    if len(report.days) > MOST_DAYS:
        days = ", ".join(
            f"{day.day} {usd(day.cost)}" for day in report.most_expensive_days[:MOST_DAYS]
        )
        yield Text(lines=(f"Most expensive days: {days}.",))


def _alternatives(report: Estimate) -> Iterator[Table | Text]:
    others = report.alternatives
    if not others:
        return
    same_tokens = {notice.selector for notice in report.warnings if notice.code == "same-tokens"}
    yield Table(
        title="The same traffic on other models",
        columns=(
            Column(title="Selector", whole=True),
            *number_columns("Cost", "Band", "Saving", "%"),
            Column(title="Qualifies", whole=True),
        ),
        rows=tuple(
            _alternative(other, same_tokens=other.selector in same_tokens) for other in others
        ),
    )
    reasons = [
        f"{other.selector} does not qualify: {'; '.join(other.reasons)}"
        for other in others
        if other.reasons
    ]
    if reasons:
        yield Text(lines=tuple(reasons))


def _alternative(other: Alternative, *, same_tokens: bool) -> tuple[str, ...]:
    """Write one line; the cost of the *same_tokens* on another vocabulary is not exact."""
    fits = "yes" if other.feasible else "no"
    if other.cost is None or other.low is None or other.high is None or other.saving is None:
        return (other.selector, "-", "-", "-", "-", fits)
    exact = other.low == other.high and not same_tokens
    band = " to ".join(dict.fromkeys((_near(other.low), _near(other.high))))
    if other.low == other.high:
        band = "same tokens" if same_tokens else "exact"
    return (
        other.selector,
        usd(other.cost) if exact else f"≈{_near(other.cost)}",
        band,
        usd(other.saving) if exact else f"≈{_near(other.saving)}",
        "-" if other.saving_percent is None else percentage(other.saving_percent),
        fits,
    )


def _near(amount: Decimal) -> str:
    """Write an amount that is not known exactly: three digits, or cents."""
    if abs(amount) < 1000:
        return usd(amount)
    return usd(amount.quantize(Decimal(1).scaleb(amount.adjusted() - 2))).removesuffix(".00")


def _unpriced(lines: Sequence[Unpriced]) -> Iterator[Table | Text]:
    if not lines:
        return
    shown = lines[:MOST_LINES]
    yield Table(
        title="No known price; not included above",
        columns=(
            Column(title="Model", whole=True),
            *number_columns("Rows", "Tokens"),
            Column(title="Why"),
        ),
        rows=tuple(
            (line.model or "(no model)", f"{line.rows:,}", f"{line.tokens:,}", line.reason)
            for line in shown
        ),
    )
    aliases = " ".join(line.alias for line in shown if line.alias)
    lines_below = [f"and {len(lines) - MOST_LINES:,} more"] if len(lines) > MOST_LINES else []
    if aliases:
        lines_below.append(f"If these are the models you mean: {aliases}")
    if lines_below:
        yield Text(lines=tuple(lines_below))


def _rejected(report: Estimate) -> Iterator[Text]:
    if not report.rejected:
        return
    lines = [
        f"{bad.file}:{bad.line}: {bad.reason}" if bad.line else f"{bad.file}: {bad.reason}"
        for bad in report.rejected[:MOST_LINES]
    ]
    more = report.rows.rejected - len(lines)
    yield Text(
        lines=(
            f"{plural(report.rows.rejected, 'rejected row')}, not included above:",
            *(f"- {line}" for line in lines),
            *((f"- and {more:,} more",) if more > 0 else ()),
        )
    )


def money(cost: Decimal, low: Decimal, high: Decimal) -> str:
    """Write an amount, with its bracket where lost details of the usage can be seen in it."""
    ends = [usd(end) for end in (low, high)]
    return usd(cost) if ends == [usd(cost)] * 2 else f"{usd(cost)} ({' to '.join(ends)})"


def prompt_tokens(tokens: Mapping[str, int]) -> int:
    """Add up what was sent."""
    return sum(
        number
        for meter, number in tokens.items()
        if meter not in PER_CALL and not meter.startswith("output")
    )


def _output_tokens(tokens: Mapping[str, int]) -> int:
    return sum(number for meter, number in tokens.items() if meter.startswith("output"))
