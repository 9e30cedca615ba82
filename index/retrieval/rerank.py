"""The best candidates read once more, each together with the question, by a model of pairs.

A first stage compares what was summed up before the question was known; a cross-encoder sees both at once (Nogueira and Cho
2019) and costs some milliseconds a pair, so it reads few. Invariant: it adds to the first stage's score and never replaces
it, so what words and vectors agree on does not vanish; equal input gives equal order. Without a judge nothing changes.
A passage speaks of several things, so a judge reads a few sentences at a time and the best of them count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.protocols import RelevanceJudge
from corpus.sentences import sentence_spans
from index.retrieval.fusion import SCORE_DIGITS, Hit

# Candidates that are read, and the weight of the probability that a text answers, beside a cosine's 1: both by
# `benchmarks/bench_rerank.py`, which is to be run again with another judge. More candidates cost in proportion and moved no
# question into the first three; the smallest weight tried costs our own questions least and keeps most of the gain on ArgKP.
RERANKED = 10
RELEVANCE_WEIGHT = 0.3
WINDOW, STEP = 3, 2  # sentences that are read at once, and by how many the next window starts later


def rerank(
    hits: Sequence[Hit],
    question: str,
    texts: Mapping[str, str],
    judge: RelevanceJudge,
    *,
    weight: float = RELEVANCE_WEIGHT,
    read: int = RERANKED,
) -> list[Hit]:
    """Hits with the first `read` of them put in the order of their score and relevance; ties by id.

    Args:
        hits: best first.
        question: as the user typed it.
        texts: the words of at least the first hits; one without words keeps its score.
        read: how many of them are read.
    """
    pieces_of = {hit.id: windows(texts[hit.id]) for hit in hits[:read] if hit.id in texts}
    shares = iter(judge.relevance([(words, question) for pieces in pieces_of.values() for words in pieces]).tolist())
    relevance = {i: round(max(next(shares) for _ in pieces), SCORE_DIGITS) for i, pieces in pieces_of.items()}
    scored = {
        hit.id: replace(hit, score=round(hit.score + weight * relevance[hit.id], SCORE_DIGITS), relevance=relevance[hit.id])
        for hit in hits
        if hit.id in relevance
    }
    return sorted((scored.get(hit.id, hit) for hit in hits), key=lambda hit: (-hit.score, hit.id))


def windows(text: str) -> list[str]:
    """A text as runs of `WINDOW` sentences that overlap; at least one, and every sentence is in one."""
    spans = list(sentence_spans(text, 0, len(text)))
    if len(spans) <= WINDOW:
        return [text]
    starts = [*range(0, len(spans) - WINDOW, STEP), len(spans) - WINDOW]
    return [text[spans[at][0] : spans[at + WINDOW - 1][1]] for at in starts]
