"""What the comparison finds beyond measures, relations and positions: records of the second pass, free of behaviour.

Invariant: each names the claims, stances or words it was made from, so that a reader can open the sentence behind it; its
`made_from` is the hash of all of them. What carries words of a document carries their offsets and passes the verbatim gate
on every write. To add a field: here, in `store/schema/`, and in a migration.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vocabulary import CruxKind, InconsistencyKind, Label, MutationKind


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing that changed between two tellings of a figure; `a` and `b` are claim ids, the earlier telling first.

    `origin` is the party behind both, `before` and `after` are the changed trait as either telling has it ("" for none).
    """

    id: str
    measure: str
    a: str
    b: str
    origin: str | None
    kind: MutationKind
    before: str
    after: str
    reason: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One document against itself: claims `a` and `b`, in their order in the text; `rule` is the relation's rule."""

    id: str
    document: str
    measure: str
    a: str
    b: str
    kind: InconsistencyKind
    rule: str
    reason: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Camp:
    """All holders who take one side of a proposition.

    `positions` are ids; `strongest` are stance ids, the sentences that put the side best first, one a holder.
    `independent_origins` counts the `origins`: holders read first hand or credited, each once however often repeated.
    """

    id: str
    topic: str
    target: str
    label: Label
    positions: tuple[str, ...]
    holders: tuple[str, ...]
    strongest: tuple[str, ...]
    sources: tuple[str, ...]
    origins: tuple[str, ...]
    independent_origins: int
    made_from: str


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A point that several sentences make on a proposition; ids are those of stances.

    `stance` is the sentence that puts the point, `supporters` are all that make it (that one among them), `opponents` those
    of the other side that speak of the same. `holders` and `opposing` are their holders; `sources` the documents of both.
    """

    id: str
    topic: str
    target: str
    label: Label
    stance: str
    supporters: tuple[str, ...]
    opponents: tuple[str, ...]
    holders: tuple[str, ...]
    opposing: tuple[str, ...]
    sources: tuple[str, ...]
    made_from: str


@dataclass(frozen=True, slots=True)
class Crux:
    """What holders who disagree on a proposition rest on.

    A figure: `measure` is the measure whose claims differ. A definition: `term` is the word. `supporting` and `opposing` are
    position ids, `claims` and `stances` the sentences that show it.
    """

    id: str
    topic: str
    target: str
    kind: CruxKind
    measure: str | None
    term: str | None
    supporting: tuple[str, ...]
    opposing: tuple[str, ...]
    claims: tuple[str, ...]
    stances: tuple[str, ...]
    reason: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """A dated prediction: who (`holder`, told by `speaker`), what (`evidence`), how likely, by when, said when.

    `likelihood` is a probability in 0..1 (`likelihood_high` the upper end of a range), `likelihood_words` how the text puts
    it; all None where it is put forward without one. `by` are the words for the date, `by_iso` the date or interval, `said`
    the ISO date of the words. `claim`, `measure` and `target` name what it belongs to, where something does.
    """

    id: str
    document: str
    segment: str
    start: int
    end: int
    evidence: str
    holder: str
    speaker: str
    likelihood: float | None
    likelihood_high: float | None
    likelihood_words: str | None
    by: str | None
    by_iso: str | None
    said: str | None
    claim: str | None
    measure: str | None
    topic: str | None
    target: str | None
    made_from: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that a holder says is not known or not told; `measure` or `target` is what an answer would settle."""

    id: str
    document: str
    segment: str
    start: int
    end: int
    evidence: str
    holder: str
    speaker: str
    measure: str | None
    topic: str | None
    target: str | None
    made_from: str
