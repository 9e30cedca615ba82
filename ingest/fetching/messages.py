"""What goes out and what comes back: requests, pages, and the limits that hold for both.

Invariant: nothing that a request carries for identification (a key, a cookie) ever stands in a page or a capture.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import SourceChanged
from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture
from ingest.files import MAX_FILE_BYTES

# Not kept with a capture: what identifies the visitor.
PRIVATE_HEADERS = frozenset({"set-cookie", "set-cookie2", "proxy-authenticate", "authorization"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far fetching goes.

    Attributes:
        max_bytes: of one body once decompressed.
        timeout_s: for one request with its redirects, waiting in the host's queue aside.
        attempts: how often a request is tried when the world fails.
        max_wait_s: the longest Retry-After that is waited for; a longer one ends the host's queue for this run.
        delay_s: between the end of one request to a host and the start of the next; a longer Crawl-delay takes its place.
        max_delay_s: the longest Crawl-delay that is kept to; with a longer one the host is left alone.
        max_in_flight: requests at the same time over all hosts.
        host_failures: so many failed requests in a row end a host's queue for this run.
    """

    max_bytes: int = MAX_FILE_BYTES
    timeout_s: float = 30.0
    max_redirects: int = 5
    attempts: int = 3
    max_wait_s: float = 60.0
    delay_s: float = 1.0
    max_delay_s: float = 30.0
    max_in_flight: int = 32
    host_failures: int = 5
    allow_private: bool = False
    respect_robots: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask for.

    Attributes:
        headers: sent along, and only to the address given, never after a redirect to another host.
        body: sent with a POST; a request that is not a GET is not redirected and not conditional.
        is_api: a programming interface that its owner documents for programs; robots.txt, about pages, is not asked.
        is_secret: the answer holds a key or token and is not kept.
    """

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    accept: str = "*/*"
    is_api: bool = False
    is_secret: bool = False

    @property
    def key(self) -> str:
        """Names the request among all stored answers; the address as it is for a GET."""
        if self.method == "GET" and not self.body:
            return self.url
        return f"{self.method} {self.url} {sha256_hex(self.body or b'')}"


def json_post(url: str, value: Mapping[str, Any]) -> Request:
    """A POST of JSON to a documented programming interface."""
    body = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    headers = (("content-type", "application/json"),)
    return Request(url, "POST", headers, body, accept="application/json", is_api=True)


@dataclass(frozen=True)
class Page:
    """A whole answer with status 200 to 299.

    `is_unchanged` says that the site answered 304 and the bytes are those kept from `fetched_at`.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes
    fetched_at: datetime
    is_unchanged: bool = False

    def header(self, name: str) -> str:
        """The value of a header, or an empty text."""
        return next((v for k, v in self.headers if k == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The JSON value of the body.

        Raises:
            SourceChanged: the body is no JSON.
        """
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            raise SourceChanged(
                f"{self.url}: the answer is no JSON",
                remedy="open the address in a browser; if it changed, save the page and add the file",
                location=self.url,
                stage="fetch",
            ) from None


def capture_of(page: Page, *, source: str, native_id: str | None = None, location: str | None = None) -> Capture:
    """The record of a page.

    Args:
        source: the name of the kind of source.
        native_id: the name that the source has for the thing; by default its address without a fragment.
        location: the address that a person would open; by default the address asked.
    """
    native = native_id or urlsplit(page.url)._replace(fragment="").geturl()
    blob = sha256_hex(page.data)
    return Capture(
        id=capture_id(source, native, blob),
        source=source,
        native_id=native,
        location=location or page.url,
        blob=blob,
        url=page.url,
        final_url=page.final_url,
        fetched_at=page.fetched_at,
        status=page.status,
        headers=page.headers,
    )
