"""PDF: lines rejoined, hyphens kept, running heads and page numbers set apart, metadata."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_pdf_maker import PICTURE, draw, make_pdf
from ingest_reading import fetched, read
from ingest_sites import CAPTURES

from corpus.errors import BadInput
from corpus.records import Role
from ingest import read_capture
from ingest.pdf_columns import Piece, in_reading_order

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


LEFT = [
    "A gull was weighed on the pier every day for two",
    "years, and its weight went up by 9% in the first",
    "year and down by 4% in the second, which is what",
    "the keeper had foretold in his letter to the board",
    "of the harbour. The board did not answer for more",
    "than eleven weeks. When it did, it asked for proof",
    "that the scale had been level on each of the days",
    "that the keeper had entered in his yellow book.",
]
RIGHT = [
    "It also asked that a second gull be weighed, of the",
    "same age and from the same side of the pier, so as",
    "to compare the two. No such gull could be found that",
    "would stand on the scale for as long as the first",
    "had stood. The matter rests where it lay, and the",
    "keeper has retired to a house of 40 square metres",
    "from which neither the pier nor a single gull can",
    "be seen, which he says is what he always wanted.",
]
TITLE = "The weight of a gull"


def columns(order: str) -> bytes:
    """A page in two columns under a title over both, and a page number, drawn in some order."""
    left = [(60.0, 740.0 - 14 * i, line) for i, line in enumerate(LEFT)]
    right = [(320.0, 740.0 - 14 * i, line) for i, line in enumerate(RIGHT)]
    head = [(200.0, 780.0, TITLE)]
    foot = [(295.0, 40.0, "1")]
    if order == "rows":
        lines = [line for pair in zip(left, right, strict=True) for line in pair]
    elif order == "columns":
        lines = left + right
    else:
        lines = left + right
        random.Random(7).shuffle(lines)
    return draw([*head, *lines, *foot])


@pytest.mark.parametrize("order", ["rows", "columns", "anyhow"])
def test_two_columns_are_read_one_after_the_other_whatever_the_order_of_drawing(order: str) -> None:
    got = read(make_pdf([columns(order)], title=TITLE), "gull.pdf")
    body = " ".join(got.words(s) for s in got.segments if s.role is Role.BODY)
    assert " ".join(body.split()) == " ".join([*LEFT, *RIGHT])
    assert got.role(TITLE) is Role.HEADLINE


def test_a_page_in_one_column_and_a_table_are_left_as_they_were_drawn() -> None:
    rows = [(60.0, 700.0 - 14 * i, f"Gull {i}") for i in range(12)]
    weights = [(320.0, 700.0 - 14 * i, f"{900 + i} g") for i in range(12)]
    table = draw([cell for row in zip(rows, weights, strict=True) for cell in row])
    prose = draw([(60.0, 760.0 - 14 * i, f"{a} {b}") for i, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))], size=8)
    got = read(make_pdf([prose, table]), "gull.pdf")
    assert f"{LEFT[0]} {RIGHT[0]} {LEFT[1]}" in got.document.text
    assert "Gull 3 903 g" in got.document.text.replace("\n\n", " ")


@given(st.lists(st.tuples(st.floats(50, 500), st.floats(50, 800), st.text("abc ", min_size=1, max_size=9)), max_size=40))
def test_reordering_loses_no_word(placed: list[tuple[float, float, str]]) -> None:
    pieces = [Piece(text, x, y, x + 5 * len(text), y + 10) for x, y, text in placed if text.strip()]
    lines = in_reading_order(pieces, (290.0, 310.0))
    assert sorted("".join(lines).replace(" ", "")) == sorted("".join(p.text for p in pieces).replace(" ", ""))


def test_a_scan_is_said_to_be_one_and_scanned_pages_of_a_document_are_counted() -> None:
    stamp = PICTURE + b" " + draw([(60, 20, "Lent by the harbour library, 2026")])
    with pytest.raises(BadInput, match=r"a scan \(3 of 3 pages are pictures\)") as caught:
        read(make_pdf([stamp, stamp, stamp]), "gull.pdf")
    assert "OCR" in caught.value.remedy
    mixed = read_capture(fetched("gull.pdf", make_pdf([PAGES[0], PICTURE, PAGES[2]])))
    assert "1 of 3 pages are pictures without text (2)" in str(mixed.shortfall)


def test_the_saved_captures_are_what_the_maker_makes() -> None:
    assert (CAPTURES / "pdf/columns.pdf").read_bytes() == make_pdf([columns("rows")], title=TITLE)
    assert (CAPTURES / "pdf/scan.pdf").read_bytes() == make_pdf([PICTURE, PICTURE])
