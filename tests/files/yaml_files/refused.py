"""What the YAML door says to a text."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files import Text
from llmcmp.files.yaml_files.validated import read_yaml
from llmcmp.schema import OverlayFile


def refusal(raw: str | bytes, type_: Any = OverlayFile) -> str:
    """Return what the door says to *raw*."""
    text = Text(name="x.yaml", raw=raw.encode() if isinstance(raw, str) else raw)
    with pytest.raises(RegistryError) as caught:
        read_yaml(text, type_)
    return str(caught.value)
