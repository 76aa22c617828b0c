"""The formats of usage files: one class each, recognised by header or keys, never by name."""

from __future__ import annotations

from . import (
    agent_logs,
    anthropic,
    any_table,
    api_responses,
    bedrock,
    cloud_bills,
    deepseek,
    gateways,
    langfuse,
    openai,
    otel,
)
from .base import Format

FORMATS: tuple[type[Format], ...] = (
    openai.DashboardUsage,
    openai.DashboardCosts,
    openai.ApiUsage,
    openai.ApiCosts,
    anthropic.ConsoleUsage,
    anthropic.ConsoleCosts,
    anthropic.ApiUsage,
    anthropic.ApiCosts,
    bedrock.InvocationLog,
    cloud_bills.AwsCur,
    cloud_bills.AzureCost,
    cloud_bills.GcpBilling,
    cloud_bills.Focus,
    deepseek.UsageAmount,
    gateways.OpenRouterActivity,
    gateways.LiteLLMSpendLogs,
    gateways.HeliconeRequests,
    langfuse.ObservationsCsv,
    langfuse.ObservationsJson,
    otel.Spans,
    agent_logs.ClaudeCode,
    agent_logs.Codex,
    api_responses.Responses,
    any_table.GenericTable,
    any_table.GenericJson,
)
"""Every format, in the order they are tried."""

FORMAT_IDS: tuple[str, ...] = tuple(known.id for known in FORMATS)
"""What ``--from`` takes."""
