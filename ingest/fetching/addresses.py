"""Which addresses are asked at all, checked at the moment of connecting.

Every host name is resolved here, each of its addresses is checked, and the connection goes to an address that was checked:
a name that changes its mind between the check and the call gains nothing, nor does a redirect. Invariant: no packet leaves
for a private address unless the limits allow it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import httpcore2
import httpx2

from corpus.errors import BadInput

if TYPE_CHECKING:
    from httpcore2 import AsyncNetworkStream

MAX_ADDRESSES_TRIED = 3
MAX_URL_CHARS = 8_000
_CONNECTIONS = 4  # a host is asked one thing at a time; what is left of a broken exchange may linger beside it
_KEPT_S = 30.0


class NotPublic(Exception):
    """A host has an address that is not one of the public internet."""


class NoSuchHost(Exception):
    """A host name has no address."""


def checked_url(url: str, *, given: str) -> SplitResult:
    """The parts of an address that may be asked, its fragment gone.

    Args:
        given: the address that the user or a source gave, for messages.
    Raises:
        BadInput: not an http(s) address, or one with a user name or password in it.
    """
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
        host = parts.hostname or ""
        if ":" not in host:
            host.encode("idna")
    except (ValueError, UnicodeError):
        raise _bad(f"{given}: not a web address", remedy="check its spelling", location=given) from None
    if parts.scheme not in ("http", "https") or not host:
        raise _bad(f"{given}: not an http or https address{_led_to(url, given)}", remedy="give one", location=given)
    if parts.username is not None or parts.password is not None:
        if url != given:
            asked = urlsplit(given)._replace(query="").geturl()  # the query may be where the password came from
            raise _bad(
                f"{asked}: it redirects to an address with a user name or password in it",
                remedy="save the page and add the file",
                location=asked,
            )
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise _bad(
            f"{bare}: a user name or password stands in the address",
            remedy="leave it out; save the page and add the file",
            location=bare,
        )
    if len(url) > MAX_URL_CHARS:
        raise _bad(f"{given[:80]}…: an address of {len(url)} characters", remedy="check it", location=given[:200])
    return parts._replace(fragment="")


def _led_to(url: str, given: str) -> str:
    return "" if url == given else f" behind a redirect ({urlsplit(url).scheme}:)"


def _bad(message: str, *, remedy: str, location: str) -> BadInput:
    return BadInput(message, remedy=remedy, location=location, stage="fetch")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, IPv4 inside IPv6 included."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to addresses that were resolved and checked here."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address of the host that answers.

        Raises:
            NotPublic: one of its addresses is private, loopback, link-local or reserved.
            NoSuchHost: it has none.
        """
        addresses = await self._resolve(host, port)
        failure: Exception | None = None
        for address in addresses[:MAX_ADDRESSES_TRIED]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = failure or error
        raise failure or NoSuchHost(host)

    async def _resolve(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise NoSuchHost(host) from None
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        if not addresses:
            raise NoSuchHost(host)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise NotPublic(host)
        return addresses

    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> AsyncNetworkStream:
        """Never: a page does not lie behind a socket of this machine."""
        raise NotPublic("a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _OriginTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport with connections through `CheckedBackend`, for one host."""

    def __init__(self, context: ssl.SSLContext, backend: CheckedBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        # the transport takes no network backend, its pool does
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=1,
            keepalive_expiry=_KEPT_S,
            http1=True,
            http2=True,
            network_backend=backend,
        )


class CheckedTransport(httpx2.AsyncBaseTransport):
    """A pool of connections for each host, all opened through `CheckedBackend`; proxies of the environment are not used.

    One pool for all would look through every host's connections at each request.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._backend = CheckedBackend(allow_private=allow_private)
        self._context = httpx2.create_ssl_context(trust_env=False)
        self._of_origin: dict[tuple[str, str, int | None], _OriginTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request through its host's pool."""
        origin = (request.url.scheme, request.url.host, request.url.port)
        if origin not in self._of_origin:
            self._of_origin[origin] = _OriginTransport(self._context, self._backend)
        return await self._of_origin[origin].handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._of_origin.values():
            await transport.aclose()
        self._of_origin.clear()
