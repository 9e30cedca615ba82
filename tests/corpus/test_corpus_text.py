"""Shingles, containment, names and sentence ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import is_same_name, name_key
from corpus.sentences import sentence_spans
from corpus.text import containment, shingles, squash, words_of


@given(st.text(max_size=300))
def test_sentence_spans_are_ordered_disjoint_and_cover_all_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=60))
def test_sentences_of_a_stretch_lie_in_that_stretch(text: str, before: str, after: str) -> None:
    whole = f"{before}\n{text}\n{after}"
    start = len(before) + 1
    shifted = [(a - start, b - start) for a, b in sentence_spans(whole, start, start + len(text))]
    assert shifted == sentence_spans(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ada Marsh measured 4.5x. It held up.", ["Dr. Ada Marsh measured 4.5x.", "It held up."]),
        ("The rate, e.g. of merges, fell. Why?", ["The rate, e.g. of merges, fell.", "Why?"]),
        ("Ash et al. found more, cf. Fig. 3 of it. We agree.", ["Ash et al. found more, cf. Fig. 3 of it.", "We agree."]),
        ("“We stopped.” Then she left.", ["“We stopped.”", "Then she left."]),
        ("It cost $4.20 in the U.S. last year. Now less.", ["It cost $4.20 in the U.S. last year.", "Now less."]),
        ("2. Measure first. 3. Then talk.", ["2. Measure first.", "3. Then talk."]),
        ("no capitals here. still two sentences", ["no capitals here. still two sentences"]),
        ("first line\nsecond line", ["first line", "second line"]),
    ],
)
def test_sentence_ends_in_edited_text(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@given(st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta".split()), min_size=1, max_size=40))
def test_an_excerpt_is_contained_in_its_whole(words: list[str]) -> None:
    whole = shingles(" ".join(["start", *words, "end"]), size=3)
    part = shingles(" ".join(words), size=3)
    if len(words) >= 3:
        assert containment(part, whole) == 1.0
    assert 0.0 <= containment(whole, part) <= 1.0


def test_words_are_compared_without_case_and_typographic_apostrophes() -> None:
    assert words_of("It’s THE Café") == words_of("it's the café")
    assert squash("  a \n\t b ") == "a b"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Dr Ada Marsh", "Ada Marsh", True),
        ("Marsh", "Ada Marsh", True),
        ("the Halden Labs", "Halden Labs", True),
        ("Halden Labs’s", "Halden Labs", True),
        ("Ada Marsh", "Ben Marsh", False),
        ("labs", "Halden Labs", True),
        ("", "Ada", False),
    ],
)
def test_names_of_one_holder(a: str, b: str, same: bool) -> None:
    assert is_same_name(a, b) is same
    assert is_same_name(b, a) is same


@given(st.text(max_size=40))
def test_a_name_key_is_stable(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
