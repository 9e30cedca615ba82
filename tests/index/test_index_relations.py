from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from comparison_claims import Maker, WordEncoder, document, documents_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Certainty, Claim, Modifier, Relation, RelationKind, Role, Verdict
from index.comparison.basis import differences, rate_of
from index.comparison.compare import compare_claims
from index.comparison.dates import span_of
from index.comparison.holders import HolderBook
from index.comparison.levels import LevelIndex
from index.comparison.measures import Likeness
from index.comparison.relations import MAX_COMPARED, Setting, pairs_to_compare, relate, relate_near
from index.comparison.together import Together
from index.comparison.verdicts import verdict_of
from index.comparison.withdrawn import Withdrawals

SENTENCE = "engineers at Norvane ship {%s} as much code as they did"


class Sure(Likeness):
    """Every pair measures the same thing, as surely as told."""

    def __init__(self, score: float = 0.95) -> None:
        self.told = score

    def score(self, a: str, b: str) -> float:
        return self.told


class Contrary:
    revision = "contrary"

    def judge(self, pairs: Any) -> Any:
        import numpy as np

        return np.array([[0.1, 0.8, 0.1]] * len(pairs), dtype=np.float32)


def relation_of(
    a: Claim,
    b: Claim,
    *,
    score: float = 0.95,
    origins: dict[str, str | None] | None = None,
    judge: Any = None,
    on_a: str | None = None,
    on_b: str | None = None,
) -> tuple[str, str, str]:
    setting = Setting(
        likeness=Sure(score),
        origin_of=origins or {},
        published={a.document: on_a, b.document: on_b},
        levels=LevelIndex([a, b]),
        withdrawals=Withdrawals([a, b], {}),
        together=Together([a, b], origins or {}),
        judge=judge,
    )
    found = relate(a, b, setting)
    return str(found.relation), found.rule, found.reason


def two(
    value_a: float, value_b: float, unit: str = "x", *, a: dict[str, Any] | None = None, b: dict[str, Any] | None = None
) -> tuple[Claim, Claim]:
    make = Maker()
    return (
        make(SENTENCE % f"{value_a:g} {unit}", value_a, unit, doc="doc-a", **(a or {})),
        make(SENTENCE % f"{value_b:g} {unit}", value_b, unit, doc="doc-b", **(b or {})),
    )


def test_equal_figures_on_one_basis_agree() -> None:
    assert relation_of(*two(8, 8))[:2] == ("agree", "equal")


def test_a_basis_that_one_side_leaves_out_is_unknown_not_different() -> None:
    assert relation_of(*two(8, 8, a={"baseline": "2024"}))[0] == "agree"


def test_equal_figures_against_different_baselines_differ_in_basis() -> None:
    kind, rule, reason = relation_of(*two(8, 8, a={"baseline": "2024"}, b={"baseline": "2021 to 2025"}))
    assert (kind, rule) == ("different_basis", "baseline")
    assert "2024" in reason
    assert "2021 to 2025" in reason


def test_a_share_of_another_figure_is_no_figure_of_its_kind() -> None:
    kind, rule, reason = relation_of(*two(0.5, 2.5, a={"baseline": "what the staff had guessed"}))
    assert (kind, rule) == ("different_basis", "baseline")
    assert "what the staff had guessed" in reason
    assert relation_of(*two(2, 2, a={"baseline": "what the staff had guessed"}))[0] == "agree"


def test_one_baseline_in_other_words_is_the_same() -> None:
    assert relation_of(*two(8, 8, a={"baseline": "2021–2025"}, b={"baseline": "2021 to 2025"}))[0] == "agree"


def test_incompatible_figures_on_one_basis_conflict() -> None:
    assert relation_of(*two(8, 10, b={"modifier": ">"}))[0] == "conflict"


