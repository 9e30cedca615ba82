from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from comparison_claims import Maker, WordEncoder, document, documents_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Claim, Measure, Verdict
from index.comparison.frames import Frame, names_in, stem
from index.comparison.labels import MAX_LABEL_CHARS, label_of, tell_apart, trimmed
from index.comparison.measures import NEAR_SCORE, group_claims, name_groups, near_rows, value_groups, with_heads
from index.comparison.neighbours import EXACT_MOST, nearest_pairs
from index.comparison.pairs import FEATURES, PairTable
from index.comparison.runs import frames_of, goes_on, points_back


def harbour_claims() -> list[Claim]:
    make = Maker()
    return [
        make("More than {80%} of the cranes in the harbour run on electric power", 80, modifier=">", subject="cranes"),
        make("Electric power drives {82%} of the harbour cranes", 82, doc="doc-b", subject="cranes"),
        make("In the harbour {four fifths} of all cranes run on electric power", 80, doc="doc-c", subject="cranes"),
        make("A pilot needs {six years} of training at sea", 6, "year", subject="pilot"),
        make("Training a sea pilot takes {6 years}", 6, "year", doc="doc-b", subject="pilot"),
        make("Freight prices doubled, up {100%} on the northern route", 100, doc="doc-c", subject="freight prices"),
    ]


def partition(claims: list[Claim]) -> set[frozenset[str]]:
    groups, _ = group_claims(claims, documents_of(claims=claims), WordEncoder())
    return {frozenset(c.id for c in g.claims) for g in groups}


def test_claims_about_one_thing_are_one_measure_whatever_their_numbers() -> None:
    claims = harbour_claims()
    ids = [c.id for c in claims]
    assert partition(claims) == {frozenset(ids[:3]), frozenset(ids[3:5]), frozenset(ids[5:])}


def test_a_claim_that_goes_on_with_the_one_before_is_in_its_measure() -> None:
    make = Maker()
    first = make("Divers preferred the new valve in {64%} of blind trials", 64, subject="divers", gap=2)
    then = make("In 2021, that number was {22%}", 22)
    alone = {c.id: n for n, c in enumerate((first, then))}
    assert len(set(with_heads([first, then], alone).values())) == 1
    first = make("Divers preferred the new valve in {64%} of blind trials", 64, doc="doc-b", subject="divers", gap=2)
    of_its_own = make("That is {7%} of what the navy spends on gear", 7, doc="doc-b")
    assert with_heads([first, of_its_own], {first.id: 0, of_its_own.id: 1}) == {first.id: 0, of_its_own.id: 1}


def test_a_run_of_figures_goes_where_one_of_them_is_told_elsewhere() -> None:
    make = Maker()
    first = make("The old crew beat the harbour master {51%} of the time", 51, subject="old crew", gap=2)
    then = make("Now with the new crew, it's up to {64%}", 64)
    elsewhere = make("The new crew beat the harbour master {64%} of the time", 64, doc="doc-b", subject="new crew")
    together = with_heads([first, then, elsewhere], {first.id: 0, then.id: 1, elsewhere.id: 1})
    assert together == {first.id: 1, then.id: 1, elsewhere.id: 1}


def test_a_run_stays_where_its_first_figure_is_told_elsewhere() -> None:
    make = Maker()
    first = make("The old crew beat the harbour master {51%} of the time", 51, subject="old crew", gap=2)
    then = make("Across the fleet it was {12%}", 12)
    others = [make("Of the nets {12%} are mended", 12, doc=f"doc-{i}") for i in range(3)]
    elsewhere = make("The old crew beat the harbour master in {51%} of races", 51, doc="doc-9")
    clusters = {first.id: 0, elsewhere.id: 0, then.id: 1, **{c.id: 1 for c in others}}
    assert with_heads([first, then, elsewhere, *others], clusters) == clusters | {then.id: 0}


