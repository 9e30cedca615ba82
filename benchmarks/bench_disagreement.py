"""How well the shipped judge of pairs tells that sources disagree about a claim.

    python -m benchmarks.bench_disagreement SHARED

CLIMATE-FEVER dev: a claim is disputed where one of its five pieces of evidence supports it and another refutes it. The score
of a claim is the lesser of its surest support and its surest refutation: by the head of stances, by that of inference, by
their mean. The threshold is chosen on every third claim; F1 of DISPUTED is printed for the others, beside calling every
claim so.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from extract.judging import load_pair_model

Floats = npt.NDArray[np.float64]
TUNED = 3  # of so many claims, one chooses the threshold


def f1(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1 of what was said."""
    right = float((truth & said).sum())
    precision, recall = right / max(1, int(said.sum())), right / max(1, int(truth.sum()))
    return precision, recall, 2 * right / max(1, int(said.sum() + truth.sum()))


def best_threshold(truth: npt.NDArray[np.bool_], scores: Floats) -> float:
    """The score from which a claim is called disputed with the highest F1."""
    return float(max(sorted(set(scores.tolist())), key=lambda t: f1(truth, scores >= t)[2]))


def disputed(sides: Floats) -> Floats:
    """Scores of claims from the probabilities (support, refute) of their evidence, shape (claims, pieces, 2)."""
    return np.asarray(sides.max(axis=1).min(axis=1))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    args = parser.parse_args()
    path = args.shared / "benchmarks" / "disagreement_climate_fever" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    truth = np.array([row["claim_label"] == "DISPUTED" for row in rows])
    pieces = [[e["evidence"] for e in row["evidences"]] for row in rows]
    pairs = [(text, row["claim"]) for row, told in zip(rows, pieces, strict=True) for text in told]
    model = load_pair_model()
    shape = (len(rows), len(pieces[0]), 2)
    stance = np.asarray(model.judge(pairs), dtype=np.float64)[:, :2].reshape(shape)
    inference = np.asarray(model.infer(pairs), dtype=np.float64)[:, :2].reshape(shape)
    tuned = np.arange(len(rows)) % TUNED == 0
    print(f"{int(truth[~tuned].sum())} of {int((~tuned).sum())} claims are disputed; all called so: ", end="")
    print(f"F1 {f1(truth[~tuned], np.ones(int((~tuned).sum()), dtype=bool))[2]:.3f}")
    for name, sides in (("stance", stance), ("inference", inference), ("both", (stance + inference) / 2)):
        scores = np.round(disputed(sides), 5)
        threshold = best_threshold(truth[tuned], scores[tuned])
        precision, recall, reached = f1(truth[~tuned], scores[~tuned] >= threshold)
        print(
            f"{name}: F1 of DISPUTED {reached:.3f} (precision {precision:.2f}, recall {recall:.2f}) from {threshold:.2f} on"
        )


if __name__ == "__main__":
    main()