def test_a_bound_is_no_conflict_with_what_lies_beyond_it() -> None:
    kind, rule, _ = relation_of(*two(80, 82, "%", a={"modifier": ">"}))
    assert (kind, rule) == ("refine", "within")


def test_a_rounded_figure_refines() -> None:
    assert relation_of(*two(80, 81.6, "%"))[:2] == ("refine", "rounding")


def test_overlapping_ranges_agree() -> None:
    assert relation_of(*two(4, 6, "hour", a={"high": 8.0}, b={"high": 10.0}))[:2] == ("agree", "overlap")


def test_a_modifier_lost_on_the_way_is_named() -> None:
    a, b = two(80, 80, "%", a={"modifier": ">"})
    kind, rule, reason = relation_of(a, b, origins={a.id: "Norvane", b.id: "Norvane"})
    assert (kind, rule) == ("refine", "modifier")
    assert reason == "Both go back to Norvane, but “more than 80 %” became “80 %”."


def test_a_changed_rate_on_the_way_from_one_origin_is_named() -> None:
    make = Maker()
    a = make("they ship {8x} as much code per day", 8, "x", doc="doc-a")
    b = make("they ship {8x} as much code per quarter", 8, "x", doc="doc-b")
    kind, rule, reason = relation_of(a, b, origins={a.id: "Norvane", b.id: "Norvane"})
    assert (kind, rule) == ("different_basis", "rate")
    assert "“per day” became “per quarter”" in reason


@pytest.mark.parametrize(
    ("traits_a", "traits_b", "rule"),
    [
        ({"subject": "Corvid 4"}, {"subject": "Corvid 5"}, "subject"),
        ({"time": "2024", "time_iso": "2024"}, {"time": "May 2026", "time_iso": "2026-05"}, "time"),
        ({"certainty": Certainty.FORECAST}, {}, "modality"),
        ({"certainty": Certainty.HYPOTHETICAL}, {}, "modality"),
        ({"certainty": Certainty.QUESTION}, {}, "modality"),
        ({"scope": "small tasks"}, {"scope": "whole projects"}, "scope"),
    ],
)
def test_other_figures_of_another_basis_are_no_conflict(
    traits_a: dict[str, Any], traits_b: dict[str, Any], rule: str
) -> None:
    a, b = two(3, 8, a=traits_a, b=traits_b)
    assert relation_of(a, b)[:2] == ("different_basis", rule)


def test_a_shorter_name_of_one_subject_is_no_other_subject() -> None:
    assert not differences(*two(8, 8, a={"subject": "Corvid"}, b={"subject": "Corvid 5 Preview"}))


def test_the_same_happening_dated_differently_is_a_conflict() -> None:
    said = {"subject": "Corvid 4", "by": "Norvane"}
    a, b = two(
        3,
        3,
        a={**said, "time": "May 2025", "time_iso": "2025-05"},
        b={**said, "time": "May 2024", "time_iso": "2024-05"},
    )
    kind, rule, reason = relation_of(a, b)
    assert (kind, rule) == ("conflict", "date")
    assert "May 2025" in reason
    assert "May 2024" in reason
    assert relation_of(a, replace(b, subject="Norvane Corvid 4"))[:2] == ("conflict", "date")
    assert relation_of(a, replace(b, subject="the old Corvid"))[:2] != ("conflict", "date")


def test_a_denied_figure_conflicts_with_the_same_figure_asserted() -> None:
    assert relation_of(*two(8, 8, b={"certainty": Certainty.NEGATED}))[:2] == ("conflict", "denied")
    assert relation_of(*two(8, 9, b={"certainty": Certainty.NEGATED}))[0] == "different_basis"


def test_forecasts_of_different_holders_are_a_spread() -> None:
    forecast = {"certainty": Certainty.FORECAST}
    a, b = two(55, 70, "%", a=forecast, b=forecast)
    assert relation_of(a, b, origins={a.id: "Ada Marsh", b.id: "Ben Okri"})[1] == "forecast_spread"


