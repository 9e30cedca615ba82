"""Extractive summaries."""

from __future__ import annotations

import numpy as np
from extract_encoders import WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import AUTHOR
from corpus.records import Document, Role, Segment, SummarySentence
from corpus.sentences import sentence_spans
from extract.summary import Ideas, choose, summarise, term_vectors

ESSAY = (
    "The harbour town of Velt has decided to rebuild its old tram line along the river. "
    "The tram line was closed in 1964, when buses seemed cheaper to the council. "
    "Engineers say that the river tram will carry nine thousand riders a day. "
    "Did anybody ask the riders? "
    "Lunch was good. "
    "Shop owners along the river fear that the building work will keep their customers away. "
    "The council has promised to pay shop owners for what they lose during the building work. "
    "The rebuilt tram line of Velt along the old river is decided. "
    "My cousin repairs clocks in a cellar near the station and rarely goes out. "
    "Money for the tram comes from the state, from the town and from a loan."
)


def parts(*texts: tuple[Role, str]) -> tuple[Document, tuple[Segment, ...], list[tuple[int, int]]]:
    text = "\n\n".join(t for _, t in texts)
    document = Document("doc-1", "file", "a", "a", "text", None, None, "", (), None, "en", text, "r", "c", "p")
    segments, at = [], 0
    for n, (role, part) in enumerate(texts):
        segments.append(Segment(f"s{n}", "doc-1", at, at + len(part), role, AUTHOR, None, None, None, None, None))
        at += len(part) + 2
    return document, tuple(segments), sentence_spans(text)


def summary(*texts: tuple[Role, str], most: int = 5) -> tuple[SummarySentence, ...]:
    return summarise(*parts(*texts), max_sentences=most)


def test_sentences_are_verbatim_in_reading_order_and_ranked() -> None:
    document, segments, sentences = parts((Role.BODY, ESSAY))
    found = summarise(document, segments, sentences, WordEncoder(), max_sentences=4)
    assert [s.rank for s in found] == list(range(len(found)))
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert all(document.text[s.start : s.end] == s.text for s in found)


def test_it_says_what_the_text_is_about_and_leaves_asides_and_questions_out() -> None:
    found = " ".join(s.text for s in summary((Role.BODY, ESSAY * 3), most=3))
    assert "tram" in found
    for aside in ("clocks", "Lunch", "anybody"):
        assert aside not in found


def test_a_sentence_said_twice_is_taken_once() -> None:
    words = [s.text for s in summary((Role.BODY, ESSAY * 4))]
    assert len(words) == len(set(words)) > 1


def test_a_short_document_gets_fewer_sentences_than_a_long_one() -> None:
    assert len(summary((Role.BODY, ESSAY))) == 2
    assert len(summary((Role.BODY, ESSAY * 8))) == 5


def test_boilerplate_sponsors_headlines_and_answered_comments_are_not_summarised() -> None:
    advert = "The tram line of Velt along the river is brought to you by Brandt, the tea of the river."
    for role in (Role.BOILERPLATE, Role.SPONSOR, Role.HEADLINE, Role.TABLE, Role.PARENT_COMMENT):
        assert "Brandt" not in " ".join(s.text for s in summary((role, advert), (Role.BODY, ESSAY)))
        assert summary((role, advert)) == ()


def test_nothing_to_say_gives_no_summary() -> None:
    assert summary((Role.BODY, "Why? Hm. 3 4 5.")) == ()
    assert summary((Role.BODY, ESSAY), most=0) == ()


def test_the_same_document_gives_the_same_summary() -> None:
    assert summary((Role.BODY, ESSAY)) == summary((Role.BODY, ESSAY))


def ideas(*sentences: str) -> Ideas:
    said = [frozenset(s.split()) for s in sentences]
    held = sorted({w for bag in said for w in bag})
    return Ideas(said, [len(s.split()) for s in sentences], {w: 1 / len(held) for w in held})


def test_the_next_best_is_chosen_before_a_repetition() -> None:
    relevance = np.array([1.0, 0.9, 0.6], dtype=np.float32)
    assert [i for i, _ in choose(ideas("tram river", "tram river", "loan town"), relevance, 2)] == [0, 2]


def test_a_paraphrase_is_not_chosen_at_all() -> None:
    meanings = np.array([[1, 0], [0.99, 0.14], [0, 1]], dtype=np.float32)
    relevance = np.array([1.0, 0.9, 0.1], dtype=np.float32)
    assert [i for i, _ in choose(ideas("a", "b", "c"), relevance, 3, meanings=meanings)] == [0, 2]


def test_what_a_sentence_adds_is_weighed_by_its_length() -> None:
    relevance = np.zeros(2, dtype=np.float32)
    long, short = frozenset({"tram", "river", "loan"}), frozenset({"tram", "river"})
    said = Ideas([long, short], [43, 2], {"tram": 0.4, "river": 0.4, "loan": 0.2})
    assert choose(said, relevance, 1)[0][0] == 1


@given(st.integers(min_value=1, max_value=120))
def test_a_number_of_words_is_kept_to_in_whole_sentences(words: int) -> None:
    document, segments, sentences = parts((Role.BODY, ESSAY * 3))
    found = summarise(document, segments, sentences, max_sentences=20, max_words=words)
    assert found
    assert len(found) == 1 or sum(len(s.text.split()) for s in found) <= words * 1.2


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_term_vectors_have_length_one_or_nought(texts: list[str]) -> None:
    lengths = np.linalg.norm(term_vectors(texts), axis=1)
    assert all(abs(x - 1) < 1e-4 or x == 0 for x in lengths)


@given(st.text(max_size=400))
def test_any_text_gives_verbatim_sentences(text: str) -> None:
    document, segments, sentences = parts((Role.BODY, text))
    for sentence in summarise(document, segments, sentences):
        assert document.text[sentence.start : sentence.end] == sentence.text
