"""Extractive summaries: a document's own sentences that say most of what it says, each only once.

A summary is worth the ideas that it covers: content words, each weighed by how often and how early the document says it, and
counted once (maximal coverage: Filatova and Hatzivassiloglou 2004, "A formal model for information selection in
multi-sentence text extraction"; Lin and Bilmes 2011 show that such an objective is submodular, so that choosing greedily, by
what a sentence adds for its length, comes near the best). To that comes what a sentence is worth alone: how central it is
(LexRank: Erkan and Radev 2004, the degree form) and how early it stands. Invariant: every sentence is verbatim, the choice
depends on the document and the encoder alone, and time is linear in the document, because centrality is taken to the mean of
all sentences rather than pair by pair. To change how much it says: the constants, then `benchmarks/bench_summaries.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.ids import Occurrences, make_id
from corpus.protocols import Encoder, FloatMatrix
from corpus.records import Document, Role, Segment, SummarySentence
from corpus.text import squash, words_of
from extract.lexicon import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS

_LEFT_OUT = frozenset({Role.BOILERPLATE, Role.SPONSOR, Role.HEADLINE, Role.TABLE, Role.PARENT_COMMENT})
MAX_CANDIDATES = 3000  # sentences compared, spread evenly over a longer document: bounds memory, as meaning repeats
MIN_WORDS, MAX_WORDS = 6, 60  # shorter is an aside, longer a stretch whose ends were not found
# COVERAGE to PLACE: of some 300 settings the one that does well on both GUM's human summaries (CC BY 4.0) and REALSumm's dev
# part; neighbours differ by .01 of ROUGE-1, which is noise in so few texts.
COVERAGE = 3.0  # weight of the share of a document's ideas that a sentence adds, beside 1 of what it is worth alone
ALONE = 0.5  # weight of what a sentence is worth alone
LENGTH_POWER = 0.6  # of a sentence's length in units of USUAL_WORDS, by which what it adds is divided; 1 prefers scraps
USUAL_WORDS = 20
FIRST_SAID = 16.0  # sentences over which the weight of an idea falls to a third
SPILL = 1.15  # a sentence may take a summary past its words by this factor, since a whole one says more than a gap
PLACE = 0.4  # of what a sentence is worth alone, the part of standing early
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
    max_words: int | None = None,
) -> tuple[SummarySentence, ...]:
    """Choose the sentences that stand for a document.

    Args:
        segments: disjoint, ordered by start; boilerplate, sponsors, headlines, tables and answered comments are left out.
        sentences: spans in `document.text`, ordered.
        encoder: sees what says the same in other words, and keeps it out. Centrality is weighed by words (TF-IDF): on
            REALSumm's dev part they gave ROUGE-1 .40, vectors of all-MiniLM-L6-v2 in their place .36 to .39.
        max_sentences: at most this many; a short document gets fewer, at least two where it has two.
        max_words: about as many words; sentences are taken whole. With it, `max_sentences` alone bounds their number.
    Returns:
        in reading order, `rank` counting from 0; `score` in 0..1 is what a sentence added when it was chosen.
    """
    found = _candidates(document.text, segments, sentences)
    if not found or max_sentences < 1:
        return ()
    texts = [document.text[a:b] for a, b, _ in found]
    place = np.array([place for _, _, place in found], dtype=np.float32)
    meanings = encoder.encode(texts) if encoder is not None else None
    words = sum(len(t.split()) for t in texts)
    wanted = max_sentences if max_words else min(max_sentences, max(2, round(words / _WORDS_A_SENTENCE)))
    relevance = _relevance(term_vectors(texts), place)
    chosen = choose(_ideas(texts, place), relevance, wanted, meanings=meanings, max_words=max_words)
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


@dataclass(frozen=True, slots=True)
class Ideas:
    """What each sentence says: `said`, its content words; `length` in words; `weight`, of each content word, of sum 1."""

    said: Sequence[frozenset[str]]
    length: Sequence[int]
    weight: Mapping[str, float]


def choose(
    ideas: Ideas,
    relevance: FloatMatrix,
    n: int,
    *,
    meanings: FloatMatrix | None = None,
    max_words: int | None = None,
) -> list[tuple[int, float]]:
    """Pick up to `n` sentences greedily by what each adds: (row, what it added), best first, ties to the earlier row.

    Args:
        relevance: shape (rows,), what each is worth alone, in 0..1.
        meanings: rows of length 1; a row as near as `PARAPHRASE` to a chosen one is not chosen at all.
        max_words: the first apart, no sentence is chosen that takes the summary further past it than by `SPILL`.
    """
    left = np.ones(len(relevance), dtype=bool)
    length = np.array(ideas.length)
    divisor = (np.maximum(length, 1) / USUAL_WORDS) ** LENGTH_POWER
    covered: set[str] = set()
    words = 0
    chosen: list[tuple[int, float]] = []
    while len(chosen) < n and (max_words is None or words < max_words):
        if chosen and max_words is not None:
            left &= words + length <= max_words * SPILL
        if not left.any():
            break
        new = np.array([math.fsum(ideas.weight[w] for w in said - covered) for said in ideas.said])
        value = np.where(left, COVERAGE * new / divisor + ALONE * relevance, -np.inf)
        best = int(value.argmax())
        chosen.append((best, round(float(value[best]) / (COVERAGE + ALONE), 6)))
        left[best] = False
        covered |= ideas.said[best]
        words += ideas.length[best]
        if meanings is not None:
            left &= meanings @ meanings[best] < PARAPHRASE
    return chosen


def _ideas(texts: Sequence[str], place: FloatMatrix) -> Ideas:
    """The content words of sentences, weighed by how often and how early they stand."""
    words = [words_of(t) for t in texts]
    said = [frozenset(w for w in ws if w not in _FUNCTION_WORDS and len(w) > 1) for ws in words]
    weight: Counter[str] = Counter()
    for bag, earliness in zip(said, np.exp(-place / FIRST_SAID).tolist(), strict=True):
        for word in sorted(bag):
            weight[word] += earliness
    total = max(sum(weight.values()), 1e-9)
    return Ideas(said, [len(ws) for ws in words], {w: v / total for w, v in weight.items()})


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
