"""Videos, channels and playlists, wherever yt-dlp reads them: metadata and one track of subtitles, never picture or
sound.

The track is the spoken language's, made by hand where there is one. What viewers marked as advertising on SponsorBlock
goes into the metadata file beside it (`ingest.media.about`), with the chapters; `ingest.captions` reads both. The cursor
of a channel holds what it listed, so only what is new is fetched. From a channel that was never read the newest videos
are taken, 30 of them.

Options, of the place or else of the fetcher: `first` is another number, or "all"; `sponsorblock` another address of
SponsorBlock, or "off"; `cookies` the path of a cookies.txt for sites that ask for a login.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from corpus.errors import BadInput, ConfigError, SourceUnavailable, SyntopicError
from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture
from ingest.dates import compact_date, epoch_date
from ingest.media import player as players
from ingest.media.about import about_file
from ingest.media.sponsorblock import API, marked_segments
from ingest.media.tracks import Track, choose_track
from ingest.posts import list_of, mapping_of, text_of
from ingest.source import Fetched
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

FIRST = 30  # videos taken from a channel that was never read
MAX_LISTED = 1000  # entries of a list that are looked at; the newest stand first in a channel
_YOUTUBE = ("youtube.com", "youtu.be", "youtube-nocookie.com")
_HOSTS = (*_YOUTUBE, "vimeo.com", "dailymotion.com", "odysee.com", "rumble.com", "twitch.tv")
_ID = re.compile(r"^[\w-]{11}$")
_CHANNEL = re.compile(r"^/(?:@[^/]+|(?:channel|c|user)/[^/]+)/?$")
_WAITING = ("is_upcoming", "is_live")
_SINGLE = re.compile(r"^/(?:\d+|video/[\w-]+|videos/\d+|v[\w-]+\.html|@[^/]+/[^/]+)/?$")
log = logging.getLogger(__name__)


def claims(url: str) -> int:
    """3 for the hosts of videos, 2 for the address of a stream."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    return 3 if host in _HOSTS else 2 * parts.path.lower().endswith((".m3u8", ".mpd"))


def item_of(url: str) -> Item | None:
    """The video that an address names; None for a channel or a playlist."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if any(host == h or host.endswith("." + h) for h in _YOUTUBE):
        steps = [s for s in parts.path.split("/") if s]
        native = parse_qs(parts.query).get("v", [""])[0]
        if host == "youtu.be":
            native = steps[0] if steps else ""
        elif len(steps) == 2 and steps[0] in ("shorts", "live", "embed", "v"):
            native = steps[1]
        return Item("video", native, f"https://www.youtube.com/watch?v={native}") if _ID.match(native) else None
    if claims(url) == 3 and not _SINGLE.match(parts.path):
        return None
    return Item("video", parts._replace(fragment="").geturl(), url)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The videos of a channel or playlist that were not listed before, oldest first; a single video is itself.

    Raises:
        SyntopicError: the list cannot be had.
    """
    extra = {name: place.options[name] for name in ("cookies", "sponsorblock") if name in place.options}
    single = item_of(place.url) if claims(place.url) else None
    if single is not None:
        return Discovery((_with(single, extra),), {})
    with (
        tempfile.TemporaryDirectory(prefix="syntopic-") as folder,
        players.player(
            _listing(place.url), fetcher, Path(folder), cookies=_cookies(extra, fetcher), most=MAX_LISTED
        ) as player,
    ):
        found = player.look()
    if "entries" not in found:
        return Discovery((Item("video", place.url, place.url, title=text_of(found.get("title")), extra=extra),), {})
    entries = [e for e in map(mapping_of, list_of(found["entries"])) if e.get("live_status") not in _WAITING]
    listed = {i.native_id: i for i in (_entry(e, extra) for e in entries) if i is not None}
    if entries and not listed:  # videos that lie in the page itself
        listed = {place.url: Item("video", place.url, place.url, title=text_of(found.get("title")), extra=extra)}
    seen = {str(native) for native in list_of(cursor.get("seen"))}
    fresh = [i for native, i in listed.items() if native not in seen]
    if not cursor:
        fresh = sorted(fresh, key=lambda i: i.published or "", reverse=True)[: _first(place, fetcher)]
    fresh.reverse()  # a list gives the newest first, which settles what its dates leave open
    return Discovery(tuple(sorted(fresh, key=lambda i: i.published or "")), {"seen": sorted(seen | set(listed))})


def _listing(url: str) -> str:
    """The address that lists a channel's videos; the bare address of a YouTube channel lists its tabs."""
    parts = urlsplit(url)
    is_channel = claims(url) == 3 and (parts.hostname or "").endswith("youtube.com") and _CHANNEL.match(parts.path)
    return parts._replace(path=parts.path.rstrip("/") + "/videos").geturl() if is_channel else url


def _first(place: Place, fetcher: Fetcher) -> int | None:
    wanted = place.options.get("first") or fetcher.options.get("first") or str(FIRST)
    if wanted == "all":
        return None
    if not wanted.isdecimal():
        raise ConfigError(
            f'{place.url}: first = "{wanted}" is no number', remedy='give a number, or "all"', location=place.url
        )
    return int(wanted)


def _entry(entry: Mapping[str, Any], extra: Mapping[str, Any]) -> Item | None:
    """An entry of a list as an item."""
    url = text_of(entry.get("webpage_url")) or text_of(entry.get("url"))
    native = text_of(entry.get("id"))
    if entry.get("ie_key") == "Youtube" and _ID.match(native):
        url = f"https://www.youtube.com/watch?v={native}"
    if not url.startswith(("http://", "https://")):
        return None
    known = item_of(url) or Item("video", url, url)
    published = compact_date(entry.get("upload_date")) or epoch_date(entry.get("timestamp"))
    return Item(
        "video", known.native_id, known.url, title=text_of(entry.get("title")), published=published, extra=dict(extra)
    )