def test_the_order_of_the_input_changes_nothing() -> None:
    claims = harbour_claims()
    expected = group_claims(claims, documents_of(claims=claims), WordEncoder())[0]
    for seed in range(5):
        shuffled = random.Random(seed).sample(claims, len(claims))
        assert group_claims(shuffled, documents_of(claims=claims), WordEncoder())[0] == expected


def test_every_claim_belongs_to_exactly_one_measure() -> None:
    claims = harbour_claims()
    groups, _ = group_claims(claims, documents_of(claims=claims), WordEncoder())
    assert sorted(c.id for g in groups for c in g.claims) == sorted(c.id for c in claims)


def test_a_measure_keeps_its_id_and_label_while_its_members_grow() -> None:
    from index.comparison.compare import compare_claims
    from index.comparison.holders import HolderBook

    claims = harbour_claims()
    documents = documents_of(document("doc-0", published="1990"), claims=claims)
    book = HolderBook(["author"], documents)
    before = compare_claims(claims[1:], documents, WordEncoder(), book=book).measures
    first = Maker()(
        "In the harbour {81%} of cranes run on electric power", 81, doc="doc-0", subject="quay", phrase="other words"
    )
    after = compare_claims([first, *claims], documents, WordEncoder(), book=book, previous=before).measures
    home = {c: m for m in after for c in m.claims}
    for measure in before:
        assert {home[c].id for c in measure.claims} == {measure.id}
        assert {home[c].label for c in measure.claims} == {measure.label}
    assert home[first.id].id == home[claims[1].id].id
    fresh = compare_claims([first, *claims], documents, WordEncoder(), book=book).measures
    assert {m.id for m in fresh} != {m.id for m in after}


def test_the_parts_of_a_measure_that_splits_have_ids_of_their_own() -> None:
    first, second, third = (Maker()(f"Pier {k} holds {{{k}0%}} of the load", 10.0 * k) for k in (1, 2, 3))
    first, second, third = (replace(c, id=f"claim-{k}") for k, c in enumerate((first, second, third)))
    (whole,) = name_groups([[first, second]], [])
    before = Measure(whole.id, "load", (first.id, second.id), (), (), None, (), 0, (), Verdict.SINGLE, "h")
    parts = name_groups([[first], [second, third]], [replace(before, claims=(second.id, third.id))])
    assert {len(g.claims): g.id == whole.id for g in parts} == {2: True, 1: False}
    assert len({g.id for g in parts}) == 2


def test_a_sentence_that_points_back_goes_on_with_the_measure_before_it() -> None:
    make = Maker()
    head = make("Judges preferred the answer of the new engine {64%} of the time", 64, gap=1)
    back = make("In 2019, that number was {22%}", 22, gap=1)
    other = make("The bakery sold {22%} of its loaves to restaurants", 22, gap=1)
    assert points_back(back)
    assert not points_back(other)
    groups, _ = group_claims([head, back, other], documents_of(claims=[head]), WordEncoder())
    assert {len(g.claims) for g in groups} == {1, 2}
    assert "judg" in frames_of([head, back])[back.id].stems


@pytest.mark.parametrize(
    ("marked", "goes"),
    [
        ("For the valley as a whole it was {12%}", True),
        ("Across the three farms, the share had been {6%}", True),
        ("The right figure is {31%}", True),
        ("Reportedly Tilden 2 was preferred {50%} of the time", True),
        ("Orla Brandt says {50%}", True),
        ("Across the farms it is a wet year, and growers lost {25%} of the hay", False),
        ("The bakery sold {22%} of its loaves", False),
        ("More than {80%}", False),
        ("The right figure is {31 hours}", False),
    ],
)
def test_a_sentence_without_a_measure_of_its_own_goes_on_with_the_one_before(marked: str, goes: bool) -> None:
    make = Maker()
    head = make("Judges preferred the answer of Tilden 3 {64%} of the time", 64, gap=1)
    unit = "hour" if "hours" in marked else "%"
    back = make(marked, 50, unit, gap=1, subject="Tilden 2" if "Tilden" in marked else None)
    assert goes_on(back, head) is goes


