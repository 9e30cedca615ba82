"""Is a pair of claims comparable? Unit, subject, time, baseline, rate, scope and modality, each only where both tell it.

A basis that one side leaves out is unknown, not different. Invariant: differences are symmetric, and come in a fixed order
with the plain words that name them. To compare one thing more: a `_..._difference` here and its place in `differences`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from corpus.names import is_same_name
from corpus.records import Certainty, Claim
from corpus.text import squash, words_of
from index.comparison.dates import Span, span_of, years_in
from index.comparison.frames import after_number, names_in, stems_of
from index.comparison.units import base_unit, is_same_number, unit_family

_RATE = re.compile(
    r"\b(?:per|each|every|an?)\s+(?:single\s+|calendar\s+|working\s+)?(second|minute|hour|day|week|month|quarter|year|decade)\b"
    r"|\b(hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_RATE_OF = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
_RATE_CHARS = 60  # a rate stands near its number: "eight times as much code per quarter"
_THRESHOLD = re.compile(r"(\d{1,3})\s?%\s(?:reliability|success|confidence|threshold|level|accuracy)", re.IGNORECASE)
_PERSON = frozenset("person people human humans man woman researcher engineer expert professional worker".split())
# A figure from which another one came, and the clause in which such words count for it.
_FORMER_CHARS = 90
_CLAUSE_END = re.compile(r"[;:.()!?]\s|,\s|\s(?:and|but|while|whereas)\s")
_FROM = re.compile(
    r"\b(?:against|compared (?:with|to)|versus|vs\.?|(?P<bare>(?:up |down )?from))\s+"
    r"(?:(?:an?|the|about|around|roughly|nearly|almost|just|only|some|over|under|little|bit|more than|less than)\s+){0,3}$",
    re.IGNORECASE,
)
# "From 84 researchers" tells a source; a level is left by a move or for another level.
_MOVE = re.compile(
    r"\b(?:up|down|ris|rose|grew|grow|climb|jump|soar|surg|fell|fall|drop|declin|shr[aiu]nk|went|gone|go|mov|c[ao]me|cut|rais|lower"
    r"|increas|decreas|improv|doubl|tripl|chang|expand|slow|sped|gain|advanc|leap|shift)",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\b(?:to|in|at|ago|earlier|before|last|previous|when)\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:a|an|one|two|three|four|five|several|\d+) (?:years?|months?|weeks?) (?:earlier|ago|before)\b"
    r"|\b(?:the|an?|its|their|our) (?:old|older|earlier|previous|former|prior) \w+"
    r"|\b(?:used to be|had been|previously|formerly|back then|last year|the year before|in the past)\b",
    re.IGNORECASE,
)
_LOOSE_BASELINE = re.compile(
    r"\s*(?:(?:as|than|compared (?:with|to)|over)\s+)?(?:(?!\w*(?:day|week|month|year))\w+\s+){0,3}?"
    r"(?:before|prior to|without|ahead of|earlier than)\b",
    re.IGNORECASE,
)
# A name with its number near a figure: "Marl 4", "GPT-5"; a month's day or a chapter is none.
_VERSION = re.compile(
    r"\b([A-Za-z][A-Za-z]+)[ -](\d{1,2}(?:\.\d+)?[a-z]?)\b(?![%\w]|[.,]\d|\s?(?:%|percent|per cent|x\b|times|fold))"
)
_NO_VERSION = frozenset(
    "a about an and any are as at by for from in is it its of on or over page part step table figure chapter section than "
    "the to under up was were with january february march april may june july august september october november december "
    "day week year least most nearly almost around some only just version question item point points level stage".split()
)
_PRESENT = re.compile(
    r"^\W*(?:right\s+)?(?:now|today|currently|at present|as of now|these days|latest|recently|so far)\b", re.IGNORECASE
)
_PRESENT_DAYS = 92  # what is so "now" was so, for all that a text tells, in the quarter before
# After a percentage: a part of something, or how much more or less.
_PERCENT = re.compile(r"%|per ?cent", re.IGNORECASE)
_OF_A_WHOLE = re.compile(r"^\s*(?:%|percent\b|per cent\b)?\s*of\b(?! the time\b)", re.IGNORECASE)
_MORE_OR_LESS = re.compile(
    r"^\s*(?:%|percent\b|per cent\b)?\s*(?:(?:more|less|fewer|faster|quicker|slower|higher|lower|larger|bigger|smaller"
    r"|better|worse|cheaper|dearer|longer|shorter|stronger|weaker|heavier|lighter|wider)\b|[a-z]{3,}er than\b)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\b[A-Z][a-z]+(?:-[a-z]+)+\b")  # "Open-ended": a capital, but of the sentence
_MODEL_WORD = re.compile(r"^(?:v?\d+(?:\.\d+)*[a-z]?|[a-z]+-?\d[\w.]*)$")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which two claims do not speak of the same thing: `what` (a rule's name) and each side's words for it."""

    what: str
    a: str
    b: str

    @property
    def words(self) -> str:
        """The difference in words, first claim first."""
        return f"{self.what}: “{self.a}” against “{self.b}”"


