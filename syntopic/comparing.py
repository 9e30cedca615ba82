"""The command `compare`: one measure's claims side by side, and why they differ."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.records import Claim, Measure, Relation
from reports import tables
from reports.wording import quantity_words
from syntopic.rows import Corpus, Row, claim_row, measure_row, origin_row
from syntopic.terminal import plural, printable

_DISAGREEMENT = ("conflict", "different_basis", "refine", "agree")


def relations_of(corpus: Corpus, measure: Measure) -> list[Relation]:
    """The relations of a measure, conflicts first."""
    rank = {name: i for i, name in enumerate(_DISAGREEMENT)}
    chosen = [r for r in corpus.snapshot.comparison.relations if r.measure == measure.id]
    return sorted(chosen, key=lambda r: (rank[r.relation.value], r.id))


def comparison_row(corpus: Corpus, measure: Measure) -> Row:
    """A measure with its claims, its relations and its origins."""
    return {
        **measure_row(corpus, measure),
        "members": [claim_row(corpus, corpus.claims[c]) for c in measure.claims],
        "relations": [tables.relation_row(r) for r in relations_of(corpus, measure)],
        "chain": origin_row(corpus, measure)["chain"],
    }


def print_comparison(corpus: Corpus, measure: Measure, *, explain: bool) -> None:
    """Print a measure: its values with their sentences, then what separates them."""
    console = Console(highlight=False)
    origin = f"first hand: {measure.origin}" if measure.origin else "who reports it first hand cannot be told"
    head = (
        f"{printable(measure.label)}  —  {measure.verdict.value.replace('_', ' ')}; "
        f"{plural(len(measure.sources), 'source')}, "
        f"{plural(measure.independent_origins, 'independent origin')}; {printable(origin)}  ({measure.id})"
    )
    console.print(Text(head, style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    for ratio in (None, None, 1, None):
        table.add_column(ratio=ratio, overflow="fold")
    for group in measure.groups:
        for claim in (corpus.claims[c] for c in group.claims):
            table.add_row(*(Text(printable(cell)) for cell in _cells(corpus, claim)))
    console.print(table)
    for relation in relations_of(corpus, measure):
        if relation.relation.value == "agree" and not explain:
            continue
        a, b = corpus.claims[relation.a], corpus.claims[relation.b]
        kind, pair = (
            relation.relation.value.replace("_", " "),
            f"{quantity_words(a.quantity)} | {quantity_words(b.quantity)}",
        )
        line = f"  {kind}: {pair}: {relation.reason}"
        if explain:
            line += f" [rule {relation.rule}: " + "; ".join(f"{k} {v}" for k, v in relation.inputs) + "]"
        console.print(Text(printable(line)))
    console.print()


def _cells(corpus: Corpus, claim: Claim) -> tuple[str, str, str, str]:
    whose = claim.attributed_to or claim.speaker
    if claim.attributed_to and claim.attributed_to != claim.speaker:
        whose = f"{claim.attributed_to}, as {claim.speaker} has it"
    return (
        quantity_words(claim.quantity),
        whose,
        f"“{claim.evidence}”",
        corpus.location(claim.document).rstrip("/").rsplit("/", 1)[-1],
    )
