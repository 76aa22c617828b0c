"""What a user may choose about how usage files are read."""

from __future__ import annotations

from typing import Literal, TypeAlias

Engine: TypeAlias = Literal["auto", "python", "duckdb", "spark"]
"""What sums the rows; ``auto`` goes by the size and the form of a file."""

CacheConvention: TypeAlias = Literal["auto", "inclusive", "exclusive"]
"""Whether input tokens of a table include cached ones; ``auto`` follows the rows."""

DateOrder: TypeAlias = Literal["mdy", "dmy"]
"""Order of month and day in dates such as ``10/02/2026``."""

OffsetUnit: TypeAlias = Literal["s", "ms"]
"""Unit of times that count from a start."""
