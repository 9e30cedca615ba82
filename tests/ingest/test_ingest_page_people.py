"""Pages as publishing systems make them: names, signatures, turns, note marks, hidden matter, charsets, forums."""

from __future__ import annotations

import pytest
from ingest_reading import Read, fetched
from test_ingest_pages import ARTICLE, LINES, page

from corpus.records import Role
from ingest import Fetched, read_capture
from ingest.page_people import writers


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["Jane Poe is a baker"], ("Jane Poe",)),
        (["Ann Coe", "Science correspondent"], ("Ann Coe",)),
        (["OldTom » Tue Jan"], ("OldTom",)),
        (["By Ludwig van Beethoven"], ("Ludwig van Beethoven",)),
        (["Halden Labs", "Halden Labs"], ("Halden Labs",)),
        (["nightwatch"], ("nightwatch",)),
    ],
)
def test_what_follows_a_writers_name_is_cut_off(given: list[str], names: tuple[str, ...]) -> None:
    assert writers(given) == names


@pytest.mark.parametrize("line", ["By Una Kell", "Written by Una Kell | 3 May 2026"])
def test_a_line_that_names_the_writer_is_believed_where_the_page_says_nothing_else(line: str) -> None:
    got = page(f"<article><h1>The price of gates</h1><p>{line}</p>{ARTICLE}</article>")
    assert got.document.authors == ("Una Kell",)
    assert got.role(line) is Role.BOILERPLATE
    assert got.voice(LINES[0]) == "Una Kell"


def test_a_sentence_that_opens_with_by_names_no_writer() -> None:
    got = page(f"<article><h1>The price of gates</h1><p>By Easter Sunday the gates were shut.</p>{ARTICLE}</article>")
    assert got.document.authors == ()


def test_the_mark_of_a_note_does_not_join_the_number_before_it() -> None:
    got = page(
        "<article><p>Output grew 40%<sup><a href='#fn1'>1</a></sup> in 2025"
        "<a class='footnote-anchor' href='#footnote-2'>2</a>, to 12"
        "<sup class='reference'><a href='https://w.example/wiki/Wall#cite_note-7'>[7]</a></sup> tonnes.</p>"
        f"{ARTICLE}</article>"
    )
    assert "Output grew 40% in 2025, to 12 tonnes." in got.document.text


def test_a_power_stays_a_power() -> None:
    got = page(f"<article><p>It holds 10<sup>6</sup> grains on 3 m<sup>2</sup>.</p>{ARTICLE}</article>")
    assert "It holds 10⁶ grains on 3 m²." in got.document.text


def test_a_link_to_another_place_of_the_page_keeps_its_words() -> None:
    got = page(f"<article><p>See <a href='#costs'>the costs of 1931</a> below.</p>{ARTICLE}</article>")
    assert "See the costs of 1931 below." in got.document.text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>The wall has 77 doors.</p>",
        "<p style='color: red; display:none'>The wall has 77 doors.</p>",
        "<p style='visibility: hidden'>The wall has 77 doors.</p>",
        "<span class='sr-only'>The wall has 77 doors.</span>",
        "<template><p>The wall has 77 doors.</p></template>",
        "<noscript><p>The wall has 77 doors.</p></noscript>",
    ],
)
def test_what_a_page_hides_is_not_read(hidden: str) -> None:
    got = page(f"<article>{ARTICLE}{hidden}</article>")
    assert "77 doors" not in got.document.text
    assert LINES[-1] in got.document.text


def test_a_page_that_a_script_shows_later_is_read() -> None:
    got = page(f"<div hidden id='S:0'><article>{ARTICLE}</article></div>")
    assert all(line in got.document.text for line in LINES)


def test_a_heading_of_two_lines_does_not_join_its_words() -> None:
    assert "Walls and water" in page(f"<article><h2>Walls<br>and water</h2>{ARTICLE}</article>").document.text


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><p>We paid for it over ten winters.</p><p>— Ivo Brandt, miller</p></blockquote>",
        "<blockquote><p>“We paid for it over ten winters.” — Ivo Brandt, miller</p></blockquote>",
        "<blockquote><p>We paid for it over ten winters.</p><cite>Ivo Brandt, miller</cite></blockquote>",
        "<blockquote class='tweet'><p>We paid for it over ten winters.</p>— Ivo Brandt (@ivo) <a>May 2</a></blockquote>",
    ],
    ids=["line", "dash", "cite", "post"],
)
def test_a_quotation_is_under_the_name_that_signs_it(quote: str) -> None:
    got = page(f"<article>{ARTICLE}{quote}<p>And so it was that nobody asked him again about the wall.</p></article>")
    assert got.voice("We paid for it") == "Ivo Brandt"
    assert got.role("We paid for it") is Role.QUOTE
    assert got.voice("And so it was") != "Ivo Brandt"


