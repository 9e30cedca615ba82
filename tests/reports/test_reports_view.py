from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import Builder, empty_snapshot, hostile_corpus, large_snapshot, mill_corpus, topic

from corpus.changes import Change, ChangeKind
from corpus.findings import Mutation
from corpus.records import Attribution, Certainty, Label, RelationKind, Verdict
from corpus.vocabulary import MutationKind
from reports import Changes, build_view, render_html, render_markdown
from reports.caps import Audience
from reports.measured import FIGURES
from reports.measures import spread_words
from reports.model import BriefingView
from reports.mutations import change_words
from reports.pieces import Quotation
from reports.plots import axis_for, tick_words
from reports.repetition import Said, without_repetition
from reports.scope import find_measures, only_measures
from reports.wording import amount_words, clip, counted, date_words, number_words

DAY = datetime.date(2026, 6, 14)


def view_of(builder: Builder) -> BriefingView:
    return build_view(builder.snapshot(), topic=topic(), generated=DAY)


@pytest.fixture(scope="module")
def mills() -> BriefingView:
    return view_of(mill_corpus())


def whole(quotation: Quotation) -> str:
    return quotation.before + quotation.number + quotation.after


def test_sources_are_numbered_by_date_with_undated_ones_last(mills: BriefingView) -> None:
    assert [s.ref.number for s in mills.sources] == [1, 2, 3, 4, 5, 6]
    assert [s.date for s in mills.sources] == [
        "June 2026",
        "4 June 2026",
        "9 June 2026",
        "11 June 2026",
        "12 June 2026",
        "undated",
    ]


def test_a_document_without_a_title_is_called_by_its_location(mills: BriefingView) -> None:
    assert mills.sources[-1].title == "corpus/poem.txt"


def test_the_figure_stands_apart_in_a_verbatim_sentence(mills: BriefingView) -> None:
    texts = {d.text for d in mill_corpus().documents}
    claims = [c for m in mills.measures.items for c in m.claims.items]
    assert claims
    for claim in claims:
        assert any(whole(claim.quote) in text for text in texts)
        assert claim.quote.number
        assert not claim.quote.cut_before
        assert not claim.quote.cut_after


def test_a_claim_on_a_page_links_to_its_words(mills: BriefingView) -> None:
    links = [c.quote.link for m in mills.measures.items for c in m.claims.items]
    assert any(link.href and link.href.startswith("https://paper.example/looms#:~:text=") for link in links)


def test_a_claim_in_a_recording_links_to_its_second(mills: BriefingView) -> None:
    video = next(s for s in mills.summaries.items if s.ref.title.startswith("Do looms"))
    link = video.summary[0].link
    assert link.is_time
    assert link.href == "https://www.youtube.com/watch?v=abc123&t=112s"
    assert link.label == "1:52"


def test_a_reported_figure_names_its_holder_and_its_reporter(mills: BriefingView) -> None:
    words = {c.who.words for m in mills.measures.items for c in m.claims.items}
    assert "The Weavers’ Guild, as reported by Perry Lunt" in words
    assert "The Weavers’ Guild, as reported by Ines Calloway" in words


def test_conflicts_come_before_different_bases(mills: BriefingView) -> None:
    kinds = [d.kind for d in mills.disagreements.items]
    assert kinds == sorted(kinds, key=["conflict", "different_basis"].index)
    assert mills.overview.key_disagreements[0].kind == "conflict"


def test_the_pair_to_read_first_is_first_hand_and_the_earlier_claim_stands_left(mills: BriefingView) -> None:
    lead = mills.disagreements.items[0].lead
    assert lead.a.who.reporter is None
    assert lead.b.who.reporter is None
    assert (lead.a.date, lead.b.date) == ("4 June 2026", "9 June 2026")


def test_page_one_shows_one_disagreement_of_each_measure_and_none_within_one_source(mills: BriefingView) -> None:
    assert [d.label for d in mills.overview.key_disagreements] == ["Share of cloth woven by machines"]


