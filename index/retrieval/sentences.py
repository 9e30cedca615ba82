"""The best candidates weighed once more by their sentence that is nearest to the question.

A vector of a passage sums up all that it speaks of, so one sentence that answers is drowned by the rest; a text is worth as
much as its best part says the max-sim of Khattab and Zaharia 2020 (ColBERT), here with sentences for words. It costs some
milliseconds a sentence, so few candidates are read. Invariant: it adds to the first stage's score and never takes from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.protocols import Encoder, FloatMatrix
from corpus.sentences import sentence_spans
from index.retrieval.fusion import SCORE_DIGITS, Hit

# Candidates that are read, and the weight of the nearest sentence's cosine, beside 1 for that of the whole: by
# `benchmarks/bench_rerank.py --weights` on 600 questions of our own to 120 passages and on the 32 held ones. More weight
# keeps helping those a little, and costs cranfield's abstracts and the questions to the sample corpus as much. Thirty
# candidates move one question in a hundred more into the first three and cost three times as much.
SENTENCES_OF = 10
SENTENCE_WEIGHT = 0.3


def weigh_sentences(
    hits: Sequence[Hit],
    question: FloatMatrix,
    texts: Mapping[str, str],
    encoder: Encoder,
    *,
    weight: float = SENTENCE_WEIGHT,
    read: int = SENTENCES_OF,
) -> list[Hit]:
    """Hits with the first `read` of them raised by the cosine of their nearest sentence; best first, ties by id.

    Args:
        hits: best first.
        question: its vector, of length 1, shape (1, dim).
        texts: the words of at least the first hits; one without words keeps its score.
        encoder: of the same revision as the question's vector.
    """
    pieces_of = {hit.id: _sentences(texts[hit.id]) for hit in hits[:read] if hit.id in texts}
    pieces = sorted({piece for pieces in pieces_of.values() for piece in pieces})
    if not pieces:
        return list(hits)
    cosine = dict(
        zip(pieces, (encoder.encode(pieces).astype(np.float64) @ question[0].astype(np.float64)).tolist(), strict=True)
    )
    best = {i: max(0.0, *(cosine[piece] for piece in pieces)) for i, pieces in pieces_of.items()}
    raised = [replace(hit, score=round(hit.score + weight * best.get(hit.id, 0.0), SCORE_DIGITS)) for hit in hits]
    return sorted(raised, key=lambda hit: (-hit.score, hit.id))


def _sentences(text: str) -> list[str]:
    """The sentences of a text; at least one."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))] or [text]