def test_the_turns_of_an_interview_are_their_speakers() -> None:
    turns = "".join(
        f"<p><b>Ann Coe:</b> And what came of trial {n}?</p><p><b>Bo Hart:</b> We lost {n} gauges in it.</p>"
        "<p>Then we stopped.</p>"
        for n in (3, 5, 8)
    )
    got = page(
        f"<article><p>{LINES[0]} So Ann Coe asked the man who knows.</p>{turns}"
        f"<h2>After the talk</h2><p>{LINES[1]}</p></article>"
    )
    assert got.voice("We lost 5 gauges") == "Bo Hart"
    assert got.voice("And what came of trial 5") == "Ann Coe"
    assert got.voice("Then we stopped.") == "Bo Hart"
    assert got.role("Bo Hart:") is Role.BOILERPLATE
    assert got.voice(LINES[1]) not in ("Ann Coe", "Bo Hart")


def test_labels_that_come_again_are_no_speakers() -> None:
    labels = "".join(f"<p>Myth: the wall leaks in {n} places.</p><p>Fact: it leaks in one.</p>" for n in (3, 5, 8))
    got = page(f"<article><p>{LINES[0]}</p>{labels}</article>")
    assert got.voice("Myth: the wall leaks in 5") == got.voice(LINES[0])


def test_an_article_with_a_few_colons_is_no_interview() -> None:
    got = page(f"<article><p>Note: the wall was 2 metres high.</p>{ARTICLE}<p>Sources: the town.</p></article>")
    assert got.role("Note: the wall") is Role.BODY


@pytest.mark.parametrize(
    "line",
    [
        "1.4K Followers",
        "12,400 subscribers",
        "Thanks for reading! If you liked this, clap 50 times and follow me for more.",
        "Join 40,000 others and never miss a post.",
        "Support our work with 5 a month",
        "Related: The 5 best walls",
        "The Wall is a reader-supported publication. Over 9,000 read it.",
        "3 hours ago",
    ],
)
def test_lines_about_the_page_are_no_statements(line: str) -> None:
    got = page(f"<article>{ARTICLE}<p>{line}</p></article>")
    assert line not in got.document.text or got.role(line) is Role.BOILERPLATE


@pytest.mark.parametrize("heading", ["Written by Tove Lind", "About the author", "More from Tove Lind", "3 Comments"])
def test_what_stands_under_the_text_is_no_part_of_it(heading: str) -> None:
    got = page(f"<article>{ARTICLE}<h2>{heading}</h2><p>She kept 14 boats.</p></article>")
    assert "14 boats" not in got.document.text or got.role("She kept 14 boats.") is Role.BOILERPLATE


def test_a_heading_about_others_in_the_middle_keeps_its_section() -> None:
    got = page(f"<article><p>{LINES[0]}</p><h2>Related reading</h2>{ARTICLE}</article>")
    assert got.role(LINES[1]) is Role.BODY


@pytest.mark.parametrize(
    "line",
    [
        "Supporting our claim, 80% of the boatmen said so.",
        "Related work found that 12 walls had sunk.",
        "Thanks for reading this so closely: I make it 41 metres now.",
        "Join 40 boards with 80 nails and the wall holds.",
    ],
)
def test_statements_are_no_lines_about_the_page(line: str) -> None:
    assert page(f"<article>{ARTICLE}<p>{line}</p></article>").role(line) is Role.BODY


def test_the_chief_heading_goes_before_a_title_of_one_of_the_updates() -> None:
    ld = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"The wall","liveBlogUpdate":'
        '[{"@type":"BlogPosting","headline":"Boatmen speak","articleBody":"They spoke."}]}</script>'
    )
    assert page(f"<h1>The wall</h1><article><h2>Boatmen speak</h2>{ARTICLE}</article>", ld).document.title == "The wall"