def differences(a: Claim, b: Claim) -> tuple[Difference, ...]:
    """All ways in which the bases of two claims differ, the weightiest first."""
    checks: tuple[Callable[[Claim, Claim], Difference | None], ...] = (
        _unit_difference,
        _modality_difference,
        _rate_difference,
        _baseline_difference,
        _threshold_difference,
        _subject_difference,
        _time_difference,
        _standing_difference,
        _scope_difference,
    )
    return tuple(d for d in (check(a, b) for check in checks) if d is not None)


def rate_of(claim: Claim) -> str | None:
    """The stretch of time per which a figure is counted, from the words next to it: "quarter" for "8x per quarter"."""
    if base_unit(claim.quantity.unit) == "s":
        return None
    return _rate_in(claim.evidence, claim.quantity.start - claim.start, claim.quantity.end - claim.start)


@lru_cache(maxsize=20_000)
def _rate_in(evidence: str, start: int, end: int) -> str | None:
    start = max(0, min(start, len(evidence)))
    window = evidence[max(0, start - _RATE_CHARS) : end + _RATE_CHARS]
    at = min(start, _RATE_CHARS)
    found = [(abs(m.start() - at), m) for m in _RATE.finditer(window) if m.start() >= at or m[0][0] not in "aA"]
    if not found:
        return None
    match = min(found, key=lambda f: (f[0], f[1].start()))[1]
    word = (match[1] or match[2]).lower()
    return _RATE_OF.get(word, "year" if word.startswith(("annual", "year")) else word)


def _unit_difference(a: Claim, b: Claim) -> Difference | None:
    one, other = base_unit(a.quantity.unit), base_unit(b.quantity.unit)
    if one == other == "%":
        changes = _is_change(a), _is_change(b)
        if None in changes or changes[0] == changes[1]:
            return None
        told = ["a change in per cent" if change else "a share in per cent" for change in changes]
        return Difference("unit", told[0], told[1])
    if one == other and (one != "count" or _same_noun(a, b)):
        return None
    if one == other:
        return Difference("noun", a.quantity.noun or "", b.quantity.noun or "")
    kinds = {"%": "a level in per cent", "pp": "a change in points", "x": "a multiple"}
    same_family = unit_family(a.quantity.unit) == unit_family(b.quantity.unit)
    words = [kinds.get(u, u) if same_family else u for u in (one, other)]
    return Difference("unit", words[0], words[1])


def _is_change(claim: Claim) -> bool | None:
    """Whether a percentage is how much more or less there is or (False) a part of a whole; None where nothing tells."""
    after = after_number(claim)
    if _MORE_OR_LESS.match(after):
        return True
    in_words = _PERCENT.search(claim.quantity.text) is None  # "four in ten nets", "half the nets"
    return False if in_words or _OF_A_WHOLE.match(after) else None


def _same_noun(a: Claim, b: Claim) -> bool:
    one, other = stems_of(a.quantity.noun or ""), stems_of(b.quantity.noun or "")
    return not one or not other or bool(one & other)


_UNSURE = {
    Certainty.HYPOTHETICAL: "put as a hypothesis",
    Certainty.QUESTION: "asked as a question",
    Certainty.FORECAST: "a forecast",
}


def _modality_difference(a: Claim, b: Claim) -> Difference | None:
    one, other = (_UNSURE.get(c.certainty, "stated") for c in (a, b))
    return None if one == other else Difference("modality", one, other)


