"""Sentence by sentence: is it about a proposition, which side does it take, and whose side is that.

The gate tells what a sentence is about, the judge the side; where it is not sure, nothing is said, because a wrong
position in a briefing costs more than a missing one. With a trained judge, clauses that could stand alone are judged one
by one. Invariant: evidence is verbatim, a sentence or a clause of one; time and memory are linear in the document. To
move the gate: `GateSettings`, then `benchmarks/bench_stances.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.ids import Occurrences, stable_hash, stance_id
from corpus.names import is_same_name
from corpus.protocols import Encoder, FloatMatrix, PairJudge
from corpus.records import Document, Label, Role, Segment, Stance
from corpus.text import squash
from corpus.topic import Proposition, TopicPack
from extract.judge import PrototypeJudge
from extract.judging.weighing import WeighingJudge
from extract.polarity import is_conditional, marks_stance, read_grammar
from extract.stances.coherence import without_outweighed
from extract.stances.gate import TRAINED_GATE, Gate, GateSettings
from extract.stances.holders import CreditsLike, find_holding
from extract.stances.units import clause_spans, looks_back
from extract.support import why_unsupported

_NO_POSITION = frozenset({Role.BOILERPLATE, Role.SPONSOR, Role.TABLE, Role.HEADLINE})
_DIGESTS = frozenset({Role.SUMMARY, Role.TAKEAWAY})
_CHUNK = 1024  # units judged at once: bounds memory in a document of any length
# Phrases by which a writer says that a question is open: reported as neutral, and only on a sentence clearly about it.
_WEIGHS = re.compile(
    r"\b(?:unclear (?:whether|if)|remains unclear|hard to (?:say|know|tell) (?:whether|if)|open question"
    r"|undecided (?:on|about)|arguments (?:on|for) both|jury is (?:still )?out|go(?:ing)? back and forth|cuts both ways)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is judged at once: its own words, and those with the sentence that it looks back at, if it does."""

    start: int
    end: int
    segment: Segment
    words: str
    in_context: str | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: _Unit
    words: str
    topic: str
    proposition: Proposition


