"""What formats share: tags, private names, warnings."""

from __future__ import annotations

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.formats.base import Format, pairs
from tests import folders

DATA = folders.DATA / "engine"


def test_private_names_are_hashed_unless_asked_for() -> None:
    """Key names never leave as they are, unless the user says so."""
    export = DATA / "openrouter_activity.csv"
    hidden = read_usage([export], options=ReadOptions(by=("api_key_name",)))
    messages = read_usage([export], options=ReadOptions(by=("api_key_name",), hash_private=False))
    assert {row.tags for row in messages.rows} == {("prod-key",)}
    ((stand_in,),) = {row.tags for row in hidden.rows}
    assert stand_in is not None
    assert stand_in.startswith("sha256:")


def test_pairs_are_read_however_they_are_written() -> None:
    """JSON text with or without braces, a list of keys and values, a list of ``key:value``."""
    tags = {"team": "search"}
    assert pairs('{"team": "search"}') == tags
    assert pairs('"team": "search"') == tags
    assert pairs([{"key": "team", "value": "search"}]) == tags
    assert pairs(["team:search"]) == tags
    assert pairs("search") == {}


def test_a_warning_tells_how_often_and_where_first() -> None:
    """What came up once is only said; telling forgets."""
    form = Format(ReadOptions())
    for form.line in (4, 7):
        form.note("odd")
    form.note("rare")
    assert form.warnings() == ("odd (2 rows, first on line 4)", "rare")
    assert form.warnings() == ()