def _with(item: Item, extra: Mapping[str, Any]) -> Item:
    return Item(item.source, item.native_id, item.url, extra=dict(extra))


def _cookies(extra: Mapping[str, Any], fetcher: Fetcher) -> str:
    path = text_of(extra.get("cookies")) or fetcher.options.get("cookies", "")
    if path and not Path(path).is_file():
        raise ConfigError(
            f"video.cookies: {path} is no file", remedy="export a cookies.txt from a browser, or leave the setting out"
        )
    return path


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The subtitles of a video, with its metadata beside them.

    Raises:
        Blocked: the site asks for a login, a token or a pause.
        SourceUnavailable: the video is gone, not over yet, or has no subtitles in the spoken language.
    """
    with (
        tempfile.TemporaryDirectory(prefix="syntopic-") as folder,
        players.player(item.url, fetcher, Path(folder), cookies=_cookies(item.extra, fetcher)) as player,
    ):
        info = player.look()
        if "entries" in info:
            info = _only(info, item)
        if info.get("live_status") in _WAITING or info.get("is_live"):
            raise SourceUnavailable(
                f"{item.url}: it is not over yet", remedy="the next run tries again", location=item.url, stage="fetch"
            )
        track = choose_track(info)
        if track is None:
            raise player.without_track()
        data = player.track(info, track)
    if info.get("extractor_key") in ("Generic", "HTML5MediaEmbed"):  # they number even the only video of a page
        info["title"] = text_of(info.get("title")).removesuffix(" (1)")
    return with_about(item, data, {**info, **_marks(item, info, fetcher), **_of_track(track, info)}, fetcher)


def _only(info: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """The one video of a page that may hold several."""
    entries = list_of(info["entries"])
    if len(entries) != 1 or "subtitles" not in mapping_of(entries[0]):
        raise BadInput(
            f"{item.url}: a list of {len(entries)} videos, not one",
            remedy="list it as a source of kind video, or give the address of one of them",
            location=item.url,
            stage="fetch",
        )
    return mapping_of(entries[0])


def with_about(item: Item, data: bytes, info: Mapping[str, Any], fetcher: Fetcher) -> Fetched:
    """A transcript as a capture, with the metadata file beside it."""
    blob = sha256_hex(data)
    capture = Capture(
        id=capture_id(item.source, item.native_id, blob),
        source=item.source,
        native_id=item.native_id,
        location=item.url,
        blob=blob,
        url=item.url,
        final_url=text_of(info.get("webpage_url")) or item.url,
        fetched_at=fetcher.now(),
        status=200,
        headers=(),
    )
    return Fetched.of(capture, data, (about_file(info, name=item.native_id),))


def _of_track(track: Track, info: Mapping[str, Any]) -> dict[str, str]:
    return {
        "subtitles": f"{'automatic' if track.is_automatic else 'manual'} {track.key} {track.ext}",
        "language": track.language or text_of(info.get("language")),
    }


def _marks(item: Item, info: Mapping[str, Any], fetcher: Fetcher) -> dict[str, Any]:
    """The advertisements that viewers marked, for a video of YouTube; without an answer, chapters and words must do."""
    api = text_of(item.extra.get("sponsorblock")) or fetcher.options.get("sponsorblock", "") or API
    if api == "off" or info.get("extractor_key") != "Youtube":
        return {}
    length = info.get("duration")
    try:
        marks = marked_segments(
            text_of(info.get("id")), fetcher, duration_s=length if isinstance(length, int | float) else None, api=api
        )
    except SyntopicError as error:
        log.warning("%s: advertisements are told by chapters and words alone: %s", item.url, error)
        return {}
    return {"sponsorblock_chapters": marks} if marks else {}


SOURCE = SourceKind(
    name="video",
    title="a video, channel or playlist (YouTube, Vimeo and what else yt-dlp reads)",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    example="https://www.youtube.com/@NAME",
    cases=(
        Case(
            "https://player.example/gulls",
            (
                ("https://player.example/gulls", "video/page.html"),
                ("https://player.example/gulls.en.vtt", "video/gulls.en.vtt"),
            ),
            {
                "kind": "subtitles",
                "title": "Counting gulls",
                "language": "en",
                "voices": {"We counted the gulls": "host", "I had 41 in my book.": "Otto Pier"},
                "roles": {"We counted the gulls": "transcript", "This film is sponsored by Birdseed.": "sponsor"},
            },
        ),
        Case(
            "https://stream.example/live/master.m3u8",
            (
                ("https://stream.example/live/master.m3u8", "video/master.m3u8"),
                ("https://stream.example/live/subs.m3u8", "video/subs.m3u8"),
                ("https://stream.example/live/video.m3u8", "video/video.m3u8"),
                ("https://stream.example/live/one.vtt", "video/one.vtt"),
                ("https://stream.example/live/two.vtt", "video/two.vtt"),
            ),
            {
                "kind": "subtitles",
                "voices": {"The tide was 5.2 metres": "host", "and the mole": "host", "stood dry.": "host"},
            },
        ),
        Case(
            "https://player.example/silent",
            (("https://player.example/silent", "video/silent.html"),),
            {"error": "SourceUnavailable"},
        ),
        Case(
            "https://www.youtube.com/playlist?list=none",
            (),
            {"items": [], "error": "SourceGone"},
        ),
    ),
)
