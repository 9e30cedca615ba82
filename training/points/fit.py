"""Fit the weights that say whether a sentence makes a point.

    python training/points/fit.py SHARED/benchmarks/argkp [--map]

Reads the labelled train pairs of argument and key point, fits a logistic regression over the features of
`index/comparison/points.py`, and prints the constants to paste there, with the area under the precision curve on topics held
out. `--map` learns the map of vectors on top of the constants in use instead, writes `index/models/points.npy` and prints
its constants, with the mean average precision on a quarter of the topics held out. Needs scikit-learn and torch, which
sentence-transformers brings.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]

from index import load_encoder
from index.comparison.points import MAP_FILE, POINT_FEATURES, POINT_INTERCEPT, POINT_WEIGHTS, Floats, PointScorer

FOLDS = 4
PENALTY = 1.0
# The map: rank, steps and penalty chosen on the topics held out (of 24 and 64; 60 to 200; .001 to .1).
RANK, STEPS, MAP_PENALTY, RATE, SEED = 64, 100, 0.01, 3e-3, 0
HELD = 4  # every fourth topic
CHOICE = 0.5  # weight of choosing the right point of a topic, beside that of telling each pair
UNKNOWN = -1.0


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


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a topic: vectors of its arguments and points, the log-odds of the constants in use, and the labels."""

    topic: str
    arguments: torch.Tensor
    points: torch.Tensor
    words: torch.Tensor
    labels: torch.Tensor  # 1, 0 or `UNKNOWN`, shape (arguments, points)


class Map(torch.nn.Module):
    """The map of vectors with the weights of what it tells."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.first = torch.nn.Parameter(torch.zeros(dim, RANK))
        self.second = torch.nn.Parameter(torch.randn(dim, RANK) * 0.02)
        self.weights = torch.nn.Parameter(torch.tensor([8.0, -4.0, 0.3]))

    def turned(self, vectors: torch.Tensor) -> torch.Tensor:
        """Vectors through the map."""
        return torch.nn.functional.normalize(vectors + (vectors @ self.first) @ self.second.T, dim=1)

    def forward(self, side: Side) -> torch.Tensor:
        """Log-odds that arguments make points."""
        one, other = self.turned(side.arguments), self.turned(side.points)
        centre = other.mean(dim=0)
        one, other = (torch.nn.functional.normalize(x - centre, dim=1, eps=1e-9) for x in (one, other))
        return self.weights[0] * (one @ other.T) + self.weights[1] + self.weights[2] * side.words

    def loss(self, side: Side) -> torch.Tensor:
        """Of telling each labelled pair, and of choosing a point that an argument makes."""
        logits, makes = self(side), (side.labels == 1).float()
        known, some = side.labels != UNKNOWN, makes.sum(dim=1) > 0
        told = torch.nn.functional.binary_cross_entropy_with_logits(logits[known], makes[known])
        chosen = torch.log_softmax(logits[some], dim=1) * makes[some] / makes[some].sum(dim=1, keepdim=True)
        return told - CHOICE * chosen.sum(dim=1).mean() if some.any() else told


def sides_of(folder: Path) -> list[Side]:
    """The train data by topic and side."""
    held: dict[str, dict[tuple[str, str], dict[str, str]]] = {
        "arguments": defaultdict(dict),
        "key_points": defaultdict(dict),
    }
    for name, text, number in (("arguments", "argument", "arg_id"), ("key_points", "key_point", "key_point_id")):
        for line in (folder / f"{name}_train.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            held[name][(row["topic"], str(row["stance"]))][row[number]] = row[text]
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        label = {(r["arg_id"], r["key_point_id"]): float(r["label"]) for r in map(json.loads, lines)}
    encoder, sides = load_encoder(), []
    for key, arguments in sorted(held["arguments"].items()):
        points = held["key_points"][key]
        words = PointScorer(encoder).features(list(arguments.values()), list(points.values()))
        labels = [[label.get((a, p), UNKNOWN) for p in points] for a in arguments]
        sides.append(
            Side(
                key[0],
                torch.tensor(encoder.encode(list(arguments.values()))),
                torch.tensor(encoder.encode(list(points.values()))),
                torch.tensor(words @ np.array(POINT_WEIGHTS) + POINT_INTERCEPT, dtype=torch.float32),
                torch.tensor(labels),
            )
        )
    return sides


def learnt(sides: Sequence[Side]) -> Map:
    """The map that these sides teach; deterministic but for the last bits."""
    torch.manual_seed(SEED)
    model = Map(sides[0].points.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = torch.stack([model.loss(side) for side in sides]).mean()
        (loss + MAP_PENALTY * ((model.first @ model.second.T) ** 2).sum()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return model.requires_grad_(False)


def strict_precision(sides: Sequence[Side], scores: Sequence[torch.Tensor]) -> float:
    """Mean average precision by the task's formula, unlabelled pairs wrong (see `benchmarks/bench_points.py`)."""
    reached = []
    for side, table in zip(sides, scores, strict=True):
        best, at = table.max(dim=1)
        true = (side.labels[torch.arange(len(at)), at] == 1).numpy()
        kept = np.argsort(-best.numpy(), kind="stable")[: len(true) // 2]
        some = true[kept].any()
        reached.append(average_precision_score(true[kept], best.numpy()[kept]) * true[kept].mean() if some else 0.0)
    return float(np.mean(reached))


def write_map(folder: Path) -> None:
    """Learn the map, tell what it reaches on topics held out, write that of all topics and print its constants."""
    sides = sides_of(folder)
    out = set(sorted({s.topic for s in sides})[::HELD])
    held, model = [s for s in sides if s.topic in out], learnt([s for s in sides if s.topic not in out])
    before, now = (strict_precision(held, tables) for tables in ([s.words for s in held], [model(s) for s in held]))
    print(f"topics held out: mean average precision {before:.3f} by the constants in use, {now:.3f} with the map")
    model = learnt(sides)
    np.save(MAP_FILE, np.stack([model.first.numpy(), model.second.numpy()]).astype(np.float16))
    print(f'MAP_SHA256 = "{hashlib.sha256(MAP_FILE.read_bytes()).hexdigest()}"')
    print("MAP_SCALE, MAP_OFFSET, WORDS_SHARE =", ", ".join(f"{w:.2f}" for w in model.weights.tolist()))


def main() -> None:
    """Fit, hold topics out in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--map", action="store_true")
    given = parser.parse_args()
    if given.map:
        write_map(given.folder)
        return
    features, labels, topics = labelled(given.folder)
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
