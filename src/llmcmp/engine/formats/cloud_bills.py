"""Cloud bills: AWS, Azure, Google and FOCUS; the text of a line says what it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from ...schema import Meter, Tier
from ..rows.cells import MAX_COUNT, BadRow, amount, text
from ..rows.counts import Counts, by_meter
from ..rows.row import Charge, Row
from ..rows.times import seconds
from .anthropic import LONG_CONTEXT
from .base import Format, Record, at, has, mapping

_UNITS = {"1k tokens": 1000, "1m tokens": 1_000_000, "tokens": 1, "1k": 1000, "1m": 1_000_000}
_PROMPT = re.compile(r"\b(inp|inpt|input|prompt)\b")
_ANSWER = re.compile(r"\b(outp|outpt|opt|output|completion|thinking|response)\b")
_CACHED = re.compile(r"\b(cached|cchd|cache|caching)\b")
_WRITE = re.compile(r"\b(write|creation)\b")


def spaced(words: str) -> str:
    """Return *words* in lower case, apart where their spelling runs them together."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return re.sub(r"[^a-z0-9.]+", " ", apart.lower()).strip()


def meter_in(words: str) -> Meter | None:
    """Return the meter that spaced-out *words* of a bill name."""
    if "storage" in words:
        return None
    audio = " audio" in f" {words}"
    if _CACHED.search(words):
        if _WRITE.search(words):
            return Meter.CACHE_WRITE_1H if re.search(r"\b1 ?h", words) else Meter.CACHE_WRITE
        return Meter.CACHED_INPUT_AUDIO if audio else Meter.CACHED_INPUT
    if _ANSWER.search(words):
        return Meter.OUTPUT_AUDIO if audio else Meter.OUTPUT
    if _PROMPT.search(words):
        return Meter.INPUT_AUDIO if audio else Meter.INPUT
    return None


def tier_in(words: str) -> str:
    """Return the tier that spaced-out *words* of a bill name."""
    for tier in (Tier.BATCH, Tier.FLEX, Tier.PRIORITY):
        if tier in words.split():
            return str(tier)
    return str(Tier.STANDARD)


class Bill(Format):
    """A bill: one line is a sum for one kind of token, without a count of requests."""

    convention = "a bill: every kind of token is a line of its own; requests are not counted"

    def line_item(
        self,
        *,
        model: str,
        words: str,
        tokens: Decimal | None,
        charges: tuple[Charge, ...],
        at: int | None,
        channel: str | None,
        region: str | None = None,
    ) -> Row | None:
        """Return one line: its tokens where it is about tokens, and what it charged."""
        meter = meter_in(words)
        counts = self._counts(meter, tokens)
        charges = tuple(charge for charge in charges if charge.amount)
        if counts is None and not charges:
            return None
        for charge in charges:
            charge.meter = meter
        return Row(
            model=model,
            counts=counts,
            tier=tier_in(words),
            channel=channel,
            at=at,
            requests=None,
            per_request=False,
            one_meter=True,
            region=region,
            cost=sum(
                (c.amount for c in charges if c.currency == "USD" and c.kind == "usage"), Decimal(0)
            ),
            charges=charges,
        )

    def _counts(self, meter: Meter | None, tokens: Decimal | None) -> Counts | None:
        if meter is None or tokens is None:
            return None
        if tokens < 0 or tokens > MAX_COUNT:
            raise BadRow(f"quantity: not a number of tokens: {tokens}")
        if tokens != tokens.to_integral_value():
            self.note("the quantity is not a whole number of tokens: its cost is kept")
            return None
        return by_meter(**{meter.value: int(tokens)})


def in_tokens(quantity: Decimal | None, unit: str) -> Decimal | None:
    """Return *quantity* in single tokens, None where *unit* is about something else."""
    factor = _UNITS.get(unit.strip().lower())
    return None if factor is None or quantity is None else quantity * factor


