"""Grouped claims to measures, relations and mutations: one group after the other, and the pairs that lie near each other.

Invariant: what comes out depends on the groups, their documents and the overlaps alone; each record names in `made_from` the
hash of all that it was made from. To add what is found in a measure: `compare_groups` and a field of `Compared`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from corpus.findings import Mutation
from corpus.ids import make_id, stable_hash
from corpus.protocols import PairJudge
from corpus.records import Claim, Document, Measure, Overlap, Quantity, Relation
from index.comparison.basis import rate_of
from index.comparison.holders import HolderBook
from index.comparison.levels import LevelIndex
from index.comparison.measures import Group, Likeness, reading_order, value_groups
from index.comparison.mutations import mutations_of
from index.comparison.origins import OriginFinder, Origins
from index.comparison.relations import Finding, Setting, is_found_again, pairs_to_compare, relate, relate_near
from index.comparison.together import Together
from index.comparison.updating import Before, Held, has_origins
from index.comparison.verdicts import verdict_of
from index.comparison.withdrawn import Withdrawals


@dataclass(frozen=True, slots=True)
class Compared:
    """What claims come to: each tuple sorted by id.

    `relations` are those of measures and pairs that were looked at: all of them where `gone` is None. Otherwise those with
    the ids in `gone` are no more, and all others of the last comparison are as they were; so are those in `as_before`.
    """

    measures: tuple[Measure, ...]
    relations: tuple[Relation, ...]
    mutations: tuple[Mutation, ...]
    gone: frozenset[str] | None = None
    as_before: frozenset[str] = frozenset()


class _Hashes(dict[str, str]):
    """The content hashes of claims by id, made when first asked for."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._claims = {c.id: c for c in claims}

    def __missing__(self, claim: str) -> str:
        self[claim] = content_hash(self._claims[claim])
        return self[claim]


def compare_groups(
    groups: Sequence[Group],
    likeness: Likeness,
    documents: Mapping[str, Document],
    *,
    book: HolderBook,
    overlaps: Sequence[Overlap] = (),
    judge: PairJudge | None = None,
    before: Before | None = None,
) -> Compared:
    """Compare the members of each group, and the claims of different groups that are near each other.

    Args:
        before: the last comparison, of which is taken over what would be made again as it is.
    """
    finder = OriginFinder(documents, overlaps, book, claims=(c for group in groups for c in group.claims))
    hashes = _Hashes(c for group in groups for c in group.claims)
    taken, traced = _taken_over(groups, finder, documents, before)
    held = before.held(taken) if before else None
    origin_of: dict[str, str | None] = {}
    measures: list[Measure] = []
    relations: list[Relation] = []
    mutations: list[Mutation] = []
    for group in groups:
        same = taken.get(group.id)
        if before is not None and same is not None:
            origin_of.update((link.claim, link.origin) for link in same.chain)
            measures.append(same)
            mutations.extend(before.mutations.get(same.id, ()))
            continue
        origins = traced[group.id]
        origin_of.update(origins.of_claim)
        found = _relations_of(group, origins, documents, likeness, judge, hashes, held)
        relations.extend(found)
        measures.append(_measure_of(group, origins, found, documents, hashes))
        mutations += mutations_of(group.claims, group.id, origins.of_claim, likeness, hashes)
    near = _NearPairs(groups, taken, documents, likeness, held)
    relations.extend(near.relations(origin_of, documents, judge, hashes))
    known = held.all() if held else {}
    return Compared(
        measures=tuple(measures),
        relations=tuple(sorted(relations, key=lambda r: r.id)),
        mutations=tuple(sorted(mutations, key=lambda m: m.id)),
        gone=frozenset((known.keys() | near.ids_before()) - {r.id for r in relations}) if held else None,
        as_before=frozenset(r.id for r in relations if (old := known.get(r.id)) is r or old == r),
    )


