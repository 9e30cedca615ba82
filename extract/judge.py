"""The judge of (sentence, proposition) pairs that needs no training: prototypes, their vectors, and grammar.

A proposition comes with its negation and a few sentences for and against. A sentence takes the side whose prototypes it lies
nearest to, after the grammar of negation is put right, because vectors do not see it. A proposition that no pack knows is
judged from its text and a negation made by rule. A trained cross-encoder can take this judge's place: both are `PairJudge`.
Invariant: a row depends on its pair, the packs and the encoder alone. To change how a side is decided: `_Weights` below,
then run `benchmarks/bench_stances.py` again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.ids import stable_hash
from corpus.protocols import Encoder, FloatMatrix
from corpus.topic import Proposition, TopicPack
from extract.polarity import affirm, negate, read_grammar
from extract.remembered import remembering

JUDGE_VERSION = "prototypes-1"


@dataclass(frozen=True, slots=True)
class _Weights:
    """Constants of the judge: least negative log-likelihood on the dev half of tests/extract/data/stance_sentences.jsonl.

    That half has 129 sentences over the thirteen propositions of the RSI pack; the search was a coarse grid around a
    logistic regression, since so few sentences carry no finer one. The sharpness and the two flip cosines were compared at
    four and two values only. `benchmarks/bench_stances.py` prints what they give on both halves.
    """

    direction: float = 12.0  # how far the text lies towards one side, in differences of cosine
    vote: float = 1.0  # the attention vote below, in -1..1
    negated: float = 0.4  # a negated main clause leans to the opposing side
    attention: float = 12.0  # sharpness of the vote: a prototype 0.06 further off counts half
    flip_from: float = 0.6  # cosine, negators removed, from which a difference in negation begins to turn a prototype round
    flip_full: float = 0.8  # cosine from which it turns it round wholly
    temperature: float = 1.0  # least negative log-likelihood on that half among 0.7, 1.0, 1.4
    neutral: float = 0.0  # logit of taking no side at `relevant`
    relevant: float = 0.45  # cosine to the nearest prototypes about which sentences on the subject lie
    off_subject: float = 12.0  # how fast taking no side gains as that cosine falls
    question: float = 3.0  # a question takes no side


W = _Weights()


@dataclass(frozen=True, slots=True)
class Anchors:
    """The sentences that stand for a proposition, as vectors.

    Shapes: `plain`, `affirmed` (n, dim); `side` (n,) with 1 for and -1 against; `negated` (n,); `direction` (dim,).
    `affirmed` is the same with negators taken out. `direction` points from the side against to the side for, at right angles
    to the subject that both share, so that a sentence which only names the subject gets nought along it.
    """

    plain: FloatMatrix
    affirmed: FloatMatrix
    direction: FloatMatrix
    side: npt.NDArray[np.float32]
    negated: npt.NDArray[np.bool_]


def anchor_texts(proposition: Proposition) -> tuple[list[str], list[str]]:
    """The sentences for and the sentences against; a negation is made by rule where the pack gives nothing against."""
    against = [*([proposition.negation] if proposition.negation else []), *proposition.against]
    return [proposition.text, *proposition.in_favour], against or [negate(proposition.text)]


def anchors_of(proposition: Proposition, encoder: Encoder) -> Anchors:
    """Encode the prototypes of a proposition."""
    supporting, opposing = anchor_texts(proposition)
    texts = [*supporting, *opposing]
    plain = encoder.encode(texts)
    return Anchors(
        plain=plain,
        affirmed=encoder.encode([affirm(t) for t in texts]),
        direction=_direction(plain[: len(supporting)].mean(axis=0), plain[len(supporting) :].mean(axis=0)),
        side=np.array([1.0] * len(supporting) + [-1.0] * len(opposing), dtype=np.float32),
        negated=np.array([read_grammar(t).is_negated for t in texts]),
    )


def _direction(supporting: FloatMatrix, opposing: FloatMatrix) -> FloatMatrix:
    """The difference of two centroids without its part along their common one."""
    difference, subject = supporting - opposing, supporting + opposing
    return difference - subject * (float(difference @ subject) / max(1e-9, float(subject @ subject)))


def nearest_mean(cosines: FloatMatrix, *, n: int = 2) -> FloatMatrix:
    """The mean of each row's `n` largest values: one near prototype may be chance, two are a subject. Shape (rows,)."""
    n = min(n, cosines.shape[1])
    return np.sort(cosines, axis=1)[:, -n:].mean(axis=1)  # type: ignore[no-any-return]


