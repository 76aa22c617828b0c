"""A hostile overlay, and what a report of it may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from llmcmp.registry import Layer, Registry
from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.schema import Features, Licence, ModelSpec

AT = date(2026, 11, 22)

NASTY = (
    "a | b",
    "`code`",
    "``|``",
    "@octocat",
    "cc @org/team, thanks",
    "me@example.com",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden",
    "line one\nline two",
    "line\r\n\r\n# heading",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "[x](javascript:alert(1))",
    "![x](http://example.com/p.png)",
    "[x][y]",
    "<http://example.com>",
    "http://example.com/x",
    "HTTPS://EXAMPLE.com",
    "www.example.com",
    "mailto:me@example.com",
    "fixes #1",
    "GH-12",
    "owner/repo#7",
    "*bold* _it_ ~~gone~~ __b__",
    "# heading",
    "1. item",
    "- item",
    "+ item",
    "---",
    "> quote",
    "&lt;b&gt; &commat;octocat &#64;octocat",
    "\\",
    "ends with \\",
    "[bold red]markup[/]",
    ":smile:",
    "\x1b[31mred\x1b[0m",
    "\x9b31mred",
    "\x1b]8;;http://example.com\x07link\x1b]8;;\x07",
    "\x07bell\x08back",
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.com","x")',
    '"quoted", with comma',
    "表モデル　全角",
    "e\u0301" * 3,
    "\ud7ff\uffff",
    "$x$ $$y$$",
    "x" * 300,
    "nul\0nul",
)
"""Names somebody else may have written into an overlay."""


def hostile(spec: ModelSpec, name: str, number: int) -> ModelSpec:
    """Return *spec* with *name* wherever an overlay may put free text."""
    return replace(
        spec,
        id=f"nasty-{number}",
        aliases=(),
        name=name,
        developer=name,
        own_channel=spec.own_channel,
        licence=Licence(name=name, commercial_use="no", detail=name),
        tokenizer=replace(spec.tokenizer, name=name),
        features=Features(instruction_tuned="no"),
        notes=(name,),
        access=name,
        family=name,
        rates=tuple(replace(row, note=name, sources=(name,)) for row in spec.rates),
        scores=(),
    )


def hostile_registry(registry: Registry) -> Registry:
    """Return the registry with one model for every nasty name."""
    spec = registry["gpt-4o-mini"]
    models = {f"nasty-{number}": hostile(spec, name, number) for number, name in enumerate(NASTY)}
    return registry.overlaid((), Layer(models=models))


def hostile_report(registry: Registry, *numbers: int) -> Comparison:
    """Compare models with these nasty names."""
    return compare(hostile_registry(registry), [f"nasty-{n}" for n in numbers], at=AT)
