"""CPU time of a cold start, as ratios to the CLI of ``genai-prices`` in the same environment.

Run it in an environment that holds both, installed as users install them::

    python -m venv env && env/bin/pip install . 'genai-prices[cli]'
    env/bin/python benchmarks/startup.py

Each command is a process of its own; its user and system time come from the operating system.
The commands take turns, so that a busy machine slows all of them, and the median counts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from statistics import median

BARE = "bare Python"
THEIRS = "genai-prices calc"
SCRIPTS = Path(sysconfig.get_path("scripts"))

COMMANDS: dict[str, list[str]] = {
    BARE: [sys.executable, "-c", "pass"],
    "import llmcmp": [sys.executable, "-c", "import llmcmp"],
    "llmcmp --help": [str(SCRIPTS / "llmcmp"), "--help"],
    "llmcmp compare": [str(SCRIPTS / "llmcmp"), "compare", "gpt-4o-mini", "opt-175b"],
    "llmcmp compare -f json": [
        *(str(SCRIPTS / "llmcmp"), "compare", "gpt-4o-mini", "opt-175b", "-f", "json")
    ],
    THEIRS: [
        *(str(SCRIPTS / "genai-prices"), "calc"),
        *("--input-tokens", "1000", "--output-tokens", "100", "gpt-4o-mini"),
    ],
}

BARS = {"llmcmp compare": 0.6, "llmcmp compare -f json": 0.6, "llmcmp --help": 0.45}
"""Largest share of ``THEIRS`` each may use."""

IMPORT_BAR = 12.0
"""Most milliseconds ``import llmcmp`` may add to bare Python."""


def cpu(command: list[str]) -> float:
    """Run a command and return the milliseconds of CPU it used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measured(rounds: int) -> dict[str, float]:
    """Return the median of each command, which take turns; the first round only warms the disk."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, command in COMMANDS.items():
            spent = cpu(command)
            if number:
                times[name].append(spent)
    return {name: median(spent) for name, spent in times.items()}


def main() -> int:
    """Print the table; exit with 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="measurements of each command")
    rounds = parser.parse_args().rounds
    for module, package in (("llmcmp", "."), ("genai_prices", "'genai-prices[cli]'")):
        if find_spec(module) is None:
            print(f"{module} is not installed here: run pip install {package}", file=sys.stderr)
            return 2
    times = measured(rounds)
    missed = False
    print(f"{'command':24} {'CPU ms':>8} {'ratio':>7} {'bar':>7}")
    for name, spent in times.items():
        ratio, bar = spent / times[THEIRS], BARS.get(name)
        if name == "import llmcmp":
            added = spent - times[BARE]
            missed |= added > IMPORT_BAR
            print(f"{name:24} {spent:8.1f} {f'+{added:.1f} ms':>7} {f'{IMPORT_BAR:.0f} ms':>7}")
        else:
            missed |= bar is not None and ratio > bar
            limit = "" if bar is None else f"{bar:7.3f}"
            print(f"{name:24} {spent:8.1f} {ratio:7.3f} {limit}".rstrip())
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
