"""Texts to count, models to count them on, and the measured ratios."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from llmcmp.schema import Calibration, ChatOverhead, Features, ImageTokens, ModelSpec
from tests import folders
from tests.tokens.token_models import make_model


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def hello(empty_folder: Path) -> Path:
    """Return a file of two words, which are two tokens on every vocabulary of OpenAI."""
    (empty_folder / "hello.txt").write_bytes(b"hello world")
    return empty_folder


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    """Return the table that ships."""
    rows = yaml.load(
        (folders.MODELS / "calibration.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    return TypeAdapter(Calibration).validate_python(rows)


@pytest.fixture
def opt() -> ModelSpec:
    """Return a base model on the GPT-2 vocabulary, with a token in front."""
    return make_model("opt-175b", "gpt2", prefix="</s>", features=Features(instruction_tuned="no"))


@pytest.fixture
def mini() -> ModelSpec:
    """Return a model with a public vocabulary, a chat rule and an image rule."""
    return make_model(
        "gpt-4o-mini",
        "o200k_base",
        developer="OpenAI",
        chat_overhead=ChatOverhead(per_message=3, per_name=1, reply=3),
        image_tokens=ImageTokens(
            rule="tiles", base=2833, per_tile=5667, low_detail=2833,
            fit_within=2048, shortest_side=768, tile=512,
        ),
    )  # fmt: skip
