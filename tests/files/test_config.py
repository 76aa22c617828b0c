"""What llmcmp.yaml may hold, what is refused, and where it is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.errors import ConfigError
from llmcmp.files.config import find_config, load_config
from tests.files.config_files import load

SMALLEST = """\
workloads:
  chat: {model: gpt-4o-mini, requests: 500k, per: month, input_tokens: 1200, output_tokens: 250}
budgets: {chat: 400}
"""

BROKEN = """\
workloads:
  chat: {model: gpt-4o-mini, requests: many, input_tokens: 1.5, cached_share: 120%}
  total: {model: gpt-4o}
  image: {models: gpt-4o}
budgets: {chat: lots, cat: 3}
needs: {min_context: big, offers: [smell]}
policies:
  retirement: {percent: 3}
  cheaper_model: {}
colour: red
"""


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    """All mistakes of a file come in one message, each with its line."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, BROKEN)

    message = str(caught.value)
    for line in (
        "llmcmp.yaml:2: workloads.chat: requests: not a number: 'many'",
        "llmcmp.yaml:2: workloads.chat: input_tokens: not a whole number: '1.5'",
        "llmcmp.yaml:2: workloads.chat: cached_share: not a share from 0 to 1: '120%'",
        "llmcmp.yaml:3: workloads.total: a workload cannot be called total",
        "llmcmp.yaml:4: workloads.image: unknown key: models (did you mean model?)",
        "llmcmp.yaml:4: workloads.image: missing key: model",
        "llmcmp.yaml:5: budgets.cat: no workload of this name (there is chat, total, image",
        "llmcmp.yaml:6: needs: min_context: not a number: 'big'",
        "llmcmp.yaml:8: policies: retirement: has no limit called percent (takes days)",
        "llmcmp.yaml:9: policies: cheaper_model: needs a limit: percent",
        "llmcmp.yaml:10: unknown key: colour",
    ):
        assert line in message, line


def test_an_unknown_policy_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    """A policy spelled wrong would never be looked at."""
    with pytest.raises(ConfigError, match=r"unknown key: budgets \(did you mean budget\?\)"):
        load(tmp_path, "policies:\n  budgets: {}\n")


def test_limits_that_a_policy_does_not_have_are_refused(tmp_path: Path) -> None:
    """A limit nobody looks at would be believed to hold."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "policies:\n  retirement: {percent: 3}\n  cheaper_model: {}\n")

    assert str(caught.value).splitlines() == [
        "llmcmp.yaml:2: policies: retirement: has no limit called percent (takes days)",
        "llmcmp.yaml:3: policies: cheaper_model: needs a limit: percent",
    ]


def test_what_contradicts_itself_is_refused_with_its_line(tmp_path: Path) -> None:
    """Shares over 1 and needs nobody declares are found when the file is read."""
    with pytest.raises(ConfigError) as caught:
        load(
            tmp_path,
            "workloads:\n  chat:\n    model: gpt-4o\n    cached_share: 0.8\n"
            "    cache_write_share: 0.3\nneeds: {offers: [smell]}\n",
        )

    assert "llmcmp.yaml:2: workloads.chat: cached_share and cache_write_share" in str(caught.value)
    assert "llmcmp.yaml:6: needs: unknown need: smell" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "- 1\n", "workloads: 3\n", "a: &x 1\n", "workloads: {chat: \n"]
)
def test_what_is_no_configuration_is_refused(tmp_path: Path, text: str) -> None:
    """Broken YAML ends in a sentence with the file's name and a line."""
    with pytest.raises(ConfigError, match=r"llmcmp\.yaml:\d"):
        load(tmp_path, text)


def test_a_file_is_found_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    """From a folder deep inside, the nearest file wins; nothing above the root is looked at."""
    (tmp_path / "llmcmp.yaml").touch()
    root = tmp_path / "repository"
    deep = root / "a" / "b"
    deep.mkdir(parents=True)
    (root / ".git").mkdir()
    assert find_config(deep) is None

    (root / "llmcmp.yaml").touch()
    assert find_config(deep) == root / "llmcmp.yaml"

    (deep / "llmcmp.yml").touch()
    assert find_config(deep) == deep / "llmcmp.yml"


def test_outside_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    """A file that happens to lie higher up belongs to somebody else."""
    (tmp_path / "llmcmp.yaml").touch()
    below = tmp_path / "below"
    below.mkdir()

    assert find_config(below) is None
    assert find_config(tmp_path) == tmp_path / "llmcmp.yaml"


def test_paths_in_messages_start_at_the_root_of_the_repository(tmp_path: Path) -> None:
    """Annotations need the path from the root, wherever the command is run."""
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "services" / "chat"
    inner.mkdir(parents=True)
    (inner / "llmcmp.yaml").write_text(SMALLEST)

    assert load_config(inner / "llmcmp.yaml").path == "services/chat/llmcmp.yaml"
