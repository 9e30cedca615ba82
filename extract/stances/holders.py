"""Whose position a sentence states: the party it credits, or a group it names, or else its speaker.

Reporter is not holder. `extract.attribution` tells whom a stretch is credited to; this module asks it about the right
stretch of the sentence, and adds subjects of attitude verbs ("Critics reject …", "The union backs …"), which report a
position without a that-clause. Invariant: a holder is a name that the document uses, or one of `corpus.names`' constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from corpus.names import is_same_name, name_key
from corpus.records import Role, Segment
from extract.lexicon import CONJUNCTIONS, DETERMINERS, MONTHS, PREPOSITIONS
from extract.polarity import main_clause

_EDGE_WORDS = 3  # words at either end of a sentence by which its credited stretch is recognised

# Verbs that say on which side their subject is (VerbNet 3.4 classes admire-31.2, marvel-31.3, reject, support, urge-58).
_ATTITUDE = (
    r"(?:supports?|supported|opposes?|opposed|backs?|backed|favou?rs?|favou?red|endorses?|endorsed|rejects?|rejected|urges?|urged"
    r"|demands?|demanded|wants?|wanted|fears?|feared|doubts?|doubted|dreads?|welcomes?|welcomed|criticis?es?|criticiz?es?"
    r"|criticised|criticized|dismisses|dismissed|dismiss|deny|denies|denied|embraces?|embraced|advocates?|advocated"
    r"|suggests?|suggested|proposes?|proposed|recommends?|recommended|believes?|believed|concedes?|conceded|admits?|admitted"
    r"|(?:calls?|called|calling|pushes|pushed|argues?|argued|campaigns?|campaigned) (?:for|against)"
    r"|(?:calls?|called|calling|points?|pointed|pointing) out|worr(?:y|ies|ied)"
    r"|(?:is|are|was|were|'re|’re) (?:\w+ ){0,2}(?:worried|afraid|convinced|confident|sceptical|skeptical|in favou?r|against"
    r"|saying|admitting|arguing|claiming|warning|telling us|suggesting|proposing|calling for|careful to (?:add|say|note)"
    r"|clear that))"
)
# Nouns that name a group by its side or calling, as English forms them: not of any topic.
_GROUP = (
    r"(?:critics|sceptics|skeptics|cynics|opponents|proponents|supporters|advocates|experts|researchers|scientists|economists"
    r"|engineers|developers|users|readers|commenters|commentators|observers|analysts|activists|campaigners|lawmakers"
    r"|politicians|officials|employees|staff|insiders|investors|optimists|pessimists|enthusiasts|people|others|folks)"
)
_QUANTIFIER = r"(?:many|most|some|several|other|few|a few|a number of|dozens of|hundreds of|thousands of)"
_HELPERS = (
    r"(?:(?:also|now|still|has|have|long|openly|publicly|strongly|firmly|already|clearly|really|rightly|even|just|recently"
    r"|would|will|might|may|could) ){0,3}"
)
_GROUP_HOLDER = re.compile(
    rf"(?:^|(?<=[\s(“\"]))(?P<who>(?:(?:{_QUANTIFIER} )?(?:[a-z][a-z-]+ )?{_GROUP}|many|some|most|others))"
    rf"\s+{_HELPERS}{_ATTITUDE}\b",
    re.I,
)
_NAMED_HOLDER = re.compile(
    rf"(?<![\w’'])(?P<who>[A-Z][\w&-]*[a-zA-Z](?: (?:[A-Z][\w&-]*|of(?= [A-Z]))){{0,4}})"
    rf"(?P<between>,? (?:in|at|on|of|from|with|through|who|which) [^.,;:!?]{{1,60}}?,?)?\s*"
    rf"(?<=[\s,]){_HELPERS}(?-i:{_ATTITUDE})\b"
)
_THEY_HOLD = re.compile(rf"\b(?P<who>they|it|he|she)(?:\s+|(?=['’]))(?:['’](?:ve|s|d) )?{_HELPERS}{_ATTITUDE}(?!\w)", re.I)
# "We believe", while a host reads an organisation's text aloud, is the organisation's; a host's own we is with the audience.
_WE_HOLD = re.compile(
    r"\bwe (?:also |would |do |\w+ly )?(?:believe|think|expect|find|found|hope|support|intend|propose|recommend|plan"
    r"|commit)\b"
    r"|\bour (?:own )?(?:view|position|hope|belief|engineers|researchers|models|staff|employees|customers)\b",
    re.I,
)
_ANY_FIRST = re.compile(r"\b(?:i|i['’](?:m|ve|d|ll)|me|my)\b", re.I)
_PRONOUNS = frozenset(
    "i we you he she it they this that these those there who what which nobody everyone everybody one".split()
)
_OPENERS = PREPOSITIONS | CONJUNCTIONS | DETERMINERS
_OWN_VERDICT = re.compile(
    r"^\W*(?:and |so |well |but |again )?(?:i|i'm|i've|i'd|i'll|my|personally|frankly|to me|in my)\b", re.I
)
_SPOKEN = frozenset({Role.TRANSCRIPT, Role.READING})


class CreditLike(Protocol):
    """Who utters a stretch and whom the document credits for it."""

    @property
    def speaker(self) -> str:
        """The voice that utters it."""

    @property
    def attributed_to(self) -> str | None:
        """The credited party, None where it is the speaker's own."""

    @property
    def cue(self) -> str | None:
        """The words or the frame that credit it."""

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotation marks."""

    @property
    def framed(self) -> bool:
        """Whether only a publication that is walked through is credited, by no word of the sentence."""


class CreditsLike(Protocol):
    """Answers for any stretch of a document whom it is credited to (`extract.attribution.Credits`)."""

    def credit(self, start: int, end: int) -> CreditLike:
        """Speaker and credited party of a stretch."""

    def mentioned(self, start: int) -> str | None:
        """Whom a pronoun at this place means."""

    def is_tool(self, name: str) -> bool:
        """Whether a name is that of a tool, which takes no position."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a position and who says so."""

    holder: str
    speaker: str