class AwsCur(Bill):
    """AWS Cost and Usage Report 2.0."""

    id = "aws-cur-csv"
    shape = "table"
    tag_fields = ("resource_tags",)
    tag_prefix = "user_"
    _third_party: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z0-9]+-MP:([A-Z0-9]+)_(.+?)(-Units)?")
    _amazon: ClassVar[re.Pattern[str]] = re.compile(r"([A-Z0-9]+)-(\w+?)-(.+)")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of a Cost and Usage Report."""
        return has(record, "line_item_usage_type", "line_item_usage_amount", "pricing_unit")

    def read(self, record: Record) -> Row | None:
        """Return one hour and usage type."""
        usage_type = text(record["line_item_usage_type"])
        model, kind = self._model(text(record.get("product_product_name")), usage_type)
        quantity = amount(record["line_item_usage_amount"], "line_item_usage_amount")
        cost = amount(record.get("line_item_unblended_cost"), "line_item_unblended_cost")
        line_type = text(record.get("line_item_line_item_type")) or "Usage"
        return self.line_item(
            model=model,
            words=spaced(kind).replace("token count", " token count"),
            tokens=in_tokens(quantity, text(record["pricing_unit"]))
            if line_type == "Usage"
            else None,
            charges=(
                Charge(
                    cost or Decimal(0),
                    currency=text(record.get("line_item_currency_code")) or "USD",
                    kind="usage" if line_type == "Usage" else "other",
                    description=usage_type,
                ),
            ),
            at=seconds(record.get("line_item_usage_start_date"), "line_item_usage_start_date"),
            channel="bedrock",
            region=text(record.get("product_region_code")) or None,
        )

    def _model(self, product: str, usage_type: str) -> tuple[str, str]:
        if match := self._third_party.fullmatch(usage_type):
            scope = "global" if "global" in match[2].lower() else "regional"
            return f"{product}, {match[1]} {scope}", match[2]
        if match := self._amazon.fullmatch(usage_type):
            name = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", match[2])
            return f"{name}, {match[1]}", match[3]
        return product, usage_type


class AzureCost(Bill):
    """Azure cost details (Microsoft Customer Agreement); dates in US order."""

    id = "azure-cost-details-csv"
    shape = "table"
    tag_fields = ("tags",)
    _noise = frozenset(
        (
            "inp",
            "inpt",
            "input",
            "outp",
            "outpt",
            "opt",
            "output",
            "cached",
            "cchd",
            "tokens",
            "token",
            "batch",
        )
    )
    _scopes: ClassVar[dict[str, str]] = {
        "glbl": "global",
        "gl": "global",
        "global": "global",
        "dz": "data zone",
        "dzone": "data zone",
        "rgnl": "regional",
        "regnl": "regional",
        "regional": "regional",
    }

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the columns, whatever their case."""
        return has(
            {name.lower(): 0 for name in record}, "metername", "unitofmeasure", "costinusd", "date"
        )

    def start(self, header: tuple[str, ...]) -> None:
        """Remember how this file spells its columns."""
        self._names = {name.lower(): name for name in header}

    def _field(self, record: Record, name: str) -> str:
        return text(record.get(self._names.get(name.lower(), name)))

    def read(self, record: Record) -> Row | None:
        """Return one day, meter and resource."""
        name = self._field(record, "meterName")
        charge = Charge(
            amount(self._field(record, "costInUsd"), "costInUsd") or Decimal(0),
            kind="purchase" if self._field(record, "chargeType") == "Purchase" else "usage",
            description=name,
        )
        is_tokens = "token" in name.lower()
        quantity = amount(self._field(record, "quantity"), "quantity")
        order = self.options.date_order or "mdy"
        return self.line_item(
            model=self._model(name) if is_tokens else "",
            words=spaced(name),
            tokens=in_tokens(quantity, self._field(record, "unitOfMeasure")) if is_tokens else None,
            charges=(charge,),
            at=seconds(self._field(record, "date"), "date", order),
            channel="azure",
            region=self._field(record, "resourceLocation") or None,
        )

    def _model(self, meter: str) -> str:
        names: list[str] = []
        notes: list[str] = []
        for word in meter.lower().split():
            if word in self._scopes:
                notes.append(self._scopes[word])
            elif re.fullmatch(r"(0[1-9]|1[0-2])[0-3][0-9]", word):
                notes.append(f"meter {word}")
            elif word not in self._noise and word not in ("1k", "1m"):
                names.append(word)
        return "-".join(names) + (f" ({', '.join(notes)})" if notes else "")


