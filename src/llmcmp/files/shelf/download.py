"""The one place that may use the network: fetching a feed whose address the user gave."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException

from ...errors import InputError

TIMEOUT = 30.0
"""Seconds without an answer after which a download is given up."""

_CHUNK = 1 << 16


def is_url(text: str) -> bool:
    """Tell whether *text* is an address rather than a path."""
    return text.casefold().startswith(("https://", "http://"))


def download(url: str, *, largest: int, timeout: float = TIMEOUT) -> bytes:
    """Return the bytes at *url*; raise ``InputError`` with one sentence where that fails."""
    request = urllib.request.Request(url, headers={"User-Agent": "llmcmp"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            announced = answer.headers.get("Content-Length")
            raw = _read(answer, url, largest)
    except urllib.error.HTTPError as error:
        raise InputError(f"{url}: the server answered {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise InputError(f"{url}: cannot be reached: {error.reason}", hint=_OFFLINE) from None
    except TimeoutError:
        raise InputError(f"{url}: no answer within {timeout:g} seconds", hint=_OFFLINE) from None
    except (OSError, HTTPException) as error:
        raise InputError(f"{url}: the download broke off: {error}"[:300]) from None
    except ValueError as error:
        raise InputError(f"{url}: not an address: {error}") from None
    if announced is not None and announced.isdigit() and len(raw) < int(announced):
        raise InputError(f"{url}: the download broke off: {len(raw):,} of {int(announced):,} bytes")
    return raw


_OFFLINE = "download the file another way and give its path"


def _read(answer: object, url: str, largest: int) -> bytes:
    parts: list[bytes] = []
    total = 0
    while part := answer.read(_CHUNK):  # type: ignore[attr-defined]
        parts.append(part)
        total += len(part)
        if total > largest:
            raise InputError(f"{url}: larger than {largest:,} bytes, which no price feed is")
    return b"".join(parts)
