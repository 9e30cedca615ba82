"""Candidates weighed token by token: what the question's tokens find, and how much each of them counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.protocols import FloatMatrix
from index import CachingEncoder, MemoryVectorCache
from index.retrieval import TOKENS_OF, Hit, weigh_tokens
from index.retrieval.tokens import USUAL_TOKENS
from index.token_vectors import TokenVectors, of_tokens

VOCABULARY = {word: n for n, word in enumerate("rain snow hail the mill cat kiln".split())}


class Words:
    """An encoder whose tokens are words, each with an axis of its own; remembers what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.read += texts
        ids = [tuple(VOCABULARY[w] for w in text.split() if w in VOCABULARY) for text in texts]
        return [TokenVectors(found, np.eye(len(VOCABULARY), dtype=np.float32)[list(found)]) for found in ids]


class NoTokens:
    """An encoder of whole texts alone."""

    revision = "whole"
    dim = 2

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        return np.ones((len(texts), self.dim), dtype=np.float32)


def hits(*scores: float) -> list[Hit]:
    return [Hit(f"h{n:02}", score, None, n + 1) for n, score in enumerate(scores)]


def test_the_candidate_that_holds_more_of_the_question_rises() -> None:
    texts = {"h00": "the cat", "h01": "rain snow the mill"}
    found = weigh_tokens(hits(0.5, 0.4), "rain snow", texts, Words())
    assert [h.id for h in found] == ["h01", "h00"]
    assert found[0].score == pytest.approx(2.4)
    assert found[1].score == pytest.approx(0.5)
    assert found[0].dense_rank == 2


def test_a_token_that_every_candidate_holds_counts_least() -> None:
    texts = {"h00": "the rain", "h01": "the hail", "h02": "the cat"}
    found = {h.id: h.score for h in weigh_tokens(hits(0.5, 0.5, 0.5), "the hail", texts, Words())}
    assert found["h01"] == pytest.approx(2.5)
    assert found["h00"] == found["h02"]
    assert 0.5 < found["h00"] < 1.0  # "the" is one of two tokens, and tells less than half


def test_only_the_best_candidates_are_read() -> None:
    many = hits(*(1 - n / 64 for n in range(TOKENS_OF + 5)))
    encoder = Words()
    found = weigh_tokens(many, "rain", {h.id: "hail" for h in many}, encoder)
    assert len(encoder.read) == 1 + TOKENS_OF
    assert found == many


def test_tokens_of_a_long_question_count_less() -> None:
    texts = {"h00": "rain", "h01": "hail"}
    short = weigh_tokens(hits(0.5, 0.5), "rain", texts, Words())
    usual = weigh_tokens(hits(0.5, 0.5), "rain " * USUAL_TOKENS, texts, Words())
    long = weigh_tokens(hits(0.5, 0.5), "rain " * (4 * USUAL_TOKENS), texts, Words())
    assert [h.score for h in usual] == [h.score for h in short] == [2.5, 0.5]
    assert [h.score for h in long] == [1.0, 0.5]


def test_a_question_without_tokens_and_an_encoder_without_them_change_nothing() -> None:
    first = hits(0.5, 0.4)
    texts = {h.id: "rain" for h in first}
    assert weigh_tokens(first, "?", texts, Words()) == first
    assert weigh_tokens(first, "rain", texts, NoTokens()) == first
    assert weigh_tokens(first, "rain", texts, CachingEncoder(NoTokens(), MemoryVectorCache())) == first


@given(
    st.lists(st.floats(0, 1), max_size=30),
    st.integers(0, 30),
    st.lists(st.sampled_from([*VOCABULARY, "x"]), max_size=8).map(" ".join),
    st.lists(st.sampled_from([*VOCABULARY, "x"]), max_size=8).map(" ".join),
)
def test_nothing_is_lost_and_no_score_falls(scores: list[float], n_known: int, question: str, text: str) -> None:
    first = sorted(hits(*scores), key=lambda h: (-h.score, h.id))
    found = weigh_tokens(first, question, {h.id: text for h in first[:n_known]}, Words())
    assert sorted(h.id for h in found) == sorted(h.id for h in first)
    before = {h.id: h.score for h in first}
    assert all(h.score >= before[h.id] - 1e-6 for h in found)
    assert found == sorted(found, key=lambda h: (-h.score, h.id))


def test_added_marks_are_left_out_and_rows_have_length_one() -> None:
    made = of_tokens([7, 3, 4, 8], [1, 0, 0, 1], np.array([[1, 0], [3, 4], [0, 2], [9, 9]]))
    assert made.ids == (3, 4)
    assert made.vectors.tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 1]]))
