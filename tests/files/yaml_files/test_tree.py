"""What the YAML door refuses, and the sentence it says."""

from __future__ import annotations

import os
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmcmp.errors import ConfigError, RegistryError
from llmcmp.files import Text
from llmcmp.files.yaml_files import tree
from llmcmp.files.yaml_files.mistakes import MistakesError
from llmcmp.files.yaml_files.tree import read_tree
from llmcmp.files.yaml_files.validated import read_yaml
from llmcmp.schema import DeveloperFile, Discount, OverlayFile, SourcesFile
from tests.files.acme_registry import ACME, SOURCES


def refusal(raw: str | bytes, type_: Any = OverlayFile) -> str:
    """Return what the door says to *raw*."""
    text = Text(name="x.yaml", raw=raw.encode() if isinstance(raw, str) else raw)
    with pytest.raises(RegistryError) as caught:
        read_yaml(text, type_)
    return str(caught.value)


FORM = {
    "anchor": ("a: &x 1\n", "x.yaml:1: anchors and aliases (&, *) are not allowed"),
    "alias": ("\na: *x\n", "x.yaml:2: anchors and aliases (&, *) are not allowed"),
    "tag": ("a: !!python/object:os.system 1\n", "x.yaml:1: tags (!) are not allowed"),
    "list with an anchor": ("a: &x [1]\n", "x.yaml:1: anchors and aliases (&, *) are not allowed"),
    "two documents": ("a: 1\n---\nb: 1\n", "x.yaml:2: a second document (---) in one file"),
    "duplicate key": ("name: 1\nname: 2\n", "x.yaml:2: given twice: name (first on line 1)"),
    "nameless key": ("~: 1\n", "x.yaml:1: a key without a name"),
    "list as key": ("? [a]\n: 1\n", "x.yaml:1: a list or mapping as a key"),
    "tab": ("a:\n\tb: 1\n", "x.yaml:2: a tab where YAML wants spaces"),
    "NUL": ("a: 1\nb: \0\n", "x.yaml:2: a control character: U+0000"),
    "escape character": ("a: \x1b[31m\n", "x.yaml:1: a control character: U+001B"),
    "latin-1": (b"a: 1\nb: \xe9\n", "x.yaml:2: not UTF-8 text"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "x.yaml:1: not UTF-8 text: it starts like UTF-16"),
    "empty": ("", "x.yaml:1: empty"),
    "only a comment": ("# nothing\n", "x.yaml:1: empty"),
    "only a word": ("word\n", "x.yaml:1: not a mapping of keys to values"),
    "a list": ("- 1\n", "x.yaml:1: not a mapping of keys to values"),
    "deep flow": ("a: " + "[" * 50_000, "x.yaml:1: nested more than 64 deep"),
    "deep mapping": ("{a: " * 50_000, "x.yaml:1: nested more than 64 deep"),
    "deep block": ("- " * 50_000, "x.yaml:1: nested more than 64 deep"),
    "deep keys": ("? " * 50_000, "x.yaml:1: a list or mapping as a key"),
    "deep flow of 65": ("a:\n  " + "[" * 64 + "]" * 64, "x.yaml:2: nested more than 64 deep"),
    "deep flow of many lines": ("[\n" * 50_000, "x.yaml:65: nested more than 64 deep"),
    "deep second line": ("[" * 9 + "\n" + "[" * 50_000, "x.yaml:2: nested more than 64 deep"),
    "alias bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "x.yaml:1: anchors and aliases (&, *) are not allowed",
    ),
    "merge key": ("<<: {name: a}\n", "x.yaml:1: unknown key: <<"),
}


@pytest.mark.parametrize(("raw", "said"), FORM.values(), ids=FORM.keys())
def test_form_is_refused_in_one_sentence(raw: str | bytes, said: str) -> None:
    """Each kind of bad form has one sentence with file and line."""
    assert refusal(raw) == said


