"""A check, laid out, in every format."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llmcmp.render.formats.comment import comment_text
from llmcmp.render.formats.csv import csv_text
from llmcmp.render.formats.github import github_text
from llmcmp.render.formats.gitlab import gitlab_text
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.sarif import sarif_text
from llmcmp.render.formats.table import table_text
from llmcmp.render.pages.check import check_page
from llmcmp.report.check.check import CheckResult

FORMATS: dict[str, Callable[[CheckResult], str]] = {
    "check.json": json_text,
    "check.csv": lambda result: csv_text(check_page(result)),
    "check.md": lambda result: comment_text(check_page(result)),
    "check.txt": lambda result: table_text(check_page(result)),
    "check.github": github_text,
    "check.gitlab.json": gitlab_text,
    "check.sarif": sarif_text,
}


@pytest.mark.parametrize("name", FORMATS)
def test_check_in_every_format(
    name: str, result: CheckResult, golden: Callable[[str, str], None]
) -> None:
    """Every format of a check is pinned, byte for byte."""
    golden(f"gate/{name}", FORMATS[name](result))
