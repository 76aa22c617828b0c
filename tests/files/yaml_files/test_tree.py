"""Which forms of YAML the door refuses, and the sentence it says."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
import yaml

from llmcmp.files import Text
from llmcmp.files.yaml_files import tree
from llmcmp.files.yaml_files.mistakes import MistakesError
from llmcmp.files.yaml_files.tree import read_tree
from tests.files.yaml_files.refused import refusal

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


@pytest.mark.parametrize(("raw", "message"), FORM.values(), ids=FORM.keys())
def test_form_is_refused_in_one_sentence(raw: str | bytes, message: str) -> None:
    """Each kind of bad form has one sentence with file and line."""
    assert refusal(raw) == message


@pytest.mark.parametrize("loader", [yaml.Loader, yaml.CLoader])
@pytest.mark.parametrize(("raw", "message"), FORM.values(), ids=FORM.keys())
def test_every_parser_gives_the_same_sentence(
    raw: str | bytes, message: str, loader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user reads the same with the parser in Python, which is there where C is not."""
    monkeypatch.setattr(tree, "_Loader", loader)

    assert refusal(raw) == message


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
    message = refusal(("- [" + "a," * 9_999 + "]\n") * 50)

    assert message == "x.yaml:40: more than 400,000 values in one file"


def test_number_of_items_is_limited() -> None:
    """A list or mapping of very many items is refused where it grows too long."""
    keys = "".join(f"k{n}: 1\n" for n in range(10_001))

    assert refusal("- a\n" * 10_001).startswith("x.yaml:10001: more than 10,000 items in one")
    assert refusal(keys).startswith("x.yaml:10001: more than 10,000 items in one")


def test_scalars_stay_text() -> None:
    """Nothing but null is resolved: no float, no base 60, no date, no boolean."""
    raw = b"[0.15, 12:30, 0301, 2024-07-38, yes, 1e3, ~, null, '~', '']"

    assert read_tree(Text(name="x", raw=raw)).data == [
        *("0.15", "12:30", "0301", "2024-07-38", "yes", "1e3"),
        *(None, None, "~", ""),
    ]