def test_a_bound_that_is_lost_on_the_way_is_a_mutation(mills: BriefingView) -> None:
    (mutation,) = mills.mutations.items
    assert mutation.changes[0] == "more than 80% becomes 80%"
    assert mutation.b.who.words == "The Weavers’ Guild, as reported by Ines Calloway"


def test_a_figure_told_as_changed_is_not_told_again_as_an_agreement(mills: BriefingView) -> None:
    refined = next(r for r in mill_corpus().relations if r.relation is RelationKind.REFINE)
    pairs = {p.id for d in mills.disagreements.items for p in d.pairs.items}
    assert refined.id not in pairs
    assert [a.value for a in mills.agreements.items] == ["12 minutes"]


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        (MutationKind.MODIFIER, "> 80%", "= 80%", "more than 80% becomes 80%"),
        (MutationKind.HEDGE_LOST, "hedged", "asserted", "hedged becomes asserted"),
        (MutationKind.DATE, "in May", "", "the date is lost (in May)"),
        (MutationKind.SCOPE, "", "of all cloth", "a scope is added (of all cloth)"),
        (MutationKind.UNIT, "8 days", "8 weeks", "the unit changes from 8 days to 8 weeks"),
        (MutationKind.PARTY, "the Guild", "the Mill", "credited to the Guild in one and to the Mill in the other"),
    ],
)
def test_what_changed_is_said_by_its_kind(kind: MutationKind, before: str, after: str, words: str) -> None:
    mutation = Mutation("m", "measure", "a", "b", None, kind, before, after, "", "")
    assert change_words(mutation) == words


def test_findings_of_each_kind_are_shown_with_their_sentences(mills: BriefingView) -> None:
    found = mills.findings
    assert not found.is_empty
    (point,), (crux,) = found.key_points.items, found.cruxes.items
    assert (point.side, point.who, point.against) == ("for", "The Weavers’ Guild", "Ines Calloway")
    assert crux.measure_href == f"#{mill_corpus().measures[0].id}"
    assert len(crux.claims) == 2
    (forecast,), (question,) = found.forecasts.items, found.questions.items
    assert (forecast.by, forecast.likelihood) == ("within 8 months", "60–70\u202f% (“likely”)")
    assert whole(forecast.quote).startswith("My own guess")
    assert question.about == "Share of cloth woven by machines"
    assert found.inconsistencies.items[0].kind_words == "the figures do not add up"


def test_findings_of_another_topic_or_without_their_sentences_are_left_out() -> None:
    builder = mill_corpus()
    builder.key_points = [replace(builder.key_points[0], topic="another")]
    builder.cruxes = [replace(builder.cruxes[0], topic="another")]
    builder.forecasts = [replace(builder.forecasts[0], document="doc-gone")]
    builder.questions = []
    builder.inconsistencies = [replace(builder.inconsistencies[0], a="claim-gone")]
    assert view_of(builder).findings.is_empty


def test_the_digest_says_what_is_agreed_disputed_and_new_without_repeating(mills: BriefingView) -> None:
    digest = mills.digest
    assert [i.label for i in digest.agreed] == ["Time to set up a loom"]
    share, looms = digest.disputed
    assert (share.label, looms.words) == ("Share of cloth woven by machines", "2 for, 1 against")
    texts = [d.text for d in mill_corpus().documents]
    said = [whole(q.quote) for part in (digest.agreed, digest.disputed, digest.new) for i in part for q in i.quotes]
    assert all(any(s in t for t in texts) for s in said)
    assert len(said) == len(set(said))


def test_the_digest_names_who_says_each_sentence(mills: BriefingView) -> None:
    digest = mills.digest
    claims = {whole(c.quote): c for m in mills.measures.items for c in m.claims.items}
    figures = [q for i in (*digest.agreed, *digest.disputed, *digest.new) for q in i.quotes if whole(q.quote) in claims]
    assert len(figures) >= 3
    assert all((q.who, q.date) == (claims[whole(q.quote)].who.words, claims[whole(q.quote)].date) for q in figures)
    sides = [q.who for i in digest.disputed if " for, " in i.words for q in i.quotes]
    assert len(sides) == len(set(sides)) == 2


