"""Write ``constraints.txt``: the version of every package that the development install brings.

Run it with the oldest Python that is supported, ``python3.11 tools/constraints.py``: what has a
release for that one has it for the newer ones, which is not true the other way round. It asks the
package index for the newest of everything; run the tests before committing the result.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
HEAD = "# What the tests are known to pass with. Made by: python3.11 tools/constraints.py\n"


def pins() -> str:
    """Return what a fresh development install has, one ``name==version`` a line."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", "-e", f"{ROOT}[dev]"], check=True)
        freeze = [*pip, "freeze", "--exclude-editable"]
        return subprocess.run(freeze, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    if sys.version_info[:2] != OLDEST:
        sys.exit("run it with Python {}.{}, the oldest supported one".format(*OLDEST))
    (ROOT / "constraints.txt").write_text(HEAD + pins(), encoding="utf-8")
