"""How well sentences are matched to key points, and grouped by the point that they make.

    python benchmarks/bench_points.py SHARED [--judge]

Prints the mean average precision on ArgKP's dev topics by the task's formula (each argument with its best key point, the
better half of the pairs, average precision times the share of positives; unlabelled pairs count as wrong: strict, or right:
relaxed), and the B-cubed F1 of Perspectrum's dev clusters within a claim. `--judge` asks the shipped model of pairs.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]

from index import CachingEncoder, MemoryVectorCache, load_encoder
from index.comparison.points import PointScorer, group_by_point


def rows_of(path: Path) -> list[dict[str, object]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def key_points(folder: Path, scorer: PointScorer) -> tuple[float, float]:
    """Mean average precision, strict and relaxed, over topic and side."""
    arguments: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    points: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    for name, held in (("arguments_dev", arguments), ("key_points_dev", points)):
        for row in rows_of(folder / f"{name}.jsonl"):
            held[(str(row["topic"]), str(row["stance"]))].append(row)
    label = {(r["arg_id"], r["key_point_id"]): int(str(r["label"])) for r in rows_of(folder / "dev.jsonl")}
    strict: list[float] = []
    relaxed: list[float] = []
    for key, mine in sorted(arguments.items()):
        table = scorer.scores([str(a["argument"]) for a in mine], [str(p["key_point"]) for p in points[key]])
        best = table.argmax(axis=1)
        scores = table.max(axis=1)
        pairs = [(a["arg_id"], points[key][int(b)]["key_point_id"]) for a, b in zip(mine, best, strict=True)]
        kept = np.argsort(-scores, kind="stable")[: int(0.5 * len(pairs))]
        for reached, unknown in ((strict, 0), (relaxed, 1)):
            truth = np.array([label.get(pairs[k], unknown) for k in kept])
            precision = average_precision_score(truth, scores[kept]) if truth.any() else 0.0
            reached.append(precision * truth.mean())
    return float(np.mean(strict)), float(np.mean(relaxed))


def b_cubed(truth: Sequence[int], said: Sequence[int]) -> tuple[float, float]:
    """Sums of B-cubed precision and recall over the items (Bagga and Baldwin 1998)."""
    precision = recall = 0.0
    for i in range(len(truth)):
        mine = {j for j in range(len(truth)) if said[j] == said[i]}
        true = {j for j in range(len(truth)) if truth[j] == truth[i]}
        precision += len(mine & true) / len(mine)
        recall += len(mine & true) / len(true)
    return precision, recall


def clusters(path: Path, scorer: PointScorer | None, *, by_side: bool) -> float:
    """B-cubed F1 of the perspectives of each claim, grouped by point, over all perspectives.

    Args:
        scorer: None leaves each perspective alone, which is the floor.
        by_side: group within the side that the data gives, as positions are grouped within their camp.
    """
    precision = recall = count = 0.0
    for row in rows_of(path):
        held = row["clusters"]
        assert isinstance(held, list)
        items = [(c["stance"] if by_side else "", text, n) for n, c in enumerate(held) for text in c["perspectives"]]
        said = list(range(len(items)))
        for side in sorted({stance for stance, _, _ in items}):
            at = [i for i, (stance, _, _) in enumerate(items) if stance == side]
            for members in group_by_point([items[i][1] for i in at], scorer) if scorer else ():
                for m in members:
                    said[at[m]] = at[members[0]]
        p, r = b_cubed([n for _, _, n in items], said)
        precision, recall, count = precision + p, recall + r, count + len(items)
    p, r = precision / count, recall / count
    return 2 * p * r / (p + r)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--judge", action="store_true")
    args = parser.parse_args()
    judge = None
    if args.judge:
        from extract.judging import load_pair_model

        judge = load_pair_model()
    scorer = PointScorer(CachingEncoder(load_encoder(), MemoryVectorCache()), judge=judge)
    data = args.shared / "benchmarks"
    path = data / "stance_perspectrum" / "clusters_dev.jsonl"
    figures = [clusters(path, None, by_side=False), *(clusters(path, scorer, by_side=side) for side in (False, True))]
    print("perspectrum dev: clusters B-cubed F1, alone / grouped / grouped within the given side:", flush=True)
    print(" / ".join(f"{f:.3f}" for f in figures), flush=True)
    strict, relaxed = key_points(data / "argkp", scorer)
    print(f"argkp dev: mAP strict {strict:.3f} relaxed {relaxed:.3f}", flush=True)


if __name__ == "__main__":
    main()
