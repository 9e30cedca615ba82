"""Commands that print what was read and compared: `claims`, `stances`, `measures`, `relations`, `positions`, `origins`,
`compare`, `show`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from corpus.records import Certainty, Document, Label, Measure, Modifier, RelationKind, Role, Verdict
from reports import tables
from syntopic.cli.common import (
    HolderOption,
    JsonOption,
    LimitOption,
    MeasureOption,
    SourceOption,
    State,
    TargetOption,
    print_json,
    print_table,
)
from syntopic.rows import (
    Corpus,
    Row,
    by_interest,
    claim_row,
    measure_row,
    origin_row,
    stance_row,
)
from syntopic.terminal import plural, printable


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (show, claims, stances, measures, relations, positions, origins, compare):
        app.command(command.__name__)(command)


ClaimsOption = Annotated[
    Path | None,
    typer.Option("--claims", metavar="FILE", help="Compare the claims of this file, as `claims --json` prints them."),
]
DocumentsOption = Annotated[
    Path | None, typer.Option("--documents", metavar="DIR", help="With --claims: the folder of the documents they name.")
]


def _corpus(context: typer.Context, claims: Path | None = None, documents: Path | None = None) -> Corpus:
    """The corpus of the workspace, or that of a file of claims with its documents."""
    from syntopic.reading import load_corpus

    if claims is None and documents is None:
        state: State = context.obj
        return load_corpus(state.workspace())
    if claims is None or documents is None:
        raise typer.BadParameter("--claims FILE and --documents DIR belong together")
    from syntopic.claims_file import compare_file

    return compare_file(claims, documents, now=datetime.now(UTC))


def _in_source(corpus: Corpus, source: str | None) -> Callable[[str], bool]:
    """Whether a document (by id) is among those that `--source` names."""
    if source is None:
        return lambda document: True
    wanted = source.lower()

    def matches(document: Document) -> bool:
        return any(wanted in (text or "").lower() for text in (document.location, document.url, document.title))

    chosen = {d.id for d in corpus.snapshot.documents if matches(d)}
    return chosen.__contains__


def _holds(holder: str | None, *names: str | None) -> bool:
    from corpus.names import is_same_name

    return holder is None or any(name and is_same_name(holder, name) for name in names)


def _of_measure(measure: Measure | None, wanted: str | None) -> bool:
    return wanted is None or (measure is not None and (measure.id == wanted or wanted.lower() in measure.label.lower()))


def _value(row: Row) -> str:
    modifier = "" if row["modifier"] == "=" else row["modifier"]
    return f"{modifier}{row['quantity']}"


def claims(
    context: typer.Context,
    source: SourceOption = None,
    holder: HolderOption = None,
    measure: MeasureOption = None,
    role: Annotated[Role | None, typer.Option("--role", help="Only claims in this part of a document.")] = None,
    certainty: Annotated[Certainty | None, typer.Option("--certainty", help="Only claims put forward like this.")] = None,
    modifier: Annotated[Modifier | None, typer.Option("--modifier", help="Only quantities with this modifier.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit: x, %, hour, USD ...")] = None,
    claims: ClaimsOption = None,
    documents: DocumentsOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List numeric claims: figure, whose it is, sentence."""
    corpus = _corpus(context, claims, documents)
    in_source = _in_source(corpus, source)
    chosen = [
        claim_row(corpus, c)
        for c in corpus.claims.values()
        if in_source(c.document)
        and _holds(holder, c.speaker, c.attributed_to)
        and _of_measure(corpus.measure_of.get(c.id), measure)
        and (role is None or c.role == role)
        and (certainty is None or c.certainty == certainty)
        and (modifier is None or c.quantity.modifier == modifier)
        and (unit is None or c.quantity.unit == unit)
    ][:limit]
    if json:
        print_json(chosen)
        return
    rows = (
        (_value(r), r["attributed_to"] or r["speaker"], r["certainty"], r["evidence"], _short(r["document"])) for r in chosen
    )
    print_table(("figure", "whose", "certainty", "evidence", "document"), rows, empty="no claims", flexible="evidence")


