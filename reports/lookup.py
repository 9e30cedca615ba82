"""The snapshot by id: every step from one record to another is one dictionary access, so that a view takes linear time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.ids import stable_hash
from corpus.names import AUTHOR, is_same_name
from corpus.records import (
    Attribution,
    Claim,
    Document,
    Measure,
    Relation,
    Segment,
    Snapshot,
    Stance,
    SummarySentence,
    Verdict,
)
from corpus.revised import apply_attributions, apply_attributions_to_stances, attributions_by_record
from reports.caps import FULL, Caps
from reports.facets import Facets, Keys
from reports.pieces import SourceRef, Who
from reports.tables import measure_of_claim
from reports.wording import LABEL_CHARS, TITLE_CHARS, clip, is_unnamed, voice_words

_FIRST = (
    Verdict.CONFLICT,
    Verdict.DIFFERENT_BASIS,
    Verdict.FORECAST_SPREAD,
    Verdict.UNRESOLVED,
    Verdict.SUPERSEDED,
    Verdict.AGREE,
    Verdict.REFINE,
    Verdict.SINGLE,
)
_RANK = {verdict: rank for rank, verdict in enumerate(_FIRST)}


@dataclass(frozen=True, slots=True)
class Lookup:
    """A snapshot with its attributions applied and its records by id."""

    documents: dict[str, Document]
    segments: dict[str, Segment]
    claims: dict[str, Claim]
    stances: dict[str, Stance]
    measures: dict[str, Measure]
    measure_of: dict[str, Measure]
    relations: tuple[Relation, ...]
    origin_of: dict[str, str]
    revisions: dict[str, Attribution]
    claims_in: dict[str, list[Claim]]
    stances_in: dict[str, list[Stance]]
    segments_in: dict[str, list[Segment]]
    summary_in: dict[str, list[SummarySentence]]
    refs: dict[str, SourceRef]
    caps: Caps
    facets: Facets
    headlines: frozenset[str]
    is_narrowed: bool
    places_claims: bool

    def who_says(self, claim: Claim) -> Who:
        """Whose figure it is and who reports it."""
        document = self.documents.get(claim.document)
        speaker = voice_words(claim.speaker, document)
        if claim.attributed_to is None or is_same_name(claim.speaker, claim.attributed_to):
            return Who(holder=speaker, reporter=None, words=speaker)
        return reported(voice_words(claim.attributed_to, document), speaker)

    def holder_of(self, claim: Claim) -> str:
        """Whose figure it is, in words that tell unnamed voices of different sources apart."""
        return self.name_in(claim.attributed_to or claim.speaker, claim.document)

    def name_in(self, voice: str, document_id: str) -> str:
        """A voice of a document, an unnamed one with the number of its source."""
        document = self.documents.get(document_id)
        words = voice_words(voice, document)
        if document is None or not is_unnamed(voice, document):
            return words
        return f"{words} {'of' if voice == AUTHOR else 'in'} source {self.refs[document_id].number}"

    def best_first(self, claim: Claim) -> tuple[object, ...]:
        """The order in which claims of one value are worth reading: first-hand ones first, the earliest first."""
        date = self.date_of(claim.document, claim.segment) or "9999"
        return (claim.attributed_to is not None, date, claim.document, claim.start, claim.id)

    def date_of(self, document_id: str, segment_id: str) -> str | None:
        """The date of the words: their segment's (a comment's own), else their document's."""
        segment = self.segments.get(segment_id)
        document = self.documents.get(document_id)
        return (segment.published if segment else None) or (document.published if document else None)

    def keys_of_claims(self, claims: Iterable[Claim]) -> Keys:
        """What an item about some claims can be filtered by."""
        known = list(claims)
        tokens: list[str] = []
        for claim in known:
            measure = self.measure_of.get(claim.id)
            if measure is not None and len(measure.claims) > 1:
                tokens.append(self.facets.measure(measure.id, clip(measure.label, LABEL_CHARS)))
            tokens.append(self.facets.holder(self.holder_of(claim)))
            tokens += self._source_token(claim.document)
        return self.facets.keys(tokens, (self.date_of(c.document, c.segment) for c in known))

    def keys_of_stances(self, holder: str, stances: Iterable[Stance]) -> Keys:
        """What a position can be filtered by."""
        known = list(stances)
        tokens = [self.facets.holder(holder), *(t for s in known for t in self._source_token(s.document))]
        return self.facets.keys(tokens, (s.date or self.date_of(s.document, s.segment) for s in known))

    def keys_of_documents(self, documents: Iterable[str]) -> Keys:
        """What an item about whole documents can be filtered by."""
        known = [self.documents[d] for d in documents if d in self.documents]
        return self.facets.keys((t for d in known for t in self._source_token(d.id)), (d.published for d in known))

    def _source_token(self, document: str) -> list[str]:
        ref = self.refs.get(document)
        return [self.facets.source(ref.number, ref.title)] if ref else []


