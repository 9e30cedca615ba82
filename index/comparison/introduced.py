"""Whose figures a text goes on with, where a claim itself credits nobody.

A writer names a source once and then gives its figures: "Ada Marsh of Norvane has built a model. In her base case growth
trebles by 2030. …" Two signs are read: a claim right before it, in the same voice, that credits somebody; and, in written
text, the party that its paragraph introduces as a source ("according to", a verb of finding or saying, a study of theirs,
a name with an office or a house). Invariant: nothing is carried across voices or paragraphs, nor into what is said in the
first person, asked or supposed. To read another way of naming a source: `_is_source`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.records import Certainty, Claim, Document, Role
from index.comparison.frames import STOP_WORDS
from index.comparison.holders import is_name

FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|I'd|I’d|we|We|my|My|our|Our|me|us|mine|ours)\b")
FROM_PASSAGE = ("introduced", "goes on")  # the signs that `Passages.source_of` names
RUN_CHARS = 150  # from the end of a credited claim to the start of one that goes on with it: the next clause or sentence
PARAGRAPH_CHARS = 900  # how far back in its paragraph a source is looked for
_BREAK = "\n\n"
_NAME = re.compile(r"\b[A-Z][\w&.’'-]*\w(?: (?:of |for |the |and |& )?[A-Z][\w&-]+){0,3}")
_WORK = (
    r"(?:models?|simulations?|analys[ei]s|stud(?:y|ies)|reports?|papers?|surveys?|estimates?|forecasts?|projections?|data|research"
    r"|calculations?|index|scenarios?|work|benchmark|charts?|numbers|figures|economists|researchers)\b"
)
_PERSON = (
    r"(?:economists?|researchers?|analysts?|scientists?|professors?|think[- ]tank|consultancy|outfit|institute|firm"
    r"|start-?up|co-?founder|founder|head|director|boss|author)"
)
_SAYS = re.compile(
    r" (?:has |have |had |also |now )*(?:finds?|found|reckon(?:s|ed)?|estimate[sd]?|calculate[sd]?|project(?:s|ed)?"
    r"|model(?:s|led)?|simulate[sd]?|predict(?:s|ed)?|forecasts?|argue[sd]?|says?|said|writes?|wrote|conclude[sd]?|suggest(?:s|ed)?|show(?:s|ed)?"
    r"|report(?:s|ed)?|thinks?|measure[sd]?|tracks?|surveyed|polled|asked)\b"
)
_ITS_WORK = re.compile(rf"(?:'s|’s|['’])? (?:[\w-]+ ){{0,2}}{_WORK}")
_APPOSED = re.compile(
    r", an? (?:[\w-]+ ){0,3}"
    r"(?:think[- ]tank|outfit|group|consultancy|firm|institute|company|economist|researcher|lab|charity)\b"
)
_OFFICE = re.compile(r",? (?:of|at|from|with) (?:the )?[A-Z]|, (?:who|whose|an?|the|one of)\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to (?:the )?$")
_WORK_OF = re.compile(rf"\b{_WORK} (?:\w+ ){{0,2}}(?:by|from|of|at) (?:the )?(?:[a-z]+ ){{0,2}}$")
_OFFICE_OF = re.compile(rf"\b{_PERSON} (?:called |named |at |of |is |, )?$")
_BEFORE_CHARS = 60
# "Ada Marsh of Norvane" is a person and a house; "Royal Bank of Norvane" is a house.
_OF_A_HOUSE = re.compile(
    r"((?:[A-Z][\w’'.-]* ){1,2}(?!Bank|University|Institute|Department|Ministry|Office|Bureau|School)[A-Z][\w’'-]+) of "
)


class Passages:
    """Who is the source of claims that credit nobody, by the passages that they stand in."""

    def __init__(self, documents: Mapping[str, Document], claims: Iterable[Claim]) -> None:
        self._documents = documents
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._claims[claim.document].append(claim)
        self._runs: dict[str, dict[str, str]] = {}
        self._sources: dict[tuple[str, int, int], str | None] = {}

    def source_of(self, claim: Claim) -> tuple[str, str] | None:
        """The name of whom a claim's passage goes on with, and by which sign; None where nothing tells."""
        if not _may_be_of_others(claim):
            return None
        if claim.role is Role.BODY and (name := self._introduced(claim)) is not None:
            return name, FROM_PASSAGE[0]
        if claim.document not in self._runs:
            self._runs[claim.document] = _runs(self._claims[claim.document])
        name = self._runs[claim.document].get(claim.id)
        return (name, FROM_PASSAGE[1]) if name is not None else None

    def _introduced(self, claim: Claim) -> str | None:
        document = self._documents.get(claim.document)
        if document is None or not document.text:
            return None
        start = max(document.text.rfind(_BREAK, 0, claim.start), claim.start - PARAGRAPH_CHARS, 0)
        place = (claim.document, start, claim.start)
        if place not in self._sources:
            self._sources[place] = source_introduced(document.text[start : claim.start], document.text)
        return self._sources[place]


def source_introduced(before: str, text: str) -> str | None:
    """The party that a paragraph introduces as a source.

    Args:
        before: the paragraph up to the claim.
        text: the whole text, which tells a name from a common noun that opens a sentence.
    Returns:
        the first such name, as written, without articles.
    """
    for match in _NAME.finditer(before):
        words = match[0].split()
        start = match.start()
        while words and words[0].lower() in STOP_WORDS:
            start += len(words.pop(0)) + 1
        name = " ".join(words)
        if person := _OF_A_HOUSE.match(name):
            return person[1]
        bare = re.sub(r"(?:'s|’s|(?<=s)['’])$", "", name)
        if not bare or not is_name(bare) or (len(words) == 1 and f" {bare.lower()} " in text):
            continue
        if _is_source(bare, before[max(0, start - _BEFORE_CHARS) : start], before[match.end() :], owns=bare != name):
            return bare
    return None


def _is_source(name: str, before: str, after: str, *, owns: bool) -> bool:
    if owns:
        return _ITS_WORK.match(after) is not None
    if _SAYS.match(after) or _ITS_WORK.match(after) or _APPOSED.match(after):
        return True
    if _ACCORDING.search(before) or _WORK_OF.search(before):
        return True
    return " " in name and (_OFFICE.match(after) is not None or _OFFICE_OF.search(before) is not None)


def _may_be_of_others(claim: Claim) -> bool:
    return (
        claim.attributed_to is None
        and claim.certainty not in {Certainty.QUESTION, Certainty.HYPOTHETICAL}
        and not FIRST_PERSON.search(claim.evidence)
    )


def _runs(claims: Iterable[Claim]) -> dict[str, str]:
    """By claim of one document: the party that the claim right before it credits, where that is in the same voice."""
    found: dict[str, str] = {}
    told: tuple[str, str, int] | None = None  # the voice of the last claim that credits somebody, whom, and its end
    for claim in sorted(claims, key=lambda c: (c.start, c.quantity.start, c.id)):
        if claim.attributed_to is not None:
            told = (claim.speaker, claim.attributed_to, claim.end) if is_name(claim.attributed_to) else None
        elif told is not None and claim.speaker == told[0] and claim.start - told[2] <= RUN_CHARS:
            found[claim.id] = told[1]
    return found
