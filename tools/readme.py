"""Write the output of the README's commands into it, or check that it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from cogapp import Cog

README = Path(__file__).resolve().parent.parent / "README.md"


def main() -> int:
    """Run cog over the README; with ``--check`` only compare."""
    mode = ["--check", "--diff"] if "--check" in sys.argv[1:] else ["-r"]
    return int(Cog().main(["cog", *mode, str(README)]) or 0)


if __name__ == "__main__":
    sys.exit(main())