def test_the_address_of_a_page_counts_no_readers() -> None:
    got = page(
        f"<article>{ARTICLE}</article>", "<link rel='canonical' href='https://w.example/a?id=3&utm_source=rss&fbclid=x'>"
    )
    assert got.document.url == "https://w.example/a?id=3"


CAFE = "The “café” charges €4 – up 12% – for a cup, and the “crème” half as much again in the season."


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("cp1252", "", ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "utf-8", ""),
        ("cp1252", "", "windows-1252"),
        ("cp1252", "utf-8", "utf-8"),
        ("utf-8", "iso-8859-1", "iso-8859-1"),
        ("utf-8", "", ""),
        ("utf-16", "", ""),
    ],
)
def test_a_page_is_read_by_its_bytes_whatever_it_declares(encoding: str, declared: str, header: str) -> None:
    meta = f"<meta charset='{declared}'>" if declared else ""
    markup = f"<html><head>{meta}<title>Cups</title></head><body><article><p>{CAFE}</p>{ARTICLE}</article></body></html>"
    assert CAFE in answered(markup.encode(encoding), f"text/html; charset={header}" if header else "text/html")


def test_the_header_names_the_charset_of_a_page_that_does_not() -> None:
    words = "Цены на хлеб выросли за год на 12 процентов, сказал мэр города."
    markup = f"<html><head><title>Цены</title></head><body><article><p>{words}</p><p>{words}</p></article></body></html>"
    assert words in answered(markup.encode("koi8-r"), "text/html; charset=koi8-r")


def test_the_header_names_the_charset_of_a_text() -> None:
    assert CAFE in answered(f"Cups\n\n{CAFE}\n".encode("cp1252"), "text/plain; charset=windows-1252")


def answered(data: bytes, content_type: str) -> str:
    """The text of what a server sent with this header."""
    from dataclasses import replace

    plain = fetched("page", data)
    sent = Fetched(replace(plain.capture, headers=(("content-type", content_type),)), data)
    return read_capture(sent).document.text


FORUMS = {
    "xenforo": (
        "<h1 class='p-title-value'>Bees per hive</h1>"
        "<article class='message message--post' data-author='Tom' id='p1'><span>Messages 1,204</span>"
        "<time datetime='2026-01-06T09:14:00+0000'></time><div class='bbWrapper'>I count 40,000 in June.</div></article>"
        "<article class='message message--post' data-author='Lise' id='p2'><time datetime='2026-01-07T09:14:00+0000'></time>"
        "<div class='bbWrapper'><blockquote data-quote='Tom'><div class='bbCodeBlock-title'>Tom said:</div>"
        "<div>I count 40,000 in June.</div></blockquote>Mine never pass 25,000.</div></article>"
    ),
    "phpbb": (
        "<h2 class='topic-title'>Bees per hive</h2>"
        "<div class='post' id='p1'><dl><dt><a class='username'>Tom</a></dt><dd>Posts: 1,204</dd></dl><div class='postbody'>"
        "<p class='author'>by Tom » Tue Jan 06, 2026 9:14 am</p>"
        "<div class='content'>I count 40,000 in June.</div></div></div>"
        "<div class='post' id='p2'><dl><dt><a class='username'>Lise</a></dt></dl><div class='postbody'>"
        "<p class='author'>by Lise » Wed Jan 07, 2026 9:14 am</p>"
        "<div class='content'><blockquote><div><cite>Tom wrote:</cite>"
        "I count 40,000 in June.</div></blockquote>Mine never pass 25,000.</div></div></div>"
    ),
    "discourse": (
        "<div id='topic-title'><h1>Bees per hive</h1></div>"
        "<div class='topic-body crawler-post' id='p1'><span itemprop='author'><span itemprop='name'>Tom</span></span>"
        "<time datetime='2026-01-06T10:00:00Z'>January 6</time>"
        "<div class='post' itemprop='text'><p>I count 40,000 in June.</p>"
        "</div></div><div class='topic-body crawler-post' id='p2'>"
        "<span itemprop='author'><span itemprop='name'>Lise</span></span>"
        "<time datetime='2026-01-07T10:00:00Z'>January 7</time><div class='post' itemprop='text'><aside data-username='Tom'>"
        "<div class='title'>Tom:</div><blockquote><p>I count 40,000 in June.</p></blockquote></aside>"
        "<p>Mine never pass 25,000.</p></div></div>"
    ),
    "vbulletin": (
        "<h1>Bees per hive</h1><table id='post1'><tr><td><a class='bigusername'>Tom</a></td><td><div id='post_message_1'>"
        "I count 40,000 in June.</div></td></tr></table><table id='post2'><tr><td><a class='bigusername'>Lise</a></td><td>"
        "<div id='post_message_2'><blockquote>I count 40,000 in June.</blockquote>"
        "Mine never pass 25,000.</div></td></tr></table>"
    ),
}


