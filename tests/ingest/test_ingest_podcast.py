"""Podcasts and arXiv beyond their cases: which transcript is read, what is new, how often arXiv is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from ingest_sites import CAPTURES, Rerouted, Sites, serve

from corpus.errors import SourceChanged, SourceUnavailable
from corpus.records import Role
from ingest import parse_capture
from ingest.fetching import Limits, Request
from ingest.fetching.fetcher import Fetcher
from ingest.sources import Place, advance, discover, fetch, item_of
from ingest.sources.arxiv import Pace

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
FEED = Place("podcast", "https://cast.example/feed.xml")


@contextmanager
def sites(answers: dict[str, str | bytes], *, delay_s: float = 0) -> Iterator[tuple[Sites, Fetcher]]:
    with serve(answers) as served:
        limits = Limits(delay_s=delay_s, timeout_s=10, attempts=1)
        with Fetcher(limits, clock=lambda: NOW, transport=Rerouted(served.base)) as fetcher:
            yield served, fetcher


def test_of_all_transcripts_of_an_episode_the_one_that_says_most_in_the_shows_language_is_read() -> None:
    answers: dict[str, str | bytes] = {
        FEED.url: "podcast/feed.xml",
        "https://cast.example/2.json": "podcast/episode.json",
        "https://cast.example/2-chapters.json": "podcast/chapters.json",
    }
    with sites(answers) as (_, fetcher):
        item = discover(FEED, {}, fetcher).items[1]
        assert [t["url"].rsplit("/", 1)[1] for t in item.extra["transcripts"]] == ["2.de.json", "2.txt", "2.json", "2.srt"]
        got = fetch(item, fetcher)
    document, segments = parse_capture(got)
    assert (document.title, document.published, document.url) == ("The ladder", "2026-05-11", "https://cast.example/2")
    said = {document.text[s.start : s.end]: (s.role, s.voice, s.time_start_s) for s in segments}
    assert said["It stood 12 centimetres too high."] == (Role.TRANSCRIPT, "Otto Pier", 2.5)
    assert said["This show is sponsored by Saltbox. Go to saltbox.com/pier for 20% off."][0] is Role.SPONSOR
    about = json.loads(got.companions[0][1])
    assert (about["hosts"], about["guests"]) == (["Ida Quay"], ["Otto Pier"])
    assert [c["title"] for c in about["chapters"]] == ["The gauge", "Sponsor", "The ladder"]


def test_a_transcript_that_is_gone_gives_way_to_the_next() -> None:
    srt = b"1\n00:00:01,000 --> 00:00:04,000\nNobody had levelled the new ladder.\n"
    with sites({FEED.url: "podcast/feed.xml", "https://cast.example/2.srt": srt}) as (served, fetcher):
        item = discover(FEED, {}, fetcher).items[1]
        assert parse_capture(fetch(item, fetcher))[0].kind == "subtitles"
        served.answers.clear()
        with pytest.raises(SourceUnavailable):
            fetch(item, fetcher)


def test_only_episodes_with_new_transcripts_are_offered_again() -> None:
    feed = (CAPTURES / "podcast/feed.xml").read_bytes()
    with sites({FEED.url: feed}) as (served, fetcher):
        found = discover(FEED, {}, fetcher)
        cursor = advance(found, {i.native_id for i in found.items})
        assert discover(FEED, cursor, fetcher).items == ()
        served.answers[FEED.url] = feed.replace(b"1.html", b"1b.html")
        assert [i.native_id for i in discover(FEED, cursor, fetcher).items] == ["cast-1"]
        served.answers[FEED.url] = b"<html><body>Moved</body></html>"
        with pytest.raises(SourceChanged, match="no RSS feed"):
            discover(FEED, cursor, fetcher)


def test_arxiv_is_asked_once_in_three_seconds_and_at_once_with_politeness_off() -> None:
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(3.0, clock=lambda: now[0], sleep=sleep)
    answers: dict[str, str | bytes] = {f"https://arxiv.org/{n}": b"x" for n in range(4)}
    with sites(answers, delay_s=0.001) as (_, fetcher):
        for n in range(3):
            pace.ask(fetcher, Request(f"https://arxiv.org/{n}"))
            now[0] += 1.0
        with pytest.raises(SourceUnavailable):
            pace.ask(fetcher, Request("https://arxiv.org/none"))
        pace.ask(fetcher, Request("https://arxiv.org/3"))
    assert slept == [2.0, 2.0, 2.0, 3.0]
    with sites(answers) as (_, fetcher):
        pace.ask(fetcher, Request("https://arxiv.org/3"))
    assert len(slept) == 4


def test_a_paper_that_has_not_changed_is_the_same_capture_though_the_interface_dates_its_answer() -> None:
    entry = (CAPTURES / "arxiv/entry.xml").read_bytes()
    api = "https://export.arxiv.org/api/query?id_list=2605.01234"
    answers: dict[str, str | bytes] = {api: entry, "https://arxiv.org/pdf/2605.01234": "pdf/columns.pdf"}
    with sites(answers) as (served, fetcher):
        first = fetch(item_of("https://arxiv.org/abs/2605.01234v1"), fetcher).capture.id
        served.answers[api] = entry.replace(b"2026-06-04T00:00", b"2026-06-05T00:00")
        assert fetch(item_of("https://arxiv.org/html/2605.01234"), fetcher).capture.id == first
        served.answers[api] = entry.replace(b"Otto Pier", b"Ida Quay")
        assert fetch(item_of("https://arxiv.org/abs/2605.01234"), fetcher).capture.id != first


@pytest.mark.parametrize(
    ("url", "native"),
    [
        ("https://arxiv.org/abs/2605.01234v3", "2605.01234"),
        ("https://www.arxiv.org/pdf/2605.01234.pdf", "2605.01234"),
        ("https://arxiv.org/abs/cs/0605012", "cs/0605012"),
        ("https://arxiv.org/abs/math.GT/0309136v1", "math.GT/0309136"),
    ],
)
def test_addresses_of_papers(url: str, native: str) -> None:
    assert (item_of(url).source, item_of(url).native_id) == ("arxiv", native)