@pytest.mark.parametrize("loader", [yaml.Loader, yaml.CLoader])
@pytest.mark.parametrize(("raw", "said"), FORM.values(), ids=FORM.keys())
def test_every_parser_gives_the_same_sentence(
    raw: str | bytes, said: str, loader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user reads the same with the parser in Python, which is there where C is not."""
    monkeypatch.setattr(tree, "_Loader", loader)

    assert refusal(raw) == said


def test_limit_of_the_parser_itself_is_our_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that refuses nesting before we see it is quoted in our words, with its line."""

    class Shallow(yaml.Loader):
        def check_event(self, *_: Any) -> bool:
            mark = yaml.Mark("x", 0, 2, 0, "", 0)
            raise yaml.scanner.ScannerError(None, None, "exceeded maximum nesting depth", mark)

    monkeypatch.setattr(tree, "_Loader", Shallow)

    assert refusal("a: 1\n\n[") == "x.yaml:3: nested more than 64 deep"


def test_hostile_files_are_refused_before_they_are_built() -> None:
    """A file of 8 MiB takes no more memory than its text, whatever it would become."""
    flat = Text(name="x.yaml", raw=b"[" + b"a," * 4_000_000 + b"]")
    nested = Text(name="x.yaml", raw=b"[[]," * 2_000_000)
    for text in (flat, nested):
        tracemalloc.start()
        with pytest.raises(MistakesError):
            read_tree(text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert peak < 5 * len(text.raw)


def test_unclosed_bracket_is_no_yaml() -> None:
    """A syntax error keeps the parser's words and its line."""
    assert refusal("a: 1\nb: [1,\n").startswith("x.yaml:3: not YAML: ")


def test_number_of_values_is_limited() -> None:
    """A file of very many tiny values is refused before it is built."""
    said = refusal(("- [" + "a," * 9_999 + "]\n") * 50)

    assert said == "x.yaml:40: more than 400,000 values in one file"


def test_number_of_items_is_limited() -> None:
    """A list or mapping of very many items is refused where it grows too long."""
    keys = "".join(f"k{n}: 1\n" for n in range(10_001))

    assert refusal("- a\n" * 10_001).startswith("x.yaml:10001: more than 10,000 items in one")
    assert refusal(keys).startswith("x.yaml:10001: more than 10,000 items in one")


def test_very_many_mistakes_are_cut() -> None:
    """A hundred lines are printed, and how many there are beyond them."""
    short = refusal("".join(f"k{n}: 1\n" for n in range(150))).split("\n")
    long = refusal("models:\n" + "  - {}\n" * 9_000).split("\n")

    assert (len(short), short[-1]) == (101, "and 50 more")
    assert (len(long), long[-1]) == (101, "and many more")


def test_utf8_mark_of_windows_editors_is_accepted() -> None:
    """A byte order mark before UTF-8 text loses nothing and is skipped."""
    text = Text(name="x.yaml", raw=b"\xef\xbb\xbfname: a\n")

    assert read_yaml(text, OverlayFile).name == "a"


def test_scalars_stay_text() -> None:
    """Nothing but null is resolved: no float, no base 60, no date, no boolean."""
    raw = b"[0.15, 12:30, 0301, 2024-07-38, yes, 1e3, ~, null, '~', '']"

    assert read_tree(Text(name="x", raw=raw)).data == [
        *("0.15", "12:30", "0301", "2024-07-38", "yes", "1e3"),
        *(None, None, "~", ""),
    ]


def test_numbers_are_exact() -> None:
    """A price of one tenth is one tenth."""
    discount = read_yaml(Text(name="x", raw=b"percent: 0.1"), Discount)

    assert discount.percent == Decimal("0.1")


FILE = "developer: Acme\nmodels:\n  - id: a\n    name: A\n"

CONTENT = {
    "unknown key": (
        ACME.replace("context_window", "contxt_window", 1),
        [
            "x.yaml:4: models[acme-1]: missing key: context_window",
            "x.yaml:11: models[acme-1]: unknown key: contxt_window (did you mean context_window?)",
        ],
    ),
    "unknown key deep inside": (
        ACME.replace("output: 0.60", "ouput: 0.60", 1),
        ["x.yaml:18: models[acme-1].rates[0]: unknown key: ouput (did you mean output?)"],
    ),
    "bad number": (
        ACME.replace("0.15", "1.5 USD", 1),
        ["x.yaml:18: models[acme-1].rates[0].input: not a number: '1.5 USD'"],
    ),
    "infinite number": (
        ACME.replace("0.15", "NaN", 1),
        ["x.yaml:18: models[acme-1].rates[0].input: not a number: 'NaN'"],
    ),
    "two kinds of value": (
        ACME.replace("128_000", "128k", 1),
        ["x.yaml:11: models[acme-1].context_window: not a whole number and not 'unknown': '128k'"],
    ),
    "closed choice": (
        ACME.replace("weights: none", "weights: some", 1),
        [
            "x.yaml:9: models[acme-1].weights: "
            "not 'none', 'open', 'gated', 'on-request' or 'unknown': 'some'"
        ],
    ),
    "impossible day": (
        ACME.replace("since: 2024-07-18", "since: 2024-07-38", 1),
        [
            "x.yaml:18: models[acme-1].rates[0]: since: not a date: '2024-07-38' "
            "(use 2024-07-18, 2024-07, 2024 or unknown)"
        ],
    ),
    "text for a list": (
        ACME.replace("aliases: [acme-1-snap]", "aliases: acme-1-snap"),
        ["x.yaml:6: models[acme-1].aliases: not a list: 'acme-1-snap'"],
    ),
    "nothing for a text": (
        ACME.replace("name: acme-1\n", "name:\n"),
        ["x.yaml:5: models[acme-1].name: not a text: nothing"],
    ),
    "mapping for a text": (
        ACME.replace("name: acme-1\n", "name: {a: b}\n"),
        ["x.yaml:5: models[acme-1].name: not a text: a mapping"],
    ),
    "text for a mapping": (
        ACME.replace("licence: {name: proprietary}", "licence: MIT", 1),
        ["x.yaml:10: models[acme-1].licence: not a mapping of keys to values: 'MIT'"],
    ),
    "huge number": (
        ACME.replace("128_000", "9" * 5_000, 1),
        [
            "x.yaml:11: models[acme-1].context_window: not a whole number of reasonable size "
            f"and not 'unknown': '{'9' * 56}..."
        ],
    ),
}


@pytest.mark.parametrize(("raw", "said"), CONTENT.values(), ids=CONTENT.keys())
def test_content_is_refused_with_its_place(raw: str, said: list[str]) -> None:
    """Each mistake is one line: file, line, path and what is wrong."""
    from llmcmp.files.registry.assemble import draft_registry

    draft = draft_registry(
        [Text(name="x.yaml", raw=raw.encode()), Text(name="sources.yaml", raw=SOURCES.encode())]
    )

    assert sorted(map(str, draft.mistakes), key=lambda line: int(line.split(":")[1])) == said


def test_all_mistakes_at_once() -> None:
    """Several mistakes of one file come in one error, in the order of lines."""
    said = refusal("discounts:\n  - {percent: x}\n  - {percent: 1, tier: gold}\nnme: a\n")

    assert said.split("\n") == [
        "x.yaml:2: discounts[0].percent: not a number: 'x'",
        "x.yaml:3: discounts[1].tier: not 'standard', 'batch', 'flex', 'priority', 'fine-tuned' "
        "or 'fine-tuned-batch': 'gold'",
        "x.yaml:4: unknown key: nme (did you mean name?)",
    ]


def test_messages_cannot_steer_a_terminal() -> None:
    """Escapes in quoted keys and values are shown, not sent."""
    said = refusal('"\\e[31m\\n": 1\nchannel: ["\\e[0m"]\ndiscounts: [{percent: "\\r1x"}]\n')

    assert said.split("\n") == [
        r"x.yaml:1: unknown key: \x1b[31m\n",
        "x.yaml:2: channel: not a text: a list",
        r"x.yaml:3: discounts[0].percent: not a number: '\r1x'",
    ]


def test_paths_of_long_keys_are_cut() -> None:
    """A key of a thousand characters does not fill the screen."""
    said = refusal(f"sources: {{{'k' * 1000}: 1}}")

    assert said == f"x.yaml:1: sources.{'k' * 192}...: not a mapping of keys to values: '1'"


def test_callers_choose_the_error() -> None:
    """A configuration file that is read by the same door raises its own error."""
    with pytest.raises(ConfigError, match=r"^llmcmp\.yaml:1: unknown key: a$"):
        read_yaml(Text(name="llmcmp.yaml", raw=b"a: 1"), OverlayFile, error=ConfigError)


def unreadable(path: Path, said: str) -> None:
    """Expect the one sentence about a file that cannot be read."""
    with pytest.raises(RegistryError) as caught:
        read_yaml(path, OverlayFile, name="o.yaml")
    assert str(caught.value) == said


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe and a name with NUL are each one sentence."""
    os.mkfifo(tmp_path / "pipe")

    unreadable(tmp_path / "no.yaml", "o.yaml: no such file")
    unreadable(tmp_path, "o.yaml: a folder, not a file")
    unreadable(tmp_path / "pipe", "o.yaml: not a regular file")
    unreadable(Path("a\0b"), "o.yaml: not a name that a file can have")
    unreadable(tmp_path / ("a" * 300), "o.yaml: cannot be read: file name too long")


def test_large_file(tmp_path: Path) -> None:
    """A file above the limit is refused without being parsed."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# comment\n" * 900_000)

    unreadable(path, "o.yaml: larger than 8 MiB")


YAMLISH = st.text(st.sampled_from("ab:-[]{}!&*?|>'\"#%@,~0. \n\t\\\0é\ufeff\u2028"), max_size=200)


@given(
    raw=st.one_of(
        YAMLISH.map(str.encode),
        st.binary(max_size=200),
        st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    )
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("type_", [DeveloperFile, OverlayFile, SourcesFile])
def test_any_bytes_give_a_record_or_one_error(type_: Any, raw: bytes) -> None:
    """Whatever the bytes, the door answers with a record or a RegistryError."""
    try:
        read_yaml(Text(name="x.yaml", raw=raw), type_)
    except RegistryError as error:
        assert all(line.startswith("x.yaml") for line in str(error).split("\n"))


WORDS = st.one_of(
    st.sampled_from(["1", "-1", "NaN", "1e400", "unknown", "~", "''", "[]", "{}", "2024-13", "²"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(repr),
)


@given(data=st.data(), word=WORDS)
@settings(max_examples=300, deadline=None)
def test_any_value_anywhere_gives_a_record_or_mistakes(data: st.DataObject, word: str) -> None:
    """Putting any value in place of any other never raises anything but mistakes."""
    from llmcmp.files.registry.assemble import draft_registry

    lines = ACME.split("\n")
    place = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ": " in line]))
    key = lines[place].rpartition(": ")[0]
    lines[place] = f"{key}: {word}"

    draft_registry([Text(name="x.yaml", raw="\n".join(lines).encode())])