def _rate_difference(a: Claim, b: Claim) -> Difference | None:
    one, other = rate_of(a), rate_of(b)
    return Difference("rate", f"per {one}", f"per {other}") if one and other and one != other else None


def baseline_of(claim: Claim) -> str | None:
    """What a change or multiple starts from; "since 2026" names a start although the text calls it a time."""
    if claim.baseline:
        return squash(claim.baseline)
    since = claim.time and base_unit(claim.quantity.unit) in {"x", "pp"} and claim.time.lower().startswith("since ")
    return squash(claim.time or "") if since else None


def made_exact(a: Claim, b: Claim) -> tuple[str, str] | None:
    """The two baselines, where one names a single year and the other only what came after: "2024", "before the tool"."""
    one, other = squash(a.baseline or ""), squash(b.baseline or "")  # "since 2026" tells a stretch, not what came before it
    if not one or not other:
        return None
    return (one, other) if any(_is_loose(x) and len(years_in(y)) == 1 for x, y in ((one, other), (other, one))) else None


def _is_loose(baseline: str) -> bool:
    """Whether a baseline is only what came before something, without a date."""
    return _LOOSE_BASELINE.match(baseline) is not None and not years_in(baseline)


def _is_figure(baseline: str | None) -> bool:
    """Whether a baseline is a figure itself, as in "half of what they had guessed": that half is no figure of its kind."""
    return baseline is not None and baseline.lower().startswith("what ")


def _baseline_difference(a: Claim, b: Claim) -> Difference | None:
    one, other = baseline_of(a), baseline_of(b)
    if _is_figure(one) != _is_figure(other) and not is_same_number(a.quantity, b.quantity):
        return Difference("baseline", one or "none named", other or "none named")
    if not one or not other or one.lower() == other.lower() or made_exact(a, b) is not None:
        return None
    years, years_2 = years_in(one), years_in(other)
    if (_is_loose(one) and len(years_2) > 1) or (_is_loose(other) and len(years) > 1):
        return Difference("baseline", one, other)
    stems, stems_2 = stems_of(one), stems_of(other)
    told, told_2 = bool(years or stems), bool(years_2 or stems_2)
    same = years == years_2 if years and years_2 else bool(stems & stems_2) or not told or not told_2
    return None if same else Difference("baseline", one, other)


def _threshold_difference(a: Claim, b: Claim) -> Difference | None:
    if base_unit(a.quantity.unit) == "%":
        return None
    one, other = (frozenset(m[1] for m in _THRESHOLD.finditer(f"{c.scope or ''} {c.evidence}")) for c in (a, b))
    if not one or not other or one & other:
        return None
    return Difference("threshold", f"at {min(one)}%", f"at {min(other)}%")


def _subject_difference(a: Claim, b: Claim) -> Difference | None:
    if not a.subject or not b.subject or _names_its_holder(a) != _names_its_holder(b):
        return _version_difference(a, b)
    names, names_2 = _subject_names(a.subject), _subject_names(b.subject)
    stems, stems_2 = stems_of(a.subject), stems_of(b.subject)
    if names and names_2:
        words, words_2 = (frozenset(words_of(subject)) for subject in (a.subject, b.subject))  # "preview" may be a name's
        different = bool(names - words_2) and bool(names_2 - words)
        different = different and not _only_described(a.subject, b.subject)
    else:
        person, person_2 = bool(stems & _PERSON_STEMS), bool(stems_2 & _PERSON_STEMS)
        different = bool(stems and stems_2) and not stems & stems_2 and person != person_2
    return Difference("subject", squash(a.subject), squash(b.subject)) if different else None


def _only_described(one: str, other: str) -> bool:
    """Whether subjects describe things of different kinds, "METR's numbers" and "AI models": names in them tell little."""
    heads = [subject.split()[-1] for subject in (one, other)]
    return all(h.isalpha() and h.islower() for h in heads) and not stems_of(heads[0]) & stems_of(heads[1])


def _names_its_holder(claim: Claim) -> bool:
    """Whether what was read as the subject is only who gives the figure: "Ovid Labs found that Berrin 3 keeps going"."""
    return any(is_same_name(claim.subject or "", name) for name in (claim.attributed_to, claim.speaker) if name)


