"""Headings for measures: what is measured and of whom, made by rule from the words of the members.

Each member's clause is freed of what reports, dates and joins it, and its figure is taken out; a share, a level and a count
become noun phrases ("Share of merged code drafted by Loom"), anything else stays a clause with an ellipsis in the figure's
place. The member whose heading has most in common with the others' words speaks for all. Invariant: a heading depends on the
members alone, has at most `MAX_LABEL_CHARS` characters, and begins and ends with a word that says something. To add a form
of heading: a pattern and its place in `_shaped`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Claim
from corpus.text import squash
from index.comparison.frames import names_in, stems_of
from index.comparison.holders import is_generic, is_name
from index.comparison.units import base_unit

MAX_LABEL_CHARS = 70
_MEMBERS = 40  # members asked for a heading
_SIDE_CHARS = 200  # read of a sentence on either side of its figure; headings are far shorter
_SHORT = 3  # stems added to a heading's own when nearness is averaged: without it one shared word would be the label
_TELLING = 2  # stems of a heading that can do without a name beside it
_ELLIPSIS = "…"

_LOOSE = frozenset(
    "and but so or nor that which who whose with by in of as to at on from for into than over about again then is was are "
    "were be been has had have the a an its their his her our my this these those there not if when while because since "
    "until between among per via up down out roughly nearly almost around some more most less least each every too also "
    "now".split()
)
_FORM_STEMS = stems_of("share number chance")  # what a form of heading brings itself
_MARKS = " ,;:.!?()[]{}–—-|•*\"'“”‘’/"
_REPORT = (
    r"(?:say|says|said|report|reports|reported|reckons?|reckoned|claims?|claimed|notes?|noted|writes?|wrote|written|thinks?|"
    r"thought|believes?|believed|estimates?|estimated|argues?|argued|adds?|added|tells?|told|finds?|found|shows?|showed|"
    r"suggests?|suggested|announced?|announces|disclosed?|discloses|confirms?|confirmed|explains?|explained|states?|stated|"
    r"admits?|admitted|guess|guesses|highlights?|highlighted|warns?|warned|expects?|predicts?|predicted)"
)
_COPULA = r"(?:is|was|are|were|be|been|being|'s|’s|stands?|stood|came|comes|come|hit|hits|reached|reaches|averaged)"
_BEFORE = re.compile(
    r"[;:()\[\]|•*“”\"]|\s[—–-]\s|—|[.!?]\s|,\s+(?:and|but|so|which|while|whereas|although|because|though)\b"
)
_AFTER = re.compile(
    r"[;:()\[\]|•*“”\"]|\s[—–-]\s|—|[.!?](?:\s|\d?$)|,\s+(?:and|but|so|which|while|whereas|although|because|though|not|up|down|"
    r"against|from|compared|or|if|provided|about|given)\b|\s(?:but|while|whereas|although|compared\s+(?:to|with)|against)\s"
)
_OPENS = re.compile(
    r"^(?:\W+|\d{1,3}[/).:](?:\s+|$)|(?:in|on)\s\w+\s(?:\d{4}\s)?that\s+|(?:and|but|so|then|also|now|there|here|yet|well|yes|okay|still|today|meanwhile|however|finally|"
    r"that|elsewhere|again|indeed|overall|yeah|like|or|it\s+also|interestingly),?\s+)",
    re.IGNORECASE,
)
_OPENING_PHRASE = re.compile(
    r"^(?:in|by|since|as of|during|at|on|for|with|of|after|before|among|across|over|when|while|if|according to|to)\s"
    r"[^,]{1,80},\s+",
    re.IGNORECASE,
)
_FRAME = re.compile(
    rf"^(?:[^,]{{1,60}}\s|[^,]{{1,40}},[^,]{{1,40}},\s)?{_REPORT}\s+(?:(?:recently|also|now|again)\s+)?(?:that\s+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf",\s+(?:[^,]{{1,50}}\s{_REPORT}\b.*|according\s+to\b.*|as\s+[^,]{{1,40}}\s{_REPORT}\b.*)$|\s+according\s+to\b.*$",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"\b(?:now|today|currently|already|still|recently|simply|just|actually|also)\s+", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:\s|^)(?:about|around|roughly|nearly|almost|approximately|some|over|under|more\s+than|less\s+than|fewer\s+than|at\s+least|"
    r"at\s+most|up\s+to|as\s+(?:high|low|long|much|many)\s+as|upwards\s+of|a\s+little\s+over|just|only|an?|the|~|≈|>|<)\s*$",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"\s(?:is|was|are|were|has|had|have)\s+(?:(?:being|been|also|all|now|then|later)\s+)*"
    r"(?=(?:\w+ed|written|drawn|made|done|built|begun|driven|given|taken|run|sold|spent|put|lost|won|held|led|grown|sent)\b)",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\s(?=(?:is|was|are|were|has|had|have|will|would|can|could|must|need|needs|needed|may|might)\s)", re.IGNORECASE
)
_ACT = re.compile(r"^[\w’'-]+(?:\s[\w’'-]+){0,4}\s[\w-]+(?:ed|es|s|e|ote|ade|en)$")
_LEVEL = re.compile(rf"^(?P<noun>.{{3,}}?)\s+(?:{_COPULA})(?:\s+(?:out|in|now|still|down|as))?(?:\s+at)?$", re.IGNORECASE)
_TURNED = re.compile(
    r"^(?P<where>(?:in|at|on|for|across|over|among|within|when|while|after|before|once|if)\s.+?)\s+the\s+(?P<noun>[\w-]+(?:\s[\w-]+)?)$",
    re.IGNORECASE,
)
_PUT_AT = re.compile(
    r"^(?:.+?\s(?:puts?|places?|sets?|pegs?)\s+)?(?:the|its|his|her|their|our|my)\s+(?P<noun>.+?)\s+at$", re.IGNORECASE
)
_CHANCE = re.compile(
    r"^\s*(?P<word>chance|probability|odds|likelihood|risk)(?:s)?(?:\s+(?:of|to|that)\s+(?P<of>[^,]{4,}))?", re.IGNORECASE
)
_GIVES = re.compile(r"^.*?\b(?:gives?|gave|assigns?|assigned|puts?|sees?|saw)(?:\s+(?P<what>.+))?$", re.IGNORECASE)
_PLURAL = ("s", "people", "staff", "men", "women", "children")
_NOUN_ENDS = re.compile(
    r",\s|\s(?=(?:is|was|are|were|has|had|have|will|would|can|could|must|may|might|do|did|does|put|got|the|each|and|how|what)\b)"
)
_SUBORDINATE = re.compile(r"^(?:when|while|if|because|although|once|after|before|that|which)\s", re.IGNORECASE)
_OPENS_WITH_VERB = re.compile(r"^(?:is|was|are|were|has|had|could|would|can|will|means?|does|did|do|\w+ed)\s", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|was|are|were|has|had|have|will|would|could|can|says?|said|means?|does|did)\b",
    re.IGNORECASE,
)
_VAGUE = frozenset(
    "it its they them their he she his her him this that these those there here we our us i my me you "
    "your one ones such".split()
)
_FIRST_PERSON = frozenset("we our us i my me".split())
_IS_REPORT = re.compile(rf"\b{_REPORT}\b", re.IGNORECASE)
_IS_SHARE = re.compile(r"^\s*of\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A possible heading, how well it is formed (0 is a plain clause), and the claim whose words it has."""

    words: str
    form: float
    claim: Claim


