"""The text of a prompt, which every model counts in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from ...records import record, replace
from ...schema import ModelSpec
from ...usage import Workload
from ..option_groups import OptionGroup
from . import values
from .reading_texts import count_texts, find_texts


@record
class PromptOptions(OptionGroup):
    """Files whose text is part of every request."""

    prompt: Annotated[
        list[str] | None,
        typer.Option(
            "--prompt",
            metavar="FILE",
            help="Text sent with each request; its tokens are counted for every model and added "
            "to --input-tokens; - is standard input (repeatable).",
        ),
    ] = None
    content: Annotated[
        str | None,
        typer.Option(
            "--content",
            metavar="CLASS",
            help="Kind of that text, for estimated counts: english, other-latin, cjk, "
            "other-script, code or json (default: detected).",
        ),
    ] = None

    @property
    def is_given(self) -> bool:
        """Whether a text is given."""
        return bool(self.prompt)

    def onto(self, workload: Workload, specs: Sequence[ModelSpec], *, quiet: bool) -> Workload:
        """Return the workload with the text counted on each of *specs*, or why it cannot be."""
        from ...files import load_calibration
        from ...tokens.prompt_files import countable_models, sent_together

        kind = values.optional(values.content_class, "--content", self.content)
        texts = find_texts(self.prompt or ())
        calibration = load_calibration()
        able, uncounted = countable_models(specs, calibration)
        counts = count_texts(texts, able, calibration=calibration, content_class=kind, quiet=quiet)
        return replace(workload, prompt=sent_together(texts.names, able, counts, uncounted))