def test_an_agreement_shows_each_value_by_its_earliest_first_hand_sentence(mills: BriefingView) -> None:
    for agreement in mills.agreements.items:
        claims = agreement.claims.items
        assert claims[0].value == agreement.value.split(", also ")[0]
        same = [c for c in claims if c.value == claims[0].value]
        assert [c.who.reporter is not None for c in same] == sorted(c.who.reporter is not None for c in same)


def test_a_measure_in_conflict_is_not_summed_up_as_agreed() -> None:
    builder = mill_corpus()
    builder.measures = [replace(m, verdict=Verdict.CONFLICT) for m in builder.measures]
    view = view_of(builder)
    assert view.agreements.items
    assert view.digest.agreed == ()


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.SINGLE])
def test_page_one_says_of_every_shared_measure_how_it_stands(verdict: Verdict) -> None:
    builder = mill_corpus()
    builder.measures = [replace(m, verdict=verdict) for m in builder.measures]
    view = view_of(builder)
    n = next(int(f.number) for f in view.overview.figures if "shared measure" in f.words)
    (sentence,) = (s for s in view.overview.sentences if "more than once" in s)
    assert re.search(rf"of these {n} \w", sentence)


def test_sides_are_counted_alike_on_page_one_and_in_short(mills: BriefingView) -> None:
    counts = {i.words for i in mills.digest.disputed if " for, " in i.words}
    (told,) = (s for s in mills.overview.sentences if "most divided" in s)
    assert counts == {re.search(r"\((.*)\)", told).group(1)}  # type: ignore[union-attr]


def test_sentences_that_say_the_same_do_not_sum_up_a_measure() -> None:
    claims = [c for c in mill_corpus().claims if c.quantity.text == "80%"]
    twice = [claims[0], replace(claims[0], id="copy", evidence="So: " + claims[0].evidence), claims[1]]
    assert [c.id for c in without_repetition(twice, n=2)] == [claims[0].id, claims[1].id, "copy"]
    assert Said().is_new("a figure of 12") is True


def test_another_figure_makes_another_sentence() -> None:
    said = Said()
    assert said.is_new("The mills wove 12 yards of cloth in the month of May")
    assert said.is_new("The mills wove 13 yards of cloth in the month of May")
    assert not said.is_new("The mills wove 13 yards of cloth in the month of May, we hear")


def test_a_claim_in_its_origins_own_words_is_no_step_of_the_chain(mills: BriefingView) -> None:
    share = next(m for m in mills.measures.items if m.label.startswith("Share"))
    (tree,) = share.chain.items
    assert tree.origin == "The Weavers’ Guild"
    assert [s.repeater for s in tree.steps] == ["Ines Calloway", "Perry Lunt"]


def test_a_holder_that_changes_sides_has_both_marks_and_counts_once() -> None:
    builder = mill_corpus()
    first = next(p for p in builder.positions if p.holder == "Ines Calloway")
    builder.positions.append(replace(first, id="position-later", label=Label.SUPPORT, first="2026-07", last="2026-07"))
    view = view_of(builder)
    assert view.matrix is not None
    row = next(r for r in view.matrix.rows.items if r.holder == "Ines Calloway")
    assert (row.cells[0].mark, row.cells[0].words) == ("−→+", "against, later for")
    assert view.propositions[0].tally == "3 for; 1 of them only as reported by others"


def test_agreement_counts_sources_of_one_value(mills: BriefingView) -> None:
    (agreement,) = mills.agreements.items
    assert agreement.value == "12 minutes"
    assert agreement.weight == "2 independent origins, 2 sources, 1 agreeing pair"
    assert len(agreement.claims.items) == 2


def test_a_position_that_only_others_report_is_marked(mills: BriefingView) -> None:
    assert mills.matrix is not None
    marks = {r.holder: [c.mark for c in r.cells] for r in mills.matrix.rows.items}
    assert marks["Spinners’ Union"] == ["(+)", ""]
    assert marks["The Weavers’ Guild"] == ["+", ""]
    (slow, _) = mills.propositions
    told = next(p for p in slow.positions.items if not p.is_own)
    assert told.reported == "as reported by Perry Lunt"
    assert slow.tally == "2 for and 1 against; 1 of them only as reported by others"


