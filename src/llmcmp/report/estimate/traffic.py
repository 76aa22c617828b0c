"""What a what-if asks of an offer for the whole traffic, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from ...notices import Notice
from ...records import record
from ...registry import Offer
from ...usage import LoadProfile, Usage


@record
class TrafficToHost:
    """What a hosting plan has to carry."""

    usage: Usage
    """All tokens, in the vocabulary of the model that is to serve them."""
    requests: int | None
    """Requests; None where a format does not count them."""
    days: Decimal
    """Days from the first usage to the last; 0 where the files have no dates."""
    load: LoadProfile | None
    """Requests per minute, where every request has its time."""


@record
class TrafficCost:
    """What the whole traffic would have cost on an offer, in USD."""

    cost: Decimal
    low: Decimal
    """USD at the lower end of everything that is not known exactly."""
    high: Decimal
    """USD at the upper end."""
    reasons: tuple[str, ...] = ()
    """What rules the offer out."""
    notices: tuple[Notice, ...] = ()
    """What a reader must know."""


Host: TypeAlias = Callable[[Offer, TrafficToHost], TrafficCost]
"""Plans the hosting of an offer for a traffic; raises ``UnpricedError`` where it cannot."""
