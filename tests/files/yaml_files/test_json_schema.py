"""The JSON Schemas for editors say what the records say."""

from __future__ import annotations

import json
from pathlib import Path

from llmcmp.files import models_folder
from llmcmp.files.yaml_files.json_schema import config_schema
from llmcmp.schema.config import Config
from tests import folders


def test_schemas_can_be_written(tmp_path: Path) -> None:
    """Written schemas are current; a missing or edited one is named."""
    from llmcmp.files.yaml_files.json_schema import stale_schemas, write_schemas

    assert stale_schemas(tmp_path) == ["schema.json", "overlay.schema.json", "llmcmp.schema.json"]
    write_schemas(tmp_path)
    assert stale_schemas(tmp_path) == []
    (tmp_path / "schema.json").write_text("{}")
    assert stale_schemas(tmp_path) == ["schema.json"]


def test_schema_asks_for_what_the_file_must_say() -> None:
    """A model in a file needs its facts, but not the developer that the file's head gives."""
    from llmcmp.files.yaml_files.json_schema import developer_schema

    model_schema = json.loads(developer_schema())["$defs"]["ModelSpec"]

    assert {"id", "released", "context_window"} <= set(model_schema["required"])
    assert not {"developer", "own_channel"} & set(model_schema["required"])
    assert model_schema["additionalProperties"] is False


def test_schemas_are_current() -> None:
    """The schemas in ``models/`` are what the records say today."""
    from llmcmp.files.yaml_files.json_schema import stale_schemas

    folder = models_folder()
    assert stale_schemas(folder) == []


def test_the_schema_knows_every_key() -> None:
    """Editors complete and check the file with a schema made from the records."""
    schema = json.loads(config_schema())

    assert set(schema["properties"]) == set(Config.__dataclass_fields__)
    assert schema["additionalProperties"] is False
    shipped = folders.MODELS / "llmcmp.schema.json"
    assert shipped.read_text() == config_schema()
