"""Two states of a corpus compared: what came, went, was reworded, is contested or corroborated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.changes import ChangeKind, StateItem, Subject
from corpus.findings import Forecast
from index.changes import differences, is_due

FORECAST = Forecast(
    "f", "doc-1", "seg", 0, 1, "x", "Halden", "author", None, None, None, None, None, None, None, None, None, None, "h"
)


def claim(id_: str, evidence: str, *, quantity: str = "61%", document: str = "doc-1") -> StateItem:
    told = {"document": document, "evidence": evidence, "quantity": quantity, "holder": "Halden", "measure": None}
    return StateItem(id_, Subject.CLAIM, told)


def measure(id_: str, *, verdict: str = "agree", origins: int = 1) -> StateItem:
    told = {"label": "Share of code", "verdict": verdict, "independent_origins": origins, "claims": 2}
    return StateItem(id_, Subject.MEASURE, told)


def position(id_: str, label: str, holder: str = "Halden") -> StateItem:
    return StateItem(id_, Subject.POSITION, {"topic": "rsi", "target": "rsi_near", "holder": holder, "label": label})


def state(*items: StateItem) -> dict[str, StateItem]:
    return {item.id: item for item in items}


def told(before: dict[str, StateItem], after: dict[str, StateItem]) -> list[tuple[ChangeKind, str]]:
    return [(d.kind, d.id) for d in differences(before, after)]


def test_a_sentence_that_was_edited_is_revised_and_carries_both_wordings() -> None:
    old = claim("c1", "Loom drafted 61% of the lines that we merged in May.")
    new = claim("c2", "Loom drafted 58% of the lines that we merged in May.", quantity="58%")
    (found,) = differences(state(old), state(new))
    assert (found.kind, found.id, found.before["id"]) == (ChangeKind.CLAIM_REVISED, "c2", "c1")
    assert ("61%" in found.before["evidence"], "58%" in found.after["evidence"]) == (True, True)


def test_a_sentence_of_another_document_is_no_revision() -> None:
    old = claim("c1", "Loom drafted 61% of the lines that we merged in May.")
    new = claim("c2", "Loom drafted 58% of the lines that we merged in May.", document="doc-2")
    assert told(state(old), state(new)) == [(ChangeKind.CLAIM_NEW, "c2"), (ChangeKind.CLAIM_WITHDRAWN, "c1")]


def test_a_sentence_about_something_else_is_no_revision() -> None:
    old = claim("c1", "Loom drafted 61% of the lines that we merged in May.")
    new = claim("c2", "The wait for a reviewer rose to 13 hours.", quantity="13 hours")
    assert told(state(old), state(new)) == [(ChangeKind.CLAIM_NEW, "c2"), (ChangeKind.CLAIM_WITHDRAWN, "c1")]


def test_of_two_claims_in_one_edited_sentence_each_is_paired_with_its_own_figure() -> None:
    before = "Wait times rose from 5 hours to 13 hours at the lab."
    after = "Wait times went from 5 hours to 13 hours at the lab."
    old = state(claim("a1", before, quantity="5 hours"), claim("a2", before, quantity="13 hours"))
    new = state(claim("b1", after, quantity="5 hours"), claim("b2", after, quantity="13 hours"))
    assert {d.id: d.before["id"] for d in differences(old, new)} == {"b1": "a1", "b2": "a2"}


def test_a_measure_is_contested_settled_and_superseded_by_its_verdict() -> None:
    calm, hot, past = measure("m"), measure("m", verdict="conflict"), measure("m", verdict="superseded")
    assert told(state(calm), state(hot)) == [(ChangeKind.MEASURE_CONTESTED, "m")]
    assert told(state(hot), state(calm)) == [(ChangeKind.MEASURE_SETTLED, "m")]
    assert told(state(calm), state(past)) == [(ChangeKind.MEASURE_SUPERSEDED, "m")]
    assert told(state(), state(hot)) == [(ChangeKind.MEASURE_CONTESTED, "m")]
    assert told(state(), state(past)) == [(ChangeKind.MEASURE_SUPERSEDED, "m")]


def test_only_another_independent_origin_corroborates() -> None:
    assert told(state(measure("m")), state(measure("m", origins=2))) == [(ChangeKind.MEASURE_CORROBORATED, "m")]
    more_claims = StateItem("m", Subject.MEASURE, {**measure("m").told, "claims": 9})
    assert told(state(measure("m")), state(more_claims)) == []


def test_a_mind_that_changed_is_told_also_where_the_position_has_a_new_id() -> None:
    assert told(state(position("p", "support")), state(position("p", "oppose"))) == [(ChangeKind.POSITION_CHANGED, "p")]
    assert told(state(position("p", "support")), state(position("q", "oppose"))) == [(ChangeKind.POSITION_CHANGED, "q")]
    assert told(state(position("p", "support")), state(position("q", "support"))) == []
    assert told(state(position("p", "support")), state()) == [(ChangeKind.POSITION_WITHDRAWN, "p")]
    assert told(state(), state(position("p", "support"))) == [(ChangeKind.POSITION_NEW, "p")]


def document(id_: str, revision: str, **more: str) -> StateItem:
    return StateItem(id_, Subject.DOCUMENT, {"location": f"/{id_}", "title": "T", "revision": revision, **more})


def forecast(id_: str, *, is_due: bool) -> StateItem:
    told = {"document": "doc-1", "evidence": "It will be half by 2026.", "holder": "Halden", "by": "2026", "by_iso": "2026"}
    return StateItem(id_, Subject.FORECAST, {**told, "is_due": is_due})


def test_a_forecast_is_told_on_the_day_after_its_date_and_not_where_it_was_read_later() -> None:
    ahead, past = state(forecast("f", is_due=False)), state(forecast("f", is_due=True))
    assert told(ahead, past) == [(ChangeKind.FORECAST_DUE, "f")]
    assert told(state(), past) == told(past, past) == told(past, ahead) == []


@pytest.mark.parametrize(
    ("by_iso", "today", "expected"),
    [
        ("2026", date(2026, 12, 31), False),
        ("2026", date(2027, 1, 1), True),
        ("2026-Q2", date(2026, 7, 1), True),
        ("2024/2028", date(2027, 1, 1), False),
        ("2026/..", date(2040, 1, 1), False),
        (None, date(2040, 1, 1), False),
    ],
)
def test_a_forecast_is_due_once_the_last_day_of_its_date_has_passed(by_iso: str | None, today: date, expected: bool) -> None:
    assert is_due(replace(FORECAST, by_iso=by_iso), today) is expected


def test_a_document_that_vanishes_and_comes_back_is_told_and_its_claims_are_not() -> None:
    here, gone = state(document("a", "1"), claim("c1", "x")), state(document("a", "1", vanished="gone"), claim("c1", "x"))
    assert told(here, gone) == [(ChangeKind.DOCUMENT_VANISHED, "a")]
    assert told(gone, here) == [(ChangeKind.DOCUMENT_RETURNED, "a")]


def test_documents_come_change_and_go() -> None:
    before, after = state(document("a", "1"), document("b", "1")), state(document("a", "2"), document("c", "1"))
    assert told(before, after) == [
        (ChangeKind.DOCUMENT_NEW, "c"),
        (ChangeKind.DOCUMENT_REVISED, "a"),
        (ChangeKind.DOCUMENT_GONE, "b"),
    ]


words = st.sampled_from(["loom", "drafted", "lines", "61%", "wait", "hours", "rose", "half"])
items = st.one_of(
    st.builds(
        claim,
        st.sampled_from([f"c{i}" for i in range(6)]),
        st.lists(words, min_size=1, max_size=8).map(" ".join),
        quantity=st.sampled_from(["61%", "5 hours"]),
        document=st.sampled_from(["doc-1", "doc-2"]),
    ),
    st.builds(position, st.sampled_from(["p1", "p2"]), st.sampled_from(["support", "oppose"])),
    st.builds(measure, st.sampled_from(["m1", "m2"]), verdict=st.sampled_from(["agree", "conflict"])),
    st.builds(document, st.sampled_from(["d1", "d2"]), st.sampled_from(["1", "2"])),
)
states: Any = st.lists(items, max_size=8).map(lambda found: state(*found))


@given(states)
def test_equal_states_differ_in_nothing(one: dict[str, StateItem]) -> None:
    assert differences(one, dict(reversed(one.items()))) == []


@given(states, states)
def test_every_claim_that_came_or_went_is_told_exactly_once(
    before: dict[str, StateItem], after: dict[str, StateItem]
) -> None:
    def ids(of: dict[str, StateItem]) -> set[str]:
        return {i for i, item in of.items() if item.subject is Subject.CLAIM}

    found = [d for d in differences(before, after) if d.kind.value.startswith("claim")]
    came = [d.id for d in found if d.kind is not ChangeKind.CLAIM_WITHDRAWN]
    went = [d.before.get("id", d.id) for d in found if d.kind is not ChangeKind.CLAIM_NEW]
    assert sorted(came) == sorted(ids(after) - ids(before))
    assert sorted(went) == sorted(ids(before) - ids(after))
