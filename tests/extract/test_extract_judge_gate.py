"""The gate of the judge: figures on the tenth of our own sentences that was never trained on, pinned beside its hash.

Floors are what the shipped weights reach, rounded down; they are only ever raised.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.ids import sha256_hex
from corpus.protocols import FloatMatrix
from extract.judging import load_pair_model

own = pytest.importorskip("training.stance.own", reason="the data set is not part of the wheel")

HELD_SHA256 = "9fe17ba1c256b7c4684879f3da4e98f44475271139434fbdc67d3ea6c6f43654"
SIDES, THREE_WAY, FLIPS = 0.62, 0.63, 0.60
TURNED = [1, 0, 2]


@pytest.fixture(scope="module")
def answers() -> tuple[list[str], FloatMatrix, FloatMatrix]:
    """The labels, and the answers on the propositions and on their denials as if on the propositions."""
    sentences = [s for path in own.held_files() for s in own.read_sentences(path)]
    model = load_pair_model()
    plain = model.judge([(s.text, s.proposition.text) for s in sentences])
    denied = model.judge([(s.text, s.proposition.negation) for s in sentences])
    return [s.label for s in sentences], plain, denied[:, TURNED]


def f1(said: Sequence[bool], wanted: Sequence[bool]) -> float:
    both = sum(s and w for s, w in zip(said, wanted, strict=True))
    return 2 * both / (sum(said) + sum(wanted))


def test_the_floors_belong_to_this_held_part() -> None:
    held = b"".join(p.read_bytes() for p in own.held_files() if own.read_sentences(p))
    assert sha256_hex(held) == HELD_SHA256


def test_sides_on_unseen_propositions_are_told_as_well_as_before(
    answers: tuple[list[str], FloatMatrix, FloatMatrix],
) -> None:
    labels, plain, denied = answers
    takes = [k for k, label in enumerate(labels) if label in {"support", "oppose"}]
    logs = np.log(plain) + np.log(denied)
    right = [(logs[k][0] > logs[k][1]) == (labels[k] == "support") for k in takes]
    assert np.mean(right) >= SIDES
    said = logs.argmax(axis=1)
    wanted = [{"support": 0, "oppose": 1}.get(label, 2) for label in labels]
    scores = [f1([s == c for s in said], [w == c for w in wanted]) for c in range(3)]
    assert np.mean(scores) >= THREE_WAY


def test_denying_the_proposition_turns_the_answer_as_often_as_before(
    answers: tuple[list[str], FloatMatrix, FloatMatrix],
) -> None:
    labels, plain, denied = answers
    takes = [k for k, label in enumerate(labels) if label in {"support", "oppose"}]
    assert np.mean([(plain[k][0] > plain[k][1]) == (denied[k][0] > denied[k][1]) for k in takes]) >= FLIPS
