"""The second pass, composed: overlaps, revised attributions, measures, origins, relations, positions.

Invariant: the same records give the same comparison byte for byte, in whatever order they come, and each record names in
`made_from` the hash of all that it was made from. To add a step: here, and in `Comparison` what it makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.corrections import Corrections
from corpus.findings import Inconsistency
from corpus.protocols import Encoder, PairJudge, RelevanceJudge, TextOverlap
from corpus.records import Attribution, Claim, Comparison, Document, Measure, Overlap, Relation, Segment, Snapshot
from corpus.revised import apply_attributions, apply_attributions_to_stances
from index.comparison.camps import find_camps
from index.comparison.compare_groups import Compared, compare_groups, relation_id
from index.comparison.consistency import inconsistencies_of
from index.comparison.cruxes import find_cruxes, may_define
from index.comparison.forecasts import find_forecasts, may_forecast
from index.comparison.holders import HolderBook
from index.comparison.measures import group_claims
from index.comparison.memory import Memory
from index.comparison.points import find_key_points
from index.comparison.positions import find_positions
from index.comparison.questions import find_questions, may_ask
from index.comparison.said import sentences
from index.comparison.updating import Before, StoredRelations, before_of, partners


@dataclass(frozen=True, slots=True)
class Renewed:
    """A comparison of which only those relations are told that are new or not as they were, unless `gone` is None.

    Those with the ids in `gone` are no more; all others of the last comparison are as they were.
    """

    comparison: Comparison
    gone: frozenset[str] | None

    def whole(self, before: Sequence[Relation]) -> Comparison:
        """The comparison with all its relations; `before` are those of the last one."""
        if self.gone is None:
            return self.comparison
        now = {r.id: r for r in before if r.id not in self.gone} | {r.id: r for r in self.comparison.relations}
        return replace(self.comparison, relations=tuple(now[i] for i in sorted(now)))


def compare_corpus(
    snapshot: Snapshot,
    encoder: Encoder,
    *,
    judge: PairJudge | None = None,
    previous: Comparison | None = None,
    overlap: TextOverlap | None = None,
    corrections: Corrections | None = None,
    relevance: RelevanceJudge | None = None,
    changed: Collection[str] | None = None,
    memory: Memory | None = None,
) -> Comparison:
    """Compare all that the documents of a corpus say; see `renew_comparison` for what it takes."""
    renewed = renew_comparison(
        snapshot,
        encoder,
        judge=judge,
        previous=previous,
        overlap=overlap,
        corrections=corrections,
        relevance=relevance,
        changed=changed,
        memory=memory,
    )
    return renewed.whole(previous.relations if previous else ())


def renew_comparison(
    snapshot: Snapshot,
    encoder: Encoder,
    *,
    judge: PairJudge | None = None,
    previous: Comparison | None = None,
    relations: StoredRelations | None = None,
    overlap: TextOverlap | None = None,
    corrections: Corrections | None = None,
    relevance: RelevanceJudge | None = None,
    changed: Collection[str] | None = None,
    memory: Memory | None = None,
) -> Renewed:
    """Compare all that the documents of a corpus say, from nothing or as far as it may differ from the last comparison.

    Args:
        snapshot: the corpus; records in any order. Its own comparison is not read.
        encoder: sentences to vectors.
        judge: asked about pairs of sentences of which it is in doubt whether they contradict each other.
        previous: the last comparison, whose measures keep their ids and labels.
        relations: those of `previous`, read where they are needed; without, `previous` holds them.
        overlap: finds words that documents share; without one no overlap is known and no attribution is revised.
        corrections: what a person decided about measures.
        relevance: asked whether a sentence makes a point, beside vectors and words, which alone decide without one.
        changed: ids of the documents that came, changed or went since `previous`, where that is known and `memory` is of
            that same comparison; then records of which nothing changed are taken over.
        memory: what an earlier comparison kept, so that only what changed is scored and grouped again; holds what this one
            keeps afterwards.
    """
    documents = {d.id: d for d in sorted(snapshot.documents, key=lambda d: d.id)}
    overlaps = _overlaps(documents, snapshot.segments, overlap, previous.overlaps if previous else (), changed)
    attributions = _attributions(documents, snapshot, overlaps, previous, changed)
    claims = apply_attributions(sorted(snapshot.claims, key=lambda c: c.id), attributions)
    stances = apply_attributions_to_stances(sorted(snapshot.stances, key=lambda s: s.id), attributions)
    names = [c.attributed_to for c in claims if c.attributed_to] + [c.speaker for c in claims] + [s.holder for s in stances]
    book = HolderBook(names + [n for d in documents.values() for n in d.authors], documents)
    before = None
    if previous is not None and changed is not None and memory is not None:
        before = before_of(
            previous, claims, attributions, changed, overlaps=overlaps, book=book, memory=memory, relations=relations
        )
    known = memory.known_spans() if memory is not None else {}
    said, spans = sentences(documents, snapshot.segments, claims, stances, is_told=_is_told, known=known)
    if memory is not None:
        memory.spans = spans
    compared = compare_claims(
        claims,
        documents,
        encoder,
        book=book,
        overlaps=overlaps,
        judge=judge,
        previous=previous.measures if previous else (),
        corrections=corrections,
        before=before,
        memory=memory,
    )
    positions = find_positions(stances, documents, book)
    claim_of, stance_of = {c.id: c for c in claims}, {s.id: s for s in stances}
    measure_of = {c: m.id for m in compared.measures for c in m.claims}
    comparison = Comparison(
        overlaps=overlaps,
        attributions=attributions,
        measures=compared.measures,
        relations=tuple(r for r in compared.relations if r.id not in compared.as_before),
        positions=positions,
        mutations=compared.mutations,
        inconsistencies=_inconsistencies(compared, claim_of, previous.inconsistencies if previous else ()),
        camps=find_camps(positions, stance_of),
        key_points=find_key_points(stances, encoder, judge=relevance),
        cruxes=find_cruxes(positions, stance_of, compared.measures, claim_of, said),
        forecasts=find_forecasts(said, measure_of),
        questions=find_questions(said, compared.measures, encoder),
    )
    return Renewed(comparison, compared.gone)


def _attributions(
    documents: Mapping[str, Document],
    snapshot: Snapshot,
    overlaps: Sequence[Overlap],
    previous: Comparison | None,
    changed: Collection[str] | None,
) -> tuple[Attribution, ...]:
    """The revised attributions, sorted by id: made again for what changed or shares words with it, now or before."""
    among, kept = None, []
    if previous is not None and changed is not None:
        among = partners(changed, (*previous.overlaps, *overlaps)) | frozenset(changed)
        kept = [a for a in previous.attributions if a.document not in among]
    if not overlaps:
        return ()
    from index.attribution import revise_attributions

    made = revise_attributions(
        tuple(documents.values()), snapshot.segments, snapshot.claims, snapshot.stances, overlaps, among=among
    )
    return tuple(sorted([*kept, *made], key=lambda a: a.id))


def _inconsistencies(
    compared: Compared, claims: Mapping[str, Claim], before: Sequence[Inconsistency]
) -> tuple[Inconsistency, ...]:
    """The conflicts inside documents: of relations that were looked at, and those known of the others; sorted by id."""
    found = inconsistencies_of(compared.relations, claims)
    if compared.gone is None:
        return found
    looked_at = compared.gone | {r.id for r in compared.relations}
    kept = [i for i in before if relation_id(i.a, i.b) not in looked_at]
    return tuple(sorted([*kept, *found], key=lambda i: i.id))


def compare_claims(
    claims: Sequence[Claim],
    documents: Mapping[str, Document],
    encoder: Encoder,
    *,
    book: HolderBook,
    overlaps: Sequence[Overlap] = (),
    judge: PairJudge | None = None,
    previous: Sequence[Measure] = (),
    corrections: Corrections | None = None,
    before: Before | None = None,
    memory: Memory | None = None,
) -> Compared:
    """Measures, relations and mutations of claims whose attributions are already revised.

    Args:
        before: of `previous`, what may be taken over.
        memory: of the same comparison, what was scored and grouped; holds afterwards what this one keeps.
    """
    groups, likeness = group_claims(
        claims, documents, encoder, previous=previous, corrections=corrections, memory=memory
    )  # fmt: skip
    if before is not None:
        before = replace(before, stale=before.stale | likeness.renewed())
    compared = compare_groups(groups, likeness, documents, book=book, overlaps=overlaps, judge=judge, before=before)
    if memory is not None:
        likeness.keep(memory)
        memory.holders = book.entries()
    return compared


def _is_told(words: str) -> bool:
    """Whether a sentence may be a forecast, an open question or a definition."""
    return may_forecast(words) or may_ask(words) or may_define(words)


def _overlaps(
    documents: Mapping[str, Document],
    segments: Sequence[Segment],
    overlap: TextOverlap | None,
    before: Sequence[Overlap],
    changed: Collection[str] | None,
) -> tuple[Overlap, ...]:
    if overlap is None:
        return ()
    of_document: dict[str, list[Segment]] = defaultdict(list)
    for segment in sorted(segments, key=lambda s: (s.document, s.start, s.id)):
        of_document[segment.document].append(segment)
    pairs = [(document, tuple(of_document[document.id])) for document in documents.values()]
    return tuple(sorted(overlap.overlaps(pairs, before=before, changed=changed), key=lambda o: o.id))


__all__ = ["Renewed", "compare_claims", "compare_corpus", "renew_comparison"]
