"""The records of the registry; everything else is computed from these."""

from ..records import default_of, field, field_names, is_record, record, replace, shown_names
from .calibration import (
    CONTENT_CLASSES,
    CalibratedFamily,
    Calibration,
    ContentClass,
    Ratio,
    VocabularyPair,
)
from .dates import UNKNOWN, PartialDate, check_partial, first_day, is_whole, last_day
from .files import (
    AliasTarget,
    Contract,
    DeveloperFile,
    Discount,
    OverlayFile,
    Override,
    SourcesFile,
)
from .model import (
    Caching,
    Features,
    Known,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Score,
    Training,
)
from .network import Architecture, Parameters
from .rates import PER_CALL, PROMPT_METERS, Dispute, Meter, Rates, Tier
from .source import Source, Sources
from .token_rules import AudioTokens, ChatOverhead, ImageTokens, Tokenizer

__all__ = [
    "CONTENT_CLASSES",
    "PER_CALL",
    "PROMPT_METERS",
    "UNKNOWN",
    "AliasTarget",
    "Architecture",
    "AudioTokens",
    "Caching",
    "CalibratedFamily",
    "Calibration",
    "ChatOverhead",
    "ContentClass",
    "Contract",
    "DeveloperFile",
    "Discount",
    "Dispute",
    "Features",
    "ImageTokens",
    "Known",
    "Licence",
    "Lifecycle",
    "Meter",
    "Modalities",
    "ModelSpec",
    "OverlayFile",
    "Override",
    "Parameters",
    "PartialDate",
    "Rates",
    "Ratio",
    "Score",
    "Source",
    "Sources",
    "SourcesFile",
    "Tier",
    "Tokenizer",
    "Training",
    "VocabularyPair",
    "check_partial",
    "default_of",
    "field",
    "field_names",
    "first_day",
    "is_record",
    "is_whole",
    "last_day",
    "record",
    "replace",
    "shown_names",
]
