"""The one use of the network, and everything that can go wrong on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from llmcmp.errors import InputError
from llmcmp.files.shelf.import_feed import import_feed

PRICES = {"prices": [{"id": "acme-1", "vendor": "acme", "name": "Acme 1", "input": 2, "output": 8}]}


class _Server(BaseHTTPRequestHandler):
    """Answers by path: a whole feed, half of one, an error, something far too large."""

    def do_GET(self) -> None:
        body = json.dumps(PRICES).encode()
        if self.path == "/gone":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) * (2 if self.path == "/half" else 1)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    """Serve on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read_when_given(address: str, tmp_path: Path) -> None:
    """A download ends in the same shelf as the file would."""
    report = import_feed(f"{address}/prices.json", folder=tmp_path)

    assert (report.offers, report.origin) == (1, f"{address}/prices.json")
    assert len(report.sha256) == 64


@pytest.mark.parametrize(
    ("path", "message"),
    [("/half", "download broke off"), ("/gone", "the server answered 404")],
)
def test_a_failed_download_is_one_sentence(
    address: str, tmp_path: Path, path: str, message: str
) -> None:
    """Broken-off downloads and refusals leave nothing behind."""
    with pytest.raises(InputError, match=message):
        import_feed(f"{address}{path}", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9/x", "https://nowhere.invalid/x", "http://"])
def test_no_network_is_one_sentence(origin: str, tmp_path: Path) -> None:
    """Without a network the address is named, with what to do instead."""
    with pytest.raises(InputError, match=r"http"):
        import_feed(origin, folder=tmp_path)


def test_a_download_has_a_largest_size(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that sends without end is cut off."""
    from llmcmp.files.shelf.download import download

    with pytest.raises(InputError, match="larger than 10 bytes"):
        download(f"{address}/prices.json", largest=10)
