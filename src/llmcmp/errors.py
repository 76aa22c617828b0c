"""Every failure a user can cause or meet, as one small tree.

::

    LlmcmpError
    ├── InputError            a flag, file or workload that cannot be used
    │   ├── RegistryError     a registry or overlay file that cannot be read
    │   ├── ConfigError       a configuration file that cannot be used
    │   ├── UsageFileError    a usage file that cannot be read
    │   └── UnknownNameError  a model, channel, tier, GPU or benchmark nobody declared
    ├── UnpricedError         the thing exists, its price is not known
    ├── UncountableError      the text exists, nothing supports a token count for it
    └── MissingExtraError     an optional dependency is not installed
"""

from __future__ import annotations


class LlmcmpError(Exception):
    """A failure that ends in one sentence and, where one helps, a hint."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Keep the sentence and the *hint* apart: they are printed apart."""
        super().__init__(message)
        self.hint = hint


class InputError(LlmcmpError):
    """A flag, a file or a workload cannot be used as given."""


class RegistryError(InputError):
    """A registry or overlay file is broken; the message holds one line per mistake."""


class ConfigError(InputError):
    """A configuration file is broken; the message holds one line per mistake."""


class UsageFileError(InputError):
    """A usage file is broken; the message names the file and, where there is one, the line."""


class UnknownNameError(InputError):
    """A name is not declared anywhere; the hint holds the near misses."""


class UnpricedError(LlmcmpError):
    """A model, channel, tier, meter or date has no known price."""


class UncountableError(LlmcmpError):
    """Nothing supports a number of tokens for this text on this model."""


class MissingExtraError(LlmcmpError):
    """An optional dependency is needed and not installed."""


def reason(error: Exception) -> str:
    """Return why the system could not do something, in the form of our messages."""
    return (getattr(error, "strerror", None) or str(error)).lower()