def label_of(claims: Sequence[Claim]) -> str:
    """A heading for a measure, from the members that are asked (the first `_MEMBERS`): the best formed near to all."""
    asked = claims[:_MEMBERS]
    units = Counter(base_unit(c.quantity.unit) for c in asked)
    unit = min(units, key=lambda u: (-units[u], u))
    headings = [h for claim in asked if base_unit(claim.quantity.unit) == unit for h in _headings(claim)]
    common = Counter(s for c in asked for s in stems_of(f"{c.measure_phrase} {c.subject or ''}"))
    most = max(common.values(), default=1)
    names = {n for c in asked for n in names_in(c.evidence)}

    def worth(heading: _Heading) -> float:
        stems = stems_of(heading.words)
        near = sum(common[s] for s in stems) / most / (len(stems) + _SHORT)
        in_small = any(w.strip(_MARKS).removesuffix("'s").removesuffix("’s") in names for w in heading.words.split()[1:])
        return round(near + heading.form - _faults(heading.words, stems) - 0.25 * in_small, 6)

    if not headings:
        return _cut(_capital(trimmed(claims[0].evidence) or squash(claims[0].evidence)))
    best = min(headings, key=lambda h: (-worth(h), len(h.words), h.words))
    return _with_owner(best, asked)


def tell_apart(label: str, claims: Sequence[Claim], taken: set[str]) -> str:
    """A label that no other measure has: with whose it is, what it counts, or its first figure; as it is if it is free."""
    if label.lower() not in taken:
        return label
    units = {
        "%": "per cent",
        "pp": "change in points",
        "x": "multiple",
        "s": "time",
        "count": claims[0].quantity.noun or "number",
    }
    owner = _owner(claims)
    speaker = claims[0].attributed_to or claims[0].speaker
    unit = units.get(base_unit(claims[0].quantity.unit), claims[0].quantity.unit)
    place = squash(claims[0].scope or claims[0].time or "")
    for more in (owner, "" if is_generic(speaker) else speaker, unit, place, squash(claims[0].quantity.text)):
        if more and more.lower() not in label.lower():
            told = _joined(label, more)
            if told.lower() not in taken:
                return told
    return label


