"""Measures: clusters of claims with an id that lasts, a label, and the groups of equal quantities among their members.

Invariant: every claim belongs to exactly one measure, and a measure keeps its id and its label while its members grow. A
new cluster inherits the id of the previous measure with which it shares most members; where two clusters claim one id, the
one that shares more has it, ties by the first member. Without one, the id derives from the first member by date, document
and place. To change how claims are grouped: `pairs` and `clusters`; how measures are called: `labels`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from corpus.corrections import Corrections
from corpus.ids import make_id
from corpus.protocols import Encoder
from corpus.records import Claim, Document, Measure, ValueGroup
from index.comparison.clusters import Scored
from index.comparison.correcting import corrected
from index.comparison.frames import after_number
from index.comparison.labels import label_of, tell_apart
from index.comparison.memory import Memory
from index.comparison.neighbours import Pairs
from index.comparison.pairs import FloatArray, IntArray
from index.comparison.rows import Clustered, clustered
from index.comparison.runs import headed
from index.comparison.units import number_key

# Claims of two measures are told as near each other from this score on. Of the labelled pairs between it and the joining
# score four in ten measure one thing.
NEAR_SCORE = 0.2
NEAR_MOST = 6  # measures that are told as near one
NEAR_PAIRS, NEAR_ROWS, NEAR_LEAST = 12, 8, 0.05  # of two near measures: pairs compared, rows looked at, the least score
# After a number: what it is a share or a surplus of, which is another thing than the sentence before gave.
_OWN_BASE = re.compile(
    r"\s*(?:of (?!(?:the|all)? ?time\b|them\b|these\b|those\b|it\b)|(?:less|more|fewer|lower|higher) \w+ than\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """The members of one measure before anything is said about them, in the order of `reading_order`."""

    id: str
    label: str
    claims: tuple[Claim, ...]


class Likeness:
    """How likely two claims of a comparison measure the same thing; asked again by the rules for conflicts.

    `near` are pairs of claim ids of different measures that may yet measure one thing.
    """

    def __init__(self, done: Clustered, row_of: Mapping[str, int], near: Sequence[tuple[str, str]] = ()) -> None:
        self._done = done
        self._row_of = row_of
        self.near = tuple(near)
        self._known: dict[tuple[int, int], float] = {}

    def prepare(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Score pairs of claim ids at once, in place of what was prepared before; they are asked one by one later."""
        rows = sorted({self._pair(a, b) for a, b in pairs})
        found = np.array(rows, dtype=np.int64).reshape(-1, 2)
        self._known = dict(zip(rows, self._done.table.scores(found[:, 0], found[:, 1]).tolist(), strict=True))

    def keep(self, memory: Memory) -> None:
        """Keep in a memory all that was scored and grouped."""
        self._done.keep(memory, self.near)

    def renewed(self) -> frozenset[str]:
        """The claims whose likeness to others may differ from what it was in the comparison that the memory is of."""
        return frozenset(c for c, row in self._row_of.items() if self._done.rows.before[row] < 0)

    def _pair(self, a: str, b: str) -> tuple[int, int]:
        i, j = self._row_of[a], self._row_of[b]
        return (i, j) if i < j else (j, i)

    def score(self, a: str, b: str) -> float:
        """The pair's score in 0..1 by claim ids; 1 for claims whose frames are equal."""
        pair = self._pair(a, b)
        if pair[0] == pair[1]:
            return 1.0
        if pair not in self._known:
            self._known[pair] = float(self._done.table.scores(np.array([pair[0]]), np.array([pair[1]]))[0])
        return self._known[pair]


def reading_order(claims: Sequence[Claim], documents: Mapping[str, Document]) -> tuple[Claim, ...]:
    """Claims by date of publication (undated last), document, place and id."""
    of_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        of_document[claim.document].append(claim)

    def rank(name: str) -> tuple[str, str]:
        document = documents.get(name)
        return (document.published if document else None) or "9999", name

    def place(claim: Claim) -> tuple[int, int, str]:
        return claim.start, claim.quantity.start, claim.id

    return tuple(c for name in sorted(of_document, key=rank) for c in sorted(of_document[name], key=place))


