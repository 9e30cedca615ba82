"""Candidates weighed by their nearest sentence: one that answers is not drowned by the rest of its passage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.protocols import FloatMatrix
from index.retrieval import SENTENCES_OF, Hit, weigh_sentences

RAIN = np.array([[1, 0]], dtype=np.float32)


class AboutRain:
    """An encoder with one axis for rain and one for the rest; remembers what it encoded."""

    revision = "rain"
    dim = 2

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        self.encoded += texts
        shares = [min(1.0, 2 * text.count("rain") / max(1, len(text.split()))) for text in texts]
        return np.array([[share, (1 - share**2) ** 0.5] for share in shares], dtype=np.float32)


def hits(*scores: float) -> list[Hit]:
    return [Hit(f"h{n:02}", score, None, n + 1) for n, score in enumerate(scores)]


def test_a_sentence_that_answers_lifts_its_passage() -> None:
    texts = {
        "h00": "Much rain was talked of here at some length by all.",
        "h01": "The mill was shut. It rained rain. The cat sat.",
    }
    found = weigh_sentences(hits(0.5, 0.4), RAIN, texts, AboutRain(), weight=0.5)
    assert [h.id for h in found] == ["h01", "h00"]
    assert found[0].score == pytest.approx(0.9, abs=1e-6)
    assert found[0].dense_rank == 2


def test_each_sentence_is_encoded_once_and_only_those_of_the_best_candidates() -> None:
    many = hits(*(1 - n / 64 for n in range(SENTENCES_OF + 20)))
    encoder = AboutRain()
    found = weigh_sentences(many, RAIN, {h.id: "No snow. No hail." for h in many}, encoder)
    assert sorted(encoder.encoded) == ["No hail.", "No snow."]
    assert [h.id for h in found] == [h.id for h in many]
    assert [h.score for h in found[SENTENCES_OF:]] == [h.score for h in many[SENTENCES_OF:]]


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(0, 30), st.text(max_size=80))
def test_nothing_is_lost_and_no_score_falls(scores: list[float], n_known: int, text: str) -> None:
    first = sorted(hits(*scores), key=lambda h: (-h.score, h.id))
    found = weigh_sentences(first, RAIN, {h.id: text for h in first[:n_known]}, AboutRain())
    assert sorted(h.id for h in found) == sorted(h.id for h in first)
    before = {h.id: h.score for h in first}
    assert all(h.score >= before[h.id] - 1e-6 for h in found)
    assert found == sorted(found, key=lambda h: (-h.score, h.id))
