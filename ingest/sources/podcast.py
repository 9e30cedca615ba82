"""Podcasts that publish transcripts: every `podcast:transcript` of every episode is looked at, the best one is read.

lxml reads the feed, because feedparser keeps one transcript an episode. Formats that name speakers and times come before
those that do not, and the show's language before others. The people that the feed names as hosts and guests go into the
metadata file beside the transcript, with the chapters. Method: the podcast namespace, github.com/Podcastindex-
org/podcast-namespace.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from corpus.errors import SourceChanged, SourceUnavailable, SyntopicError
from corpus.ids import stable_hash
from corpus.text import squash
from ingest.dates import read_date
from ingest.fetching import Request, capture_of
from ingest.media.about import about_file
from ingest.media.spoken_files import (
    looks_like_podcast_html,
    looks_like_podcast_json,
    parse_podcast_html,
    parse_podcast_json,
)
from ingest.media.tracks import base_language
from ingest.posts import list_of, mapping_of, text_of
from ingest.source import Fetched, Kind
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.fetching import Page
    from ingest.fetching.fetcher import Fetcher

FORMATS = ("application/json", "text/vtt", "application/x-subrip", "text/html", "text/plain")  # best first
_SAME = {"application/srt": "application/x-subrip", "text/srt": "application/x-subrip", "text/webvtt": "text/vtt"}
_BY_ENDING = {
    ".json": "application/json",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".html": "text/html",
    ".txt": "text/plain",
}
_NAMESPACES = ("https://podcastindex.org/namespace/1.0", "podcastindex.org/namespace/1.0",
               "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md")  # fmt: skip
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
NONE_YET = "the episode has no transcript"


def claims(url: str) -> int:
    """0: an address does not tell a podcast from another feed; kind `feed` looks, or a topic pack says `podcast`."""
    return 0


def is_podcast(data: bytes) -> bool:
    """Whether a feed gives transcripts."""
    return b":transcript" in data and b"podcast" in data and b"<rss" in data[:4096]


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Episodes whose transcripts are new or others than before, oldest first.

    Raises:
        SourceChanged: no RSS feed, or a damaged one.
    """
    return episodes_of(fetcher.get(place.url, accept="application/rss+xml, application/xml;q=0.9, */*;q=0.1"), cursor)


def episodes_of(page: Page, cursor: Cursor) -> Discovery:
    """The episodes of a feed that was fetched, beyond a cursor."""
    root = _parsed(page)
    channel = root.find("channel")
    if channel is None:
        raise SourceChanged(f"{page.url}: no RSS feed", remedy="give the address of the podcast's feed", location=page.url)
    show = {
        "channel": squash(channel.findtext("title") or ""),
        "language": base_language(squash(channel.findtext("language") or "")),
    }
    people = list(_people(channel))
    items = [i for i in (_episode(node, page, show, people) for node in channel.iter("item")) if i is not None]
    items.reverse()
    seen = mapping_of(cursor.get("seen"))
    marks = {i.native_id: stable_hash(i.extra["transcripts"])[:12] for i in items}
    fresh = [i for i in items if seen.get(i.native_id) != marks[i.native_id]]
    return Discovery(tuple(sorted(fresh, key=lambda i: i.published or "")), {"seen": {**seen, **marks}})


def episodes_by_key(page: Page) -> dict[str, Item]:
    """The episodes of a feed by the names that the feed has for them; none where it gives no transcripts."""
    found = episodes_of(page, {}).items if is_podcast(page.data) else ()
    return {key: i for i in found for key in (i.native_id, urljoin(page.final_url, i.native_id))}


def _parsed(page: Page) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(page.data, parser)
    if root is None:
        raise SourceChanged(
            f"{page.url}: a feed that cannot be read", remedy="open it in a browser, or try again later", location=page.url
        )
    return root


def _episode(node: Any, page: Page, show: Mapping[str, str], people: Sequence[tuple[str, str]]) -> Item | None:
    """An episode that has transcripts."""
    transcripts = [
        {
            "url": urljoin(page.final_url, tag.get("url", "")),
            "type": tag.get("type", "").partition(";")[0].strip().lower(),
            "language": base_language(tag.get("language", "")),
        }
        for tag in _tags(node, "transcript")
        if tag.get("url")
    ]
    enclosure = node.find("enclosure")
    media = "" if enclosure is None else enclosure.get("url", "")
    link = squash(node.findtext("link") or "") or media
    native = squash(node.findtext("guid") or "") or link
    if not transcripts or not native or not link:
        return None
    own = list(_people(node))
    named = [*own, *(p for p in people if p[1] not in {role for _, role in own})]
    chapters = next((urljoin(page.final_url, c.get("url", "")) for c in _tags(node, "chapters") if c.get("url")), "")
    extra = {
        **show,
        "transcripts": transcripts,
        "chapters": chapters,
        "hosts": [name for name, role in named if role == "host"],
        "guests": [name for name, role in named if role == "guest"],
    }
    return Item(
        "podcast",
        native,
        link,
        title=squash(node.findtext("title") or node.findtext(f"{_ITUNES}title") or ""),
        published=read_date(squash(node.findtext("pubDate") or "")),
        extra=extra,
    )


