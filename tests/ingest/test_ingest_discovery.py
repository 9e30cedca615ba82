"""What kinds of sources find and how their cursors move: slices of time, changed entries, what failed, plug-ins."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_reading import fetched as file_capture

from corpus.errors import BadInput, ConfigError, SourceUnavailable
from corpus.store import Store
from ingest import parse_capture, restore
from ingest.fetching import Page, Request, capture_of
from ingest.source import Fetched
from ingest.sources import (
    Discovery,
    Item,
    Place,
    SourceKind,
    advance,
    feed,
    hackernews,
    item_of,
    kind_of,
    lesswrong,
    registry,
    sitemap,
)
from ingest.sources.base import MAX_TRIES, with_pending

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
DAY_S = 86_400


class Told:
    """A fetcher that answers from a function, and notes what was asked."""

    def __init__(self, answer: Callable[[str, bytes], bytes]) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.at = NOW

    def get(self, url: str, *, accept: str = "", is_api: bool = False) -> Page:
        return self.send(Request(url))

    def send(self, request: Request) -> Page:
        self.asked.append(request.url + (request.body or b"").decode())
        data = self.answer(request.url, request.body or b"")
        return Page(request.url, request.url, 200, (("content-type", "application/xml"),), data, self.at)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return ()

    def now(self) -> datetime:
        return self.at


class Board:
    """A search for stories that gives at most a thousand of them, newest first."""

    def __init__(self, made_s: list[int]) -> None:
        self.made_s = made_s

    def __call__(self, url: str, body: bytes) -> bytes:
        filters = parse_qs(urlsplit(url).query)["numericFilters"][0]
        begin, end = (int(part.rpartition("=" if "=" in part else "<")[2]) for part in filters.split(","))
        hits = [
            {"objectID": str(n), "created_at_i": s, "title": f"Story {n}"}
            for n, s in enumerate(self.made_s)
            if begin <= s < end
        ]
        hits.sort(key=lambda h: -int(str(h["created_at_i"])))
        return json.dumps({"hits": hits[:1000], "nbHits": len(hits)}).encode()


def all_of(place: Place, cursor: dict[str, Any], told: Told) -> tuple[list[Item], dict[str, Any]]:
    """Discover until there is no more, taking everything in."""
    items: list[Item] = []
    for _ in range(200):
        found = hackernews.discover(place, cursor, told)  # type: ignore[arg-type]
        cursor = advance(found, {i.native_id for i in found.items})
        items += found.items
        if not found.has_more:
            return items, cursor
    raise AssertionError("it never ends")


def test_hacker_news_is_searched_in_slices_that_lose_no_story_and_repeat_none() -> None:
    now_s = int(NOW.timestamp())
    old = [now_s - 400 * DAY_S + n * 600 for n in range(2700)]
    crowd = [now_s - 200 * DAY_S + n for n in range(1500)]
    told = Told(Board(old + crowd))
    place = Place("hackernews", "https://hn.algolia.com/?q=lamps")
    items, cursor = all_of(place, {}, told)
    assert sorted(int(i.native_id) for i in items) == list(range(4200))
    assert all_of(place, cursor, told)[0] == []


def test_a_young_thread_is_offered_again_until_it_is_a_week_old() -> None:
    now_s = int(NOW.timestamp())
    told = Told(Board([now_s - DAY_S]))
    place = Place("hackernews", "https://hn.algolia.com/?q=lamps")
    first, cursor = all_of(place, {}, told)
    second, cursor = all_of(place, cursor, told)
    assert [i.native_id for i in first] == [i.native_id for i in second] == ["0"]
    told.at = datetime.fromtimestamp(now_s + 8 * DAY_S, tz=UTC)
    assert all_of(place, cursor, told)[0] == []


FEED = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>L</title><id>u</id>{entries}</feed>'
ENTRY = '<entry><id>{key}</id><title>{key}</title><link href="https://a.example/{key}"/><updated>{day}T00:00:00Z</updated></entry>'


def test_a_feed_offers_what_is_new_and_what_changed_oldest_first() -> None:
    days = {"one": "2026-05-01", "two": "2026-05-02"}
    told = Told(lambda url, _: FEED.format(entries="".join(ENTRY.format(key=k, day=d) for k, d in days.items())).encode())
    place = Place("feed", "https://a.example/feed.xml")

    def names(cursor: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        found = feed.discover(place, cursor, told)  # type: ignore[arg-type]
        return [i.url.rpartition("/")[2] for i in found.items], advance(found, {i.native_id for i in found.items})

    first, cursor = names({})
    assert first == ["one", "two"]
    assert names(cursor)[0] == []
    days |= {"one": "2026-05-09", "three": "2026-05-03"}
    assert names(cursor)[0] == ["three", "one"]


def test_a_sitemap_gives_the_newest_pages_first_and_later_only_what_is_newer() -> None:
    pages = {f"https://a.example/p{n}": f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}" for n in range(150)}

    def answer(url: str, _: bytes) -> bytes:
        if not url.endswith("/sitemap.xml"):
            raise SourceUnavailable(f"{url}: 404", remedy="check")
        listed = "".join(f"<url><loc>{u}</loc><lastmod>{d}</lastmod></url>" for u, d in pages.items())
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode()

    place = Place("sitemap", "https://a.example/")
    found = sitemap.discover(place, {}, Told(answer))  # type: ignore[arg-type]
    assert len(found.items) == sitemap.AT_FIRST
    assert found.items[-1].url == "https://a.example/p149"
    pages["https://a.example/new"] = "2026-12-01"
    again = sitemap.discover(place, found.cursor, Told(answer))  # type: ignore[arg-type]
    assert [i.url for i in again.items] == ["https://a.example/new"]


def test_a_users_comments_go_on_from_the_last_one_seen() -> None:
    made = ["2026-05-01T00:00:00.000Z", "2026-05-02T00:00:00.000Z"]

    def answer(url: str, body: bytes) -> bytes:
        query = json.loads(body)["query"]
        if "user(" in query:
            return json.dumps({"data": {"user": {"result": {"_id": "u1"}}}}).encode()
        after = query.partition('after:"')[2].partition('"')[0]
        held = [{"_id": f"c{n}", "postedAt": t, "htmlBody": "<p>So it is.</p>"} for n, t in enumerate(made) if t > after]
        return json.dumps({"data": {"comments": {"results": held}}}).encode()

    place, told = Place("lesswrong", "https://www.lesswrong.com/users/dag"), Told(answer)
    found = lesswrong.discover(place, {}, told)  # type: ignore[arg-type]
    assert [i.native_id for i in found.items] == ["https://www.lesswrong.com/users/dag?after="]
    cursor = advance(found, {found.items[0].native_id})
    assert lesswrong.discover(place, cursor, told).items == ()  # type: ignore[arg-type]
    made.append("2026-05-03T00:00:00.000Z")
    (item,) = lesswrong.discover(place, cursor, told).items  # type: ignore[arg-type]
    assert item.native_id.endswith("?after=2026-05-02T00:00:00.000Z")


ITEMS = tuple(Item("article", f"https://a.example/{n}", f"https://a.example/{n}") for n in range(6))
FAILED = BadInput("https://a.example/: empty", remedy="leave it out")


@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=4), st.integers(0, 6))
def test_a_cursor_covers_exactly_what_was_taken_in(nights: list[set[int]], count: int) -> None:
    found = Discovery(ITEMS[:count], {"since": 1})
    left = {i.native_id for i in found.items}
    for night in nights:
        taken = {f"https://a.example/{n}" for n in night} & left
        cursor = json.loads(json.dumps(advance(found, taken)))
        left -= taken
        assert cursor["since"] == 1
        found = with_pending(Discovery((), {"since": 1}), cursor)
        assert {i.native_id for i in found.items} == left


def test_an_item_that_keeps_failing_is_given_up() -> None:
    found = Discovery(ITEMS[:2], {})
    for night in range(1, MAX_TRIES + 1):
        cursor = advance(found, {ITEMS[1].native_id}, {ITEMS[0].native_id: FAILED})
        found = with_pending(Discovery((), {}), cursor)
        assert [i.tries for i in found.items] == ([night] if night < MAX_TRIES else [])


@pytest.mark.parametrize(
    ("url", "kind", "native"),
    [
        ("https://a.example/essay#two", "article", "https://a.example/essay"),
        ("https://news.ycombinator.com/item?id=12", "hackernews", "12"),
        ("https://www.alignmentforum.org/posts/abcdefgh12345/x", "lesswrong", "lw/abcdefgh12345"),
        ("https://www.lesswrong.com/s/seq123/p/abcdefgh12345", "lesswrong", "lw/abcdefgh12345"),
        ("https://old.reddit.com/r/tides/comments/q1/slack/", "reddit", "t3_q1"),
        ("https://pier.substack.com/p/lamps", "substack", "pier.substack.com/lamps"),
        ("https://bsky.app/profile/bo.example/post/3k", "bluesky", "bo.example/3k"),
        ("https://social.example/@bo/112000000000000001", "mastodon", "social.example/112000000000000001"),
        ("https://twitter.com/bo/status/9", "x", "9"),
    ],
)
def test_an_address_is_told_by_its_form(url: str, kind: str, native: str) -> None:
    item = item_of(url)
    assert (item.source, item.native_id) == (kind, native)
    assert kind_of(url).name == kind


def test_a_kind_from_another_distribution_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(kind_of("https://a.example/"), name="gazette", claims=lambda url: 3 * ("gazette" in url))
    monkeypatch.setattr(EntryPoint, "load", lambda self: made if self.name == "gazette" else None)
    monkeypatch.setattr(registry, "entry_points", lambda group: [EntryPoint("gazette", "g:SOURCE", group)])
    registry.source_kinds.cache_clear()
    try:
        assert registry.kind_of("https://gazette.example/") is made
        monkeypatch.setattr(registry, "entry_points", lambda group: [EntryPoint("broken", "b:SOURCE", group)])
        registry.source_kinds.cache_clear()
        with pytest.raises(ConfigError, match="broken"):
            registry.source_kinds()
    finally:
        monkeypatch.undo()
        registry.source_kinds.cache_clear()
    assert all(isinstance(k, SourceKind) for k in registry.source_kinds())


def test_a_capture_is_parsed_again_from_the_store_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    data = (Path(__file__).parent / "captures" / "mastodon" / "status.json").read_bytes()
    context = (Path(__file__).parent / "captures" / "mastodon" / "context.json").read_bytes()
    page = Page("https://a.example/1", "https://a.example/1", 200, (), data, NOW)
    fetched = Fetched.of(capture_of(page, source="mastodon", native_id="1"), data, (("context.json", context),))
    document, segments = parse_capture(fetched)
    for blob in (data, context):
        store.blobs.put(blob)
    store.put_parsed(fetched.capture, document, segments, (), key="k")
    (capture,) = store.all(type(fetched.capture))
    again = restore(capture, store.blobs)
    store.close()
    assert again == fetched
    assert parse_capture(again) == (document, segments)
    assert parse_capture(file_capture("status.json", data))[0].kind == "mastodon"