def trimmed(phrase: str) -> str:
    """A phrase without the words that dangle where its number or the rest of its clause was cut off."""
    words = phrase[: 2 * _SIDE_CHARS].split()
    while words and words[0].strip(_MARKS).lower() in _LOOSE | {""}:
        words.pop(0)
    while words and words[-1].strip(_MARKS).lower() in _LOOSE | {""}:
        words.pop()
    return " ".join(words).lstrip(" ,;:.)]–—-").rstrip(" ,;:([–—-")


def _headings(claim: Claim) -> list[_Heading]:
    """The headings that a member's clause and its own phrase for the measure make."""
    found: list[_Heading] = []
    left, right = _clause(claim)
    for words, form in _shaped(claim, left, right):
        if stems_of(words) - _FORM_STEMS:
            found.append(_Heading(_capital(words), form, claim))
    found.append(_Heading(_capital(_sentence(claim)), -0.35, claim))
    phrase = trimmed(claim.measure_phrase or claim.quantity.noun or "")
    if phrase:
        found.append(_Heading(_capital(phrase), -0.45, claim))
    return found


def _shaped(claim: Claim, left: str, right: str) -> list[tuple[str, float]]:
    """A clause around a figure as headings, each with how well it is formed."""
    shapes: list[tuple[str, float]] = []
    unit = base_unit(claim.quantity.unit)
    if unit == "%" and _IS_SHARE.match(right):
        shapes += _share(left, _IS_SHARE.sub("", right, count=1))
    level = _LEVEL.match(left)
    if level and len(right.split()) <= 6 and not (unit == "%" and _IS_SHARE.match(right)):
        noun = _bare_noun(level["noun"])
        if noun and not _VERB.search(noun):
            only_a_name = stems_of(noun) <= names_in(f"of {noun}")
            shapes.append((noun, -0.2 if only_a_name else 0.5))
    chance = _CHANCE.match(right)
    if chance and (given := _GIVES.match(left)) and (chance["of"] or given["what"]):
        of = chance["of"] or trimmed(given["what"])
        shapes.append((f"{chance['word'].capitalize()} of {_end(of)}", 0.5))
    put = _PUT_AT.match(left)
    if put and not _VERB.search(put["noun"]) and "put" not in put["noun"].split():
        shapes.append((_end(put["noun"]), 0.4))
    noun = (claim.quantity.noun or "").lower()
    if unit == "count" and noun.endswith(_PLURAL) and right.lower().lstrip().startswith(noun):
        shapes.append((f"Number of {_end(_NOUN_ENDS.split(right.strip(), maxsplit=1)[0])}", 0.2))
    shapes.append(_plain(left, right))
    return [s for s in shapes if s[0]]


