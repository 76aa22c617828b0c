"""CSV: one row per thing, and no formula."""

from __future__ import annotations

import csv
import io

from llmcmp.render.formats.csv import csv_text
from llmcmp.render.pages.check import check_page
from llmcmp.report.check.check import CheckResult


def test_csv_has_one_row_per_policy(result: CheckResult) -> None:
    """Amounts keep every digit, and nothing looks like a formula."""
    rows = list(csv.DictReader(io.StringIO(csv_text(check_page(result)))))

    assert len(rows) == len(result.policies)
    assert {row["held"] for row in rows} <= {"yes", "no", "unknown"}
