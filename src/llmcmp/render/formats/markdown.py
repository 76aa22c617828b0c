"""A page as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...readable import printable
from ..page import Page, Table, Text

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~&]|\$(?!\d)")


def markdown_text(page: Page) -> str:
    """Return the page with every name escaped: it may come from an overlay someone else wrote."""
    return "\n".join(_table(b) if isinstance(b, Table) else _text(b) for b in page.blocks)


def escaped(text: str) -> str:
    """Escape what Markdown, HTML or a mention would act on, and keep it on one line."""
    words = " ".join(printable(text, stand_in=" ").split())
    safe = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), words)
    return _REFERENCE.sub(lambda match: f"{match[0]}&#8203;", safe)


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "\\|"}

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])@(?=\w)"  # a mention; ``llama@together`` is none and stays as it can be typed
    r"|@(?=[\w-]+\.)"  # an address
    r"|#(?=\d)|(?i:\bGH-)(?=\d)"  # an issue
    r"|(?i:\b[a-z][a-z0-9+.-]*:)(?=//)|(?i:\b(?:mailto|xmpp):)|(?i:\bwww)(?=\.)"  # a link
)
"""Words that hosts turn into links after the Markdown is read, where entities and backslashes are
gone: only a character between them stops that, and this one has no width."""

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/?#%=+:,;-]*)?")


def line(text: str) -> str:
    """Escape a sentence, also at its start, where Markdown looks for headings and lists."""
    if text.startswith("- "):
        return f"- {line(text[2:])}"
    return re.sub(r"^(\d*)([#+=.)-])", r"\1\\\2", escaped(text))


def linked(text: str) -> str:
    """Escape *text* but for its plain addresses, which become links that show where they lead."""
    return " ".join(
        f"<{word}>" if _ADDRESS.fullmatch(word) else escaped(word) for word in text.split()
    )


def _table(table: Table) -> str:
    lines = []
    if table.title and not table.folded:
        lines += [f"**{escaped(table.title)}**", ""]
    if table.folded:
        lines += [f"<details><summary>{escaped(table.title or 'Details')}</summary>", ""]
    lines.append(_row([column.title for column in table.columns]))
    lines.append(
        "|" + "|".join(" ---: " if c.align == "right" else " --- " for c in table.columns) + "|"
    )
    lines += [_row(row, table) for row in table.rows if row]
    if table.folded:
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str], table: Table | None = None) -> str:
    links = [column.links for column in table.columns] if table else [False for _ in cells]
    safe = [linked(c) if link else escaped(c) for c, link in zip(cells, links, strict=True)]
    return "| " + " | ".join(cell or " " for cell in safe) + " |"


def _text(text: Text) -> str:
    match text.kind:
        case "title":
            body = "\n".join(f"### {line(sentence)}" for sentence in text.lines)
        case "warnings":
            body = "\n".join(f"- {line(sentence)}" for sentence in text.lines)
        case "chart":
            chart = (row.replace("`", "'") for row in text.lines)
            body = "\n".join(["```text", *chart, "```"])
        case _:
            body = "\n\n".join(line(sentence) for sentence in text.lines)
    if text.folded:
        body = f"<details><summary>{escaped(text.folded)}</summary>\n\n{body}\n\n</details>"
    return body + "\n"
