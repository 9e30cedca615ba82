"""Clauses that could stand alone, and what looks back at the sentence before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.stances.units import clause_spans, looks_back


def clauses(sentence: str) -> list[str]:
    return [sentence[a:b] for a, b in clause_spans(sentence, 0, len(sentence))]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "The council wants the tram; the shops do not want it.",
            ["The council wants the tram", "the shops do not want it."],
        ),
        (
            "The council wants the tram, but the shops do not.",
            ["The council wants the tram", "but the shops do not."],
        ),
        ("Although the council wants it, but for the shops, no.", ["Although the council wants it, but for the shops, no."]),
        ("I asked for the tram, but no.", ["I asked for the tram, but no."]),
        ("The tram is slow but cheap.", ["The tram is slow but cheap."]),
    ],
)
def test_a_sentence_is_cut_where_whole_clauses_meet(sentence: str, parts: list[str]) -> None:
    assert clauses(sentence) == parts


@pytest.mark.parametrize(
    ("unit", "looks"),
    [
        ("That would be a mistake for everyone in the old town.", True),
        ("And it will not work in a town as old and narrow as this.", True),
        ("I agree with them.", True),
        ("Trams are slow.", False),
        ("The council should build the tram before the next election.", False),
    ],
)
def test_what_looks_back_is_told_by_its_opening(unit: str, looks: bool) -> None:
    assert looks_back(unit) is looks


@given(
    st.lists(st.sampled_from(["if", "trams", "run", ";", ", but", "slow", "they", "x,", "but"]), max_size=40).map(" ".join)
)
def test_clauses_are_disjoint_stretches_in_order(sentence: str) -> None:
    spans = list(clause_spans(sentence, 0, len(sentence)))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(sentence)
    assert all(a <= b <= c for (a, b), (c, _) in pairwise(spans))