def stances(
    context: typer.Context,
    source: SourceOption = None,
    holder: HolderOption = None,
    target: TargetOption = None,
    label: Annotated[Label | None, typer.Option("--label", help="Only this side.")] = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List stances: who takes which side, in which sentence."""
    corpus = _corpus(context)
    in_source = _in_source(corpus, source)
    chosen = [
        stance_row(corpus, s)
        for s in corpus.stances.values()
        if in_source(s.document)
        and _holds(holder, s.holder)
        and (target is None or s.target == target)
        and (label is None or s.label == label)
    ][:limit]
    if json:
        print_json(chosen)
        return
    rows = ((r["holder"], r["label"], r["target"], r["evidence"], _short(r["document"])) for r in chosen)
    print_table(("holder", "side", "proposition", "evidence", "document"), rows, empty="no stances", flexible="evidence")


def measures(
    context: typer.Context,
    source: SourceOption = None,
    verdict: Annotated[Verdict | None, typer.Option("--verdict", help="Only measures with this verdict.")] = None,
    claims: ClaimsOption = None,
    documents: DocumentsOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List measures: all claims about one measured thing.

    With their values, sources, independent origins and verdict.
    """
    corpus = _corpus(context, claims, documents)
    in_source = _in_source(corpus, source)
    chosen = [
        m
        for m in by_interest(corpus.snapshot.comparison.measures)
        if any(map(in_source, m.sources)) and (verdict is None or m.verdict == verdict)
    ][:limit]
    if json:
        print_json(measure_row(corpus, m) for m in chosen)
        return
    if not chosen:
        print("no measures")
    for m in chosen:
        _print_measure(m)


def _print_measure(measure: Measure) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    counts = (
        plural(len(measure.claims), "claim"),
        plural(len(measure.sources), "source"),
        plural(measure.independent_origins, "independent origin"),
    )
    console.print(Text(f"{printable(measure.label)}: {printable(_values(measure))}", style="bold"))
    first_hand = f"first hand {printable(measure.origin)}" if measure.origin else "first hand cannot be told"
    verdict = measure.verdict.value.replace("_", " ")
    console.print(Text(f"    {verdict}; {', '.join(counts)}; {first_hand}"))
    console.print(Text(f"    {measure.id}", style="dim"))


def relations(
    context: typer.Context,
    measure: MeasureOption = None,
    relation: Annotated[RelationKind | None, typer.Option("--relation", help="Only this kind.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the rule that fired and what it looked at.")] = False,
    claims: ClaimsOption = None,
    documents: DocumentsOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List pairs of claims: why they agree or differ."""
    corpus = _corpus(context, claims, documents)
    chosen = [
        r
        for r in corpus.snapshot.comparison.relations
        if (relation is None or r.relation == relation) and _of_measure(corpus.measures.get(r.measure), measure)
    ][:limit]
    if json:
        print_json(tables.relation_row(r) for r in chosen)
        return
    rows = []
    for r in chosen:
        a, b = claim_row(corpus, corpus.claims[r.a]), claim_row(corpus, corpus.claims[r.b])
        why = r.reason
        if explain:
            why += f" [rule {r.rule}: " + "; ".join(f"{k} {v}" for k, v in r.inputs) + "]"
        rows.append((r.relation, f"{_value(a)} ({_short(a['document'])})", f"{_value(b)} ({_short(b['document'])})", why))
    print_table(("relation", "one claim", "the other", "reason"), rows, empty="no relations", flexible="reason")


def positions(
    context: typer.Context,
    holder: HolderOption = None,
    target: TargetOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List positions: where each holder stands."""
    corpus = _corpus(context)
    chosen = [
        p
        for p in corpus.snapshot.comparison.positions
        if _holds(holder, p.holder) and (target is None or p.target == target)
    ][:limit]
    if json:
        print_json(tables.position_row(p, locations=corpus.locations) for p in chosen)
        return
    rows = ((p.target, p.holder, p.label, len(p.stances), p.first, p.last) for p in chosen)
    print_table(("proposition", "holder", "side", "sentences", "first", "last"), rows, empty="no positions")


def origins(
    context: typer.Context,
    measure: MeasureOption = None,
    claims: ClaimsOption = None,
    documents: DocumentsOption = None,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """List origins: who reports a figure first hand.

    And how each claim goes back to that; “cannot tell” is an answer.
    """
    corpus = _corpus(context, claims, documents)
    chosen = [m for m in by_interest(corpus.snapshot.comparison.measures) if _of_measure(m, measure)][:limit]
    if json:
        print_json(origin_row(corpus, m) for m in chosen)
        return
    rows = []
    for m in chosen:
        for link in m.chain:
            claim = claim_row(corpus, corpus.claims[link.claim])
            rows.append((m.label, link.origin or "cannot tell", link.because, _value(claim), _short(claim["document"])))
    print_table(("measure", "origin", "because", "figure", "document"), rows, empty="no origins", flexible="measure")


def compare(
    context: typer.Context,
    measure: Annotated[
        str | None, typer.Argument(metavar="[MEASURE]", help="Id, or words of the label; default: all.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the rule that fired and what it looked at.")] = False,
    limit: LimitOption = None,
    json: JsonOption = False,
) -> None:
    """Show agreement and disagreement side by side.

    Without MEASURE: every measure that more than one source speaks of, most contested first.
    """
    from corpus.errors import ConfigError
    from syntopic.comparing import comparison_row, print_comparison

    corpus = _corpus(context)
    chosen = [
        m
        for m in by_interest(corpus.snapshot.comparison.measures)
        if _of_measure(m, measure) and (measure is not None or len(m.sources) > 1)
    ][:limit]
    if measure is not None and not chosen:
        raise ConfigError(f"no measure is called or labelled {measure!r}", remedy="see: syntopic measures")
    if json:
        print_json(comparison_row(corpus, m) for m in chosen)
        return
    if not chosen:
        print("no measure is spoken of by more than one source yet")
    for m in chosen:
        print_comparison(corpus, m, explain=explain)


def show(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="Of a document, claim, stance or measure; its start is enough.")],
    json: JsonOption = False,
) -> None:
    """Show a document, claim, stance or measure in its context."""
    from syntopic.showing import find_record, print_record, record_row

    corpus = _corpus(context)
    record = find_record(corpus, id)
    if json:
        print_json([record_row(corpus, record)])
    else:
        print_record(corpus, record)


def _short(location: str) -> str:
    """The last part of a path or address."""
    return location.rstrip("/").rsplit("/", 1)[-1]


def _values(measure: Measure) -> str:
    from reports.wording import amount_words, modifier_words

    shown = [modifier_words(g.modifiers) + amount_words(g.value, g.high, g.unit, None) for g in measure.groups[:4]]
    more = len(measure.groups) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
