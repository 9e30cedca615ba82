"""PDF: lines rejoined, hyphens kept, running heads and page numbers set apart, metadata."""

from __future__ import annotations

from ingest_pdf_maker import make_pdf
from ingest_reading import read

from corpus.records import Role

PAGES = [
    """Annals of the Pier 12
The weight of a gull
By Mara Quill
A gull was weighed on the pier every day for two years, and its weight
went up by 9% in the first year and down by 4% in the second, which is
what the keeper had foretold in his letter to the re-
search board of the harbour.
1""",
    """Annals of the Pier 13
The board did not answer for eleven weeks. When it did, it asked that a
second gull be weighed, of the same age and from the same side of the
pier, so that the two could be compared.
2""",
    """Annals of the Pier 14
No second gull could be found that would stand on the scale for as long
as the first one had, and so the matter rests where it lay.
3""",
]


def test_lines_are_rejoined_and_running_heads_are_boilerplate() -> None:
    got = read(make_pdf(PAGES), "gull.pdf")
    assert got.document.kind == "pdf"
    assert "for two years, and its weight went up by 9% in the first year" in got.document.text
    assert got.role("A gull was weighed") is Role.BODY
    assert got.role("Annals of the Pier 13") is Role.BOILERPLATE
    assert got.document.authors == ("Mara Quill",)
    assert got.document.title == "The weight of a gull"


def test_a_title_over_two_lines_is_one_headline() -> None:
    got = read(
        make_pdf(
            [PAGES[0].replace("The weight of a gull", "The weight of a gull and\nwhat it means")],
            title="The weight of a gull and what it means",
        )
    )
    assert got.role("The weight of a gull and what it means") is Role.HEADLINE


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    text = read(make_pdf(PAGES), "gull.pdf").document.text
    assert "the re-search board" in text


def test_metadata_gives_title_and_date_where_the_pages_give_none() -> None:
    got = read(make_pdf(PAGES, title="Gulls and their weight"), "gull.pdf")
    assert got.document.title == "Gulls and their weight"
    assert got.document.published == "2026-03-01"
    assert read(make_pdf(PAGES, title="gull_final.docx"), "gull.pdf").document.title == "The weight of a gull"


def test_content_not_the_name_tells_a_pdf() -> None:
    assert read(make_pdf(PAGES), "gull.txt").document.kind == "pdf"
