"""Invented usage rows for the tests of reports."""

from datetime import date
from typing import Any

from llmcmp.usage import RowCounts, Usage, UsageData, UsageFileInfo, UsageRow


def row(day: str | None, input_: int = 0, output: int = 0, **more: Any) -> UsageRow:
    """Return a usage row of one request."""
    usage = {name: more.pop(name) for name in list(more) if name in Usage.__dataclass_fields__}
    return UsageRow(
        **{
            "written_model": "small",
            "requests": 1,
            **more,
            "day": None if day is None else date.fromisoformat(day),
            "usage": Usage(input=input_, output=output, **usage),
        }
    )


def data(*rows: UsageRow, **more: Any) -> UsageData:
    """Return usage as a reader hands it over."""
    counts = more.pop("counts", RowCounts(read=sum(one.rows for one in rows)))
    info = {
        name: more.pop(name) for name in list(more) if name in UsageFileInfo.__dataclass_fields__
    }
    file = UsageFileInfo(
        **{
            "file": "usage.csv",
            "format": "generic-table",
            "convention": "",
            "counts": counts,
            **info,
        }
    )
    return UsageData(rows=rows, files=(file,), **more)
