"""Key points: what many sentences on one side of a proposition say in other words, who says so and who the contrary.

A scorer tells how likely a sentence makes the point that another one puts: a logistic model over the cosine of the vectors
and the shared words; with the encoder that is shipped, also the cosine of vectors turned by a map that was learnt on
arguments and their key points (both by `training/points/fit.py`); where there is a judge of relevance, the mean of both in
log-odds.
The sentence whose point most documents make becomes a key point, what makes it is taken out, and so on. Invariant: a
sentence supports at most one key point of its side. To change what is similar: `PointScorer`; how points are chosen:
`_points_of`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.findings import KeyPoint
from corpus.ids import make_id, stable_hash
from corpus.protocols import Encoder, FloatMatrix, RelevanceJudge
from corpus.records import Label, Stance
from index.comparison.frames import stems_of
from index.encoder import DEFAULT_NAME, shipped_revision
from index.shipped import shipped_matrix

Floats = npt.NDArray[np.float64]

POINT_FEATURES = (
    "cosine",
    "cosine without what all points share",
    "cosine above the sentence's mean",
    "cosine above the point's mean",
    "shared stems",
    "rare stems of the point in the sentence",
)
POINT_WEIGHTS = (
    1.02,  # cosine
    6.25,  # cosine without what all points share
    -3.06,  # cosine above the sentence's mean
    0.48,  # cosine above the point's mean
    -2.02,  # shared stems
    5.81,  # rare stems of the point in the sentence
)
POINT_INTERCEPT = -2.25
# The map of vectors, as two matrices of shape (dim, 64) one on the other: v becomes v + (v @ first) @ second.T. The turned
# cosine and the log-odds above are weighed together.
MAP_FILE = Path(__file__).parents[1] / "models" / "points.npy"
MAP_SHA256 = "586b87663eca796e1a7b0d60f095d5936e7997b0c71cb82becde18abca826bc2"
MAP_SCALE, MAP_OFFSET, WORDS_SHARE = 8.30, -3.71, 0.04
# A sentence makes a point from this probability on; see training/points/README.md for what it reaches.
MAKES_POINT = 0.5
GROUPS_FROM = 0.3  # mean probability from which two groups of sentences make one point
SAME_SUBJECT = 0.45  # cosine from which a sentence of the other side speaks of the point; by hand, on sentences of our own
MOST_SENTENCES = 400  # of one side of one proposition that are held against each other
LEAST_MADE = 2  # holders who make a point before it is a key point
_LEAST_WORDS = 5


class PointScorer:
    """How likely sentences make the points that other sentences put."""

    def __init__(self, encoder: Encoder, *, judge: RelevanceJudge | None = None) -> None:
        self._encoder = encoder
        self._judge = judge

    def scores(self, sentences: Sequence[str], points: Sequence[str]) -> Floats:
        """Probabilities, shape (len(sentences), len(points))."""
        if not sentences or not points:
            return np.zeros((len(sentences), len(points)))
        one, other = self._vectors(sentences), self._vectors(points)
        logits = _features(sentences, points, one, other) @ np.array(POINT_WEIGHTS) + POINT_INTERCEPT
        if self._encoder.revision == shipped_revision(DEFAULT_NAME):
            logits = MAP_SCALE * np.round(_centred(turned(one), turned(other)), 6) + MAP_OFFSET + WORDS_SHARE * logits
        if self._judge is not None:
            pairs = [(s, p) for s in sentences for p in points]
            judged = np.asarray(self._judge.relevance(pairs), dtype=np.float64).reshape(logits.shape)
            logits = (logits + _log_odds(judged)) / 2
        return np.asarray(1.0 / (1.0 + np.exp(-logits)))

    def features(self, sentences: Sequence[str], points: Sequence[str]) -> Floats:
        """The features of all pairs, shape (len(sentences), len(points), len(POINT_FEATURES))."""
        return _features(sentences, points, self._vectors(sentences), self._vectors(points))

    def _vectors(self, texts: Sequence[str]) -> Floats:
        return self._encoder.encode(list(texts)).astype(np.float64)


def _features(sentences: Sequence[str], points: Sequence[str], one: Floats, other: Floats) -> Floats:
    cosine = np.round(one @ other.T, 6)
    above_row = cosine - cosine.mean(axis=1, keepdims=True)
    above_column = cosine - cosine.mean(axis=0, keepdims=True)
    shared, rare = _shared_words(sentences, points)
    return np.stack([cosine, _centred(one, other), above_row, above_column, shared, rare], axis=-1)


def _centred(one: Floats, other: Floats) -> Floats:
    """Cosines of vectors without what all points share."""
    centre = other.mean(axis=0)
    return np.asarray(_unit(one - centre) @ _unit(other - centre).T)


def turned(vectors: Floats) -> Floats:
    """Vectors of the shipped encoder through the map, shape (n, dim), of length 1."""
    both = _map()
    return _unit(vectors + (vectors @ both[0]) @ both[1].T)


@cache
def _map() -> FloatMatrix:
    """The map, shape (2, dim, rank)."""
    return shipped_matrix(MAP_FILE, MAP_SHA256)


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)))


def _shared_words(sentences: Sequence[str], points: Sequence[str]) -> tuple[Floats, Floats]:
    """Shared stems (Ochiai's coefficient), and the share of a point's stems in the sentence, rare ones counting more."""
    stems, stems_2 = [stems_of(s) for s in sentences], [stems_of(p) for p in points]
    held = Counter(word for words in (*stems, *stems_2) for word in words)
    weight = {word: float(np.log((len(stems) + len(stems_2) + 1) / n)) for word, n in held.items()}
    shared = np.zeros((len(stems), len(stems_2)))
    rare = np.zeros_like(shared)
    for j, words in enumerate(stems_2):
        whole = sum(sorted(weight[w] for w in words)) or 1.0
        for i, mine in enumerate(stems):
            common = mine & words
            if common:
                shared[i, j] = len(common) / (len(mine) * len(words)) ** 0.5
                rare[i, j] = sum(sorted(weight[w] for w in common)) / whole
    return shared, rare


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-9, lengths, 1.0))


def group_by_point(sentences: Sequence[str], scorer: PointScorer, *, makes_point: float | None = None) -> list[list[int]]:
    """Sentences grouped by the point that they make, by average linkage; each group sorted, groups by their first."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(sentences) < 2:
        return [[i] for i in range(len(sentences))]
    scores = scorer.scores(sentences, sentences)
    apart = 1.0 - np.round((scores + scores.T) / 2, 6)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="average")
    threshold = GROUPS_FROM if makes_point is None else makes_point
    groups: dict[int, list[int]] = defaultdict(list)
    for i, group in enumerate(fcluster(tree, 1.0 - threshold, criterion="distance").tolist()):
        groups[group].append(i)
    return sorted(groups.values())


