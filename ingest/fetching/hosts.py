"""One polite queue per host: one request at a time, a pause between two, robots.txt, and an end where it is no use.

Invariant: two requests to a host never run at the same time, and the pause that the host asked for lies between them.
A host that keeps failing, or asks for a longer pause than a run can wait, is left alone for the rest of the run, and every
further item of it fails at once with that reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import SplitResult

from protego import Protego

from corpus.errors import Blocked, SourceUnavailable, SyntopicError
from ingest.fetching.messages import Limits

AGENT = "syntopic"
MAX_ROBOTS_CHARS = 512_000  # RFC 9309 asks for at least 500 KiB


class Host:
    """The queue of one host (scheme, name and port)."""

    def __init__(self, origin: str, limits: Limits) -> None:
        self.origin = origin
        self._limits = limits
        self._turn = asyncio.Lock()
        self._free_at = 0.0
        self._delay_s = limits.delay_s
        self._failed_in_row = 0
        self._closed: SyntopicError | None = None
        self.robots: Protego | None = None
        self.robots_turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for this host's turn and for the pause after the last one.

        Raises:
            SyntopicError: the host is left alone for the rest of the run.
        """
        self.check_open(url)
        async with self._turn:
            self.check_open(url)
            wait_s = self._free_at - time.monotonic()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            try:
                yield
            finally:
                self._free_at = max(self._free_at, time.monotonic() + self._delay_s)

    def check_open(self, url: str) -> None:
        """Raise the reason for which the host is left alone, if it is."""
        if self._closed is not None:
            error = self._closed
            raise type(error)(f"{url}: {error.message}", remedy=error.remedy, location=url, stage="fetch")

    def pause(self, seconds: float) -> None:
        """Let nothing start before this many seconds have passed."""
        self._free_at = max(self._free_at, time.monotonic() + seconds)

    def close(self, error: SyntopicError) -> None:
        """Leave the host alone for the rest of the run."""
        self._closed = self._closed or error

    def succeeded(self) -> None:
        """Enter that a request was answered."""
        self._failed_in_row = 0

    def failed(self) -> None:
        """Enter that a request failed after all attempts; the last of too many in a row closes the host."""
        self._failed_in_row += 1
        if self._failed_in_row >= self._limits.host_failures:
            self.close(
                SourceUnavailable(
                    f"{self.origin} failed {self._failed_in_row} times in a row and is left alone for this run",
                    remedy="try again later; if it stays so, disable the source",
                )
            )

    def read_robots(self, text: str) -> None:
        """Keep to this robots.txt from now on."""
        self.robots = Protego.parse(text[:MAX_ROBOTS_CHARS])
        asked_s = self.robots.crawl_delay(AGENT)
        if asked_s is None:
            return
        self._delay_s = max(self._delay_s, float(asked_s)) if self._limits.delay_s > 0 else self._delay_s
        if float(asked_s) > self._limits.max_delay_s:
            self.close(
                Blocked(
                    f"robots.txt of {self.origin} asks for {float(asked_s):.0f} s between requests",
                    remedy="save the pages in a browser and add the files",
                )
            )

    def check_robots(self, url: str, parts: SplitResult) -> None:
        """Raise Blocked where robots.txt does not allow an address."""
        if self.robots is not None and not self.robots.can_fetch(parts.geturl(), AGENT):
            raise Blocked(
                f"{url}: robots.txt of {self.origin} does not allow it",
                remedy="save the page in a browser and add the file",
                location=url,
                stage="fetch",
            )

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that robots.txt names."""
        return tuple(self.robots.sitemaps) if self.robots is not None else ()


def origin_of(parts: SplitResult) -> str:
    """Scheme, name and port of an address, as one text."""
    return f"{parts.scheme}://{parts.netloc.lower()}"
