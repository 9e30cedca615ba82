"""Ids come from source, native id and words alone."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.ids import Occurrences, claim_id, document_id, segment_id, stable_hash

words = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@given(words, words)
def test_an_id_survives_white_space_and_a_new_revision(evidence: str, quantity: str) -> None:
    wide = evidence.replace(" ", " \n ")
    assert claim_id("doc-1", "author", evidence, quantity, 0) == claim_id("doc-1", "author", wide, quantity, 0)


def test_two_voices_with_the_same_words_are_two_occurrences() -> None:
    assert claim_id("doc-1", "Ada", "It rose to 5%.", "5%", 0) != claim_id("doc-1", "Ben", "It rose to 5%.", "5%", 0)
    assert segment_id("doc-1", "comment", "Ada", "Yes.", 0) != segment_id("doc-1", "comment", "Ada", "Yes.", 1)


def test_occurrences_are_counted_in_reading_order() -> None:
    seen = Occurrences()
    assert [seen.nth("a"), seen.nth("b"), seen.nth("a"), seen.nth("a")] == [0, 0, 1, 2]


def test_parts_cannot_run_into_each_other() -> None:
    assert document_id("file", "ab") != document_id("filea", "b")
    assert stable_hash("a", "b") != stable_hash("ab")


def test_an_id_is_what_it_was_when_it_was_first_given_out() -> None:
    # Pinned: another value here means that every claim of every corpus gets a new id tonight.
    assert document_id("file", "/a/b.txt") == "doc-43ec6579090410f1"
    assert claim_id("doc-1", "author", "It rose to 5%.", "5%", 0) == "claim-b3e52c79c0202a75"
