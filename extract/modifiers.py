"""How a quantity is bounded by the words on either side: more than, at least, roughly, up to, or so.

Invariant: looks at a bounded stretch left and right of the quantity inside its sentence; the words found are not part of the
quantity's span. To teach it a phrase: the tables below, longest phrases first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.records import Modifier

LOOK_LEFT = 48  # characters; the longest phrase with its fillers is shorter
LOOK_RIGHT = 24
_FILLER = r"(?:\s+(?:a|an|the|just|only|some|by|of|its|their|even|about|like|every|each|another))?\s*[($~∼]?\s*$"
_MORE, _FEWER = "(?:more|greater|bigger|larger|higher)", "(?:less|fewer|smaller|lower)"
_BEFORE: tuple[tuple[Modifier, str], ...] = (
    (
        Modifier.AT_LEAST,
        rf"{_MORE} than or equal(?: to)?|{_MORE} or equal (?:to|than)|equal to or {_MORE} than|"
        r"at least|no less than|no fewer than|not less than|a minimum of|minimum(?: of)?|at minimum|a floor of|"
        r"or more than",
    ),
    (
        Modifier.AT_MOST,
        rf"{_FEWER} than or equal(?: to)?|{_FEWER} or equal (?:to|than)|equal to or {_FEWER} than|"
        r"at most|no more than|not more than|no greater than|a maximum of|maximum(?: of)?|a ceiling of|as (?:much|"
        r"many|long|late|far) as"
        r"|within|capped at|no longer than|no later than",
    ),
    (
        Modifier.MORE,
        r"more than|greater than|larger than|higher than|longer than|bigger than|better than|faster than|north of|"
        r"upwards? of|in excess of"
        r"|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|top(?:s|ped|ping)|above|beyond|well past|outnumber(?:s|ed)?",
    ),
    (
        Modifier.LESS,
        r"less than|fewer than|lower than|smaller than|shorter than|a little under|just under|under|below|short of|"
        r"not quite|south of",
    ),
    (
        Modifier.ABOUT,
        r"about|around|barely|hardly|scarcely|roughly|approximately|approx\.?|circa|ca\.|nearly|almost|close to|closer to|"
        r"virtually|practically|an? estimated"
        r"|estimated|something like|somewhere around|[oi]n the order of|in the region of|in the neighbou?rhood of|"
        r"the better part of|more or less"
        r"|some|like|maybe|perhaps|, say,|≈|~|∼|≃|≅|±",
    ),
    (Modifier.MORE, r"over"),
    (Modifier.AT_MOST, r"up ?to|as high as|as low as"),
    (Modifier.AT_LEAST, r">=|≥|⩾|≳|>\s*="),
    (Modifier.AT_MOST, r"<=|≤|⩽|≲|<\s*="),
    (Modifier.MORE, r">"),
    (Modifier.LESS, r"<"),
)
_COMPILED = tuple(
    (m, re.compile(rf"{'(?:(?<=[^0-9A-Za-z_])|^)' if p[0].isalpha() else ''}(?:{p}){_FILLER}", re.IGNORECASE))
    for m, p in _BEFORE
)
_AFTER: tuple[tuple[Modifier, re.Pattern[str]], ...] = tuple(
    (m, re.compile(p, re.IGNORECASE))
    for m, p in (
        (
            Modifier.AT_LEAST,
            r"\s*\+|,?\s+or (?:even )?(?:more|longer|higher|greater|better|above|over)\b|-plus\b|"
            r"\s+plus\b(?!\s+(?:an?|the|\d|[$£€]))|\s+and (?:up|above|over)\b",
        ),
        (Modifier.AT_LEAST, r",?\s+(?:at (?:the )?(?:very )?least|minimum(?!\s+[a-z]))\b"),
        (
            Modifier.AT_MOST,
            r",?\s+or (?:less|fewer|lower|under|below|shorter)\b|"
            r",?\s+(?:at (?:the )?(?:very )?most|max(?:imum)?(?!\s+[a-z])|tops)\b",
        ),
        (
            Modifier.ABOUT,
            r"\s+or so\b|-?ish\b|-odd\b|,?\s+(?:give or take|or thereabouts|roughly|approximately|more or less)\b",
        ),
    )
)
# Between a number and its unit or noun: "90,000+ cars", "20-odd minutes", "a dozen or so labs".
_INSIDE = re.compile(r"(?<=\d)\+(?!\d)|-odd\b| or so\b")
_APART = frozenset({Modifier.MORE, Modifier.LESS})
# A comment on the figure as a whole: it names a bound of the true value.
_COMMENT: tuple[tuple[Modifier, re.Pattern[str]], ...] = tuple(
    (m, re.compile(rf"^[^.;!?]{{0,60}}\b(?:is|are|was|were|be)\s+(?:[\w-]+\s+){{0,3}}(?:{p})", re.IGNORECASE))
    for m, p in (
        (Modifier.LESS, r"overstat|overestimat|exaggerat|inflated|an upper bound"),
        (Modifier.MORE, r"understat|underestimat|a lower bound|conservative"),
    )
)
# "Over" and "within" before a stretch of time are prepositions of time, unless a verb of lasting stands before them.
_LASTING = re.compile(
    r"\b(?:tak(?:e|es|ing|en)|took|last(?:s|ed|ing)?|spen[dt](?:s|ing)?|need(?:s|ed|ing)?|requir(?:e|es|ed|ing)|"
    r"wait(?:s|ed|ing)?|run(?:s|ning)?|ran"
    r"|little|bit|shade|touch|tad|slightly|way|from|for|is|are|was|were|be|been|well|just|than|at|of|to|by|work(?:s|ed|ing)?|after)\s+over\s*$",
    re.IGNORECASE,
)
_RISEN_TO = re.compile(
    r"(?:\b(?:is|are|was|were|now|back|way|go|goes|went|gone|going|rose|risen|grew|moved|jumped|climbed|shot|it)\b|"
    r"['’](?:s|re)|,)\s+up to\s*$",
    re.IGNORECASE,
)
_REACHED = re.compile(r"\b(?:hit|hits|reach(?:ed|es)|was|were|got|went)\s+as (?:high|low) as\s*$", re.IGNORECASE)


# A negated comparison is the opposite bound: "never takes longer than", "did not exceed".
_TURNED = {Modifier.MORE: Modifier.AT_MOST, Modifier.LESS: Modifier.AT_LEAST}
_NEGATOR = re.compile(
    r"(?:\b(?:not|never|cannot|nobody|none|nothing)|n['’]t)\s+(?:(?!(?:only|just|because|but|and|that|if|in|for|within|at|by|after|with|to|of|on|from)\b)[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)


def is_turned(before: str) -> bool:
    """Whether the words before a comparative bound negate it, so that it bounds the other side."""
    return _NEGATOR.search(before) is not None


@dataclass(frozen=True, slots=True)
class Bound:
    """A modifier and the stretch from its first word, or the quantity's, to its last, or the quantity's."""

    modifier: Modifier
    start: int
    end: int


def modifier_of(
    text: str,
    start: int,
    end: int,
    sentence_start: int,
    sentence_end: int,
    *,
    is_time: bool = False,
    is_floor: bool = False,
    is_vague: bool = False,
) -> Modifier:
    """The modifier of the quantity `text[start:end]` in its sentence; the arguments are those of `bound_of`."""
    return bound_of(
        text, start, end, sentence_start, sentence_end, is_time=is_time, is_floor=is_floor, is_vague=is_vague
    ).modifier


def bound_of(
    text: str,
    start: int,
    end: int,
    sentence_start: int,
    sentence_end: int,
    *,
    is_time: bool = False,
    is_floor: bool = False,
    is_vague: bool = False,
) -> Bound:
    """How the quantity `text[start:end]` is bounded in its sentence, and where the words stand that bound it.

    Args:
        is_time: the quantity is a duration, or so few things that they are gone through, before which "over" means "during".
        is_vague: the quantity's own words are approximate ("low single digits", "an order of magnitude").
        is_floor: the quantity's own words name a least value ("tens of thousands").
    """
    left = text[max(sentence_start, start - LOOK_LEFT) : start]
    right = text[end : min(sentence_end, end + LOOK_RIGHT)]
    for modifier, pattern in _AFTER:
        after = pattern.match(right)
        if after is not None:
            return Bound(modifier, start, end + after.end())
    inside = _INSIDE.search(text, start, end)
    if inside is not None:
        return Bound(Modifier.AT_LEAST if inside.group() == "+" else Modifier.ABOUT, start, end)
    whole = text[end : min(sentence_end, end + 4 * LOOK_LEFT)]
    for modifier, pattern in _COMMENT:
        if pattern.match(whole):
            return Bound(modifier, start, end)
    for modifier, pattern in _COMPILED:
        found = pattern.search(left)
        if found is None:
            continue
        word = found.group().strip().lower()
        if word.endswith(" the") and (modifier in _APART or word.startswith("within")):
            continue  # "more than the 50 km of before": what is compared with is exact
        if word.startswith("over") and is_time and not _LASTING.search(left):
            continue
        if word.startswith("up to") and _RISEN_TO.search(left):
            continue
        if word.startswith(("as high", "as low")) and _REACHED.search(left):
            continue
        opens = start - len(left) + found.start()
        if modifier in _TURNED and word[0].isalpha() and is_turned(left[: found.start()]):
            modifier = _TURNED[modifier]
        near = Bound(modifier, opens + len(found.group()) - len(found.group().lstrip()), end)
        return _outer(text, near, sentence_start)
    if is_floor:
        return Bound(Modifier.AT_LEAST, start, end)
    return Bound(Modifier.ABOUT if is_vague else Modifier.EQUAL, start, end)


def _outer(text: str, near: Bound, sentence_start: int) -> Bound:
    """A bound with another one right before it ("above ~500"): both words belong to it, and what excludes a side decides."""
    left = text[max(sentence_start, near.start - LOOK_LEFT) : near.start]
    for modifier, pattern in _COMPILED:
        found = pattern.search(left)
        if found is not None and not found.group().strip().lower().startswith(("over", "up to", "like", "some")):
            start = near.start - len(left) + found.start()
            return Bound(modifier if near.modifier is Modifier.ABOUT else near.modifier, start, near.end)
    return near
