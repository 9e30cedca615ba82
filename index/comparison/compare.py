"""The second pass, composed: overlaps, revised attributions, measures, origins, relations, positions.

Invariant: the same records give the same comparison byte for byte, in whatever order they come, and each record names in
`made_from` the hash of all that it was made from. To add a step: here, and in `Comparison` what it makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from corpus.corrections import Corrections
from corpus.protocols import Encoder, PairJudge, RelevanceJudge, TextOverlap
from corpus.records import Attribution, Claim, Comparison, Document, Measure, Overlap, Segment, Snapshot
from corpus.revised import apply_attributions, apply_attributions_to_stances
from index.comparison.camps import find_camps
from index.comparison.compare_groups import Compared, compare_groups
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
from index.comparison.updating import Before, before_of


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
    """Compare all that the documents of a corpus say.

    Args:
        snapshot: the corpus; records in any order. Its own comparison is not read.
        encoder: sentences to vectors.
        judge: asked about pairs of sentences of which it is in doubt whether they contradict each other.
        previous: the last comparison, whose measures keep their ids and labels.
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
    attributions: tuple[Attribution, ...] = ()
    if overlaps:
        from index.attribution import revise_attributions

        attributions = revise_attributions(
            tuple(documents.values()),
            tuple(sorted(snapshot.segments, key=lambda s: (s.document, s.start, s.id))),
            tuple(sorted(snapshot.claims, key=lambda c: c.id)),
            tuple(sorted(snapshot.stances, key=lambda s: s.id)),
            overlaps,
        )
    claims = apply_attributions(sorted(snapshot.claims, key=lambda c: c.id), attributions)
    stances = apply_attributions_to_stances(sorted(snapshot.stances, key=lambda s: s.id), attributions)
    names = [c.attributed_to for c in claims if c.attributed_to] + [c.speaker for c in claims] + [s.holder for s in stances]
    book = HolderBook(names + [n for d in documents.values() for n in d.authors], documents)
    before = before_of(previous, claims, attributions, changed) if previous is not None and changed is not None else None
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
    return Comparison(
        overlaps=overlaps,
        attributions=tuple(sorted(attributions, key=lambda a: a.id)),
        measures=compared.measures,
        relations=compared.relations,
        positions=positions,
        mutations=compared.mutations,
        inconsistencies=inconsistencies_of(compared.relations, claim_of),
        camps=find_camps(positions, stance_of),
        key_points=find_key_points(stances, encoder, judge=relevance),
        cruxes=find_cruxes(positions, stance_of, compared.measures, claim_of, said),
        forecasts=find_forecasts(said, measure_of),
        questions=find_questions(said, compared.measures, encoder),
    )


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


__all__ = ["compare_claims", "compare_corpus"]
