"""A comment fits, and nobody is called by it."""

from __future__ import annotations

import re
from dataclasses import replace

from llmcmp.render.formats.comment import MOST_BYTES, comment_text
from llmcmp.render.pages.check import check_page
from llmcmp.report.check.check import CheckResult
from tests.render.findings import NASTY, finding


def test_markdown_escapes_what_others_write(result: CheckResult) -> None:
    """A message cannot open a tag, mention a person or break a table."""
    page = check_page(replace(result, policies=(finding(1, message=NASTY),)))
    row = next(line for line in comment_text(page).splitlines() if "injected" in line)

    assert "<b>" not in row
    assert "@someone" not in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


def test_a_comment_fits_however_many_rows_there_are(result: CheckResult) -> None:
    """5,000 broken policies with long messages still make a comment under 60 KB, verdict first."""
    long = "words and more words, and a number: 1,234.56 " * 20
    many = tuple(finding(number, message=f"{number} {long}") for number in range(5_000))
    text = comment_text(check_page(replace(result, policies=many)))

    assert len(text.encode()) <= MOST_BYTES < 65_536
    assert text.splitlines()[0] == "### llmcmp check: failed"
    assert result.verdict.partition(".")[0] in text
    assert "more rows" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_comment_fits_whatever_the_verdict_is(result: CheckResult) -> None:
    """Even text without rows is cut at the limit."""
    page = check_page(replace(result, verdict="é" * 100_000))

    assert len(comment_text(page, limit=2_000).encode()) <= 2_000
