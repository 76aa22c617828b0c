"""What a hosting plan takes from usage files: the average request and what exceeds a context."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from ...errors import InputError
from ...exact import exact
from ...notices import Notice
from ...readable import percent
from ...schema import ModelSpec
from ...usage import CutsFor, UsageData, Workload


def context_cut(spec: ModelSpec) -> CutsFor:
    """Return cut points that tell which prompts alone fill the context of *spec*."""
    limit = spec.context_window
    cuts = (limit,) if isinstance(limit, int) else ()
    return lambda _model, _channel: cuts


def mean_request(data: UsageData) -> Workload:
    """Return the average request of usage files, rounded up to whole tokens, without a volume."""
    counted = [row for row in data.rows if row.requests]
    requests = sum(row.requests or 0 for row in counted)
    if not requests or len(counted) < len(data.rows):
        raise InputError(
            "--usage: the files do not count requests, so their size is not known",
            hint="give --requests, --input-tokens and --output-tokens instead",
        )
    with exact():
        prompt = sum((Decimal(row.usage.prompt) for row in counted), Decimal(0))
        answer = sum((Decimal(row.usage.output) for row in counted), Decimal(0))
        sizes = [
            int((total / requests).to_integral_value(ROUND_CEILING)) for total in (prompt, answer)
        ]
    return Workload(requests=0, input_tokens=sizes[0], output_tokens=sizes[1])


def beyond_context(data: UsageData, spec: ModelSpec) -> tuple[Notice, ...]:
    """Say what share of the requests does not fit, where *data* was cut at the context."""
    limit = spec.context_window
    total = sum(row.requests or 0 for row in data.rows)
    beyond = sum(row.requests or 0 for row in data.rows if row.bucket_low > 0)
    if not beyond or not isinstance(limit, int):
        return ()
    share = percent(Decimal(beyond) / total)
    return (
        Notice(
            code="context",
            text=f"{share} of the file's requests have prompts of more than {limit:,} tokens, "
            f"the context of {spec.name}, and cannot be served; the mean request counts them",
        ),
    )
