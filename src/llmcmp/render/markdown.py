"""A page as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .page import Page, Table, Text

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~]")


def markdown_text(page: Page) -> str:
    """Return the page with every name escaped: it may come from an overlay someone else wrote."""
    return "\n".join(_table(b) if isinstance(b, Table) else _text(b) for b in page.blocks)


def escaped(text: str) -> str:
    """Escape what Markdown, HTML or a mention would act on, and keep it on one line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    safe = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), line)
    # A zero-width character would be invisible; an entity is read the same and pings nobody.
    return re.sub(r"(?<!&)#(?=\d)", "&#35;", safe).replace("@", "&#64;")


_ENTITIES = {"<": "&lt;", ">": "&gt;", "|": "\\|"}


def _table(table: Table) -> str:
    lines = []
    if table.title and not table.folded:
        lines += [f"**{escaped(table.title)}**", ""]
    if table.folded:
        lines += [f"<details><summary>{escaped(table.title or 'Details')}</summary>", ""]
    lines.append(_row(column.title for column in table.columns))
    lines.append(
        "|" + "|".join(" ---: " if c.align == "right" else " --- " for c in table.columns) + "|"
    )
    lines += [_row(row) for row in table.rows if row]
    if table.folded:
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(cell) or " " for cell in cells) + " |"


def _text(text: Text) -> str:
    match text.kind:
        case "title":
            body = "\n".join(f"### {escaped(line)}" for line in text.lines)
        case "warnings":
            body = "\n".join(f"- {escaped(line)}" for line in text.lines)
        case "chart":
            body = "\n".join(["```text", *(line.replace("`", "'") for line in text.lines), "```"])
        case _:
            body = "\n\n".join(escaped(line) for line in text.lines)
    if text.folded:
        body = f"<details><summary>{escaped(text.folded)}</summary>\n\n{body}\n\n</details>"
    return body + "\n"
