"""The command as a process: streams, signals, environment, odd bytes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.shell import environment

Command = Callable[..., Any]
COMPARE = ("compare", "gpt-4o-mini", "opt-175b", "--at", "2026-11-22")


def test_first_light(command: Command) -> None:
    """The first line of the README gives the table on standard output and nothing else."""
    result = command(*COMPARE)

    assert (result.code, result.err) == (0, "")
    assert "GPT-4o mini" in result.out
    assert "OPT-175B" in result.out


def test_the_command_itself_refuses(command: Command) -> None:
    """An unknown model ends with 2, a sentence and a hint, and no table."""
    result = command("compare", "gpt4o-mini")

    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error: unknown model: gpt4o-mini\n\n"
        "hint: did you mean gpt-4o-mini? run `llmcmp models list` for all\n"
    )


@pytest.mark.parametrize("arguments", [COMPARE, ("models", "list", "-f", "json"), ("--help",)])
def test_closed_pipe(arguments: tuple[str, ...]) -> None:
    """A reader that has seen enough ends the program in silence."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "llmcmp", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=60,
        check=False,
    )
    os.close(writer)

    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [COMPARE, ("--help",), ("models", "schema")])
def test_full_disk_behind_standard_output(command: Command, arguments: tuple[str, ...]) -> None:
    """What cannot be printed is bad input, told in one sentence."""
    with Path("/dev/full").open("wb") as full:
        result = command(*arguments, stdout=full.fileno())

    assert result.code == 2
    assert result.err == "error: cannot write to standard output: no space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_to_a_full_device(command: Command) -> None:
    """A device is written through, and its refusal is told."""
    result = command(*COMPARE, "-o", "/dev/full")

    assert (result.code, result.out) == (2, "")
    assert result.err == "error: --output: cannot write /dev/full: no space left on device\n"


def shell(script: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script in which ``$LLMCMP`` is the command."""
    return subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        env=environment(LLMCMP=f"{sys.executable} -m llmcmp", **changes),
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not Path("/proc/self/fd/1").exists(), reason="needs /proc")
@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_output_to_standard_output_by_its_name(tmp_path: Path, stream: str) -> None:
    """A name of the open standard output is written to and never put aside by a new file.

    ``llmcmp -o /dev/stdout >> log`` as the superuser would otherwise replace /dev/stdout itself.
    The stream is reached through a link of ours, so that this test cannot harm the machine.
    """
    log, link = tmp_path / "log", tmp_path / "stream"
    log.write_text("before\n")
    link.symlink_to(tmp_path / "second" if stream == "link" else stream)
    if stream == "link":
        (tmp_path / "second").symlink_to("/proc/self/fd/1")
    to_file = shell(
        '$LLMCMP compare gpt-4o-mini -q -o "$LINK" >> "$LOG"', LINK=f"{link}", LOG=f"{log}"
    )
    to_pipe = shell('$LLMCMP compare gpt-4o-mini -q -o "$LINK" | cat', LINK=f"{link}")

    assert (to_file.returncode, to_file.stderr) == (0, b"")
    assert log.read_text().startswith("before\nPrices of ")
    assert to_pipe.stdout.startswith(b"Prices of ")
    assert link.is_symlink()


def test_output_through_a_link(tmp_path: Path) -> None:
    """A link stays a link: the file it leads to holds the report."""
    (tmp_path / "folder").mkdir()
    file, link = tmp_path / "folder" / "report", tmp_path / "link"
    link.symlink_to(file)
    for _ in range(2):  # the file is made, then replaced
        result = shell('$LLMCMP compare gpt-4o-mini -q -o "$LINK"', LINK=f"{link}")
        assert (result.returncode, result.stderr) == (0, b"")

    assert link.is_symlink()
    assert file.read_text().startswith("Prices of ")
    assert list(file.parent.iterdir()) == [file]


def test_terminal_without_a_size() -> None:
    """A terminal that says it is 0 columns wide, as on a build server, gets the usual 80."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    result = subprocess.Popen(
        [sys.executable, "-m", "llmcmp", *COMPARE],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        env=environment(TERM="dumb"),
    )
    os.close(theirs)
    messages = b""
    # Linux ends a terminal nobody holds any more with an error instead of an end of file.
    with contextlib.suppress(OSError):
        while part := os.read(ours, 4096):
            messages += part
    os.close(ours)

    assert result.wait(timeout=60) == 0
    assert max(map(len, messages.decode().splitlines())) == 80


