"""Score the self-hosting model against published measurements.

Run ``python benchmarks/hosting.py [THROUGHPUT.yaml]``; without a path the copy beside this file is
used. Every ratio is predicted speed over measured speed (latencies inverted), so above 1 the model
is too fast. Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from pydantic import TypeAdapter

from llmcmp.hosting import find_engine, find_gpu, find_precision
from llmcmp.hosting.replica import memory
from llmcmp.hosting.replica.architecture import Shape
from llmcmp.hosting.replica.speed import Machine, machine_of, speed_of
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT / "benchmarks/data/throughput.yaml"
OPT_SHAPES = ("opt-", "gpt-")


class TextLoader(yaml.SafeLoader):
    """Reads every scalar but null as text, so that records see what is written."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Model:
    """The self-hosting model with its cards and parameters."""

    def __init__(self, gpus: GpusFile, parameters: HostingParameters) -> None:
        """Keep cards and parameters."""
        self.gpus = gpus
        self.parameters = parameters

    def machine(self, point: Mapping[str, Any], shape: Shape) -> Machine:
        """Build the machine of one point."""
        return machine_of(
            shape,
            find_gpu(point["gpu"], self.gpus),
            int(point["gpus"]),
            precision=find_precision(point["precision"], self.parameters),
            engine=find_engine(point["engine"], self.parameters),
            parameters=self.parameters,
        )

    def fit(self, point: Mapping[str, Any], shape: Shape) -> memory.Fit:
        """Return how one point's model lies in memory."""
        return memory.fit(
            shape,
            find_gpu(point["gpu"], self.gpus),
            int(point["gpus"]),
            precision=find_precision(point["precision"], self.parameters),
            engine=find_engine(point["engine"], self.parameters),
            parameters=self.parameters,
        )

    def ratio(self, point: Mapping[str, Any], shape: Shape) -> float:
        """Return predicted over measured speed of one point."""
        value = float(point["value"])
        match point["metric"]:
            case "kv_slots_k":
                return self.fit(point, shape).room_tokens / 1000 / value
            case "memory_gb":
                return self._memory_gb(point, shape) / value
        if point["mode"] in ("static", "prefill", "decode1"):
            return self._fixed_batch(point, shape, value)
        batch = int(point["batch"]) if "batch" in point else None
        speed = speed_of(
            self.machine(point, shape),
            self.fit(point, shape),
            input_tokens=float(point["input_tokens"]),
            output_tokens=float(point["output_tokens"]),
            concurrency=batch,
        )
        unit = {
            "output_tok_s": speed.output,
            "req_s": speed.requests,
            "req_min": speed.requests * 60,
        }
        return unit[point["metric"]] / value

    def _fixed_batch(self, point: Mapping[str, Any], shape: Shape, value: float) -> float:
        """Score one batch of equal sequences, which start and end together."""
        result = self.machine(point, shape)
        batch = float(point.get("batch", 1))
        prompt, answer = float(point["input_tokens"]), float(point["output_tokens"])
        step = result.decode(batch, prompt + answer / 2)
        whole = result.prefill(prompt, batch) + answer * step
        match point["metric"], point["mode"]:
            case "ttft_ms", _:
                return value / (result.prefill(prompt) * 1000)
            case "ms_per_token", _:
                return value / (step * 1000)
            case "output_tok_s", "decode1":
                return 1 / step / value
            case "latency_ms", _:
                return value / (whole * 1000)
            case _:
                return batch * answer / whole / value

    def _memory_gb(self, point: Mapping[str, Any], shape: Shape) -> float:
        """Return the memory in use over all cards, in GB."""
        layout = self.fit(point, shape)
        length = float(point["input_tokens"]) + float(point["output_tokens"])
        cache = float(point.get("batch", 1)) * length * layout.kv_cache_bytes_per_token
        return (layout.weights_bytes + cache + layout.runtime_bytes) / 1e9


