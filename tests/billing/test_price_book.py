"""Names in usage files get a price of the channel they were had from, or a named reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.billing.price_book import PriceBook
from llmcmp.billing.tariff import Tariff
from llmcmp.errors import LlmcmpError, UnknownNameError, UnpricedError
from llmcmp.files import load_registry
from llmcmp.registry import Registry, select
from llmcmp.schema import AliasTarget, Tier
from tests.factories import model, rates
from tests.factories import registry as registry_of
from tests.report.acme import data, row
from tests.report.estimates import estimated

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


@pytest.fixture
def book(registry: Registry) -> PriceBook:
    """Open a price book."""
    return PriceBook(registry)


def facts_of(tariff: Tariff) -> tuple[str, str, str]:
    """Return what a tariff is for and what a million input tokens cost there."""
    price = tariff.per_million(DAY, 0)["input"]
    return tariff.spec.id, tariff.channel, format(price.normalize(), "f")


@pytest.mark.parametrize(
    ("written", "channel", "meant"),
    [
        ("gpt-4o-mini", "openai", ("gpt-4o-mini", "openai", "0.15")),
        ("openai/gpt-4.1-mini", "openrouter", ("gpt-4.1-mini", "openrouter", "0.4")),
        ("openai/gpt-5-mini-2025-08-07", "openrouter", ("gpt-5-mini", "openrouter", "0.25")),
        ("gemini 2.5 pro", "vertex", ("gemini-2.5-pro", "vertex", "1.25")),
    ],
)
def test_a_row_is_priced_on_its_own_channel(
    book: PriceBook, written: str, channel: str, meant: tuple[str, str, str]
) -> None:
    """A curated model on a channel that only feeds price takes the feed's rows of that channel."""
    assert facts_of(book.tariff(written, channel, "standard", DAY)) == meant


def test_an_open_model_prices_at_its_router(book: PriceBook) -> None:
    """``openai/gpt-oss-120b`` in an OpenRouter export is OpenRouter's offer."""
    tariff = book.tariff("openai/gpt-oss-120b", "openrouter", "standard", DAY)

    assert (tariff.spec.id, tariff.channel) == ("gpt-oss-120b", "openrouter")
    assert tariff.per_million(DAY, 0)["input"] > 0


@pytest.mark.parametrize(
    ("written", "channel", "meant"),
    [
        ("Nova Lite, USE1", "bedrock", ("bedrock/amazon.nova-lite-v1:0", "bedrock", "0.06")),
        ("Nova Lite, EUC1", "bedrock", ("bedrock/eu.amazon.nova-lite-v1:0", "bedrock", "0.078")),
        (
            "Claude Sonnet 4.5 (Amazon Bedrock Edition), USE1 regional",
            "bedrock",
            ("bedrock/regional.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", "3.3"),
        ),
        (
            "Claude Opus 5.5 (Amazon Bedrock Edition), USW2 global",
            "bedrock",
            ("bedrock/global.anthropic.claude-opus-5-5", "bedrock", "4"),
        ),
        (
            "gpt-4o (meter 1120, global)",
            "azure",
            ("azure/global/gpt-4o-2024-11-20", "azure", "2.5"),
        ),
        ("gpt-5 (global)", "azure", ("azure/gpt-5", "azure", "1.25")),
    ],
)
def test_names_of_invoices_are_understood(
    book: PriceBook, written: str, channel: str, meant: tuple[str, str, str]
) -> None:
    """Region and scope of an invoice choose the feed's price of that region and scope."""
    assert facts_of(book.tariff(written, channel, "standard", DAY)) == meant


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("Nova Lite, UGW1", "bedrock"),
        ("Nova Lite 9, USE1", "bedrock"),
        ("Claude Sonnet 4.9 (Amazon Bedrock Edition), USE1 regional", "bedrock"),
        ("gpt-4o (meter 0101, global)", "azure"),
        ("gpt-4o (meter 1120, data zone)", "azure"),
        ("Nova Lite, USE1", "azure"),
        ("Nova Lite, USE1", None),
    ],
)
def test_invoice_names_are_never_guessed(
    book: PriceBook, written: str, channel: str | None
) -> None:
    """A version, snapshot, zone or channel that no feed declares has no price."""
    with pytest.raises(UnknownNameError):
        book.tariff(written, channel, "standard", DAY)


