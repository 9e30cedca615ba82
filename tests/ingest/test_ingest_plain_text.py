# ruff: noqa: E501  (sample documents keep their long lines)
"""Plain text: wrapped and unwrapped, with furniture, titles and bylines."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_reading import fetched, read

from corpus.records import Role
from corpus.text import squash
from ingest import Fetched, parse_capture, recognise
from ingest.decode import clean_text
from ingest.furniture import is_furniture
from ingest.plain import split_paragraphs, wrap_column

PARAGRAPHS = [
    "The harbour office counted 412 ships in the spring, which is more than it had counted in any spring since records began.",
    "Nobody at the office could say why. The weather was poor, the fees had gone up by 8%, and two of the five cranes stood "
    "still for most of April, so that captains who had a choice went elsewhere.",
    "A clerk thought that the figures were wrong; her own book, which she kept in pencil, held 377 ships and not one more.",
]
TITLE = "What the harbour office counted"


def wrapped(width: int, gap: str) -> str:
    return gap.join(textwrap.fill(p, width, break_on_hyphens=False) for p in PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "pronoun", "authors"),
    [
        ("Tern Harbour Office, 3 May 2026", "We", ("Tern Harbour Office",)),
        ("Tern Harbour, 3 May 2026", "They", ()),  # a place, for all that the text tells
        ("Tern, 3 May 2026", "We", ()),
        ("Tern Harbour Office, as it was", "We", ()),
    ],
)
def test_an_organisation_that_signs_and_says_we_is_the_author(line: str, pronoun: str, authors: tuple[str, ...]) -> None:
    said = (
        f"{pronoun} count every ship. {pronoun} count at noon. {pronoun} counted 412 ships in the spring, more than before."
    )
    got = read(f"{TITLE}\n\n{line}\n\n{said}\n\n{PARAGRAPHS[1]}\n")
    assert got.document.authors == authors


@pytest.mark.parametrize("width", [60, 70, 78])
def test_wrapped_paragraphs_parted_by_empty_lines_are_rejoined(width: int) -> None:
    got = read(TITLE + "\n\n" + wrapped(width, "\n\n") + "\n")
    assert got.document.text == "\n\n".join([TITLE, *PARAGRAPHS])
    assert got.document.kind == "article"
    assert got.document.title == TITLE


def test_wrapped_paragraphs_without_empty_lines_are_parted_where_a_line_ends_early() -> None:
    got = read(TITLE + "\n" + wrapped(70, "\n"))
    assert got.document.text == "\n\n".join([TITLE, *PARAGRAPHS])


def test_a_heading_among_wrapped_lines_stays_a_heading() -> None:
    got = read(wrapped(70, "\n").replace(PARAGRAPHS[2][:20], "A second book\n" + PARAGRAPHS[2][:20]))
    assert got.role("A second book") is Role.HEADLINE
    assert PARAGRAPHS[2] in got.document.text


def test_one_paragraph_a_line_is_not_wrapped() -> None:
    assert wrap_column(PARAGRAPHS) is None
    assert [p.text for p in split_paragraphs("\n".join(PARAGRAPHS))] == PARAGRAPHS


def test_lists_are_not_joined() -> None:
    shopping = ["- six lamps", "- a coil of rope", "- tar", "- two maps of the northern coast", "- bread"]
    assert [p.text for p in split_paragraphs("\n".join(shopping))] == shopping


def test_wrapped_list_items_are_rejoined_each_on_its_own() -> None:
    items = [
        "- the first crane, which was built in 1971 and has been out of order since the storm, will be sold for scrap in May",
        "- the second crane needs a motor that only one firm still makes, and the firm has asked for 90 days and a deposit",
    ]
    text = "\n".join(textwrap.fill(i, 66, subsequent_indent="  ", break_on_hyphens=False) for i in items)
    assert [p.text for p in split_paragraphs(text)] == items


def test_furniture_stays_in_the_text_as_boilerplate() -> None:
    lines = [
        "9 min read",
        "Share on Facebook",
        *PARAGRAPHS,
        "Leave a Reply",
        "Your email address will not be published.",
        "#ships",
    ]
    got = read("\n\n".join([TITLE, *lines]))
    for line in ("9 min read", "Share on Facebook", "Leave a Reply", "Your email address", "#ships"):
        assert got.role(line) is Role.BOILERPLATE
    assert all(got.role(p[:40]) is Role.BODY for p in PARAGRAPHS)


def test_furniture_between_wrapped_lines_is_not_joined_to_them() -> None:
    got = read(TITLE + "\n|7 min read\nNarrated\n" + wrapped(70, "\n"))
    assert got.role("|7 min read") is Role.BOILERPLATE
    assert got.words(got.of("The harbour office counted")).startswith("The harbour office counted")


@pytest.mark.parametrize(
    "line",
    [
        "4 min read",
        "Already a subscriber? Log in",
        "Already have an account? Sign in.",
        "No comments:",
        "Post a Comment",
        "LEAVE A COMMENT",
        "12 comments",
        "| | |",
        "Required fields are marked *",
        "Sign up for our weekly newsletter, full of ships.",
        "Related posts",
        "Share this post",
        "© 2026 Harbour Press",
        "* * *",
    ],
)
def test_furniture_is_told(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Ships were 9 minutes late.",
        "Reply came there none.",
        "Share prices fell by 4%.",
        "Comments from both sides were read out.",
        "Print was first to go, and it went within 2 years.",
    ],
)
def test_prose_is_not_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_byline_names_the_voice_and_the_date_line_dates_the_document() -> None:
    got = read("\n\n".join([TITLE, "By Mara Quill", "Published 4 June 2026", *PARAGRAPHS]))
    assert got.document.authors == ("Mara Quill",)
    assert got.voice("Nobody at the office") == "Mara Quill"
    assert got.document.published == "2026-06-04"
    assert got.role("By Mara Quill") is Role.BOILERPLATE


@pytest.mark.parametrize("date", [", 4 June 2026", ", June 4, 2026", " | 2026-06-04", " on 4 June 2026"])
def test_a_byline_may_end_in_the_date(date: str) -> None:
    got = read("\n\n".join([TITLE, f"By Mara Quill{date}", *PARAGRAPHS]))
    assert (got.document.authors, got.document.published) == (("Mara Quill",), "2026-06-04")


def test_a_sentence_with_by_and_a_number_is_no_byline() -> None:
    got = read("\n\n".join([TITLE, "By Mara Quill, 40 ships had sunk.", *PARAGRAPHS]))
    assert got.document.authors == ()


def test_what_the_top_of_an_article_stacks_up_are_headlines() -> None:
    top = ["The Harbour Gazette", "Shipping", "A clerk and her pencil", "Nobody believes the count of ships"]
    got = read("\n".join([*top, "7 min read", "16 June 2026", "", wrapped(70, "\n")]))
    assert all(got.role(line) is Role.HEADLINE for line in top)
    assert got.document.published == "2026-06-16"
    assert got.role("Nobody at the office") is Role.BODY


def test_numbered_headings_are_headlines_and_numbered_items_are_not() -> None:
    got = read("\n\n".join([TITLE, *PARAGRAPHS, "1. What was done", PARAGRAPHS[1], "1. go home", "2. sleep", *PARAGRAPHS]))
    assert got.role("1. What was done") is Role.HEADLINE
    assert got.role("1. go home") is Role.BODY


def test_without_a_byline_the_voice_is_author() -> None:
    assert read(TITLE + "\n\n" + "\n\n".join(PARAGRAPHS)).voice("Nobody") == "author"


CONTROLS = "".join(chr(n) for n in (*range(9), *range(14, 32), 127))  # a file with many of them is binary, and refused
LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff" + CONTROLS), max_size=120), max_size=12)


@settings(max_examples=50)
@given(
    LINES,
    st.sampled_from(["\n", "\n\n", "\r\n", " \n"]),
    st.sampled_from(["text", "thread", "transcript_page", "transcript", "comment_feed"]),
)
def test_the_text_equals_the_file_up_to_white_space(lines: list[str], gap: str, kind: str) -> None:
    text = gap.join(["Some words that make a sentence here.", *lines])
    if text.count("\ufffd") == 0:
        assert squash(read(text, kind=kind).document.text) == squash(clean_text(text))


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([*PARAGRAPHS, TITLE, "9 min read", "1) one thing", "A: yes", "I agree."]), min_size=1),
    st.integers(30, 100),
)
def test_rejoining_never_changes_a_word(paragraphs: list[str], width: int) -> None:
    text = "\n".join(textwrap.fill(p, width) for p in paragraphs)
    assert squash(" ".join(p.text for p in split_paragraphs(text))) == squash(text)


def test_kind_is_told_from_content_not_from_the_name() -> None:
    assert recognise(b"<!DOCTYPE html><html><body><p>Words of a page.</p></body></html>", "notes.txt") == "html"
    assert recognise("\n\n".join([TITLE, *PARAGRAPHS]).encode(), "page.html") == "article"
    assert recognise(b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello to all\n", "talk.txt") == "subtitles"


def test_parsing_is_deterministic_and_free_of_the_clock() -> None:
    one = fetched("a.txt", "\n\n".join([TITLE, *PARAGRAPHS]).encode())
    other = Fetched(replace(one.capture, fetched_at=datetime(2030, 1, 1, tzinfo=UTC)), one.data)
    assert parse_capture(one) == parse_capture(other)


def test_ids_survive_a_changed_paragraph_elsewhere() -> None:
    first = read("\n\n".join([TITLE, PARAGRAPHS[0], "A heading of its own", PARAGRAPHS[1]]))
    second = read("\n\n".join([TITLE, "An earlier paragraph, written later.", "A heading of its own", PARAGRAPHS[1]]))
    assert first.document.id == second.document.id
    assert first.document.revision != second.document.revision
    assert first.of(PARAGRAPHS[1][:30]).id == second.of(PARAGRAPHS[1][:30]).id
