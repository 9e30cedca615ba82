from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
from comparison_claims import Maker, WordEncoder, document, snapshot, stance
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.ids import stable_hash
from corpus.records import Attribution, Claim, Document, Label, Overlap, RelationKind, Segment, Snapshot, Verdict
from corpus.revised import apply_attributions, apply_attributions_to_stances
from index import compare_corpus

Kept = TypeVar("Kept")


def corpus() -> Snapshot:
    make = Maker()
    claims = [
        make("Norvane engineers ship {8x} as much code as in 2024", 8, "x", doc="doc-a", by="Norvane", baseline="2024"),
        make("engineers at Norvane ship {8x} as much code as before", 8, "x", doc="doc-b", by="Norvane"),
        make("engineers at Norvane ship {more than ten times} as much code", 10, "x", doc="doc-c", modifier=">"),
        make("the harbour has {40} cranes", 40, "count", doc="doc-a", noun="cranes"),
        make("there are {forty} cranes in the harbour", 40, "count", doc="doc-c", noun="cranes"),
    ]
    stances = [stance("Ada Marsh", Label.SUPPORT, doc="doc-a"), stance("Marsh", Label.SUPPORT, doc="doc-b")]
    documents = [document(d, published=p) for d, p in (("doc-a", "2026-01"), ("doc-b", "2026-02"), ("doc-c", "2026-03"))]
    return snapshot(claims, stances, documents)


def test_a_corpus_is_compared_into_measures_relations_and_positions() -> None:
    found = compare_corpus(corpus(), WordEncoder())
    by_size = sorted(found.measures, key=lambda m: len(m.claims))
    assert [len(m.claims) for m in by_size] == [2, 3]
    assert by_size[1].verdict is Verdict.CONFLICT
    assert by_size[1].origins == ("Norvane", "author")
    assert by_size[1].independent_origins == 2
    assert by_size[0].verdict is Verdict.AGREE
    assert {r.relation for r in found.relations} >= {RelationKind.AGREE, RelationKind.CONFLICT}
    assert [p.holder for p in found.positions] == ["Ada Marsh"]
    assert (found.overlaps, found.attributions) == ((), ())


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_same_records_give_the_same_comparison_in_any_order(rng: random.Random) -> None:
    given_corpus = corpus()

    def mixed(records: Sequence[Kept]) -> tuple[Kept, ...]:
        return tuple(rng.sample(list(records), len(records)))

    shuffled = replace(
        given_corpus,
        documents=mixed(given_corpus.documents),
        claims=mixed(given_corpus.claims),
        stances=mixed(given_corpus.stances),
    )
    assert compare_corpus(shuffled, WordEncoder()) == compare_corpus(given_corpus, WordEncoder())


def test_made_from_changes_with_the_records_and_only_there() -> None:
    given_corpus = corpus()
    before = compare_corpus(given_corpus, WordEncoder())
    crane = given_corpus.claims[3]
    changed = replace(crane, certainty=given_corpus.claims[0].certainty, speaker="Ben Okri")
    after = compare_corpus(
        replace(given_corpus, claims=(*given_corpus.claims[:3], changed, given_corpus.claims[4])), WordEncoder()
    )
    old = {m.claims: m.made_from for m in before.measures}
    new = {m.claims: m.made_from for m in after.measures}
    assert {claims for claims in old if old[claims] != new[claims]} == {c for c in old if crane.id in c}
    assert [p.made_from for p in before.positions] == [p.made_from for p in after.positions]


def test_a_previous_comparison_lends_its_ids_and_labels() -> None:
    given_corpus = corpus()
    before = compare_corpus(given_corpus, WordEncoder())
    renamed = replace(
        before, measures=tuple(replace(m, id=f"kept-{i}", label=f"kept {i}") for i, m in enumerate(before.measures))
    )
    after = compare_corpus(given_corpus, WordEncoder(), previous=renamed)
    assert {(m.id, m.label, m.claims) for m in after.measures} == {(m.id, m.label, m.claims) for m in renamed.measures}
    assert {r.measure for r in after.relations} == {m.id for m in renamed.measures}


def test_an_empty_corpus_compares_to_nothing() -> None:
    found = compare_corpus(snapshot(), WordEncoder())
    assert (found.measures, found.relations, found.positions) == ((), (), ())


class OneOverlap:
    revision = "one"

    def overlaps(
        self,
        documents: Sequence[tuple[Document, Sequence[Segment]]],
        *,
        before: Sequence[Overlap] = (),
        changed: Collection[str] | None = None,
    ) -> list[Overlap]:
        return [Overlap("over-1", "doc-a", 0, 90, "doc-b", 0, 90, 1.0, 1.0, "doc-a")]


def test_words_shared_with_an_earlier_document_make_its_writer_the_origin() -> None:
    make = Maker()
    claims = [
        make("I counted {four} mistakes in the long report", 4, "count", doc="doc-a", speaker="Ada Marsh"),
        make("I counted {four} mistakes in the long report", 4, "count", doc="doc-b", speaker="host"),
    ]
    homes = [document("doc-a", authors=("Ada Marsh",)), document("doc-b")]
    found = compare_corpus(snapshot(claims, (), homes), WordEncoder(), overlap=OneOverlap())
    assert found.overlaps[0].id == "over-1"
    (measure,) = found.measures
    assert (measure.origin, measure.independent_origins) == ("Ada Marsh", 1)


def test_attributions_are_laid_over_claims_and_stances_and_change_nothing_else() -> None:
    claim = Maker()("it was {8%}", 8)
    held = stance("host", Label.SUPPORT)
    revised = [
        Attribution("att-2", claim.id, "doc-a", "x", "Wrong", "over-1", "later id loses"),
        Attribution("att-1", claim.id, "doc-a", "host", "Ada Marsh", "over-1", "reads it out"),
        Attribution("att-3", held.id, "doc-a", "host", "Ada Marsh", "over-1", "reads it out"),
    ]
    assert apply_attributions([claim], revised) == (replace(claim, speaker="host", attributed_to="Ada Marsh"),)
    assert apply_attributions([claim], []) == (claim,)
    assert apply_attributions_to_stances([held], revised) == (replace(held, speaker="host", holder="Ada Marsh"),)
    assert apply_attributions_to_stances([held], []) == (held,)


def alike(count: int, values: int) -> list[Claim]:
    one = Maker()("engineers at Norvane ship {8x} as much code as before", 8, "x")
    return [
        replace(
            one,
            id=f"claim-{i:06}",
            document=f"doc-{i % 97:03}",
            quantity=replace(one.quantity, value=float(100 + i % values)),
        )
        for i in range(count)
    ]


@pytest.mark.parametrize(("count", "values"), [(10_000, 1), (50_000, 400)])
def test_a_huge_measure_is_compared_with_linear_output(count: int, values: int) -> None:
    found = compare_corpus(snapshot(alike(count, values)), WordEncoder())
    assert sum(len(m.claims) for m in found.measures) == count
    assert len(found.relations) <= count + 40 * 39 * len(found.measures)


def test_ids_do_not_depend_on_the_run() -> None:
    first = compare_corpus(corpus(), WordEncoder())
    again = compare_corpus(corpus(), WordEncoder())
    assert stable_hash([m.id for m in first.measures]) == stable_hash([m.id for m in again.measures])
