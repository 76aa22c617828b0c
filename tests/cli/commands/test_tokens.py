"""``llmcmp tokens``: what it refuses, and that it needs neither network nor home."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell import Done, environment

AT = ("--at", "2026-11-22")
FIVE = ("gpt-4o-mini", "gpt-3.5-turbo", "opt-175b", "claude-haiku-4-5", "gemini-2.5-flash")
Run = Callable[..., Done]

REFUSALS = {
    "tokens gpt-4o-mini": "nothing to count",
    "tokens hello.txt": "no model to count for",
    "tokens gpt-4o-mini helo.txt": "neither a model nor a file: helo.txt",
    "tokens gpt4o-mini hello.txt": "neither a model nor a file: gpt4o-mini",
    "tokens gpt-4o-mini ./none": "no such file: ./none",
    "tokens gpt-4o-mini *.rst": "no file matches: *.rst",
    "tokens gpt-4o-mini binary": "not a text file: binary",
    "tokens gpt-4o-mini - -": "named twice, but can be read only once: -",
    "tokens gpt-4o-mini+gold hello.txt": "unknown tier of gpt-4o-mini@openai: gold",
    "tokens gpt-6-sol hello.txt": "no token count for gpt-6-sol: its vocabulary is unknown",
    "tokens gpt-4o-mini --content french hello.txt": "--content: unknown class of content: french",
    "tokens gpt-4o-mini --chat none.json": "--chat: cannot read none.json: "
    "no such file or directory",
    "tokens gpt-4o-mini --chat chat.json": "chat.json: [0].content[0].text: not a string: null",
    "tokens gpt-4o-mini --chat hello.txt": "hello.txt:1:1: not JSON: expecting value",
    "tokens gpt-4o-mini --chat latin.json": "--chat: latin.json:2: not UTF-8 text",
    "tokens gpt-4o-mini --tools tools.json": "tools.json: [0]: not a tool schema: a number",
    "tokens gpt-4o-mini --image none.png": "--image: neither an image size nor a file: none.png",
    "tokens gpt-4o-mini --image hello.txt": "not a picture: hello.txt",
    "tokens gpt-4o-mini --audio-seconds long": "--audio-seconds: not a number: long",
    "tokens gpt-4o-mini --audio-seconds 3": "no audio tokens for gpt-4o-mini: "
    "its rule is not known",
    "compare gpt-4o-mini --prompt none.txt": "cannot read none.txt: no such file or directory",
    "compare gpt-4o-mini --prompt binary": "not a text file: binary",
}


@pytest.mark.parametrize("line", REFUSALS)
def test_refusals(run: Run, hello: Path, line: str) -> None:
    """What cannot be counted ends with 2 and one sentence that names it; nothing is printed."""
    (hello / "binary").write_bytes(b"\0\1\2")
    (hello / "chat.json").write_text('[{"role": "user", "content": [{"type": "text"}]}]')
    (hello / "latin.json").write_bytes(b'[\n"caf\xe9"]')
    (hello / "tools.json").write_text("[1]")
    result = run(*line.split(), *AT)

    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0] == f"error: {REFUSALS[line]}"


REFUSED = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from llmcmp.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_no_network_and_no_home(tmp_path: Path) -> None:
    """Every shipped vocabulary counts with the network refused and an empty home."""
    (tmp_path / "hello.txt").write_bytes(b"hello world")
    home = tmp_path / "home"
    home.mkdir()
    ask = ("tokens", *FIVE, "davinci-002", "hello.txt", *AT, "-f", "csv")
    result = subprocess.run(
        [sys.executable, "-c", REFUSED, *ask],
        capture_output=True,
        env=environment(HOME=str(home), XDG_CACHE_HOME=None, TIKTOKEN_CACHE_DIR=None),
        cwd=tmp_path,
        timeout=120,
        check=False,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    rows = [line.split(",") for line in result.stdout.decode().splitlines()[1:]]
    assert [row[3] for row in rows[:3]] == ["2", "2", "3"]
