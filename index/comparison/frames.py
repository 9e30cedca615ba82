"""What a claim is about, its number aside: the words, names and figures by which two claims can be known as one measure.

Invariant: a frame depends on its claim and the claims just before it alone, and equal claims of different documents have
equal `key`s. Stems are cut by rule, since comparison runs without a trained pipeline. To use another trait: a field here, a
feature in `pairs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.records import Claim
from corpus.text import squash, words_of
from index.comparison.units import base_unit, base_value, significant_digits, unit_family

FOCUS_WORDS = 9  # words kept on either side of a number in the narrower of its two texts
MAX_FRAME_CHARS = (
    600  # an encoder of sentences reads some hundred words; a longer piece of evidence is cut around its number
)

_MASKS = {
    "%": "a certain percentage",
    "pp": "a certain number of percentage points",
    "x": "a certain number of times",
    "s": "a certain time",
    "count": "a certain number of",
}
STOP_WORDS = frozenset(
    "a an and are as at be been being but by can could did do does for from had has have he her him his how i if in "
    "into is it its just may might more most much no nor not now of off on or our out over per she should so some "
    "such than that the their them then there these they this those to too up us very was we were what when where "
    "which while who whom why will with would you your about above after again all also any because before below "
    "between both down during each few further here only other own same through under until said says say according "
    "reported reports report claims claim tells told around roughly nearly almost approximately least less fewer time "
    "times percent percentage points point fold hundred thousand million billion trillion one two three four five six "
    "seven eight nine ten dozen half third quarter".split()
)


# Where a clause of a sentence with several figures ends, if what is left of it says what it measures.
_CLAUSE_CUT = re.compile(r",\s+(?:and|but|while|whereas|though|against|which|for|with)\s", re.IGNORECASE)
_SENTENCE_CUT = re.compile(r"[.!?;]\s+|[()\[\]“”\"]|\s[—–-]\s")
_OTHER_FIGURE = re.compile(r"[$€£~]?\b\d[\d.,]*(?:x\b|\s?%|(?:st|nd|rd|th)\b)?")
_PLAIN_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?!\w)")
_DIGITS = re.compile(r"\d")
_OF_A_KIND = re.compile(r"(?<!\bthe )\b[A-Z]{2,3}\b(?= (?!has|is|was|does|says)[a-z]+s\b)")  # before a plural
_NAME = re.compile(r"\b(?:[A-Z][\w’'-]*|[a-z]+-?\d[\w.-]*|\d+[a-z][\w.-]*)(?:[ -](?:[A-Z][\w’'-]*|\d+(?:\.\d+)?[a-z]?\b))*")


# What dates a clause, reports it or hedges its number says nothing of the thing measured.
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_PART = (
    "(?:early|late|mid|end|start|beginning|spring|summer|autumn|fall|winter|(?:first|second|third|fourth) (?:quarter|half))"
)
_YEAR = r"(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?"
_DATES = re.compile(
    rf"\b(?:(?:in|by|since|as of|at|on|for|during|until|from|before|after)\s+)?(?:the\s+)?(?:{_PART}(?:\s+of)?[\s-]+)*"
    rf"(?:{_MONTH},?(?:\s+of)?\s+(?:\d{{1,2}},?\s+)?{_YEAR}|{_YEAR}|{_MONTH}\b(?=[\s,.]))"
    r"|\b(?:in|by|since|as of|until)\s+(?:early|late|mid)\s+\w+"
    r"|\b(?:this|last|next|the previous|the same)\s+(?:year|month|week|quarter|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:a|one|two|three|four|five|six|twelve|\d+)\s+(?:years?|months?|weeks?|days?)\s+"
    r"(?:later|ago|earlier|before|after(?: that)?)\b"
    r"|\b(?:now|today|currently|already|recently|still|just|only|even|also|apparently|roughly|about|around|nearly|almost"
    r"|approximately|more than|less than|over|under|at least|at most|up to|as (?:high|low|long|much|many) as)\b",
    re.IGNORECASE,
)
_BARE_STEMS = 2  # content stems with which a sentence says by itself what it measures
_BARE_WORDS = 14  # kept on either side of the number in the bare text


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a frame is held against another one's beside their vectors; sets of words, `words` in one order."""

    document: str
    start: int
    end: int
    family: str
    unit: str
    value: float
    rarity: float
    kind: str
    stems: frozenset[str]
    near_stems: frozenset[str]
    clause_stems: frozenset[str]
    noun_stems: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]
    subject_stems: frozenset[str]

    @property
    def words(self) -> tuple[frozenset[str], ...]:
        """The seven sets."""
        return (
            self.stems,
            self.near_stems,
            self.clause_stems,
            self.noun_stems,
            self.figures,
            self.names,
            self.subject_stems,
        )