class GcpBilling(Bill):
    """Google Cloud billing export; the SKU's description says what is bought."""

    id = "gcp-billing-jsonl"
    tag_fields = ("labels",)
    _grammar: ClassVar[re.Pattern[str]] = re.compile(
        r"gemini [0-9.]+(?: flash lite| flash| pro| \w+)?"
    )

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the table's columns."""
        return has(record, "sku", "usage_start_time", "cost", "usage", "credits")

    def read(self, record: Record) -> Row | None:
        """Return one hour and SKU."""
        sku = text(at(record, "sku", "description"))
        words = spaced(sku)
        model = self._grammar.search(words)
        is_tokens = text(at(record, "usage", "unit")) == "count" and model is not None
        row = self.line_item(
            model=model[0] if model else "",
            words=words,
            tokens=amount(at(record, "usage", "amount"), "usage.amount") if is_tokens else None,
            charges=self._charges(record, sku, is_usage="storage" not in words),
            at=seconds(record.get("usage_start_time"), "usage_start_time"),
            channel="vertex" if at(record, "service", "description") == "Vertex AI" else "google",
            region=text(at(record, "location", "region")) or None,
        )
        if row is not None and " short" in words:
            row.size_up_to = LONG_CONTEXT
        if row is not None and " long" in words:
            row.size_over = LONG_CONTEXT
        return row

    def _charges(self, record: Record, sku: str, *, is_usage: bool) -> tuple[Charge, ...]:
        currency = text(record.get("currency")) or "USD"
        cost = amount(record.get("cost"), "cost") or Decimal(0)
        credit_lines = record.get("credits")
        credit_charges = [
            Charge(
                amount(at(credit, "amount"), "credits.amount") or Decimal(0),
                currency,
                kind="credit",
                description=text(at(credit, "name")),
            )
            for credit in (credit_lines if isinstance(credit_lines, list) else ())
        ]
        charge = Charge(cost, currency, kind="usage" if is_usage else "other", description=sku)
        return (charge, *credit_charges)


class Focus(Bill):
    """FinOps FOCUS 1.0 to 1.4: only SKU texts name the kind of token."""

    id = "focus-csv"
    shape = "table"
    tag_fields = ("Tags",)

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the cost columns of FOCUS."""
        return has(record, "ChargePeriodStart", "ChargeCategory", "EffectiveCost", "BilledCost")

    def read(self, record: Record) -> Row | None:
        """Return one charge; purchases are kept apart from usage."""
        words = text(record.get("SkuMeter")) or text(record.get("ChargeDescription"))
        details = mapping(record.get("SkuPriceDetails"))
        kind = {"Usage": "usage", "Purchase": "purchase", "Credit": "credit"}.get(
            text(record["ChargeCategory"]), "other"
        )
        column = "EffectiveCost" if kind == "usage" else "BilledCost"
        meaning = spaced(f"{text(details.get('x_TokenType'))} {words}")
        return self.line_item(
            model=text(details.get("x_Model")) or self._model(words),
            words=f"{meaning} {text(record.get('PricingCategory')).lower()}",
            tokens=self._tokens(record) if kind == "usage" else None,
            charges=(
                Charge(
                    amount(record[column], column) or Decimal(0),
                    currency=text(record.get("BillingCurrency")) or "USD",
                    kind=kind,  # type: ignore[arg-type]
                    description=words or text(record.get("ChargeDescription")),
                ),
            ),
            at=seconds(record["ChargePeriodStart"], "ChargePeriodStart"),
            channel=None,
            region=text(record.get("RegionId")) or None,
        )

    def _tokens(self, record: Record) -> Decimal | None:
        consumed = amount(record.get("ConsumedQuantity"), "ConsumedQuantity")
        priced = amount(record.get("PricingQuantity"), "PricingQuantity")
        used = in_tokens(consumed, text(record.get("ConsumedUnit")))
        return used if used is not None else in_tokens(priced, text(record.get("PricingUnit")))

    def _model(self, words: str) -> str:
        return re.sub(r"(?i)\b(cached|input|output|prompt|completion|tokens?)\b", "", words).strip()