def group_claims(
    claims: Sequence[Claim],
    documents: Mapping[str, Document],
    encoder: Encoder,
    *,
    previous: Sequence[Measure] = (),
    corrections: Corrections | None = None,
    memory: Memory | None = None,
) -> tuple[tuple[Group, ...], Likeness]:
    """Cluster claims into measures.

    Args:
        claims: all claims of a corpus, in any order.
        previous: the measures of the last comparison, whose ids and labels are kept.
        corrections: what a person decided about measures; it outweighs the scores.
        memory: what the last comparison kept, so that only what changed is compared again.
    Returns:
        groups sorted by id, and the likeness of any two of the claims.
    """
    ordered = reading_order(claims, documents)
    done = clustered(claims, encoder, memory or Memory("", {}))
    cluster_of_row = {row: n for n, members in enumerate(done.clusters) for row in members}
    members: dict[int, list[Claim]] = defaultdict(list)
    row_of = done.rows.of_claim
    cluster_of = with_heads(ordered, {c.id: cluster_of_row[row_of[c.id]] for c in claims})
    for claim in ordered:
        members[cluster_of[claim.id]].append(claim)
    named = _named(list(members.values()), ordered, previous, corrections or Corrections())
    first_of = {row_of[claim.id]: claim.id for claim in reversed(ordered)}
    near = near_rows(done.table, done.pairs, done.scores, cluster_of_row, done.clusters)
    return named, Likeness(done, row_of, [(first_of[i], first_of[j]) for i, j in near])


def with_heads(claims: Sequence[Claim], cluster_of: Mapping[str, int]) -> dict[str, int]:
    """The cluster of each claim, where one that goes on with another's measure ("that was 22% in 2024") is in that one's.

    The two and all that go on after them are in the first claim's cluster where that holds others too, since the first says
    what they measure; else in the one of theirs that holds most others: what is said elsewhere of one holds of them all.
    """
    runs: dict[str, list[str]] = {}
    for claim, head, goes_on in headed(claims):
        if head is not None and goes_on and not _OWN_BASE.match(after_number(claim)):
            runs.setdefault(head.id, [head.id]).append(claim.id)
    others = Counter(cluster_of.values())
    moved = dict(cluster_of)
    for run in runs.values():
        inside = Counter(cluster_of[c] for c in run)
        first = cluster_of[run[0]]
        told_most = max(dict.fromkeys(cluster_of[c] for c in run), key=lambda n: others[n] - inside[n])
        chosen = first if others[first] > inside[first] else told_most
        moved.update((c, chosen) for c in run)
    return moved


def _named(
    members: Sequence[Sequence[Claim]],
    ordered: Sequence[Claim],
    previous: Sequence[Measure],
    corrections: Corrections,
) -> tuple[Group, ...]:
    """Clusters with ids and labels, corrections laid over both."""
    if not corrections:
        return name_groups(members, previous)
    rank = {c.id: i for i, c in enumerate(ordered)}
    fixed = corrected(members, corrections, rank, previous)
    return name_groups(fixed.members, previous, ids=fixed.ids, labels=fixed.labels)


