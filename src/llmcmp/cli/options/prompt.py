"""The text of a prompt, which every model counts in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from ...errors import MissingExtraError, UncountableError
from ...records import record, replace
from ...schema import ContentClass, ModelSpec
from ...usage import PromptText, Workload
from ..option_groups import OptionGroup
from . import values
from .reading_texts import Texts, count_texts, find_texts


@record
class PromptOptions(OptionGroup):
    """Files whose text is part of every request."""

    prompt: Annotated[
        list[str] | None,
        typer.Option(
            "--prompt",
            metavar="FILE",
            help="Text of each request, counted on every model in its own way and added to "
            "--input-tokens; - is standard input (repeatable).",
        ),
    ] = None
    content: Annotated[
        str | None,
        typer.Option(
            "--content",
            metavar="CLASS",
            help="Kind of that text, where a count depends on it: english, other-latin, cjk, "
            "other-script, code or json; found from the text unless given.",
        ),
    ] = None

    @property
    def is_given(self) -> bool:
        """Tell whether there is a text."""
        return bool(self.prompt)

    def onto(self, workload: Workload, specs: Sequence[ModelSpec], *, quiet: bool) -> Workload:
        """Return the workload with the text counted on each of *specs*, or why it cannot be."""
        kind = values.optional(values.content_class, "--content", self.content)
        texts = find_texts(self.prompt or ())
        return replace(workload, prompt=prompt_text(texts, specs, kind, quiet=quiet))


def prompt_text(
    texts: Texts,
    specs: Sequence[ModelSpec],
    content_class: ContentClass | None = None,
    *,
    quiet: bool,
) -> PromptText:
    """Count texts that are sent together on each of *specs*, or say why it cannot be done."""
    from ...files import load_calibration
    from ...tokens import check_countable, together

    calibration = load_calibration()
    able: dict[str, ModelSpec] = {}
    uncounted: dict[str, str] = {}
    for spec in specs:
        try:
            check_countable(spec, calibration)
        except MissingExtraError as error:
            uncounted[spec.id] = f"{error} ({error.hint})"
        except UncountableError as error:
            uncounted[spec.id] = str(error)
        else:
            able[spec.id] = spec
    counts = count_texts(
        texts,
        list(able.values()),
        calibration=calibration,
        content_class=content_class,
        quiet=quiet,
    )
    return PromptText(
        files=texts.names,
        counts={
            spec.id: together([each[place] for each in counts], spec)
            for place, spec in enumerate(able.values())
        },
        uncounted=uncounted,
    )
