"""What a rule of the gate looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from ...records import record
from ...registry import Offer
from ...schema.config import TOTAL, ConfigFile
from ...schema.numbers import read_number
from ...schema.policies import Policy
from ...usage import PromptText
from ..offers.offered_model import OfferedModel
from .baseline import Baseline

Amount = Decimal | int | str | None


@record
class PolicyResult:
    """Whether one rule holds for one workload."""

    id: str
    workload: str | None
    """Name of the workload; absent for a rule about all of them."""
    severity: Literal["error", "warn"]
    """Whether it fails the check."""
    held: bool | None
    """Whether it holds; absent where that is not known."""
    actual: Amount
    """What was found: USD, days, percent, tokens or a word."""
    limit: Amount
    """What the policy allows, in the same unit."""
    message: str
    """One sentence for people."""
    path: str
    """File to look at."""
    line: int
    """Line to look at."""


@record
class PromptCount:
    """Tokens of one prompt file on the model in use."""

    path: str
    """Path of the file, from the root of the repository where there is one."""
    tokens: int
    kind: str
    """``exact``, or ``calibrated`` where the vocabulary is not published."""
    low: int
    """Least number it can be."""
    high: int
    """Greatest number it can be."""


@record
class SentPrompts:
    """The prompt files of one workload, counted."""

    files: tuple[PromptCount, ...]
    """Each file on the model in use."""
    text: PromptText | None = None
    """All of them together on that model and on those that could replace it; else all models
    are taken to count as many tokens as the model in use."""


@record
class OtherModel:
    """Another model that can do the work."""

    selector: str
    monthly: Decimal
    """USD a month."""
    low: Decimal
    """USD a month, at the low end of what is uncertain."""
    high: Decimal
    """USD a month, at the high end of what is uncertain."""
    saving: Decimal
    """USD a month less than the model in use."""
    saving_percent: Decimal | None
    """The same in percent; None where the model in use costs nothing."""


@record
class Case:
    """All that a rule may look at."""

    file: ConfigFile
    policy: Policy
    """The rule's own settings, defaults filled in."""
    id: str
    severity: Literal["error", "warn"]
    """Whether it fails the check."""
    at: date
    """Day of the prices."""
    baseline: Baseline | None
    workload: str | None
    """Name of the workload; absent for a rule about all of them."""
    offer: Offer | None
    """What is in use; absent where nobody knows it."""
    model: OfferedModel | None
    """What is in use, priced; absent where it has no price."""
    problem: str | None
    """Why it could not be priced."""
    monthly: Decimal | None
    """USD a month, of the workload or of all."""
    prompts: tuple[PromptCount, ...]
    alternatives: tuple[OtherModel, ...]
    """What else could do the work, the cheapest first."""

    def result(
        self,
        holds: bool | None,
        message: str,
        *,
        actual: Amount = None,
        limit: Amount = None,
        at: tuple[str, ...] | None = None,
        path: str | None = None,
    ) -> PolicyResult:
        """Return what the rule found; *at* are the keys of the configuration to look at."""
        keys = at or ("workloads", self.workload or "", "model")
        return PolicyResult(
            id=self.id,
            workload=self.workload,
            severity=self.severity,
            held=holds,
            actual=actual,
            limit=limit,
            message=message,
            path=path or self.file.path,
            line=1 if path else self.file.line(*keys),
        )

    def limit(self, name: str) -> int | Decimal | None:
        """Return one of the rule's limits."""
        text = getattr(self.policy, name)
        return None if text is None else read_number(text)

    @property
    def budget(self) -> Decimal | None:
        """The budget of the workload, or of all."""
        text = self.file.config.budgets.get(self.workload or TOTAL)
        return None if text is None else Decimal(read_number(text))


Rule = Callable[[Case], Iterator[PolicyResult]]
