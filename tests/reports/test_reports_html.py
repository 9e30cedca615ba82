from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html as lxml_html
from report_samples import empty_snapshot, hostile_corpus, large_snapshot, mill_corpus, topic

from corpus.records import Snapshot
from reports import build_view, render_html

DAY = datetime.date(2026, 6, 14)
MAX_HTML_BYTES = 6_000_000


def page_of(snapshot: Snapshot) -> str:
    return render_html(build_view(snapshot, topic=topic(), generated=DAY))


@pytest.fixture(scope="module")
def mills() -> str:
    return page_of(mill_corpus().snapshot())


@pytest.fixture(scope="module")
def hostile() -> str:
    return page_of(hostile_corpus().snapshot())


def tree_of(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page.encode())


@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_no_markup_of_a_source_reaches_the_page(name: str, request: pytest.FixtureRequest) -> None:
    tree = tree_of(request.getfixturevalue(name))
    assert len(tree.xpath("//script")) == 1
    assert len(tree.xpath("//style")) == 1
    assert not tree.xpath("//iframe | //img | //object | //embed | //base | //link | //*[@style] | //*[@src]")
    assert not [a for e in tree.iter() for a in e.attrib if a.startswith("on")]


def test_hostile_words_are_shown_as_words(hostile: str) -> None:
    shown = "".join(tree_of(hostile).itertext())
    assert "<script>alert(1)</script>" in shown
    assert "{{ 7*7 }}" in shown
    assert "العربية" in shown
    assert "49" not in re.sub(r"\d+:\d+", "", "".join(tree_of(hostile).xpath("//h1//text()")))
    assert "&lt;script&gt;alert(1)" in hostile


@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_links_lead_to_the_page_itself_the_web_or_a_file(name: str, request: pytest.FixtureRequest) -> None:
    tree = tree_of(request.getfixturevalue(name))
    hrefs = tree.xpath("//@href")
    assert hrefs
    assert all(h.startswith(("#", "https://", "http://", "file:///")) for h in hrefs)


@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_every_inner_link_has_its_place_and_every_place_is_one(name: str, request: pytest.FixtureRequest) -> None:
    tree = tree_of(request.getfixturevalue(name))
    ids = Counter(tree.xpath("//@id"))
    assert [i for i, n in ids.items() if n > 1] == []
    inner = [h[1:] for h in tree.xpath("//@href") if h.startswith("#")]
    assert [h for h in inner if h not in ids] == []
    for attribute in ("aria-labelledby", "for"):
        assert all(i in ids for value in tree.xpath(f"//@{attribute}") for i in value.split())


def test_claims_measures_and_positions_can_be_linked_to(mills: str) -> None:
    view = build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY)
    ids = set(tree_of(mills).xpath("//@id"))
    assert {m.id for m in view.measures.items} <= ids
    assert {c.id for m in view.measures.items for c in m.claims.items} <= ids
    assert {p.id for q in view.propositions for p in q.positions.items} <= ids


def test_headings_descend_without_a_gap(mills: str) -> None:
    levels = [int(e.tag[1]) for e in tree_of(mills).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_have_headers_and_plots_have_words(mills: str) -> None:
    tree = tree_of(mills)
    assert all(t.xpath(".//th[@scope='col']") for t in tree.xpath("//table"))
    plots = tree.xpath("//*[name()='svg' and @role='img']")
    assert plots
    assert all(p.xpath("./*[name()='title']") and p.xpath("./*[name()='desc']") for p in plots)


def test_sentences_stand_verbatim_on_the_page(mills: str) -> None:
    quotes = ["".join(q.itertext()).strip().strip("“”") for q in tree_of(mills).xpath("//blockquote")]
    texts = [d.text for d in mill_corpus().documents]
    assert quotes
    assert all(any(q in t for t in texts) for q in quotes)


def test_a_policy_forbids_everything_but_the_two_static_parts(mills: str) -> None:
    policy = tree_of(mills).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_an_empty_corpus_gives_a_page_that_says_so() -> None:
    page = page_of(empty_snapshot())
    assert "This corpus holds no source yet" in page
    assert 'id="measures"' not in page


def test_the_same_view_gives_the_same_page(mills: str) -> None:
    assert page_of(mill_corpus().snapshot()) == mills


def test_a_corpus_of_ten_thousand_claims_stays_within_its_size() -> None:
    assert len(page_of(large_snapshot()).encode()) < MAX_HTML_BYTES


def test_surrogates_do_not_break_the_page() -> None:
    builder = mill_corpus()
    builder.failures.append(replace(builder.failures[0], location="half \udcff name.txt"))
    assert "half \ufffd name.txt" in page_of(builder.snapshot()).encode().decode()
