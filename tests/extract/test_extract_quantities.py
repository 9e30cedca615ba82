"""Mentions: every quantity with its bound, direction, rate and noun, read with the shipped pipeline's trees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from corpus.records import Modifier
from extract import load_english
from extract.components import mentions_of_doc
from extract.quantities import Mention


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


def mentions(nlp: Language, text: str) -> list[Mention]:
    return mentions_of_doc(nlp(text))


def nouns(nlp: Language, text: str) -> list[tuple[float, str | None]]:
    found = mentions(nlp, text)
    return [
        (m.reading.value, None if m.reading.noun_start is None else text[m.reading.noun_start : m.reading.noun_end])
        for m in found
    ]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Output rose 12% in May.", "up"),
        ("Output fell by about 12% in May.", "down"),
        ("The index lost 190 points.", "down"),
        ("Output rose to 12% in May.", None),
        ("Output stood at 12% in May.", None),
        ("Shares are up nearly 9% this year.", "up"),
        ("Prices changed by -3%.", "down"),
    ],
)
def test_a_verb_of_change_gives_its_quantity_a_direction(nlp: Language, text: str, direction: str | None) -> None:
    assert [m.direction for m in mentions(nlp, text)] == [direction]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They trained 300 recorded voices.", [(300, "recorded voices")]),
        ("Three of the ships sank.", [(3, "ships")]),
        ("Sales came to 3.9 million headsets, up from 2.4 million.", [(3.9e6, "headsets"), (2.4e6, "headsets")]),
        (
            "It has four-, five- and six-cylinder engines.",
            [(4, "cylinder"), (5, "cylinder"), (6, "cylinder")],
        ),
        ("The Falcon 7 beat the Heron 3 in phases 3, 5 and 7.", []),
        ("The rule has a two-sided test.", []),
        ("We split clone 23 and complex 1 into fractions 4 and 5.", []),
        ("The salt holds [Fe(CN)6]3− there, at most 5−1/k, and shifts by w/2.", []),
        ("See Eqs. (2.5) and (2.25) on the 2-D grid, or KD200 and 400.", []),
        ("It would take 10^999999999 turns.", []),
        ("They kept stock 10a and 5r for later.", []),
        ("It rose from KD20 to 400.", [(400, None)]),
        ("They moved plot 12 beside node 4.", []),
        ("Their price 12 was taken.", [(12, None)]),
        ("They compared room 7 and gate 3 today.", []),
        ("the sp 500 was down and nasdaq fell.", []),
        ("They answered on a scale (0 = never, 1 = each week).", []),
    ],
)
def test_what_is_counted_comes_from_the_tree(nlp: Language, text: str, found: list[tuple[float, str | None]]) -> None:
    assert nouns(nlp, text) == found


def test_a_restatement_takes_the_bound_and_the_direction(nlp: Language) -> None:
    first, second = mentions(nlp, "The index lost more than 190 points, or 0.6%.")
    assert (first.modifier, first.direction) == (second.modifier, second.direction) == (Modifier.MORE, "down")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("They work 40 hours a week.", "week"),
        ("It costs $80 per square foot.", "square foot"),
        ("He ran 9 miles.", None),
        ("It is 2% perchlorate.", None),
    ],
)
def test_a_rate_has_its_denominator(nlp: Language, text: str, per: str | None) -> None:
    assert [m.per for m in mentions(nlp, text)] == [per]


def test_years_of_age_are_marked(nlp: Language) -> None:
    assert [m.is_age for m in mentions(nlp, "Dana Reyes, 41, trained a 5-year-old model for 3 years.")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "extent", "modifier"),
    [
        ("It stays above ∼500 K there.", "above ∼500 K", Modifier.MORE),
        ("It is higher than the 8 mm of the old beach.", "8 mm", Modifier.EQUAL),
        ("It loses in the order of 90 m there.", "in the order of 90 m", Modifier.ABOUT),
        ("It was less than or equal to 100.", "less than or equal to 100", Modifier.AT_MOST),
        ("We saw 12 hours or more.", "12 hours or more", Modifier.AT_LEAST),
        ("The yield was read over seven seasons.", "seven seasons", Modifier.EQUAL),
        ("It took well over seven seasons.", "over seven seasons", Modifier.MORE),
        ("They named a dozen or so labs.", "a dozen or so labs", Modifier.ABOUT),
        ("They hired over 130 safety researchers.", "over 130 safety researchers", Modifier.MORE),
        ("They hired about 130 safety researchers.", "about 130 safety researchers", Modifier.ABOUT),
    ],
)
def test_the_extent_takes_in_the_words_that_bound(nlp: Language, text: str, extent: str, modifier: Modifier) -> None:
    (mention,) = mentions(nlp, text)
    assert text[mention.start : mention.end] == extent
    assert mention.modifier is modifier


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("12 % $ 3.5 million of the runs rose fell , ( ) – a “ ” hours per".split()), max_size=14))
def test_extents_are_verbatim_and_hold_their_reading(words: list[str]) -> None:
    text = " ".join(words)
    for mention in mentions_of_doc(load_english("rules")(text)):
        assert 0 <= mention.start <= mention.reading.start < mention.reading.end <= mention.end <= len(text)