def test_only_the_same_voice_goes_on_with_a_measure() -> None:
    make = Maker()
    head = make("Judges preferred the answer of Tilden 3 {64%} of the time", 64, gap=1)
    back = make("The right figure is {31%}", 31, gap=1)
    assert goes_on(back, head)
    assert not goes_on(replace(back, speaker="Orla Brandt"), head)


def test_units_of_different_families_are_never_one_measure() -> None:
    make = Maker()
    hours = make("The reader needs {4 hours} for the book", 4, "hour")
    dollars = make("The reader needs {4 dollars} for the book", 4, "USD")
    assert len(partition([hours, dollars])) == 2


def test_equal_figures_are_grouped_across_units() -> None:
    make = Maker()
    claims = [make("it takes {90 minutes}", 90, "minute"), make("it takes {an hour and a half}", 1.5, "hour")]
    claims.append(make("it takes {two hours}", 2, "hour", modifier="~"))
    groups = value_groups(claims)
    assert [len(g.claims) for g in groups] == [2, 1]
    assert groups[1].modifiers == ("~",)


def test_a_label_is_what_most_members_call_the_thing() -> None:
    make = Maker()
    claims = [make("{8%} of it", 8, phrase="share of code", subject="Norvane") for _ in range(2)]
    claims.append(make("{8%} of it", 8, phrase="part", subject="Norvane"))
    assert label_of(claims) == "Share of code (Norvane)"
    assert len(label_of([make("word " * 60 + "{8%}", 8)])) <= MAX_LABEL_CHARS


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "label"),
    [
        (
            "In March, roughly {40%} of the cranes were driven by Tavin, the port says.",
            40,
            "%",
            "Share of the cranes driven by Tavin",
        ),
        ("Tavin drove {61%} of the cranes.", 61, "%", "Share of the cranes that Tavin drove"),
        ("In a trial of 22 cranes the gain was {1.3x}.", 1.3, "x", "Gain in a trial of 22 cranes"),
        ("3/ Ada Marsh says that the median wait for a berth is {9 hours}.", 9, "hour", "Median wait for a berth"),
        ("The port gives a crane that builds cranes a {25%} chance.", 25, "%", "Chance of crane that builds cranes"),
        ("And then Tavin loaded {900} crates by hand", 900, "count", "Tavin loaded … crates by hand"),
        ("{Half} of Tavin's lifts had to be done again.", 50, "%", "Share of Tavin's lifts that had to be done again"),
    ],
)
def test_a_label_is_a_heading_made_from_the_clause(sentence: str, value: float, unit: str, label: str) -> None:
    assert label_of([Maker()(sentence, value, unit)]) == label


def test_what_only_points_or_reports_is_no_label() -> None:
    make = Maker()
    claims = [make("There the gain was {1.3x}.", 1.3, "x"), make("The gain over all 22 cranes is {1.3x}.", 1.3, "x")]
    assert label_of(claims) == "Gain over all 22 cranes"
    says = [make("Ada Marsh of Tavin says {25%}.", 25), make("Ada Marsh puts the odds of a strike at {25%}.", 25)]
    assert label_of(says).startswith("Odds of a strike")


def test_two_measures_are_told_apart_by_whose_they_are() -> None:
    claim = Maker()("The share was {8%}", 8, subject="Norvane")
    told = tell_apart("Share of code", [claim], {"share of code"})
    assert told == "Share of code (Norvane)"
    assert tell_apart("Share of code", [claim], set()) == "Share of code"


_PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=200)


@given(_PLAIN, _PLAIN)
def test_a_label_is_never_too_long(left: str, right: str) -> None:
    label = label_of([Maker()(f"{left} {{8%}} {right}", 8)])
    assert len(label) <= MAX_LABEL_CHARS