def near_rows(
    table: Scored, pairs: Pairs, scores: FloatArray, cluster_of_row: Mapping[int, int], clusters: Sequence[Sequence[int]]
) -> list[tuple[int, int]]:
    """Pairs of rows of different clusters that may yet measure one thing, sorted.

    Clusters are near where a pair of their rows scores `NEAR_SCORE`; of those each keeps its `NEAR_MOST` nearest. Of two
    near clusters the likeliest `NEAR_PAIRS` pairs are kept: who asks for one pair of them asks for the others too.
    """
    near = np.flatnonzero(scores >= NEAR_SCORE)
    of = np.zeros(len(table), dtype=np.int64)
    of[np.fromiter(cluster_of_row.keys(), np.int64)] = np.fromiter(cluster_of_row.values(), np.int64)
    ends = np.sort(of[pairs[near]], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    ends, best = ends[apart], np.round(scores[near][apart], 6)
    order = np.lexsort((ends[:, 1], ends[:, 0], -best))
    codes = ends[order, 0] * len(table) + ends[order, 1]
    _, first = np.unique(codes, return_index=True)  # of the pairs of rows that join two clusters, the likeliest
    taken = [0] * len(clusters)
    chosen: list[tuple[int, int]] = []
    for a, b in ends[order[np.sort(first)]].tolist():
        if taken[a] < NEAR_MOST and taken[b] < NEAR_MOST:
            taken[a] += 1
            taken[b] += 1
            chosen.append((a, b))
    rows, group = _first_rows(chosen, clusters)
    found = np.round(table.scores(rows[:, 0], rows[:, 1]), 6)
    is_like = found >= NEAR_LEAST
    rows, group, found = rows[is_like], group[is_like], found[is_like]
    order = np.lexsort((rows[:, 1], rows[:, 0], -found, group))
    nth = np.arange(len(order)) - np.searchsorted(group, group)[order]
    kept = rows[order[nth < NEAR_PAIRS]]
    return sorted(map(tuple, kept.tolist()))


def _first_rows(chosen: Sequence[tuple[int, int]], clusters: Sequence[Sequence[int]]) -> tuple[Pairs, IntArray]:
    """The pairs of the first rows of two clusters each, the lesser first, and the places of those two in `chosen`."""
    heads = np.full((len(clusters), NEAR_ROWS), -1, dtype=np.int64)
    for n in {n for both in chosen for n in both}:
        some = clusters[n][:NEAR_ROWS]
        heads[n, : len(some)] = some
    both = np.array(chosen, dtype=np.int64).reshape(-1, 2)
    one = np.repeat(heads[both[:, 0]], NEAR_ROWS, axis=1).ravel()
    other = np.tile(heads[both[:, 1]], NEAR_ROWS).ravel()
    group = np.repeat(np.arange(len(both)), NEAR_ROWS * NEAR_ROWS)
    is_there = (one >= 0) & (other >= 0)
    return np.sort(np.column_stack([one, other])[is_there], axis=1), group[is_there]


def name_groups(
    members: Sequence[Sequence[Claim]],
    previous: Sequence[Measure],
    *,
    ids: Mapping[int, str] | None = None,
    labels: Mapping[int, str] | None = None,
) -> tuple[Group, ...]:
    """Give each cluster (its claims in reading order) its id and label, inherited where it can be; sorted by id.

    Args:
        ids: by the place of a cluster, the id that it is to have whatever it would inherit.
        labels: likewise the label.
    """
    ids, labels = ids or {}, labels or {}
    home = {claim: measure for measure in previous for claim in measure.claims}
    wishes: list[tuple[int, bool, str, int, Measure]] = []
    shares = [Counter(home[c.id].id for c in claims if c.id in home) for claims in members]
    wanted = Counter(m for shared in shares for m in shared)
    by_id = {measure.id: measure for measure in previous}
    for n, (claims, shared) in enumerate(zip(members, shares, strict=True)):
        # Of equal shares the one with the member that the id was made from; where nobody else wants it, no matter.
        is_sole = len(shared) == 1 and all(wanted[m] == 1 for m in shared)
        began = set() if is_sole else {make_id("measure", c.id) for c in claims}
        wishes.extend((-count, m not in began, claims[0].id, n, by_id[m]) for m, count in shared.items())
    inherited: dict[int, Measure] = {}
    taken: set[str] = set(ids.values())
    for _, _, _, n, measure in sorted(wishes, key=lambda w: (*w[:3], w[4].id)):
        if n in ids and measure.id == ids[n]:
            inherited[n] = measure
        elif n not in inherited and n not in ids and measure.id not in taken:
            inherited[n] = measure
            taken.add(measure.id)
    groups: list[Group] = []
    told = {measure.label.lower() for measure in inherited.values()}
    for n in sorted(range(len(members)), key=lambda n: members[n][0].id):
        kept = inherited.get(n)
        group_id = ids.get(n) or (kept.id if kept else next(i for i in _fresh_ids(members[n]) if i not in taken))
        taken.add(group_id)
        label = labels.get(n) or (kept.label if kept else tell_apart(label_of(members[n]), members[n], told))
        told.add(label.lower())
        groups.append(Group(group_id, label, tuple(members[n])))
    return tuple(sorted(groups, key=lambda g: g.id))


def _fresh_ids(claims: Sequence[Claim]) -> Iterator[str]:
    """Ids for a measure that inherits none: by each member alone, and without end after that.

    A member's own id may be taken, when the measure that began with it has split and another part inherited its id.
    """
    yield from (make_id("measure", c.id) for c in claims)
    yield from (make_id("measure", *(c.id for c in claims), nth) for nth in count())


def value_groups(claims: Sequence[Claim]) -> tuple[ValueGroup, ...]:
    """The members that give an equal quantity together, by base unit and value; the first one's spelling of it is shown."""
    groups: dict[tuple[str, float, float], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[number_key(claim.quantity)].append(claim)
    return tuple(
        ValueGroup(
            value=same[0].quantity.value,
            high=same[0].quantity.high,
            unit=same[0].quantity.unit,
            modifiers=tuple(sorted({str(c.quantity.modifier) for c in same})),
            claims=tuple(sorted(c.id for c in same)),
        )
        for _, same in sorted(groups.items())
    )
