"""What hosting the compared models takes, and from which volume it is cheaper than an API."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ....hosting import NEVER
from ....readable import gigabytes, millions, rough, rough_percent
from ....registry import SELF
from ....report.compare.comparison import Comparison
from ....report.offers.hosting_summary import HostingSummary
from ....report.offers.offered_model import OfferedModel
from ...page import Text


def hosting_rows(report: Comparison) -> Iterable[tuple[str, ...]]:
    """Yield what hosting takes, for the models that are hosted."""
    if all(model.hosting is None for model in report.models):
        return
    yield ()
    yield ("Self-hosting", *(_hosted(model, _replica) for model in report.models))
    for title, cell in _HOSTING:
        yield (f"  {title}", *(_hosted(model, cell) for model in report.models))


def _hosted(model: OfferedModel, cell: Callable[[HostingSummary], str]) -> str:
    if model.hosting is not None:
        return cell(model.hosting)
    return "-" if model.channel == SELF else ""


def _replica(plan: HostingSummary) -> str:
    fleet = f"{plan.replicas} x " if plan.replicas > 1 else ""
    return f"{fleet}{plan.gpus}x {plan.gpu}, {plan.precision}"


def _unit_costs(plan: HostingSummary) -> str:
    costs = plan.cost_per_million_tokens
    if costs is None:
        return "unpriced"
    if costs.workload is None or plan.utilization is None:
        return f"≈{rough(costs.full_load)} at full load"
    share = rough_percent(plan.utilization)
    return f"≈{rough(costs.workload)} at {share} use ({rough(costs.full_load)} at full load)"


def _month_of(plan: HostingSummary) -> str:
    if plan.monthly_cost is None or plan.monthly_low is None or plan.monthly_high is None:
        return "unpriced"
    ends = f"{rough(plan.monthly_low)} to {rough(plan.monthly_high)}"
    return f"≈{rough(plan.monthly_cost)} ({ends})"


_HOSTING: tuple[tuple[str, Callable[[HostingSummary], str]], ...] = (
    ("weights", lambda plan: gigabytes(plan.weights_bytes)),
    ("cache/token", lambda plan: gigabytes(plan.kv_cache_bytes_per_token)),
    (
        "minimum GPUs",
        lambda plan: "-" if plan.minimum_gpus is None else f"{plan.minimum_gpus}x {plan.gpu}",
    ),
    ("out tokens/s", lambda plan: f"≈{plan.throughput.output:,.0f}"),
    ("a month", _month_of),
    ("$ per million", _unit_costs),
    ("capacity", lambda plan: f"≈{millions(plan.capacity_per_month)} requests a month"),
)


def break_even_lines(report: Comparison) -> Iterable[Text]:
    """Yield one sentence for each pair of an API and a hosted model."""
    lines = []
    for point in report.break_even:
        pair = f"{point.self_hosted} against {point.api}"
        if point.requests_per_month is None or point.tokens_per_month is None:
            lines.append(f"{pair}: {point.reason}".replace(f"{NEVER}: {NEVER}", NEVER))
            continue
        use = "" if point.utilization is None else f", {rough_percent(point.utilization)} used"
        band = f"{millions(point.low)}" if point.low is not None else "never"
        high = f"{millions(point.high)}" if point.high is not None else "never"
        lines.append(
            f"{pair}: from ≈{millions(point.requests_per_month)} requests a month "
            f"(≈{millions(point.tokens_per_month)} tokens{use}; {band} to {high})"
        )
    if lines:
        yield Text(lines=("Break-even:", *lines))
