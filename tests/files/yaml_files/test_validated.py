"""Which content the YAML door refuses, and the sentence it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmcmp.errors import ConfigError, RegistryError
from llmcmp.files import Text
from llmcmp.files.yaml_files.validated import read_yaml
from llmcmp.schema import DeveloperFile, Discount, OverlayFile, SourcesFile
from tests.files.acme_registry import ACME, SOURCES


def test_utf8_mark_of_windows_editors_is_accepted() -> None:
    """A byte order mark before UTF-8 text loses nothing and is skipped."""
    text = Text(name="x.yaml", raw=b"\xef\xbb\xbfname: a\n")

    assert read_yaml(text, OverlayFile).name == "a"


def test_numbers_are_exact() -> None:
    """A price of one tenth is one tenth."""
    discount = read_yaml(Text(name="x", raw=b"percent: 0.1"), Discount)

    assert discount.percent == Decimal("0.1")


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


@pytest.mark.parametrize(("raw", "message"), CONTENT.values(), ids=CONTENT.keys())
def test_content_is_refused_with_its_place(raw: str, message: list[str]) -> None:
    """Each mistake is one line: file, line, path and what is wrong."""
    from llmcmp.files.registry.draft import draft_registry

    draft = draft_registry(
        [Text(name="x.yaml", raw=raw.encode()), Text(name="sources.yaml", raw=SOURCES.encode())]
    )

    assert sorted(map(str, draft.mistakes), key=lambda line: int(line.split(":")[1])) == message


def test_callers_choose_the_error() -> None:
    """A configuration file that is read by the same door raises its own error."""
    with pytest.raises(ConfigError, match=r"^llmcmp\.yaml:1: unknown key: a$"):
        read_yaml(Text(name="llmcmp.yaml", raw=b"a: 1"), OverlayFile, error=ConfigError)


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
    from llmcmp.files.registry.draft import draft_registry

    lines = ACME.split("\n")
    place = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ": " in line]))
    key = lines[place].rpartition(": ")[0]
    lines[place] = f"{key}: {word}"

    draft_registry([Text(name="x.yaml", raw="\n".join(lines).encode())])