def test_standard_output_is_closed() -> None:
    """Without a standard output there is nothing to say it to: one sentence, exit 2."""
    result = shell("$LLMCMP compare gpt-4o-mini >&-")

    assert result.returncode == 2
    assert result.stderr.startswith(b"error: standard output is closed\n")


def test_standard_error_is_closed() -> None:
    """Without a standard error the answer and the exit code still come."""
    good = shell("$LLMCMP compare gpt-4o-mini 2>&-")
    bad = shell("$LLMCMP compare nope 2>&-")

    assert good.returncode == 0
    assert b"GPT-4o mini" in good.stdout
    assert (bad.returncode, bad.stdout) == (2, b"")


def test_interrupt_while_printing() -> None:
    """Ctrl-C while a slow reader takes the report ends with 130 and without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "llmcmp", "models", "list", "-f", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # A shell that runs tests in the background may have told its children to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdout is not None
    # The report is larger than a pipe: with its first byte here, the rest is still to be written.
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (130, b"")


@pytest.mark.parametrize("words", [("tokens", "gpt-4o-mini", "-"), ("estimate", "-")])
def test_interrupt_while_waiting_for_input(words: tuple[str, ...]) -> None:
    """Ctrl-C while standard input is read ends at once, whoever reads it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "llmcmp", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdin is not None
    # More than a pipe holds: once this is written, the command has begun to read.
    rows = b"2026-10-01,gpt-4o-mini,1000,200\n" * 10_000
    process.stdin.write(b"timestamp,model,input_tokens,output_tokens\n" + rows)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=2)
    # Between two reads of one buffer Python does not look at signals, so one may come to nothing.
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 130
    assert process.stderr is not None
    assert process.stderr.read() == b""
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_interrupt_while_starting() -> None:
    """Ctrl-C while modules are still being imported is no traceback either."""
    code = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "llmcmp.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
from llmcmp.__main__ import run
run()
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(), check=False
    )

    assert (result.returncode, result.stdout, result.stderr) == (130, b"", b"")


def test_arguments_that_are_no_text(command: Command) -> None:
    """Bytes that are no UTF-8 are shown in a form that steers no terminal."""
    name = command("compare", b"no\xff\x1b[31mpe")
    option = command("compare", b"--no\xff\x1b")
    overlay = command("compare", "gpt-4o-mini", "--registry", b"/no\xff\x1b.yaml")

    assert [result.code for result in (name, option, overlay)] == [2, 2, 2]
    assert name.err.startswith("error: unknown model: no\\udcff\\x1b[31mpe\n")
    assert option.err.startswith("error: no such option: --no\\udcff\\x1b\n")
    assert overlay.err == "error: /no\\udcff\\x1b.yaml: no such file\n"


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"LLMCMP_AT": "garbage"}, "error: --at: not a date: garbage\n"),
        ({"LLMCMP_FORMAT": "yaml"}, "error: invalid value for '--format'"),
        ({"LLMCMP_COLOR": "pink"}, "error: invalid value for '--color'"),
        ({"LLMCMP_REGISTRY": "/no where.yaml"}, "error: /no where.yaml: no such file\n"),
    ],
)
def test_settings_that_cannot_be(command: Command, changes: dict[str, str], messages: str) -> None:
    """Garbage in a variable is refused as the flag is."""
    result = command("compare", "gpt-4o-mini", **changes)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(messages)


def test_a_warning_is_said_once(command: Command) -> None:
    """Two selectors of one model have one retirement; JSON holds it for both."""
    asked = ("compare", "gpt-4o-mini", "gpt-4o-mini+batch", "--at", "2026-11-22")
    messages = command(*asked, "-f", "csv").err
    warnings = json.loads(command(*asked, "-f", "json").out)["warnings"]

    assert messages == (
        "warning: GPT-4o mini retires on 2027-01-14; the developer recommends gpt-6-luna\n"
    )
    retiring = [item["selector"] for item in warnings if item["code"] == "retires"]
    assert retiring == ["gpt-4o-mini", "gpt-4o-mini+batch"]


