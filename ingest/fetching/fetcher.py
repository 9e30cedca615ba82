"""The fetcher: requests in, whole pages or typed errors out, many hosts at a time.

An event loop runs in a thread of its own; calls from outside hand requests to it and wait. Each hop of a request (the
address itself, then whatever it redirects to) is checked, queued at its host, allowed by robots.txt, tried a few times, and
bounded.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2
import stamina

from corpus.errors import BadInput, Blocked, SourceChanged, SourceUnavailable, SyntopicError
from corpus.records import StoredAnswer
from ingest.fetching import refusals
from ingest.fetching.addresses import CheckedTransport, NoSuchHost, NotPublic, checked_url
from ingest.fetching.archive import Archive
from ingest.fetching.bodies import TooLarge, Undecodable, read_body
from ingest.fetching.hosts import AGENT, Host, origin_of
from ingest.fetching.messages import PRIVATE_HEADERS, Limits, Page, Request
from ingest.files import MIB

logging.getLogger("stamina").addHandler(logging.NullHandler())  # a retry is no warning; its end is in the ledger

In = TypeVar("In")
Out = TypeVar("Out")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_THREADS = 64  # of `map`, one a host: they wait for answers, they do not compute
_RETRY_FIRST_WAIT_S = 0.5


class _Again(Exception):
    """The world failed in a way that may pass: `wait_s` is what the host asks for, `error` what is said in the end."""

    def __init__(self, error: SyntopicError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Answer:
    """One exchange: status, headers in lower case, body unpacked."""

    status: int
    headers: dict[str, str]
    all_headers: tuple[tuple[str, str], ...]
    body: bytes


class Fetcher:
    """Fetches within limits; may be used from many threads at once; a context manager.

    Args:
        contact: a mail address or page that the User-Agent names, so that a site's owner can ask.
        archive: where answers are kept, so that the next request for them is conditional; without one nothing is kept.
        clock: tells the time that captures carry, aware and UTC.
        transport: in place of the one that checks addresses, for tests that answer for hosts which are not there.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        contact: str = "",
        archive: Archive | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        version: str = "0.1",
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.limits = limits
        self.requests = 0
        self.unchanged = 0
        self._archive = archive
        self._clock = clock
        self._agent = f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"
        self._hosts: dict[str, Host] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetcher", daemon=True)
        self._writers = ThreadPoolExecutor(4, thread_name_prefix="archive")
        self._thread.start()
        self._client = self._call(self._open(transport))
        self._closed = False

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End what is under way and let go of all connections."""
        if self._closed:
            return
        self._closed = True
        self._call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._writers.shutdown()
        if self._archive is not None:
            self._archive.flush()

    # -- from outside -------------------------------------------------------------------------------------------------

    def get(self, url: str, *, accept: str = "*/*", is_api: bool = False) -> Page:
        """Fetch one address.

        Raises:
            BadInput: not an address that may be asked, or a body over the limit.
            SourceUnavailable: no answer, an error, or a host that is not public.
            SourceChanged: an answer that breaks the protocol.
            Blocked: the site refuses: robots.txt, login, payment, a bot challenge, a long Retry-After.
        """
        return self.send(Request(url, accept=accept, is_api=is_api))

    def send(self, request: Request) -> Page:
        """Send one request and wait for its page; raises as `get`."""
        return self._call(self._fetch(request))

    def send_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Page | SyntopicError]]:
        """Send many requests, each host's in order, all hosts at once; yields pages and errors as they come.

        At most `limits.max_in_flight` pages are under way or waiting to be taken, so a slow reader bounds the memory.
        """
        groups = by_host(requests, lambda r: r.url)
        done: queue.SimpleQueue[tuple[Request, Page | SyntopicError | BaseException]] = queue.SimpleQueue()
        tasks = [asyncio.run_coroutine_threadsafe(self._send_group(group, done), self._loop) for group in groups]
        try:
            for _ in range(sum(map(len, groups))):
                request, page = done.get()
                self._loop.call_soon_threadsafe(self._untaken.release)
                if isinstance(page, BaseException) and not isinstance(page, SyntopicError):
                    raise page
                yield request, page
        finally:
            for task in tasks:
                task.cancel()

    async def _send_group(
        self, requests: Sequence[Request], done: queue.SimpleQueue[tuple[Request, Page | SyntopicError | BaseException]]
    ) -> None:
        for request in requests:
            await self._untaken.acquire()
            try:
                done.put((request, await self._fetch(request)))
            except Exception as error:  # a bug is raised where the results are read
                done.put((request, error))

    def map(
        self, fn: Callable[[In], Out], items: Iterable[In], *, host: Callable[[In], str]
    ) -> Iterator[tuple[In, Out | SyntopicError]]:
        """Run `fn`, which may send requests through this fetcher, for many items; yields each as it ends.

        Any error but a `SyntopicError` propagates.

        Args:
            host: the address that an item is mainly fetched from: those of one host go one after the other, in order.
        """
        groups = by_host(items, host)
        done: queue.Queue[tuple[In, Callable[[], Out]]] = queue.Queue(maxsize=self.limits.max_in_flight)
        is_over = threading.Event()

        def work(group: Sequence[In]) -> None:
            for item in group:
                if is_over.is_set():
                    return
                done.put((item, _outcome(fn, item)))

        threads = ThreadPoolExecutor(max(1, min(len(groups), _MAX_THREADS)), thread_name_prefix="fetch")
        try:
            for group in groups:
                threads.submit(work, group)
            for _ in range(sum(map(len, groups))):
                item, result = done.get()
                try:
                    yield item, result()
                except SyntopicError as error:
                    yield item, error
        finally:
            is_over.set()
            threads.shutdown(wait=False, cancel_futures=True)
            with contextlib.suppress(queue.Empty):
                while True:
                    done.get_nowait()

    def now(self) -> datetime:
        """The time that captures carry, aware and UTC."""
        return self._clock()

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt of an address's host names; raises as `get`."""
        parts = checked_url(url, given=url)
        return self._call(self._sitemaps(parts, url))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _call(self, coroutine: Coroutine[Any, Any, Out]) -> Out:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    async def _open(self, transport: httpx2.AsyncBaseTransport | None) -> httpx2.AsyncClient:
        self._slots = asyncio.Semaphore(self.limits.max_in_flight)
        self._untaken = asyncio.Semaphore(self.limits.max_in_flight)
        transport = transport or CheckedTransport(allow_private=self.limits.allow_private)
        return httpx2.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, headers={})

    async def _shut(self) -> None:
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()

    async def _fetch(self, request: Request, *, is_conditional: bool = True) -> Page:
        """Follow a request to its page."""
        given = request.url
        hop = request
        left_s = self.limits.timeout_s
        for _ in range(self.limits.max_redirects + 1):
            parts = checked_url(hop.url, given=given)
            host = self._host(parts)
            if self.limits.respect_robots and not request.is_api:
                await self._ask_robots(host, parts, given)
                host.check_robots(given, parts)
            begun = time.monotonic()
            answer, stored = await self._ask(
                replace(hop, url=parts.geturl()), host, given=given, left_s=left_s, is_conditional=is_conditional
            )
            left_s = max(1.0, left_s - (time.monotonic() - begun))
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return await self._page(request, parts.geturl(), answer, stored)
            if request.method != "GET":
                raise SourceChanged(
                    f"{given}: a {request.method} is redirected to {target[:200]}",
                    remedy="check the address of the source",
                    location=given,
                    stage="fetch",
                )
            hop = _next_hop(hop, urljoin(parts.geturl(), target))
        raise refusals.unavailable(given, f"more than {self.limits.max_redirects} redirects")

    def _host(self, parts: SplitResult) -> Host:
        origin = origin_of(parts)
        if origin not in self._hosts:
            self._hosts[origin] = Host(origin, self.limits)
        return self._hosts[origin]

    async def _ask(
        self, request: Request, host: Host, *, given: str, left_s: float, is_conditional: bool
    ) -> tuple[_Answer, StoredAnswer | None]:
        """One hop in its host's turn, tried again while that may help."""
        stored = None
        if self._archive is not None and request.method == "GET" and is_conditional:
            stored = self._archive.last(request.key)  # one look-up by key: quicker than handing it to a thread
        async with host.turn(given):
            try:
                answer = await self._tried(request, stored, host, given=given, left_s=left_s)
            except _Again as again:
                host.failed()
                raise again.error from None
        host.succeeded()
        return answer, stored

    async def _tried(
        self, request: Request, stored: StoredAnswer | None, host: Host, *, given: str, left_s: float
    ) -> _Answer:
        """The answer to a request, at the first attempt or a later one."""
        try:
            return await self._attempt(request, stored, host, given=given, left_s=left_s)
        except _Again as error:
            first: _Again | None = error
        async for attempt in stamina.retry_context(
            on=_backoff,
            attempts=self.limits.attempts,
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
    ) -> _Answer:
        async with self._slots:
            answer = await self._exchange(request, stored, given=given, left_s=left_s)
        self._check(answer, host, given=given)
        return answer

    async def _exchange(self, request: Request, stored: StoredAnswer | None, *, given: str, left_s: float) -> _Answer:
        headers = {"User-Agent": self._agent, "Accept": request.accept, "Accept-Encoding": "gzip, deflate"}
        headers |= {"Accept-Language": "en, *;q=0.5"} | _validators(stored) | dict(request.headers)
        self.requests += 1
        try:
            async with asyncio.timeout(left_s):
                sent = self._client.build_request(request.method, request.url, headers=headers, content=request.body)
                sent.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), left_s)
                response = await self._client.send(sent, stream=True)
                try:
                    return await self._read(response, given)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx2.TimeoutException):
            raise _Again(refusals.unavailable(given, f"no whole answer within {self.limits.timeout_s:.0f} s")) from None
        except NotPublic as error:
            raise SourceUnavailable(
                f"{given}: {error} is not a public address",
                remedy="save the page and add the file, or allow private addresses in syntopic.toml",
                location=given,
                stage="fetch",
            ) from None
        except NoSuchHost as error:
            raise refusals.unavailable(given, f"the host {error} cannot be found") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise _Again(refusals.unavailable(given, _in_words(error))) from None

    async def _read(self, response: httpx2.Response, given: str) -> _Answer:
        pairs = tuple((k.lower(), v) for k, v in response.headers.multi_items())
        headers = dict(pairs)
        limit = self.limits.max_bytes
        body = b""
        if response.status_code not in _REDIRECTS and response.status_code != 304:
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
        return _Answer(response.status_code, headers, pairs, body)

    def _check(self, answer: _Answer, host: Host, *, given: str) -> None:
        """Raise what an answer's status says, marked as worth another attempt where it is."""
        status = answer.status
        if status in _REDIRECTS or status == 304:
            return
        if refusals.is_challenge(status, answer.headers, answer.body):
            raise refusals.challenge(given)
        if 200 <= status < 300:
            return
        error = refusals.refusal(given, status)
        if status not in refusals.TRANSIENT:
            raise error
        wait_s = refusals.retry_after_s(answer.headers.get("retry-after", ""), self._clock())
        if wait_s is not None and wait_s > self.limits.max_wait_s:
            host.close(
                Blocked(
                    f"{host.origin} asks to be left alone for {wait_s:.0f} s", remedy="the next run after that tries again"
                )
            )
            host.check_open(given)
        if wait_s is not None:
            host.pause(wait_s)
        raise _Again(error, wait_s)

    async def _page(self, request: Request, final_url: str, answer: _Answer, stored: StoredAnswer | None) -> Page:
        if answer.status == 304:
            if stored is None or self._archive is None:
                raise refusals.unavailable(request.url, "the site answers 304 to a request without conditions")
            try:
                data = await self._in_archive(self._archive.bytes_of, stored)
            except SourceUnavailable:  # what the last answer left is damaged
                return await self._fetch(request, is_conditional=False)
            self.unchanged += 1
            await self._in_archive(self._archive.confirm, stored, self._clock())
            return Page(request.url, final_url, stored.status, stored.headers, data, stored.fetched_at, is_unchanged=True)
        kept = tuple((k, v) for k, v in answer.all_headers if k not in PRIVATE_HEADERS)
        page = Page(request.url, final_url, answer.status, kept, answer.body, self._clock())
        if self._archive is not None and not request.is_secret:
            key = request.key if request.method != "GET" else final_url
            await self._in_archive(self._archive.keep, key, page)
        return page

    async def _in_archive(self, fn: Callable[..., Out], *arguments: Any) -> Out:
        return await asyncio.get_running_loop().run_in_executor(self._writers, lambda: fn(*arguments))

    async def _sitemaps(self, parts: SplitResult, given: str) -> tuple[str, ...]:
        host = self._host(parts)
        await self._ask_robots(host, parts, given)
        return host.sitemaps

    async def _ask_robots(self, host: Host, parts: SplitResult, given: str) -> None:
        """Read a host's robots.txt once a run: none means all is allowed, no answer that nothing is (RFC 9309, 2.3.1)."""
        async with host.robots_turn:
            if host.robots is not None:
                return
            host.check_open(given)
            url = f"{parts.scheme}://{parts.netloc}/robots.txt"
            try:
                page = await self._fetch(Request(url, is_api=True))
            except SyntopicError as error:
                if isinstance(error, Blocked) or "answers 4" in error.message:
                    host.read_robots("")
                    host.check_open(given)
                    return
                why = error.message.removeprefix(f"{url}: ")
                why = why if "public address" in why or "cannot be found" in why else f"robots.txt: {why}"
                raise type(error)(f"{given}: {why}", remedy=error.remedy, location=given, stage="fetch") from None
            host.read_robots(page.data.decode("utf-8", "replace"))
            host.check_open(given)


def by_host(items: Iterable[In], url: Callable[[In], str]) -> list[list[In]]:
    """The items, those whose addresses have one host together, in the order given."""
    groups: dict[str, list[In]] = {}
    for item in items:
        try:
            host = urlsplit(url(item)).netloc.lower()
        except ValueError:
            host = ""
        groups.setdefault(host, []).append(item)
    return list(groups.values())


def _outcome(fn: Callable[[In], Out], item: In) -> Callable[[], Out]:
    """What a call gives or raises, to be had later."""
    try:
        given = fn(item)
    except Exception as error:
        raised = error

        def again() -> Out:
            raise raised

        return again
    return lambda: given


def _backoff(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, _Again):
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


def _next_hop(hop: Request, target: str) -> Request:
    """The request for a redirect's target; what identifies the visitor stays with the host it was meant for."""
    with contextlib.suppress(ValueError):
        if urlsplit(target).netloc == urlsplit(hop.url).netloc:
            return replace(hop, url=target)
    return replace(hop, url=target, headers=())


def _in_words(error: Exception) -> str:
    text = str(error).strip()
    return f"the connection failed ({text})" if text else f"the connection failed ({type(error).__name__})"