def test_an_unnamed_holder_is_called_by_the_author_that_its_document_names(mills: BriefingView) -> None:
    assert mills.matrix is not None
    assert "@northmill" in {r.holder for r in mills.matrix.rows.items}


def test_propositions_without_a_side_are_named(mills: BriefingView) -> None:
    assert mills.silent_propositions == ("Nobody in this corpus speaks of this.",)


def test_coverage_names_failures_rejects_and_quiet_documents(mills: BriefingView) -> None:
    assert mills.coverage.failures.items[0].what.startswith("refused (paywall")
    assert mills.coverage.rejects.items[0].count == "1 record"
    assert [s.title for s in mills.coverage.without_claims.items] == ["corpus/poem.txt"]


def test_every_claim_has_one_place_and_a_line(mills: BriefingView) -> None:
    under_measures = {c.anchor for m in mills.measures.items for c in m.claims.items if c.anchor}
    lines = {r.anchor for r in mills.every_claim.items if r.anchor}
    assert under_measures | lines == {c.id for c in mill_corpus().claims}
    assert not under_measures & lines
    assert "1,200,000 yards" in [r.quote.number for r in mills.every_claim.items]


def test_a_large_corpus_has_a_line_for_each_claim() -> None:
    view = build_view(large_snapshot(100, 20, 60), topic=topic(), generated=DAY)
    assert len(view.every_claim.items) == 2000
    assert all(r.context is None for r in view.every_claim.items)


def test_a_briefing_of_one_measure_holds_what_bears_on_it() -> None:
    snapshot = mill_corpus().snapshot()
    measure = max(snapshot.comparison.measures, key=lambda m: len(m.claims))
    assert measure in find_measures(snapshot, measure.label.upper())
    assert find_measures(snapshot, "no such thing") == find_measures(snapshot, "") == []
    assert find_measures(snapshot, measure.id) == find_measures(snapshot, measure.id[:14]) == [measure]
    narrow = only_measures(snapshot, {measure.id})
    view = build_view(narrow, topic=topic(), generated=DAY)
    assert {r["id"] for r in view.tables.claims} == set(measure.claims)
    assert {s.id for s in view.sources} == set(measure.sources)


def test_a_short_briefing_leaves_out_and_says_how_much() -> None:
    view = build_view(large_snapshot(40, 10, 60), topic=topic(), generated=DAY, audience=Audience.SHORT)
    assert len(view.measures.items) == 8
    assert view.measures.more == "52 more measures in the JSON form"
    assert view.every_claim.items == ()
    assert len(view.tables.claims) == 400


def test_page_one_is_the_same_for_either_audience() -> None:
    for snapshot in (mill_corpus().snapshot(), large_snapshot(40, 10, 60)):
        full, short = (
            build_view(snapshot, topic=topic(), generated=DAY, audience=a) for a in (Audience.FULL, Audience.SHORT)
        )
        key = [d.anchor for d in full.overview.key_disagreements]
        assert key == [d.anchor for d in short.overview.key_disagreements]
        assert key == [d.anchor for d in full.disagreements.items[: len(key)]]


def test_a_revised_attribution_is_shown_with_its_reason() -> None:
    builder = mill_corpus()
    claim = next(c for c in builder.claims if c.quantity.text == "27%")
    builder.attributions.append(
        Attribution(
            id="attr-1",
            record=claim.id,
            document=claim.document,
            speaker="Ines Calloway",
            attributed_to="the ferryman",
            overlap="ov-1",
            reason="the words stand in an earlier text",
        )
    )
    view = view_of(builder)
    shown = next(c for m in view.measures.items for c in m.claims.items if c.id == claim.id)
    assert shown.who.words == "the ferryman, as reported by Ines Calloway"
    assert shown.note == "attribution revised: the words stand in an earlier text"
    row = next(r for r in view.tables.claims if r["id"] == claim.id)
    assert row["attributed_to"] == "the ferryman"