def _version_difference(a: Claim, b: Claim) -> Difference | None:
    """Two numbered versions of one name, each next to its own figure, where the subjects do not tell them."""
    one, other = versions_near(a), versions_near(b)
    if one & other or not {name for name, _ in one} & {name for name, _ in other}:
        return None
    words = [" ".join(min(found)) for found in (one, other)]
    return Difference("subject", words[0], words[1])


def versions_near(claim: Claim) -> frozenset[tuple[str, str]]:
    """Names with their numbers in a claim's own clause, in lower case: {("marl", "4")} for "Marl 4 got to 3x"."""
    at = claim.quantity.start - claim.start
    return _versions(claim.evidence, at, at + claim.quantity.end - claim.quantity.start)


@lru_cache(maxsize=20_000)
def _versions(evidence: str, start: int, end: int) -> frozenset[tuple[str, str]]:
    start = max(0, min(start, len(evidence)))
    left, right = evidence[:start], evidence[end:]
    cuts = list(_CLAUSE_END.finditer(left))
    cut = _CLAUSE_END.search(right)
    clause = (left[cuts[-1].end() :] if cuts else left, right[: cut.start()] if cut else right)
    found = ((m[1].lower(), m[2].lower()) for part in clause for m in _VERSION.finditer(part))
    return frozenset(pair for pair in found if pair[0] not in _NO_VERSION)


_PERSON_STEMS = stems_of(" ".join(sorted(_PERSON)))


@lru_cache(maxsize=20_000)
def _subject_names(subject: str) -> frozenset[str]:
    """The words of a subject that name one thing rather than describe it."""
    from_capitals = names_in(f"of {_COMPOUND.sub(' ', subject)}")
    return from_capitals | {w for w in subject.lower().split() if _MODEL_WORD.match(w)}


def _time_difference(a: Claim, b: Claim) -> Difference | None:
    one, other = _span(a), _span(b)
    if one is None or other is None or one.meets(other):
        return None
    return Difference("time", squash(a.time or a.time_iso or ""), squash(b.time or b.time_iso or ""))


def _span(claim: Claim) -> Span | None:
    """The days that a claim speaks of; "now" reaches back, since what is so now was so a little before."""
    span = span_of(claim.time_iso)
    if span is None or not claim.time or not _PRESENT.match(claim.time) or span.first.year <= 1:
        return span
    return Span(span.first - timedelta(days=_PRESENT_DAYS), span.last)


def is_former(claim: Claim) -> bool:
    """Whether a figure is given as the level from which another one came: "against 9%", "up from five", "a year earlier"."""
    at = claim.quantity.start - claim.start
    end = at + claim.quantity.end - claim.quantity.start
    return _is_former(claim.evidence, at, end)


@lru_cache(maxsize=20_000)
def _is_former(evidence: str, start: int, end: int) -> bool:
    start = max(0, min(start, len(evidence)))
    left, right = evidence[max(0, start - _FORMER_CHARS) : start], evidence[end : end + _FORMER_CHARS]
    cuts = list(_CLAUSE_END.finditer(left))
    cut = _CLAUSE_END.search(right)
    left, right = left[cuts[-1].end() :] if cuts else left, right[: cut.start()] if cut else right
    came = _FROM.search(left)
    if came and (came["bare"] != "from" or _MOVE.search(left[: came.start()]) or _ONWARD.search(right)):
        return True
    return (_LONG_AGO.search(left) or _LONG_AGO.search(right)) is not None


def _standing_difference(a: Claim, b: Claim) -> Difference | None:
    if _time_difference(a, b) is not None or base_unit(a.quantity.unit) != base_unit(b.quantity.unit):
        return None
    one, other = is_former(a), is_former(b)
    if one == other:
        return None
    words = {True: "the earlier level", False: "the level given now"}
    return Difference("time", words[one], words[other])


def _scope_difference(a: Claim, b: Claim) -> Difference | None:
    if not a.scope or not b.scope:
        return None
    one, other = stems_of(a.scope), stems_of(b.scope)
    if not one or not other or one & other:
        return None
    return Difference("scope", squash(a.scope), squash(b.scope))
