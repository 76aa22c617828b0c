"""The class of a text is found from the text."""

from __future__ import annotations

import json

import pytest

from llmcmp.tokens import content_class

SAMPLES = {
    "english": "The registry is a folder of files, one for each developer, and each of them lists "
    "the models with the prices that were in force at the time. " * 3,
    "other-latin": "Der Vertrag gilt für alle Bestellungen, die über unsere Seite aufgegeben "
    "werden; abweichende Bedingungen erkennen wir nicht an. Größere Mengen müssen vorab "
    "angefragt werden. " * 2,
    "cjk": "言語モデルの料金と性能を比較します。GPT-4o mini にも対応しています。",
    "other-script": "Программа сравнивает стоимость и возможности языковых моделей. " * 3,
    "code": "def total(rows):\n    result = 0\n    for row in rows:\n        result += row['n']\n"
    "    return result\n\n\nclass Bill:\n    def __init__(self, lines):\n"
    "        self.lines = lines\n",
    "json": json.dumps([{"id": n, "name": f"model-{n}", "price": n / 7} for n in range(30)]),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_plain_cases(kind: str) -> None:
    """One plain text of each class."""
    assert content_class(SAMPLES[kind]) == kind


def test_tables_count_as_json() -> None:
    """Comma-separated values are of the class of JSON and tables."""
    rows = "\n".join(f"2024-07-{n:02},{n * 17},gpt-4o-mini,{n * 3},0.{n}" for n in range(1, 30))

    assert content_class("date,tokens,model,requests,cost\n" + rows) == "json"


def test_spanish_without_accents_is_not_english() -> None:
    """Words decide where no accent does."""
    text = "El modelo es mas barato que los otros y la respuesta llega antes de que se note. "

    assert content_class(text * 2) == "other-latin"


def test_empty_text_has_a_class() -> None:
    """An empty text counts nothing in any class."""
    assert content_class("") == "english"