def test_an_empty_corpus_says_so() -> None:
    view = build_view(empty_snapshot(), topic=topic(), generated=DAY)
    assert view.is_empty
    assert view.overview.sentences[0] == "This corpus holds no source yet, so there is nothing to compare."
    assert view.matrix is None


def change(kind: ChangeKind, subject: str, before: Mapping[str, object], after: Mapping[str, object], n: int = 0) -> Change:
    at = datetime.datetime(2026, 6, 13, 4, n, tzinfo=datetime.UTC)
    return Change(id=f"change-{kind}-{n}", kind=kind, subject=subject, nth=1, before=before, after=after, run="r", at=at)


def changed(*items: Change) -> BriefingView:
    changes = Changes(since="13 June 2026", items=items)
    return build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY, changes=changes)


def test_a_revised_claim_is_shown_with_both_sentences() -> None:
    claim = next(c for c in mill_corpus().claims if c.quantity.text == "27%")
    before = {"id": "claim-old", "document": claim.document, "evidence": "It is nearer 30% of all.", "holder": "author"}
    view = changed(change(ChangeKind.CLAIM_REVISED, claim.id, before, {"evidence": claim.evidence, "holder": "author"}))
    assert view.changes is not None
    assert view.changes.summary == "1 claim revised."
    (group,) = view.changes.groups
    (item,) = group.items.items
    assert group.heading == "Revised claims"
    assert item.before == "It is nearer 30% of all."
    assert item.quote is not None
    assert whole(item.quote) == claim.evidence
    assert item.href == f"#{claim.id}"


def test_changes_stand_by_kind_with_what_turns_a_judgement_first() -> None:
    measure = mill_corpus().measures[0]
    view = changed(
        change(ChangeKind.CLAIM_WITHDRAWN, "claim-gone", {"evidence": "All of it: 99%.", "holder": "Some mill"}, {}),
        change(ChangeKind.POSITION_NEW, "p", {}, {"holder": "A", "target": "near", "topic": "looms", "label": "oppose"}),
        change(ChangeKind.POSITION_NEW, "q", {}, {"holder": "B", "target": "x", "topic": "another", "label": "oppose"}),
        change(
            ChangeKind.MEASURE_CONTESTED,
            measure.id,
            {"label": measure.label, "verdict": "agree", "independent_origins": 1},
            {"label": measure.label, "verdict": "conflict", "independent_origins": 2},
        ),
    )
    assert view.changes is not None
    assert view.changes.summary == "1 measure newly contested, 1 claim withdrawn and 1 new position."
    assert [g.kind for g in view.changes.groups] == ["measure_contested", "claim_withdrawn", "position_new"]
    contested, withdrawn, position = (g.items.items[0] for g in view.changes.groups)
    assert contested.words.endswith(": in conflict, before sources agree")
    assert contested.href == f"#{measure.id}"
    assert (withdrawn.before, withdrawn.quote) == ("All of it: 99%.", None)
    assert position.words == "A, against: The day they need no people is near."


def test_a_first_reading_is_said_in_one_sentence() -> None:
    documents = [change(ChangeKind.DOCUMENT_NEW, d.id, {}, {"title": d.title}) for d in mill_corpus().documents]
    view = changed(*documents)
    assert view.changes is not None
    assert view.changes.is_first
    assert view.changes.groups == ()
    assert view.changes.summary == f"All is new: {len(documents)} new sources."
    corrected = change(ChangeKind.MEASURE_SUPERSEDED, mill_corpus().measures[0].id, {}, {"label": "Share of cloth"}, n=1)
    told = changed(*documents, corrected).changes
    assert told is not None
    assert told.summary == f"All is new: 1 superseded and {len(documents)} new sources."


def test_nothing_changed_is_said() -> None:
    view = changed()
    assert view.changes is not None
    assert (view.changes.summary, view.changes.groups) == ("Nothing changed.", ())
    assert "Nothing changed." in render_html(view)
    assert "Nothing changed." in render_markdown(view)


def test_the_same_snapshot_gives_an_equal_view() -> None:
    assert view_of(mill_corpus()) == view_of(mill_corpus())


