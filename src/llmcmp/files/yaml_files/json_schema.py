"""JSON Schemas for editors, generated from the records that validate the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...schema import DeveloperFile, OverlayFile
from ...schema.config import Config
from ...schema.policies import KINDS
from .validated import adapter

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def developer_schema() -> str:
    """Return the text of ``models/schema.json``."""
    return _schema(DeveloperFile, "llmcmp developer file")


def overlay_schema() -> str:
    """Return the text of ``models/overlay.schema.json``."""
    return _schema(OverlayFile, "llmcmp overlay")


def config_schema() -> str:
    """Return the text of ``models/llmcmp.schema.json``."""
    return _schema(Config, "llmcmp.yaml", _with_policy_defaults)


def schema_files() -> dict[str, str]:
    """Return the schemas by file name."""
    return {
        "schema.json": developer_schema(),
        "overlay.schema.json": overlay_schema(),
        "llmcmp.schema.json": config_schema(),
    }


def stale_schemas(folder: Path) -> list[str]:
    """Return the names of the schemas in *folder* that are missing or not what they should be."""
    return [
        name
        for name, text in schema_files().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def write_schemas(folder: Path) -> None:
    """Write the schemas into *folder*."""
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _schema(type_: Any, title: str, change: Callable[[Any], Any] = lambda body: body) -> str:
    body = change(_as_editors_read(adapter(type_).json_schema()))
    whole = {"$schema": _DIALECT, **body, "title": title}
    return json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _with_policy_defaults(body: Any) -> Any:
    """Say of every policy what holds if the file does not name it."""
    for name, policy in body["$defs"]["Policies"]["properties"].items():
        policy["description"] = f"{policy['description'][:-1]} (default: {KINDS[name].default})."
    return body


def _as_editors_read(node: Any) -> Any:
    """Allow what our reader takes for text or a number and an editor's YAML parser does not.

    We read every scalar as text; an editor reads ``2022`` and ``0`` as numbers and ``128_000``
    as text.
    """
    if isinstance(node, list):
        return [_as_editors_read(item) for item in node]
    if not isinstance(node, dict):
        return node
    loose = {key: _as_editors_read(value) for key, value in node.items()}
    match loose.get("type"):
        case "integer":
            loose |= {"type": ["integer", "string"], "pattern": "^[0-9][0-9_]*$"}
        case "boolean":
            loose |= {"type": ["boolean", "string"]}
        case "string" if not loose.keys() & {"enum", "const", "pattern"}:
            loose |= {"type": ["string", "number", "boolean"]}
    return loose