def _taken_over(
    groups: Sequence[Group], finder: OriginFinder, documents: Mapping[str, Document], before: Before | None
) -> tuple[dict[str, Measure], dict[str, Origins]]:
    """By id of their group: the measures that are as they were, and the origins of the others."""
    taken: dict[str, Measure] = {}
    traced: dict[str, Origins] = {}
    for group in groups:
        known = before.measure(group.id, group.label, sorted(c.id for c in group.claims)) if before else None
        if before is not None and known is not None:
            is_linked = not finder.linking.isdisjoint(known.sources) and any(map(finder.has_link, group.claims))
            if not is_linked and not before.is_shaken(known, group.claims, documents):
                taken[group.id] = known
                continue
        origins = finder.trace(group.claims)
        if known and (known.origin, known.origins, known.chain) == (origins.origin, origins.origins, origins.chain):
            taken[group.id] = known
        else:
            traced[group.id] = origins
    return taken, traced


def content_hash(claim: Claim) -> str:
    """The hash of all that a claim holds, by the names of its fields."""
    quantity = {name: getattr(claim.quantity, name) for name in _QUANTITY_FIELDS}
    return stable_hash({name: quantity if name == "quantity" else getattr(claim, name) for name in _CLAIM_FIELDS})


_CLAIM_FIELDS = tuple(f.name for f in fields(Claim))
_QUANTITY_FIELDS = tuple(f.name for f in fields(Quantity))


def _relations_of(
    group: Group,
    origins: Origins,
    documents: Mapping[str, Document],
    likeness: Likeness,
    judge: PairJudge | None,
    hashes: Mapping[str, str],
    held: Held | None,
) -> list[Relation]:
    """The relations of the members of a group; of those in one measure before, the ones that still hold are taken over."""
    setting = Setting(
        likeness=likeness,
        origin_of=dict(origins.of_claim),
        published={c.document: _published(c, documents) for c in group.claims},
        levels=LevelIndex(group.claims),
        withdrawals=Withdrawals(group.claims, documents),
        together=Together(group.claims, origins.of_claim),
        judge=judge,
    )
    found: list[Relation] = []
    ask: list[tuple[Claim, Claim]] = []
    known = held.relations_of(group.claims) if held else {}
    for a, b in pairs_to_compare(group.claims):
        relation = known.get((a.id, b.id))
        if relation is not None and _still_holds(relation, a, b, setting):
            found.append(relation if relation.measure == group.id else replace(relation, measure=group.id))
        else:
            ask.append((a, b))
    likeness.prepare([(a.id, b.id) for a, b in ask])
    return found + [_relation(a, b, relate(a, b, setting), setting, group.id, hashes) for a, b in ask]


def _still_holds(held: Relation, a: Claim, b: Claim, setting: Setting) -> bool:
    """Whether a relation of two unchanged claims would be found again.

    A level and a change are always compared again, since the other levels of their measure decide.
    """
    if a.quantity.unit != b.quantity.unit or not has_origins(held, setting.origin_of):
        return False
    return is_found_again(held.rule, a, b, setting)


def _made_from(a: Claim, b: Claim, setting: Setting, hashes: Mapping[str, str]) -> str:
    return stable_hash(hashes[a.id], hashes[b.id], setting.published[a.document], setting.published[b.document])


