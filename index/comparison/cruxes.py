"""Cruxes: what holders who disagree on a proposition rest on, a disputed figure or a word that they use differently.

A position rests on a figure if one of its sentences gives it, or stands next to it in the same voice; on a word if such a
sentence says what the word means, or that it all depends on that. Where positions on both sides rest on one disputed measure
or one word, that is a crux. Invariant: a crux names positions of both sides. To find another way of resting on something:
`_near`, or a pattern in `_DEFINES`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.findings import Crux
from corpus.ids import make_id, stable_hash
from corpus.names import is_same_name
from corpus.records import Claim, Label, Measure, Position, Stance, Verdict
from corpus.text import squash
from corpus.vocabulary import CruxKind
from index.comparison.frames import stems_of
from index.comparison.said import Said

NEAR_CHARS = 300  # between a sentence that takes a side and the figure or definition it rests on
_DISPUTED = frozenset(
    {Verdict.CONFLICT, Verdict.DIFFERENT_BASIS, Verdict.FORECAST_SPREAD, Verdict.UNRESOLVED, Verdict.SUPERSEDED}
)
_TERM = r"[“\"'‘]?(?P<term{n}>[A-Za-z][\w-]*(?:[ -][\w-]+){{0,3}}?)[”\"'’]?"
_DEFINES = re.compile(
    "|".join(
        pattern.replace("TERM", _TERM.format(n=n))
        for n, pattern in enumerate(
            (
                r"\bby TERM,? (?:I|we|they|he|she) (?:mean|meant)\b",
                r"\b(?:define|defines|defined|defining) TERM as\b",
                r"\bTERM (?:is|are) defined (?:as|by)\b",
                r"\b(?:what|how) (?:you|we|they|one|people|I) (?:mean|means|understand) by TERM(?=[,.;?!]|$)",
                r"\bwhat (?:counts|qualifies|passes) as TERM(?=[,.;?!]|\s(?:is|are|has)\b|$)",
                r"\bdepends? on (?:your|the|one's|our) definition of TERM(?=[,.;?!]|$)",
                r"\bdefinition of TERM (?:is|are|that|as)\b",
            )
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rest:
    """A position that rests on something: by which claims and which stances."""

    position: Position
    claims: tuple[str, ...]
    stances: tuple[str, ...]


def may_define(words: str) -> bool:
    """Whether a sentence says what a word means: a crux on a word rests on no other."""
    return bool(_DEFINES.search(words))


def find_cruxes(
    positions: Sequence[Position],
    stances: Mapping[str, Stance],
    measures: Sequence[Measure],
    claims: Mapping[str, Claim],
    said: Sequence[Said] = (),
) -> tuple[Crux, ...]:
    """The cruxes of all propositions, sorted by id; `stances` and `claims` by id, with revised holders."""
    targets: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for position in positions:
        if position.label in (Label.SUPPORT, Label.OPPOSE):
            targets[(position.topic, position.target)].append(position)
    contested = {k: ps for k, ps in targets.items() if {p.label for p in ps} == {Label.SUPPORT, Label.OPPOSE}}
    of_document: dict[str, list[tuple[tuple[str, str], Position, Stance]]] = defaultdict(list)
    for key, held in contested.items():
        for position in held:
            for stance in (stances[s] for s in position.stances):
                of_document[stance.document].append((key, position, stance))
    found = _figures(measures, claims, of_document) + _definitions(said, of_document)
    return tuple(sorted(found, key=lambda c: c.id))


_ByDocument = Mapping[str, Sequence[tuple[tuple[str, str], Position, Stance]]]


def _figures(measures: Sequence[Measure], claims: Mapping[str, Claim], of_document: _ByDocument) -> list[Crux]:
    found: list[Crux] = []
    for measure in measures:
        if measure.verdict not in _DISPUTED:
            continue
        rests: dict[tuple[str, str], dict[str, tuple[Position, set[str], set[str]]]] = defaultdict(dict)
        for claim in (claims[c] for c in measure.claims):
            for key, position, stance in of_document.get(claim.document, ()):
                if _near(claim, stance):
                    _, cs, ss = rests[key].setdefault(position.id, (position, set(), set()))
                    cs.add(claim.id)
                    ss.add(stance.id)
        for key, by_position in sorted(rests.items()):
            resting = [_Rest(p, tuple(sorted(c)), tuple(sorted(s))) for p, c, s in by_position.values()]
            verdict = measure.verdict.value.replace("_", " ")
            reason = f"Both sides rest on “{measure.label}”, whose figures are in dispute ({verdict})."
            found += _crux(key, CruxKind.FIGURE, measure.id, None, resting, reason)
    return found


def _definitions(said: Sequence[Said], of_document: _ByDocument) -> list[Crux]:
    by_term: dict[frozenset[str], dict[tuple[str, str], dict[str, tuple[Position, set[str]]]]] = {}
    shown: dict[frozenset[str], str] = {}
    for sentence in said:
        match = _DEFINES.search(sentence.evidence)
        term = next((v for v in match.groupdict().values() if v), "") if match else ""
        stems = stems_of(term)
        if not stems:
            continue
        shown.setdefault(stems, squash(term))
        for key, position, stance in of_document.get(sentence.document.id, ()):
            if stance.segment == sentence.segment.id and _gap(stance, sentence.start, sentence.end) <= NEAR_CHARS:
                held = by_term.setdefault(stems, {}).setdefault(key, {})
                held.setdefault(position.id, (position, set()))[1].add(stance.id)
    found: list[Crux] = []
    for stems, keys in by_term.items():
        for key, by_position in sorted(keys.items()):
            resting = [_Rest(p, (), tuple(sorted(s))) for p, s in by_position.values()]
            reason = f"Both sides say what “{shown[stems]}” means or that it depends on that."
            found += _crux(key, CruxKind.DEFINITION, None, shown[stems], resting, reason)
    return found


def _crux(
    key: tuple[str, str], kind: CruxKind, measure: str | None, term: str | None, resting: Sequence[_Rest], reason: str
) -> list[Crux]:
    """The crux, if both sides rest on it."""
    resting = sorted(resting, key=lambda r: r.position.id)
    sides = {label: tuple(r.position.id for r in resting if r.position.label is label) for label in Label}
    if not sides[Label.SUPPORT] or not sides[Label.OPPOSE]:
        return []
    return [
        Crux(
            id=make_id("crux", *key, str(kind), measure or term),
            topic=key[0],
            target=key[1],
            kind=kind,
            measure=measure,
            term=term,
            supporting=sides[Label.SUPPORT],
            opposing=sides[Label.OPPOSE],
            claims=tuple(sorted({c for r in resting for c in r.claims})),
            stances=tuple(sorted({s for r in resting for s in r.stances})),
            reason=reason,
            made_from=stable_hash([r.position.made_from for r in resting], measure, term),
        )
    ]


def _near(claim: Claim, stance: Stance) -> bool:
    """Whether a figure lies in a sentence that takes a side, or close to it in the same segment and of the same holder."""
    gap = _gap(stance, claim.start, claim.end)
    if gap == 0:
        return True
    mine = is_same_name(claim.attributed_to or claim.speaker, stance.holder) or is_same_name(claim.speaker, stance.speaker)
    return gap <= NEAR_CHARS and claim.segment == stance.segment and mine


def _gap(stance: Stance, start: int, end: int) -> int:
    """Characters between a stance's sentence and a span; 0 where they meet."""
    return max(0, stance.start - end, start - stance.end)
