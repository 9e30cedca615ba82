"""Reading candidates once more: a judge's word counts beside the first stage's, and its absence changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.protocols import FloatMatrix, RelevanceJudge
from index.retrieval import RERANKED, Hit, rerank
from index.retrieval.rerank import WINDOW, windows


class Counting:
    """A judge that finds a text the more relevant the more of the question's words it holds; remembers what it read."""

    revision = "counting"

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        self.read += pairs
        shares = [sum(w in text.split() for w in question.split()) / len(question.split()) for text, question in pairs]
        return np.array(shares, dtype=np.float32)


def hits(*scores: float) -> list[Hit]:
    return [Hit(f"h{n:02}", score, None, n + 1) for n, score in enumerate(scores)]


def test_the_judge_of_these_tests_is_one() -> None:
    assert isinstance(Counting(), RelevanceJudge)


def test_what_answers_rises_and_its_relevance_is_told() -> None:
    texts = {"h00": "the weather was fine", "h01": "rain fell all day"}
    found = rerank(hits(0.5, 0.4), "rain all day", texts, Counting(), weight=0.3)
    assert [(h.id, h.score, h.relevance) for h in found] == [("h01", 0.7, 1.0), ("h00", 0.5, 0.0)]
    assert found[0].dense_rank == 2


def test_a_weight_of_none_keeps_the_order() -> None:
    texts = {"h00": "the weather was fine", "h01": "rain fell all day"}
    assert [h.id for h in rerank(hits(0.5, 0.4), "rain", texts, Counting(), weight=0.0)] == ["h00", "h01"]


def test_only_the_best_candidates_are_read() -> None:
    many = hits(*(1 - n / 100 for n in range(RERANKED + 20)))
    judge = Counting()
    found = rerank(many, "rain", {h.id: "snow" for h in many}, judge)
    assert len(judge.read) == RERANKED
    assert [h.id for h in found] == [h.id for h in many]
    assert all(h.relevance is None for h in found[RERANKED:])


@given(st.lists(st.floats(0, 1), max_size=40), st.integers(0, 40))
def test_nothing_is_lost_and_nothing_invented(scores: list[float], n_known: int) -> None:
    given_hits = hits(*sorted(scores, reverse=True))
    texts = {h.id: "rain" for h in given_hits[:n_known]}
    found = rerank(given_hits, "rain", texts, Counting())
    assert sorted(h.id for h in found) == sorted(h.id for h in given_hits)


def test_the_best_sentences_of_a_long_text_count() -> None:
    dull = " ".join(f"Nothing happened on day {n}." for n in range(1, 9))
    texts = {"h00": dull, "h01": f"{dull} Then it began to rain all day long. {dull}"}
    found = rerank(hits(0.5, 0.5), "rain all day long.", texts, Counting(), weight=0.3)
    assert [(h.id, h.relevance) for h in found] == [("h01", 1.0), ("h00", 0.25)]


@given(st.integers(1, 30))
def test_every_sentence_is_read(n: int) -> None:
    sentences = [f"The bell rang {'again ' * i}at noon." for i in range(n)]
    pieces = windows(" ".join(sentences))
    assert all(any(s in piece for piece in pieces) for s in sentences)
    assert all(piece.count("noon.") <= WINDOW for piece in pieces)
