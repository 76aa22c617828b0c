"""``python -m llmcmp`` and the installed command."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and exit with its code."""
    try:
        from .cli import main

        code = main()
    except KeyboardInterrupt:
        # Also while modules are still being imported.
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    run()
