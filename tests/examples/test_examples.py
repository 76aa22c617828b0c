"""The shipped integrations do what they promise: their own scripts are run, not copies of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.folders import ROOT

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git"
)


def document(path: str) -> Any:
    """Return a YAML file of the repository, every scalar as text."""
    return yaml.load((ROOT / path).read_text(), Loader=yaml.BaseLoader)


class Runner:
    """A repository made from examples/ and the shell of a CI machine."""

    def __init__(self, folder: Path) -> None:
        """Copy the examples into a fresh repository and commit them."""
        self.home = folder / "repository"
        self.temp = folder / "runner"
        self.temp.mkdir()
        shutil.copytree(ROOT / "examples", self.home)
        tools = folder / "bin"
        tools.mkdir()
        tool = tools / "llmcmp"
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llmcmp "$@"\n')
        tool.chmod(0o755)
        self.summary = folder / "summary.md"
        self.output = folder / "output.txt"
        self.env = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT / "src"),
            "LLMCMP_AT": "2026-11-22",
            "LLMCMP_CACHE_DIR": os.environ.get("LLMCMP_CACHE_DIR", str(folder / "cache")),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        }
        self.git("init", "-q", "-b", "main")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.git("remote", "add", "origin", f"file://{self.home}")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Start")

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        result = subprocess.run(
            ["git", *arguments], cwd=self.home, env=self.env, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return result.stdout.strip()

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file, as a pull request would."""
        text = (self.home / path).read_text()
        assert old in text
        (self.home / path).write_text(text.replace(old, new, 1))

    def run(self, script: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script as the host does: bash, stopping at the first failure."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=self.home, env={**self.env, **env}, check=False, capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a fresh repository made from examples/."""
    return Runner(tmp_path)


def step(name: str) -> str:
    """Return the script of a step of the example's workflow."""
    steps = document("examples/.github/workflows/llmcmp.yml")["jobs"]["llmcmp"]["steps"]
    (result,) = (item["run"] for item in steps if item.get("name") == name)
    return str(result)


def test_the_example_passes_and_leaves_a_table(runner: Runner) -> None:
    """As copied, the check is green and the step summary holds the table."""
    result = runner.run(step("Check"))

    assert result.returncode == 0, result.stdout + result.stderr
    text = runner.summary.read_text()
    assert text.startswith("### llmcmp check: passed\n")
    assert "| chat | gpt-4o-mini |" in text

    result = runner.run(step("What else could do the work"))
    assert result.returncode == 0, result.stderr
    assert "| 1 | gemini-2.5-flash-lite |" in runner.summary.read_text()


def test_a_pull_request_that_breaks_the_budget_is_stopped(runner: Runner) -> None:
    """Exit code 1, and the annotation names the policy, the amounts and the budget's line."""
    base = runner.git("rev-parse", "HEAD")
    runner.change("llmcmp.yaml", "model: gpt-4o-mini\n", "model: gpt-4.1\n")
    result = runner.run(step("What the base branch costs"), BASE=base)
    assert result.returncode == 0, result.stderr

    result = runner.run(step("Check"))

    assert result.returncode == 1
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(
        r"::error file=llmcmp\.yaml,line=20,title=llmcmp budget::"
        r"chat: \$2,289\.00 a month is \$2,039\.00 over the budget of \$250\.00",
        first,
    ), first
    text = runner.summary.read_text()
    assert text.startswith("### llmcmp check: failed\n")
    # 1,289 tokens in, 250 out: 500k x (1289 x 0.15 + 250 x 0.60) before, (1289 x 2 + 250 x 8) now.
    assert "| chat | gpt-4.1 | $2,289.00 | $250.00 | +$2,117.33 |" in text
    assert "cost_increase" in result.stdout


def test_a_prompt_that_grew_is_stopped_at_its_file(runner: Runner) -> None:
    """A prompt over its limit breaks the check, with an annotation on the prompt itself."""
    prompt = runner.home / "prompts" / "support.md"
    prompt.write_text(prompt.read_text() * 20)

    result = runner.run(step("Check"))

    assert result.returncode == 1
    assert "::error file=prompts/support.md,line=1,title=llmcmp prompt_growth::" in result.stdout


def action_step(name: str) -> str:
    """Return the script of a step of the action."""
    (result,) = (s["run"] for s in document("action.yml")["runs"]["steps"] if s["name"] == name)
    return str(result)


def test_the_action_checks_and_sets_its_outputs(runner: Runner) -> None:
    """Outputs are written whether the check holds or not; the exit code is the check's."""
    result = runner.run(action_step("Check"), INPUT_CONFIG="", INPUT_BASELINE="")
    assert result.returncode == 0, result.stdout + result.stderr
    outputs = dict(line.split("=", 1) for line in runner.output.read_text().splitlines())
    assert outputs["status"] == "passed"
    report = json.loads(Path(outputs["json-path"]).read_text())
    assert outputs["monthly-cost"] == report["monthly"]

    runner.change("llmcmp.yaml", "budgets: {chat: 250", "budgets: {chat: 25")
    shutil.copy(outputs["json-path"], runner.temp / "main.json")
    result = runner.run(
        action_step("Check"), INPUT_CONFIG="llmcmp.yaml",
        INPUT_BASELINE=str(runner.temp / "main.json"),
    )  # fmt: skip
    assert result.returncode == 1
    assert "status=failed" in runner.output.read_text()
    assert "title=llmcmp budget" in result.stdout


def test_bad_input_is_not_a_finding(runner: Runner) -> None:
    """A broken configuration ends the action with 2, never with the 1 of a broken budget."""
    (runner.home / "llmcmp.yaml").write_text("colour: red\n")

    result = runner.run(action_step("Check"), INPUT_CONFIG="", INPUT_BASELINE="")

    assert result.returncode == 2
    assert "unknown key: colour" in result.stderr
    assert not runner.output.exists()


def test_inputs_cannot_become_commands() -> None:
    """No expression stands in a script: inputs reach it as environment variables only."""
    for path in ("action.yml", "examples/.github/workflows/llmcmp.yml"):
        text = (ROOT / path).read_text()
        scripts = re.findall(r"^ *run: (?:\|\n((?: {8,}.*\n|\n)+)|(.*))", text, re.MULTILINE)
        assert scripts
        assert not [result for result in scripts if "${{" in "".join(result)]


def test_the_action_is_whole() -> None:
    """Every step has a shell, and every declared output is one that the script writes."""
    action = document("action.yml")

    assert action["runs"]["using"] == "composite"
    assert all(item["shell"] == "bash" for item in action["runs"]["steps"])
    for name, output in action["outputs"].items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"
        assert f'echo "{name}=' in action_step("Check")


def test_third_party_actions_are_pinned() -> None:
    """A tag can be moved, a commit cannot."""
    text = (ROOT / "examples/.github/workflows/llmcmp.yml").read_text()

    for used in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used


def test_the_hook_and_the_template_run_real_commands() -> None:
    """pre-commit runs `llmcmp check`; the GitLab job writes the report it declares."""
    (hook,) = document(".pre-commit-hooks.yaml")
    assert (hook["id"], hook["entry"], hook["pass_filenames"]) == (
        "llmcmp-check", "llmcmp check", "false",
    )  # fmt: skip
    assert re.search(hook["files"], "llmcmp.yaml")
    assert re.search(hook["files"], "service/prompts/a.md")
    assert not re.search(hook["files"], "src/main.py")

    text = (ROOT / "templates" / "llmcmp.yml").read_text()
    inputs, job = yaml.load_all(text, Loader=yaml.BaseLoader)
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", text))
    assert used == set(inputs["spec"]["inputs"])
    report = job["llmcmp-check"]["artifacts"]["reports"]["codequality"]
    assert any(f"-o {report}" in line for line in job["llmcmp-check"]["script"])


def test_the_gitlab_job_writes_its_report_and_fails(runner: Runner) -> None:
    """The job's own script leaves a code-quality report and ends with 1 when a budget breaks."""
    text = (ROOT / "templates" / "llmcmp.yml").read_text()
    _, job = yaml.load_all(text, Loader=yaml.BaseLoader)
    script = [line for line in job["llmcmp-check"]["script"] if "pip install" not in line]
    runner.change("llmcmp.yaml", "budgets: {chat: 250", "budgets: {chat: 25")

    result = runner.run("\n".join(script), LLMCMP_CONFIG="llmcmp.yaml")

    assert result.returncode == 1
    issues = json.loads((runner.home / "gl-code-quality-report.json").read_text())
    assert [issue["check_name"] for issue in issues if issue["severity"] == "major"] == [
        "llmcmp/budget"
    ]