def find_holding(
    text: str, start: int, end: int, segment: Segment, credits: CreditsLike | None, *, proposition: str = ""
) -> Holding:
    """The holder and the speaker of the position that `text[start:end]`, a sentence or a clause of one, states.

    Args:
        proposition: what the position is on. A party that it names ("The union means well") is judged there by others.
    """
    credit = _credit_of_point(text, start, end, credits) if credits else None
    speaker = credit.speaker if credit else segment.voice
    holder = _holder(text, start, end, segment, credits, credit, speaker)
    if holder != speaker and _names(proposition, holder) and not (credit and credit.quoted):
        return Holding(speaker, speaker)
    return Holding(holder, speaker)


def _holder(
    text: str,
    start: int,
    end: int,
    segment: Segment,
    credits: CreditsLike | None,
    credit: CreditLike | None,
    speaker: str,
) -> str:
    sentence = text[start:end]
    credited = credit.attributed_to if credit else None
    if credit is not None and credit.quoted and credited:
        return credited
    if _OWN_VERDICT.match(main_clause(sentence)):
        return _first_person(credit, speaker)
    named = subject_of_attitude(sentence)
    is_tool = named is not None and credits is not None and credits.is_tool(named)
    if named is not None and not is_tool and not is_same_name(named, speaker):
        return named
    they = _THEY_HOLD.search(sentence)
    if they is not None and credits is not None:
        meant = credits.mentioned(start + they.start("who") + 1)
        if meant is not None:
            return meant
    if credits is not None and segment.role in _SPOKEN and _WE_HOLD.search(sentence) and not _ANY_FIRST.search(sentence):
        return credits.mentioned(start) or speaker
    if credit is None or credited is None:
        return speaker
    if credit.framed and segment.role not in _SPOKEN:
        return speaker  # a frame lends its source to figures; whoever takes a side while walking through it takes it himself
    return credited


def _names(proposition: str, holder: str) -> bool:
    """Whether a proposition is about a holder."""
    key = name_key(holder)
    return bool(key) and re.search(rf"\b{re.escape(key)}\b", name_key(proposition)) is not None


def subject_of_attitude(sentence: str) -> str | None:
    """The group or name that an attitude verb of the sentence has as its subject, as the sentence words it.

    >>> subject_of_attitude("Many engineers still oppose the plan."), subject_of_attitude("I oppose it.")
    ('Many engineers', None)
    """
    found = _GROUP_HOLDER.search(sentence)
    if found is not None:
        return found["who"]
    found = _NAMED_HOLDER.search(sentence)
    return _bare_name(found["who"].split()) if found else None


def _bare_name(words: list[str]) -> str | None:
    """A run of capitals without what opened the sentence before the name: "In May Ada Marsh" is Ada Marsh."""
    dated = False
    while words and (words[0].lower() in _OPENERS or (dated and words[0].lower() in MONTHS)):
        dated = dated or words[0].lower() in PREPOSITIONS
        words = words[1:]
    return " ".join(words) if words and words[0].lower() not in _PRONOUNS else None


def _first_person(credit: CreditLike | None, speaker: str) -> str:
    """An "I" is the speaker's, except inside words that a cue of their own hands to somebody else ("quote")."""
    return credit.attributed_to if credit and credit.attributed_to and credit.cue == "quote" else speaker


def _credit_of_point(text: str, start: int, end: int, credits: CreditsLike) -> CreditLike:
    """The credit of the stretch that carries the point: after a reporting verb, else before one, else of the whole."""
    whole = credits.credit(start, end)
    words = [m.span() for m in re.finditer(r"\S+", text[start:end])]
    if len(words) <= _EDGE_WORDS:
        return whole
    tail = credits.credit(start + words[-_EDGE_WORDS][0], end)
    head = credits.credit(start, start + words[_EDGE_WORDS - 1][1])
    for part in (tail, head):
        if part.cue is not None and part.cue != whole.cue:
            return part
    return whole
