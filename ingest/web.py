"""One address, fetched with care: public hosts only, few redirects, a cap on size and time.

Every host name is resolved here, each of its addresses is checked, and the connection goes to an address that was checked,
so that a name that changes its mind between the check and the call gains nothing. Invariant: no request leaves for a
private address unless `allow_private` says so, after any redirect either.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from corpus.errors import BadInput, Blocked, SourceUnavailable
from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture
from ingest.files import MAX_FILE_BYTES, MIB
from ingest.source import Fetched

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 5
KEPT_HEADERS = ("content-type", "etag", "last-modified", "content-language", "link")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSALS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses",
    429: "asks to be left alone for a while",
    451: "is barred by law",
}


def fetch_url(
    url: str,
    *,
    fetched_at: datetime,
    contact: str,
    allow_private: bool = False,
    max_bytes: int = MAX_FILE_BYTES,
    timeout_s: float = 30.0,
) -> Fetched:
    """Fetch one address.

    Args:
        contact: a mail address or page that the User-Agent names, so that a site's owner can ask.
        allow_private: also fetch from loopback and private networks.
        timeout_s: for the whole fetch, redirects and body included.
    Raises:
        BadInput: not an http(s) address, one with a password in it, or a body over `max_bytes`.
        SourceUnavailable: no answer, an error, or a host that is not public.
        Blocked: the site refuses.
    """
    import httpx2

    agent = f"syntopic/0.1 (+{contact})" if contact else "syntopic/0.1"
    until = time.monotonic() + timeout_s
    at = url
    with httpx2.Client(trust_env=False, follow_redirects=False, headers={"User-Agent": agent, "Accept": "*/*"}) as client:
        for _ in range(MAX_REDIRECTS + 1):
            parts = _checked(at, given=url)
            request = _request(client, parts, address=_public_address(parts, given=url, allow_private=allow_private))
            try:
                status, headers, data = _send(client, request, url=url, until=until, max_bytes=max_bytes)
            except httpx2.TimeoutException:
                raise _unavailable(url, "no answer in time") from None
            except httpx2.HTTPError as error:
                raise _unavailable(url, str(error) or type(error).__name__) from None
            if status in _REDIRECTS and headers.get("location"):
                at = urljoin(at, headers["location"])
                continue
            _check_status(status, url)
            return _fetched(url, at, data, status=status, headers=headers, fetched_at=fetched_at)
    raise _unavailable(url, f"more than {MAX_REDIRECTS} redirects")


def _checked(url: str, *, given: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BadInput(f"{given}: not a web address", remedy="check its spelling", location=given, stage="ingest") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{given}: not an http or https address", remedy="give one", location=given, stage="ingest")
    if parts.username is not None or parts.password is not None:
        raise BadInput(
            f"{parts._replace(netloc=parts.hostname).geturl()}: a user name or password stands in the address",
            remedy="leave it out; save the page and add the file",
            stage="ingest",
        )
    return parts


def _public_address(parts: SplitResult, *, given: str, allow_private: bool) -> str:
    """The address to connect to; every address of the host must be public."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _unavailable(given, f"the host {host} cannot be found") from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    private = [a for a in addresses if not is_public(a)]
    if not addresses or (private and not allow_private):
        raise SourceUnavailable(
            f"{given}: {host} is not a public address",
            remedy="save the page and add the file, or allow private addresses in syntopic.toml",
            location=given,
            stage="ingest",
        )
    return addresses[0]


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


def _request(client: httpx2.Client, parts: SplitResult, *, address: str) -> httpx2.Request:
    """A request to the checked address under the host's name."""
    host = parts.hostname or ""
    literal = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    shown = f"[{host}]" if ":" in host else host.encode("idna").decode() if not host.isascii() else host
    target = urlunsplit((parts.scheme, literal + port, parts.path or "/", parts.query, ""))
    return client.build_request(
        "GET", target, headers={"Host": shown + port}, extensions={"sni_hostname": shown.strip("[]")}
    )


def _send(
    client: httpx2.Client, request: httpx2.Request, *, url: str, until: float, max_bytes: int
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, and body, read in pieces so that neither size nor time can run away."""
    left = max(0.001, until - time.monotonic())
    request.extensions["timeout"] = {"connect": left, "read": left, "write": left, "pool": left}
    response = client.send(request, stream=True)
    try:
        headers = {k.lower(): v for k, v in response.headers.items()}
        if response.status_code in _REDIRECTS:
            return response.status_code, headers, b""
        body = bytearray()
        for piece in response.iter_bytes(65_536):
            body += piece
            if len(body) > max_bytes:
                raise BadInput(
                    f"{url}: over the limit of {max_bytes // MIB} MiB",
                    remedy="raise ingest.max_file_mib (up to 64) in syntopic.toml",
                    location=url,
                    stage="ingest",
                )
            if time.monotonic() > until:
                raise _unavailable(url, "too slow")
        return response.status_code, headers, bytes(body)
    finally:
        response.close()


def _check_status(status: int, url: str) -> None:
    if status in _REFUSALS:
        raise Blocked(
            f"{url}: the site {_REFUSALS[status]} ({status})",
            remedy="save the page in a browser and add the file",
            location=url,
            stage="ingest",
        )
    if not 200 <= status < 300:
        raise _unavailable(url, f"the site answers {status}")


def _unavailable(url: str, why: str) -> SourceUnavailable:
    return SourceUnavailable(f"{url}: {why}", remedy="check the address, or try again later", location=url, stage="ingest")


def _fetched(
    url: str, final_url: str, data: bytes, *, status: int, headers: dict[str, str], fetched_at: datetime
) -> Fetched:
    native = urlsplit(url)._replace(fragment="").geturl()
    blob = sha256_hex(data)
    capture = Capture(
        id=capture_id("web", native, blob),
        source="web",
        native_id=native,
        location=url,
        blob=blob,
        url=url,
        final_url=final_url,
        fetched_at=fetched_at,
        status=status,
        headers=tuple((k, headers[k]) for k in KEPT_HEADERS if k in headers),
    )
    return Fetched(capture, data)