@dataclass(frozen=True, slots=True)
class Frame(Traits):
    """A claim without its number. `text` is its sentence, `focus` the words next to the number and what they measure.

    `bare` is the clause without names, dates and hedges, so that one measure of two models or years reads the same.
    """

    claim: str
    text: str
    focus: str
    bare: str

    @property
    def key(self) -> tuple[str, str, str, float]:
        """What equal claims have in common wherever they stand."""
        return (self.text, self.focus, self.unit, self.value)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without the endings of English inflection, cut by rule: "merged", "merging", "merges" are "merg"."""
    w = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ied", "ed", "er", "es", "ly", "s", "e"):
        if w.endswith(ending) and len(w) - len(ending) >= 3:
            w = w[: -len(ending)]
            break
    return w[:-1] if len(w) > 4 and w[-1] == w[-2] else w


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(w) for w in words_of(text) if len(w) > 1 and w not in STOP_WORDS and not _DIGITS.search(w))


def plain_stems(text: str, named: frozenset[str]) -> frozenset[str]:
    """The stems of what a text says beside names (lower-case words), dates and hedges."""
    words = (w for w in words_of(_DATES.sub(" ", text)) if w.removesuffix("'s") not in named)
    return stems_of(" ".join(words))


def names_in(text: str) -> frozenset[str]:
    """Words that look like parts of names (capitals, letters with digits), in lower case.

    A text's first word is not one, nor is an abbreviation that tells what kind of things are meant: "AI models", "US firms".
    """
    found: set[str] = set()
    for match in _NAME.finditer(_OF_A_KIND.sub(_in_lower_case, text)):
        words = words_of(match.group())
        if match.start() == 0 and len(words) == 1 and not _DIGITS.search(words[0]):
            continue
        found.update(w.removesuffix("'s") for w in words if w not in STOP_WORDS)
    return frozenset(found)


def _in_lower_case(match: re.Match[str]) -> str:
    return match[0].lower()


def rarity_of(value: float) -> float:
    """How telling a number is, in 0..1: two texts that share 52 share more than two that share 50 or 1.

    By hand: a number of one digit tells little, round tens and halves hardly more, two digits much, three almost all.
    """
    digits = significant_digits(value)
    if digits <= 1:
        return 0.15 if abs(value) in (1.0, 2.0, 10.0, 100.0, 1000.0, 50.0) else 0.4
    if digits == 2:
        return 0.55 if value % 5 == 0 else 0.85
    return 1.0


def masked(claim: Claim) -> str:
    """The claim's evidence with words for the kind of number in the place of the number."""
    left, right = sides_of(claim)
    return squash(f"{left} {_mask(claim)} {right}")


def after_number(claim: Claim) -> str:
    """The claim's evidence after its number."""
    return sides_of(claim)[1]


