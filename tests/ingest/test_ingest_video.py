"""Videos through the real yt-dlp on loopback: tracks, channels, marked advertisements, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ingest_sites import Rerouted, Sites, serve

from corpus.errors import BadInput, Blocked, ConfigError, SourceChanged, SourceUnavailable
from corpus.ids import sha256_hex
from corpus.records import Role
from corpus.store import Store
from ingest import parse_capture
from ingest.fetching import Limits
from ingest.fetching.archive import StoreArchive
from ingest.fetching.fetcher import Fetcher
from ingest.media.player import player
from ingest.media.sponsorblock import marked_segments
from ingest.media.tracks import choose_track
from ingest.sources import Place, advance, discover, fetch, item_of, kind_of
from ingest.sources.video import with_about

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
VIDEO = "gullsgulls1"
WATCH = f"https://www.youtube.com/watch?v={VIDEO}"


@contextmanager
def sites(**answers: str | bytes) -> Iterator[tuple[Sites, Fetcher]]:
    with serve(dict(answers)) as served, fetcher_of(served) as fetcher:
        yield served, fetcher


def fetcher_of(served: Sites) -> Fetcher:
    limits = Limits(delay_s=0, timeout_s=10, attempts=1)
    return Fetcher(limits, clock=lambda: NOW, transport=Rerouted(served.base))


def json3(*lines: tuple[int, str]) -> bytes:
    events: list[dict[str, Any]] = []
    for start, line in lines:
        words = line.split(" ")
        segs = [{"utf8": w if not i else f" {w}", "tOffsetMs": i * 300} for i, w in enumerate(words)]
        events.append({"tStartMs": start, "dDurationMs": 4000, "segs": segs})
        events.append({"tStartMs": start + 1900, "dDurationMs": 2100, "aAppend": 1, "segs": [{"utf8": "\n"}]})
    return json.dumps({"wireMagic": "pb3", "events": events}).encode()


def marks_address() -> str:
    query = "service=YouTube&categories=%5B%22sponsor%22%2C+%22selfpromo%22%5D&actionTypes=%5B%22skip%22%5D"
    return f"https://marks.example/api/skipSegments/{sha256_hex(VIDEO.encode())[:4]}?{query}"


def described(base: str) -> dict[str, Any]:
    """What yt-dlp says of a video of YouTube, as its info JSON holds it."""

    def formats(query: str) -> list[dict[str, str]]:
        return [{"ext": ext, "url": f"{base}/timedtext?fmt={ext}{query}", "name": "x"} for ext in ("vtt", "srv1", "json3")]

    return {
        "id": VIDEO,
        "title": "Counting gulls",
        "channel": "Gull Hour",
        "upload_date": "20260517",
        "webpage_url": WATCH,
        "extractor": "youtube",
        "extractor_key": "Youtube",
        "duration": 60,
        "view_count": 812,
        "chapters": [{"start_time": 0.0, "end_time": 60.0, "title": "All of it"}],
        "formats": [],
        "subtitles": {"live_chat": [{"ext": "json", "url": f"{base}/chat"}]},
        "automatic_captions": {"de": formats("&tlang=de"), "en": formats("&tlang=en"), "en-orig": formats("")},
    }


def test_automatic_captions_of_the_spoken_language_are_fetched_as_json3_by_yt_dlp(tmp_path: Path) -> None:
    said = json3((0, "we counted forty gulls"), (2000, "on the long pier"))
    with sites(**{"https://v.example/timedtext?fmt=json3": said}) as (served, fetcher):
        info = json.loads(json.dumps(described("https://v.example")))
        track = choose_track(info)
        assert track is not None
        assert (track.key, track.ext, track.is_automatic) == ("en-orig", "json3", True)
        with player(WATCH, fetcher, tmp_path) as yt_dlp:
            data = yt_dlp.track(info, track)
        assert data == said
        assert served.addresses() == ["https://v.example/timedtext?fmt=json3"]
        got = with_about(item_of(WATCH), data, {**info, "language": "en"}, fetcher)
    document, segments = parse_capture(got)
    assert document.kind == "json3"
    assert document.text == "Counting gulls\n\nwe counted forty gulls on the long pier"
    assert (document.authors, document.published, document.media_url) == (("Gull Hour",), "2026-05-17", WATCH)
    assert [s.time_start_s for s in segments] == [None, 0.0]
    assert b"view_count" not in got.companions[0][1]


@pytest.mark.parametrize(
    ("by_hand", "heard", "language", "chosen"),
    [
        ({"en": ["vtt"]}, {"en-orig": ["json3"]}, None, ("en", False)),  # by hand before by machine, whatever its format
        ({"en-GB": ["vtt", "json3"]}, {"en": ["json3"]}, "en", ("en-GB", False)),
        ({"de": ["vtt"], "en": ["vtt"]}, {}, "de", ("de", False)),  # the language that is spoken
        ({"de": ["vtt"]}, {"en-orig": ["json3"]}, None, ("en-orig", True)),  # a translation is not what was said
        ({"de": ["vtt"], "en": ["vtt"]}, {}, None, ("en", False)),
        ({"live_chat": ["json"]}, {}, "en", None),
        ({"en": ["ttml"]}, {}, "en", None),
        ({}, {}, None, None),
    ],
)
def test_which_track_is_read(
    by_hand: dict[str, list[str]],
    heard: dict[str, list[str]],
    language: str | None,
    chosen: tuple[str, bool] | None,
) -> None:
    info = {
        "language": language,
        "subtitles": {k: [{"ext": e, "url": "https://v.example/"} for e in v] for k, v in by_hand.items()},
        "automatic_captions": {k: [{"ext": e, "url": "https://v.example/"} for e in v] for k, v in heard.items()},
    }
    track = choose_track(info)
    assert (track and (track.key, track.is_automatic)) == chosen


def test_marked_advertisements_are_asked_for_by_the_beginning_of_a_hash_and_become_sponsor_segments() -> None:
    answer = [
        {"videoID": "another1234", "segments": [{"segment": [0, 9], "category": "sponsor", "videoDuration": 60}]},
        {
            "videoID": VIDEO,
            "segments": [
                {"segment": [20.2, 39.9], "category": "sponsor", "videoDuration": 60.2, "actionType": "skip"},
                {"segment": [50, 55], "category": "sponsor", "videoDuration": 300},  # marked in another cut of the video
            ],
        },
    ]
    address = marks_address()
    with sites(**{address: json.dumps(answer).encode()}) as (served, fetcher):
        marks = marked_segments(VIDEO, fetcher, duration_s=60, api="https://marks.example/")
        assert marks == [{"start_time": 20.2, "end_time": 39.9, "category": "sponsor"}]
        assert VIDEO not in served.addresses()[0]
        assert marked_segments("nobodymarks", fetcher, duration_s=60, api="https://marks.example") == []
        said = json3(*((4000 * i, f"Sentence number {i} is here.") for i in range(14)))
        info = {**described("https://v.example"), "sponsorblock_chapters": marks}
        document, segments = parse_capture(with_about(item_of(WATCH), said, info, fetcher))

    def role(words: str) -> Role:
        at = document.text.index(words)
        return next(s.role for s in segments if s.start <= at < s.end)

    assert [role(f"number {i} is") is Role.SPONSOR for i in range(14)] == [5 <= i <= 9 for i in range(14)]


def test_speech_without_full_stops_is_cut_at_the_words_where_an_advertisement_begins_and_ends() -> None:
    words = [f"{a}{b}" for a in ("gull", "tern", "pier", "mole", "boat", "lamp") for b in "abcdefghijklmnopqrst"]
    said = json3(*((3000 * i, " ".join(words[10 * i : 10 * i + 10])) for i in range(12)))  # a word each 0.3 s
    marks = [{"start_time": 10.5, "end_time": 19.5, "category": "sponsor"}]  # from the sixth word of the fourth line
    info = {**described("https://v.example"), "sponsorblock_chapters": marks}
    with sites() as (_, fetcher):
        document, segments = parse_capture(with_about(item_of(WATCH), said, info, fetcher))
    (advert,) = [document.text[s.start : s.end].split() for s in segments if s.role is Role.SPONSOR]
    assert abs(words.index(advert[0]) - 35) <= 2
    assert abs(words.index(advert[-1]) - 64) <= 2


def test_an_answer_of_the_marking_service_that_is_no_list_is_said() -> None:
    with sites(**{marks_address(): b"{}"}) as (_, fetcher), pytest.raises(SourceChanged, match="no list"):
        marked_segments(VIDEO, fetcher, duration_s=60, api="https://marks.example")


def listing(*names: str) -> bytes:
    items = "".join(
        f"<item><title>{n}</title><link>https://player.example/{n}</link>"
        f"<pubDate>Mon, 0{4 + i} May 2026 10:00:00 GMT</pubDate></item>"
        for i, n in reversed(list(enumerate(names)))
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gull Hour</title>{items}</channel></rss>'.encode()


def test_a_list_gives_only_what_is_new_and_a_first_reading_the_newest() -> None:
    place = Place("video", "https://player.example/list", {"first": "2"})
    with sites(**{place.url: listing("a", "b", "c")}) as (served, fetcher):
        found = discover(place, {}, fetcher)
        assert [i.native_id.rsplit("/", 1)[1] for i in found.items] == ["b", "c"]
        assert all(i.source == "video" for i in found.items)
        cursor = advance(found, {i.native_id for i in found.items})
        assert discover(place, cursor, fetcher).items == ()
        served.answers[place.url] = listing("a", "b", "c", "d")
        assert [i.title for i in discover(place, cursor, fetcher).items] == ["d"]
        fetcher.options["first"] = "all"
        every = discover(Place("video", place.url), {}, fetcher)
        assert [i.title for i in every.items] == ["a", "b", "c", "d"]
        with pytest.raises(ConfigError, match="first"):
            discover(Place("video", place.url, {"first": "some"}), {}, fetcher)


@pytest.mark.parametrize(
    ("url", "native"),
    [
        (WATCH + "&t=90s&list=PL1", VIDEO),
        (f"https://youtu.be/{VIDEO}?si=x", VIDEO),
        (f"https://m.youtube.com/shorts/{VIDEO}", VIDEO),
        ("https://vimeo.com/123456", "https://vimeo.com/123456"),
    ],
)
def test_addresses_of_videos(url: str, native: str) -> None:
    assert kind_of(url).name == "video"
    assert item_of(url).native_id == native


def test_a_channel_is_no_single_video() -> None:
    assert kind_of("https://www.youtube.com/@gulls").name == "video"
    assert item_of("https://www.youtube.com/@gulls").source == "article"


@pytest.mark.parametrize(
    ("words", "error", "said", "remedy"),
    [
        ("ERROR: [youtube] x: Sign in to confirm you’re not a bot. Use --cookies", Blocked, "sign in", "cookies.txt"),
        ("ERROR: [youtube] x: Sign in to confirm your age. This video may be", Blocked, "age", "cookies.txt"),
        ("ERROR: Unable to download: HTTP Error 429: Too Many Requests", Blocked, "429", "next run"),
        ("There are missing subtitles languages because a PO token was not provided", Blocked, "PO token", "deno"),
        ("ERROR: [youtube] x: Private video. Sign in if you've been granted access", Blocked, "private", "cookies.txt"),
        ("ERROR: [youtube] x: Video unavailable. It was removed", SourceUnavailable, "gone", "check"),
        ("ERROR: Unsupported URL: https://player.example/x", SourceUnavailable, "no video", "address"),
        ("ERROR: [youtube] x: This live event will begin in 3 days", SourceUnavailable, "not over", "next run"),
    ],
)
def test_what_yt_dlp_says_becomes_one_line_with_a_remedy(
    tmp_path: Path, words: str, error: type[Exception], said: str, remedy: str
) -> None:
    from yt_dlp.utils import ExtractorError

    with sites() as (_, fetcher), player("https://player.example/x", fetcher, tmp_path) as yt_dlp:

        def fail(*_: object, **__: object) -> None:
            raise ExtractorError(words, expected=True)

        yt_dlp.ydl.extract_info = fail
        with pytest.raises(error, match=said) as caught:
            yt_dlp.look()
        assert remedy in caught.value.remedy  # type: ignore[attr-defined]
        assert caught.value.location == "https://player.example/x"  # type: ignore[attr-defined]


def test_a_bug_of_yt_dlp_is_told_from_a_refusal(tmp_path: Path) -> None:
    from yt_dlp.utils import ExtractorError

    with sites() as (_, fetcher), player("https://player.example/x", fetcher, tmp_path) as yt_dlp:

        def fail(*_: object, **__: object) -> None:
            raise ExtractorError("Unable to extract the gull")

        yt_dlp.ydl.extract_info = fail
        with pytest.raises(SourceChanged, match="Unable to extract the gull") as caught:
            yt_dlp.look()
        assert "update yt-dlp" in caught.value.remedy


def test_a_missing_token_that_yt_dlp_only_warns_of_is_the_reason_given(tmp_path: Path) -> None:
    with sites() as (_, fetcher), player(WATCH, fetcher, tmp_path) as yt_dlp:
        assert isinstance(yt_dlp.without_track(), SourceUnavailable)
        yt_dlp.ydl.report_warning("[youtube] x: There are missing subtitles languages because a PO token was not provided")
        assert "PO token" in str(yt_dlp.without_track())


def test_a_refused_track_is_said_with_its_remedy(tmp_path: Path) -> None:
    with sites(**{"https://v.example/timedtext?fmt=json3": "challenge"}) as (_, fetcher):
        info = described("https://v.example")
        track = choose_track(info)
        assert track is not None
        with player(WATCH, fetcher, tmp_path) as yt_dlp, pytest.raises(Blocked, match="challenge") as caught:
            yt_dlp.track(info, track)
    assert "cookies.txt" in caught.value.remedy


def test_no_request_of_yt_dlp_leaves_for_a_private_address() -> None:
    page = (
        b'<html><title>x</title><video><source src="a.mp4"><track kind="subtitles" srclang="en" src="a.vtt"></video></html>'
    )
    with serve() as served:
        served.answers[f"{served.base}/page"] = page
        with Fetcher(Limits(delay_s=0, attempts=1), clock=lambda: NOW) as fetcher:
            item = discover(Place("video", f"{served.base}/x.m3u8"), {}, fetcher).items[0]
            with pytest.raises(SourceUnavailable, match="not a public address"):
                fetch(item, fetcher)
        assert served.asked == []


def test_a_page_of_many_videos_is_no_item() -> None:
    video = '<video><source src="{0}.mp4"><track kind="subtitles" srclang="en" src="{0}.vtt"></video>'
    page = f"<html><title>Many</title>{video.format('a')}{video.format('b')}</html>".encode()
    with sites(**{"https://player.example/many": page}) as (_, fetcher):
        (item,) = discover(Place("video", "https://player.example/many"), {}, fetcher).items
        with pytest.raises(BadInput, match="2 videos"):
            fetch(item, fetcher)


def test_cookies_are_read_from_the_file_named_and_never_written(tmp_path: Path) -> None:
    with sites() as (_, fetcher):
        fetcher.options["cookies"] = str(tmp_path / "none.txt")
        with pytest.raises(ConfigError, match=r"none\.txt"):
            fetch(item_of(WATCH), fetcher)
    jar = tmp_path / "cookies.txt"
    jar.write_text("# Netscape HTTP Cookie File\nplayer.example\tFALSE\t/\tFALSE\t0\tkey\tgull\n")
    before = jar.read_bytes()
    url = "https://player.example/silent"
    with sites(**{url: "video/silent.html"}) as (served, fetcher):
        (item,) = discover(Place("video", url, {"cookies": str(jar)}), {}, fetcher).items
        with pytest.raises(SourceUnavailable, match="no subtitles"):
            fetch(item, fetcher)
        assert any(headers.get("cookie") == "key=gull" for asked, headers in served.asked if asked == url)
    assert jar.read_bytes() == before


def test_a_video_that_has_not_changed_is_asked_for_conditionally_and_is_the_same_capture(tmp_path: Path) -> None:
    answers: dict[str, str | bytes] = {
        "https://player.example/gulls": "video/page.html",
        "https://player.example/gulls.en.vtt": "video/gulls.en.vtt",
    }
    store = Store(tmp_path)
    with serve(answers) as served:
        captures = []
        for _ in range(2):
            served.asked.clear()
            limits = Limits(delay_s=0, timeout_s=10, attempts=1)
            archive = StoreArchive(store)
            with Fetcher(limits, archive=archive, clock=lambda: NOW, transport=Rerouted(served.base)) as fetcher:
                (item,) = discover(Place("video", "https://player.example/gulls"), {}, fetcher).items
                captures.append(fetch(item, fetcher).capture.id)
        assert captures[0] == captures[1]
        assert all("if-none-match" in headers for url, headers in served.asked if not url.endswith("robots.txt"))
    store.close()
