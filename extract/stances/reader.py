"""Sentence by sentence: is it about a proposition, which side does it take, and whose side is that.

A sentence is about a proposition when it lies near that proposition's prototypes, nearer than to those of the pack's other
propositions, which share its subject. The judge then says the side; where it is not sure, nothing is said, because a wrong
position in a briefing costs more than a missing one. Invariant: evidence is the whole sentence, verbatim; time and memory
are linear in the document. To move the gate: `GateSettings`, then `benchmarks/bench_stances.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.ids import Occurrences, stable_hash, stance_id
from corpus.protocols import Encoder, FloatMatrix, PairJudge
from corpus.records import Document, Label, Role, Segment, Stance
from corpus.text import squash
from corpus.topic import Proposition, TopicPack
from extract.judge import PrototypeJudge, nearest_mean
from extract.polarity import is_conditional, marks_stance, read_grammar
from extract.stances.holders import CreditsLike, find_holding

_NO_POSITION = frozenset({Role.BOILERPLATE, Role.SPONSOR, Role.TABLE, Role.HEADLINE})
_CHUNK = 1024  # sentences encoded at once: bounds memory in a document of any length
# Phrases by which a writer says that a question is open: reported as neutral, and only on a sentence clearly about it.
_WEIGHS = re.compile(
    r"\b(?:unclear (?:whether|if)|remains unclear|hard to (?:say|know|tell) (?:whether|if)|open question"
    r"|undecided (?:on|about)|arguments (?:on|for) both|jury is (?:still )?out|go(?:ing)? back and forth|cuts both ways)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """When a sentence counts as being about a proposition, and when a side counts as taken.

    Calibrated on the dev half of tests/extract/data/stance_sentences.jsonl and on three documents of real pages, with
    all-MiniLM-L6-v2. Higher `nearness`, `distinct` or `sure` gives fewer and safer stances.
    """

    nearness: float = 0.45  # least mean cosine to the two nearest prototypes
    background_share: float = 0.5  # how much of the mean nearness to the pack's propositions is taken off
    background: float = 0.3  # that mean where the pack has one proposition only
    distinct: float = 0.3  # least nearness after that
    rivals: float = (
        0.0  # how much further off than the nearest a proposition may lie and still be what the sentence is about
    )
    sure: float = 0.6  # least probability of a side
    sure_unmarked: float = 0.8  # the same for a sentence that carries no mark of stance: most of these only describe
    min_words: int = 4
    max_words: int = 90  # a longer "sentence" is a stretch whose ends were not found; vectors say little about it


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    segment: Segment
    topic: str
    proposition: Proposition


class StanceReader:
    """Reads stances from documents; prototypes are encoded once and kept.

    Args:
        topics: the packs whose propositions are looked for.
        encoder: for the relevance gate.
        judge: says the side; without one, the prototypes do.
    """

    def __init__(
        self,
        topics: Sequence[TopicPack],
        encoder: Encoder,
        judge: PairJudge | None = None,
        *,
        gate: GateSettings | None = None,
    ) -> None:
        self.topics = tuple(topics)
        self._prototypes = judge if isinstance(judge, PrototypeJudge) else PrototypeJudge(encoder, topics)
        self.judge: PairJudge = self._prototypes if judge is None else judge
        self.gate = gate or GateSettings()

    @property
    def revision(self) -> str:
        """Names the judge, the packs, the encoder and the gate: part of the key of what is read with it."""
        return stable_hash("stances", self.judge.revision, self._prototypes.revision, repr(self.gate))

    def read(
        self,
        document: Document,
        segments: Sequence[Segment],
        sentences: Sequence[tuple[int, int]],
        credits: CreditsLike | None = None,
        *,
        occurrences: Occurrences | None = None,
    ) -> tuple[Stance, ...]:
        """The stances of a document in reading order; none for a language other than English.

        Args:
            segments: disjoint, ordered by start.
            sentences: spans in `document.text`, ordered.
            credits: whom the document credits; without it every position is its speaker's.
            occurrences: counts equal stances where a document is read in several calls, stretch by stretch.
        """
        if document.language.split("-")[0].lower() != "en":
            return ()
        seen = occurrences or Occurrences()
        return tuple(
            stance
            for candidates in self._candidates(document, segments, sentences)
            for stance in self._judged(document, candidates, credits, seen)
        )

    def _candidates(
        self, document: Document, segments: Sequence[Segment], sentences: Sequence[tuple[int, int]]
    ) -> Iterator[list[_Candidate]]:
        """The sentences that pass the gate, in chunks."""
        readable = self._readable(document.text, segments, sentences)
        for first in range(0, len(readable), _CHUNK):
            chunk = readable[first : first + _CHUNK]
            vectors = self._prototypes.encoder.encode([document.text[a:b] for a, b, _ in chunk])
            found: list[tuple[int, _Candidate]] = []
            for pack in self.topics:
                near = self._nearness(pack, vectors)
                for row, column in zip(*np.nonzero(self._passes(near)), strict=True):
                    start, end, segment = chunk[row]
                    found.append((int(row), _Candidate(start, end, segment, pack.name, pack.propositions[column])))
            yield [c for _, c in sorted(found, key=lambda f: f[0])]

    def _readable(
        self, text: str, segments: Sequence[Segment], sentences: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int, Segment]]:
        starts = [s.start for s in segments]
        out: list[tuple[int, int, Segment]] = []
        for start, end in sentences:
            at = bisect_right(starts, start) - 1
            if at < 0 or start >= segments[at].end or segments[at].role in _NO_POSITION:
                continue
            sentence = text[start:end]
            if self.gate.min_words <= len(sentence.split()) <= self.gate.max_words and not read_grammar(sentence).question:
                out.append((start, end, segments[at]))
        return out

    def _nearness(self, pack: TopicPack, vectors: FloatMatrix) -> FloatMatrix:
        """Shape (sentences, propositions): how near each sentence lies to each proposition's prototypes."""
        columns = [nearest_mean(vectors @ self._prototypes.anchors(p).plain.T) for p in pack.propositions]
        return np.stack(columns, axis=1)

    def _passes(self, near: FloatMatrix) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        gate, n = self.gate, near.shape[1]
        others = np.full_like(near, gate.background) if n == 1 else (near.sum(axis=1, keepdims=True) - near) / (n - 1)
        best = near.max(axis=1, keepdims=True)
        return (  # type: ignore[no-any-return]
            (near >= gate.nearness) & (near - gate.background_share * others >= gate.distinct) & (near >= best - gate.rivals)
        )

    def _judged(
        self, document: Document, candidates: Sequence[_Candidate], credits: CreditsLike | None, seen: Occurrences
    ) -> Iterator[Stance]:
        text = document.text
        rows = self.judge.judge([(text[c.start : c.end], c.proposition.text) for c in candidates])
        for candidate, row in zip(candidates, rows, strict=True):
            side = self._side(text[candidate.start : candidate.end], row)
            if side is not None:
                yield _stance(document, candidate, side, credits, seen)

    def _side(self, sentence: str, row: FloatMatrix) -> tuple[Label, float] | None:
        """The label and its probability, or None to abstain."""
        support, oppose, neutral = (float(p) for p in row)
        if _WEIGHS.search(sentence):
            return Label.NEUTRAL, neutral
        if max(support, oppose) < (self.gate.sure if marks_stance(sentence) else self.gate.sure_unmarked):
            return None
        return (Label.SUPPORT, support) if support > oppose else (Label.OPPOSE, oppose)


