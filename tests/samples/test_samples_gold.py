"""The gold of the sample corpus: verbatim, consistent in itself, and as rich as the tests that lean on it need."""

from __future__ import annotations

from collections import Counter

import pytest
from samples_reading import Row, file_text, gold_rows, gold_table, squashed_texts

from corpus.records import Certainty, Label, Modifier, RelationKind
from corpus.text import squash
from corpus.topic import load_topic

KINDS = {"level", "multiplier", "change", "rate", "probability", "duration", "count", "money"}
SECTIONS = {
    *("body", "headline", "quote", "table", "comment", "parent_comment", "sponsor"),
    *("summary", "takeaways", "quotes", "transcript_reading", "transcript_commentary"),
}
NAMES = {row["id"]: row for row in gold_rows("claims")}


PLACED = [r for r in gold_rows("claims") if r["start"] is not None]


def _measures_with(kind: str) -> set[str]:
    """The measures of which a core relation of this kind joins two documents."""
    return {
        r["metric_key"] for r in gold_rows("relations") if r["relation"] == kind and not r["same_doc"] and not r["optional"]
    }


@pytest.mark.parametrize("name", ["claims", "not_claims", "stances"])
def test_every_quote_stands_in_its_document(name: str) -> None:
    texts = squashed_texts()
    missing = [(r["doc"], r["quote"]) for r in gold_rows(name) if squash(r["quote"]) not in texts[r["doc"]]]
    assert missing == []


@pytest.mark.parametrize("name", ["claims", "not_claims", "stances"])
def test_offsets_are_those_of_the_plain_text_files(name: str) -> None:
    for row in gold_rows(name):
        if row["start"] is None:
            assert not row["doc"].endswith(".txt"), row
            continue
        text = file_text(row["doc"])
        assert text[row["start"] : row["start"] + len(row["quote"])] == row["quote"]
        if "quantity" in row:
            assert text[row["q_start"] : row["q_start"] + len(row["quantity"])] == row["quantity"]
            assert row["start"] <= row["q_start"]
            assert row["q_start"] + len(row["quantity"]) <= row["start"] + len(row["quote"])


def test_quantities_stand_in_their_quotes() -> None:
    for row in gold_rows("claims") + gold_rows("not_claims"):
        assert row["quantity"] in row["quote"], row
    for row in gold_rows("claims"):
        assert row["quantity"] in row["quantity_full"]
        assert row["quantity_full"] in row["quote"], row


def test_claims_use_the_words_of_the_records() -> None:
    for row in gold_rows("claims"):
        assert row["kind"] in KINDS, row
        assert row["modifier"] in {m.value for m in Modifier}
        assert row["certainty"] in {c.value for c in Certainty}
        assert row["section"] in SECTIONS
        assert (row["unit"] == "count") == (row["noun"] is not None)
        assert row["high"] is None or row["high"] > row["value"]


def test_ids_and_places_of_claims_are_unique() -> None:
    assert len(NAMES) == len(gold_rows("claims"))
    places = Counter(
        (r["doc"], r["q_start"]) for r in gold_rows("claims") + gold_rows("not_claims") if r["start"] is not None
    )
    assert [p for p, n in places.items() if n > 1] == []


def test_no_claim_overlaps_what_is_no_claim() -> None:
    spans = [
        (r["doc"], r["q_start"], r["q_start"] + len(r["quantity"])) for r in gold_rows("claims") if r["start"] is not None
    ]
    for row in gold_rows("not_claims"):
        if row["start"] is not None:
            start, end = row["q_start"], row["q_start"] + len(row["quantity"])
            assert all(end <= s or e <= start for d, s, e in spans if d == row["doc"]), row


def test_stances_name_propositions_of_the_topic() -> None:
    keys = {p.key for p in load_topic("rsi").propositions}
    assert set(gold_table("targets")) == keys
    used = {r["target"] for r in gold_rows("stances")}
    assert used == keys
    for row in gold_rows("stances"):
        assert row["label"] in {label.value for label in Label}
        assert row["section"] in SECTIONS