def test_inflected_words_share_a_stem() -> None:
    assert len({stem(w) for w in ("merged", "merging", "merges", "merge")}) == 1
    assert len({stem(w) for w in ("ship", "shipped", "shipping", "ships")}) == 1


@pytest.mark.parametrize("count", [3, 10_000])
def test_identical_claims_are_one_measure(count: int) -> None:
    one = Maker()("The new stand adds {9,000 seats}", 9000, "count")
    claims = [replace(one, id=f"claim-{i:05}", document=f"doc-{i:05}") for i in range(count)]
    groups, _ = group_claims(claims, documents_of(claims=claims), WordEncoder())
    assert [len(g.claims) for g in groups] == [count]


def test_absurd_numbers_are_taken_without_failure() -> None:
    make = Maker()
    claims = [make("the sum was {so much}", v, u) for v in (0.0, -5.0, 1e300, -1e300) for u in ("year", "x", "", "¤")]
    assert {c for group in partition(claims) for c in group} == {c.id for c in claims}


def test_no_claims_make_no_measures() -> None:
    assert group_claims([], {}, WordEncoder())[0] == ()


def test_the_forest_finds_near_rows_among_many() -> None:
    import numpy as np

    random_rows = np.random.default_rng(1).standard_normal((EXACT_MOST + 500, 16)).astype(np.float32)
    random_rows /= np.linalg.norm(random_rows, axis=1, keepdims=True)
    random_rows[1::2] = random_rows[0::2] + 0.001
    found = {tuple(p) for p in nearest_pairs(random_rows).tolist()}
    twins = [(i, i + 1) for i in range(0, len(random_rows), 2)]
    assert sum(t in found for t in twins) >= 0.99 * len(twins)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("and of the code it published, ", "code it published"),
        ("cranes run on electric power in the", "cranes run on electric power"),
        ("share of code", "share of code"),
        ("of the", ""),
        ("", ""),
    ],
)
def test_words_that_dangle_are_cut_from_a_label(cut: str, whole: str) -> None:
    assert trimmed(cut) == whole


@given(st.text(alphabet="aof thein,-(", max_size=60))
def test_cutting_dangling_words_is_quick_and_final(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)


def test_a_long_run_of_loose_words_is_cut() -> None:
    assert trimmed("of the " * 20 + "end" + " of the, " * 20_000).startswith("end")
    assert trimmed("end " + "of the " * 20_000 + "end").startswith("end")


def test_claims_of_near_measures_are_asked_with_all_their_like() -> None:
    def frame(claim: str, vector: int) -> Frame:
        return Frame(
            claim=claim, document=claim, start=0, end=9, text=claim, focus=claim, bare=claim, family="s", unit="s",
            value=float(vector), rarity=0.4, stems=frozenset(), near_stems=frozenset(), clause_stems=frozenset(),
            noun_stems=frozenset(), figures=frozenset(), subject_stems=frozenset(), names=frozenset(), kind="duration",
        )  # fmt: skip

    frames = [frame(name, n) for n, name in enumerate("abcd")]
    rows = np.eye(4, dtype=np.float32)
    table = PairTable(frames, rows, rows, rows, weights=[0.0] * len(FEATURES), intercept=0.0)
    pairs = np.array([[0, 2]])
    found = near_rows(table, pairs, np.array([NEAR_SCORE]), {0: 0, 1: 0, 2: 1, 3: 1}, [[0, 1], [2, 3]])
    assert found == [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert near_rows(table, pairs, np.array([NEAR_SCORE / 2]), {0: 0, 1: 0, 2: 1, 3: 1}, [[0, 1], [2, 3]]) == []


def test_an_abbreviation_that_says_what_kind_of_things_are_meant_is_no_name() -> None:
    assert names_in("by now most EU farms use it") == frozenset()
    assert names_in("by now the EU uses it") == {"eu"}
    assert names_in("of Norvane farms in the EU") == {"norvane", "eu"}