def test_a_later_figure_of_the_same_origin_supersedes_if_it_is_its_own_word() -> None:
    own = {"speaker": "Ada Marsh"}
    a, b = two(55, 70, "%", a=own, b=own)
    known: dict[str, str | None] = {a.id: "Ada Marsh", b.id: "Ada Marsh"}
    assert relation_of(a, b, origins=known, on_a="2025-01", on_b="2026-01")[1] == "superseded"
    assert relation_of(a, b, origins=known, on_a="2025-01", on_b="2025-01")[0] == "conflict"
    retold_a, retold_b = two(55, 70, "%", a={"by": "Ada Marsh"}, b={"by": "Ada Marsh"})
    known = {retold_a.id: "Ada Marsh", retold_b.id: "Ada Marsh"}
    assert relation_of(retold_a, retold_b, origins=known, on_a="2025-01", on_b="2026-01")[0] == "conflict"


def test_levels_and_the_change_between_them_are_checked() -> None:
    make = Maker()
    low = make("In 2024 the rate was {22%}", 22)
    high = make("The rate reached {64%} in spring", 64)
    right = make("The rate rose by {42 points}", 42, "pp")
    tripled = make("The rate {tripled}", 3, "x", modifier="~")
    wrong = make("The rate went from 22% to 64%, up {by more than tenfold}", 10, "x", modifier=">")
    levels = LevelIndex([low, high])
    assert levels.check(high, right) == ("22%", "64%", True)
    assert levels.check(low, tripled) == ("22%", "64%", True)
    assert levels.check(high, wrong) is None
    from dataclasses import replace

    inside = [
        replace(
            c, start=wrong.start, end=wrong.end, quantity=replace(c.quantity, start=wrong.start + i, end=wrong.start + i + 1)
        )
        for i, c in ((19, low), (26, high))
    ]
    assert LevelIndex(inside).check(inside[1], wrong) == ("22%", "64%", False)


def test_a_gap_in_doubtful_pairs_is_no_conflict() -> None:
    a, b = two(3, 8)
    assert relation_of(a, b, score=0.2)[:2] == ("different_basis", "not_surely_the_same")


def test_in_doubt_the_judge_decides_whether_two_sentences_conflict() -> None:
    a, b = two(3, 8)
    assert relation_of(a, b, score=0.7, judge=Contrary())[0] == "conflict"
    assert relation_of(a, b, score=0.2, judge=Contrary())[0] == "different_basis"


def test_figures_of_one_sentence_are_no_conflict() -> None:
    make = Maker()
    a = make("it went from {12 hours} down to 4 hours", 12, "hour")
    from dataclasses import replace

    b = replace(a, id="claim-other", quantity=replace(a.quantity, value=4, text="4 hours"))
    assert relation_of(a, b)[:2] == ("different_basis", "one_sentence")


def test_a_headline_that_contradicts_its_body_is_a_conflict() -> None:
    make = Maker()
    a = make(SENTENCE % "10x", 10, "x", role=Role.HEADLINE)
    b = make(SENTENCE % "8x", 8, "x", role=Role.BODY)
    assert relation_of(a, b)[0] == "conflict"


claims = st.builds(
    lambda value, unit, modifier, certainty, subject, year, doc: Maker()(
        "the machine gave {so much} to the town",
        value,
        unit,
        modifier=modifier,
        certainty=certainty,
        subject=subject,
        time_iso=year,
        time=year,
        doc=doc,
    ),
    st.sampled_from([0.0, 3.0, 8.0, 8.2, 80.0, 1e300, -1.0]),
    st.sampled_from(["%", "x", "pp", "hour", "year", "count"]),
    st.sampled_from([str(m) for m in Modifier]),
    st.sampled_from(list(Certainty)),
    st.sampled_from([None, "Corvid 4", "Corvid 5", "engineers"]),
    st.sampled_from([None, "2024", "2025-05"]),
    st.sampled_from(["doc-a", "doc-b"]),
)


