"""Fit the weights that say whether two claims measure the same thing, and the threshold of the clusters.

    python training/measures/fit.py

Reads `claims.txt` beside it (invented claims in our own words), makes all pairs of one domain and one family of units, fits
a logistic regression, and prints the constants for `index/comparison/pairs.py` with what they reach on domains held out.
Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.records import Certainty, Claim, Kind, Modifier, Quantity, Role
from index import load_encoder
from index.comparison.frames import frame_of
from index.comparison.pairs import FEATURES, IntArray, PairTable, build_table
from index.comparison.units import base_unit, is_duration

HERE = Path(__file__).parent
PENALTY = 1.0  # inverse strength of the L2 penalty; 0.1 and 10 change the held-out F1 by less than .02


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


def labelled_pairs(table: PairTable, labels: list[str]) -> tuple[IntArray, IntArray, IntArray, list[str]]:
    """All pairs within a domain and a family of units: rows, columns, whether they measure the same, domain."""
    frames = table.frames
    domain = [f.document.split("-")[0] for f in frames]
    pairs = [
        (i, j)
        for i, j in combinations(range(len(frames)), 2)
        if domain[i] == domain[j] and frames[i].family == frames[j].family
    ]
    rows, columns = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    same = np.array([int(labels[i] == labels[j]) for i, j in pairs])
    return rows, columns, same, [domain[i] for i, _ in pairs]


def main() -> None:
    """Fit, hold each domain out in turn, print."""
    claims, labels = read_claims(HERE / "claims.txt")
    table = build_table([frame_of(c) for c in claims], load_encoder())
    rows, columns, same, domains = labelled_pairs(table, labels)
    features = table.features(rows, columns)
    held_out = np.zeros(len(same))
    for domain in sorted(set(domains)):
        inside = np.array([d == domain for d in domains])
        model = LogisticRegression(C=PENALTY, max_iter=2000).fit(features[~inside], same[~inside])
        held_out[inside] = model.predict_proba(features[inside])[:, 1]
    print(f"{len(claims)} claims, {len(same)} pairs, {int(same.sum())} of them the same")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        said = held_out >= threshold
        precision, recall = (same[said].mean() if said.any() else 0.0), said[same == 1].mean()
        f1 = 2 * precision * recall / (precision + recall)
        print(f"held out, threshold {threshold}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit(features, same)
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        print(f"    {weight:6.2f}  # {name}")
    print(f"INTERCEPT = {model.intercept_[0]:.2f}")


if __name__ == "__main__":
    main()