def _share(left: str, whole: str) -> list[tuple[str, float]]:
    """ "61% of the lines was drafted by Loom" and "Loom drafted 61% of the lines" as a share of something."""
    whole = re.split(r",\s", whole)[0]
    has_clause = re.search(r"\s(?:that|which|who)\s", whole)
    if not trimmed(left):
        if _PARTICIPLE.search(whole):
            return [(f"Share of {_end(_PARTICIPLE.sub(', ' if has_clause else ' ', whole, count=1))}", 0.6)]
        return [(f"Share of {_end(_FINITE.sub(' that ', whole, count=1))}", 0.5)]
    level = _LEVEL.match(left)
    if level:
        return [(f"{_bare_noun(level['noun'])} of {_end(whole)}", 0.2)]
    if _ACT.match(left) and not _FINITE.search(whole):
        joiner = ", those that" if has_clause else " that"
        return [(f"Share of {_end(whole)}{joiner} {left}", 0.5)]
    return []


def _plain(left: str, right: str) -> tuple[str, float]:
    """The clause with an ellipsis for its figure, as much of it as a heading holds."""
    after = right.split()
    room = MAX_LABEL_CHARS - len(left) - 2
    while after and len(" ".join(after)) > max(room, 24):
        after.pop()
    tail = _end(" ".join(after))
    if not trimmed(left):
        return (trimmed(tail), -0.2)
    return (f"{left} {_ELLIPSIS} {tail}".strip(), 0.0 if len(left) + len(tail) < MAX_LABEL_CHARS else -0.2)


def _sentence(claim: Claim) -> str:
    """The sentence with an ellipsis for its figure, cut to a heading that holds the figure's place."""
    left, right = _sides(claim)
    words = _OPENS.sub("", left, count=1).split()
    while words and len(" ".join(words)) > MAX_LABEL_CHARS * 2 // 3:
        words.pop(0)
    return _cut(f"{trimmed(' '.join(words))} {_ELLIPSIS} {_end(right)}".strip(_MARKS))


def _sides(claim: Claim) -> tuple[str, str]:
    """The evidence before and after a claim's figure, as much as a heading may need."""
    at = claim.quantity.start - claim.start
    size = claim.quantity.end - claim.quantity.start
    if at < 0 or claim.evidence[at : at + size] != claim.quantity.text:
        at, size = max(0, claim.evidence.find(claim.quantity.text)), len(claim.quantity.text)
    right = claim.evidence[at + size : at + size + _SIDE_CHARS]
    return claim.evidence[max(0, at - _SIDE_CHARS) : at], re.sub(r"^[.,]?\d+(?=\s|$)", "", right)


def _clause(claim: Claim) -> tuple[str, str]:
    """The words of a claim's clause before and after its figure, freed of what reports, dates and joins it."""
    left, right = _sides(claim)
    cuts = list(_BEFORE.finditer(left))
    left = left[cuts[-1].end() :] if cuts else left
    cut = _AFTER.search(right)
    right = right[: cut.start()] if cut else right
    right = _TAIL.sub("", right)
    for time in {squash(claim.time or "")} - {""}:
        dated = re.compile(
            rf"(?:\b(?:in|by|since|of|at|on|as of|for|during)\s+)?(?:the\s+)?\b{re.escape(time)}\b,?\s*", re.IGNORECASE
        )
        left, right = dated.sub("", left), dated.sub("", right)
    left, right = squash(left), squash(_ADVERB.sub("", right)).rstrip(_MARKS)
    if not claim.evidence[:1].isspace():
        left = _opened(left)
    left = _ADVERB.sub("", left + " ").strip()
    while (shorter := _ABOUT.sub("", left).rstrip(" ,")) != left:
        left = shorter
    return left, right