def test_fine_tuned_names_are_priced_as_fine_tuned(book: PriceBook) -> None:
    """``ft:`` names cost the base model's fine-tuned rate, in a batch the one of that."""
    name = "ft:gpt-4o-mini-2024-07-18:org::id"
    tariff = book.tariff(name, "openai", "standard", DAY)

    assert (tariff.spec.id, tariff.tier) == ("gpt-4o-mini", Tier.FINE_TUNED)
    assert tariff.per_million(DAY, 0)["input"] == Decimal("0.30")
    assert book.tariff(name, "openai", "batch", DAY).tier == Tier.FINE_TUNED_BATCH


def test_a_tier_that_only_feeds_know_is_priced(book: PriceBook, registry: Registry) -> None:
    """The registry has no flex price of GPT-5; feeds do: half of 1.25, in files and selectors."""
    tariff = book.tariff("gpt-5-2025-08-07", "openai", "flex", DAY)

    assert facts_of(tariff) == ("gpt-5", "openai", "0.625")
    assert select(registry, "gpt-5+flex", at=DAY).tier == Tier.FLEX


def test_a_name_of_one_host_is_that_hosts(book: PriceBook) -> None:
    """Without a channel, a hub name is OpenRouter's, and the assumption is said."""
    tariff = book.tariff("anthropic/claude-sonnet-4.5", None, "standard", DAY)

    assert tariff.channel == "openrouter"
    assert "channel-assumed" in {notice.code for notice in book.notices}


def test_unpriced_names_say_why(book: PriceBook) -> None:
    """Several hosts and no word of which one, or an account's own profile: a named reason."""
    with pytest.raises(UnpricedError, match="no price known for deepseek-ai/deepseek-r1"):
        book.tariff("deepseek-ai/DeepSeek-R1", None, "standard", DAY)
    with pytest.raises(LlmcmpError, match="unknown model: arn:aws:bedrock"):
        arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/a"
        book.tariff(arn, "bedrock", "standard", DAY)


def test_prices_of_feeds_are_named_as_such(book: PriceBook) -> None:
    """A report says which of its prices come from feeds that nobody here has checked."""
    book.tariff("gpt-4o-mini", "openai", "standard", DAY)
    assert not book.notices
    book.tariff("claude-sonnet-4-5", "anthropic", "standard", DAY)
    (notice,) = book.notices
    assert notice.code == "imported-price"
    assert notice.text == "prices from imported feeds: claude-sonnet-4-5"


def test_aliases_price_what_the_file_spells_differently() -> None:
    """--alias ChatGPT=small, in any case; a selector as target brings its tier."""
    tiers = registry_of(
        model(
            "small", rates("2025-01-01", "2", "0"), rates("2025-01-01", "1", "0", tier=Tier.BATCH)
        )
    )
    usage = data(row("2026-06-01", 1_000_000, written_model="ChatGPT"))

    assert estimated(usage, tiers, aliases={"chatgpt": "small"}).total.cost == 2
    assert estimated(usage, tiers, aliases={"ChatGPT": "small+batch"}).total.cost == 1


def test_fine_tuned_names_are_those_of_their_base() -> None:
    """OpenAI's rule: ft:BASE:ORGANISATION::ID, priced in the tier fine-tuned."""
    tuned = registry_of(model("small", rates("2025-01-01", "3", "0", tier=Tier.FINE_TUNED)))
    usage = data(row("2026-06-01", 1_000_000, written_model="ft:small:acme::x1", tier="fine-tuned"))

    assert estimated(usage, tuned).total.cost == 3


def test_a_moving_alias_is_read_on_the_day_of_the_row() -> None:
    """``latest`` meant small until May and large from June."""
    moving = registry_of(
        model("small", rates("2025-01-01", "1", "0")),
        model("large", rates("2025-01-01", "5", "0")),
        moving_aliases={
            "latest": (
                AliasTarget(model="small", since="2025-01-01"),
                AliasTarget(model="large", since="2026-06-01"),
            )
        },
    )
    usage = data(
        row("2026-05-31", 1_000_000, written_model="latest"),
        row("2026-06-01", 1_000_000, written_model="latest"),
    )

    answer = estimated(usage, moving, by=["model"])

    assert answer.total.cost == 1 + 5
    assert [group.key["model"] for group in answer.groups] == ["large", "small"]


def test_a_channel_without_a_price_is_not_the_developers_own() -> None:
    """Rows from a host are not priced at the developer's rates."""
    with pytest.raises(UnpricedError, match="no price known for small on bedrock"):
        estimated(data(row("2026-06-01", 1, channel="bedrock")))
