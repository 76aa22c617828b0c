"""What usage costs: choosing the rates in force and multiplying them out, exactly."""

from .quotes import LineItem, Quote, quote, quote_rows
from .schedule import DatedRates, PriceRows, band_edges, price_rows
from .workloads import WorkloadQuote, price_workload, prompt_tokens, usage_of

__all__ = [
    "DatedRates",
    "LineItem",
    "PriceRows",
    "Quote",
    "WorkloadQuote",
    "band_edges",
    "price_rows",
    "price_workload",
    "prompt_tokens",
    "quote",
    "quote_rows",
    "usage_of",
]
