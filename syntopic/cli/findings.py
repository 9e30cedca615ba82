"""Commands that print what the comparison found: `forecasts`, `questions`, `mutations`, `points`, `cruxes`."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.vocabulary import CruxKind, MutationKind
from syntopic.cli.common import (
    HolderOption,
    JsonOption,
    LimitOption,
    MeasureOption,
    SourceOption,
    TargetOption,
    print_json,
    print_table,
)
from syntopic.cli.tables import _corpus, _holds, _in_source, _of_measure, _short
from syntopic.rows import finding_row


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (forecasts, questions, mutations, points, cruxes):
        app.command(command.__name__)(command)


def forecasts(
    context: typer.Context,
    source: SourceOption = None,
    holder: HolderOption = None,
    target: TargetOption = None,
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="Only what falls due by then (ISO date).")] = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List dated predictions, the earliest due first.

    Who foresees what, how likely, by when, said when.
    """
    corpus = _corpus(context)
    in_source = _in_source(corpus, source)
    due = {f.id: (f.by_iso or "9999").rpartition("/")[2] for f in corpus.snapshot.comparison.forecasts}
    chosen = [
        f
        for f in sorted(corpus.snapshot.comparison.forecasts, key=lambda f: (due[f.id], f.id))
        if in_source(f.document)
        and _holds(holder, f.holder, f.speaker)
        and (target is None or f.target == target)
        and (by is None or due[f.id][: len(by)] <= by)
    ][:limit]
    if json:
        print_json(finding_row(corpus, f) for f in chosen)
        return
    rows = ((f.by, f.holder, f.likelihood_words, f.evidence, f.said, _short(corpus.location(f.document))) for f in chosen)
    columns = ("by", "holder", "how likely", "evidence", "said", "document")
    print_table(columns, rows, empty="no forecasts", flexible="evidence")


def questions(
    context: typer.Context,
    source: SourceOption = None,
    holder: HolderOption = None,
    measure: MeasureOption = None,
    target: TargetOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List open questions: what holders say is not known or not told.

    With the measure or proposition that an answer would settle.
    """
    corpus = _corpus(context)
    in_source = _in_source(corpus, source)
    chosen = [
        q
        for q in corpus.snapshot.comparison.questions
        if in_source(q.document)
        and _holds(holder, q.holder, q.speaker)
        and (measure is None or _of_measure(corpus.measures.get(q.measure or ""), measure))
        and (target is None or q.target == target)
    ][:limit]
    if json:
        print_json(finding_row(corpus, q) for q in chosen)
        return
    rows = (
        (
            q.holder,
            q.evidence,
            corpus.measures[q.measure].label if q.measure in corpus.measures else q.target,
            _short(corpus.location(q.document)),
        )
        for q in chosen
    )
    columns = ("holder", "evidence", "would settle", "document")
    print_table(columns, rows, empty="no open questions", flexible="evidence")


def mutations(
    context: typer.Context,
    measure: MeasureOption = None,
    kind: Annotated[MutationKind | None, typer.Option("--kind", help="Only this change.")] = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List mutations: what changed of a figure on its way.

    From the first telling of its origin to a later one.
    """
    corpus = _corpus(context)
    chosen = [
        m
        for m in corpus.snapshot.comparison.mutations
        if (kind is None or m.kind is kind) and _of_measure(corpus.measures.get(m.measure), measure)
    ][:limit]
    if json:
        print_json(finding_row(corpus, m) for m in chosen)
        return
    rows = (
        (
            m.kind.value.replace("_", " "),
            m.reason,
            m.origin,
            *(_short(corpus.location(corpus.claims[c].document)) for c in (m.a, m.b)),
        )
        for m in chosen
    )
    print_table(("change", "what", "origin", "first", "later"), rows, empty="no mutations", flexible="what")


def points(context: typer.Context, target: TargetOption = None, limit: LimitOption = None, json: JsonOption = False) -> None:
    """List key points: what several holders say on a proposition.

    Each with those who make it and those of the other side who speak of the same.
    """
    corpus = _corpus(context)
    found = [p for p in corpus.snapshot.comparison.key_points if target is None or p.target == target]
    chosen = sorted(found, key=lambda p: (-len(p.holders), -len(p.supporters), p.target, p.id))[:limit]
    if json:
        print_json(finding_row(corpus, p) for p in chosen)
        return
    rows = (
        (p.target, p.label, corpus.stances[p.stance].evidence, ", ".join(p.holders), ", ".join(p.opposing)) for p in chosen
    )
    columns = ("proposition", "side", "point", "made by", "against it")
    print_table(columns, rows, empty="no key points", flexible="point")


def cruxes(
    context: typer.Context,
    target: TargetOption = None,
    kind: Annotated[CruxKind | None, typer.Option("--kind", help="Only this kind.")] = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List cruxes: the figure or word that a disagreement rests on."""
    corpus = _corpus(context)
    chosen = [
        c
        for c in corpus.snapshot.comparison.cruxes
        if (target is None or c.target == target) and (kind is None or c.kind is kind)
    ][:limit]
    if json:
        print_json(finding_row(corpus, c) for c in chosen)
        return
    holder_of = {p.id: p.holder for p in corpus.snapshot.comparison.positions}
    rows = (
        (c.target, c.reason, *(", ".join(sorted({holder_of[p] for p in side})) for side in (c.supporting, c.opposing)))
        for c in chosen
    )
    print_table(("proposition", "rests on", "for", "against"), rows, empty="no cruxes", flexible="rests on")
