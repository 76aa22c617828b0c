"""Everything that opens registry files: the YAML door, the snapshots, the overlays."""

from .registry.hosting_tables import load_hosting
from .registry.load import load_calibration, load_registry, load_section, models_folder
from .yaml_files.mistakes import Mistake, report
from .yaml_files.text import Text, read_text

__all__ = [
    "Mistake",
    "Text",
    "load_calibration",
    "load_hosting",
    "load_registry",
    "load_section",
    "models_folder",
    "read_text",
    "report",
]