class _NearPairs:
    """Pairs of claims of two measures that may yet measure one thing; those that nothing touched are left alone."""

    def __init__(
        self,
        groups: Sequence[Group],
        taken: Collection[str],
        documents: Mapping[str, Document],
        likeness: Likeness,
        held: Held | None,
    ) -> None:
        self._likeness, self._held = likeness, held
        place = {c.id: (c, group.id) for group in groups for c in group.claims}
        self._untouched: set[tuple[str, str]] = set()
        self._asked: list[tuple[Claim, Claim, str]] = []
        for pair in likeness.near:
            (a, home), (b, other_home) = place[pair[0]], place[pair[1]]
            if home == other_home:
                continue  # a person joined the two: they were compared with the members of one measure
            if held and home in taken and other_home in taken and pair in held.before.near:
                self._untouched.add(pair)
                continue
            if reading_order((a, b), documents)[0].id != a.id:
                a, b, home = b, a, other_home
            self._asked.append((a, b, home))

    def relations(
        self,
        origin_of: Mapping[str, str | None],
        documents: Mapping[str, Document],
        judge: PairJudge | None,
        hashes: Mapping[str, str],
    ) -> Iterator[Relation]:
        """The relations of the pairs that are looked at, each kept under the measure of the earlier claim."""
        likeness, held = self._likeness, self._held
        likeness.prepare([(a.id, b.id) for a, b, _ in self._asked])
        ids = [relation_id(a.id, b.id) for a, b, _ in self._asked]
        if held is not None:
            held.read_between(ids)
        withdrawals, together = Withdrawals((), documents), Together((), {})  # what explains a conflict: there is none here
        for id_, (a, b, home) in zip(ids, self._asked, strict=True):
            known = held.relation_between(id_, origin_of, home) if held else None
            if known is not None:
                yield known
                continue
            setting = Setting(
                likeness=likeness,
                origin_of={c.id: origin_of.get(c.id) for c in (a, b)},
                published={c.document: _published(c, documents) for c in (a, b)},
                levels=LevelIndex((a, b)),
                withdrawals=withdrawals,
                together=together,
                judge=judge,
            )
            yield _relation(a, b, relate_near(a, b, setting), setting, home, hashes)

    def ids_before(self) -> set[str]:
        """The ids of the relations of all pairs that were near before, but for those that are left alone."""
        if self._held is None:
            return set()
        home, pairs = self._held.before.home, self._held.before.near - self._untouched
        return {relation_id(a, b) for a, b in pairs if home.get(a) != home.get(b)}


def relation_id(a: str, b: str) -> str:
    """The id of the relation of two claims."""
    return make_id("relation", *sorted((a, b)))


def _published(claim: Claim, documents: Mapping[str, Document]) -> str | None:
    return documents[claim.document].published if claim.document in documents else None


def _relation(a: Claim, b: Claim, finding: Finding, setting: Setting, measure: str, hashes: Mapping[str, str]) -> Relation:
    return Relation(
        id=relation_id(a.id, b.id),
        a=a.id,
        b=b.id,
        relation=finding.relation,
        rule=finding.rule,
        reason=finding.reason,
        inputs=_inputs(a, b, setting),
        measure=measure,
        made_from=_made_from(a, b, setting, hashes),
    )


def _inputs(a: Claim, b: Claim, setting: Setting) -> tuple[tuple[str, str], ...]:
    """What the rules looked at, for whoever asks why."""
    traits: list[tuple[str, str]] = []
    for side, claim in (("a", a), ("b", b)):
        q = claim.quantity
        told = {
            "value": f"{q.value:g}" if q.high is None else f"{q.value:g}..{q.high:g}",
            "unit": q.unit,
            "modifier": str(q.modifier),
            "certainty": str(claim.certainty),
            "subject": claim.subject,
            "time": claim.time_iso or claim.time,
            "baseline": claim.baseline,
            "scope": claim.scope,
            "rate": rate_of(claim),
            "origin": setting.origin_of.get(claim.id),
        }
        traits.extend((f"{side}.{name}", value) for name, value in told.items() if value)
    traits.append(("likeness", f"{setting.likeness.score(a.id, b.id):.2f}"))
    return tuple(traits)


def _measure_of(
    group: Group,
    origins: Origins,
    relations: Sequence[Relation],
    documents: Mapping[str, Document],
    hashes: Mapping[str, str],
) -> Measure:
    ids = sorted(c.id for c in group.claims)
    sources = sorted({c.document for c in group.claims})
    told = [[d, documents[d].published, documents[d].title, documents[d].authors] for d in sources if d in documents]
    return Measure(
        id=group.id,
        label=group.label,
        claims=tuple(ids),
        groups=value_groups(group.claims),
        sources=tuple(sources),
        origin=origins.origin,
        origins=origins.origins,
        independent_origins=len(origins.origins),
        chain=origins.chain,
        verdict=verdict_of(group.claims, relations),
        made_from=stable_hash([hashes[i] for i in ids], told, [asdict(link) for link in origins.chain]),
    )
