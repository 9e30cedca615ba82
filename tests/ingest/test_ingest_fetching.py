"""The fetcher against a server with every fault: limits, redirects, refusals, politeness, conditions, private addresses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_hostile import CHARSET_PAGE, PAGE, Hostile, hostile

from corpus.errors import BadInput, Blocked, SourceChanged, SourceUnavailable, SyntopicError
from corpus.store import Store
from ingest import parse_capture
from ingest.fetching import Limits, Page, Request
from ingest.fetching.addresses import is_public
from ingest.fetching.archive import StoreArchive
from ingest.fetching.fetcher import Fetcher
from ingest.fetching.refusals import retry_after_s
from ingest.sources import fetch as fetch_item
from ingest.sources import item_of

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
LIMITS = Limits(max_bytes=2**20, timeout_s=5, attempts=2, max_wait_s=1.5, delay_s=0, allow_private=True, host_failures=1000)


@pytest.fixture
def site() -> Iterator[Hostile]:
    with hostile() as state:
        yield state


def get(url: str, limits: Limits = LIMITS, *, archive: StoreArchive | None = None) -> Page:
    with Fetcher(limits, contact="desk@example.org", archive=archive, clock=lambda: NOW) as fetcher:
        return fetcher.get(url)


def test_a_page_is_fetched_kept_and_read(site: Hostile) -> None:
    with Fetcher(LIMITS, contact="desk@example.org", clock=lambda: NOW) as fetcher:
        got = fetch_item(item_of(site.base + "/page#part"), fetcher)
    assert got.data == PAGE
    assert (got.capture.status, got.capture.fetched_at) == (200, NOW)
    assert dict(got.capture.headers)["etag"] == '"7"'
    assert "set-cookie" not in dict(got.capture.headers)
    assert got.capture.native_id == site.base + "/page"
    document, _ = parse_capture(got)
    assert "burned until six" in document.text
    assert all("syntopic" in h["user-agent"] and "desk@example.org" in h["user-agent"] for _, h in site.asked)


def test_bytes_in_a_wrong_charset_reach_the_parser_as_they_came(site: Hostile) -> None:
    with Fetcher(LIMITS, clock=lambda: NOW) as fetcher:
        got = fetch_item(item_of(site.base + "/charset"), fetcher)
    assert got.data == CHARSET_PAGE
    document, _ = parse_capture(got)
    assert "The caf\u00e9 on the quay \u2013 the only one \u2013 sold 40 cups" in document.text


def test_redirects_are_followed_five_times_and_no_more(site: Hostile) -> None:
    assert get(site.base + "/hop/4").final_url == site.base + "/page"
    with pytest.raises(SourceUnavailable, match="redirects"):
        get(site.base + "/hop/5")


def test_private_addresses_are_not_asked(site: Hostile) -> None:
    with pytest.raises(SourceUnavailable, match="not a public address"):
        get(site.base + "/page", replace(LIMITS, allow_private=False))
    assert site.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/",
        "http://[::1]:1/",
        "http://10.0.0.1/",
        "http://[::ffff:192.168.0.1]/",
        "http://0.0.0.0/",
    ],
)
def test_a_redirect_is_checked_as_the_first_address_is(site: Hostile, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.setattr("ingest.fetching.addresses.is_public", lambda address: address == "127.0.0.1" or is_public(address))
    with pytest.raises(SourceUnavailable, match="is not a public address"):
        get(f"{site.base}/to?{target}", replace(LIMITS, allow_private=False))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/a", "http://me:secret@127.0.0.1/", "gopher://a/"]
)
def test_a_redirect_to_what_may_not_be_asked_is_refused(site: Hostile, target: str) -> None:
    with pytest.raises(BadInput) as caught:
        get(f"{site.base}/to?{target}")
    assert "secret" not in str(caught.value)
    assert f"{site.base}/to" in str(caught.value)


def test_a_host_that_resolves_to_a_public_and_a_private_address_is_refused(
    site: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both(self: object, host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", (address, port)) for address in ("8.8.8.8", "127.0.0.1")]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", both)
    with pytest.raises(SourceUnavailable, match="not a public address"):
        get(site.base.replace("127.0.0.1", "two.example") + "/page", replace(LIMITS, allow_private=False))
    assert site.asked == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (403, Blocked),
        (401, Blocked),
        (402, Blocked),
        (451, Blocked),
        (429, Blocked),
        (404, SourceUnavailable),
        (500, SourceUnavailable),
    ],
)
def test_refusals_and_failures_are_told_apart(site: Hostile, status: int, error: type[SyntopicError]) -> None:
    with pytest.raises(error, match=str(status)) as caught:
        get(f"{site.base}/status/{status}")
    assert caught.value.remedy
    assert caught.value.location == f"{site.base}/status/{status}"
    assert len(site.paths()) == (2 if status in (429, 500) else 1)


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/endless", BadInput, "limit of 1 MiB"),
        ("/announced", BadInput, "limit of 1 MiB"),
        ("/bomb/gzip", BadInput, "limit of 1 MiB"),
        ("/bomb/deflate", BadInput, "limit of 1 MiB"),
        ("/drip", SourceUnavailable, "no whole answer within 1 s"),
        ("/slow/30", SourceUnavailable, "no whole answer within 1 s"),
        ("/packed/cut", SourceChanged, "breaks off"),
        ("/packed/junk", SourceChanged, "damaged compression"),
        ("/packed/br", SourceChanged, "not asked for"),
        ("/short", SourceUnavailable, "connection failed"),
        ("/garbage", SourceUnavailable, "connection failed"),
        ("/headers", SourceUnavailable, "connection failed"),
        ("/hangup", SourceUnavailable, "connection failed"),
        ("/unasked", SourceUnavailable, "304"),
        ("/challenge/403", Blocked, "bot challenge"),
        ("/challenge/429", Blocked, "bot challenge"),
        ("/challenge/503", Blocked, "bot challenge"),
        ("/challenge/200", Blocked, "bot challenge"),
    ],
)
def test_each_fault_is_one_typed_error_with_its_remedy(
    site: Hostile, path: str, error: type[SyntopicError], words: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(error, match=words) as caught:
        get(site.base + path, replace(LIMITS, timeout_s=1, attempts=1))
    assert time.monotonic() - begun < 20
    assert caught.value.location == site.base + path
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_challenge_is_not_tried_again(site: Hostile) -> None:
    with pytest.raises(Blocked):
        get(site.base + "/challenge/429")
    assert site.paths() == ["/challenge/429"]


@pytest.mark.parametrize("form", ["gzip", "members", "deflate", "raw"])
def test_packed_bodies_are_unpacked(site: Hostile, form: str) -> None:
    assert get(f"{site.base}/packed/{form}").data == PAGE


def test_what_passes_is_tried_again(site: Hostile) -> None:
    assert get(site.base + "/flaky/2").data == PAGE
    with pytest.raises(SourceUnavailable, match="503"):
        get(site.base + "/flaky/9")


def test_retry_after_is_waited_for(site: Hostile) -> None:
    assert get(site.base + "/busy/1").data == PAGE
    first, second = site.times[-2:]
    assert second - first >= 0.99


def test_a_long_retry_after_ends_the_hosts_queue(site: Hostile) -> None:
    with Fetcher(LIMITS) as fetcher:
        for path in ("/busy/4000", "/page"):
            with pytest.raises(Blocked, match="asks to be left alone for 4000 s") as caught:
                fetcher.get(site.base + path)
            assert caught.value.location == site.base + path
    assert site.paths() == ["/busy/4000"]


def test_robots_are_obeyed_and_their_delay_kept(site: Hostile) -> None:
    site.robots = b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.3\nSitemap: https://example.org/map.xml\n"
    with Fetcher(replace(LIMITS, delay_s=0.01)) as fetcher:
        with pytest.raises(Blocked, match=r"robots\.txt"):
            fetcher.get(site.base + "/private/page")
        fetcher.get(site.base + "/a")
        fetcher.get(site.base + "/b")
        fetcher.send(Request(site.base + "/private/api", is_api=True))
        assert fetcher.sitemaps(site.base + "/") == ("https://example.org/map.xml",)
    assert site.paths() == ["/a", "/b", "/private/api"]
    assert site.times[2] - site.times[1] >= 0.29
    assert [p for p, _ in site.asked].count("/robots.txt") == 1


def test_a_host_whose_robots_fail_is_not_asked_further(site: Hostile) -> None:
    site.robots = 503
    with pytest.raises(SourceUnavailable, match=r"robots\.txt: the site answers 503"):
        get(site.base + "/page")
    assert site.paths() == []


def test_a_redirect_is_not_a_way_around_robots(site: Hostile) -> None:
    site.robots = b"User-agent: *\nDisallow: /page\n"
    with pytest.raises(Blocked, match=r"robots\.txt"):
        get(site.base + "/hop/0")
    assert site.paths() == ["/hop/0"]


def test_a_host_is_asked_one_request_at_a_time_with_a_pause_between(site: Hostile) -> None:
    urls = [Request(f"{site.base}/slow/0.05?{n}") for n in range(6)]
    with Fetcher(replace(LIMITS, delay_s=0.1)) as fetcher:
        got = list(fetcher.send_all(urls))
    assert all(isinstance(page, Page) for _, page in got)
    times = sorted(site.times[1:])
    assert all(b - a >= 0.14 for a, b in pairwise(times))


def test_a_host_that_keeps_failing_is_left_alone(site: Hostile) -> None:
    urls = [f"{site.base}/hangup/{n}" for n in range(10)]
    with Fetcher(replace(LIMITS, attempts=1, host_failures=3)) as fetcher:
        errors = [error for _, error in fetcher.map(fetcher.get, urls, host=str)]
    assert all(isinstance(error, SourceUnavailable) for error in errors)
    assert len(site.paths()) == 3
    assert sum("left alone" in str(error) for error in errors) == 7


@pytest.mark.parametrize("path", ["/page", "/dated"])
def test_what_was_fetched_is_asked_for_conditionally_and_not_stored_again(site: Hostile, tmp_path: Path, path: str) -> None:
    store = Store(tmp_path)
    archive = StoreArchive(store)
    first = get(site.base + path, archive=archive)
    blobs = {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").rglob("*") if p.is_file()}
    second = get(site.base + path, archive=archive)
    assert (first.is_unchanged, second.is_unchanged) == (False, True)
    assert (second.data, second.headers, second.fetched_at) == (first.data, first.headers, first.fetched_at)
    asked = site.asked[-1][1]
    assert "if-none-match" in asked or "if-modified-since" in asked
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").rglob("*") if p.is_file()} == blobs
    store.close()


def test_damaged_bytes_are_fetched_anew(site: Hostile, tmp_path: Path) -> None:
    store = Store(tmp_path)
    get(site.base + "/page", archive=StoreArchive(store))
    (blob,) = [p for p in (tmp_path / "blobs").rglob("*") if p.is_file() and p.read_bytes() == PAGE]
    for damage in (b"damaged", bytes(len(PAGE))):
        blob.unlink()
        blob.write_bytes(damage)
        assert get(site.base + "/page", archive=StoreArchive(store)).data == PAGE
        assert blob.read_bytes() == PAGE
    store.close()


def test_a_cookie_that_a_site_sets_goes_back_to_it_alone() -> None:
    asked: dict[str, str] = {}

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked[str(request.url)] = request.headers.get("cookie", "")
        if request.url.path == "/in" and "seen=1" not in asked[str(request.url)]:
            return httpx2.Response(302, headers={"location": "/in", "set-cookie": "seen=1; Path=/"})
        return httpx2.Response(200, headers={"content-type": "text/plain"}, stream=httpx2.ByteStream(b"well"))

    limits = Limits(delay_s=0, respect_robots=False)
    with Fetcher(limits, transport=httpx2.MockTransport(answer)) as fetcher:
        page = fetcher.get("https://gate.example/in")
        fetcher.get("https://other.example/in2")
    assert page.data == b"well"
    assert "set-cookie" not in dict(page.headers)
    assert asked == {"https://gate.example/in": "seen=1", "https://other.example/in2": ""}


def test_keys_stay_with_their_host_and_out_of_what_is_kept(site: Hostile) -> None:
    with hostile() as other, Fetcher(LIMITS) as fetcher:
        page = fetcher.send(Request(f"{site.base}/to?{other.base}/page", headers=(("authorization", "Bearer abc"),)))
        assert [h.get("authorization") for p, h in site.asked if p != "/robots.txt"] == ["Bearer abc"]
        assert [h.get("authorization") for p, h in other.asked if p != "/robots.txt"] == [None]
        assert "abc" not in repr(page)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a", "file:///etc/passwd", "http://", "http://[::1", "http://x:y@example.org/", "http://a:99999/",
        "http://x@example.org/", "data:text/html,hello", "http://" + "a" * 300 + "/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked_at_all(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        get(url)
    assert "y@" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_as_an_address_is_refused_or_named(text: str) -> None:
    from ingest.fetching.addresses import checked_url

    try:
        parts = checked_url(text, given=text)
    except BadInput:
        return
    assert parts.scheme in ("http", "https")
    assert parts.username is None


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


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 04 Jun 2026 03:01:00 GMT", 60.0),
        ("Thu, 04 Jun 2026 02:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("9" * 40, 1e9),
    ],
)
def test_retry_after_in_both_its_forms(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds
