"""Counts per meter: what a request, or a sum of requests, used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import add, sub

from ..errors import InputError
from ..exact import exact
from ..records import record
from ..schema import PROMPT_METERS, Meter

Quantity = int | Decimal
"""Counts read from files are ``int``; shares and re-scaled counts are exact ``Decimal``."""

_METERS = tuple(Meter)  # iterating the class itself is ten times slower


@record
class Usage:
    """Tokens per meter (calls, for ``web_search``), of one request or of a sum of requests."""

    input: Quantity = 0
    """Uncached prompt tokens."""
    cached_input: Quantity = 0
    """Prompt tokens read from a cache."""
    cache_write: Quantity = 0
    """Prompt tokens written to a short-lived cache."""
    cache_write_1h: Quantity = 0
    """Prompt tokens written to a long-lived cache."""
    output: Quantity = 0
    """Tokens the model wrote, reasoning included."""
    input_audio: Quantity = 0
    """Audio tokens of the prompt."""
    cached_input_audio: Quantity = 0
    """Audio tokens of the prompt read from a cache."""
    output_audio: Quantity = 0
    """Audio tokens the model spoke."""
    web_search: Quantity = 0
    """Web searches, in calls."""

    def __post_init__(self) -> None:
        """Refuse quantities that are negative or not finite."""
        for meter in _METERS:
            quantity: Quantity = getattr(self, meter)
            if type(quantity) is int and quantity >= 0:
                continue  # nearly all are, and a file may hold many thousand sums
            if isinstance(quantity, Decimal) and not quantity.is_finite():
                raise InputError(f"{meter}: not a number of tokens: {quantity}")
            if quantity < 0:
                raise InputError(f"{meter}: negative: {quantity}")

    def all_meters(self) -> Iterator[tuple[Meter, Quantity]]:
        """Yield every meter with its quantity, zeros included."""
        for meter in _METERS:
            yield meter, getattr(self, meter)

    def metered(self) -> Iterator[tuple[Meter, Quantity]]:
        """Yield the meters that were used."""
        return ((meter, quantity) for meter, quantity in self.all_meters() if quantity)

    @property
    def prompt(self) -> Quantity:
        """Tokens of the whole prompt, cached and written ones included: what a band tests."""
        with exact():
            total: Quantity = sum((getattr(self, meter) for meter in PROMPT_METERS), 0)
        return total

    def __add__(self, other: Usage) -> Usage:
        """Add meter by meter."""
        return self._with(other, add)

    def __sub__(self, other: Usage) -> Usage:
        """Subtract meter by meter; a meter below zero is refused."""
        return self._with(other, sub)

    def times(self, factor: Quantity) -> Usage:
        """Return the usage with every meter multiplied by *factor*, exactly."""
        with exact():
            return Usage(**{meter.value: quantity * factor for meter, quantity in self.metered()})

    def _with(self, other: Usage, combine: Callable[[Quantity, Quantity], Quantity]) -> Usage:
        with exact():
            return Usage(
                **{
                    meter.value: combine(quantity, getattr(other, meter))
                    for meter, quantity in self.all_meters()
                }
            )
