"""Write what commands print into README.md and docs/, or check that the pages are current."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cogapp import Cog

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/*.md")))


def main() -> int:
    """Run cog over every page; with ``--check`` only compare."""
    mode = ["--check", "--diff"] if "--check" in sys.argv[1:] else ["-r"]
    os.chdir(ROOT)  # commands name files from here
    sys.path.insert(0, str(ROOT / "tools"))
    return int(Cog().main(["cog", *mode, "-p", "from console import show", *PAGES]) or 0)


if __name__ == "__main__":
    sys.exit(main())
