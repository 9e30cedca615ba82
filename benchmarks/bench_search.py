"""How well search ranks: nDCG@10 and R@100 of the vectors alone, the words alone, and both fused, on two open test sets.

    SYNTOPIC_SHARED=… python benchmarks/bench_search.py

Encodes about 12,500 texts, which takes a minute or two on two cores. The fused line is what `index.search` answers, with its
relevance floor; among passages `tokens` is what `syntopic search` makes of that, and `reranked`, where the model of sentence
pairs is installed, what `syntopic search --rerank` does.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corpus.protocols import Encoder, RelevanceJudge, VectorStore
from extract.judging import has_shipped_model, load_pair_model
from index import MappedVectorStore, fts_query, load_encoder, search
from index.retrieval import Hit, rerank, weigh_tokens

K = 100
KINDS = {"retrieval_perspectrum": "stance", "retrieval_cranfield": "passage"}  # sentences that take sides; abstracts
Ranker = Callable[[str], list[str]]


class Texts:
    """Texts in an FTS5 table in memory, with the tokenizer that the store uses."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.words = texts
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, words, tokenize='porter unicode61')")
        self._base.executemany("INSERT INTO texts VALUES (?, ?)", sorted(texts.items()))

    def match(self, kind: str, fts_query: str, limit: int) -> Sequence[tuple[str, float]]:
        """The (id, BM25) of the texts that match, best first."""
        sql = "SELECT id, bm25(texts) FROM texts WHERE texts MATCH ? ORDER BY 2, 1 LIMIT ?"
        return self._base.execute(sql, (fts_query, limit)).fetchall()


def ndcg(found: Sequence[str], relevant: set[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen 2002)."""
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(found[:k]) if name in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def rankers(
    texts: Texts, vectors: VectorStore, encoder: Encoder, *, kind: str, judge: RelevanceJudge | None
) -> dict[str, Ranker]:
    """Each way to rank, by name."""

    def dense(query: str) -> list[str]:
        return [i for i, _ in vectors.search(encoder.encode([query]), K)[0]]

    def lexical(query: str) -> list[str]:
        return [i for i, _ in texts.match("passage", fts_query(query), K)]

    def fused(query: str) -> list[str]:
        return [hit.id for hit in search(query, k=K, lexical=texts, vectors=vectors, encoder=encoder, kind=kind)]

    def weighed(query: str) -> list[Hit]:
        hits = search(query, k=K, lexical=texts, vectors=vectors, encoder=encoder, kind=kind)
        return weigh_tokens(hits, query, texts.words, encoder)

    def by_tokens(query: str) -> list[str]:
        return [hit.id for hit in weighed(query)]

    ways: dict[str, Ranker] = {"dense": dense, "lexical": lexical, "fused": fused}
    if kind != "passage":
        return ways
    ways["tokens"] = by_tokens
    if judge is None:
        return ways

    def reranked(query: str) -> list[str]:
        return [hit.id for hit in rerank(weighed(query), query, texts.words, judge)]

    return {**ways, "reranked": reranked}


def read(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def relevant_of(folder: Path, queries: Sequence[Mapping[str, object]]) -> dict[str, set[str]]:
    """The ids of the relevant texts of each query that has any."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for query in queries:
        found = query.get("relevant", ())
        relevant[str(query["_id"])] |= set(found) if isinstance(found, list) else set()
    judgements = folder / "qrels_dev.jsonl"
    for row in read(judgements) if judgements.exists() else ():
        if isinstance(row["rel"], int) and row["rel"] >= 1:
            relevant[str(row["query_id"])].add(str(row["doc_id"]))
    return {query: names for query, names in relevant.items() if names}


def run(folder: Path, encoder: Encoder, *, kind: str, judge: RelevanceJudge | None) -> None:
    """Print the figures of one test set."""
    texts = {str(row["_id"]): str(row["text"]) for row in read(folder / "corpus.jsonl")}
    queries = read(folder / "queries_dev.jsonl")
    relevant = relevant_of(folder, queries)
    start = time.perf_counter()
    vectors = MappedVectorStore(encoder.dim, revision=encoder.revision)
    vectors.add(list(texts), encoder.encode(list(texts.values())))
    print(f"{folder.name}: {len(texts)} texts encoded in {time.perf_counter() - start:.0f} s, {len(relevant)} queries")
    for name, rank in rankers(Texts(texts), vectors, encoder, kind=kind, judge=judge).items():
        start = time.perf_counter()
        ranked = {str(q["_id"]): rank(str(q["text"])) for q in queries if str(q["_id"]) in relevant}
        gain = sum(ndcg(ranked[q], relevant[q]) for q in ranked) / len(ranked)
        recall = sum(len(relevant[q] & set(ranked[q][:K])) / len(relevant[q]) for q in ranked) / len(ranked)
        spent = (time.perf_counter() - start) / len(ranked) * 1000
        print(f"  {name:8} nDCG@10 {gain:.3f}  R@{K} {recall:.3f}  {spent:.0f} ms a query")


def main() -> int:
    """Run both test sets."""
    shared = os.environ.get("SYNTOPIC_SHARED")
    if not shared:
        print("set SYNTOPIC_SHARED to the folder that holds benchmarks/retrieval_perspectrum", file=sys.stderr)
        return 2
    encoder, judge = load_encoder(), load_pair_model() if has_shipped_model() else None
    for name, kind in KINDS.items():
        run(Path(shared) / "benchmarks" / name, encoder, kind=kind, judge=judge)
    return 0


if __name__ == "__main__":
    sys.exit(main())