def headline_order(measures: Iterable[Measure]) -> list[Measure]:
    """The measures with two claims or more: conflicts first, then by independent origins, sources, verdict and claims."""
    return sorted(
        (m for m in measures if len(m.claims) > 1),
        key=lambda m: (
            m.verdict is not Verdict.CONFLICT,
            -m.independent_origins,
            -len(m.sources),
            _RANK[m.verdict],
            -len(m.claims),
            m.label,
            m.id,
        ),
    )


def reported(holder: str, speaker: str) -> Who:
    """A statement of a holder that somebody else utters."""
    return Who(holder=holder, reporter=speaker, words=f"{holder}, as reported by {speaker}")


def anchor_of(record_id: str) -> str:
    """A record's id as an anchor: ids are made of safe characters already; anything else is hashed."""
    if record_id and all(c.isascii() and (c.isalnum() or c in "-_") for c in record_id) and record_id[0].isalpha():
        return record_id
    return f"x-{stable_hash(record_id)[:16]}"


def build_lookup(snapshot: Snapshot, *, caps: Caps = FULL, is_narrowed: bool = False) -> Lookup:
    """Index a snapshot, its revised attributions applied; sources are numbered by date, undated ones last.

    Args:
        caps: how much of each list is shown.
        is_narrowed: whether the snapshot is a part of a corpus, so that what is told of the rest is left out.
    """
    attributions = snapshot.comparison.attributions
    claims = apply_attributions(snapshot.claims, attributions)
    stances = apply_attributions_to_stances(snapshot.stances, attributions)
    claims_in: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        claims_in[claim.document].append(claim)
    stances_in: dict[str, list[Stance]] = defaultdict(list)
    for stance in stances:
        stances_in[stance.document].append(stance)
    segments_in: dict[str, list[Segment]] = defaultdict(list)
    for segment in snapshot.segments:
        segments_in[segment.document].append(segment)
    summary_in: dict[str, list[SummarySentence]] = defaultdict(list)
    for sentence in snapshot.summaries:
        summary_in[sentence.document].append(sentence)
    ordered = sorted(snapshot.documents, key=lambda d: (d.published or "9999", d.title, d.id))
    return Lookup(
        documents={d.id: d for d in ordered},
        segments={s.id: s for s in snapshot.segments},
        claims={c.id: c for c in claims},
        stances={s.id: s for s in stances},
        measures={m.id: m for m in snapshot.comparison.measures},
        origin_of={link.claim: link.origin for m in snapshot.comparison.measures for link in m.chain},
        relations=snapshot.comparison.relations,
        measure_of=measure_of_claim(snapshot.comparison.measures),
        revisions=attributions_by_record(attributions),
        claims_in=claims_in,
        stances_in=stances_in,
        segments_in=segments_in,
        summary_in=summary_in,
        refs={d.id: source_ref(d, number) for number, d in enumerate(ordered, 1)},
        caps=caps,
        facets=Facets(),
        headlines=frozenset(m.id for m in headline_order(snapshot.comparison.measures)[: caps.measures.screen]),
        is_narrowed=is_narrowed,
        places_claims=caps.every_claim.screen >= len(claims),
    )


def source_ref(document: Document, number: int) -> SourceRef:
    """A document as others point to it."""
    return SourceRef(
        number=number,
        title=clip(document.title, TITLE_CHARS) or clip(document.location, TITLE_CHARS) or "untitled",
        anchor=anchor_of(document.id),
    )
