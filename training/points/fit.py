"""Fit the weights that say whether a sentence makes a point.

    python training/points/fit.py SHARED/benchmarks/argkp

Reads the labelled train pairs of argument and key point, fits a logistic regression over the features of
`index/comparison/points.py`, and prints the constants to paste there, with the area under the precision curve on topics held
out. Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]

from index import load_encoder
from index.comparison.points import POINT_FEATURES, Floats, PointScorer

FOLDS = 4
PENALTY = 1.0


def labelled(folder: Path) -> tuple[Floats, Floats, list[str]]:
    """Features and labels of all train pairs, and the topic of each; features are made within topic and side."""
    groups: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            groups[(row["topic"], str(row["stance"]))].append((row["argument"], row["key_point"], int(row["label"])))
    scorer = PointScorer(load_encoder())
    features, labels, topics = [], [], []
    for (topic, _), rows in sorted(groups.items()):
        sentences, points = sorted({r[0] for r in rows}), sorted({r[1] for r in rows})
        table = scorer.features(sentences, points)
        at, at_2 = {s: i for i, s in enumerate(sentences)}, {p: i for i, p in enumerate(points)}
        features += [table[at[a], at_2[p]] for a, p, _ in rows]
        labels += [label for _, _, label in rows]
        topics += [topic] * len(rows)
    return np.array(features), np.array(labels, dtype=np.float64), topics


def main() -> None:
    """Fit, hold topics out in turn, print."""
    features, labels, topics = labelled(Path(sys.argv[1]))
    names = sorted(set(topics))
    reached = []
    for fold in range(FOLDS):
        out = np.array([t in names[fold::FOLDS] for t in topics])
        model = LogisticRegression(C=PENALTY, max_iter=3000).fit(features[~out], labels[~out])
        reached.append(average_precision_score(labels[out], model.predict_proba(features[out])[:, 1]))
    print(f"{len(labels)} pairs, {int(labels.sum())} match; average precision on topics held out {np.mean(reached):.3f}")
    model = LogisticRegression(C=PENALTY, max_iter=3000).fit(features, labels)
    print("POINT_WEIGHTS = (")
    for name, weight in zip(POINT_FEATURES, model.coef_[0], strict=True):
        print(f"    {weight:.2f},  # {name}")
    print(f")\nPOINT_INTERCEPT = {model.intercept_[0]:.2f}")


if __name__ == "__main__":
    main()
