"""What is trained on: pairs of a text and a target with the answer of one head, drawn anew for every round.

A proposition is shown as it stands or denied, with the label turned round, so that the model cannot answer from the text
alone. Invariant: the pairs of a round depend on its number and the seed alone; nothing of a held or dev part is in them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from extract.polarity import negate
from training.stance.own import OwnPassage, OwnSentence, is_same_debate
from training.stance.public import Public

SUPPORT, OPPOSE, NEITHER = 0, 1, 2
ENTAILED, CONTRADICTED, OPEN = 0, 1, 2
STANCE_NUMBER = {"support": SUPPORT, "oppose": OPPOSE, "neutral": NEITHER, "off": NEITHER}
# How many pairs of each kind a round draws; with our own 16,000 a round has 30,000. Public stance sets are larger than what
# they teach. Set by hand: half of a round is our own. The shipped weights learnt in two runs, of which
# the first drew fewer key points and, in its first half, about twice as many other public pairs.
DRAWS = {
    "perspectrum": 3500,
    "argq": 2800,
    "claims": 500,
    "unrelated": 500,
    "inference": 2200,
    "same_side": 1200,
    "key_points": 2500,
    "clusters": 1000,
}
OWN_WEIGHT = 1.5  # of own sentences on their proposition: hard cases with three answers, which pages would drown out
DENY = 0.4  # share of public stance pairs whose target is shown denied, with the label turned round
_DENIALS = ("It is not true that {}.", "It is wrong to say that {}.")


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with the answer of one head: a class, or for relevance 0 or 1."""

    head: str
    text: str
    target: str
    answer: int
    weight: float = 1.0


def turned(answer: int) -> int:
    """The stance on the denial of what this is the stance on."""
    return {SUPPORT: OPPOSE, OPPOSE: SUPPORT}.get(answer, answer)


def deny(statement: str, rng: random.Random) -> str:
    """A denial of a statement: by its verb where that can be done, at times by a frame round it."""
    plain = statement.strip().rstrip(".")
    if rng.random() < 0.2:
        lowered = plain[:1].lower() + plain[1:] if plain[:2] != plain[:2].upper() else plain
        return rng.choice(_DENIALS).format(lowered)
    return negate(plain)


def own_examples(sentences: Sequence[OwnSentence], rng: random.Random) -> list[Example]:
    """Every own sentence once with its proposition and once with the denial; and whether it is on the subject."""
    found: list[Example] = []
    propositions = sorted({s.proposition for s in sentences}, key=lambda p: p.key)
    for s in sentences:
        answer = STANCE_NUMBER[s.label]
        found.append(Example("stance", s.text, s.proposition.text, answer, OWN_WEIGHT))
        found.append(Example("stance", s.text, s.proposition.negation, turned(answer), OWN_WEIGHT))
        if rng.random() < 0.15:
            found.append(Example("stance", s.text, deny(s.proposition.text, rng), turned(answer)))
        if rng.random() < 0.3:
            other = rng.choice(propositions)
            if not is_same_debate(other, s.proposition):  # where both are about AI, a few do take a side unseen
                found.append(
                    Example("stance", s.text, other.text, NEITHER, 0.5 if other.is_ai and s.proposition.is_ai else 1.0)
                )
        target = s.proposition.text if rng.random() < 0.5 else s.proposition.negation
        if rng.random() < 0.5:
            found.append(Example("relevance", s.text, target, int(s.label != "off")))
    return found


def passage_examples(passages: Sequence[OwnPassage], rng: random.Random) -> list[Example]:
    """Each question of a passage, answered or not, and one question of another passage."""
    found: list[Example] = []
    for passage in passages:
        found += [Example("relevance", passage.text, q, 1) for q in passage.answered]
        found += [Example("relevance", passage.text, q, 0) for q in passage.unanswered]
        other = rng.choice(passages)
        if other is not passage:
            found.append(Example("relevance", passage.text, rng.choice(other.answered), 0))
    return found


def public_examples(public: Public, rng: random.Random) -> list[Example]:
    """The pairs that a round draws of the public sets."""
    found: list[Example] = []
    for name in ("perspectrum", "argq", "claims"):
        rows = public.stance[name]
        for text, target, answer in rng.sample(rows, min(DRAWS[name], len(rows))):
            if rng.random() < DENY:
                found.append(Example("stance", text, deny(target, rng), turned(answer)))
            else:
                found.append(Example("stance", text, target, answer))
    found += _unrelated(public, rng)
    for premise, hypothesis, answer in rng.sample(public.inference, min(DRAWS["inference"], len(public.inference))):
        found.append(Example("inference", premise, hypothesis, answer))
    sides = [row for row in public.inference if row[2] != OPEN]
    for premise, hypothesis, answer in rng.sample(sides, min(DRAWS["same_side"], len(sides))):
        found.append(Example("stance", premise, hypothesis, answer, 0.5))
    rows = public.key_points
    for text, point, answer in rng.sample(rows, min(DRAWS["key_points"], len(rows))):
        found.append(Example("relevance", text, point, answer))
    return found + _clusters(public, rng)


def _unrelated(public: Public, rng: random.Random) -> list[Example]:
    """Texts beside propositions of other debates: no side is taken, and the question is not answered."""
    found: list[Example] = []
    rows = public.stance["perspectrum"] + public.stance["argq"]
    for text, target, _ in rng.sample(rows, DRAWS["unrelated"]):
        other = rng.choice(rows)[1]
        if other != target:
            found.append(Example("stance", text, other, NEITHER, 0.7))
            if rng.random() < 0.3:
                found.append(Example("relevance", text, other, 0))
                found.append(Example("relevance", text, target, 1))
    return found


def _clusters(public: Public, rng: random.Random) -> list[Example]:
    """Two wordings of one point, or of two points of one debate."""
    found: list[Example] = []
    for _ in range(DRAWS["clusters"]):
        claim = rng.choice(public.clusters)
        points = [c for c in claim if len(c) > 1]
        if not points:
            continue
        point = rng.choice(points)
        a, b = rng.sample(point, 2)
        if rng.random() < 0.5 or len(claim) < 2:
            found.append(Example("relevance", a, b, 1))
        else:
            other = rng.choice([c for c in claim if c is not point])
            found.append(Example("relevance", a, rng.choice(other), 0))
    return found