def test_a_long_title_is_cut_where_it_is_shown_and_whole_in_the_tables() -> None:
    view = view_of(hostile_corpus())
    shown = next(s for s in view.sources if "<script>" in s.title)
    assert len(shown.title) <= 300
    assert any(len(str(r["title"])) >= 4000 for r in view.tables.sources)


def test_a_very_long_sentence_is_cut_about_its_figure_and_marked() -> None:
    builder = Builder()
    words = "cloth and thread and cloth again " * 60
    sentence = f"{words}7% {words}".strip()
    doc = builder.document("long", [sentence], title="Long")
    claim = builder.claim(doc, sentence, "7%", 7, "%")
    builder.measure("long", [claim, claim], Verdict.AGREE)
    quote = view_of(builder).measures.items[0].claims.items[0].quote
    assert quote.number == "7%"
    assert quote.cut_before
    assert quote.cut_after
    assert whole(quote) in sentence
    assert len(whole(quote)) < 900


def test_lists_are_cut_and_say_how_many_more() -> None:
    view = build_view(large_snapshot(60, 10, 200), topic=topic(), generated=DAY)
    assert view.measures.total == 200
    assert len(view.measures.printed) < len(view.measures.items) < 200
    assert view.measures.more == f"{200 - len(view.measures.items)} more measures in the JSON form"
    assert len(view.tables.measures) == 200


def test_relations_of_a_vanished_claim_are_left_out() -> None:
    builder = mill_corpus()
    builder.relation("claim-gone", builder.claims[0].id, RelationKind.CONFLICT, "…", "measure-gone")
    assert view_of(builder).disagreements.total == 3


def test_a_position_whose_stances_are_gone_is_still_counted() -> None:
    builder = mill_corpus()
    builder.position("The ferryman", "near", Label.SUPPORT, ["stance-gone"])
    view = view_of(builder)
    assert "The ferryman" in {p.holder for q in view.propositions for p in q.positions.items}


def test_values_of_several_units_of_time_share_one_axis(mills: BriefingView) -> None:
    plot = next(m.plot for m in mills.measures.items if m.label == "Time to set up a loom")
    assert plot is not None
    assert plot.scale == "logarithmic scale"
    places = {r.value: r.x for r in plot.rows}
    assert places["40 seconds"] < places["12 minutes"] < places["3 days"]


def test_a_plot_marks_bounds_and_reported_values(mills: BriefingView) -> None:
    plot = next(m.plot for m in mills.measures.items if m.label.startswith("Share"))
    assert plot is not None
    by_value = {r.value: r for r in plot.rows}
    assert by_value["more than 80\u202f% (2×)"].bound == "more"
    assert by_value["more than 80\u202f% (2×)"].is_own
    assert not by_value["80\u202f%"].is_own
    assert by_value["80\u202f%"].x == 80.0


@pytest.mark.parametrize("values", [(0.0, 0.0), (5.0, 5.0), (-3.0, 9.0), (1e-9, 1e9), (99.5, 100.5), (1e300, 2e300)])
def test_an_axis_holds_its_values(values: tuple[float, float]) -> None:
    axis = axis_for(values, unit="x")
    assert axis.low < axis.high
    assert 0 <= axis.place(min(values)) <= axis.place(max(values)) <= 100
    assert 1 <= len(axis.ticks) <= 9


@pytest.mark.parametrize(
    ("value", "words"),
    [(2_500_000, "2.5 million"), (10_000, "10,000"), (0.066, "0.066"), (80.0, "80"), (1e12, "1 trillion"), (-4, "−4")],
)
def test_numbers_are_said_for_people(value: float, words: str) -> None:
    assert number_words(value) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ((4, 8, "x", None), "4–8×"),
        ((2.5e9, None, "USD", None), "USD 2.5 billion"),
        ((7, None, "hour", None), "7 hours"),
        ((1, None, "year", None), "1 year"),
        ((10e6, None, "count", "lines of code"), "10 million lines of code"),
        ((3, None, "GW", None), "3 GW"),
    ],
)
def test_amounts_are_said_with_their_unit(amount: tuple[float, float | None, str, str | None], words: str) -> None:
    assert amount_words(*amount) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0, "day", "0"), (1 / 24, "day", "1 h"), (10, "minute", "10 min"), (2.5e6, "USD", "2.5m"), (40, "%", "40\u202f%")],
)
def test_ticks_of_time_are_whole(value: float, unit: str, words: str) -> None:
    assert tick_words(value, unit) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2026-06-04", "4 June 2026"), ("2026-06", "June 2026"), ("2026", "2026"), (None, ""), ("2026-19-99", "2026-19-99")],
)
def test_dates_keep_their_precision(iso: str | None, words: str) -> None:
    assert date_words(iso) == words


