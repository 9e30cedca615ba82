"""Subtitles and json3: rolled lines merged, voices and times kept, advertisements by words and by chapter."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_reading import read

from corpus.errors import BadInput
from corpus.records import Role
from ingest.captions import Caption, merge_rolling_captions

ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%

we<00:00:00.500><c> counted</c> the

00:00:02.000 --> 00:00:02.010
we counted the


00:00:02.010 --> 00:00:04.000
we counted the
gulls<00:00:02.700><c> and</c> found

00:00:04.000 --> 00:00:04.010
gulls and found


00:00:04.010 --> 00:00:06.000
gulls and found
forty of them.
"""

INFO = {
    "title": "Counting gulls",
    "channel": "Gull Hour",
    "upload_date": "20260517",
    "webpage_url": "https://video.example/watch?v=gulls",
    "language": "en",
    "chapters": [
        {"start_time": 0, "end_time": 20, "title": "The count"},
        {"start_time": 20, "end_time": 40, "title": "Sponsor: Birdseed"},
        {"start_time": 40, "end_time": 90, "title": "The result"},
    ],
}
COMPANION = (("gulls.info.json", json.dumps(INFO).encode()),)


def srt(*cues: tuple[float, float, str]) -> str:
    def stamp(s: float) -> str:
        return f"{int(s // 3600):02d}:{int(s // 60 % 60):02d}:{int(s % 60):02d},{int(s * 1000 % 1000):03d}"

    return "\n\n".join(f"{i}\n{stamp(a)} --> {stamp(b)}\n{words}" for i, (a, b, words) in enumerate(cues, 1)) + "\n"


def json3(*events: dict[str, object]) -> bytes:
    return json.dumps({"wireMagic": "pb3", "pens": [{}], "events": list(events)}).encode()


def test_rolled_lines_are_read_once() -> None:
    got = read(ROLLING, "gulls.en.vtt")
    assert got.document.kind == "subtitles"
    assert got.document.text == "we counted the gulls and found forty of them."
    (segment,) = got.segments
    assert (segment.time_start_s, segment.time_end_s, segment.voice, segment.role) == (0.0, 6.0, "host", Role.TRANSCRIPT)


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=30))
def test_rolling_two_lines_at_a_time_loses_and_doubles_nothing(lines: list[str]) -> None:
    said = [f"{i} {' '.join(line.split())}" for i, line in enumerate(lines)]
    shown = [Caption("\n".join(said[max(0, i - 1) : i + 1]), float(i), float(i + 1)) for i in range(len(said))]
    assert " ".join(c.text for c in merge_rolling_captions(shown)) == " ".join(said)


def test_voice_tags_notes_and_identifiers() -> None:
    text = """WEBVTT

NOTE made by hand
on two lines

STYLE
::cue { color: lime }

opening
00:01.000 --> 00:03.000
<v Mara Quill>How <i>many</i> gulls &amp; terns?</v>

00:03.500 --> 00:06.000
<v.loud Ben>Forty.
And nine terns.

NOTE to self

00:06.000 --> 00:07.000
[Music]
"""
    got = read(text, "x.vtt")
    assert got.document.text == "How many gulls & terns?\n\nForty. And nine terns."
    assert [s.voice for s in got.segments] == ["Mara Quill", "Ben"]
    assert got.segments[1].time_start_s == 3.5


def test_labels_that_come_again_are_voices() -> None:
    got = read(
        srt(
            (0, 2, "MARA: How many were there?"),
            (2, 5, "BEN: There were forty, I think."),
            (5, 6, "MARA: Sure?"),
            (6, 8, "BEN: Yes."),
        ),
        "a.srt",
    )
    assert got.voice("There were forty") == "Ben"
    assert "BEN:" not in got.document.text


def test_paragraphs_break_at_pauses_and_about_every_minute_at_a_sentence_end() -> None:
    cues = [(4.0 * i, 4.0 * i + 3.9, f"This is sentence number {i} of the talk.") for i in range(40)]
    cues += [(200.0, 203.0, "After a long silence he went on.")]
    got = read(srt(*cues), "talk.srt")
    lengths = [(s.time_end_s or 0) - (s.time_start_s or 0) for s in got.segments]
    assert max(lengths) <= 61
    assert 3 <= len(got.segments) <= 5
    assert got.of("After a long silence").time_start_s == 200.0
    assert all(got.words(s).endswith(".") for s in got.segments)


def test_speech_without_full_stops_is_cut_too() -> None:
    cues = [(3.0 * i, 3.0 * i + 3, f"and then number {i} came in") for i in range(100)]
    got = read(srt(*cues), "talk.srt")
    assert all((s.time_end_s or 0) - (s.time_start_s or 0) <= 95 for s in got.segments)