class PrototypeJudge:
    """A `PairJudge` that compares a text with the prototypes of a proposition.

    Args:
        encoder: turns texts into vectors; wrapped so that the judge and the relevance gate encode each text once.
        topics: the packs whose propositions have prototypes; a proposition of none of them is judged by its text alone.
    """

    def __init__(self, encoder: Encoder, topics: Sequence[TopicPack] = ()) -> None:
        self.encoder = remembering(encoder)
        self._known = {p.text: p for pack in topics for p in pack.propositions}
        self._anchors: dict[Proposition, Anchors] = {}
        self._revision = stable_hash(JUDGE_VERSION, repr(W), encoder.revision, sorted(pack.revision for pack in topics))

    @property
    def revision(self) -> str:
        """Names the rules, the constants, the packs and the encoder's weights."""
        return f"{JUDGE_VERSION}-{self._revision[:16]}"

    def anchors(self, proposition: Proposition) -> Anchors:
        """The prototypes of a proposition; encoded once and kept."""
        if proposition not in self._anchors:
            self._anchors[proposition] = anchors_of(proposition, self.encoder)
        return self._anchors[proposition]

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, proposition) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the text supports, opposes, or takes no side; rows sum to 1.
        """
        if not pairs:
            return np.zeros((0, 3), dtype=np.float32)
        texts = [text for text, _ in pairs]
        plain, affirmed = self.encoder.encode(texts), self.encoder.encode([affirm(t) for t in texts])
        rows = [
            _logits(text, plain[i], affirmed[i], self.anchors(self.known(wanted))) for i, (text, wanted) in enumerate(pairs)
        ]
        return _softmax(np.array(rows, dtype=np.float64) / W.temperature)

    def known(self, text: str) -> Proposition:
        """The proposition of a pack that has this text, else a bare one."""
        return self._known.get(text) or Proposition.model_construct(key="asked", text=text, in_favour=(), against=())


def _logits(text: str, plain: FloatMatrix, affirmed: FloatMatrix, anchors: Anchors) -> tuple[float, float, float]:
    """Unscaled evidence that the text supports, opposes, takes no side."""
    grammar = read_grammar(text)
    cosine = anchors.plain @ plain
    side = (
        W.direction * float(anchors.direction @ plain)
        + W.vote * _vote(anchors.affirmed @ affirmed, anchors, is_negated=grammar.is_negated)
        - W.negated * grammar.is_negated
    )
    relevance = float(nearest_mean(cosine[None, :])[0])
    side *= min(1.0, max(0.0, relevance / W.relevant))  # what is not about the proposition says nothing for or against it
    neutral = W.neutral + W.off_subject * max(0.0, W.relevant - relevance) + W.question * grammar.question
    return side, -side, neutral


def _vote(cosine: FloatMatrix, anchors: Anchors, *, is_negated: bool) -> float:
    """Attention over the prototypes, each side of equal weight; one that differs in negation alone votes the other way."""
    weight = np.exp((cosine - cosine.max()) * W.attention)
    for side in (1.0, -1.0):
        weight[anchors.side == side] /= max(1, int((anchors.side == side).sum()))
    nearness = np.clip((cosine - W.flip_from) / (W.flip_full - W.flip_from), 0.0, 1.0)
    turn = np.where(anchors.negated != is_negated, -nearness, 1.0)
    return float((weight * anchors.side * turn).sum() / weight.sum())


def _softmax(logits: npt.NDArray[np.float64]) -> FloatMatrix:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]
