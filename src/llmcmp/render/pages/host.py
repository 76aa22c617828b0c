"""A hosting plan, laid out: memory, speed, money, and the APIs it competes with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ...hosting import Assumption, HostingPlan, MonthlyCost
from ...readable import (
    about,
    about_range,
    about_usd,
    compact,
    count,
    gigabytes,
    per_million,
    percent,
    rough_percent,
    usd,
    usd_range,
    volume,
)
from ...report.host.hosting import Hosting
from ...report.host.verdict import fleet_text, month_text, replica_text
from ...report.offers.self_hosting import BreakEvenPoint
from ...schema import UNKNOWN, Source
from ..charts.cost_curves import chart_lines
from ..formats.json import decimal_text
from ..page import Column, Page, Table, Text
from .compare import workload_text
from .facts import registry_text

GIB = 2**30


def hosting_page(report: Hosting, *, explain: bool = False) -> Page:
    """Lay out a plan; *explain* adds every price row and source."""
    planned = report.hosting
    told = tuple(notice.text for notice in report.warnings if notice.code != UNKNOWN)
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        Text(lines=(f"{planned.chosen}.",)),
        _memory(planned),
        _speed(planned),
        *_money(planned),
        *_break_evens(report),
        *_chart(report),
        *_alternatives(planned),
        Text(kind="verdict", lines=(report.verdict,)),
    ]
    if told:
        blocks.append(Text(kind="warnings", lines=told))
    blocks += _explained(report) if explain else [Text(lines=(_cited(report),))]
    return Page(blocks=tuple(blocks), data=_data(report))


def _title(report: Hosting) -> str:
    planned = report.hosting
    names = f"{report.name} ({planned.precision}, {planned.engine}) on {replica_text(planned)}"
    names += f"; prices of {report.at} (UTC), {registry_text(report.registry)}"
    if report.workload is not None and report.workload.requests:
        return f"{names}; {workload_text(report.workload)}"
    size = f"{planned.input_tokens:,} in, {planned.output_tokens:,} out"
    if planned.requests_per_month is None:
        return f"{names}; requests of {size}"
    return f"{names}; {volume(planned.requests_per_month)} requests a month x ({size})"


def _rows(title: str, rows: Iterable[tuple[str, str, str]]) -> Table:
    """Lay out what is known of one subject: a name, a figure, what it rests on."""
    return Table(
        title=title,
        columns=(
            Column(title="", whole=True),
            Column(title="Value", align="right", whole=True),
            Column(title="From"),
        ),
        rows=tuple(rows),
    )


def _memory(planned: HostingPlan) -> Table:
    each = Decimal(planned.memory_bytes) / planned.gpus / GIB
    length = planned.input_tokens + planned.output_tokens
    least, sensible = planned.minimum_gpus, planned.sensible_gpus
    rows = [
        ("Weights", gigabytes(planned.weights_bytes), f"parameters in {planned.precision}"),
        (
            "KV cache per token",
            gigabytes(planned.kv_cache_bytes_per_token),
            "2 x layers x KV heads x head size x bytes",
        ),
        ("Runtime", f"≈{gigabytes(planned.runtime_bytes)}", "allowance per card"),
        (
            "Cards hold",
            gigabytes(planned.memory_bytes),
            f"{planned.gpus} of {each:.1f} GiB usable; {planned.engine} fills "
            f"{percent(planned.memory_share)}",
        ),
        (
            "Room for KV cache",
            f"{about(Decimal(max(planned.kv_room_tokens, 0)))} tokens",
            f"{max(planned.kv_room_tokens, 0) // max(length, 1):,} requests of {length:,} tokens",
        ),
        ("Smallest count", _counted(least), "holds one longest request"),
        ("Sensible count", _counted(sensible), "holds a useful batch of mean requests"),
    ]
    return _rows("Memory of one replica", rows)


def _counted(number: int | None) -> str:
    return "not in one server" if number is None else str(number)


def _speed(planned: HostingPlan) -> Table:
    speed = planned.throughput
    why = "; ".join(planned.band)
    output = f"{about(speed.output)} tok/s"
    if planned.measured:
        output = f"{decimal_text(speed.output)} tok/s"
    band = "" if speed.low == speed.high else f"{about_range(speed.low, speed.high)}: "
    first_low, first_high = planned.first_token_band
    rows = [
        ("Output", output, f"{band}{why}"),
        ("Input", f"{about(speed.input)} tok/s", "at the same time"),
        (
            "Requests",
            f"{about(planned.requests_per_second)} /s",
            f"saturated, {_batch(planned)} together; limit: {planned.batch_limit}",
        ),
        ("Time per token", f"{about(planned.ms_per_token)} ms", "of one answer, saturated"),
        (
            "First token",
            f"{about(planned.first_token_ms)} ms",
            f"{about_range(first_low, first_high)} ms, idle replica",
        ),
        (
            "Fleet takes",
            f"≈{compact(planned.capacity_per_month)} /month",
            f"busiest minute {compact(planned.peak_to_mean)}x the mean "
            f"({planned.peak_basis}), replicas at most {percent(planned.headroom)} full",
        ),
    ]
    return _rows("Speed of one replica", rows)


def _batch(planned: HostingPlan) -> str:
    """Write the batch: a cap is exact, what memory holds is not."""
    whole = planned.batch == planned.batch.to_integral_value()
    return count(planned.batch) if whole else about(planned.batch)


def _money(planned: HostingPlan) -> Iterator[Table | Text]:
    price, unit = planned.price, planned.cost_per_million_tokens
    if price is None or unit is None:
        yield _rows(
            "Money",
            [("GPU-hour", "unpriced", f"no price of {planned.gpu} is known")],
        )
        return
    yield Table(
        title="Money (USD)",
        columns=(
            Column(title="", whole=True),
            *(Column(title=t, align="right", whole=True) for t in ("Low", "Typical", "High")),
            Column(title="Assumes"),
        ),
        rows=tuple(_money_rows(planned)),
    )
    yield _costs(planned.costs)
    if planned.assumptions:
        yield _moving(planned.assumptions)


def _money_rows(planned: HostingPlan) -> Iterator[tuple[str, ...]]:
    price, unit = planned.price, planned.cost_per_million_tokens
    if price is None or unit is None or planned.monthly_low is None or planned.monthly_high is None:
        return
    yield (
        "GPU-hour",
        *(per_million(end) for end in (price.low, price.typical, price.high)),
        price.basis,
    )
    yield (
        "Month",
        about_usd(planned.monthly_low),
        month_text(planned),
        about_usd(planned.monthly_high),
        _paid_for(planned),
    )
    if unit.workload is not None and planned.utilization is not None:
        yield (
            "1M tokens, your load",
            _guess(unit.workload_low),
            about_usd(unit.workload),
            _guess(unit.workload_high),
            f"{rough_percent(planned.utilization)} utilised",
        )
    share = rough_percent(planned.peak_sized_utilization)
    best = f"{share} utilised, the most a fixed fleet sized for peaks reaches"
    yield ("1M tokens, at best", "", about_usd(unit.peak_sized), "", best)
    yield (
        "1M tokens, floor",
        "",
        about_usd(unit.full_load),
        "",
        "100 % utilised: never a forecast",
    )


def _paid_for(planned: HostingPlan) -> str:
    """Say which hours make up the month."""
    match planned.sizing.billing:
        case "reserved":
            return f"{replica_text(planned)}, 730 hours"
        case "serverless":
            return "seconds with a request in service; cold starts not included"
        case _:
            return f"{replica_text(planned)} at the peak, fewer at other hours"


def _guess(amount: Decimal | None) -> str:
    return "-" if amount is None else about_usd(amount)


def _costs(costs: Iterable[MonthlyCost]) -> Table:
    return Table(
        title="Ways of paying for the same load",
        columns=(
            Column(title="", whole=True),
            Column(title="USD a month", align="right", whole=True),
            Column(title="Utilised", align="right", whole=True),
            Column(title="Assumes"),
        ),
        rows=tuple(
            (cost.billing, _paid(cost), rough_percent(cost.utilization), cost.note)
            for cost in costs
        ),
    )


def _paid(cost: MonthlyCost) -> str:
    """Write what cards times hours cost to the cent, the rest as a guess."""
    return usd(cost.monthly) if cost.billing == "reserved" else about_usd(cost.monthly)


def _moving(assumptions: Iterable[Assumption]) -> Table:
    return Table(
        title="What moves the cost per million tokens most",
        columns=(
            Column(title="Assumption"),
            *(Column(title=t, align="right", whole=True) for t in ("Plan", "Cheap", "Dear")),
            Column(title="USD per 1M tokens", align="right", whole=True),
        ),
        rows=tuple(
            (
                one.name,
                *(_spaced(text) for text in (one.value, one.low, one.high)),
                usd_range(one.cost_low, one.cost_high),
            )
            for one in assumptions
        ),
    )


def _spaced(text: str) -> str:
    """Write percentages as the rest of the page does."""
    return text.replace("%", " %")


def _break_evens(report: Hosting) -> Iterator[Table]:
    if not report.apis:
        return
    unpriced = report.hosting.price is None
    yield Table(
        title="Against APIs (requests a month from which hosting is cheaper)",
        columns=(
            Column(title="API", whole=True),
            *(
                Column(title=t, align="right", whole=True)
                for t in ("$/request", "Your month", "Break-even", "Range")
            ),
        ),
        rows=tuple(
            (
                api.selector,
                f"${decimal_text(api.per_request)}",
                "-" if api.monthly is None else usd(api.monthly),
                *(("unknown", "unknown") if unpriced else (_volume(point), _ends(point))),
            )
            for api, point in zip(report.apis, report.break_even, strict=True)
        ),
    )


def _volume(point: BreakEvenPoint) -> str:
    requests = point.requests_per_month
    return "never" if requests is None else f"≈{compact(requests)}"


def _ends(point: BreakEvenPoint) -> str:
    """Write the range of a break-even, which may begin or end with never."""
    low, high = point.low, point.high
    if low is not None and high is not None:
        return f"≈{compact(low)} to {compact(high)}"
    start = point.requests_per_month if low is None else low
    return "never" if start is None else f"≈{compact(start)} to never"


def _chart(report: Hosting) -> Iterator[Text]:
    if report.curves is not None:
        yield Text(kind="chart", lines=chart_lines(report.curves))


def _alternatives(planned: HostingPlan) -> Iterator[Table]:
    if planned.alternatives:
        yield Table(
            title="Other cards that would do",
            columns=(
                Column(title="Fleet", whole=True),
                Column(title="Precision", whole=True),
                Column(title="USD a month", align="right", whole=True),
                Column(title="Speed model"),
            ),
            rows=tuple(
                (
                    fleet_text(other.replicas, other.gpus, other.gpu),
                    other.precision,
                    about_usd(other.monthly_cost),
                    "in its range" if other.backed else "unproven there: a wider band",
                )
                for other in planned.alternatives
            ),
        )


def _cited(report: Hosting) -> str:
    ids = ", ".join(report.hosting.sources)
    return (
        f"Sources of card and prices: {ids}; of the speed model: parameters of "
        f"{report.parameters_version}. --explain shows every price row and source."
    )


def _explained(report: Hosting) -> Iterator[Table]:
    price = report.hosting.price
    if price is not None and price.rows:
        yield Table(
            title=f"Prices of {report.hosting.gpu}, {price.term}",
            columns=(
                Column(title="Vendor"),
                Column(title="Machine"),
                Column(title="$/GPU-hour", align="right", whole=True),
                Column(title="Read", whole=True),
                Column(title="Sources"),
            ),
            rows=tuple(
                (
                    row.vendor,
                    row.instance or "-",
                    decimal_text(row.usd_per_gpu_hour),
                    f"{row.read}{' (weak)' if row.weak else ''}",
                    ", ".join(row.sources),
                )
                for row in price.rows
            ),
        )
    yield Table(
        title="Sources",
        columns=(Column(title="Id", whole=True), Column(title="Source", links=True)),
        rows=tuple((key, _source(source)) for key, source in report.source_table.items()),
    )


def _source(source: Source) -> str:
    return f"{source.title} ({source.date}) {source.url or ''}".strip()


CSV_PLAN = """
model gpu gpus replicas precision engine weights_bytes kv_cache_bytes_per_token kv_room_tokens
requests_per_second hourly_cost monthly_cost monthly_low monthly_high utilization
requests_per_month capacity_per_month input_tokens output_tokens
"""


def _data(report: Hosting) -> Table:
    """Hold one row per API compared with, and one row where there is none."""
    plan_names = CSV_PLAN.split()
    titles = [
        "selector",
        *plan_names,
        *("output_per_second", "output_low", "output_high", "price_per_gpu_hour"),
        *("per_million_workload", "per_million_full_load", "feasible", "reasons"),
        *("api", "api_per_request", "api_monthly", "api_feasible"),
        *("break_even_requests", "break_even_low", "break_even_high"),
        *("break_even_tokens", "break_even_reason"),
    ]
    planned = report.hosting
    unit = planned.cost_per_million_tokens
    fixed = (
        report.selector,
        *(_cell(getattr(planned, name)) for name in plan_names),
        *(_cell(getattr(planned.throughput, name)) for name in ("output", "low", "high")),
        _cell(planned.price.typical if planned.price else None),
        _cell(unit.workload if unit else None),
        _cell(unit.full_load if unit else None),
        "no" if planned.reasons else "yes",
        "; ".join(planned.reasons),
    )
    blank = ("",) * (len(titles) - len(fixed))
    return Table(
        columns=tuple(Column(title=title) for title in titles),
        rows=tuple((*fixed, *cells) for cells in _api_cells(report)) or ((*fixed, *blank),),
    )


def _api_cells(report: Hosting) -> Iterator[tuple[str, ...]]:
    for api, point in zip(report.apis, report.break_even, strict=True):
        yield (
            api.selector,
            _cell(api.per_request),
            _cell(api.monthly),
            "yes" if api.feasible else "no",
            _cell(point.requests_per_month),
            _cell(point.low),
            _cell(point.high),
            _cell(point.tokens_per_month),
            point.reason,
        )


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return "" if value is None else str(value)
