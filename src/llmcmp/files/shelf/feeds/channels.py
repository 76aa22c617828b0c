"""Slugs of the channels that feeds write in their own ways, and whose models those are."""

from __future__ import annotations

import re

FIRST_PARTY = {
    "ai21": "AI21 Labs",
    "alibaba": "Alibaba",
    "anthropic": "Anthropic",
    "arcee": "Arcee AI",
    "cohere": "Cohere",
    "cursor": "Cursor",
    "deepseek": "DeepSeek",
    "elevenlabs": "ElevenLabs",
    "google": "Google",
    "inception": "Inception",
    "meta": "Meta",
    "minimax": "MiniMax",
    "mistral": "Mistral AI",
    "moonshotai": "Moonshot AI",
    "morph": "Morph",
    "openai": "OpenAI",
    "perplexity": "Perplexity",
    "tencent": "Tencent",
    "typesafe": "Typesafe",
    "voyage": "Voyage AI",
    "xai": "xAI",
    "zai": "Z.ai",
    "zhipuai": "Zhipu AI",
}
"""Channels that sell their owner's models, with the owner's name."""

SLUGS = {
    "amazon-bedrock": "bedrock",
    "amazon_nova": "amazon-nova",
    "aws": "bedrock",
    "azure-cognitive-services": "azure",
    "azure_ai": "azure-ai",
    "azure_text": "azure",
    "bedrock_converse": "bedrock",
    "bedrock_mantle": "bedrock-mantle",
    "bigmodel": "zhipuai",
    "cloudflare-workers-ai": "cloudflare",
    "codestral": "mistral",
    "cohere_chat": "cohere",
    "dashscope": "alibaba",
    "eu_jev": "typesafe-eu",
    "fireworks-ai": "fireworks",
    "fireworks_ai": "fireworks",
    "fireworks_ai-embedding-models": "fireworks",
    "gemini": "google",
    "github-copilot": "github-copilot",
    "google-vertex": "vertex",
    "google-vertex-anthropic": "vertex",
    "jina_ai": "jina",
    "moonshot": "moonshotai",
    "text-completion-codestral": "mistral",
    "text-completion-openai": "openai",
    "together_ai": "together",
    "togetherai": "together",
    "vertex_ai": "vertex",
    "voyageai": "voyage",
    "x-ai": "xai",
}

VENDORS = {
    "ai21": "AI21 Labs",
    "amazon": "Amazon",
    "anthropic": "Anthropic",
    "cohere": "Cohere",
    "deepseek": "DeepSeek",
    "deepseek-ai": "DeepSeek",
    "facebook": "Meta",
    "google": "Google",
    "meta": "Meta",
    "meta-llama": "Meta",
    "microsoft": "Microsoft",
    "minimax": "MiniMax",
    "minimaxai": "MiniMax",
    "mistral": "Mistral AI",
    "mistralai": "Mistral AI",
    "moonshotai": "Moonshot AI",
    "nvidia": "NVIDIA",
    "openai": "OpenAI",
    "perplexity": "Perplexity",
    "qwen": "Alibaba",
    "writer": "Writer",
    "x-ai": "xAI",
    "xai": "xAI",
    "z-ai": "Z.ai",
    "zai": "Z.ai",
    "zai-org": "Z.ai",
}
"""Vendor prefixes (``anthropic/…``, ``us.anthropic.…``) that state who made the model."""

_REGION = re.compile(r"^(?:us|eu|apac|ap|jp|au|ca|sa|global|us-gov)\.")


def channel_slug(name: str) -> str:
    """Return the slug of a channel that a feed writes as *name*."""
    lower = name.casefold()
    if lower.startswith("vertex_ai-"):
        return "vertex"
    return SLUGS.get(lower) or re.sub(r"[^a-z0-9]+", "-", lower).strip("-") or "unknown"


MIXED = {
    "alibaba": ("qwen", "qwq", "qvq", "tongyi", "text-embedding"),
    "tencent": ("hunyuan",),
    "perplexity": ("sonar", "pplx", "r1-1776"),
    "meta": ("llama", "muse"),
    "morph": ("morph",),
}
"""First-party channels that sell other developers' models too, and how their own ones begin."""


def own_channel_of(channel: str, name: str) -> str | None:
    """Return *channel* where it sells the model *name* as its owner's own."""
    if channel not in FIRST_PARTY or "/" in name:
        return None
    return channel if name.casefold().startswith(MIXED.get(channel, "")) else None


def developer_of(channel: str, name: str) -> str:
    """Return who made the model, where the channel or the vendor prefix says so; else nothing."""
    if own_channel_of(channel, name):
        return FIRST_PARTY[channel]
    prefix = re.split(r"[./]", _REGION.sub("", name.casefold()), maxsplit=1)
    return VENDORS.get(prefix[0], "") if len(prefix) > 1 else ""
