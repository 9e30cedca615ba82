# ruff: noqa: E501  (sample documents keep their long lines)
"""Threads, transcript pages, transcripts in turns and comment feeds: whose voice each stretch is."""

from __future__ import annotations

from ingest_reading import read

from corpus.records import Role
from ingest.spoken import spoken_roles

THREAD = """notes from the tide station
@tidewatcher
1) the gauge at the old pier was moved in march
2) since then it reads 12 cm higher
2) nobody wrote that down anywhere; i asked
3a) the paper of record uses the new readings
3b) and compares them with 1990
5/ so half of the famous rise is a ladder"""

PAGE = """Why the tide gauge lied

Coast Talk - Wren Ola| 00:21:09|May 3, 2026

Summary

Wren walks along the pier and explains how a moved gauge added 12 cm to the record. Wren thinks the fix is simple. Wren is hopeful.

Key Takeaways

• The gauge was moved in March.
• Half of the rise is a ladder.

Notable Quotes

"I measured it with a stick and got 12 centimetres."
Shows how simple the check was.

Questions This Video Answers

• Who moved the gauge?

Full Transcript
Hello and welcome to the pier. I measured it with a stick and got 12 centimetres. Before we go on, a word from our sponsor, Saltbox. \
Saltbox sends you dried fish by post. I eat it every day and it never gets old. Go to saltbox.com/pier for 20% off your first box. \
Right, back to the gauge. The ladder was new, and no one had levelled it. That is all there is to it.

Get weekly recaps from
Coast Talk - Wren Ola
Short notes delivered to your inbox."""

FEED = """Boats should all be painted orange, since orange is seen from furthest away in fog and rain.
Do you think that holds at night? In my own tests a white hull was seen 30% further off.
gullwing
I spent the summer on the ferry and kept a list of every whale.
so the harbour master told us that there would be no more than four berths this year, which is silly.
I agree that it is silly, but he has no choice. As the port's rules state:
No vessel over nine metres shall be given a berth before the first of May without leave.
Given your comment on fees, what would you charge instead of the flat forty?"""


def test_each_post_of_a_thread_is_a_segment_and_keeps_its_ordinal() -> None:
    got = read(THREAD)
    assert got.document.kind == "thread"
    assert got.document.title == "notes from the tide station"
    posts = [got.words(s) for s in got.segments if s.role is Role.BODY]
    assert [p.split()[0] for p in posts] == ["1)", "2)", "2)", "3a)", "3b)", "5/"]
    assert got.voice("since then it reads") == "@tidewatcher"


def test_posts_of_several_paragraphs_and_counters_at_the_end_are_threads() -> None:
    text = "A cold spring 1/3\n\nThe ice went late.\n\nThen the rain came 2/3\n\nAnd stayed for a month 3/3"
    assert read(text).document.kind == "thread"


def test_an_article_with_a_numbered_list_is_no_thread() -> None:
    prose = "It had rained for a week and the road to the mill was closed, so the meeting was held in the barn instead."
    text = "\n\n".join(
        ["The barn meeting", prose, prose, "1. fix the road", "2. fix the mill", "3. go home", prose, prose, prose]
    )
    assert read(text).document.kind == "article"


def test_a_transcript_page_is_cut_into_its_sections() -> None:
    got = read(PAGE)
    assert got.document.kind == "transcript_page"
    assert got.document.title == "Why the tide gauge lied"
    assert got.document.published == "2026-05-03"
    assert got.role("Wren walks along") is Role.SUMMARY
    assert got.voice("Wren walks along") == "author"
    assert got.role("Half of the rise") is Role.TAKEAWAY
    assert got.role('"I measured it') is Role.QUOTE
    assert got.voice('"I measured it') == "Coast Talk - Wren Ola"
    assert got.voice("Shows how simple") == "author"
    assert got.role("Who moved the gauge?") is Role.BOILERPLATE
    assert got.role("Hello and welcome") is Role.TRANSCRIPT
    assert got.role("Short notes delivered") is Role.BOILERPLATE


def test_the_part_of_the_channel_that_the_page_uses_as_a_name_is_the_voice() -> None:
    got = read(PAGE.replace("Coast Talk - Wren Ola", "Wren - coast․talk"))
    assert got.voice("Hello and welcome") == "Wren"


def test_an_advertisement_is_a_segment_of_its_own_from_cue_to_call() -> None:
    got = read(PAGE)
    advert = got.words(got.of("Saltbox sends you"))
    assert got.role("Saltbox sends you") is Role.SPONSOR
    assert advert.startswith("Before we go on")
    assert advert.endswith("first box.")
    assert got.role("Right, back to the gauge") is Role.TRANSCRIPT