@given(claims, claims)
def test_a_relation_is_the_same_from_either_side(a: Claim, b: Claim) -> None:
    assert relation_of(a, b)[:2] == relation_of(b, a)[:2]
    assert {d.what for d in differences(a, b)} == {d.what for d in differences(b, a)}


@given(claims, claims)
def test_every_pair_has_a_rule_and_a_reason_in_a_sentence(a: Claim, b: Claim) -> None:
    kind, rule, reason = relation_of(a, b)
    assert kind in {str(k) for k in RelationKind}
    assert rule
    assert reason.endswith(".")


def test_a_rate_is_read_next_to_its_number_only() -> None:
    make = Maker()
    assert rate_of(make("they ship {8x} as much code per quarter", 8, "x")) == "quarter"
    assert rate_of(make("{$40} a month", 40, "USD")) == "month"
    assert rate_of(make("a day of it gave {8x}", 8, "x")) is None
    assert rate_of(make("it takes {4 hours} a day", 4, "hour")) is None


@pytest.mark.parametrize("bad", ["", "soon", "2025-13", "2025-02-30", "../", "0000", None])
def test_what_is_no_date_has_no_span(bad: str | None) -> None:
    assert span_of(bad) is None


def test_dates_keep_their_precision() -> None:
    year, quarter, open_end = span_of("2025"), span_of("2025-Q1"), span_of("../2025-02")
    assert year is not None
    assert quarter is not None
    assert open_end is not None
    assert year.meets(quarter)
    assert open_end.meets(quarter)
    later = span_of("2025-03")
    assert later is not None
    assert not open_end.meets(later)


def test_a_large_measure_is_compared_in_bounded_work() -> None:
    make = Maker()
    few = [make("it was {8%}", 8, doc=f"doc-{i}") for i in range(MAX_COMPARED)]
    assert len(list(pairs_to_compare(few))) == MAX_COMPARED * (MAX_COMPARED - 1) // 2
    alike = [make("it was {8%}", 8, doc=f"doc-{i}") for i in range(3000)]
    assert len(list(pairs_to_compare(alike))) == 2999
    apart = [make("it was {so much}", float(i), doc=f"doc-{i}") for i in range(3000)]
    assert len(list(pairs_to_compare(apart))) == MAX_COMPARED * (MAX_COMPARED - 1) // 2


def verdict(*claims: Claim, **dates: str) -> Verdict:
    documents = documents_of(*(document(d, published=p) for d, p in dates.items()), claims=claims)
    compared = compare_claims(claims, documents, WordEncoder(), book=HolderBook([c.speaker for c in claims], documents))
    assert len(compared.measures) == 1
    check(compared.relations)
    return compared.measures[0].verdict


def check(relations: tuple[Relation, ...]) -> None:
    assert len({r.id for r in relations}) == len(relations)
    assert all(r.inputs and r.reason for r in relations)


def test_the_verdict_on_a_measure_is_the_weightiest_word() -> None:
    make = Maker()
    eight = make(SENTENCE % "8x", 8, "x", doc="doc-a")
    again = make(SENTENCE % "8x", 8, "x", doc="doc-b")
    more = make(SENTENCE % "10x", 10, "x", doc="doc-c", modifier=">")
    about = make(SENTENCE % "8.1x", 8.1, "x", doc="doc-d")
    assert verdict(eight) is Verdict.SINGLE
    assert verdict(eight, again) is Verdict.AGREE
    assert verdict(eight, about) is Verdict.REFINE
    assert verdict(eight, again, more) is Verdict.CONFLICT
    asked = make(SENTENCE % "9x", 9, "x", doc="doc-e", certainty=Certainty.QUESTION)
    asked_too = make(SENTENCE % "9x", 9, "x", doc="doc-f", certainty=Certainty.QUESTION)
    assert verdict(eight, asked) is Verdict.DIFFERENT_BASIS
    assert verdict(asked, asked_too) is Verdict.UNRESOLVED
    assert verdict_of([], []) is Verdict.SINGLE