class StanceReader:
    """Reads stances from documents; prototypes are encoded once and kept.

    Args:
        topics: the packs whose propositions are looked for.
        encoder: for the relevance gate.
        judge: says the side of a pair; it is asked about a proposition in several ways. Without one, the prototypes judge.
        sure: the least probability of a side, instead of the gate's; a higher one abstains more.
    """

    def __init__(
        self,
        topics: Sequence[TopicPack],
        encoder: Encoder,
        judge: PairJudge | None = None,
        *,
        gate: GateSettings | None = None,
        sure: float | None = None,
    ) -> None:
        self.topics = tuple(topics)
        prototypes = judge if isinstance(judge, PrototypeJudge) else PrototypeJudge(encoder, topics)
        is_trained = judge is not None and judge is not prototypes
        self.judge: PairJudge = WeighingJudge(judge, prototypes) if judge is not None and is_trained else prototypes
        settings = gate or (TRAINED_GATE if is_trained else GateSettings())
        if sure is not None:
            settings = replace(settings, sure=sure, sure_unmarked=max(sure, settings.sure_unmarked))
        self.gate = settings
        self._gate = Gate(topics, prototypes, settings)
        self._prototypes = prototypes

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
        """The stances of a document in reading order; none where `why_unsupported` gives a reason.

        Args:
            segments: disjoint, ordered by start.
            sentences: spans in `document.text`, ordered.
            credits: whom the document credits; without it every position is its speaker's.
            occurrences: counts equal stances where a document is read in several calls, stretch by stretch.
        """
        if why_unsupported(document) is not None:
            return ()
        seen = occurrences or Occurrences()
        units = self._units(document.text, segments, sentences)
        found = [
            stance
            for first in range(0, len(units), _CHUNK)
            for stance in self._judged(document, units[first : first + _CHUNK], credits, seen)
        ]
        return tuple(without_outweighed(found))

    def _units(self, text: str, segments: Sequence[Segment], sentences: Sequence[tuple[int, int]]) -> list[_Unit]:
        """The stretches of the document that may state a position, in reading order."""
        starts = [s.start for s in segments]
        found: list[_Unit] = []
        before, before_owner = "", None
        for start, end in sentences:
            at = bisect_right(starts, start) - 1
            if at < 0 or start >= segments[at].end or segments[at].role in _NO_POSITION:
                continue
            owner = segments[at]
            spans = clause_spans(text, start, end) if self.gate.clauses else iter([(start, end)])
            for a, b in spans:
                unit = text[a:b]
                is_read = self.gate.min_words <= len(unit.split()) <= self.gate.max_words
                if is_read and not read_grammar(unit).question:
                    with_before = self.gate.clauses and before_owner == owner.id and looks_back(unit)
                    found.append(_Unit(a, b, owner, unit, squash(f"{before} {unit}") if with_before else None))
                before, before_owner = unit, owner.id
        return found

    def _judged(
        self, document: Document, units: Sequence[_Unit], credits: CreditsLike | None, seen: Occurrences
    ) -> Iterator[Stance]:
        candidates = list(self._candidates(units))
        rows = self.judge.judge([(c.words, c.proposition.text) for c in candidates])
        for candidate, row in zip(candidates, rows, strict=True):
            side = self._side(document.text[candidate.unit.start : candidate.unit.end], row)
            stance = _stance(document, candidate, side, credits, seen) if side is not None else None
            if stance is not None and not _is_digest_alone(stance):
                yield stance

    def _candidates(self, units: Sequence[_Unit]) -> Iterator[_Candidate]:
        """Each unit with each proposition that it is about: by its own words, else by those it looks back at."""
        alone = self._gate.about([u.words for u in units])
        wider = self._gate.about([u.in_context or u.words for u in units])
        for unit, own, more in zip(units, alone, wider, strict=True):
            for pack, column in own:
                yield _Candidate(unit, unit.words, pack.name, pack.propositions[column])
            for pack, column in more:
                if unit.in_context is not None and (pack, column) not in own:
                    yield _Candidate(unit, unit.in_context, pack.name, pack.propositions[column])

    def _side(self, sentence: str, row: FloatMatrix) -> tuple[Label, float] | None:
        """The label and its probability, or None to abstain."""
        support, oppose, neutral = (float(p) for p in row)
        if _WEIGHS.search(sentence):
            return Label.NEUTRAL, neutral
        if max(support, oppose) < (self.gate.sure if marks_stance(sentence) else self.gate.sure_unmarked):
            return None
        return (Label.SUPPORT, support) if support > oppose else (Label.OPPOSE, oppose)


def _is_digest_alone(stance: Stance) -> bool:
    """Whether a digest says it of its own accord: a summary reports positions and takes none."""
    return stance.role in _DIGESTS and is_same_name(stance.holder, stance.speaker)


def _stance(
    document: Document, candidate: _Candidate, side: tuple[Label, float], credits: CreditsLike | None, seen: Occurrences
) -> Stance:
    unit, proposition = candidate.unit, candidate.proposition
    evidence = document.text[unit.start : unit.end]
    holding = find_holding(document.text, unit.start, unit.end, unit.segment, credits, proposition=proposition.text)
    key = (holding.speaker, squash(evidence), candidate.topic, proposition.key, holding.holder)
    return Stance(
        id=stance_id(document.id, holding.speaker, evidence, *key[2:], seen.nth("stance", *key)),
        document=document.id,
        segment=unit.segment.id,
        start=unit.start,
        end=unit.end,
        evidence=evidence,
        holder=holding.holder,
        speaker=holding.speaker,
        topic=candidate.topic,
        target=proposition.key,
        label=side[0],
        score=min(1.0, max(0.0, side[1])),
        conditional=is_conditional(evidence),
        role=unit.segment.role,
        date=unit.segment.published or document.published,
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
