"""Fit the weights that say whether two claims measure the same thing, and the threshold of the clusters.

    python -m training.measures.fit

Reads `claims.txt` beside it (invented claims in our own words), makes all pairs of one family of units, fits
a logistic regression, and prints the constants for `index/comparison/pairs.py` with what they reach on domains held out, and
what the weights in use reach on `paraphrased.txt`.
Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]

from corpus.protocols import Encoder
from corpus.records import Certainty, Claim, Kind, Modifier, Quantity, Role
from index import CachingEncoder, MemoryVectorCache, load_encoder
from index.comparison.clusters import JOIN_SCORE, cluster
from index.comparison.neighbours import candidate_pairs
from index.comparison.pairs import FEATURES, FloatArray, IntArray, PairTable, build_table
from index.comparison.runs import frames_of
from index.comparison.units import base_unit, is_duration
from training.measures.told import as_read

HERE = Path(__file__).parent
PENALTY = 1.0  # inverse strength of the L2 penalty; 0.3 lowers the held-out B-cubed F1 by .03
FOLDS = 3
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def read_claims(path: Path) -> tuple[list[Claim], list[str]]:
    """The labelled claims and, beside each, the measure it belongs to."""
    claims: list[Claim] = []
    labels: list[str] = []
    at: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        label, document, marked, meant, subject = (part.strip() for part in line.split(" | "))
        start = at.get(document, 0)
        before, rest = marked.split("{")
        words, after = rest.split("}")
        evidence = before + words + after
        earlier = next((c for c in claims if c.document == document and c.evidence == evidence), None)
        start = earlier.start if earlier else start
        at[document] = max(at.get(document, 0), start + len(evidence) + 200)
        number, unit, modifier = meant.split()
        low, _, high = number.partition("..")
        quantity = Quantity(
            start + len(before),
            start + len(before + words),
            words,
            float(low),
            float(high) if high else None,
            Modifier(modifier),
            unit,
            base_unit(unit),
            None,
        )
        claims.append(_claim(len(claims), document, start, evidence, quantity, subject))
        labels.append(label)
    return claims, labels


def _claim(number: int, document: str, start: int, evidence: str, quantity: Quantity, subject: str) -> Claim:
    kinds = {"%": Kind.SHARE, "pp": Kind.CHANGE, "x": Kind.MULTIPLIER, "count": Kind.COUNT}
    kind = Kind.DURATION if is_duration(quantity.unit) else kinds.get(quantity.unit, Kind.LEVEL)
    return Claim(
        f"claim-{number:04}",
        document,
        f"segment of {document}",
        start,
        start + len(evidence),
        evidence,
        quantity,
        kind,
        "",
        subject,
        None,
        None,
        None,
        None,
        "author",
        None,
        Certainty.ASSERTED,
        Role.BODY,
    )


def labelled_pairs(table: PairTable, labels: list[str]) -> tuple[IntArray, IntArray, IntArray]:
    """All pairs of one family of units, of one domain and across domains: rows, columns, whether they measure the same.

    Pairs across domains are easy and many. They teach what most pairs of a large corpus are, so that two claims with one
    number and nothing else in common stay apart.
    """
    frames = table.frames
    pairs = np.array([(i, j) for i, j in combinations(range(len(frames)), 2) if frames[i].family == frames[j].family])
    same = np.array([int(labels[i] == labels[j]) for i, j in pairs])
    return pairs[:, 0], pairs[:, 1], same


def b_cubed(truth: list[str], said: list[int]) -> float:
    """B-cubed F1 of a clustering (Bagga and Baldwin 1998)."""
    n, precision, recall = len(truth), 0.0, 0.0
    for i in range(n):
        mine = {j for j in range(n) if said[j] == said[i]}
        true = {j for j in range(n) if truth[j] == truth[i]}
        precision, recall = precision + len(mine & true) / len(mine) / n, recall + len(mine & true) / len(true) / n
    return 2 * precision * recall / (precision + recall)


def clustered(table: PairTable, labels: list[str], join_score: float) -> float:
    """B-cubed F1 of the clusters of a table at a threshold."""
    pairs = candidate_pairs(table)
    groups = cluster(table, pairs, table.scores(pairs[:, 0], pairs[:, 1]), join_score=join_score).groups
    of = {row: n for n, members in enumerate(groups) for row in members}
    return b_cubed(labels, [of[i] for i in range(len(labels))])


def main() -> None:
    """Fit on the claims as given and as read, hold a third of the domains out in turn, print."""
    given, labels = read_claims(HERE / "claims.txt")
    encoder = CachingEncoder(load_encoder(), MemoryVectorCache())
    read, labels_read = as_read(given, labels)
    views = [View(given, labels, encoder), View(read, labels_read, encoder)]
    for view in views:
        print(f"{len(view.labels)} claims, {len(view.same)} pairs, {int(view.same.sum())} of them the same")
    domains = sorted({f.document.split("-")[0] for f in views[0].table.frames})
    reached: dict[tuple[int, float], list[float]] = {(v, t): [] for v in range(len(views)) for t in THRESHOLDS}
    held: list[list[tuple[FloatArray, IntArray]]] = [[] for _ in views]
    for fold in range(FOLDS):
        out = [view.of_domains(domains[fold::FOLDS]) for view in views]
        outside = [~o[v.rows] & ~o[v.columns] for o, v in zip(out, views, strict=True)]
        model = _fitted(
            [v.features[o] for v, o in zip(views, outside, strict=True)],
            [v.same[o] for v, o in zip(views, outside, strict=True)],
        )
        for n, (view, o) in enumerate(zip(views, out, strict=True)):
            inside = o[view.rows] & o[view.columns]
            held[n].append((model.predict_proba(view.features[inside])[:, 1], view.same[inside]))
            part = view.part(np.flatnonzero(o), model)
            for threshold in THRESHOLDS:
                reached[(n, threshold)].append(clustered(part, [view.labels[i] for i in np.flatnonzero(o)], threshold))
    for n, name in enumerate(("as given", "as read")):
        scores, true = (np.concatenate(parts) for parts in zip(*held[n], strict=True))
        print(f"held out, {name}: average precision of pairs {average_precision_score(true, scores):.3f}")
        for threshold in THRESHOLDS:
            said = scores >= threshold
            precision, recall = (true[said].mean() if said.any() else 0.0), said[true == 1].mean()
            f1 = np.mean(reached[(n, threshold)])
            print(f"  from {threshold}: pairs precision {precision:.2f} recall {recall:.2f}; clusters B-cubed F1 {f1:.3f}")
    model = _fitted([v.features for v in views], [v.same for v in views])
    print("WEIGHTS = (")
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        print(f"    {weight:.2f},  # {name}")
    print(f")\nINTERCEPT = {model.intercept_[0]:.2f}")
    print_paraphrased(encoder)


def print_paraphrased(encoder: Encoder) -> None:
    """What the weights in use reach on the claims of `paraphrased.txt`, domains apart."""
    claims, labels = read_claims(HERE / "paraphrased.txt")
    view = View(claims, labels, encoder)
    of = np.array([f.document.split("-")[0] for f in view.table.frames])
    inside = of[view.rows] == of[view.columns]
    scores, true = view.table.scores(view.rows[inside], view.columns[inside]), view.same[inside]
    said = scores >= JOIN_SCORE
    print(f"weights in use, paraphrased: average precision of pairs {average_precision_score(true, scores):.3f}")
    print(f"  from {JOIN_SCORE}: pairs precision {true[said].mean():.2f} recall {said[true == 1].mean():.2f}")


class View:
    """Labelled claims with the features of all their pairs."""

    def __init__(self, claims: list[Claim], labels: list[str], encoder: Encoder) -> None:
        framed = frames_of(claims)
        self.labels = labels
        self.table = build_table([framed[c.id] for c in claims], encoder)
        self.rows, self.columns, self.same = labelled_pairs(self.table, labels)
        self.features = self.table.features(self.rows, self.columns)

    def of_domains(self, domains: list[str]) -> npt.NDArray[np.bool_]:
        """Which claims are of these domains."""
        return np.array([f.document.split("-")[0] in domains for f in self.table.frames])

    def part(self, keep: IntArray, model: LogisticRegression) -> PairTable:
        """Some of the claims, scored by a model."""
        table = self.table
        return PairTable(
            [table.frames[i] for i in keep],
            table.texts[keep],
            table.focuses[keep],
            table.bares[keep],
            weights=model.coef_[0].tolist(),
            intercept=float(model.intercept_[0]),
        )


def _fitted(features: list[FloatArray], same: list[IntArray]) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, max_iter=3000).fit(np.concatenate(features), np.concatenate(same))


if __name__ == "__main__":
    main()
