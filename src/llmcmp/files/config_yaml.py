"""A configuration as the commented ``llmcmp.yaml`` that ``llmcmp init`` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from ..readable import listed
from ..schema.config import Config, NeedsConfig, WorkloadConfig
from ..schema.policies import KINDS

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./@+-]*|[0-9][0-9_]*(\.[0-9]+)?[kKmMbB%]?")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off"})

_WIDTH = 96
"""Characters of a line of comment."""

_HEAD = """\
# What this repository uses language models for. `llmcmp check` holds it to the budgets and
# policies below; `llmcmp recommend` ranks what else could do the work.
# Numbers may be written 1_000, 500k or 2.5M, shares 0.4 or 40%.
"""

_PRICES = """\
# Negotiated prices: overlay files, relative to this one, and percentages off.
# registry: [prices.yaml]
# discounts:
#   - {percent: 10, developer: OpenAI, note: contract of 2026}
"""

_NEEDED_LISTS = ("offers", "weights", "channels", "developers")
_NEEDED_TEXTS = ("min_context", "min_output", "available_until")


def config_yaml(config: Config) -> str:
    """Return *config* with comments that say what else can be written."""
    lines = [_HEAD.rstrip(), "workloads:"]
    for name, entry in config.workloads.items():
        lines += _workload(name, entry)
    lines += ["", "# USD a month; `total` is the budget of all workloads together."]
    if config.budgets:
        budgets = (f"{scalar(name)}: {scalar(value)}" for name, value in config.budgets.items())
        lines.append(f"budgets: {{{', '.join(budgets)}}}")
    else:
        lines.append("# budgets: {" + f"{next(map(scalar, config.workloads), 'chat')}: 400}}")
    lines += ["", "# What every model must offer; one that cannot is never recommended."]
    lines += _needs(config.needs)
    lines += ["", "# Models that could take over; without the list, everything that has a price."]
    if config.candidates:
        lines.append(f"candidates: {_list(config.candidates)}")
    else:
        lines.append("# candidates: [gpt-4o-mini, gemini-2.5-flash, llama-3.3-70b@together]")
    lines += ["", *_policies(), "", _PRICES]
    return "\n".join(lines)


def _workload(name: str, entry: WorkloadConfig) -> Iterator[str]:
    yield f"  {scalar(name)}:"
    yield f"    model: {scalar(entry.model)}"
    yield f"    requests: {scalar(entry.requests)}"
    yield f"    per: {entry.per}"
    yield f"    input_tokens: {scalar(entry.input_tokens)}"
    yield f"    output_tokens: {scalar(entry.output_tokens)}"
    for share in ("cached_share", "cache_write_share"):
        if getattr(entry, share) != "0":
            yield f"    {share}: {scalar(getattr(entry, share))}"
    if entry.images:
        yield f"    images: {_list(entry.images)}"
    if entry.prompts:
        yield f"    prompts: {_list(entry.prompts)}"
    else:
        yield "    # prompts: [prompts/system.md]    # files sent with every request, counted"


def _needs(needs: NeedsConfig | None) -> Iterable[str]:
    if needs is None:
        return ["# needs: {offers: [image, function_calling], min_context: 64k}"]
    lines = ["needs:"]
    lists = {name: getattr(needs, name) for name in _NEEDED_LISTS}
    texts = {name: getattr(needs, name) for name in _NEEDED_TEXTS}
    lines += [f"  {name}: {_list(words)}" for name, words in lists.items() if words]
    lines += [f"  {name}: {scalar(text)}" for name, text in texts.items() if text is not None]
    if needs.min_scores:
        scores = (f"{scalar(name)}: {scalar(value)}" for name, value in needs.min_scores.items())
        lines.append(f"  min_scores: {{{', '.join(scores)}}}")
    if needs.commercial_use:
        lines.append("  commercial_use: yes")
    return lines if len(lines) > 1 else []


def _policies() -> Iterator[str]:
    yield "# What is checked. error fails the check, warn only warns, off turns the policy off."
    errors = [name for name, kind in KINDS.items() if kind.severity == "error"]
    warnings = [
        f"{name} (warn, {' '.join(f'{text} {limit}' for limit, text in kind.limits.items())})"
        for name, kind in KINDS.items()
        if kind.severity == "warn"
    ]
    text = (
        f"These hold without being written down: {listed(errors)} (error), {', '.join(warnings)}."
    )
    yield from (f"# {line}" for line in wrap(text, _WIDTH))
    yield "# policies:"
    examples = {f"{name}: {kind.example}": kind for name, kind in KINDS.items() if kind.example}
    width = max(len(example) for example, kind in examples.items() if kind.remark)
    for example, kind in examples.items():
        remark = f"    # {kind.remark}" if kind.remark else ""
        yield f"#   {example:{width if remark else 0}}{remark}"


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(map(scalar, words))}]"


def scalar(text: str) -> str:
    """Return *text* as a YAML scalar that reads back as the same text."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return json.dumps(text)
