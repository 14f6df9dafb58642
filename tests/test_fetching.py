"""Addresses: only the public web, also after a redirect; a server on this machine stands for it."""

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import fetching
from ingest.errors import DocumentError
from ingest.fetching import check, fetch, is_address, is_public

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fc00::1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_networks_are_told(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_the_public_internet_is_told(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1/", "private network"),
        ("http://localhost:8000/", "private network"),
        ("http://2130706433/", "private network"),
        ("http://[::1]/", "private network"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/a.txt", "only http and https"),
        ("http://user:secret@8.8.8.8/", "user name or password"),
        ("http://", "only http and https"),
        ("http://8.8.8.8:99999/", "not a web address"),
        ("http://no-such-host.invalid/", "there is no host"),
    ],
)
def test_other_addresses_are_refused(address: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        check(address)


def test_paths_are_no_addresses() -> None:
    assert is_address("https://example.org/a")
    assert not is_address("notes/a.txt")
    assert not is_address("C:/notes/a.txt")


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://192.168.7.7/secret")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        else:
            body = b"<html><body><p>The tide table hangs in the office.</p></body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body * (1000 if self.path == "/large" else 1))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on this machine that is let pass as public, unlike every other private address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    real = is_public
    monkeypatch.setattr(fetching, "is_public", lambda ip: ip == "127.0.0.1" or real(ip))
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_with_its_kind(site: str, tmp_path: Path) -> None:
    path = fetch(f"{site}/tides", tmp_path)
    assert path.suffix == ".html"
    assert b"tide table" in path.read_bytes()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("/away", "192.168.7.7 is in a private network"),
        ("/loop", "more than 5 redirects"),
        ("/missing", "the server answered 404"),
    ],
)
def test_what_cannot_be_fetched_is_told(site: str, tmp_path: Path, page: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        fetch(site + page, tmp_path)


def test_a_page_that_is_too_large_is_refused(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 10_000)
    with pytest.raises(DocumentError, match="larger than"):
        fetch(f"{site}/large", tmp_path)


def test_a_server_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(fetching, "is_public", lambda ip: True)
    with pytest.raises(DocumentError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/", tmp_path)
