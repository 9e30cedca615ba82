from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import mill_corpus

from reports.links import at_time, clock, file_url, link_to_document, safe_url, text_fragment


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "//host/path",
        "https://",
        "http://a b/",
        'https://x/"onmouseover="y',
        "https://[broken/",
        "ftp://host/file",
        "",
        None,
        "https://x/" + "a" * 3000,
    ],
)
def test_what_is_not_a_plain_web_address_never_becomes_a_link(url: str | None) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize("url", ["https://x.example/a?b=c&d=%20#e", "http://x.example:8080/"])
def test_plain_addresses_stay_as_they_are(url: str) -> None:
    assert safe_url(url) == url


def test_other_scripts_in_an_address_are_encoded() -> None:
    assert safe_url("https://x.example/é") == "https://x.example/%C3%A9"


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_every_link_is_http_whatever_the_text(text: str) -> None:
    for url in (text, f"https://{text}", f"https://x.example/{text}", f"http://x.example/?{text}"):
        safe = safe_url(url)
        assert safe is None or urlsplit(safe).scheme in {"http", "https"}
        assert safe is None or not set(safe) & set('"<>\\^`{|} \n\t')


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (75.9, "1:15"), (3675, "1:01:15"), (-3, "0:00")])
def test_times_read_as_people_write_them(seconds: float, words: str) -> None:
    assert clock(seconds) == words


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://www.youtube.com/watch?v=a&t=9s", "https://www.youtube.com/watch?v=a&t=75s"),
        ("https://youtu.be/a", "https://youtu.be/a?t=75s"),
        ("https://m.youtube.com/watch?v=a#frag", "https://m.youtube.com/watch?v=a&t=75s"),
        ("https://cast.example/show.mp3?x=1#y", "https://cast.example/show.mp3?x=1#t=75"),
    ],
)
def test_a_recording_opens_at_its_second(url: str, there: str) -> None:
    assert at_time(url, 75.2) == there


def test_a_text_fragment_encodes_what_its_syntax_uses() -> None:
    assert text_fragment("well-known, a & b") == ":~:text=well%2Dknown%2C%20a%20%26%20b"


def test_a_long_quotation_is_found_by_its_ends() -> None:
    words = [f"word{i}" for i in range(60)]
    first, last = text_fragment(" ".join(words)).removeprefix(":~:text=").split(",")
    assert unquote(first).split() == words[:5]
    assert unquote(last).split() == words[-5:]


def test_a_file_name_of_any_length_fits_beside_a_quotation() -> None:
    document = replace(mill_corpus().documents[0], url=None, media_url=None, location="notes/" + "word" * 1000 + ".txt")
    assert link_to_document(document).label.startswith("wordword")
    assert len(link_to_document(document).label) <= 60


def test_only_absolute_paths_become_file_links() -> None:
    assert file_url("/a b/ü.txt") == "file:///a%20b/%C3%BC.txt"
    assert file_url("C:\\notes\\x.txt") == "file:///C:/notes/x.txt"
    assert file_url("notes/x.txt") is None
    assert file_url("javascript:alert(1)") is None
