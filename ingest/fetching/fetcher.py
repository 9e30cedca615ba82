"""The fetcher: requests in, whole pages or typed errors out, many hosts at a time.

An event loop runs in a thread of its own; calls from outside hand requests to it and wait. Each hop of a request (the
address itself, then whatever it redirects to) is checked, queued at its host, allowed by robots.txt, tried a few times, and
bounded.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from corpus.errors import Blocked, SourceChanged, SourceUnavailable, SyntopicError
from corpus.records import StoredAnswer
from ingest.fetching import refusals
from ingest.fetching.addresses import CheckedTransport, checked_url
from ingest.fetching.archive import Archive
from ingest.fetching.batches import Batches
from ingest.fetching.exchange import REDIRECTS, Again, Answer, Exchanges
from ingest.fetching.hosts import AGENT, Host, origin_of
from ingest.fetching.messages import PRIVATE_HEADERS, Limits, Page, Request

In = TypeVar("In")
Out = TypeVar("Out")
_Done = queue.SimpleQueue[tuple[Request, Page | SyntopicError | BaseException]]
_MAX_THREADS = 64  # of `map`, one a host: they wait for answers, they do not compute


class Fetcher:
    """Fetches within limits; may be used from many threads at once; a context manager.

    Args:
        contact: a mail address or page that the User-Agent names, so that a site's owner can ask.
        archive: where answers are kept, so that the next request for them is conditional; without one nothing is kept.
        clock: tells the time that captures carry, aware and UTC.
        options: what the settings say to kinds of sources, by name; a place's own options go before.
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
        options: Mapping[str, str] | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.limits = limits
        self.options = dict(options or {})
        self.tokens: dict[str, str] = {}  # that interfaces gave for the user's keys, by interface; never stored
        self.unchanged = 0
        self._archive = archive
        self._clock = clock
        self._hosts: dict[str, Host] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetcher", daemon=True)
        self._thread.start()
        agent = f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"
        self._exchanges = self._call(self._open(transport, agent))
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
        self._batches.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
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
        at_once = max(1, self.limits.max_in_flight // 8)  # to wake the loop for each page taken costs more than it gains
        untaken = asyncio.Semaphore(self.limits.max_in_flight)

        def taken() -> None:
            for _ in range(at_once):
                untaken.release()

        done: _Done = queue.SimpleQueue()
        tasks = [asyncio.run_coroutine_threadsafe(self._send_group(group, untaken, done), self._loop) for group in groups]
        try:
            for n in range(sum(map(len, groups))):
                request, page = done.get()
                if not (n + 1) % at_once:
                    self._loop.call_soon_threadsafe(taken)
                if isinstance(page, BaseException) and not isinstance(page, SyntopicError):
                    raise page
                yield request, page
        finally:
            for task in tasks:
                task.cancel()

    async def _send_group(self, requests: Sequence[Request], untaken: asyncio.Semaphore, done: _Done) -> None:
        for request in requests:
            await untaken.acquire()
            try:
                done.put((request, await self._fetch(request)))
            except Exception as error:  # a bug is raised where the results are read
                done.put((request, error))

    def map(
        self, fn: Callable[[In], Out], items: Iterable[In], *, host: Callable[[In], str]
    ) -> Generator[tuple[In, Out | SyntopicError], None, None]:
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

    @property
    def requests(self) -> int:
        """How many requests went out, redirects, robots.txt and further attempts included."""
        return self._exchanges.sent

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

    async def _open(self, transport: httpx2.AsyncBaseTransport | None, agent: str) -> Exchanges:
        self._batches = Batches(self._loop, name="archive")
        transport = transport or CheckedTransport(allow_private=self.limits.allow_private)
        return Exchanges(self.limits, transport, agent=agent, clock=self._clock)

    async def _shut(self) -> None:
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._exchanges.aclose()

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
            if answer.status not in REDIRECTS or not target:
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
    ) -> tuple[Answer, StoredAnswer | None]:
        """One hop in its host's turn, tried again while that may help."""
        stored = None
        if self._archive is not None and request.method == "GET" and is_conditional:
            stored = self._archive.last(request.key)  # one look-up by key: quicker than handing it to a thread
        async with host.turn(given):
            try:
                answer = await self._exchanges.tried(request, stored, host, given=given, left_s=left_s)
            except Again as again:
                host.failed()
                raise again.error from None
        host.succeeded()
        return answer, stored

    async def _page(self, request: Request, final_url: str, answer: Answer, stored: StoredAnswer | None) -> Page:
        if answer.status == 304:
            if stored is None or self._archive is None:
                raise refusals.unavailable(request.url, "the site answers 304 to a request without conditions")
            try:
                data = await self._batches.run(self._archive.bytes_of, stored)
            except SourceUnavailable:  # what the last answer left is damaged
                return await self._fetch(request, is_conditional=False)
            self.unchanged += 1
            await self._batches.run(self._archive.confirm, stored, self._clock())
            return Page(request.url, final_url, stored.status, stored.headers, data, stored.fetched_at, is_unchanged=True)
        kept = tuple((k, v) for k, v in answer.all_headers if k not in PRIVATE_HEADERS)
        page = Page(request.url, final_url, answer.status, kept, answer.body, self._clock())
        if self._archive is not None and not request.is_secret:
            key = request.key if request.method != "GET" else final_url
            await self._batches.run(self._archive.keep, key, page)
        return page

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


def _next_hop(hop: Request, target: str) -> Request:
    """The request for a redirect's target; what identifies the visitor stays with the host it was meant for."""
    with contextlib.suppress(ValueError):
        if urlsplit(target).netloc == urlsplit(hop.url).netloc:
            return replace(hop, url=target)
    return replace(hop, url=target, headers=())
