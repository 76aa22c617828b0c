"""What llmcmp.yaml may hold, what is refused, and where it is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.cli import main
from llmcmp.errors import ConfigError
from llmcmp.files.config import find_config, load_config
from llmcmp.files.config_yaml import config_yaml, scalar
from llmcmp.files.yaml_files.json_schema import config_schema
from llmcmp.report.from_config import needs_of, workload_of
from llmcmp.schema.config import Config, NeedsConfig, WorkloadConfig
from tests.report.check.gate_registry import checked

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


def load(folder: Path, text: str) -> Config:
    """Write and load a configuration."""
    (folder / "llmcmp.yaml").write_text(text)
    return load_config(folder / "llmcmp.yaml", name="llmcmp.yaml").config


def test_the_smallest_file_works(tmp_path: Path) -> None:
    """Three lines are enough; numbers are read as people write them."""
    config = load(tmp_path, SMALLEST)

    workload = workload_of("chat", config.workloads["chat"])
    assert (workload.requests, workload.input_tokens) == (500_000, 1200)


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    """All mistakes of a file come in one message, each with its line."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, BROKEN)

    said = str(caught.value)
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
        assert line in said, line


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


def test_init_writes_what_the_reader_reads(tmp_path: Path) -> None:
    """The commented file reads back as the very configuration it was written from."""
    config = Config(
        workloads={
            "chat bot: 1": WorkloadConfig(
                model="gpt-4o@openai+batch",
                requests="2.5M",
                per="day",
                input_tokens="1_200",
                output_tokens="250",
                cached_share="40%",
                images=("1024x1024:low",),
                prompts=("prompts/a b.md",),
            )
        },
        budgets={"chat bot: 1": "400"},
        candidates=("gpt-4o-mini", "llama-3.3-70b@together"),
        needs=NeedsConfig(
            offers=("image",),
            min_context="64k",
            min_scores={"MMLU": "75"},
            commercial_use=True,
            available_until="2027-03-01",
            weights=("none",),
        ),
    )

    assert load(tmp_path, config_yaml(config)) == config
    assert needs_of(config.needs).min_scores == {"MMLU": Decimal(75)}


@pytest.mark.parametrize(
    "text", ["yes", "null", "a: b", "#", "", "'", '"', "é", "- x", "[a]", "1:2"]
)
def test_any_name_survives_the_writing(tmp_path: Path, text: str) -> None:
    """Names that YAML would take for something else are quoted."""
    assert load(tmp_path, f"candidates: [{scalar(text)}]\n").candidates == (text,)


def test_init_writes_a_file_that_check_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`init` then `check` works; a second `init` refuses to overwrite."""
    monkeypatch.chdir(tmp_path)

    assert main(["init", "--model", "gpt-4o-mini", "--budget", "400"]) == 0
    assert main(["check", "--at", "2026-11-22"]) == 0
    assert main(["init"]) == 2
    assert "is there already: llmcmp.yaml" in capsys.readouterr().err
    assert main(["init", "--force", "-o", "-", "--model", "gpt4o-mini"]) == 2


def test_registry_and_discounts_of_the_file_apply_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`compare` prices with the overlay and the discounts, and names both; --no-config does not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.yaml").write_text(
        "name: deal\noverrides:\n  - model: gpt-4o-mini\n    rates:\n"
        "      - {channel: openai, since: 2026-01-01, input: 0.10, output: 0.40}\n"
    )
    (tmp_path / "llmcmp.yaml").write_text(
        "registry: [prices.yaml]\ndiscounts: [{percent: 10, developer: OpenAI}]\n"
    )
    run = ["compare", "gpt-4o-mini", "--input-tokens", "1M", "--output-tokens", "0", "-f", "json"]
    run += ["--at", "2026-11-22"]

    assert main(run) == 0
    found = json.loads(capsys.readouterr().out)
    # A million tokens at 0.10, less a tenth.
    assert found["models"][0]["cost"]["monthly"] == "0.09"
    assert [overlay["name"] for overlay in found["registry"]["overlays"]] == [
        "deal",
        "llmcmp.yaml",
    ]

    assert main([*run, "--no-config"]) == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["cost"]["monthly"] == "0.15"


def test_the_schema_knows_every_key() -> None:
    """Editors complete and check the file with a schema made from the records."""
    schema = json.loads(config_schema())

    assert set(schema["properties"]) == set(Config.__dataclass_fields__)
    assert schema["additionalProperties"] is False
    shipped = Path(__file__).parents[2] / "models" / "llmcmp.schema.json"
    assert shipped.read_text() == config_schema()


def test_the_smallest_file_passes_and_breaks(tmp_path: Path) -> None:
    """The same workload passes a budget of 2,000 and breaks one of 1,000."""
    text = (
        "workloads:\n  chat: {model: small, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
    )

    assert not checked(tmp_path, text + "budgets: {chat: 2k}\n").failed
    assert checked(tmp_path, text + "budgets: {chat: 1k}\n").failed


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_init_asks_at_a_terminal(tmp_path: Path) -> None:
    """Without flags, answers at the terminal make the file; an empty answer keeps the example."""
    import pty

    source = Path(__file__).parents[2] / "src"
    main_end, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "llmcmp", "init"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
    )
    os.write(main_end, b"gpt-4o\n\n2k\n\n300\n")
    assert process.wait(60) == 0
    os.close(other_end)
    os.close(main_end)

    entry = load_config(tmp_path / "llmcmp.yaml").config
    assert entry.budgets == {"chat": "300"}
    chat = entry.workloads["chat"]
    assert (chat.model, chat.requests, chat.input_tokens) == ("gpt-4o", "500k", "2k")
