"""Hyperlinks of pages, Markdown and posts: kept as offsets of the linked words, hostile ones left out."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Capture, Document
from ingest import Fetched, parse_capture
from ingest.anchors import Anchors, inked, placed
from ingest.blocks import MAX_LINKS, Block, Parsed, assemble
from ingest.weburl import linked_page

BASE = "https://wharf.example/news/2026/tide.html"


def capture(name: str, url: str | None = BASE) -> Capture:
    return Capture("cap-1", "web", name, name, "b", url, url, datetime(2026, 6, 1, tzinfo=UTC), 200, ())


def read(data: str, name: str = "tide.html") -> Document:
    return parse_capture(Fetched(capture(name), data.encode()))[0]


def linked(document: Document) -> list[tuple[str, str]]:
    return [(document.text[a:b], url) for a, b, url in document.links]


def page(*paragraphs: str) -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    head = "<!doctype html><html><head><title>Tide tables</title></head>"
    return f"{head}<body><article><h1>Tide tables</h1>{body}</article></body></html>"


FILLER = "The harbour office counts every boat that passes the bridge, and it has done so for more than a century now. " * 3


def test_a_page_keeps_the_links_of_its_paragraphs_as_absolute_addresses() -> None:
    document = read(
        page(
            FILLER,
            'A survey <a href="/report?utm_source=x">found that\n 30% of  crews</a> row at dawn,'
            ' as <a href="https://marsh.example/b#c">Marsh</a> says.',
            FILLER,
        )
    )
    assert linked(document) == [
        ("found that 30% of crews", "https://wharf.example/report"),
        ("Marsh", "https://marsh.example/b"),
    ]


def test_markdown_keeps_its_links_in_text_lists_and_tables() -> None:
    text = (
        "# Tides\n\nThe *office* [found  that](https://marsh.example/a) 30% row.\n\n"
        "3. It says [so](https://marsh.example/b).\n\n"
        "| crew | share |\n|---|---|\n| [dawn](https://marsh.example/c) | 30% |\n"
        "\n> [Vos](https://marsh.example/d) said it.\n"
    )
    document = read(text, "tides.md")
    assert linked(document) == [
        ("found that", "https://marsh.example/a"),
        ("so", "https://marsh.example/b"),
        ("dawn", "https://marsh.example/c"),
        ("Vos", "https://marsh.example/d"),
    ]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "#note",
        "",
        "http://[broken",
        "https://",
        "ftp://x.example/a",
        "http://x.example/" + "a" * 3000,
    ],
)
def test_what_leads_to_no_other_page_is_no_link(href: str) -> None:
    assert linked_page(href, BASE) is None


def test_hostile_links_of_a_page_leave_its_words_alone() -> None:
    hostile = '<a href="javascript:x()">30%</a> <a>no address</a> <a href="https://m.example/1">open <a href="https://m.example/2">two</a>'
    document = read(page(FILLER, f"It rose by {hostile} by noon.", FILLER))
    assert "It rose by 30% no address open two by noon." in document.text
    assert linked(document) == [("open", "https://m.example/1"), ("two", "https://m.example/2")]


def test_a_page_of_ten_thousand_links_is_cut_short_in_time() -> None:
    links = " ".join(f'<a href="https://m.example/{n}">boat {n}</a>' for n in range(10_000))
    began = time.process_time()
    document = read(page(FILLER, f"Boats: {links}", FILLER))
    assert len(document.links) <= MAX_LINKS
    assert all(document.text[a:b] == f"boat {url.rpartition('/')[2]}" for a, b, url in document.links)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "link", [(-1, 3, "https://m.example/"), (3, 3, "https://m.example/"), (2, 900, "https://m.example/")]
)
def test_offsets_outside_a_block_are_no_links(link: tuple[int, int, str]) -> None:
    blocks = (Block("The boats row at dawn.", links=(link, (4, 9, "https://m.example/b"))),)
    document, _ = assemble(Parsed(blocks), capture("a"), kind="text", parser="p", name="a")
    assert linked(document) == [("boats", "https://m.example/b")]


def test_a_document_without_links_keeps_the_revision_that_it_had() -> None:
    plain = Parsed((Block("The boats row at dawn."),))
    one, _ = assemble(plain, capture("a"), kind="text", parser="p", name="a")
    two, _ = assemble(
        Parsed((Block("The boats row at dawn.", links=((4, 9, "#x"),)),)), capture("a"), kind="text", parser="p", name="a"
    )
    three, _ = assemble(
        Parsed((Block("The boats row at dawn.", links=((4, 9, "https://m.example/"),)),)),
        capture("a"),
        kind="text",
        parser="p",
        name="a",
    )
    assert one.revision == two.revision != three.revision


@given(st.lists(st.tuples(st.text(alphabet="ab \n\u00a0", max_size=6), st.booleans()), max_size=12))
def test_linked_words_stand_where_they_stood_whatever_the_white_space(parts: list[tuple[str, bool]]) -> None:
    anchors = Anchors()
    for words, is_link in parts:
        if is_link:
            anchors.open("u")
        anchors.add(words)
        if is_link:
            anchors.close()
    text = " ".join("".join(w for w, _ in parts).split())
    want = ["".join(w.split()) for w, is_link in parts if is_link and inked(w)]
    assert ["".join(text[a:b].split()) for a, b, _ in placed(text, anchors.take())] == want
