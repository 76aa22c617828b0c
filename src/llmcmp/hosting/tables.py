"""The tables of GPUs, prices and parameters that hosting plans are computed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from ..records import replace
from ..registry import Offer
from ..schema.gpu import GpusFile
from ..schema.hosting import HostingParameters
from ..usage import LoadProfile, Workload
from .names import gpu_names
from .options import HostingOptions
from .plan import HostingPlan, plan


class HostingTables:
    """The tables a hosting plan is computed from, read when the first plan is asked for."""

    def __init__(
        self,
        gpus: Callable[[], GpusFile],
        parameters: Callable[[], HostingParameters],
        options: HostingOptions | None = None,
        profile: LoadProfile | None = None,
    ) -> None:
        """Take the readers of both tables; each is called once at most."""
        self.gpus = cache(gpus)
        self.parameters = cache(parameters)
        self.options = options or HostingOptions()
        self.profile = profile

    def names(self, selectors: Sequence[str]) -> frozenset[str]:
        """Return the names of GPUs, where one of the *selectors* may hold one."""
        return gpu_names(self.gpus()) if any("@" in text for text in selectors) else frozenset()

    def plan(self, offer: Offer, at: date, workload: Workload | None) -> HostingPlan:
        """Plan how to host an offer; raises where the model or the day is outside the tables."""
        options = self.options
        if offer.plan is not None:
            options = replace(options, gpu=offer.plan)
        ends = (None,) if workload is None else workload.on(offer.spec.id)
        best, *others = (
            plan(
                offer.spec,
                self.gpus(),
                self.parameters(),
                at=at,
                workload=each,
                profile=self.profile,
                options=options,
            )
            for each in ends
        )
        plans = (best, *others)
        lows = [each.monthly_low for each in plans if each.monthly_low is not None]
        highs = [each.monthly_high for each in plans if each.monthly_high is not None]
        return replace(
            best, monthly_low=min(lows, default=None), monthly_high=max(highs, default=None)
        )