def _opened(left: str) -> str:
    """The words before a figure without what opens or reports their clause."""
    for _ in range(4):
        before = left
        for pattern in (_OPENS, _OPENING_PHRASE, _FRAME):
            shorter = pattern.sub("", left, count=1)
            left = shorter if trimmed(shorter) or pattern is not _FRAME else left
        if left == before:
            break
    return left


def _bare_noun(words: str) -> str:
    """ "In a trial of 22 tasks the gain" as "gain in a trial of 22 tasks"; articles and loose words at the ends go."""
    turned = _TURNED.match(words)
    if turned:
        return f"{turned['noun']} {turned['where'][:1].lower()}{turned['where'][1:]}"
    return trimmed(words)


def _end(words: str) -> str:
    """Words without what dangles at their end; an article at their start stays."""
    kept = words.split()
    while kept and kept[-1].strip(_MARKS).lower() in (_LOOSE | {""}) - {"again"}:
        kept.pop()
    return " ".join(kept).rstrip(_MARKS)


def _faults(words: str, stems: frozenset[str]) -> float:
    """What makes a heading hard to read, summed."""
    lower = words.lower().split()
    plain = [w.strip(_MARKS) for w in lower]
    faults = 0.12 * min(4, sum(w in _VAGUE or w.partition("'")[0].partition("’")[0] in _VAGUE for w in plain))
    faults += 0.35 * (plain[0] in _VAGUE) + 0.3 * (len(stems) < 2) + 0.3 * bool(_IS_REPORT.search(words))
    faults += 0.3 * ("|" in words) + 0.3 * (len(words) > MAX_LABEL_CHARS) + 0.15 * (len(words) < 14)
    faults += 0.35 * bool(_OPENS_WITH_VERB.match(words)) + 0.2 * bool(_SUBORDINATE.match(words))
    faults += 0.15 * (not re.search(r"[A-Z]", words[1:]) and bool(re.search(r"\bi\b", words)))
    return faults + 0.15 * (plain[-1] in _VAGUE) - 0.1 * bool(names_in(f"of {words[:1].lower()}{words[1:]}"))


def _owner(claims: Sequence[Claim]) -> str:
    """Of whom most members speak; empty where none says."""
    subjects = Counter(squash(c.subject or "") for c in claims[:_MEMBERS])
    del subjects[""]
    return min(subjects, key=lambda s: (-subjects[s], not names_in(f"of {s}"), len(s), s), default="")


def _with_owner(heading: _Heading, asked: Sequence[Claim]) -> str:
    """A heading with whose it is in brackets, where its own words do not say."""
    words = {w.strip(_MARKS).lower() for w in heading.words.split()}
    speaker = heading.claim.attributed_to or heading.claim.speaker
    if (words & _FIRST_PERSON or len(stems_of(heading.words)) < _TELLING) and not is_generic(speaker) and is_name(speaker):
        return _joined(heading.words, speaker)
    if names_in(f"of {heading.words[:1].lower()}{heading.words[1:]}"):
        return _cut(heading.words)
    owner = _owner(asked)
    names = names_in(f"of {owner}")
    if any(c.evidence.startswith(owner) for c in asked):  # the capital may be the sentence's
        names &= frozenset(n for c in asked for n in names_in(c.evidence))
    known = not owner or not names or stems_of(owner) <= stems_of(heading.words)
    return _cut(heading.words) if known else _joined(heading.words, owner)


def _joined(words: str, more: str) -> str:
    """Words and in brackets what tells them apart; the words give way where both are too long."""
    tail = f" ({_cut(more, most=30)})"
    return _cut(words, most=MAX_LABEL_CHARS - len(tail)) + tail


def _cut(words: str, *, most: int = MAX_LABEL_CHARS) -> str:
    """Words of at most `most` characters, cut between words and marked with an ellipsis where something is left out."""
    if len(words) <= most:
        return words
    return _end(words[: most - 1].rsplit(" ", 1)[0])[: most - 1].rstrip(_MARKS + _ELLIPSIS) + _ELLIPSIS


def _capital(words: str) -> str:
    first = words.partition(" ")[0]
    return words[:1].upper() + words[1:] if first.islower() else words