def _stance(
    document: Document, candidate: _Candidate, side: tuple[Label, float], credits: CreditsLike | None, seen: Occurrences
) -> Stance:
    start, end, segment = candidate.start, candidate.end, candidate.segment
    evidence = document.text[start:end]
    holding = find_holding(document.text, start, end, segment, credits)
    key = (holding.speaker, squash(evidence), candidate.topic, candidate.proposition.key, holding.holder)
    return Stance(
        id=stance_id(document.id, holding.speaker, evidence, *key[2:], seen.nth("stance", *key)),
        document=document.id,
        segment=segment.id,
        start=start,
        end=end,
        evidence=evidence,
        holder=holding.holder,
        speaker=holding.speaker,
        topic=candidate.topic,
        target=candidate.proposition.key,
        label=side[0],
        score=min(1.0, max(0.0, side[1])),
        conditional=is_conditional(evidence),
        role=segment.role,
        date=segment.published or document.published,
    )


def read_stances(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[tuple[int, int]],
    credits: CreditsLike | None,
    topics: Sequence[TopicPack],
    encoder: Encoder,
    judge: PairJudge | None = None,
) -> tuple[Stance, ...]:
    """The stances of one document; `StanceReader` does the same for many and encodes the prototypes once.

    With a `PrototypeJudge` the prototypes are kept on it, so repeated calls with it do not encode them again.
    """
    return StanceReader(topics, encoder, judge).read(document, segments, sentences, credits)
