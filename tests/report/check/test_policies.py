"""The list of policies is whole."""

from __future__ import annotations

from llmcmp.report.check.policies import KINDS
from llmcmp.schema.config import LIMITS, Policies


def test_every_policy_is_described_and_documented() -> None:
    """The rules, their limits and the keys of the configuration are one list."""
    assert list(KINDS) == list(LIMITS) == list(Policies.__dataclass_fields__)
    assert all(kind.about.endswith(".") for kind in KINDS.values())
