"""``llmcmp tokens``: count the tokens of texts on each model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import InputError, LlmcmpError
from ...records import record
from ..option_groups import OptionGroup
from ..options import values
from ..options.reading_texts import (
    STDIN,
    Texts,
    count_texts,
    find_texts,
    read_json_text,
)
from ..options.session import Session
from ..output import show, warn_beside_csv
from ..registry_in_use import load_registry

if TYPE_CHECKING:
    from ...notices import Notice
    from ...registry import Registry
    from ...report.market import Market
    from ...report.tokens.model_tokens import TokenModel
    from ...report.tokens.token_counts import RequestCounts, SkippedFile
    from ...schema import Calibration, ContentClass

_FORCED = ("./", "../", "/", ".\\", "~")
"""A name that begins like this is a file, even if the registry has a model of that name."""


@record
class RequestOptions(OptionGroup):
    """What a request contains besides plain text."""

    chat: Annotated[
        str | None,
        typer.Option(
            "--chat",
            metavar="FILE",
            help="Messages of a chat request, as JSON; the tokens that the chat format adds are "
            "included.",
        ),
    ] = None
    tools: Annotated[
        str | None,
        typer.Option("--tools", metavar="FILE", help="Tool schemas of the request, as JSON."),
    ] = None
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="WxH|FILE",
            help="Image: its size in pixels or a file; append :low for low detail (repeatable).",
        ),
    ] = None
    audio_seconds: Annotated[
        str | None,
        typer.Option("--audio-seconds", metavar="N", help="Seconds of audio in the request."),
    ] = None

    @property
    def is_given(self) -> bool:
        """Whether anything besides text is given."""
        return any((self.chat, self.tools, self.image, self.audio_seconds))

    def counted(
        self, models: Sequence[TokenModel], calibration: Calibration, kind: ContentClass | None
    ) -> list[RequestCounts]:
        """Return the tokens of the request on each model; nothing if no request is given."""
        if not self.is_given:
            return []
        from ...report.tokens.token_counts import RequestCounts
        from ...tokens import count_chat, read_messages, read_tools

        messages = (
            read_messages(read_json_text("--chat", self.chat), self.chat) if self.chat else ()
        )
        tools = read_tools(read_json_text("--tools", self.tools), self.tools) if self.tools else ()
        images = tuple(values.image("--image", text) for text in self.image or ())
        seconds = _seconds(self.audio_seconds)
        counts = (
            count_chat(
                messages,
                model.spec,
                calibration=calibration,
                tools=tools,
                images=images,
                audio_seconds=seconds,
                content_class=kind,
            )
            for model in models
        )
        return [RequestCounts(total=count.total, items=count.items) for count in counts]


def _seconds(text: str | None) -> Decimal:
    if text is None:
        return Decimal(0)
    seconds = Decimal(values.number("--audio-seconds", text))
    if seconds > 10**9:
        raise InputError(f"--audio-seconds: more than 1,000,000,000: {values.shown(text)}")
    return seconds


def tokens(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="ARG...",
            help="Models and texts: a name in the registry is a model, anything else a file, "
            "folder or pattern. ./NAME is always a file, - is standard input.",
        ),
    ],
    request: RequestOptions,
    session: Session,
    content: Annotated[
        str | None,
        typer.Option(
            "--content",
            metavar="CLASS",
            help="Kind of text, for estimated counts: english, other-latin, cjk, other-script, "
            "code or json (default: detected).",
        ),
    ] = None,
    per_file: Annotated[
        bool, typer.Option("--per-file", help="Show every file, not only the total.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how each count was made, item by item.")
    ] = False,
) -> None:
    """Count the tokens of a text on each model, and say how exact each count is.

    A count is exact if the tokenizer is public, else an estimate with a measured range.
    """
    from ...files import load_calibration, load_hosting
    from ...render.pages.tokens import tokens_page
    from ...report.market import Market
    from ...report.tokens import token_counts

    kind = values.optional(values.content_class, "--content", content)
    registry = load_registry(session)
    market = Market(registry=registry, at=session.day, hosting=load_hosting(registry))
    models, names, notices = sorted_arguments(market, arguments)
    if not names and not request.is_given:
        hint = notices[0].text if notices else "name a file, or - for standard input"
        raise InputError("nothing to count", hint=hint)
    texts = find_texts(names)
    calibration = load_calibration()
    requests = request.counted(models, calibration, kind)
    counts = count_texts(
        texts,
        [model.spec for model in models],
        calibration=calibration,
        content_class=kind,
        quiet=session.quiet,
    )
    report = token_counts.token_counts(
        market,
        models,
        [
            token_counts.TextCounts(name=name, counts=each)
            for name, each in zip(texts.names, counts, strict=True)
        ],
        requests,
        skipped=_skipped(texts),
        notices=notices,
    )
    show(session, report, lambda counts: tokens_page(counts, per_file=per_file, explain=explain))
    warn_beside_csv(session, report.warnings)


def sorted_arguments(
    market: Market, arguments: Sequence[str]
) -> tuple[list[TokenModel], list[str], list[Notice]]:
    """Separate models from files; what is neither is an error with suggestions for both."""
    from ...notices import Notice
    from ...registry import names_model
    from ...report.tokens.model_tokens import token_model

    registry = market.registry
    models: list[TokenModel] = []
    names: list[str] = []
    notices: list[Notice] = []
    for text in arguments:
        if text == STDIN or text.startswith(_FORCED) or not names_model(registry, text):
            names.append(_file(registry, text))
            continue
        is_file = os.path.lexists(text)
        try:
            models.append(token_model(market, text))
        except LlmcmpError:
            if not is_file:
                raise
            names.append(text)
        else:
            if is_file:
                message = f"{text} is also a file here: write ./{text} to count it"
                notices.append(Notice(code="also-a-file", text=message, selector=text))
    if not models:
        raise InputError(
            "no model to count for", hint="name one, such as gpt-4o-mini, before the files"
        )
    return models, names, notices


def _file(registry: Registry, text: str) -> str:
    """Return the name of a file, folder or glob, or raise an error with what it might mean."""
    if text == STDIN or os.path.lexists(text) or has_magic(text):
        return text
    if text.startswith(_FORCED):
        near = _near_files(text)
        hint = f"did you mean {', '.join(near)}?" if near else None
        raise InputError(f"no such file: {values.shown(text)}", hint=hint)
    guesses = [f"the model {name}" for name in registry.near(text)[:2]]
    guesses += [f"the file {name}" for name in _near_files(text)[:2]]
    hint = f"did you mean {' or '.join(guesses)}?" if guesses else None
    raise InputError(
        f"neither a model nor a file: {values.shown(text)}",
        hint=hint or "run `llmcmp models list` for all models",
    )


def _near_files(text: str) -> list[str]:
    """Return names beside the missing file that look like it."""
    folder, name = os.path.split(text)
    try:
        beside = sorted(path.name for path in Path(folder or ".").iterdir())[:10_000]
    except (OSError, ValueError):
        return []
    near = get_close_matches(name[:200], beside, n=3)
    return [f"{text[: len(text) - len(name)]}{each}" for each in near if each.isprintable()]


def _skipped(texts: Texts) -> list[SkippedFile]:
    from ...report.tokens.token_counts import SkippedFile

    return [SkippedFile(file=str(each.path), reason=each.reason) for each in texts.skipped]
