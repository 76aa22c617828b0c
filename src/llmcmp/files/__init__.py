"""Everything that opens registry files: the YAML door, the snapshots, the overlays."""

from .mistakes import Mistake, report
from .registry_files import load_registry, load_section, models_folder
from .text import Text, read_text

__all__ = [
    "Mistake",
    "Text",
    "load_registry",
    "load_section",
    "models_folder",
    "read_text",
    "report",
]
