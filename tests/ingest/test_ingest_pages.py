"""Pages as they are built, dated and barred: layout tables, line breaks, quotations in quotations, consent, paywalls."""

from __future__ import annotations

import json

import pytest
from ingest_reading import Read, fetched, read

from corpus.errors import Blocked
from corpus.records import Role
from ingest import read_capture

LINES = (
    "The harbour wall was raised by 2 metres in the spring of that year, and the town paid for it over ten winters.",
    "Nobody asked the boatmen, who knew that the sand moves every time somebody builds a wall across the drift of it.",
    "By the third winter the bar had grown 40 metres, and the ferry ran aground on it twice before the pilots learned.",
    "So the wall that kept the sea out of the cellars also kept the ships out of the harbour, and nobody had counted.",
    "What I take from this is that a number in a plan is a promise about one thing only, and silence about the rest.",
)
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)


def page(body: str, head: str = "") -> Read:
    markup = f"<!doctype html><html lang='en'><head><title>The wall</title>{head}</head><body>{body}</body></html>"
    return read(markup, "page.html")


def body_lines(got: Read) -> list[str]:
    return [line for line in got.document.text.split("\n\n") if got.role(line) is Role.BODY]


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{ARTICLE}</article>",
        "<div class='post'>" + "<br><br>\n".join(LINES) + "</div>",
        "<div class='post'><p>" + "<br/><br/>".join(LINES) + "</p></div>",
        "<pre>\n" + "\n\n".join(line.replace(", ", ",\n") for line in LINES) + "\n</pre>",
        "<article>" + "".join("<p>\n" + line.replace(" the ", "\n  the ") + "</p>" for line in LINES) + "</article>",
        "<table width='100%'><tr><td><a href='i.html'>Essays</a></td><td><font face='verdana' size='2'>"
        + "<br><br>".join(LINES)
        + "</font></td></tr></table>",
        "<table><tr><td><table><tr><td>" + "".join(f"<p>{line}" for line in LINES) + "</td></tr></table></td></tr></table>",
        "<center><table><tr><td width='435'>" + "<br><br>".join(LINES) + "</td></tr></table></center>",
    ],
    ids=[
        "paragraphs",
        "breaks",
        "breaks in a paragraph",
        "preformatted",
        "hard-wrapped",
        "font in a table",
        "tables",
        "center",
    ],
)
def test_paragraphs_are_found_however_the_page_is_built(body: str) -> None:
    assert [line for line in body_lines(page(body)) if line in LINES] == list(LINES)


def test_a_table_of_figures_stays_a_table() -> None:
    table = "<table><tr><td>1901</td><td>12 metres</td></tr><tr><td>1904</td><td>40 metres</td></tr></table>"
    got = page(f"<article>{ARTICLE}{table}</article>")
    assert got.role("1904 | 40 metres") is Role.TABLE


def test_a_quotation_parted_by_breaks_is_all_a_quotation() -> None:
    got = page(f"<div>{LINES[0]}<br><br>{LINES[1]}<blockquote>{LINES[2]}<br><br>{LINES[3]}</blockquote>{LINES[4]}</div>")
    assert [got.role(line) for line in LINES] == [Role.BODY, Role.BODY, Role.QUOTE, Role.QUOTE, Role.BODY]


def test_a_quotation_inside_a_quotation_has_a_voice_of_its_own() -> None:
    got = page(
        f"<article><p>{LINES[0]}</p><p>{LINES[4]}</p><p>Otto Pier, the harbour master, wrote:</p>"
        f"<blockquote><p>{LINES[1]}</p>"
        f"<p>The pilot Bea Sand told me:</p><blockquote><p>{LINES[2]}</p></blockquote><p>{LINES[3]}</p></blockquote>"
        "<p>He said no more, and nobody in the room asked him for another word about the sand.</p></article>"
    )
    assert [got.voice(line) for line in LINES[1:4]] == ["Otto Pier", "Bea Sand", "Otto Pier"]
    assert got.voice("He said no more") == "author"