def frame_of(claim: Claim, *, head: Claim | None = None) -> Frame:
    """What a claim is about; `head` is the claim of whose measure it speaks, if it points back to one."""
    left, right = sides_of(claim)
    subject = claim.subject or ""
    near = " ".join([*left.split()[-FOCUS_WORDS:], _mask(claim), *right.split()[:FOCUS_WORDS]])
    about = squash(f"{subject} {claim.measure_phrase}")
    sentence = squash(f"{left} {_mask(claim)} {right}")
    before = masked(head) if head else ""
    value = base_value(claim)
    return Frame(
        claim=claim.id,
        document=claim.document,
        start=claim.start,
        end=claim.end,
        text=squash(f"{about}. {before} {sentence}" if about else f"{before} {sentence}"),
        focus=squash(f"{about}: {before} {near} {claim.scope or ''}" if about else f"{before} {near}"),
        bare=bare_of(claim, head=head),
        family=unit_family(claim.quantity.unit),
        unit=base_unit(claim.quantity.unit),
        value=value,
        rarity=rarity_of(claim.quantity.value),
        stems=stems_of(f"{before} {left} {right} {about} {claim.quantity.noun or ''}"),
        near_stems=stems_of(f"{before} {near} {claim.measure_phrase} {claim.quantity.noun or ''}"),
        clause_stems=stems_of(" ".join(_clause_sides(claim))),
        noun_stems=stems_of(claim.quantity.noun or ""),
        figures=frozenset(m.group() for m in _PLAIN_FIGURE.finditer(f"{left} {right}")),
        subject_stems=stems_of(subject),
        names=names_in(f"{left} {right}") | names_in(f"of {subject}"),
        kind=str(claim.kind),
    )


def bare_of(claim: Claim, *, head: Claim | None = None) -> str:
    """What a claim measures in its own clause, names, dates and hedges aside; in the head's where its own says nothing."""
    named = names_in(f"of {claim.subject or ''}") | names_in(" ".join(sides_of(claim)))
    left, right = _clause_sides(claim)
    left, right = " ".join(left.split()[-_BARE_WORDS:]), " ".join(right.split()[:_BARE_WORDS])
    left, right = (_without(side, named, claim.time or "") for side in (left, right))
    if head is not None and len(stems_of(f"{left} {right}")) < _BARE_STEMS:
        return bare_of(head)
    noun = (claim.quantity.noun or "").lower()
    mask = _mask(claim) if not noun or noun not in right.lower() else _MASKS["count"]
    return squash(f"{_OTHER_FIGURE.sub('some', left)} {mask} {_OTHER_FIGURE.sub('some', right)}")


def _clause_sides(claim: Claim) -> tuple[str, str]:
    """The claim's own clause before and after the number; its whole sentence where the clause says too little."""
    left, right = sides_of(claim)
    left, right = _SENTENCE_CUT.split(left)[-1], _SENTENCE_CUT.split(right)[0]
    own = _CLAUSE_CUT.split(left)[-1], _CLAUSE_CUT.split(right)[0]
    return own if len(stems_of(" ".join(own))) >= _BARE_STEMS else (left, right)


def _without(words: str, named: frozenset[str], time: str) -> str:
    """Words without dates and hedges, a name as "it"."""
    kept = words.replace(time, " ") if time and len(time) > 3 else words
    out: list[str] = []
    for word in _DATES.sub(" ", kept).split():
        plain = words_of(word)
        if plain and plain[0].removesuffix("'s") in named:
            if not out or out[-1] != "it":
                out.append("it")
        else:
            out.append(word)
    return " ".join(out)


def _mask(claim: Claim) -> str:
    unit = base_unit(claim.quantity.unit)
    words = _MASKS.get(
        unit, "a certain sum of money" if len(unit) == 3 and unit.isupper() else f"a certain number of {unit}"
    )
    return f"{words} {claim.quantity.noun}" if unit == "count" and claim.quantity.noun else words


def sides_of(claim: Claim) -> tuple[str, str]:
    """The evidence before and after the number, as much of either as a frame reads."""
    at = claim.quantity.start - claim.start
    size = claim.quantity.end - claim.quantity.start
    if at < 0 or claim.evidence[at : at + size] != claim.quantity.text:
        at, size = max(0, claim.evidence.find(claim.quantity.text)), len(claim.quantity.text)
    room = MAX_FRAME_CHARS // 2
    return claim.evidence[max(0, at - room) : at], claim.evidence[at + size : at + size + room]
