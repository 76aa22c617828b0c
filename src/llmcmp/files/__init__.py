"""Everything that opens registry files: the YAML door, the snapshots, the overlays."""

from .hosting_tables import load_hosting
from .mistakes import Mistake, report
from .registry_files import load_calibration, load_registry, load_section, models_folder
from .text import Text, read_text

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
