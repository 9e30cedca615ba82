"""Extractive summaries: a document's own sentences that say most of what it says, each only once.

Sentences are ranked by how central they are (LexRank: Erkan and Radev 2004, "LexRank: Graph-based Lexical Centrality as
Salience in Text Summarization", here the degree form), by place (the first sentences of a text say what it is about), and
chosen one by one against repetition (maximal marginal relevance: Carbonell and Goldstein 1998). Invariant: every sentence is
verbatim, the choice depends on the document and the encoder alone, and time is linear in the document, because centrality is
taken to the mean of all sentences rather than pair by pair. To change how much it says: the constants, then
`benchmarks/bench_summaries.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import numpy as np

from corpus.ids import Occurrences, make_id
from corpus.protocols import Encoder, FloatMatrix
from corpus.records import Document, Role, Segment, SummarySentence
from corpus.text import squash, words_of
from extract.lexicon import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS

_LEFT_OUT = frozenset({Role.BOILERPLATE, Role.SPONSOR, Role.HEADLINE, Role.TABLE, Role.PARENT_COMMENT})
MAX_CANDIDATES = 3000  # sentences compared, spread evenly over a longer document: bounds memory, as meaning repeats
MIN_WORDS, MAX_WORDS = 6, 60  # shorter is an aside, longer a stretch whose ends were not found
REDUNDANCY = 0.4  # weight of likeness to what is chosen (Carbonell and Goldstein's 1 - lambda)
PLACE = 0.4  # weight of standing early; with REDUNDANCY from a grid on the 29 documents of REALSumm's dev part
PARAPHRASE = (
    0.75  # cosine of all-MiniLM-L6-v2 above which two of our sample sentences said one thing; higher lets more through
)
LEAD = 8.0  # sentences over which the weight of standing early falls to a third
_TERMS = 512  # hashed term columns where no encoder is given
_WORDS_A_SENTENCE = 150  # a document gets one sentence for so many words, within 2 and max_sentences
_PRONOUNS = frozenset("i you he she it we they me him us them who what there here not so just very also one".split())
_FUNCTION_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | _PRONOUNS
_ENDS_WELL = re.compile(r"[.!…][\"'”’)\]]*$")


def summarise(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[tuple[int, int]],
    encoder: Encoder | None = None,
    *,
    max_sentences: int = 5,
) -> tuple[SummarySentence, ...]:
    """Choose the sentences that stand for a document.

    Args:
        segments: disjoint, ordered by start; boilerplate, sponsors, headlines, tables and answered comments are left out.
        sentences: spans in `document.text`, ordered.
        encoder: sees what says the same in other words, and keeps it out. Centrality and repetition are weighed by words
            (TF-IDF): on REALSumm's dev part they gave ROUGE-1 .40, vectors of all-MiniLM-L6-v2 in their place .36 to .39.
        max_sentences: at most this many; a short document gets fewer, at least two where it has two.
    Returns:
        in reading order, `rank` counting from 0; `score` in -1..1 is the marginal relevance with which it was chosen.
    """
    found = _candidates(document.text, segments, sentences)
    if not found or max_sentences < 1:
        return ()
    texts = [document.text[a:b] for a, b, _ in found]
    terms = term_vectors(texts)
    meanings = encoder.encode(texts) if encoder is not None else None
    relevance = _relevance(terms, np.array([place for _, _, place in found], dtype=np.float32))
    words = sum(len(t.split()) for t in texts)
    wanted = min(max_sentences, max(2, round(words / _WORDS_A_SENTENCE)))
    chosen = choose(terms, relevance, wanted, meanings=meanings)
    seen = Occurrences()
    out: list[SummarySentence] = []
    for rank, (at, score) in enumerate(sorted(chosen)):
        start, end, _ = found[at]
        key = squash(texts[at])
        out.append(
            SummarySentence(
                id=make_id("sum", document.id, key, seen.nth(key)),
                document=document.id,
                start=start,
                end=end,
                text=texts[at],
                rank=rank,
                score=score,
            )
        )
    return tuple(out)


def choose(
    terms: FloatMatrix, relevance: FloatMatrix, n: int, *, meanings: FloatMatrix | None = None
) -> list[tuple[int, float]]:
    """Pick up to `n` rows by maximal marginal relevance: (row, marginal relevance), best first, ties to the earlier row.

    Args:
        terms: rows of length 1 by which repetition is weighed.
        meanings: rows of length 1; a row as near as `PARAPHRASE` to a chosen one is not chosen at all.
    """
    redundancy = np.zeros(len(relevance), dtype=np.float32)
    left = np.ones(len(relevance), dtype=bool)
    chosen: list[tuple[int, float]] = []
    while len(chosen) < n and left.any():
        marginal = np.where(left, (1.0 - REDUNDANCY) * relevance - REDUNDANCY * redundancy, -np.inf)
        best = int(marginal.argmax())
        chosen.append((best, round(float(np.clip(marginal[best], -1.0, 1.0)), 6)))
        left[best] = False
        redundancy = np.maximum(redundancy, terms @ terms[best])
        if meanings is not None:
            left &= meanings @ meanings[best] < PARAPHRASE
    return chosen


def term_vectors(texts: Sequence[str]) -> FloatMatrix:
    """TF-IDF vectors of length 1 over the texts' most frequent content words; shape (len(texts), up to 512)."""
    bags = [Counter(w for w in words_of(t) if w not in _FUNCTION_WORDS and len(w) > 1) for t in texts]
    spread: Counter[str] = Counter(w for bag in bags for w in bag)
    terms = [w for w, _ in sorted(spread.items(), key=lambda item: (-item[1], item[0]))[:_TERMS]]
    column = {w: i for i, w in enumerate(terms)}
    vectors = np.zeros((len(texts), max(1, len(terms))), dtype=np.float32)
    for row, bag in enumerate(bags):
        for word, n in bag.items():
            if word in column:
                vectors[row, column[word]] = n * math.log(1.0 + len(texts) / spread[word])
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def _relevance(vectors: FloatMatrix, place: FloatMatrix) -> FloatMatrix:
    """Centrality (0..1, the most central sentence has 1) and earliness, weighed together. Shape (n,)."""
    middle = vectors.mean(axis=0)
    centrality = vectors @ middle
    centrality = centrality / max(1e-9, float(centrality.max()))
    return ((1.0 - PLACE) * centrality + PLACE * np.exp(-place / LEAD)).astype(np.float32)  # type: ignore[no-any-return]


def _candidates(text: str, segments: Sequence[Segment], sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Start, end and place of each sentence that could stand in a summary: whole statements in the document's own voice."""
    starts = [s.start for s in segments]
    found: list[tuple[int, int, int]] = []
    place = 0
    for start, end in sentences:
        at = bisect_right(starts, start) - 1
        if at < 0 or start >= segments[at].end or segments[at].role in _LEFT_OUT:
            continue
        place += 1
        if MIN_WORDS <= len(text[start:end].split()) <= MAX_WORDS and _is_statement(text[start:end]):
            found.append((start, end, place - 1))
    step = -(-len(found) // MAX_CANDIDATES)
    return found[::step] if step > 1 else found


def _is_statement(sentence: str) -> bool:
    """Whether it ends as a sentence does, is no question, and is made of words rather than of marks and digits."""
    letters = sum(c.isalpha() or c.isspace() for c in sentence)
    return _ENDS_WELL.search(sentence) is not None and letters > 0.75 * len(sentence)
