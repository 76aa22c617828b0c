"""A feed's model has only what the feed says."""

from __future__ import annotations

from llmcmp.files.shelf.feeds.feed import Feed, FeedModel, feed_spec, own_name


def test_a_model_of_its_owner() -> None:
    """Its id is its own name, and every fact cites the feed."""
    spec = feed_spec("openai", "gpt-9", source="feed-1", context=1000, title="GPT 9")

    assert (spec.id, spec.own_channel, spec.developer) == ("gpt-9", "openai", "OpenAI")
    assert (spec.context_window, spec.max_output_tokens) == (1000, "unknown")
    assert spec.sources == {"context_window": ("feed-1",), "name": ("feed-1",)}
    assert own_name(FeedModel(channel="openai", spec=spec)) == "gpt-9"


def test_a_model_on_a_host() -> None:
    """Its id begins with the host, its name there is an alias, and nobody is said to own it."""
    spec = feed_spec("groq", "Llama-3", source="feed-1", aliases=("llama3", "Llama-3"))

    assert (spec.id, spec.own_channel, spec.developer) == ("groq/Llama-3", None, "")
    assert spec.aliases == ("Llama-3", "llama3")
    assert own_name(FeedModel(channel="groq", spec=spec)) == "llama-3"


def test_the_version_is_part_of_what_is_cited() -> None:
    """Two versions of one feed are two sources."""
    assert Feed(kind="litellm", version="1.2", sha256="0", models=()).source == "litellm-1.2"
