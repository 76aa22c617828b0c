"""The real cards and parameters, and the models of the worked table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from llmcmp.hosting import HostingOptions, HostingPlan, plan
from llmcmp.schema import Architecture, Features, Licence, ModelSpec, Parameters
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import LoadProfile, Workload
from tests import factories, folders
from tests.folders import ROOT

TODAY = date(2026, 11, 22)


# id: parameters, layers, d_model, heads, kv_heads, head_dim, context (registry and HOSTING facts)
SHAPES: dict[str, tuple[int, int, int, int, int | None, int | None, int]] = {
    "opt-125m": (125_239_296, 12, 768, 12, 12, 64, 2048),
    "opt-350m": (331_196_416, 24, 1024, 16, 16, 64, 2048),
    "opt-1.3b": (1_315_758_080, 24, 2048, 32, 32, 64, 2048),
    "opt-2.7b": (2_651_596_800, 32, 2560, 32, 32, 80, 2048),
    "opt-6.7b": (6_658_473_984, 32, 4096, 32, 32, 128, 2048),
    "opt-13b": (12_853_473_280, 40, 5120, 40, 40, 128, 2048),
    "opt-30b": (29_974_540_288, 48, 7168, 56, 56, 128, 2048),
    "opt-66b": (65_719_664_640, 64, 9216, 72, 72, 128, 2048),
    "opt-175b": (174_604_468_224, 96, 12288, 96, 96, 128, 2048),
    "mistral-7b-v0.3": (7_240_000_000, 32, 4096, 32, 8, 128, 32768),
    "llama-3-70b": (70_550_000_000, 80, 8192, 64, 8, 128, 8192),
    "llama-3.1-8b": (8_030_000_000, 32, 4096, 32, 8, 128, 131072),
    "llama-3.1-70b": (70_550_000_000, 80, 8192, 64, 8, 128, 131072),
    "llama-3.1-405b": (405_900_000_000, 126, 16384, 128, 8, 128, 131072),
    "qwen2.5-7b": (7_615_616_512, 28, 3584, 28, 4, 128, 131072),
    "gemma-3-4b": (4_300_000_000, 34, 2560, 8, 4, 256, 131072),
}


class TextLoader(yaml.SafeLoader):
    """Reads every scalar but null as text."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    """Read YAML as text scalars."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=TextLoader)


def model(name: str, *, commercial: str = "yes", tuned: str = "yes", **arch: Any) -> ModelSpec:
    """Build a model of the table above; *arch* replaces fields of its architecture."""
    count, layers, width, heads, kv_heads, head_dim, context = SHAPES[name]
    fields: dict[str, Any] = {
        "layers": layers,
        "d_model": width,
        "heads": heads,
        "kv_heads": kv_heads,
        "head_dim": head_dim,
    }
    quantised = arch.pop("quantised", None)
    return factories.model(
        name,
        own_channel=None,
        weights="open",
        licence=Licence(name="its own", commercial_use=commercial),  # type: ignore[arg-type]
        context_window=context,
        features=Features(instruction_tuned=tuned),  # type: ignore[arg-type]
        parameters=Parameters(total=count, exact=count, quantised=quantised),
        architecture=Architecture(**{**fields, **arch}),
    )


@pytest.fixture(scope="session")
def gpus() -> GpusFile:
    """Read the registry's cards and prices."""
    return TypeAdapter(GpusFile).validate_python(read(ROOT / "models/gpus.yaml"))


@pytest.fixture(scope="session")
def parameters() -> HostingParameters:
    """Read the registry's parameters."""
    return TypeAdapter(HostingParameters).validate_python(read(ROOT / "models/hosting.yaml"))


@pytest.fixture(scope="session")
def shared_facts() -> Path:
    """Return the folder of facts beside the repository, where there is one."""
    folder = folders.SHARED / "facts"
    if not folder.is_dir():
        pytest.skip("the facts are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def spec() -> Any:
    """Build models of the table by name."""
    return model


@pytest.fixture(scope="session")
def opt_sizes() -> tuple[str, ...]:
    """Name all nine OPT sizes."""
    return tuple(name for name in SHAPES if name.startswith("opt-"))


AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)
L40S = HostingOptions(gpu="L40S", precision="fp8")


@pytest.fixture
def llama(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Any:
    """Plan Llama 3.1 8B with these options."""

    def planned(
        options: HostingOptions = L40S,
        workload: Workload | None = CHAT,
        profile: LoadProfile | None = None,
        at: date = AT,
    ) -> HostingPlan:
        return plan(
            spec("llama-3.1-8b"), gpus, parameters,
            at=at, workload=workload, profile=profile, options=options,
        )  # fmt: skip

    return planned


DATED = ("--at", "2026-11-22")
Json = Callable[..., dict[str, Any]]


@pytest.fixture
def host(run: Callable[..., Any]) -> Json:
    """Return the JSON of ``llmcmp host``."""

    def call(*arguments: str) -> dict[str, Any]:
        result = run("host", *arguments, *DATED, "--format", "json")
        assert (result.code, result.err) == (0, "")
        match: dict[str, Any] = json.loads(result.out)
        return match

    return call
