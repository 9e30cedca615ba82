"""The best candidates weighed once more token by token: late interaction.

Each token of the question is compared with every token of a candidate, and its nearest counts (the MaxSim of Khattab and
Zaharia 2020, ColBERT, whose model was trained for it; here an encoder of sentences as it is). A token that most candidates
hold tells them apart least, so tokens weigh by how few hold them (inverse document frequency, Spärck Jones 1972, among the
candidates read). A question of many tokens is told well by its one vector, and its tokens by filler, so there they count
less. It costs some 15 milliseconds a passage, so few are read. Invariant: it adds to the score that a candidate came with
and never takes from it; equal input gives equal order. An encoder without token vectors changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.protocols import Encoder
from index.retrieval.fusion import SCORE_DIGITS, Hit
from index.token_vectors import TokenEncoder, TokenVectors

# Candidates that are read, and the weight of their tokens' mean cosine, beside 1 for that of the whole: by
# `benchmarks/bench_rerank.py --weights` on 600 questions of our own to 120 passages; weights of 1.5 to 2 are equal there.
# Twenty candidates move one question in two hundred more into the first three and cost twice the time. The last of the
# encoder's layers is as good as any, and the nearest sentence of each candidate adds nothing to this.
TOKENS_OF = 10
TOKEN_WEIGHT = 2.0
# From here on the weight falls as one over the number of tokens: cranfield's questions have 23, and lose .018 of nDCG@10 at
# the whole weight, .002 so. Of 8, 10, 12, 15 and 20 it was chosen on cranfield dev; our own questions, of 10, do not tell.
USUAL_TOKENS = 10


def weigh_tokens(
    hits: Sequence[Hit],
    question: str,
    texts: Mapping[str, str],
    encoder: Encoder | TokenEncoder,
    *,
    weight: float = TOKEN_WEIGHT,
    read: int = TOKENS_OF,
) -> list[Hit]:
    """Hits with the first `read` of them raised by how near they come to each token of the question; best first, ties by id.

    Args:
        hits: best first.
        question: as the user typed it.
        texts: the words of at least the first hits; one without words keeps its score.
        encoder: one that is no `TokenEncoder` changes nothing.
    """
    names = [hit.id for hit in hits[:read] if hit.id in texts]
    if not names or not isinstance(encoder, TokenEncoder):
        return list(hits)
    found = encoder.encode_tokens([question, *(texts[i] for i in names)])
    if not found or not found[0].ids:
        return list(hits)
    asked, candidates = found[0], found[1:]
    shares = _shares(asked.ids, candidates)
    near = {i: max(0.0, float(shares @ nearest(asked, of))) for i, of in zip(names, candidates, strict=True)}
    weight *= min(1.0, USUAL_TOKENS / len(asked.ids))
    raised = [replace(hit, score=round(hit.score + weight * near.get(hit.id, 0.0), SCORE_DIGITS)) for hit in hits]
    return sorted(raised, key=lambda hit: (-hit.score, hit.id))


def nearest(question: TokenVectors, text: TokenVectors) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The cosine of each token of the question with its nearest in the text, 0 where the text has none; shape (tokens,)."""
    if not text.ids:
        return np.zeros(len(question.ids))
    cosines = question.vectors.astype(np.float64) @ text.vectors.astype(np.float64).T
    most: np.ndarray[tuple[int], np.dtype[np.float64]] = cosines.max(axis=1)
    return most


def _shares(ids: Sequence[int], candidates: Sequence[TokenVectors]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What each token of the question counts: above 0, of sum 1, more the fewer candidates hold it."""
    held = [frozenset(candidate.ids) for candidate in candidates]
    counts = [sum(token in tokens for tokens in held) for token in ids]
    weights = np.array([math.log((len(held) + 1) / (n + 0.5)) for n in counts])
    return weights / weights.sum()  # type: ignore[no-any-return]
