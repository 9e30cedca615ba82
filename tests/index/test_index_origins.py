from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from comparison_claims import Maker, document, documents_of

from corpus.records import Certainty, Claim, Document, Overlap, Role
from index.comparison.holders import HolderBook, is_name
from index.comparison.introduced import source_introduced
from index.comparison.measures import reading_order
from index.comparison.origins import OriginFinder, Origins


def trace(claims: Sequence[Claim], *documents: Document, overlaps: Sequence[Overlap] = ()) -> Origins:
    known = documents_of(*documents, claims=claims)
    names = [n for c in claims for n in (c.speaker, c.attributed_to) if n]
    book = HolderBook(names + [a for d in known.values() for a in d.authors], known)
    return OriginFinder(known, overlaps, book, claims=claims).trace(reading_order(claims, known))


def because(origins: Origins, claim: Claim) -> str | None:
    return next((link.because for link in origins.chain if link.claim == claim.id), None)


def test_nine_reports_of_one_press_release_are_one_origin() -> None:
    make = Maker()
    claims = [make("Norvane says {64%} pass", 64, doc=f"doc-{i}", by="Norvane") for i in range(9)]
    found = trace(claims)
    assert found.origins == ("Norvane",)
    assert {because(found, c) for c in claims} == {"attributed"}


def test_spellings_of_one_name_are_one_origin_shown_in_full() -> None:
    make = Maker()
    claims = [make("{64%} pass", 64, by="Marsh"), make("{64%} pass", 64, doc="doc-b", by="Dr. Ada Marsh")]
    assert trace(claims).origins == ("Dr. Ada Marsh",)


def test_a_later_text_without_credit_repeats_the_figure() -> None:
    make = Maker()
    told = make("Norvane says {8x} more", 8, "x", doc="doc-a", by="Norvane")
    later = make("{8x} more, imagine", 8, "x", doc="doc-b")
    found = trace([told, later], document("doc-a", published="2026-01"), document("doc-b", published="2026-06"))
    assert found.origins == ("Norvane",)
    assert because(found, later) == "repeats figure"


def test_who_gave_a_telling_figure_first_is_the_origin_of_later_plain_tellings() -> None:
    make = Maker()
    first = make("the gain was {1.3x}", 1.3, "x", doc="doc-a", speaker="Norvane")
    later = make("in a trial the gain was {1.3x}", 1.3, "x", doc="doc-b", role=Role.SUMMARY)
    own = make("we found {1.3x} as well", 1.3, "x", doc="doc-c", speaker="Ada Marsh")
    dates = [document("doc-a", published="2026-01"), document("doc-b", published="2026-06")]
    found = trace([first, later, own], *dates, document("doc-c", published="2026-07"))
    assert found.origins == ("Norvane", "Ada Marsh")
    assert because(found, later) == "repeats figure"
    common = [make("it was {50%}", 50, doc="doc-a", speaker="Norvane"), make("it was {50%}", 50, doc="doc-b")]
    assert because(trace(common, *dates), common[1]) is None


def test_who_credits_a_repeater_leads_to_the_origin() -> None:
    make = Maker()
    first = make("the gain was {1.3x}", 1.3, "x", doc="doc-a", speaker="Norvane")
    essay = make("the gain came out at {1.3x}", 1.3, "x", doc="doc-b", speaker="Ada Marsh")
    host = make("Marsh says the gain was {1.3x}", 1.3, "x", doc="doc-c", by="Ada Marsh")
    found = trace(
        [first, essay, host],
        *(document(f"doc-{d}", published=f"2026-0{n}") for n, d in enumerate("abc", 1)),
    )
    assert found.origins == ("Norvane",)
    assert because(found, host) == "attributed"


def test_an_unnamed_author_goes_by_the_name_of_the_one_writer() -> None:
    claim = Maker()("we found {1.3x}", 1.3, "x", doc="doc-a")
    assert trace([claim], document("doc-a", authors=("Ada Marsh",))).origin == "Ada Marsh"


def test_an_earlier_text_in_its_own_words_is_an_origin_of_its_own() -> None:
    make = Maker()
    told = make("Norvane says {8x} more", 8, "x", doc="doc-a", by="Norvane")
    earlier = make("We measured {8x} more", 8, "x", doc="doc-b", speaker="Ben Okri")
    found = trace([told, earlier], document("doc-a", published="2026-01"), document("doc-b", published="2025-06"))
    assert set(found.origins) == {"Norvane", "Ben Okri"}
    assert because(found, earlier) == "own words"