def test_a_level_that_another_came_from_is_not_the_level_now() -> None:
    make = Maker()
    now = make("engines drive {75%} of the looms at Tavin", 75)
    before = make("engines drive 61% of the looms, against {9%} in the spring", 9, doc="doc-b")
    ago = make("A year earlier it was {9%}", 9, doc="doc-c")
    assert relation_of(now, before)[:2] == ("different_basis", "time")
    assert relation_of(now, ago)[:2] == ("different_basis", "time")
    assert relation_of(before, ago)[0] == "agree"
    assert relation_of(now, make("engines drive {61%} of the looms at Tavin", 61, doc="doc-d"))[0] == "conflict"


def test_figures_that_one_sentence_sets_side_by_side_do_not_contradict_elsewhere() -> None:
    make = Maker()
    both = make("Weavers guess the gain at {2.5x} and the clock shows 1.3x", 2.5, "x")
    other = make("The gain of the looms is {1.3x}", 1.3, "x", doc="doc-b")
    denied = make("The gain of the looms is {1.2x}, not 1.3x", 1.2, "x", doc="doc-c")
    assert relation_of(both, other)[:2] == ("different_basis", "side_by_side")
    assert relation_of(denied, other)[0] == "conflict"


def test_who_denies_an_own_earlier_figure_withdraws_it() -> None:
    make = Maker()
    said = make("The gain of the looms is {1.3x}", 1.3, "x", speaker="Norvane")
    denied = make("The gain is 1.2x, not {1.3x}; we corrected it", 1.3, "x", doc="doc-b", speaker="Norvane",
                  certainty=Certainty.NEGATED)  # fmt: skip
    other = make("The gain is 1.2x, not {1.3x}", 1.3, "x", doc="doc-c", speaker="Ada Marsh", certainty=Certainty.NEGATED)
    assert relation_of(said, denied, on_a="2026-01", on_b="2026-03")[:2] == ("different_basis", "superseded")
    assert relation_of(said, other, on_a="2026-01", on_b="2026-03")[:2] == ("conflict", "denied")


def test_a_summary_that_gives_its_texts_figure_another_date_misreports_it() -> None:
    make = Maker()
    body = make("engineers ship {eight times} as much code as in 2024", 8, "x", baseline="2024")
    above = make("code up {8x} since 2026", 8, "x", baseline="since 2026", role=Role.SUMMARY)
    assert relation_of(body, above)[:2] == ("conflict", "misreported")
    elsewhere = make("code up {8x} since 2026", 8, "x", baseline="since 2026", role=Role.SUMMARY, doc="doc-b")
    assert relation_of(body, elsewhere)[0] == "different_basis"
    undated = make("code up {8x} on the old days", 8, "x", baseline="the old days", role=Role.SUMMARY)
    assert relation_of(body, undated)[0] == "different_basis"


def test_claims_of_near_measures_are_never_said_to_conflict() -> None:
    a, b = two(3, 8)
    setting = Setting(
        Sure(0.95), {}, {a.document: None, b.document: None}, LevelIndex([a, b]), Withdrawals([], {}), Together([], {})
    )
    assert str(relate(a, b, setting).relation) == "conflict"
    near = relate_near(a, b, setting)
    assert (str(near.relation), near.rule) == ("different_basis", "near_measures")


def test_a_baseline_told_by_an_event_is_made_exact_by_a_year_not_contradicted() -> None:
    a, b = two(6, 6, a={"baseline": "before Sketchmate"}, b={"baseline": "2023"})
    assert relation_of(a, b)[:2] == ("refine", "baseline_made_exact")
    a, b = two(6, 6, a={"baseline": "before Sketchmate"}, b={"baseline": "the mean of 2020 to 2023"})
    assert relation_of(a, b)[:2] == ("different_basis", "baseline")


