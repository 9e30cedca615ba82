"""One exchange with a host: what is sent, what of the answer is read, which failures are worth another attempt.

Invariant: every exchange ends within its time, and nothing of a body is held beyond the limit. What an answer means for the
host's queue is entered there (`hosts`); where it leads is the fetcher's matter.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx2
import stamina

from corpus.errors import BadInput, Blocked, SourceChanged, SourceUnavailable, SyntopicError
from corpus.records import StoredAnswer
from ingest.fetching import refusals
from ingest.fetching.addresses import NoSuchHost, NotPublic
from ingest.fetching.bodies import TooLarge, Undecodable, read_body
from ingest.fetching.hosts import Host
from ingest.fetching.messages import Limits, Request
from ingest.files import MIB

logging.getLogger("stamina").addHandler(logging.NullHandler())  # a retry is no warning; its end is in the ledger

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRY_FIRST_WAIT_S = 0.5


class Again(Exception):
    """The world failed in a way that may pass: `wait_s` is what the host asks for, `error` what is said in the end."""

    def __init__(self, error: SyntopicError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Answer:
    """One exchange: status, headers in lower case, body unpacked."""

    status: int
    headers: dict[str, str]
    all_headers: tuple[tuple[str, str], ...]
    body: bytes


class Exchanges:
    """Sends requests through a transport, at most `limits.max_in_flight` at a time; lives in one event loop.

    The transport is used without httpx2's client around it: redirects, conditions and limits are this package's own, and a
    third of the processor's time for a small page went into the client's. Cookies that a site sets are kept for the run.
    """

    def __init__(
        self, limits: Limits, transport: httpx2.AsyncBaseTransport, *, agent: str, clock: Callable[[], datetime]
    ) -> None:
        self.sent = 0
        self._limits = limits
        self._transport = transport
        self._clock = clock
        self._slots = asyncio.Semaphore(limits.max_in_flight)
        self._cookies = httpx2.Cookies()
        self._headers = {
            "User-Agent": agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en, *;q=0.5",
        }

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def tried(self, request: Request, stored: StoredAnswer | None, host: Host, *, given: str, left_s: float) -> Answer:
        """The answer to a request, at the first attempt or a later one."""
        try:
            return await self._attempt(request, stored, host, given=given, left_s=left_s)
        except Again as error:
            first: Again | None = error
        async for attempt in stamina.retry_context(
            on=_backoff,
            attempts=self._limits.attempts,
            timeout=None,
            wait_initial=_RETRY_FIRST_WAIT_S,
            wait_max=10.0,
            wait_jitter=0.2,
        ):
            with attempt:
                if first is not None:  # most requests need no second attempt, so the machinery is set up for those that do
                    known, first = first, None
                    raise known
                return await self._attempt(request, stored, host, given=given, left_s=left_s)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(
        self, request: Request, stored: StoredAnswer | None, host: Host, *, given: str, left_s: float
    ) -> Answer:
        async with self._slots:
            answer = await self._exchange(request, stored, given=given, left_s=left_s)
        self._check(answer, host, given=given)
        return answer

    async def _exchange(self, request: Request, stored: StoredAnswer | None, *, given: str, left_s: float) -> Answer:
        headers = self._headers | {"Accept": request.accept} | _validators(stored) | dict(request.headers)
        waits = dict.fromkeys(("connect", "read", "write", "pool"), left_s)
        self.sent += 1
        try:
            sent = httpx2.Request(
                request.method,
                request.url,
                headers=headers,
                content=request.body,
                cookies=self._cookies or None,
                extensions={"timeout": waits},
            )
            async with asyncio.timeout(left_s):
                response = await self._transport.handle_async_request(sent)
                try:
                    response.request = sent
                    if "set-cookie" in response.headers:
                        self._cookies.extract_cookies(response)
                    return await self._read(response, given)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx2.TimeoutException):
            raise Again(refusals.unavailable(given, f"no whole answer within {self._limits.timeout_s:.0f} s")) from None
        except NotPublic as error:
            raise SourceUnavailable(
                f"{given}: {error} is not a public address",
                remedy="save the page and add the file, or set ingest.allow_private_addresses in syntopic.toml",
                location=given,
                stage="fetch",
            ) from None
        except NoSuchHost as error:
            raise refusals.unavailable(given, f"the host {error} cannot be found") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise Again(refusals.unavailable(given, _in_words(error))) from None

    async def _read(self, response: httpx2.Response, given: str) -> Answer:
        pairs = tuple((k.lower(), v) for k, v in response.headers.multi_items())
        headers = dict(pairs)
        limit = self._limits.max_bytes
        body = b""
        if response.status_code not in REDIRECTS and response.status_code != 304:
            try:
                if headers.get("content-length", "").isdecimal() and int(headers["content-length"]) > limit:
                    raise TooLarge
                body = await read_body(response.aiter_raw(), encoding=headers.get("content-encoding", ""), max_bytes=limit)
            except TooLarge:
                raise BadInput(
                    f"{given}: over the limit of {limit // MIB or 1} MiB",
                    remedy="raise ingest.max_file_mib (up to 64) in syntopic.toml, or leave it out",
                    location=given,
                    stage="fetch",
                ) from None
            except Undecodable as error:
                raise SourceChanged(
                    f"{given}: {error}",
                    remedy="try again later, or save the page and add the file",
                    location=given,
                    stage="fetch",
                ) from None
        return Answer(response.status_code, headers, pairs, body)

    def _check(self, answer: Answer, host: Host, *, given: str) -> None:
        """Raise what an answer's status says, marked as worth another attempt where it is."""
        status = answer.status
        if status in REDIRECTS or status == 304:
            return
        if refusals.is_challenge(status, answer.headers, answer.body):
            raise refusals.challenge(given)
        if 200 <= status < 300:
            return
        error = refusals.refusal(given, status)
        if status not in refusals.TRANSIENT:
            raise error
        wait_s = refusals.retry_after_s(answer.headers.get("retry-after", ""), self._clock())
        if wait_s is not None and wait_s > self._limits.max_wait_s:
            host.close(
                Blocked(
                    f"{host.origin} asks to be left alone for {wait_s:.0f} s", remedy="the next run after that tries again"
                )
            )
            host.check_open(given)
        if wait_s is not None:
            host.pause(wait_s)
        raise Again(error, wait_s)


def _backoff(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, Again):
        return False
    return error.wait_s if error.wait_s is not None else True


def _validators(stored: StoredAnswer | None) -> dict[str, str]:
    """The headers that make a request conditional: what the site gave, else the day of the last answer."""
    if stored is None:
        return {}
    kept = dict(stored.headers)
    conditions: dict[str, str] = {}
    if "etag" in kept:
        conditions["If-None-Match"] = kept["etag"]
    since = kept.get("last-modified") or ("" if conditions else kept.get("date", ""))
    if since:
        conditions["If-Modified-Since"] = since
    return conditions


def _in_words(error: Exception) -> str:
    text = str(error).strip()
    return f"the connection failed ({text})" if text else f"the connection failed ({type(error).__name__})"
