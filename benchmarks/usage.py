"""Speed and memory of reading usage files, as ratios taken in one run.

    python benchmarks/usage.py [--rows 10000000] [--folder DIR] [--pairs 7]

Writes a table of that many rows as CSV and as Parquet, then times, in turns and each in a process
of its own: the bare, typed, unchecked roll-up that DuckDB itself would do, and ours, which checks
every value. The median of the ratios of the pairs counts, so that other work on the machine slows
both alike. The whole command, with prices, forecast and a what-if, is timed once each. The bounds
are the promise; the exit code is 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve()
DAYS = 112
COLUMNS = "timestamp, model, input_tokens, cached_input_tokens, output_tokens, team, feature"
# As installed: packages have their bytecode, which a source tree lacks where this is set.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
BOUNDS = {"csv": 1.35, "parquet": 1.25}


def generate(rows: int, csv: Path) -> None:
    """Write the same random requests as CSV and, beside it, as Parquet."""
    import duckdb

    parquet = csv.with_suffix(".parquet")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"CREATE VIEW requests AS SELECT "
            f"TIMESTAMP '2026-08-01' + to_seconds(CAST(i * ({DAYS} * 86400.0 / {rows}) AS BIGINT)) "
            "AS stamp, 'model-' || (hash(i) % 12) AS model, "
            "CAST(100 + hash(i + 7) % 12000 AS BIGINT) AS input_tokens, "
            "CAST(hash(i + 9) % 100 AS BIGINT) AS cached_input_tokens, "
            "CAST(hash(i + 3) % 3000 AS BIGINT) AS output_tokens, "
            "'team-' || (hash(i + 1) % 20) AS team, "
            f"'feature-' || (hash(i + 2) % 30) AS feature FROM range({rows}) AS numbers(i)"
        )
        text = "strftime(stamp, '%Y-%m-%dT%H:%M:%SZ')"
        for written, target in (
            (text, f"'{csv}' (HEADER)"),
            ("stamp::TIMESTAMPTZ", f"'{parquet}'"),
        ):
            connection.execute(
                f"COPY (SELECT {COLUMNS} FROM (SELECT {written} AS timestamp, * EXCLUDE (stamp) "
                f"FROM requests)) TO {target}"
            )


def bare(path: Path) -> int:
    """Do the roll-up as DuckDB does it by itself: typed, unchecked."""
    import duckdb

    types = (
        "{'timestamp': 'TIMESTAMPTZ', 'model': 'VARCHAR', 'input_tokens': 'BIGINT', "
        "'cached_input_tokens': 'BIGINT', 'output_tokens': 'BIGINT', "
        "'team': 'VARCHAR', 'feature': 'VARCHAR'}"
    )
    source = f"read_csv('{path}', header=true, auto_detect=false, columns={types})"
    if path.suffix == ".parquet":
        source = f"read_parquet('{path}')"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return len(
            connection.execute(
                "SELECT CAST(timestamp AS DATE) AS day, model, team, COUNT(*), SUM(input_tokens), "
                f"SUM(cached_input_tokens), SUM(output_tokens) FROM {source} GROUP BY ALL"
            ).fetchall()
        )


def ours(path: Path) -> int:
    """Read with ``read_usage``, with the engine it chooses."""
    from llmcmp.engine import ReadOptions, read_usage

    data = read_usage([path], options=ReadOptions(by=("team",)))
    return len(data.rows)


def plain(path: Path) -> int:
    """Price row by row with ``csv`` and ``Decimal``: what a script would do."""
    import csv
    from decimal import Decimal

    rates = Decimal("0.15"), Decimal("0.075"), Decimal("0.60")
    costs: dict[tuple[str, str, str], Decimal] = {}
    with path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            fresh = int(row["input_tokens"]) - int(row["cached_input_tokens"])
            counts = fresh, int(row["cached_input_tokens"]), int(row["output_tokens"])
            key = (row["timestamp"][:10], row["model"], row["team"])
            cost = sum(
                (Decimal(n) * rate for n, rate in zip(counts, rates, strict=True)), Decimal(0)
            )
            costs[key] = costs.get(key, Decimal(0)) + cost / 1_000_000
    return len(costs)


def _nested(path: Path) -> int:
    from llmcmp.engine import read_usage

    return read_usage([path]).counts.kept


def write_nested(target: Path, size: int) -> None:
    """Write about *size* bytes of invocation log."""
    day = "2026-10-{:02}T09:15:21Z"
    with target.open("w") as stream:
        for number in range(size // 620):
            record = {
                "schemaType": "ModelInvocationLog",
                "schemaVersion": "1.0",
                "timestamp": day.format(1 + number % 28),
                "accountId": "111122223333",
                "identity": {"arn": "arn:aws:sts::111122223333:assumed-role/app/session"},
                "region": "us-east-1",
                "requestId": f"r-{number:012}",
                "operation": "Converse",
                "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "input": {
                    "inputContentType": "application/json",
                    "inputTokenCount": 1500 + number % 97,
                    "cacheReadInputTokenCount": 6000,
                    "cacheWriteInputTokenCount": 2000,
                },
                "output": {"outputContentType": "application/json", "outputTokenCount": 500},
                "requestMetadata": {"team": "search", "env": "production"},
                "inferenceRegion": "us-west-2",
            }
            stream.write(json.dumps(record) + "\n")


PRICED_AS = (
    "gpt-4o-mini",
    "gpt-4o",
    "gpt-5-mini",
    "gpt-5",
    "gpt-4.1-mini",
    "o4-mini",
    "claude-haiku-4-5",
    "claude-sonnet-4-5",
    "claude-3-haiku",
    "gemini-2.5-pro",
    "gemini-2.5-flash",
    "gemini-2.0-flash",
)
"""What the twelve models of the table are called: dated prices, bands and cache minimums."""


def priced(path: Path) -> int:
    """Run the command itself: read, price, forecast and set against another model."""
    from llmcmp.cli import main as command

    named = [f"--alias=model-{number}={name}" for number, name in enumerate(PRICED_AS)]
    asked = ["estimate", str(path), "--by", "team,model", "--as", "gpt-4o-mini", *named]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        return int(command([*asked, "--quiet"]))


WORK = {"bare": bare, "ours": ours, "plain": plain, "nested": _nested, "priced": priced}


def timed(work: str, path: Path) -> dict[str, Any]:
    """Run *work* in a process of its own; return its wall time and its peak memory."""
    outcome = subprocess.run(
        [sys.executable, str(HERE), "--work", work, str(path)],
        env=COMPILED,
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(outcome.stdout)
    print(
        f"{work:>6} {path.suffix:<8} {result['wall']:7.2f} s {result['peak_mb']:6.0f} MB",
        flush=True,
    )
    return result


def paired(path: Path, pairs: int) -> tuple[float, float, float]:
    """Run the bare roll-up and ours in turns: the median ratio, our median time and peak memory."""
    ratios, walls, peaks = [], [], []
    for turn in range(pairs):
        order = ("bare", "ours") if turn % 2 == 0 else ("ours", "bare")
        results = {work: timed(work, path) for work in order}
        ratios.append(results["ours"]["wall"] / results["bare"]["wall"])
        walls.append(results["ours"]["wall"])
        peaks.append(results["ours"]["peak_mb"])
    return median(ratios), median(walls), max(peaks)


def measure(rows: int, folder: Path, pairs: int) -> bool:
    """Compare, print, and tell whether every bound holds."""
    csv, parquet = folder / "usage.csv", folder / "usage.parquet"
    # In a process of its own: a child's peak memory begins at its parent's.
    subprocess.run(
        [sys.executable, str(HERE), "--rows", str(rows), "--generate", str(csv)], check=True
    )
    print(f"{rows:,} rows: CSV {csv.stat().st_size / 1e6:.0f} MB")
    checks: list[tuple[str, bool]] = []
    walls: dict[str, float] = {}
    for path in (csv, parquet):
        kind = path.suffix[1:]
        ratio, walls[kind], peak = paired(path, pairs)
        checks.append((f"{kind}: {ratio:.2f} x the bare roll-up", ratio <= BOUNDS[kind]))
        checks.append((f"{kind}: {peak:.0f} MB at most", peak < 500))
        whole = timed("priced", path)
        messages = (
            f"{kind}: {whole['wall']:.1f} s and {whole['peak_mb']:.0f} MB for the whole command"
        )
        checks.append((messages, whole["peak_mb"] < 500))
    slow = timed("plain", csv)
    ratio = slow["wall"] / walls["csv"]
    checks.append((f"csv: {ratio:.0f} x as fast as csv + Decimal", ratio >= 10))
    lines = folder / "log.jsonl"
    write_nested(lines, 100_000_000)
    log = timed("nested", lines)
    speed = lines.stat().st_size / 1e6 / log["wall"]
    checks.append((f"nested JSON lines: {speed:.0f} MB per second", speed >= 20))
    checks.append((f"nested JSON lines: {log['peak_mb']:.0f} MB at most", log["peak_mb"] < 100))
    for text, holds in checks:
        print(f"{'held' if holds else 'NOT HELD':<9} {text}")
    return all(holds for _, holds in checks)


def main() -> int:
    """Run one piece of work, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--work", choices=sorted(WORK), help=argparse.SUPPRESS)
    parser.add_argument("--generate", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("path", type=Path, nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.generate:
        generate(options.rows, options.generate)
        return 0
    if options.work:
        start = time.perf_counter()
        WORK[options.work](options.path)
        wall = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"wall": wall, "peak_mb": peak}))
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        return 0 if measure(options.rows, Path(folder), options.pairs) else 1


if __name__ == "__main__":
    sys.exit(main())
