"""Figures that their own origin has taken back: a correction supersedes what it corrects, wherever that is still repeated.

A correction is read from one document's own voice: a figure denied beside the one put in its place ("1.2x, not 1.3x"), or an
earlier figure told as such and then put right ("we wrote 40%; the right figure is 31%"). Invariant: nobody withdraws another
party's figure, and who denies ever having said a figure withdraws nothing. To read another way of correcting: `_corrects`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from corpus.names import is_same_name
from corpus.records import Certainty, Claim, Document
from index.comparison.holders import is_generic, is_name
from index.comparison.units import is_same_number

_GAP = 300  # characters between a figure and the one put in its place, at most: the next sentence or the one after
_MOST = 200  # figures of one voice and document in one measure among which corrections are looked for

_TOLD_BEFORE = re.compile(
    r"\b(?:I|we|our \w+(?: \w+)?)\s+(?:\w+\s+){0,2}"
    r"(?:wrote|said|reported|gave|published|stated|put|claimed|printed|counted|estimated)\b",
    re.IGNORECASE,
)
_PUT_RIGHT = re.compile(
    r"\b(?:correct(?:ed|ion|s)?|(?:right|true|actual) (?:figure|number|value|share|count)"
    r"|should (?:be|read|say|have (?:been|read|said))|was wrong|were wrong|in error|by mistake|mistaken(?:ly)?"
    r"|revis(?:e|ed|ion)|retract(?:ed|ion)?|withdr[ae]w(?:n)?|replaces?)\b",
    re.IGNORECASE,
)
_NEVER_SAID = re.compile(
    r"\b(?:never|not|n[o’']t)\s+(?:ever\s+)?(?:said|say|claim(?:ed)?|state[d]?|written|wrote|write|reported?|told)\b",
    re.IGNORECASE,
)


class Withdrawals:
    """What the parties behind a measure's figures have taken back of them."""

    def __init__(self, claims: Iterable[Claim], documents: Mapping[str, Document]) -> None:
        self._documents = documents
        own: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in sorted(claims, key=lambda c: (c.document, c.start, c.quantity.start, c.id)):
            voice = self.voice_of(claim)
            if voice is not None:
                own[(claim.document, voice)].append(claim)
        self._corrected: dict[str, list[tuple[str, Claim, Claim]]] = defaultdict(list)
        for (document, voice), told in own.items():
            for old, new in _corrections(told[:_MOST]):
                self._corrected[document].append((voice, old, new))

    def voice_of(self, claim: Claim) -> str | None:
        """The named party whose own word a claim is: its speaker, or the one writer of its document."""
        document = self._documents.get(claim.document)
        name = claim.speaker
        if is_generic(name) and document is not None and len(document.authors) == 1:
            name = document.authors[0]
        if is_generic(name) or not is_name(name):
            return None
        return name if claim.attributed_to is None or is_same_name(claim.attributed_to, name) else None

    def takes_back(self, denied: Claim, said: Claim, origin: str | None) -> str | None:
        """Who withdraws a figure by denying it: the party that is its origin; None where another denies it."""
        voice = self.voice_of(denied)
        if voice is None or origin is None or not is_same_name(voice, origin) or _NEVER_SAID.search(denied.evidence):
            return None
        return voice if is_same_number(denied.quantity, said.quantity) else None

    def replaced(self, old: Claim, new: Claim, origin: str | None) -> str | None:
        """Who put the figure of `new` in the place of that of `old`, whose origin they are."""
        for voice, before, after in self._corrected.get(new.document, ()):
            if not (is_same_number(old.quantity, before.quantity) and is_same_number(new.quantity, after.quantity)):
                continue
            if old.id == before.id or (origin is not None and is_same_name(voice, origin)):
                return voice
        return None


def _corrections(told: Sequence[Claim]) -> Iterable[tuple[Claim, Claim]]:
    """The pairs (withdrawn, put in its place) in what one voice says in one document, in order of place."""
    for n, first in enumerate(told):
        for second in told[n + 1 :]:
            if second.start - first.end > _GAP:
                break
            if is_same_number(first.quantity, second.quantity):
                continue
            for old, new in ((first, second), (second, first)):
                if new.certainty is not Certainty.NEGATED and _corrects(old, new):
                    yield old, new


def _corrects(old: Claim, new: Claim) -> bool:
    if old.certainty is Certainty.NEGATED:
        return old.start < new.end and new.start < old.end and not _NEVER_SAID.search(old.evidence)
    after = old.quantity.start < new.quantity.start
    put_right = _PUT_RIGHT.search(old.evidence) or _PUT_RIGHT.search(new.evidence)
    return after and _TOLD_BEFORE.search(old.evidence) is not None and put_right is not None
