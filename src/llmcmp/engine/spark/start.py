"""The session of Spark that there is, or a new one, started without a word of its machine."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from ...errors import InputError, MissingExtraError
from .failures import reason

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_STARTED_BY = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")
"""Variables of who starts Spark by its own means: `spark-submit`, a notebook, a cluster."""


def session() -> SparkSession:
    """Return the session there is, the one ``SPARK_REMOTE`` names, or a new one.

    A new one runs where ``SPARK_MASTER`` (``spark://host:7077``, ``yarn``) or Spark's own settings
    say, else on this machine.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError(
            "the spark engine is not installed", hint="install it: pip install 'llmcmp[spark]'"
        ) from None
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("llmcmp")
    remote, master = os.environ.get("SPARK_REMOTE"), os.environ.get("SPARK_MASTER")
    if remote:
        return _started(builder.remote(remote), remote)
    builder = builder.config("spark.log.level", "OFF")
    if master:
        builder = builder.master(master)
    elif not any(name in os.environ for name in _STARTED_BY):
        builder = builder.config("spark.ui.enabled", "false").config(
            "spark.sql.shuffle.partitions", "8"
        )
    return _started(builder, master)


def _started(builder: Any, where: str | None = None) -> SparkSession:
    """Start a session whose machine talks into a file: its warnings are not for our users."""
    with tempfile.TemporaryFile() as log:
        try:
            with _stderr_into(log):
                new: SparkSession = builder.getOrCreate()
        except Exception as error:  # noqa: BLE001 - Java missing, a dead master: no common class
            raise InputError(
                f"spark does not start: {reason(str(error))}", hint=_remedy(error, where)
            ) from None
    return new


def _remedy(error: Exception, where: str | None) -> str:
    if isinstance(error, ImportError):
        return "install what a remote session needs: pip install 'pyspark[connect]'"
    if where is not None:
        return f"check that Spark answers at {where}"
    return "it needs Java 17 or later, on PATH or as JAVA_HOME"


@contextmanager
def _stderr_into(log: IO[bytes]) -> Iterator[None]:
    """Let processes started meanwhile write their standard error into *log*."""
    sys.stderr.flush()
    own = os.dup(2)
    os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)
