"""The parameters of self-hosting agree with themselves."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.records import replace
from llmcmp.schema.hosting import HostingParameters


def test_every_band_is_declared(parameters: HostingParameters) -> None:
    """Those that engines name, and those the model picks by itself."""
    bands = {name: band for name, band in parameters.bands.items() if name != "tight-memory"}

    with pytest.raises(ValueError, match="bands: not declared: tight-memory"):
        replace(parameters, bands=bands)


@pytest.mark.parametrize("group", ["engines", "precisions"])
def test_no_two_things_have_one_name(parameters: HostingParameters, group: str) -> None:
    """An alias is a name too, whatever its case."""
    entries: tuple[Any, ...] = getattr(parameters, group)
    twin = replace(entries[0], id="twin", aliases=(entries[0].id.upper(),))

    with pytest.raises(ValueError, match=f"two entries are called {entries[0].id.lower()}"):
        replace(parameters, **{group: (*entries, twin)})
    with pytest.raises(ValueError, match="needs an engine and a precision"):
        replace(parameters, **{group: ()})
