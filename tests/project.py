"""A project's configuration."""

from __future__ import annotations

from collections.abc import Callable

CONFIG = """\
workloads:
  chat: {model: gpt-4o-mini, requests: 1M, input_tokens: 1k, output_tokens: 100}
  mail: {model: claude-sonnet-4-5, requests: 1k, input_tokens: 1k, output_tokens: 100}
candidates: [gpt-5@azure, gpt-4o]
"""

DOUBLED = """\
overrides:
  - model: gpt-4o-mini
    rates:
      - {channel: openai, since: 2024-10-01, input: 0.30, cached_input: 0.075, output: 0.60}
"""

CONTRACTS = """\
contracts:
  - {name: Gateway, channel: openai, gateway_percent: 5, per_request: 0.0001, per_month: 20}
  - {name: Credits, developer: OpenAI, credit: 50}
  - {name: Promise, commitment: 1000}
"""

AT = ("--at", "2026-11-22")
Run = Callable[..., tuple[int, str, str]]