def test_what_is_so_now_was_so_a_little_before() -> None:
    now = {"time": "now", "time_iso": "2026-06-08"}
    a, b = two(75, 75, "%", a=now, b={"time": "in May 2026", "time_iso": "2026-05"})
    assert relation_of(a, b)[0] == "agree"
    a, b = two(75, 64, "%", a=now, b={"time": "in May 2024", "time_iso": "2024-05"})
    assert relation_of(a, b)[:2] == ("different_basis", "time")


def test_versions_next_to_the_figures_tell_subjects_apart_that_nobody_read() -> None:
    make = Maker()
    a = make("Marl 4 got to {3x} on the sorting job", 3, "x", doc="doc-a")
    b = make("on the sorting job Marl 5 got to {47x}", 47, "x", doc="doc-b")
    assert relation_of(a, b)[:2] == ("different_basis", "subject")
    c = make("on the sorting job Marl 4 got to {9x}", 9, "x", doc="doc-c")
    assert relation_of(a, c)[0] == "conflict"


def test_who_gives_a_figure_is_no_subject_of_it() -> None:
    a, b = two(12, 12, "hour", a={"subject": "Ovid Labs", "by": "Ovid Labs"}, b={"subject": "Berrin"})
    assert relation_of(a, b)[0] == "agree"


def test_two_voices_of_one_document_that_date_one_figure_differently_misreport_it() -> None:
    make = Maker()
    a = make("six times as much since 2026: {6x}", 6, "x", speaker="summary", baseline="since 2026")
    b = make("it was {6x} what it had been in 2023", 6, "x", speaker="host", baseline="2023")
    assert relation_of(a, b)[:2] == ("conflict", "misreported")


def _among(claims: list[Claim], documents: dict[str, Any], origins: dict[str, str | None]) -> Setting:
    return Setting(
        likeness=Sure(),
        origin_of=origins,
        published={c.document: None for c in claims},
        levels=LevelIndex(claims),
        withdrawals=Withdrawals(claims, documents),
        together=Together(claims, origins),
    )


def _corrected(correction: str, *, speaker: str = "author") -> tuple[list[Claim], dict[str, Any]]:
    """An own report of 40%, a retelling, and a later text of two claims: the old figure and the new one."""
    make = Maker()
    first, second = correction.split("|")
    old_certainty = Certainty.NEGATED if "not {" in second else Certainty.ASSERTED
    claims = [
        make("{40%} of the orders at Ostrow are packed by arms", 40, doc="report", speaker="Ostrow"),
        make("Ostrow has arms pack {40%} of its orders", 40, doc="news", by="Ostrow"),
    ]
    if old_certainty is Certainty.NEGATED:
        new = make(second.replace("{40%}", "40%"), 31, doc="late", speaker=speaker, gap=-len(second) + 4)
        old = make(second.replace("{31%}", "31%"), 40, doc="late", speaker=speaker, certainty=old_certainty)
    else:
        old = make(first, 40, doc="late", speaker=speaker, gap=2)
        new = make(second, 31, doc="late", speaker=speaker)
    return [*claims, old, new], {"late": document("late", authors=("Ostrow",))}


@pytest.mark.parametrize(
    "correction",
    ["We wrote that {40%} of the orders are packed by arms. |The right figure is {31%}", "|the arms pack {31%}, not {40%}"],
)
def test_a_correction_by_the_origin_supersedes_its_figure_wherever_that_is_repeated(correction: str) -> None:
    claims, documents = _corrected(correction)
    report, news, old, new = claims
    setting = _among(claims, documents, {c.id: "Ostrow" for c in claims})
    for earlier in (report, news):
        found = relate(earlier, new, setting)
        assert (found.relation, found.rule) == (RelationKind.DIFFERENT_BASIS, "superseded"), found
        assert "Ostrow has put 31% in the place of 40%" in found.reason
    if old.certainty is Certainty.NEGATED:
        assert relate(news, old, setting).rule == "superseded"


