"""Starting Spark, where it is not installed; ``test_addresses`` starts a real one."""

from __future__ import annotations

import sys

import pytest

from llmcmp.engine.spark.start import session
from llmcmp.errors import MissingExtraError


def test_without_spark_an_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, not the module that is missing."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(MissingExtraError, match="the spark engine is not installed") as refused:
        session()
    assert refused.value.hint == "install it: pip install 'llmcmp[spark]'"