def test_counts_have_their_noun() -> None:
    assert [counted(n, "source") for n in (0, 1, 1204)] == ["no sources", "1 source", "1,204 sources"]


def test_clipping_cuts_at_a_word_and_says_so() -> None:
    assert clip("one two three four", 12) == "one two…"
    assert clip("short", 12) == "short"


def test_unnamed_authors_of_two_sources_are_two_rows_of_a_plot() -> None:
    builder = Builder()
    claims = []
    for name, number, value in (("one", "5%", 5), ("two", "5%", 5), ("three", "9%", 9)):
        doc = builder.document(name, [f"We saw {number} of it."], title=name, published="2026")
        claims.append(builder.claim(doc, f"We saw {number} of it.", number, value, "%"))
    builder.measure("seen", claims, Verdict.CONFLICT)
    plot = view_of(builder).measures.items[0].plot
    assert plot is not None
    assert {r.label for r in plot.rows} == {f"the author of source {n}, 2026" for n in (1, 2, 3)}


def test_a_denied_figure_is_nobodys_value_in_a_plot() -> None:
    builder = mill_corpus()
    at = next(i for i, c in enumerate(builder.claims) if c.quantity.text == "31%")
    builder.claims[at] = replace(builder.claims[at], certainty=Certainty.NEGATED)
    measure = next(m for m in view_of(builder).measures.items if m.label.startswith("Share"))
    assert measure.plot is not None
    assert not any("31" in r.value for r in measure.plot.rows)
    assert measure.plot.left_out == "Not drawn: 1 claim in another unit, denied or asked."
    assert any(c.value == "denied: 31\u202f%" for c in measure.claims.items)


def test_counts_of_different_things_are_not_drawn_on_one_axis() -> None:
    builder = Builder()
    doc = builder.document("d", ["We counted 9 reports and 14 developers."], title="d")
    sentence = "We counted 9 reports and 14 developers."
    claims = [
        builder.claim(doc, sentence, "9", 9, "count", noun="reports"),
        builder.claim(doc, sentence, "14", 14, "count", noun="developers"),
    ]
    builder.measure("counted", claims, Verdict.DIFFERENT_BASIS)
    assert view_of(builder).measures.items[0].plot is None


def test_a_spread_in_several_units_is_not_a_range() -> None:
    claims = mill_corpus().claims
    assert spread_words([c for c in claims if c.measure_phrase == "set-up"]) == "given in 3 units"
    assert spread_words([c for c in claims if c.quantity.text == "80%"]) == "80\u202f%"


def test_the_method_claims_no_more_than_the_quality_gate_holds() -> None:
    """The gate's constants are read from its source, which needs the evaluation data to run."""
    source = (Path(__file__).parents[1] / "syntopic" / "test_quality_gate.py").read_text(encoding="utf-8")
    held = {name: float(value) for name, value in re.findall(r'"?(\w+)"?(?::| =) (0\.\d+)', source)}
    names = {
        "Claims found, and only claims": "f1",
        "How a figure bounds its value": "modifier_accuracy",
        "How surely it is put forward": "certainty_macro_f1",
        "Whose figure it is": "attribution_accuracy",
        "Claims about the same measured thing": "measure_b_cubed_f1",
        "How two claims relate": "RELATION_FLOOR",
        "Where a figure comes from": "ORIGIN_FLOOR",
        "Who takes which side": "STANCE_FLOOR",
    }
    assert {m.what for m in FIGURES} == set(names)
    assert [m.what for m in FIGURES if float(m.figure) > held[names[m.what]]] == []