def test_nobody_withdraws_a_figure_of_another() -> None:
    claims, _ = _corrected("|the arms pack {31%}, not {40%}", speaker="Ada Marsh")
    setting = _among(claims, {}, {c.id: "Ostrow" for c in claims[:2]})
    assert relate(claims[1], claims[3], setting).relation is RelationKind.CONFLICT
    assert relate(claims[1], claims[2], setting).relation is RelationKind.CONFLICT


def test_who_never_said_a_figure_withdraws_nothing() -> None:
    make = Maker()
    told = make("Ostrow packs {40%} faster", 40, doc="news", by="Ostrow")
    denied = make(
        "we have never said that we pack {40%} faster", 40, doc="late", speaker="Ostrow", certainty=Certainty.NEGATED
    )
    setting = _among([told, denied], {}, {told.id: "Ostrow"})
    assert relate(told, denied, setting).rule == "denied"


def test_figures_that_one_origin_gives_in_one_text_do_not_contradict_when_retold() -> None:
    make = Maker()
    group = make("in one hall {40%} of the orders are packed by arms", 40, doc="report", speaker="Ostrow")
    whole = make("in all halls {12%} of the orders are packed by arms", 12, doc="report", speaker="Ostrow")
    one = make("Ostrow packs {40%} of the orders by arms", 40, doc="news", by="Ostrow")
    other = make("{12%} of the orders are packed by arms, says Ostrow", 12, doc="blog", by="Ostrow")
    origins: dict[str, str | None] = {c.id: "Ostrow" for c in (group, whole, one, other)}
    assert relate(one, other, _among([group, whole, one, other], {}, origins)).rule == "given_together"
    assert relate(one, other, _among([one, other], {}, origins)).rule == "incompatible"
    assert relate(one, other, _among([group, whole, one, other], {}, {})).rule == "incompatible"


def test_a_guess_leaves_room_for_what_is_stated() -> None:
    a, b = two(3, 8, a={"certainty": Certainty.HEDGED})
    assert relation_of(a, b)[:2] == ("different_basis", "guess")


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("METR numbers", "AI models", False),  # descriptions of different kinds: the names tell little
        ("Norvane engineers", "Ostrow engineers", True),
        ("Norvane engineers", "Corvid 5", True),
        ("Quell Marl preview", "Marl Preview", False),  # one name, once without its capital
        ("Open-ended puzzle success", "Norvane success", False),  # the sentence's capital
    ],
)
def test_names_tell_subjects_apart_only_where_they_name_what_is_measured(one: str, other: str, differ: bool) -> None:
    make = Maker()
    a, b = (make(f"{subject} is at {{50%}}", 50, doc=subject, subject=subject) for subject in (one, other))
    assert any(d.what == "subject" for d in differences(a, b)) is differ


def test_a_number_from_a_source_is_no_earlier_level() -> None:
    make = Maker()
    source, level = make("2.5 times, from {84} clerks", 84, "count"), make("rose from {84} to 90 clerks", 84, "count")
    plain = make("they asked {48} clerks", 48, "count", doc="doc-b")
    assert differences(source, plain) == ()
    assert [d.what for d in differences(level, plain)] == ["time"]


def test_a_stretch_in_which_something_grew_makes_no_baseline_exact() -> None:
    make = Maker()
    loose = make("{6x} as many sketches as before the tool", 6, "x", baseline="before the tool")
    stretch = make("{6x} as many sketches since 2024", 6, "x", doc="doc-b", time="since 2024", time_iso="2024/..")
    assert relation_of(loose, stretch)[:2] == ("different_basis", "baseline")