def _tags(node: Any, name: str) -> Iterator[Any]:
    for namespace in _NAMESPACES:
        yield from node.findall(f"{{{namespace}}}{name}")


def _people(node: Any) -> Iterator[tuple[str, str]]:
    """Name and role of the people that a channel or episode names; a person without a role is a host."""
    for tag in _tags(node, "person"):
        name = squash(" ".join(tag.itertext()))
        if name:
            yield name, (tag.get("role") or "host").strip().lower()


def best_transcript(transcripts: Sequence[Mapping[str, str]], *, language: str = "") -> Mapping[str, str] | None:
    """The transcript to read: the show's language first, then the format that says most; None where none can be read."""
    wanted = language or "en"
    known = [(t, format_of(t)) for t in transcripts]
    readable = [(t, FORMATS.index(kind)) for t, kind in known if kind]
    return min(readable, key=lambda p: (p[0]["language"] not in ("", wanted), p[1]), default=(None, 0))[0]


def format_of(transcript: Mapping[str, str]) -> str:
    """The media type of a transcript, by its `type`, else by the ending of its address; empty if it cannot be read."""
    said = _SAME.get(transcript["type"], transcript["type"])
    path = transcript["url"].partition("?")[0].lower()
    return said if said in FORMATS else next((kind for ending, kind in _BY_ENDING.items() if path.endswith(ending)), "")


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The best transcript of an episode; where it is gone, the next best.

    Raises:
        SourceUnavailable: none is of a format that can be read, or none can be had.
    """
    left = [dict(t) for t in list_of(item.extra.get("transcripts"))]
    failure: SyntopicError = SourceUnavailable(
        f"{item.url}: {NONE_YET} that can be read", remedy="add a text of it by hand", location=item.url, stage="fetch"
    )
    while (chosen := best_transcript(left, language=text_of(item.extra.get("language")))) is not None:
        left = [t for t in left if t != chosen]
        try:
            page = fetcher.send(Request(chosen["url"]))
        except SyntopicError as error:
            failure = error
            continue
        capture = capture_of(page, source=item.source, native_id=item.native_id, location=item.url)
        about = {**_about(item, fetcher), "subtitles": f"{format_of(chosen)} {chosen['language']}".strip()}
        return Fetched.of(capture, page.data, (about_file(about, name=item.native_id),))
    raise failure


def _about(item: Item, fetcher: Fetcher) -> dict[str, Any]:
    kept = {key: item.extra[key] for key in ("channel", "language", "hosts", "guests") if item.extra.get(key)}
    day = (item.published or "").replace("-", "")
    return {
        **kept,
        "title": item.title,
        "webpage_url": item.url,
        "upload_date": day if len(day) == 8 else None,
        "release_date": item.published,
        "chapters": _chapters(text_of(item.extra.get("chapters")), fetcher),
    }


def _chapters(url: str, fetcher: Fetcher) -> list[dict[str, Any]]:
    """The chapters of an episode with their ends; an episode whose chapters cannot be had has none."""
    if not url:
        return []
    try:
        listed = list_of(mapping_of(json.loads(fetcher.get(url, accept="application/json").data)).get("chapters"))
    except (SyntopicError, ValueError, RecursionError):
        return []
    timed = [c for c in map(mapping_of, listed) if isinstance(c.get("startTime"), int | float)]
    timed.sort(key=lambda c: c["startTime"])
    starts = [c["startTime"] for c in timed[1:]] + [1e6]
    ends = [c["endTime"] if isinstance(c.get("endTime"), int | float) else s for c, s in zip(timed, starts, strict=True)]
    return [
        {"start_time": c["startTime"], "end_time": end, "title": text_of(c.get("title"))}
        for c, end in zip(timed, ends, strict=True)
    ]


SOURCE = SourceKind(
    name="podcast",
    title="a podcast whose feed gives transcripts",
    claims=claims,
    discover=discover,
    fetch=fetch,
    captures=(
        Kind("podcast_json", looks_like_podcast_json, parse_podcast_json, 1),
        Kind("podcast_html", looks_like_podcast_html, parse_podcast_html, 1),
    ),
    example="https://example.org/podcast.xml",
    cases=(
        Case(
            "https://cast.example/feed.xml",
            (
                ("https://cast.example/feed.xml", "podcast/feed.xml"),
                ("https://cast.example/2.json", "podcast/episode.json"),
                ("https://cast.example/2-chapters.json", "podcast/chapters.json"),
                ("https://cast.example/1.html", "podcast/episode.html"),
            ),
            {
                "items": ["cast-1", "cast-2"],
                "kind": "podcast_html",
                "title": "The moved gauge",
                "published": "2026-05-04",
                "authors": ["Harbour Talk"],
                "voices": {"Who moved the gauge?": "Ida Quay", "The port did, in March.": "Otto Pier"},
            },
        ),
        Case(
            "file:podcast/episode.json",
            (),
            {
                "kind": "podcast_json",
                "voices": {"How high was it?": "Ida Quay", "It stood 12 centimetres too high.": "Otto Pier"},
                "roles": {"It stood 12": "transcript", "This show is sponsored by Saltbox.": "sponsor"},
            },
        ),
    ),
)