def test_settings_are_defaults(command: Command) -> None:
    """A variable stands in for its flag, and the flag wins."""
    settings = {"LLMCMP_AT": "2024-10-15", "LLMCMP_FORMAT": "json"}
    messages = json.loads(command("compare", "gpt-4o", **settings).out)
    asked = json.loads(command("compare", "gpt-4o", "--at", "2024-06-01", **settings).out)

    assert (messages["at"], messages["models"][0]["id"]) == ("2024-10-15", "gpt-4o-2024-08-06")
    assert (asked["at"], asked["models"][0]["id"]) == ("2024-06-01", "gpt-4o-2024-05-13")


def test_several_overlays_in_a_variable(command: Command, tmp_path: Path) -> None:
    """``LLMCMP_REGISTRY`` separates paths as PATH does, so that a path may hold spaces."""
    paths = [tmp_path / "a b.yaml", tmp_path / "c.yaml"]
    for path in paths:
        path.write_text(f"name: {path.stem}\ndiscounts: [{{percent: 10}}]\n")

    result = command(
        "compare", "gpt-4o-mini", "-f", "json", LLMCMP_REGISTRY=os.pathsep.join(map(str, paths))
    )

    overlays = json.loads(result.out)["registry"]["overlays"]
    assert [overlay["name"] for overlay in overlays] == ["a b", "c"]


@pytest.mark.parametrize("columns", ["garbage", "-5", "0", "", "²", "99999999999999999999999"])
def test_columns_that_are_no_number(command: Command, columns: str) -> None:
    """A width nobody can have is no reason to fail."""
    result = command(*COMPARE, COLUMNS=columns)

    assert (result.code, result.err) == (0, "")
    if not columns.startswith("9"):
        assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "changes", "colored"),
    [
        ((), {}, False),  # no terminal
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("-f", "json", "--color", "always"), {}, False),
        (("-f", "csv"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color(
    command: Command, arguments: tuple[str, ...], changes: dict[str, str], colored: bool
) -> None:
    """Colour only where it was asked for; the flag wins over the environment; never in data."""
    result = command(*COMPARE, *arguments, **changes)

    assert result.code == 0
    assert ("\x1b[" in result.out) is colored


def test_ascii_terminal(command: Command) -> None:
    """A terminal without Unicode gets a table in ASCII, and JSON that is still JSON."""
    table = command(*COMPARE, PYTHONIOENCODING="ascii")
    data = command(*COMPARE, "-f", "json", PYTHONIOENCODING="ascii")

    assert (table.code, data.code) == (0, 0)
    assert table.out.isascii()
    assert "---" in table.out
    assert json.loads(data.out)["schema"] == "llmcmp/compare/1"


@pytest.mark.parametrize(
    "changes",
    [
        {"HOME": None, "XDG_CACHE_HOME": None},
        {"HOME": "/dev/null/nobody", "XDG_CACHE_HOME": None},
        {"LLMCMP_CACHE_DIR": "/dev/null/nope"},
        {"LLMCMP_CACHE_DIR": "/proc/nope"},
        {"LLMCMP_CACHE_DIR": "x" * 5000},
        {"LANG": "C", "LC_ALL": "C"},
    ],
)
def test_homes_that_are_none(command: Command, changes: dict[str, str | None]) -> None:
    """Where nothing can be cached, the answer is the same."""
    result = command(*COMPARE, **changes)

    assert (result.code, result.err) == (0, "")
    assert "GPT-4o mini" in result.out


def test_same_input_same_bytes(command: Command) -> None:
    """Two processes with other hash seeds print the same bytes in every format."""
    for form in ("table", "markdown", "json", "csv"):
        arguments = (*COMPARE, "--requests", "1k", "--input-tokens", "1k", "-f", form)
        first, second = (command(*arguments, PYTHONHASHSEED=seed) for seed in ("1", "2"))
        assert first.out == second.out
