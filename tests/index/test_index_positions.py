from __future__ import annotations

import random

from comparison_claims import document, documents_of, stance
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, Label, Position, Stance
from index.comparison.holders import HolderBook
from index.comparison.positions import find_positions

SUPPORT, OPPOSE, MIXED, NEUTRAL = Label.SUPPORT, Label.OPPOSE, Label.MIXED, Label.NEUTRAL


def positions(*stances: Stance, documents: tuple[Document, ...] = ()) -> tuple[Position, ...]:
    known = {s.document: document(s.document) for s in stances} | {d.id: d for d in documents}
    return find_positions(stances, known, HolderBook([s.holder for s in stances], known))


def test_one_holder_under_two_spellings_is_one_position_by_the_full_name() -> None:
    (found,) = positions(stance("Marsh", SUPPORT), stance("Ada Marsh", SUPPORT, doc="doc-b"))
    assert (found.holder, found.label, len(found.stances)) == ("Ada Marsh", SUPPORT, 2)


def test_a_change_of_mind_is_two_positions_in_time() -> None:
    first, last = positions(
        stance("Ada Marsh", SUPPORT, date="2024-02"),
        stance("Ada Marsh", SUPPORT, date="2025-01", nth=1),
        stance("Ada Marsh", OPPOSE, date="2026-03"),
    )
    assert (first.label, first.first, first.last) == (SUPPORT, "2024-02", "2025-01")
    assert (last.label, last.first, last.last) == (OPPOSE, "2026-03", "2026-03")


def test_contradicting_stances_of_one_date_are_mixed() -> None:
    (found,) = positions(stance("Ada Marsh", SUPPORT, date="2026"), stance("Ada Marsh", OPPOSE, date="2026-03"))
    assert found.label is MIXED
    (undated,) = positions(stance("Ada Marsh", SUPPORT), stance("Ada Marsh", OPPOSE))
    assert (undated.label, undated.first, undated.last) == (MIXED, None, None)


def test_what_is_said_without_condition_outweighs_what_is_said_with_one() -> None:
    (found,) = positions(stance("Ada Marsh", SUPPORT, conditional=True), stance("Ada Marsh", OPPOSE))
    assert found.label is OPPOSE


def test_a_neutral_remark_does_not_undo_a_side() -> None:
    (found,) = positions(stance("Ada Marsh", SUPPORT), stance("Ada Marsh", NEUTRAL))
    assert found.label is SUPPORT


def test_unnamed_writers_of_different_documents_do_not_merge() -> None:
    apart = positions(stance("author", SUPPORT), stance("author", OPPOSE, doc="doc-b"))
    assert [p.holder for p in apart] == ["author", "author"]
    assert len({p.id for p in apart}) == 2


def test_documents_of_one_named_writer_are_one_holder() -> None:
    homes = (document("doc-a", authors=("Ada Marsh",)), document("doc-b", authors=("Ada Marsh",)))
    assert len(positions(stance("author", SUPPORT), stance("author", SUPPORT, doc="doc-b"), documents=homes)) == 1


def test_a_stance_without_date_has_the_date_of_its_document() -> None:
    (found,) = positions(stance("Ada Marsh", SUPPORT), documents=(document("doc-a", published="2026-06-04"),))
    assert (found.first, found.last) == ("2026-06-04", "2026-06-04")


some_stances = st.lists(
    st.builds(
        lambda holder, label, doc, date, conditional, nth: stance(
            holder, label, doc=doc, date=date, conditional=conditional, nth=nth
        ),
        st.sampled_from(["author", "Marsh", "Ada Marsh", "many users"]),
        st.sampled_from(list(Label)),
        st.sampled_from(["doc-a", "doc-b"]),
        st.sampled_from([None, "2024", "2025-03", "2026-01-02", "soon"]),
        st.booleans(),
        st.integers(0, 50),
    ),
    max_size=12,
    unique_by=lambda s: s.id,
)


@given(some_stances, st.randoms(use_true_random=False))
def test_every_stance_has_one_position_whatever_the_order(stances: list[Stance], rng: random.Random) -> None:
    found = positions(*stances)
    assert sorted(i for p in found for i in p.stances) == sorted(s.id for s in stances)
    assert len({p.id for p in found}) == len(found)
    assert positions(*rng.sample(stances, len(stances))) == found


def test_documents_that_nobody_knows_do_no_harm() -> None:
    assert len(find_positions([stance("Ada Marsh", SUPPORT)], documents_of(), HolderBook([], {}))) == 1
