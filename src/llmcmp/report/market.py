"""What a report chooses from: the offers of one day, and the means of hosting weights oneself."""

from __future__ import annotations

from datetime import date

from ..hosting import HostingTables
from ..pricing import PriceRows, WorkloadQuote, price_rows, price_workload
from ..records import record
from ..registry import Offer, Registry, select
from ..usage import Workload


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

    def rates(self, offer: Offer) -> PriceRows:
        """Return the rows of an API's price list in force; raises where there are none."""
        return price_rows(offer.spec, self.at, channel=offer.channel, tier=offer.tier)

    def quote(self, offer: Offer, workload: Workload) -> WorkloadQuote:
        """Price *workload* on an API, discounts included; raises where a price is missing."""
        return price_workload(
            workload,
            offer.spec,
            self.at,
            channel=offer.channel,
            tier=offer.tier,
            discounts=self.registry.discounts,
        )
