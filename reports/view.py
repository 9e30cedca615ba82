"""Build the one view that every form of a briefing is rendered from.

Invariant: pure and linear in the snapshot: the same snapshot, topic, date and title give an equal view. To add a part:
its type in `model.py`, a module that fills it, a line here, and its place in each template.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

from corpus.records import Snapshot
from corpus.topic import TopicPack
from reports import measured
from reports.all_tables import all_tables
from reports.caps import Audience, caps_for
from reports.change_view import Changes, changes_view
from reports.digest import digest_view
from reports.disagreements import agreement_list, disagreement_list
from reports.every_claim import every_claim
from reports.findings import findings_view
from reports.lookup import build_lookup
from reports.measures import headline_measures, measure_list, shown_claims
from reports.model import BriefingView, MeasuredView
from reports.mutations import mutation_list, told_as_mutations
from reports.overview import Found, overview_view
from reports.positions import division, matrix_view, placed_positions, proposition_views
from reports.sources import coverage_view, source_views, summary_list
from reports.wording import SOURCE_TITLE_CHARS, clip, day_words


def build_view(
    snapshot: Snapshot,
    *,
    topic: TopicPack,
    generated: date | datetime,
    title: str | None = None,
    changes: Changes | None = None,
    audience: Audience = Audience.FULL,
    is_narrowed: bool = False,
) -> BriefingView:
    """Make the view of a corpus.

    Args:
        snapshot: the corpus; it may be empty.
        topic: whose propositions are the columns of the matrix.
        generated: the date that the briefing carries; a datetime must be aware.
        title: the title of the briefing; without one, the topic's.
        changes: what happened since the last briefing; None leaves that part out, no items says that nothing did.
        audience: SHORT keeps what a reader in a hurry needs.
        is_narrowed: whether the snapshot is a part of a corpus (`scope.py`).
    """
    lookup = build_lookup(snapshot, caps=caps_for(audience, claims=len(snapshot.claims)), is_narrowed=is_narrowed)
    measures = headline_measures(lookup)
    shown = shown_claims(lookup, measures)
    placed = placed_positions(lookup, snapshot, topic)
    propositions = proposition_views(lookup, topic, placed)
    elsewhere = told_as_mutations(lookup, snapshot.comparison)
    disagreements, n_key = disagreement_list(lookup, headlines=lookup.headlines, shown=shown, elsewhere=elsewhere)
    changed_figures = mutation_list(lookup, snapshot.comparison, shown=shown)
    found = Found(measures, disagreements, n_key, changed_figures, placed)
    overview = overview_view(lookup, snapshot, topic, found)
    sources = source_views(lookup)
    spoken = {p.key for p in propositions}
    day = generated.astimezone(UTC).date() if isinstance(generated, datetime) else generated
    view_of_measures = measure_list(lookup, measures, shown=shown)
    agreements = agreement_list(lookup, headlines=lookup.headlines, shown=shown, elsewhere=elsewhere)
    digest = digest_view(
        lookup,
        snapshot.comparison,
        topic,
        agreements=agreements.items,
        disagreements=overview.key_disagreements,
        sides=division(placed),
    )
    findings = findings_view(lookup, snapshot.comparison, topic)
    claims = every_claim(lookup, shown=shown)
    return BriefingView(
        title=clip(title, SOURCE_TITLE_CHARS) if title and title.strip() else clip(topic.title, SOURCE_TITLE_CHARS),
        topic=clip(topic.title, SOURCE_TITLE_CHARS),
        topic_name=topic.name,
        generated=day.isoformat(),
        generated_words=day_words(day),
        generated_at=_seconds(generated),
        is_empty=not snapshot.documents,
        is_short=audience is Audience.SHORT,
        overview=overview,
        changes=changes_view(lookup, changes, topic),
        facets=lookup.facets.view(),
        lead=None,
        digest=digest,
        measures=view_of_measures,
        disagreements=disagreements,
        mutations=changed_figures,
        agreements=agreements,
        matrix=matrix_view(lookup, placed, propositions),
        propositions=propositions,
        findings=findings,
        silent_propositions=tuple(clip(p.text, 400) for p in topic.propositions if p.key not in spoken),
        sources=sources,
        summaries=summary_list(lookup, sources),
        every_claim=claims,
        coverage=coverage_view(lookup, snapshot),
        method=method_notes(snapshot),
        measured=MeasuredView(on=measured.ON, figures=measured.FIGURES, weak=measured.WEAK),
        tables=all_tables(lookup, snapshot),
    )


def _seconds(generated: date | datetime) -> int:
    if isinstance(generated, datetime):
        return int(generated.timestamp())
    return int(datetime.combine(generated, time(), tzinfo=UTC).timestamp())


def method_notes(snapshot: Snapshot) -> tuple[str, ...]:
    """How the briefing was made, in words; the only figures are those of this corpus."""
    parsers = Counter(d.parser for d in snapshot.documents if d.parser)
    versions = ", ".join(f"{clip(p, 40)} ({n:,})" for p, n in sorted(parsers.items())[:6])
    notes = [
        "Everything between quotation marks stands word for word in its source: each record is checked against the text of "
        "its document when it is stored, and what fails is turned away and counted under coverage. Where a very long "
        "sentence is cut, an ellipsis in square brackets says so.",
        "Who holds a figure and who reports it are kept apart. A figure that a host reads aloud, a journalist reports or a "
        "comment quotes is credited to the party it comes from; marks in brackets and the words “as reported by” say that "
        "the holder is not heard directly.",
        "An independent origin is a party whose figure is not traced to another one in this corpus. Ten texts that repeat "
        "one announcement are ten sources and one origin.",
        "Two different numbers are a conflict only if subject, unit, scope, date, baseline and modality can be compared and "
        "the values exclude each other. The rule that decided stands with each pair.",
        "Times in a recording are those of the passage; within a long one they are estimated from the place of the words.",
        "Claims, stances and relations are found by programs, which miss some and misread some. Open the source before you "
        "rely on a line.",
    ]
    return (*notes, f"Documents by version of the reader: {versions}.") if versions else tuple(notes)
