"""Two times ten questions to the sample corpus: answered by a passage of it, in other words than the passage's."""

from __future__ import annotations

import pytest
from samples_reading import Row, gold_rows, squashed_texts

from corpus.text import squash, words_of

FUNCTION_WORDS = frozenset(
    "a about after all an and another any are as at back be been before but by can could did do does for from get getting"
    " had has have her his how i if in into is it its just me my no not of on or our own s so such than that the their them"
    " then there these they this those to under up was we were what when where which who whoever whose why will with would"
    " you your".split()
)
ENDINGS = "ations ation ments ment ingly ings ing ers er ies ied ed es ly s e y".split()


def _stem(word: str) -> str:
    """A word cut to what its forms share, roughly; errs on the side of making two words one."""
    word = word.removesuffix("'s")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _names(question: str) -> frozenset[str]:
    """The words that are capitalised within the question."""
    return frozenset(w.strip(",.?").removesuffix("'s").lower() for w in question.split()[1:] if w[:1].isupper())


def _content_stems(text: str) -> set[str]:
    return {_stem(w) for w in words_of(text) if w not in FUNCTION_WORDS}


SETS = ("questions", "questions_plain")
ROWS = [row for name in SETS for row in gold_rows(name)]


@pytest.mark.parametrize("name", SETS)
def test_there_are_ten_over_at_least_five_documents(name: str) -> None:
    assert len(gold_rows(name)) == 10
    assert len({r["doc"] for r in gold_rows(name)}) >= 5


@pytest.mark.parametrize("row", ROWS, ids=lambda r: str(r["question"]))
def test_answers_stand_in_their_documents(row: Row) -> None:
    for answer in [row, *row["also"]]:
        assert squash(answer["quote"]) in squashed_texts()[answer["doc"]]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: str(r["question"]))
def test_a_question_shares_no_content_word_but_names_with_its_answer(row: Row) -> None:
    names = {_stem(n) for n in _names(row["question"])}
    assert (_content_stems(row["question"]) & _content_stems(row["quote"])) - names == set()