@pytest.mark.parametrize(
    ("head", "top", "expected"),
    [
        ("<meta property='article:published_time' content='2026-06-04T08:00:00Z'>", "", "2026-06-04"),
        ("<meta name='citation_publication_date' content='2026/06/04'>", "", "2026-06-04"),
        ("<meta name='dc.date' content='2026-06'>", "", "2026-06"),
        (
            "<script type='application/ld+json'>" + json.dumps({"@graph": [{"datePublished": "2026-06-04"}]}) + "</script>",
            "",
            "2026-06-04",
        ),
        ("", "<p><time datetime='2026-06-04T10:00'>4 June</time></p>", "2026-06-04"),
        ("", "<p>June 2026</p>", "2026-06"),
        ("", "<p>Published 4 June 2026</p>", "2026-06-04"),
        ("", "<p>06/04/2026</p>", None),
        ("", "", None),
    ],
)
def test_a_date_keeps_the_precision_that_the_page_gives(head: str, top: str, expected: str | None) -> None:
    assert page(f"<article><h1>The wall</h1>{top}{ARTICLE}</article>", head).document.published == expected


CONSENT = (
    "<h1>Before you continue</h1><p>We and our 842 partners store and use cookies and other personal data such as what you "
    "browse.</p><p>Choose Accept all to consent to tracking by these partners, or manage your privacy preferences.</p>"
    "<button>Accept all</button><button>Reject all</button><p>Our privacy policy says how the cookies are used.</p>"
)
LOGIN = (
    "<h1>Log in</h1><form><input type='email'><input type='password'></form>"
    "<p>Forgot what you chose? Ask us for help with it.</p>"
)
CHALLENGE = (
    "<h1>One more step</h1><script src='/cdn-cgi/challenge-platform/h/b.js'></script><p>Please wait while we check you.</p>"
)


@pytest.mark.parametrize(("body", "words"), [(CONSENT, "consent form"), (LOGIN, "login"), (CHALLENGE, "bot challenge")])
def test_what_stands_in_the_way_of_a_page_is_no_page(body: str, words: str) -> None:
    with pytest.raises(Blocked, match=words) as caught:
        page(body)
    assert "save the page" in caught.value.remedy


def test_an_article_about_consent_is_an_article() -> None:
    about = "<p>The law on cookies asks for consent, and every partner of a page asks for it again, which helps nobody.</p>"
    assert "helps nobody" in page(f"<article>{about}{ARTICLE}{about}{ARTICLE}</article>").document.text


NOT_FREE = (
    "<script type='application/ld+json'>" + json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False}) + "</script>"
)


@pytest.mark.parametrize(
    ("head", "body", "is_held_back"),
    [
        (NOT_FREE, f"<article>{ARTICLE}</article>", True),
        ("", f"<article>{ARTICLE}</article><div class='paywall'><p>Subscribe to continue reading</p></div>", True),
        (NOT_FREE, f"<article>{ARTICLE * 5}</article>", False),
        ("", f"<article>{ARTICLE}</article><p>Subscribe to our letter</p>", False),
        ("", f"<article>{ARTICLE}</article>", False),
    ],
)
def test_a_page_that_holds_the_rest_back_says_so(head: str, body: str, is_held_back: bool) -> None:
    markup = f"<!doctype html><html><head><title>The wall</title>{head}</head><body>{body}</body></html>"
    got = read_capture(fetched("page.html", markup.encode()))
    assert (got.shortfall is not None) is is_held_back
    if got.shortfall:
        assert "free beginning" in got.shortfall.message
        assert LINES[0] in got.document.text


def test_a_canonical_address_takes_the_place_of_the_one_asked_and_a_front_page_does_not() -> None:
    own = page(f"<article>{ARTICLE}</article>", "<link rel='canonical' href='https://harbour.example/wall'>")
    assert own.document.url == "https://harbour.example/wall"


def test_paragraphs_and_quotations_of_a_short_post_stay_apart() -> None:
    got = read(
        "<html><head><title>Slow gates</title></head><body><article><h1>Slow gates</h1><div class='post-content'>"
        "<p>I think that the gates will open 3 times as fast in 2028.</p><p>Otto Pier wrote:</p>"
        "<blockquote><p>No keeper has ever opened a gate in under an hour.</p></blockquote>"
        "<p>That was true once, and it is not true of the new gates by the mill.</p></div></article></body></html>",
        "gates.html",
    )
    assert got.role("No keeper has") is Role.QUOTE
    assert got.voice("No keeper has") == "Otto Pier"
    assert got.role("That was true") is Role.BODY
    assert "Slow gates I think" not in got.document.text