@pytest.mark.parametrize("software", FORUMS)
def test_each_post_of_a_saved_forum_page_is_its_writers(software: str) -> None:
    got: Read = page(FORUMS[software])
    assert got.document.kind == "forum_page"
    assert got.document.title == "Bees per hive"
    assert got.document.authors == ("Tom",)
    assert got.voice("I count 40,000") == "Tom"
    assert got.voice("Mine never pass") == "Lise"
    quotes = [s for s in got.segments if s.role is Role.QUOTE]
    assert [(got.words(q), q.voice) for q in quotes] == [("I count 40,000 in June.", "Tom")]
    assert "1,204" not in got.document.text
    if software != "vbulletin":
        assert got.document.published == "2026-01-06"
        assert got.of("Mine never pass").published == "2026-01-07"


def test_a_saved_page_of_hacker_news_keeps_its_tree() -> None:
    def comment(native: int, indent: int, name: str, words: str) -> str:
        return (
            f"<tr class='athing comtr' id='{native}'><td><table><tr><td class='ind' indent='{indent}'></td><td>"
            f"<a class='hnuser'>{name}</a><span class='age' title='2026-05-04T10:00:00 17'></span>"
            f"<div class='commtext c00'>{words}</div></td></tr></table></td></tr>"
        )

    got = page(
        "<table class='fatitem'><tr class='athing' id='1'><td><span class='titleline'>"
        "<a href='https://l.example'>Lamps of the coast</a></span></td></tr></table><table>"
        + comment(11, 0, "bo", "There are 40 lamps. <p>Half are out.")
        + comment(12, 1, "ida", "&gt; There are 40 lamps.<p>I count 38.")
        + comment(13, 0, "ned", "None shine here.")
        + "</table>"
    )
    assert got.document.title == "Lamps of the coast"
    assert [got.voice(w) for w in ("Half are out.", "I count 38.", "None shine here.")] == ["bo", "ida", "ned"]
    parent = got.parent("I count 38.")
    assert parent is not None
    assert parent.voice == "bo"
    assert [s.voice for s in got.segments if s.role is Role.QUOTE] == ["bo"]


@pytest.mark.parametrize("look", ["old", "new"])
def test_a_saved_page_of_youtube_gives_its_transcript_with_times(look: str) -> None:
    lines = [
        ("0:00", "Welcome back to the lamp channel."),
        ("0:04", "Today we light 40 lamps."),
        ("1:02:30", "And that is all."),
    ]
    if look == "old":
        segments = "".join(
            f"<ytd-transcript-segment-renderer><div class='segment-timestamp'>{at}</div><yt-formatted-string>{words}"
            "</yt-formatted-string></ytd-transcript-segment-renderer>"
            for at, words in lines
        )
    else:
        segments = "".join(
            f"<transcript-segment-view-model><div>{at}</div><div>4 seconds</div><span>{words}</span>"
            "</transcript-segment-view-model>"
            for at, words in lines
        )
    got = page(
        f"<div id='owner'><a>Lamp Channel</a><span>1.2M subscribers</span></div>{segments}<div>I use 60 lamps</div>",
        "<meta property='og:title' content='How lamps work'>"
        "<meta itemprop='datePublished' content='2026-02-03T08:00:00-08:00'>"
        "<link rel='canonical' href='https://www.youtube.com/watch?v=abcdefghijk'>",
    )
    assert got.document.kind == "youtube_page"
    assert (got.document.title, got.document.authors, got.document.published) == (
        "How lamps work",
        ("Lamp Channel",),
        "2026-02-03",
    )
    assert got.role("Today we light 40 lamps.") is Role.TRANSCRIPT
    assert got.voice("Today we light 40 lamps.") == "Lamp Channel"
    assert got.of("And that is all").time_start_s == 3750
    assert "subscribers" not in got.document.text
    assert "I use 60 lamps" not in got.document.text