def test_relations_join_claims_of_one_measure() -> None:
    seen: set[tuple[int, int]] = set()
    claims = gold_rows("claims")
    for row in gold_rows("relations"):
        a, b = claims[row["a"]], claims[row["b"]]
        assert (a["id"], b["id"]) == (row["a_id"], row["b_id"])
        assert row["relation"] in {k.value for k in RelationKind}
        assert a["metric_key"] == b["metric_key"] == row["metric_key"]
        assert row["same_doc"] == (a["doc"] == b["doc"])
        assert row["a"] < row["b"]
        assert (row["a"], row["b"]) not in seen
        seen.add((row["a"], row["b"]))


def test_agreeing_claims_give_one_value_and_conflicting_ones_two() -> None:
    for row in gold_rows("relations"):
        a, b = NAMES[row["a_id"]], NAMES[row["b_id"]]
        if row["relation"] == "agree":
            assert (a["value"], a["unit"]) == (b["value"], b["unit"]) or "year" in (a["unit"], b["unit"]), row
        if row["relation"] == "conflict" and a["unit"] == b["unit"]:
            assert a["value"] != b["value"], row


def test_origins_cover_every_measure_and_name_its_documents() -> None:
    origins = gold_table("origins")
    by_key: dict[str, list[Row]] = {}
    for row in gold_rows("claims"):
        by_key.setdefault(row["metric_key"], []).append(row)
    assert set(origins) == set(by_key)
    for key, origin in origins.items():
        assert origin["docs"] == sorted({r["doc"][:2] for r in by_key[key]})
        assert sorted(origin["first_hand_docs"] + origin["repeat_only_docs"]) == origin["docs"]
        assert origin["claims"] == [r["id"] for r in by_key[key]]


def test_holders_listed_are_holders_of_the_gold() -> None:
    names = {r[f] for r in gold_rows("claims") for f in ("speaker", "attributed_to")}
    names |= {r["holder"] for r in gold_rows("stances")}
    assert set(gold_table("holders")) - {n for n in names if n} == set()


def test_conflicts_and_agreements_across_documents() -> None:
    assert len(_measures_with("conflict")) >= 8
    assert len(_measures_with("agree")) >= 8
    assert len(_measures_with("different_basis")) >= 3
    assert len(_measures_with("refine")) >= 3


def test_the_figure_that_walks_is_in_seven_documents_and_is_revised_by_its_origin() -> None:
    steps = [r for r in gold_rows("claims") if r["metric_key"] == "halden_experiment_share" and r["value"] == 40]
    assert len({r["doc"] for r in steps}) >= 7
    assert {r["kind"] for r in steps} == {"level", "change"}
    assert {r["modifier"] for r in steps} == {"~", "="}
    assert "Tessaly" in {r["subject"] for r in steps}
    revised = NAMES["15-2"]
    assert revised["value"] == 31
    assert revised["speaker"] == NAMES["01-1"]["speaker"]


def test_reported_and_own_positions_are_told_apart() -> None:
    stances = gold_rows("stances")
    pauses = [r for r in stances if r["target"] == "pause_or_slow_frontier_ai"]
    reporters = {r["doc"] for r in pauses if r["holder"] == "Halden Labs" and r["speaker"] != "Halden Labs"}
    assert len(reporters) >= 4
    own = {(r["holder"], r["label"]) for r in pauses if r["holder"] == r["speaker"]}
    assert len({h for h, label in own if label == "support"}) >= 3
    assert len({h for h, label in own if label == "oppose"}) >= 3
    assert len({r["holder"] for r in stances if r["holder"] == r["speaker"]}) >= 6


def test_forecasts_of_many_people() -> None:
    forecasts = [r for r in gold_rows("claims") if r["metric_key"] == "p_successor_by_date"]
    assert len({r["attributed_to"] or r["speaker"] for r in forecasts}) >= 8
    assert all(r["certainty"] == "forecast" for r in forecasts)


def test_sizes() -> None:
    assert len(gold_rows("claims")) >= 110
    assert len(gold_rows("not_claims")) >= 40
    assert len(gold_rows("stances")) >= 60
    assert len(gold_rows("relations")) >= 40