def test_talk_about_sponsors_is_no_advertisement() -> None:
    talk = ["The bill had three sponsors in the senate.", "To sponsor a child costs 30 a month.", "It passed."]
    assert spoken_roles(talk) == [Role.TRANSCRIPT] * 3


def test_a_spoken_quotation_is_read_aloud_only_between_its_marks() -> None:
    talk = ["He wrote, quote, the gauge is fine.", "It was level in May.", "End quote.", "It was not."]
    assert spoken_roles(talk) == [Role.READING, Role.READING, Role.READING, Role.TRANSCRIPT]


def test_turns_have_the_voices_that_they_name_and_the_times_that_stand_before_them() -> None:
    text = "\n".join(
        [
            "A talk about gauges",
            "[00:00] MARA: How high was it?",
            "[00:07] BEN: It was 12 centimetres too high.",
            "[00:15] MARA: And who found out?",
            "[01:20] BEN: A boy with a stick did.",
        ]
    )
    got = read(text)
    assert got.document.kind == "transcript"
    assert got.voice("It was 12") == "BEN"
    assert got.of("A boy with").time_start_s == 80
    assert got.role("[01:20]") is Role.BOILERPLATE


def test_a_feed_tells_the_users_comments_from_those_they_answer() -> None:
    got = read(FEED)
    assert got.document.kind == "comment_feed"
    assert got.document.authors == ("gullwing",)
    assert got.role("Boats should all") is Role.PARENT_COMMENT
    assert got.voice("Boats should all") == "parent comment"
    assert got.voice("Do you think that holds") == "gullwing"
    assert got.parent("Do you think that holds") == got.of("Boats should all")
    assert got.role("so the harbour master") is Role.PARENT_COMMENT
    assert got.role("No vessel over nine") is Role.QUOTE
    assert got.voice("Given your comment") == "gullwing"


def test_a_dated_feed_has_the_unnamed_comment_before_the_users_name() -> None:
    text = """Comments by gullwing

4 May 2026
The lamp at the point is too weak by half.
gullwing 5 points
I measured it: it throws 14 miles.

3 May 2026
gullwing 2 points
New note: the ferry was late by 9 minutes."""
    got = read(text)
    assert got.role("The lamp at") is Role.PARENT_COMMENT
    assert got.voice("The lamp at") == "parent comment"
    assert got.parent("I measured it") == got.of("The lamp at")
    assert got.of("I measured it").published == "2026-05-04"
    assert got.voice("New note") == "gullwing"
    assert got.parent("New note") is None


def test_a_footer_under_a_transcript_is_no_speech() -> None:
    got = read(
        PAGE.replace("Get weekly recaps from", "More from Coast Talk - Wren Ola").replace(
            "Short notes delivered to your inbox.", "Every Sunday"
        )
    )
    assert got.role("More from Coast Talk") is Role.BOILERPLATE
    assert got.role("Every Sunday") is Role.BOILERPLATE


def test_a_feed_with_names_has_their_voices() -> None:
    text = """gullwing's comments
ottokar · 2d · 5 points
The lamp at the point is too weak by half.
gullwing · 1d · 9 points
I measured it, and it is not; it throws 14 miles.
ottokar · 20h · 1 point
With a new bulb, perhaps.
gullwing · 19h · 2 points
With the old one."""
    got = read(text)
    assert got.voice("The lamp at the point") == "ottokar"
    assert got.role("The lamp at the point") is Role.PARENT_COMMENT
    assert got.voice("With the old one") == "gullwing"
    assert got.role("With the old one") is Role.COMMENT
    assert got.parent("With the old one") == got.of("With a new bulb")


def test_an_advertisement_in_speech_without_full_stops_leaves_the_talk_round_it() -> None:
    talk = "today we look at the gauge on the pier it was moved in march and since then it reads 12 cm higher "
    got = read(
        "WEBVTT\n\n00:00.000 --> 00:08.000\n" + talk + "\n\n00:08.000 --> 00:14.000\nthis episode is sponsored by saltbox\n",
        "talk.vtt",
    )
    assert got.role("today we look at the gauge") is Role.TRANSCRIPT
    assert got.role("sponsored by saltbox") is Role.SPONSOR


def test_the_handle_in_brackets_after_a_name_is_the_writer_of_a_thread() -> None:
    got = read(THREAD.replace("@tidewatcher", "Tide Watch (@tidewatcher)"))
    assert got.document.authors == ("@tidewatcher",)
    assert got.voice("the gauge at the old pier") == "@tidewatcher"
