"""``llmcmp init``: write llmcmp.yaml from options or from answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import InputError
from ..options import values
from ..options.needs import NeedsOptions
from ..options.session import today
from ..options.workload import WorkloadOptions
from ..output import write_whole
from ..terminal import print_text, talk

if TYPE_CHECKING:
    from ...schema.config import Config, NeedsConfig

_READERS = {
    "--requests": values.number,
    "--input-tokens": values.count,
    "--output-tokens": values.count,
    "--budget": values.price,
}
"""Numbers read from the options first: a refusal names the option, not the key it becomes."""

EXAMPLE = {"requests": "500k", "input_tokens": "1200", "output_tokens": "250"}
"""The workload if there are no answers or options."""


def init(
    workload: WorkloadOptions,
    needs: NeedsOptions,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="SELECTOR", help="Model in use."),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name of the workload.")
    ] = "chat",
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="USD", help="Monthly budget in USD.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write to this file; - prints it.")
    ] = "llmcmp.yaml",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no messages.")] = False,
) -> None:
    """Write a commented llmcmp.yaml from options or from answers at the terminal."""
    from ...files.config_yaml import config_yaml

    path = Path(output)
    if output != "-" and path.exists() and not force:
        raise InputError(f"--output: file exists: {output}", hint="add --force to replace it")
    answers = {
        "model": model,
        "requests": workload.requests,
        "input_tokens": workload.input_tokens,
        "output_tokens": workload.output_tokens,
        "budget": budget,
    }
    if not any(answers.values()) and sys.stdin.isatty() and sys.stderr.isatty():
        answers = _ask()
    text = config_yaml(_config(name, answers, workload, needs))
    if output == "-":
        print_text(text)
        return
    write_whole(path, text)
    if not quiet:
        talk(f"wrote {output}; run `llmcmp check`\n")


def _ask() -> dict[str, str | None]:
    """Ask about the workload; an empty answer keeps the example."""
    questions = {
        "model": ("Which model do you use?", "gpt-4o-mini"),
        "requests": ("How many requests per month?", EXAMPLE["requests"]),
        "input_tokens": ("How many tokens does a prompt have?", EXAMPLE["input_tokens"]),
        "output_tokens": ("How many tokens does an answer have?", EXAMPLE["output_tokens"]),
        "budget": ("What is the monthly budget in USD? (0 for none)", "0"),
    }
    answers: dict[str, str | None] = {
        key: _answer(question, default) for key, (question, default) in questions.items()
    }
    return {**answers, "budget": None if answers["budget"] == "0" else answers["budget"]}


def _answer(question: str, default: str | None) -> str:
    """Ask on standard error: standard output may be the file."""
    talk(f"{question} [{default}]: ")
    line = sys.stdin.readline()
    if not line:
        raise InputError("no answer", hint="use options instead: `llmcmp init --help`")
    return line.strip() or str(default)


def _config(
    name: str, answers: dict[str, str | None], workload: WorkloadOptions, needs: NeedsOptions
) -> Config:
    from ...files import load_registry
    from ...registry import select
    from ...report.from_config import workload_of
    from ...schema.config import TOTAL, Config, WorkloadConfig

    for option, read in _READERS.items():
        values.optional(read, option, answers[option.removeprefix("--").replace("-", "_")])
    model = answers["model"] or "gpt-4o-mini"
    select(load_registry(), model, at=today())
    if name == TOTAL:
        raise InputError(f"--name: reserved for the budget of all workloads together: {TOTAL}")
    try:
        config = Config(
            workloads={
                name: WorkloadConfig(
                    model=model,
                    requests=answers["requests"] or EXAMPLE["requests"],
                    per=workload.per.value,
                    input_tokens=answers["input_tokens"] or EXAMPLE["input_tokens"],
                    output_tokens=answers["output_tokens"] or EXAMPLE["output_tokens"],
                    cached_share=workload.cached_share or "0",
                    cache_write_share=workload.cache_write_share or "0",
                    images=tuple(workload.image or ()),
                )
            },
            needs=_needs(needs) if needs.is_given else None,
            budgets={} if answers["budget"] is None else {name: answers["budget"]},
        )
    except ValueError as error:
        raise InputError(str(error).splitlines()[0]) from None
    workload_of(name, config.workloads[name])  # refuses what each number alone does not show
    return config


def _needs(options: NeedsOptions) -> NeedsConfig:
    """Return the needs as a file says them; what the options refuse, no file will hold."""
    from ...schema.config import NeedsConfig

    needs = options.to_needs(today())
    return NeedsConfig(
        offers=needs.offers,
        min_context=options.min_context,
        min_output=options.min_output,
        min_scores={name: str(value) for name, value in needs.min_scores.items()},
        commercial_use=needs.commercial_use,
        weights=needs.weights,
        channels=needs.channels,
        developers=needs.developers,
        available_until=None if needs.available_until is None else str(needs.available_until),
    )