def find_key_points(
    stances: Sequence[Stance], encoder: Encoder, *, judge: RelevanceJudge | None = None
) -> tuple[KeyPoint, ...]:
    """The key points of all propositions, sorted by topic, target, label and how many make them.

    Args:
        stances: with revised holders, in any order.
        judge: asked whether a sentence makes a point, beside vectors and words.
    """
    scorer = PointScorer(encoder, judge=judge)
    sides: dict[tuple[str, str], dict[Label, list[Stance]]] = defaultdict(lambda: defaultdict(list))
    for stance in sorted(stances, key=lambda s: s.id):
        if stance.label in (Label.SUPPORT, Label.OPPOSE) and len(stance.evidence.split()) >= _LEAST_WORDS:
            sides[(stance.topic, stance.target)][stance.label].append(stance)
    found: list[KeyPoint] = []
    for key, by_label in sorted(sides.items()):
        for label, other in ((Label.SUPPORT, Label.OPPOSE), (Label.OPPOSE, Label.SUPPORT)):
            found += _points_of(key, label, by_label[label], by_label[other], scorer, encoder)
    return tuple(found)


def _points_of(
    key: tuple[str, str],
    label: Label,
    mine: Sequence[Stance],
    others: Sequence[Stance],
    scorer: PointScorer,
    encoder: Encoder,
) -> list[KeyPoint]:
    mine = sorted(mine, key=lambda s: (-round(s.score, 4), s.id))[:MOST_SENTENCES]
    if len({s.holder for s in mine}) < LEAST_MADE:
        return []
    words = [s.evidence for s in mine]
    scores = scorer.scores(words, words)
    makes = np.round((scores + scores.T) / 2, 5) >= MAKES_POINT
    np.fill_diagonal(makes, True)
    free = set(range(len(mine)))
    points: list[KeyPoint] = []
    while free:
        reach = {i: [j for j in sorted(free) if makes[j, i]] for i in free}
        best = max(free, key=lambda i: (len({mine[j].holder for j in reach[i]}), len(reach[i]), -i))
        if len({mine[j].holder for j in reach[best]}) < LEAST_MADE:
            break
        points.append(_key_point(key, label, mine[best], [mine[j] for j in reach[best]], others, encoder))
        free -= set(reach[best])
    return points


def _key_point(
    key: tuple[str, str],
    label: Label,
    point: Stance,
    supporters: Sequence[Stance],
    others: Sequence[Stance],
    encoder: Encoder,
) -> KeyPoint:
    against: list[Stance] = []
    if others:
        cosines = encoder.encode([s.evidence for s in others]) @ encoder.encode([point.evidence])[0]
        against = [s for s, c in zip(others, cosines, strict=True) if round(float(c), 5) >= SAME_SUBJECT]
    return KeyPoint(
        id=make_id("keypoint", *key, str(label), point.id),
        topic=key[0],
        target=key[1],
        label=label,
        stance=point.id,
        supporters=tuple(sorted(s.id for s in supporters)),
        opponents=tuple(sorted(s.id for s in against)),
        holders=tuple(sorted({s.holder for s in supporters})),
        opposing=tuple(sorted({s.holder for s in against})),
        sources=tuple(sorted({s.document for s in (*supporters, *against)})),
        made_from=stable_hash(sorted(s.id for s in (*supporters, *against)), sorted({s.holder for s in supporters})),
    )
