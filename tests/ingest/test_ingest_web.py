"""Fetching one address from a server on loopback: limits, redirects, refusals, private addresses."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from ingest_reading import WHEN

from corpus.errors import BadInput, Blocked, SourceUnavailable
from ingest import Fetched, fetch_url, parse_capture
from ingest.web import is_public

PAGE = (
    b"<html><head><title>The lamp</title></head><body>"
    b"<p>The lamp on the point was lit at nine and burned until six.</p></body></html>"
)


class Site(BaseHTTPRequestHandler):
    """Answers by path."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["User-Agent"], self.headers["Host"]))
        if self.path.startswith("/status/"):
            self.send_error(int(self.path.rsplit("/", 1)[1]))
        elif self.path.startswith("/hop/"):
            n = int(self.path.rsplit("/", 1)[1])
            self.send_response(302)
            self.send_header("Location", f"/hop/{n - 1}" if n else "/page")
            self.end_headers()
        elif self.path == "/out":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
        elif self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        else:
            if self.path == "/slow":
                time.sleep(1.5)
            body = PAGE * 5000 if self.path == "/big" else PAGE
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("ETag", '"7"')
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Site.asked.clear()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(url: str, *, allow_private: bool = True, max_bytes: int = 2**20, timeout_s: float = 10.0) -> Fetched:
    return fetch_url(
        url,
        fetched_at=WHEN,
        contact="desk@example.org",
        allow_private=allow_private,
        max_bytes=max_bytes,
        timeout_s=timeout_s,
    )


def test_a_page_is_fetched_kept_and_read(site: str) -> None:
    got = fetch(site + "/page")
    assert got.data == PAGE
    assert got.capture.status == 200
    assert dict(got.capture.headers)["etag"] == '"7"'
    assert got.capture.native_id == site + "/page"
    document, _ = parse_capture(got)
    assert document.url == site + "/page"
    assert "burned until six" in document.text
    assert "desk@example.org" in Site.asked[0][1]
    assert Site.asked[0][2] == site.removeprefix("http://")


def test_redirects_are_followed_five_times_and_no_more(site: str) -> None:
    assert fetch(site + "/hop/4").capture.final_url == site + "/page"
    with pytest.raises(SourceUnavailable, match="redirects"):
        fetch(site + "/hop/5")


def test_private_addresses_are_not_asked(site: str) -> None:
    with pytest.raises(SourceUnavailable, match="not a public address"):
        fetch(site + "/page", allow_private=False)
    assert Site.asked == []


def test_a_redirect_is_checked_as_the_first_address_is(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.web.is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(SourceUnavailable, match=r"169\.254\.169\.254 is not a public address"):
        fetch(site + "/out", allow_private=False)
    with pytest.raises(BadInput, match="not an http"):
        fetch(site + "/file")


@pytest.mark.parametrize(
    ("status", "error"), [(403, Blocked), (401, Blocked), (429, Blocked), (404, SourceUnavailable), (500, SourceUnavailable)]
)
def test_refusals_and_failures_are_told_apart(site: str, status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=str(status)):
        fetch(f"{site}/status/{status}")


def test_too_much_and_too_slow(site: str) -> None:
    with pytest.raises(BadInput, match="limit"):
        fetch(site + "/big", max_bytes=100_000)
    with pytest.raises(SourceUnavailable):
        fetch(site + "/slow", timeout_s=0.3)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/a", "file:///etc/passwd", "http://", "http://[::1", "http://x:y@example.org/", "http://a:99999/"],
)
def test_addresses_that_are_not_asked_at_all(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        fetch(url)
    assert "y@" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "public"),
    [(a, True) for a in ("8.8.8.8", "2001:4860:4860::8888")]
    + [
        (a, False)
        for a in ("10.1.2.3", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1")
    ]
    + [(a, False) for a in ("fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::")],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