def test_another_figure_is_the_speaker_s_own() -> None:
    make = Maker()
    told = make("Norvane says {8x} more", 8, "x", doc="doc-a", by="Norvane")
    inflated = make("{more than tenfold}", 10, "x", doc="doc-b", modifier=">")
    found = trace([told, inflated])
    assert found.origins == ("Norvane", "author")
    assert found.origin == "Norvane"


def test_words_of_an_earlier_document_lead_to_its_origin() -> None:
    make = Maker()
    essay = make("I counted {4} mistakes", 4, "count", doc="doc-a", speaker="Ada Marsh")
    read = make("I counted {4} mistakes", 4, "count", doc="doc-b", speaker="host")
    shared = Overlap("o-1", "doc-a", 0, 100, "doc-b", 0, 100, 1.0, 1.0, "doc-a")
    found = trace([essay, read], overlaps=[shared])
    assert found.origins == ("Ada Marsh",)
    assert because(found, read) == "overlap"


def test_words_of_an_earlier_document_without_such_a_claim_lead_to_its_writer() -> None:
    read = Maker()("there were {4} mistakes", 4, "count", doc="doc-b", speaker="host")
    shared = Overlap("o-1", "doc-a", 0, 100, "doc-b", 0, 100, 1.0, 1.0, "doc-a")
    found = trace([read], document("doc-a", authors=("Ada Marsh",)), overlaps=[shared])
    assert found.origin == "Ada Marsh"


def linked(name: str, start: int, end: int, url: str) -> Document:
    return replace(document(name), links=((start, end, url),))


def home() -> Document:
    return replace(document("doc-a", authors=("Ada Marsh",)), url="https://www.marsh.example/tide/")


def test_a_link_to_a_document_with_the_same_figure_leads_to_its_writer() -> None:
    make = Maker()
    told = make("We counted {31%} of crews", 31, doc="doc-a", speaker="Ada Marsh")
    repeated = make("A survey found {31%} of crews", 31, doc="doc-b", speaker="Ben Okri")
    found = trace([told, repeated], home(), linked("doc-b", 2, 14, "http://marsh.example/tide"))
    assert found.origins == ("Ada Marsh",)
    assert because(found, repeated) == "link"


def test_a_link_to_a_document_that_credits_another_leads_to_that_one() -> None:
    make = Maker()
    told = make("Norvane says {31%} of crews", 31, doc="doc-a", speaker="Ada Marsh", by="Norvane")
    repeated = make("A survey found {31%} of crews", 31, doc="doc-b", speaker="Ben Okri")
    found = trace([told, repeated], home(), linked("doc-b", 2, 14, "https://marsh.example/tide"))
    assert (found.origins, because(found, repeated)) == (("Norvane",), "link")


def test_a_link_outside_the_sentence_to_another_figure_or_to_oneself_tells_nothing() -> None:
    for start, end, url, value in (
        (900, 910, "https://marsh.example/tide", 31),
        (2, 14, "https://marsh.example/tide", 48),
        (2, 14, "https://marsh.example/other", 31),
        (2, 14, "https://okri.example/", 31),
    ):
        make = Maker()
        told = make(f"We counted {{{value}%}} of crews", value, doc="doc-a", speaker="Ada Marsh")
        repeated = make("We found {31%} of crews", 31, doc="doc-b", speaker="Ben Okri")
        here = replace(linked("doc-b", start, end, url), url="https://okri.example/")
        assert because(trace([told, repeated], home(), here), repeated) == "own words"


def test_pages_that_link_to_each_other_come_to_an_end() -> None:
    make = Maker()
    a = make("It is {31%} of crews", 31, doc="doc-a", speaker="Ada Marsh")
    b = make("It is {31%} of crews", 31, doc="doc-b", speaker="Ben Okri")
    there = replace(linked("doc-b", 0, 5, "https://marsh.example/tide"), url="https://okri.example/", authors=("Ben Okri",))
    found = trace([a, b], replace(home(), links=((0, 5, "https://okri.example"),)), there)
    assert found.origins == ("Ben Okri",)


def test_cannot_tell_is_an_answer() -> None:
    make = Maker()
    vague = make("the company says {64%} pass", 64, by="the company")
    summary = make("{64%} pass", 64, role=Role.SUMMARY)
    asked = make("was it {64%}?", 64, certainty=Certainty.QUESTION)
    for claim in (vague, summary, asked):
        found = trace([claim])
        assert (found.origin, found.origins, found.chain) == (None, (), ())


