"""README.md and docs/: short, linked, complete, and true about the command line."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli.exits import Exit
from llmcmp.engine.formats import FORMAT_IDS
from tests.folders import ROOT
from tests.repository.test_documented import COMMANDS

README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
USER_PAGES = [README, *(page for page in PAGES if page.name not in ("DESIGN.md", "STYLE.md"))]
LINKED = [README, *sorted(ROOT.glob("docs/**/*.md")), *ROOT.glob("[CE]*.md"), *ROOT.glob("e*/*.md")]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEXT = "\n".join(page.read_text("utf-8") for page in USER_PAGES)


def named(page: Path) -> str:
    """Return a path as the test's name shows it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a page that are in *language*."""
    return [text for name, text in FENCE.findall(page.read_text("utf-8")) if name == language]


def prose(page: Path) -> str:
    """Return a page without its fenced blocks and code, in which brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """Return what a link to a heading of the page can name, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the heading of every link of a page that leads into the repository."""
    for link in LINK.findall(prose(page)):
        if not link.startswith(("http://", "https://")):
            path, _, heading = link.partition("#")
            yield ((page.parent / path).resolve() if path else page), heading


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield every ``llmcmp`` line of the pages, with the page that shows it."""
    for page in USER_PAGES:
        shown = [line for block in blocks(page, "sh") for line in block.splitlines()]
        ran = [line for block in blocks(page, "console") for line in block.splitlines()]
        shown += [line.removeprefix("$ ") for line in ran if line.startswith("$ ")]
        for line in shown:
            if line.startswith("llmcmp "):
                yield named(page), re.sub(r" +#.*", "", line)


def test_the_readme_is_short() -> None:
    """Whoever meets the project reads at most 200 lines; the rest is one link away."""
    assert len(README.read_text("utf-8").splitlines()) <= 200


def test_the_readme_begins_with_the_two_commands() -> None:
    """.ci/run takes the first two shell blocks: the first answer, and the tests."""
    first, second = blocks(README, "sh")[:2]

    assert first.strip().endswith(".venv/bin/llmcmp compare gpt-4o-mini opt-175b")
    assert " -m pytest -q" in second


@pytest.mark.parametrize("page", LINKED, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """A link names a file of the repository, and a heading that this file has."""
    for path, heading in links(page):
        assert path.exists(), path
        assert not heading or heading in anchors(path), f"{path.name}#{heading}"


def test_every_page_is_linked_from_the_readme() -> None:
    """No page of docs/ is known only to those who list the folder."""
    assert {path for path, _ in links(README)}.issuperset(PAGES)


@pytest.mark.parametrize("page", [README, *PAGES], ids=named)
def test_every_console_block_is_generated(page: Path) -> None:
    """What a command prints was printed by it: cog wrote the block, and can check it."""
    text = page.read_text("utf-8")
    written = re.sub(r"<!-- \[\[\[cog.*?<!-- \[\[\[end\]\]\] -->", "", text, flags=re.DOTALL)

    assert "```console" not in written


def test_no_block_counts_the_registry() -> None:
    """Another model in models/ changes no page."""
    assert not re.search(r"of \d+ models", TEXT)


@pytest.mark.parametrize(("page", "line"), list(command_lines()))
def test_command_lines_have_only_options_that_exist(page: str, line: str) -> None:
    """Every command shown is one, and so is every option of it."""
    words = shlex.split(line)
    name = max((name for name in COMMANDS if words[: len(name.split())] == name.split()), key=len)
    used = {word for word in words if re.match(r"-\w|--\w", word)}
    known = {spelling for option in COMMANDS[name].params for spelling in option.opts}

    assert used <= known | {"--help"}, page
    if getattr(COMMANDS[name], "commands", {}):  # of a group, only its help can be shown
        assert words == [*name.split(), "--help"], page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_its_help(name: str) -> None:
    """Some page holds the help of every command, and with it every option."""
    command = COMMANDS[name]

    if not getattr(command, "commands", {}) or name == "llmcmp":
        assert f"$ {name} --help\n" in TEXT


def mentions(*names: Any) -> list[str]:
    """Return the names that no page has in code."""
    return [str(name) for name in names if f"`{name}`" not in TEXT]


def test_every_usage_format_is_listed() -> None:
    """docs/usage-formats.md lists what ``--from`` takes."""
    assert not mentions(*FORMAT_IDS)


def test_every_output_format_is_listed() -> None:
    """docs/output.md lists what ``-f`` takes, of every command."""
    options = {option.name: option for option in COMMANDS["llmcmp check"].params}

    assert not mentions(*options["format"].type.choices)


def test_every_exit_code_is_listed() -> None:
    """docs/output.md gives the meaning of every exit code."""
    assert all(f"\n| {int(code)} | " in TEXT for code in Exit)


def test_every_policy_and_key_is_listed() -> None:
    """docs/check.md names every key of llmcmp.yaml and every policy."""
    schema = json.loads((ROOT / "models/llmcmp.schema.json").read_text("utf-8"))
    records = [schema, *(schema["$defs"][name] for name in ("Policies", "WorkloadConfig"))]

    assert not mentions(*(key for record in records for key in record["properties"]))


@pytest.mark.parametrize("page", LINKED, ids=named)
def test_modules_named_on_pages_exist(page: Path) -> None:
    """A page that names a module, as a path, names one that is there."""
    paths = re.findall(r"`((?:[\w.]+/)+\w+\.py)`", page.read_text("utf-8"))
    homes = (ROOT, ROOT / "src/llmcmp")

    assert [path for path in paths if not any((home / path).exists() for home in homes)] == []


def test_the_command_that_writes_the_schemas_runs(tmp_path: Path) -> None:
    """What CONTRIBUTING.md gives to copy, with another folder to write to."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (code,) = re.findall(r'`python -c "([^"]*write_schemas[^"]*)"`', text)
    exec(code.replace("models_folder())", "FOLDER)"), {"FOLDER": tmp_path})

    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "models" / path.name).read_bytes()
    assert (tmp_path / "schema.json").exists()
