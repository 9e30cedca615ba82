"""Cells of tables are read with the heads of their row and column."""

from __future__ import annotations

from corpus.records import Claim, Document, Role, Segment
from corpus.sentences import sentence_spans
from extract.attribution import build_credits
from extract.claims import read_claims


def claims_of(*rows: str) -> list[Claim]:
    """The claims of a table whose rows are segments, as HTML and Markdown are parsed."""
    text, segments = "", []
    for k, row in enumerate(rows):
        text += ("\n" if k else "") + row
        segments.append(
            Segment(f"seg-{k}", "doc-1", len(text) - len(row), len(text), Role.TABLE, "author", None, None, None, None, None)
        )
    document = Document("doc-1", "test", "1", "", "text", None, None, "", (), "2026", "en", text, "r", "c", "p")
    spans = [span for s in segments for span in sentence_spans(text, s.start, s.end)]
    found = read_claims(document, segments, spans, build_credits(document, segments, spans))
    for claim in found:
        assert text[claim.quantity.start : claim.quantity.end] == claim.quantity.text
    return list(found)


def test_a_cell_is_read_with_its_heads() -> None:
    found = claims_of("Lab | 2024 | 2025", "Halden code by agents | 22% | 64%", "Marlow code by agents | 9% | 31%")
    assert [(c.quantity.value, c.quantity.unit, c.measure_phrase, c.time_iso) for c in found] == [
        (22, "%", "Halden code by agents, 2024", "2024"),
        (64, "%", "Halden code by agents, 2025", "2025"),
        (9, "%", "Marlow code by agents, 2024", "2024"),
        (31, "%", "Marlow code by agents, 2025", "2025"),
    ]
    assert {c.subject for c in found} == {"Halden code by agents", "Marlow code by agents"}


def test_a_bare_number_takes_the_unit_of_its_head() -> None:
    found = claims_of("Task | Time (hours) | Cost in $", "Review of a change | 4.5 | 120")
    assert [(c.quantity.value, c.quantity.unit) for c in found] == [(4.5, "hour"), (120, "USD")]


def test_a_table_without_a_head_gives_no_heads() -> None:
    found = claims_of("Halden | 22% of code | 3 | 4", "Marlow | 31% of code | 5 | 6")
    assert [c.quantity.text for c in found] == ["22%", "31%"]


def test_a_row_of_another_width_is_read_as_prose() -> None:
    found = claims_of("Lab | 2025", "Halden wrote 64% of its code")
    assert [c.quantity.value for c in found] == [64]


def test_a_head_may_scale_its_column() -> None:
    found = claims_of("Firm | Revenue ($m) | Users (millions)", "Halden | 41.5 | 3.2")
    assert [(c.quantity.value, c.quantity.unit) for c in found] == [(41.5e6, "USD"), (3.2e6, "count")]


def test_numbers_in_heads_are_no_claims() -> None:
    found = claims_of("Model | Price per 1M tokens", "Halden 2 | $3.00", "Halden 3 | $15")
    assert [(c.quantity.value, c.subject) for c in found] == [(3, "Halden 2"), (15, "Halden 3")]


def test_a_column_of_ordinals_heads_no_row() -> None:
    found = claims_of("# | Firm | Sales (EUR)", "1 | Halden | 400", "2 | Marlow | 390")
    assert [(c.quantity.value, c.quantity.unit, c.subject) for c in found] == [
        (400, "EUR", "Halden"),
        (390, "EUR", "Marlow"),
    ]


def test_a_head_may_name_a_quarter() -> None:
    (found,) = claims_of("Rate (%) | Q1 2025", "Errors | 2.1")
    assert (found.time, found.time_iso) == ("Q1 2025", "2025-Q1")
