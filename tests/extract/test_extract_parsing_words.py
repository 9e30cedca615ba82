"""Words as the model sees them: pieces, shapes and lemma scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.parsing.lemmas import Lexicon
from extract.parsing.pieces import MAX_PIECES, WordPieces
from extract.parsing.scripts import apply_script, make_script
from extract.parsing.shapes import N_TYPES, PARAGRAPH_BREAK, break_of, case_of, type_of

VOCABULARY = ["[CLS]", "[SEP]", "[UNK]", "ship", "##s", "##ped", "a", "b", "c", "##a", "##b", "##c", "-", "cafe"]
PIECES = WordPieces(VOCABULARY)

forms = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


def test_the_longest_piece_comes_first() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("Ships")] == ["ship", "##s"]


def test_a_mark_inside_a_word_stands_alone() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("a-b")] == ["a", "-", "b"]


def test_accents_are_dropped_as_the_vocabulary_wants() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("Café")] == ["cafe"]


@given(st.text(max_size=80))
def test_every_word_has_between_one_and_the_most_pieces(word: str) -> None:
    assert 1 <= len(PIECES.of(word)) <= MAX_PIECES


def test_a_word_of_ten_thousand_characters_is_as_cheap_as_any() -> None:
    assert len(PIECES.of("abc" * 4000)) <= MAX_PIECES


@given(form=forms, lemma=forms)
def test_a_script_gives_back_its_lemma(form: str, lemma: str) -> None:
    script = make_script(form, lemma)
    if script.startswith(("=", "k")) or lemma == lemma.lower():
        assert apply_script(script, form) == lemma


def test_a_script_that_cuts_too_much_leaves_the_word() -> None:
    assert apply_script("l:9:", "code") == "code"


@given(st.text(max_size=30), st.integers(0, 2), st.booleans())
def test_types_stay_in_their_table(word: str, break_before: int, glued: bool) -> None:
    assert 0 <= type_of(word, break_before, glued) < N_TYPES


def test_case_tells_what_lower_casing_hides() -> None:
    assert len({case_of(word) for word in ("code", "Code", "CODE", "OpenAI", "8x", "%")}) == 6


def test_breaks_are_counted_in_lines() -> None:
    assert break_of(" ") < break_of(" \n") < break_of("\n\n") == PARAGRAPH_BREAK


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(
        {"verb": ["improve", "stop", "be", "write"], "noun": ["study"], "adj": ["fast"], "adv": []},
        {"verb": {"wrote": ["write"]}},
    )


def test_an_invented_lemma_gives_way_to_one_that_exists(lexicon: Lexicon) -> None:
    assert lexicon.lemma("improved", "VERB", "VBD", ["l:2:", "l:1:"]) == "improve"


def test_an_irregular_form_is_looked_up(lexicon: Lexicon) -> None:
    assert lexicon.lemma("wrote", "VERB", "VBD", ["l:1:"]) == "write"


def test_an_unknown_verb_loses_its_ending_by_rule(lexicon: Lexicon) -> None:
    assert lexicon.lemma("vibecoded", "VERB", "VBD", ["l:1:"]) == "vibecode"
    assert lexicon.lemma("grepped", "VERB", "VBD", ["=go"]) == "grep"
    assert lexicon.lemma("stopping", "VERB", "VBG", ["l:0:"]) == "stop"


def test_names_are_left_to_the_model(lexicon: Lexicon) -> None:
    assert lexicon.lemma("Ships", "PROPN", "NNP", ["k:0:"]) == "Ships"
