"""CPU time of finding one model on the imported shelf, against loading the curated registry."""

from __future__ import annotations

import subprocess
import sys

SETUP = "import time; from llmcmp.files import load_registry; r = load_registry(); r['gpt-4o-mini']"
CASES = {
    "one imported model, shelf opened": "r['claude-sonnet-4-5']",
    "another one": "r['claude-sonnet-4-5']; t = time.process_time(); r['o3-mini-2025-01-31']",
    "one curated model": "r['gpt-4.1']",
    "a name nobody declares": "'claude-sonnet-4-9' in r",
}


def main() -> None:
    """Print the best of five processes for each case, in milliseconds of CPU."""
    for title, code in CASES.items():
        script = f"{SETUP}\nt = time.process_time()\n{code}\nprint(time.process_time() - t)"
        best = min(_run(script) for _ in range(5))
        print(f"{best * 1000:8.2f} ms  {title}")


def _run(script: str) -> float:
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return float(result.stdout)


if __name__ == "__main__":
    main()
