"""What every `PairJudge` must do. To test another one: subclass `PairJudgeConformance` and give its `judge` fixture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from corpus.protocols import FloatMatrix, PairJudge
from corpus.text import words_of
from corpus.topic import load_topic
from extract.judge import PrototypeJudge
from extract.judging import PairModel, load_pair_model
from extract.judging.weighing import WeighingJudge

PAIRS = [
    ("The ferry should run all night.", "The ferry should run at night."),
    ("The ferry should not run at night.", "The ferry should run at night."),
    ("Bees sleep in winter.", "The ferry should run at night."),
    ("", "The ferry should run at night."),
    ("Не знаю.", "The ferry should run at night."),
    ("The ferry should run all night.", "The ferry should run at night."),
    ("word " * 600, "The ferry should run at night."),
]


class PairJudgeConformance:
    """One test per sentence of the protocol."""

    @pytest.fixture
    def judge(self) -> PairJudge:
        raise NotImplementedError("give the implementation under test")

    def test_satisfies_the_protocol(self, judge: PairJudge) -> None:
        assert isinstance(judge, PairJudge)
        assert judge.revision

    def test_gives_one_row_of_probabilities_per_pair(self, judge: PairJudge) -> None:
        rows = judge.judge(PAIRS)
        assert rows.shape == (len(PAIRS), 3)
        assert rows.dtype == np.float32
        assert np.all(rows >= 0)
        assert np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)

    def test_gives_an_empty_matrix_for_no_pairs(self, judge: PairJudge) -> None:
        assert judge.judge([]).shape == (0, 3)

    def test_gives_equal_pairs_equal_rows(self, judge: PairJudge) -> None:
        rows = judge.judge(PAIRS)
        assert rows[0].tobytes() == rows[5].tobytes()

    def test_judges_a_pair_alike_whatever_else_is_judged(self, judge: PairJudge) -> None:
        together = judge.judge(PAIRS)
        alone = np.vstack([judge.judge([pair]) for pair in PAIRS])
        assert np.allclose(together, alone, atol=1e-5)

    def test_prefers_support_for_an_echo_and_opposition_for_its_denial(self, judge: PairJudge) -> None:
        rows = judge.judge(PAIRS)
        assert rows[0][0] > rows[0][1]
        assert rows[1][1] > rows[0][1]


class HashedWords:
    """Words hashed to columns, so that likeness is shared words."""

    revision = "hashed-words"
    dim = 128

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.full((len(texts), self.dim), 1e-6, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words_of(text):
                row[hashlib.sha256(word.encode()).digest()[0] % self.dim] += 1.0
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class TestPrototypeJudge(PairJudgeConformance):
    @pytest.fixture
    def judge(self) -> PairJudge:
        return PrototypeJudge(HashedWords(), [load_topic("rsi")])


class TestPrototypeJudgeWithoutPacks(PairJudgeConformance):
    @pytest.fixture
    def judge(self) -> PairJudge:
        return PrototypeJudge(HashedWords())


@cache
def shipped() -> PairModel:
    return load_pair_model()


class TestPairModel(PairJudgeConformance):
    @pytest.fixture
    def judge(self) -> PairJudge:
        return shipped()


class TestWeighingJudge(PairJudgeConformance):
    @pytest.fixture
    def judge(self) -> PairJudge:
        return WeighingJudge(shipped(), PrototypeJudge(HashedWords(), [load_topic("rsi")]))