def read(path: Path) -> Any:
    """Read a YAML file as text scalars."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=TextLoader)


def shapes(models: Mapping[str, Mapping[str, str]]) -> dict[str, Shape]:
    """Turn the file's table of models into shapes."""
    return {
        name: Shape(
            model=name,
            parameters=round(float(facts["params_b"]) * 1e9),
            layers=int(facts["layers"]),
            width=int(facts["hidden"]),
            heads=int(facts["heads"]),
            kv_heads=int(facts["kv_heads"]),
            head_dim=int(facts["head_dim"]),
        )
        for name, facts in models.items()
    }


def score(path: Path) -> tuple[dict[str, list[float]], list[tuple[str, float]]]:
    """Return the ratios by group, and the points that are off by more than 1.6."""
    model = Model(
        TypeAdapter(GpusFile).validate_python(read(ROOT / "models/gpus.yaml")),
        TypeAdapter(HostingParameters).validate_python(read(ROOT / "models/hosting.yaml")),
    )
    evidence = read(path)
    known = shapes(evidence["models"])
    groups: dict[str, list[float]] = defaultdict(list)
    misses: list[tuple[str, float]] = []
    for point in evidence["points"]:
        if "exclude_from_score" in point:
            continue
        ratio = model.ratio(point, known[point["model"]])
        for group in group_names(point):
            groups[group].append(ratio)
        if max(ratio, 1 / ratio) > 1.6:
            misses.append((point["id"], ratio))
    return groups, misses


def group_names(point: Mapping[str, Any]) -> Iterator[str]:
    """Yield the groups a point counts in."""
    if point["mode"] in ("memory", "kvslots"):
        yield point["mode"]
        return
    yield "all"
    if point["model"].startswith(OPT_SHAPES):
        yield "OPT shapes"
    for kind in ("gpu", "model", "engine", "precision", "mode"):
        yield f"{kind} {point[kind]}"


def quantile(values: list[float], share: float) -> float:
    """Return the value that *share* of the sorted values stay below, nearest rank."""
    return sorted(values)[round(share * (len(values) - 1))]


def row(name: str, ratios: list[float]) -> str:
    """Write one group as a line."""
    folds = [max(ratio, 1 / ratio) for ratio in ratios]
    speed = (median(ratios), quantile(ratios, 0.1), quantile(ratios, 0.9))
    cells = (*speed, median(folds), quantile(folds, 0.9))
    within = sum(fold <= 1.5 for fold in folds) / len(folds)
    numbers = " ".join(f"{cell:7.2f}" for cell in cells)
    return f"{name:46} {len(ratios):4} {numbers} {within:7.0%}"


def bars(groups: Mapping[str, list[float]]) -> Iterator[tuple[str, bool]]:
    """Yield what must hold, and whether it does."""
    ratios = groups["all"]
    folds = [max(ratio, 1 / ratio) for ratio in ratios]
    yield "median ratio within 0.9 and 1.1", 0.9 <= median(ratios) <= 1.1
    yield "p90 fold at most 1.35", quantile(folds, 0.9) <= 1.35
    opt = [max(ratio, 1 / ratio) for ratio in groups.get("OPT shapes", [])]
    yield "median fold of OPT shapes at most 1.2", not opt or median(opt) <= 1.2


def main(argv: list[str] | None = None) -> int:
    """Print the table and the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("throughput", nargs="?", type=Path, default=EVIDENCE)
    groups, misses = score(parser.parse_args(argv).throughput)
    print(f"{'predicted / measured':46} {'n':>4}  median     p10     p90    fold p90fold  in1.5x")
    for name in ("all", "OPT shapes", *sorted(set(groups) - {"all", "OPT shapes"})):
        if name in groups:
            print(row(name, groups[name]))
    print("\npoints off by more than 1.6:")
    for point, ratio in misses:
        print(f"  {point:58} {ratio:5.2f}")
    print()
    holds = True
    for bar, ok in bars(groups):
        holds &= ok
        print(f"{'held' if ok else 'MISSED'}: {bar}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