def test_a_loose_baseline_is_another_one_than_a_span_of_years() -> None:
    make = Maker()
    loose = make("{8x} as much as they were before", 8, "x", baseline="as they were before the tool")
    years = make("{8x} as much", 8, "x", doc="doc-b", baseline="as they did from 2021 to 2025")
    span = make("up {50} points", 50, "pp", baseline="six months before")
    dated = make("up {50} points", 50, "pp", doc="doc-b", baseline="six months before May 2026")
    assert relation_of(loose, years)[:2] == ("different_basis", "baseline")
    assert relation_of(span, dated)[0] == "agree"


def test_a_writers_own_telling_of_a_credited_figure_conflicts_sooner_than_a_course_of_their_own() -> None:
    make = Maker()
    credited = make("clerks at Ostrow file {8x} as much", 8, "x", by="Ostrow", subject="clerks")
    retold = make("clerks at Ostrow file {more than ten times} as much", 10, "x", modifier=">", subject="clerks")
    own = make("clerks at Ostrow file {8x} as much", 8, "x", subject="clerks")
    assert relation_of(credited, retold, score=0.75)[:2] == ("conflict", "incompatible")
    assert relation_of(own, retold, score=0.75)[:2] == ("different_basis", "not_surely_the_same")


def test_a_hedged_telling_with_another_date_misreports_nothing() -> None:
    make = Maker()
    above = make("clerks file {8x} as much since 2026", 8, "x", role=Role.SUMMARY, baseline="since 2026")
    below = make("{8x} since 2024 is surely too much", 8, "x", baseline="since 2024", certainty=Certainty.HEDGED)
    told = make("clerks file {8x} as much since 2024", 8, "x", baseline="since 2024")
    assert relation_of(above, told)[1] == "misreported"
    assert relation_of(above, below)[1] != "misreported"


def test_a_sentence_that_does_not_say_what_it_measures_contradicts_nothing() -> None:
    make = Maker()
    full = make("clerks at Ostrow file {8x} as much", 8, "x")
    bare = make("the right figure is {3x}", 3, "x", doc="doc-b")
    assert relation_of(full, bare)[:2] == ("different_basis", "not_surely_the_same")
    again = make("clerks at Ostrow file {3x} as much", 3, "x", doc="doc-b")
    assert relation_of(full, again)[0] == "conflict"


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("{40%} of the nets are mended by hand", "the nets are mended {40%} faster by hand", "unit"),
        ("{40 percent} of the nets are mended by hand", "by hand the nets last {40 percent} longer than before", "unit"),
        ("{40%} of the nets are mended by hand", "by hand {40%} of the nets are mended", "equal"),
        ("{40%} of the time the nets hold", "the nets hold {40%} longer", "equal"),
        ("the nets hold {40%} longer", "by hand the nets last {40%}", "equal"),
        ("{four in ten} nets are mended by hand", "by hand the nets hold {40%} longer", "unit"),
    ],
)
def test_a_share_is_no_change_of_the_same_figure(one: str, other: str, rule: str) -> None:
    make = Maker()
    a, b = make(one, 40, doc="doc-a"), make(other, 40, doc="doc-b")
    assert relation_of(a, b)[1] == relation_of(b, a)[1] == rule


def test_two_different_mosts_conflict_and_two_different_bounds_do_not() -> None:
    make = Maker()
    said = [
        ("Norvane would close the harbour for up to {six months}", 6),
        ("Norvane would close the harbour for up to {a year}", 12),
    ]
    a, b = (make(marked, value, "month", doc=f"doc-{value}", modifier="<=") for marked, value in said)
    assert relation_of(a, b)[:2] == ("conflict", "incompatible")
    bound = [(f"Norvane closed the harbour for no more than {{{n} months}}", n) for n in (6, 12)]
    a, b = (make(marked, value, "month", doc=f"doc-{value}", modifier="<=") for marked, value in bound)
    assert relation_of(a, b)[:2] == ("refine", "within")
