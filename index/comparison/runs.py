"""Runs of claims that measure one thing one after the other, of which only the first says what that is.

"Judges took its move 58% of the time. With the older engine it was 41%": the second sentence points back, or says nothing of
its own beside a name and a number. Invariant: whether a claim goes on with another depends on the two alone, which stand
near each other in one document and give units of one family. To read another way of going on: `_POINTS_BACK`, `_COMES_BACK`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.records import Claim
from corpus.text import words_of
from index.comparison.frames import Frame, frame_of, names_in, plain_stems, sides_of, stems_of
from index.comparison.units import base_unit, unit_family

# A sentence that goes on with the measure of the one before: "That number was", "A year later", "up from".
_POINTS_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|then|now|in|by|since|before|back|a|an|the|\d{4}"
    r"|\w+ (?:years?|months?|weeks?|days?|hours?)),?\s+){0,4}?"
    r"(?:(?:that|this|it)(?:'s|’s)\s+(?:now\s+|all the way\s+)?(?:up|down|at|about|over|under|more|less)\b"
    r"|with [^,.]{1,40}, (?:it|that|this)(?:'s|’s| is| was)\b"
    r"|(?:that|this|it|which|these|those)(?:'s|’s)?\s+(?:is|was|were|are|has|had|would|fell|rose|jumped|grew|climbed|dropped|went"
    r"|goes|means|compares|number|figure|share|rate|percentage|ratio|total|time|amount)\b"
    r"|the (?:number|figure|share|percentage|ratio|total)\s+(?:is|was|had|has|stood|stands|fell|rose)\b"
    r"|(?:years?|months?|weeks?|days?|hours?) (?:later|after(?: that)?|earlier|before(?: that)?)\b"
    r"|(?:up|down) (?:from|by)\b|(?:up|down) \w+ (?:points|percent))",
    re.IGNORECASE,
)
# The same further on in a sentence: "For the whole firm it was", "Across the group, the share was", "The true figure is".
_COMES_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|yet|while),?\s+)?"
    r"(?:(?:for|across|among|at|in|within|over|on|with|outside|inside|by)\s+[^,.;]{2,60}?,?\s+)?"
    r"(?:(?:it|this|that)(?:'s|’s|\s+(?:is|was|were|has been|had been|stood|stands))\b"
    r"|(?:the|that|this|its|their)\s+(?:[\w-]+\s+){0,2}(?:number|figure|share|percentage|proportion|fraction|ratio|total)\s+"
    r"(?:is|was|has|had|stood|stands|came|fell|rose)\b)",
    re.IGNORECASE,
)
_BACK_CHARS = 160  # how far into a sentence such words are looked for
_BETWEEN = 3  # words between "the figure was" and the number: "only just below"
_BACK_GAP = 300  # characters from the end of a claim to the start of one that goes on with its measure
_COUNTED = frozenset({"s", "count"})  # of these, "it" is what lasts or is counted rather than the figure before
_SAYS_LITTLE = stems_of("apparently reportedly allegedly supposedly perhaps probably maybe actually again meanwhile instead")


def points_back(claim: Claim) -> bool:
    """Whether a claim goes on with what the sentence before it measures: "That number was 4% in 2019"."""
    return _POINTS_BACK.match(claim.evidence[:_BACK_CHARS]) is not None


def goes_on(claim: Claim, last: Claim) -> bool:
    """Whether a claim goes on with the measure of the claim before it in its document."""
    if not 0 <= claim.start - last.end <= _BACK_GAP:
        return False
    if points_back(claim):
        return True
    if base_unit(claim.quantity.unit) in _COUNTED or claim.speaker != last.speaker:
        return False
    return _comes_back(claim) or _adds_only_a_name(claim, last)


def _comes_back(claim: Claim) -> bool:
    """Whether a sentence gives its number to "it" or "the figure", with hardly a word between them."""
    before = sides_of(claim)[0]
    found = _COMES_BACK.match(before)
    return found is not None and len(between := before[found.end() :].split()) <= _BETWEEN and "," not in "".join(between)


def _adds_only_a_name(claim: Claim, last: Claim) -> bool:
    """Whether a sentence says of another party or thing what the one before says: "The older engine was preferred 50%"."""
    if base_unit(claim.quantity.unit) != base_unit(last.quantity.unit):
        return False
    words = " ".join(sides_of(claim))
    subject = frozenset(words_of(claim.subject or ""))
    named = names_in(words) | subject
    own = plain_stems(words, named) - _SAYS_LITTLE
    return own <= stems_of(last.evidence) if own else not named.isdisjoint(names_in(words))


def frames_of(claims: Iterable[Claim]) -> dict[str, Frame]:
    """The frames of claims by id."""
    return {claim.id: frame_of(claim, head=head) for claim, head, _ in headed(claims)}


def headed(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim | None, bool]]:
    """Claims, each with the one of whose measure it speaks, and whether its own sentence goes on with that measure.

    A claim that goes on takes the sentence of the first of its run into its frame, since its own words do not say what they
    measure; so does another figure of such a sentence, which may be of another measure.
    """
    heads: dict[tuple[str, str], tuple[Claim, Claim]] = {}  # by document and family: the last claim, and the head of its run
    for claim in sorted(claims, key=lambda c: (c.document, c.start, c.quantity.start, c.id)):
        place = (claim.document, unit_family(claim.quantity.unit))
        last, head = heads.get(place, (claim, claim))
        follows = last is not claim and goes_on(claim, last)
        same_sentence = last is not claim and claim.start < last.end and head is not last
        head = head if follows or same_sentence else claim
        heads[place] = (claim, head)
        yield claim, None if head is claim else head, follows
