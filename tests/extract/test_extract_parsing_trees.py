"""The best tree of a sentence: always a tree, one root, and the best one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.parsing.trees import Floats, best_tree


def is_tree(heads: list[int]) -> bool:
    for start in range(len(heads)):
        at, steps = start, 0
        while heads[at] != 0:
            at, steps = heads[at] - 1, steps + 1
            if steps > len(heads):
                return False
    return heads.count(0) == 1


def best_by_trial(scores: Floats) -> float:
    n = len(scores)
    trees = (heads for heads in itertools.product(range(n + 1), repeat=n) if is_tree(list(heads)))
    return max(float(sum(scores[i, h] for i, h in enumerate(heads))) for heads in trees)


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_no_tree_scores_better(n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32) * 3
    heads = best_tree(scores).tolist()
    assert is_tree(heads)
    assert sum(scores[i, h] for i, h in enumerate(heads)) == pytest.approx(best_by_trial(scores), abs=1e-3)


@given(st.integers(1, 60), st.integers(0, 10_000))
def test_whatever_the_scores_it_is_a_tree(n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)
    assert is_tree(best_tree(scores).tolist())


def test_equal_scores_still_make_a_tree() -> None:
    assert is_tree(best_tree(np.zeros((40, 41), dtype=np.float32)).tolist())
