"""Sentence starts of captions: the cut that scores and arcs like best together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extract.parsing.segments import LONGEST, likeliest_starts


def arcs_of(heads: list[int], sure: float = 8.0) -> NDArray[np.float32]:
    """Scores in which each word has one likely head (0 the root, k + 1 word k)."""
    scores = np.zeros((len(heads), len(heads) + 1), dtype=np.float32)
    scores[np.arange(len(heads)), heads] = sure
    return scores


def test_without_arcs_that_say_more_the_scores_decide() -> None:
    starts = np.array([9, -9, -9, 9, -9], dtype=np.float32)
    assert likeliest_starts(starts, np.zeros((5, 6), dtype=np.float32)).tolist() == [True, False, False, True, False]


def test_an_arc_across_forbids_a_start_that_is_in_doubt() -> None:
    starts = np.array([0, -9, -9, 0.3, -9, -9], dtype=np.float32)
    apart = arcs_of([2, 0, 2, 5, 0, 5])  # two clauses, each with its root
    joined = arcs_of([2, 0, 2, 2, 4, 4])  # one clause that reaches over
    assert likeliest_starts(starts, apart)[3]
    assert not likeliest_starts(starts, joined)[3]


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_the_first_word_starts_a_sentence_whatever_the_scores(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = (rng.normal(size=n) * 5).astype(np.float32)
    opens = likeliest_starts(scores, (rng.normal(size=(n, n + 1)) * 9).astype(np.float32))
    assert opens.shape == (n,)
    assert opens[0]


def test_no_sentence_is_longer_than_the_longest() -> None:
    n = LONGEST + 25
    opens = likeliest_starts(np.full(n, -30, dtype=np.float32), np.zeros((n, n + 1), dtype=np.float32))
    assert np.diff([*np.flatnonzero(opens), n]).max() <= LONGEST