def test_short_silences_are_kept_with_the_word_after_them() -> None:
    cues = [
        (0.0, 2.0, "so we counted the gulls"),
        (2.1, 4.0, "on the roof"),
        (4.9, 6.0, "nobody had"),
        (7.0, 9.0, "done it"),
    ]
    got = read(srt(*cues), "talk.srt")
    (segment,) = got.segments
    text = got.document.text
    assert [(text[at:].split()[0], pause_s) for at, pause_s in segment.pauses] == [("nobody", 0.9), ("done", 1.0)]


def test_silences_of_later_segments_are_counted_from_the_start_of_the_document() -> None:
    turns = [
        (0.0, 2.0, "BEN: We were late."),
        (2.1, 4.0, "ADA: Why?"),
        (4.1, 6.0, "BEN: The tide."),
        (6.8, 8.0, "It was high."),
        (8.1, 9.0, "ADA: I see."),
    ]
    got = read(srt(*turns), "talk.srt")
    assert [(got.document.text[at : at + 2], s) for seg in got.segments for at, s in seg.pauses] == [("It", 0.8)]


def test_json3_joins_segments_and_skips_what_only_scrolls() -> None:
    data = json3(
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {"tStartMs": 100, "dDurationMs": 4000, "segs": [{"utf8": "we counted"}, {"utf8": " forty", "tOffsetMs": 600}]},
        {"tStartMs": 2000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2100, "dDurationMs": 3000, "segs": [{"utf8": "gulls."}]},
    )
    got = read(data, "gulls.en.json3", companions=COMPANION)
    assert got.document.kind == "json3"
    assert got.document.text == "Counting gulls\n\nwe counted forty gulls."
    assert got.document.published == "2026-05-17"
    assert got.document.media_url == got.document.url == "https://video.example/watch?v=gulls"
    assert got.voice("we counted") == "Gull Hour"
    assert got.of("we counted").time_start_s == 0.1


def test_a_sponsor_chapter_is_an_advertisement_whatever_its_words() -> None:
    cues = [(5.0 * i, 5.0 * i + 5, f"Sentence {i} is here.") for i in range(12)]
    got = read(srt(*cues), "gulls.srt", companions=COMPANION)
    assert got.role("Sentence 3 is") is Role.TRANSCRIPT
    assert got.role("Sentence 4 is") is Role.SPONSOR
    assert got.role("Sentence 7 is") is Role.SPONSOR
    assert got.role("Sentence 8 is") is Role.TRANSCRIPT


def test_an_advertisement_is_told_from_its_words_where_no_chapter_names_it() -> None:
    got = read(
        srt(
            (0, 4, "The count was forty."),
            (4, 8, "This video is sponsored by Netloft."),
            (8, 12, "Go to netloft.com/gull for nets."),
            (12, 16, "Now the terns."),
        ),
        "a.srt",
    )
    assert got.role("This video is sponsored") is Role.SPONSOR
    assert got.role("Go to netloft") is Role.SPONSOR
    assert got.role("Now the terns") is Role.TRANSCRIPT
    assert (got.of("Now the terns").time_start_s or 0) >= 8


def test_speech_without_full_stops_is_cut_at_chapters_and_its_advertisement_stands_alone() -> None:
    words = [
        "we counted all the gulls on the pier",
        "a word from our sponsor birdseed",
        "now the terns are counted too",
        "and then the ducks came in",
    ]
    info = {
        "chapters": [
            {"start_time": t, "end_time": t + 10, "title": n} for t, n in ((0, "a"), (10, "Sponsor"), (20, "b"), (30, "c"))
        ]
    }
    cues = [(10.0 * i + j, 10.0 * i + j + 1, f"{w} {i}{j}") for i, w in enumerate(words) for j in range(10)]
    got = read(srt(*cues), "gulls.srt", companions=(("gulls.info.json", json.dumps(info).encode()),))
    assert [(s.role, s.time_start_s) for s in got.segments] == [
        (Role.TRANSCRIPT, 0.0),
        (Role.SPONSOR, 10.0),
        (Role.TRANSCRIPT, 20.0),
        (Role.TRANSCRIPT, 30.0),
    ]


def test_labels_in_capitals_are_spelled_as_the_text_spells_them() -> None:
    got = read(
        srt(
            (0, 2, "MARA: With me is Piet de Vries."),
            (2, 4, "PIET DE VRIES: Hello."),
            (4, 6, "MARA: So?"),
            (6, 8, "PIET DE VRIES: Yes."),
        )
    )
    assert got.voice("Hello.") == "Piet de Vries"


def test_captions_without_words_and_damaged_metadata_are_refused() -> None:
    with pytest.raises(BadInput, match="no caption"):
        read("WEBVTT\n\n00:00.000 --> 00:02.000\n[Music]\n", "a.vtt")
    with pytest.raises(BadInput, match="JSON"):
        read(ROLLING, "gulls.en.vtt", companions=(("gulls.info.json", b'{"title": "Cou'),))
