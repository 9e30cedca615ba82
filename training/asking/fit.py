"""Fit the map that turns a question's vector towards the positions that answer it.

    python -m training.asking.fit SHARED/benchmarks/retrieval_perspectrum [--write]

Each train query's vector is moved towards the mean of the sentences that are relevant to it and away from the mean of the
nearest ones that are not, and the linear map that does so for all queries best, with a ridge towards leaving them alone, is
solved for in closed form. Prints nDCG@10 and R@100 of the vectors alone on folds that share no relevant sentence and no near
query with what was fitted; `--write` fits all train queries and writes `index/models/asking.npy`, whose hash is to be pasted
into `index/retrieval/asking.py`. Encodes 11,112 sentences, which takes some minutes. Dev queries are not read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.bench_search import K, ndcg
from index import load_encoder
from index.retrieval.asking import MAP_FILE

Floats = npt.NDArray[np.float32]
FOLDS = 4
NEAR_QUERY = 0.75  # cosine from which two queries must not stand on both sides of a fold
# Of fifteen settings over the folds; with half or twice the ridge, or steps of 2 to 4, the figures differ by .002.
RIDGE = 30.0
STEP = 3.0  # how far a query is moved towards what is relevant and away from what is not
NEAREST = 50  # sentences that are not relevant, weighed by how near they are
WARMTH = 0.05  # of that weight


def targets(queries: Floats, sentences: Floats, relevant: Sequence[Sequence[int]]) -> Floats:
    """Where each query should lie. Shapes: (n, dim), (m, dim), rows of relevant sentences; gives (n, dim)."""
    out = queries.copy()
    for n, rows in enumerate(relevant):
        cosine = sentences @ queries[n]
        cosine[list(rows)] = -np.inf
        near = np.argsort(-cosine, kind="stable")[:NEAREST]
        weight = np.exp((cosine[near] - cosine[near[0]]) / WARMTH)
        out[n] += STEP * (sentences[list(rows)].mean(axis=0) - weight @ sentences[near] / weight.sum())
    return out


def solve(queries: Floats, wanted: Floats) -> Floats:
    """The map of shape (dim, dim) with the least squared error and ridge, for row vectors."""
    kept = RIDGE * np.eye(queries.shape[1])
    return np.linalg.solve(queries.T @ queries + kept, queries.T @ wanted + kept).astype(np.float32)


def folds(queries: Floats, relevant: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """The fold of each query; queries that are near or share a relevant sentence are in one."""
    group = list(range(len(queries)))

    def root(n: int) -> int:
        while group[n] != n:
            n = group[n]
        return n

    first: dict[int, int] = {}
    for n, rows in enumerate(relevant):
        for row in rows:
            group[root(n)] = root(first.setdefault(row, n))
    for a, b in np.argwhere(queries @ queries.T > NEAR_QUERY).tolist():
        group[root(a)] = root(b)
    roots = [root(n) for n in range(len(queries))]
    place = {r: n % FOLDS for n, r in enumerate(sorted(set(roots)))}
    return np.array([place[r] for r in roots])


def figures(queries: Floats, sentences: Floats, relevant: Sequence[Sequence[int]]) -> str:
    """NDCG@10 and R@100 of the cosines alone."""
    gains, recalls = [], []
    for query, rows in zip(queries, relevant, strict=True):
        found = np.argsort(-(sentences @ query), kind="stable")[:K].tolist()
        gains.append(ndcg([str(f) for f in found], {str(r) for r in rows}))
        recalls.append(len(set(rows) & set(found)) / len(rows))
    return f"nDCG@10 {np.mean(gains):.4f}  R@{K} {np.mean(recalls):.4f}"


def mapped(queries: Floats, matrix: Floats) -> Floats:
    """Queries through the map, of length 1."""
    moved = queries @ matrix
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]


def main() -> None:
    """Measure on folds; write the map where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    corpus, asked = (
        [json.loads(line) for line in (given.folder / name).read_text(encoding="utf-8").splitlines()]
        for name in ("corpus.jsonl", "queries_train.jsonl")
    )
    encoder, row = load_encoder(), {str(c["_id"]): n for n, c in enumerate(corpus)}
    asked = [q for q in asked if q["relevant"]]
    sentences, queries = encoder.encode([c["text"] for c in corpus]), encoder.encode([q["text"] for q in asked])
    relevant = [[row[str(i)] for i in q["relevant"]] for q in asked]
    wanted, fold = targets(queries, sentences, relevant), folds(queries, relevant)
    moved = queries.copy()
    for n in range(FOLDS):
        moved[fold == n] = mapped(queries[fold == n], solve(queries[fold != n], wanted[fold != n]))
    print(f"{len(queries)} train queries as they are: {figures(queries, sentences, relevant)}")
    print(f"through the map of the other folds: {figures(moved, sentences, relevant)}")
    if given.write:
        MAP_FILE.parent.mkdir(exist_ok=True)
        np.save(MAP_FILE, solve(queries, wanted).astype(np.float16))
        print(f"{MAP_FILE}: SHA-256 {hashlib.sha256(MAP_FILE.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