def test_a_common_figure_without_dates_does_not_show_a_repetition() -> None:
    make = Maker()
    told = make("Norvane says {50%} pass", 50, doc="doc-a", by="Norvane")
    other = make("{50%} pass", 50, doc="doc-b")
    assert because(trace([told, other]), other) is None
    rare = [make("Norvane says {63.7%} pass", 63.7, doc="doc-a", by="Norvane"), make("{63.7%} pass", 63.7, doc="doc-b")]
    assert because(trace(rare), rare[1]) == "repeats figure"


def test_unnamed_writers_of_two_documents_are_two_origins_told_apart() -> None:
    make = Maker()
    claims = [make("I saw {7} of them", 7, "count", doc="doc-a"), make("I saw {9} of them", 9, "count", doc="doc-b")]
    found = trace(claims, document("doc-a", title="First"), document("doc-b", title="Second"))
    assert found.origins == ("author (First)", "author (Second)")
    named = trace(claims, document("doc-a", authors=("Ada Marsh",)), document("doc-b", authors=("Ada Marsh",)))
    assert len(named.origins) == 1


def test_words_that_name_nobody_are_no_names() -> None:
    assert all(is_name(n) for n in ("Ada Marsh", "many users", "The Harbour Post", "METR"))
    assert not any(is_name(n) for n in ("they", "the company", "company", "its report", "", "She"))


def test_an_ambiguous_last_name_stays_itself() -> None:
    book = HolderBook(["Chen", "Ann Chen", "Bo Chen", "Marsh", "Ada Marsh"], {})
    assert book.display("Chen") == "Chen"
    assert book.display("Marsh") == "Ada Marsh"


def test_fifty_thousand_members_are_traced_in_bounded_work() -> None:
    from dataclasses import replace

    one = Maker()("it was {8%}", 8)
    claims = [
        replace(one, id=f"claim-{i:06}", document=f"doc-{i:06}", quantity=replace(one.quantity, value=float(i % 5000)))
        for i in range(50_000)
    ]
    assert len(trace(claims).of_claim) == 50_000


@pytest.mark.parametrize(
    ("before", "source"),
    [
        ("Ada Marsh of Norvane has built a model of all this. Much is assumed. ", "Ada Marsh"),
        ("According to the Selby Institute, much depends on rain. Yet it does not stop there. ", "Selby Institute"),
        ("A fresh study by economists at Norvane looks at barns. ", "Norvane"),
        ("Norvane’s latest survey of barns is out. ", "Norvane"),
        ("Norvane, a consultancy, looks after barns. ", "Norvane"),
        ("Norvane reckons that barns are full. Orla Brandt says they are not. ", "Norvane"),
        ("Barns are full in Norvane. ", None),
        ("Economists say that barns are full, and other economists agree. ", None),
        ("In May the barns of Norvane were full. ", None),
    ],
)
def test_a_paragraph_goes_on_with_the_source_that_it_introduces(before: str, source: str | None) -> None:
    assert source_introduced(before, before) == source


def told_after(before: str, marked: str, **traits: Any) -> tuple[Claim, Document]:
    """A claim that stands in its document after some words."""
    make = Maker(places={"doc-a": len(before)})
    claim = make(marked, 3, "x", **traits)
    return claim, replace(document("doc-a"), text=before + claim.evidence)


def test_a_figure_of_a_paragraph_is_its_sources_and_not_the_writers() -> None:
    claim, home = told_after("Norvane has built a model of it. Norvane’s model sees a boom. ", "Output grows {3x}")
    found = trace([claim], home)
    assert (found.origin, because(found, claim)) == ("Norvane", "introduced")


@pytest.mark.parametrize(
    ("between", "marked", "role"),
    [
        ("\n\n", "Output grows {3x}", Role.BODY),
        ("", "I think output grows {3x}", Role.BODY),
        ("", "Output grows {3x}", Role.TRANSCRIPT),
    ],
)
def test_nothing_is_carried_over_a_paragraph_nor_into_the_first_person_nor_into_talk(
    between: str, marked: str, role: Role
) -> None:
    claim, home = told_after(f"Norvane’s model sees a boom. {between}", marked, role=role)
    assert trace([claim], home).origin == "author"


def test_a_claim_right_after_a_credited_one_goes_on_with_its_party() -> None:
    make = Maker()
    told = make("Norvane found {8x} more", 8, "x", by="Norvane", gap=40, role=Role.TRANSCRIPT)
    after = make("with care it goes down to {3x}", 3, "x", gap=400, role=Role.TRANSCRIPT)
    far = make("the barns are {5x} as wide", 5, "x", role=Role.TRANSCRIPT)
    found = trace([told, after, far])
    assert [because(found, c) for c in (told, after, far)] == ["attributed", "goes on", "own words"]
    other = replace(after, speaker="Orla Brandt")
    assert because(trace([told, other]), other) == "own words"
