"""The comparison brought up to date: only the neighbourhoods that new, changed or gone claims touch are compared again.

The claims to look at come from a vector index over the claims of the last comparison: a fresh claim's nearest ones, and all
members of their measures. These are grouped and compared as in a full comparison; everything else is taken over as it was.
Invariant: each claim belongs to exactly one measure, as after a full comparison, and a measure that no fresh claim comes
near is the same record. What only a full comparison does: tell measures apart that drifted towards each other claim by
claim, and carry a holder's new full name into measures that nothing touched. To look further around: `NEAREST`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.corrections import Corrections
from corpus.ids import make_id
from corpus.protocols import Encoder, PairJudge, VectorStore
from corpus.records import Claim, Document, Measure, Overlap, Relation
from index.comparison.compare_groups import Compared, compare_groups
from index.comparison.frames import frames_of, points_back
from index.comparison.holders import HolderBook
from index.comparison.measures import NEAR_SCORE, group_claims
from index.comparison.pairs import build_table

NEAREST = 24  # claims of the index that are looked at for each fresh one; a measure's claims lie close together


def update_claims(
    claims: Sequence[Claim],
    documents: Mapping[str, Document],
    encoder: Encoder,
    *,
    fresh: Collection[str],
    previous: Compared,
    near: VectorStore,
    book: HolderBook,
    overlaps: Sequence[Overlap] = (),
    judge: PairJudge | None = None,
    corrections: Corrections | None = None,
) -> Compared:
    """Measures, relations and mutations of claims, most of which were compared before.

    Args:
        claims: all claims of the corpus, with revised attributions.
        fresh: ids of the claims that are new or changed since `previous`; others that it does not know count as fresh.
        near: vectors of the claims' evidence by claim id, of at least most of those compared before.
    """
    by_id = {c.id: c for c in claims}
    home = {c: m.id for m in previous.measures for c in m.claims}
    new = sorted({c for c in fresh if c in by_id} | {c for c in by_id if c not in home})
    touched = {home[c] for c in (*new, *(h for h in home if h not in by_id)) if c in home}
    touched |= _near_measures([by_id[c] for c in new], by_id, home, near, encoder)
    touched |= _corrected(corrections, home)
    region = {*new, *(c for m in previous.measures if m.id in touched for c in m.claims if c in by_id)}
    kept = [m for m in previous.measures if m.id not in touched]
    groups, likeness = group_claims(
        [by_id[c] for c in sorted(region)],
        documents,
        encoder,
        previous=[m for m in previous.measures if m.id in touched],
        corrections=corrections,
        context=_context([by_id[c] for c in region], claims),
        elsewhere=kept,
    )
    known = {r.id: r for r in previous.relations if r.a in region and r.b in region}
    again = compare_groups(groups, likeness, documents, book=book, overlaps=overlaps, judge=judge, known=known)
    return _joined(previous, kept, again, region, set(new), set(by_id))


def _near_measures(
    fresh: Sequence[Claim], by_id: Mapping[str, Claim], home: Mapping[str, str], near: VectorStore, encoder: Encoder
) -> set[str]:
    """The measures to which some claim belongs that may measure the same as a fresh one."""
    if not fresh or not len(near):
        return set()
    found = near.search(encoder.encode([c.evidence for c in fresh]), NEAREST)
    pairs = [
        (claim.id, other)
        for claim, hits in zip(fresh, found, strict=True)
        for other, _ in hits
        if other in home and other in by_id
    ]
    ids = sorted({i for pair in pairs for i in pair})
    framed = frames_of([by_id[i] for i in ids])
    row = {i: n for n, i in enumerate(ids)}
    table = build_table([framed[i] for i in ids], encoder)
    asked = np.array([(row[a], row[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    scores = table.scores(asked[:, 0], asked[:, 1])
    return {home[other] for (_, other), score in zip(pairs, scores, strict=True) if score >= NEAR_SCORE}


def _corrected(corrections: Corrections | None, home: Mapping[str, str]) -> set[str]:
    """The measures that corrections speak of: they are always looked at, so that a correction reaches them."""
    if not corrections:
        return set()
    known = set(home.values())
    anchors = {make_id("measure", c): m for c, m in home.items()}
    named = corrections.named
    return (
        {home[i] for i in named if i in home}
        | {i for i in named if i in known}
        | {anchors[i] for i in named if i in anchors}
    )


def _context(region: Sequence[Claim], claims: Sequence[Claim]) -> list[Claim]:
    """The other claims of documents in which a claim goes on with what one before it measures."""
    homes = {c.document for c in region if points_back(c)}
    return [c for c in claims if c.document in homes]


def _joined(
    previous: Compared, kept: Sequence[Measure], again: Compared, region: set[str], new: set[str], known: set[str]
) -> Compared:
    """What was taken over and what was compared again, as one."""
    home = {c: m.id for m in (*kept, *again.measures) for c in m.claims}
    done = {r.id for r in again.relations}
    moved = {*region, *new, *(c for m in previous.measures for c in m.claims if c not in known)}
    relations: list[Relation] = list(again.relations)
    for relation in previous.relations:
        if relation.a not in moved and relation.b not in moved:
            relations.append(relation)
            continue
        ends = {relation.a, relation.b}
        if relation.id in done or ends <= region or ends & new or not ends <= known:
            continue
        measure = home[relation.a]
        relations.append(relation if relation.measure == measure else replace(relation, measure=measure))
    untouched = {m.id for m in kept}
    mutations = [m for m in previous.mutations if m.measure in untouched]
    return Compared(
        measures=tuple(sorted((*kept, *again.measures), key=lambda m: m.id)),
        relations=tuple(sorted(relations, key=lambda r: r.id)),
        mutations=tuple(sorted((*mutations, *again.mutations), key=lambda m: m.id)),
    )


def fresh_claims(
    claims: Sequence[Claim], before: Mapping[str, object], after: Mapping[str, object], changed: Collection[str]
) -> frozenset[str]:
    """The claims of changed documents, and those whose attribution is another one than before (both by record)."""
    moved = {r for r in {*before, *after} if before.get(r) != after.get(r)}
    return frozenset(c.id for c in claims if c.document in changed or c.id in moved)
