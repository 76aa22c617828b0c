"""What a report chooses from: the offers of one day, and the means of hosting weights oneself."""

from __future__ import annotations

from datetime import date

from ..hosting import HostingTables
from ..records import record
from ..registry import Offer, Registry, select


@record
class Market:
    """The registry on one day, with the tables that self-hosted offers are planned from."""

    registry: Registry
    at: date
    """Day whose prices apply."""
    hosting: HostingTables | None = None
    """Tables of hosting plans; None where no selector can name a GPU and nothing is planned."""

    def select(self, text: str) -> Offer:
        """Return the offer a selector stands for; raises where it names nothing that is known."""
        names = frozenset[str]() if self.hosting is None else self.hosting.names((text,))
        return select(self.registry, text, at=self.at, gpu_names=names)
