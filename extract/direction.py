"""Which way a quantity moved: "up 9.4 per cent", "fell 0.3%", "lost 190 points"; None where it is a level.

Invariant: only a verb or particle of change that governs the quantity itself decides; "rose to 64%" gives a level.
"""

from __future__ import annotations

import re

from extract.numbers import Reading

LOOK = 56  # characters before a quantity in which its verb must stand
_UP = (
    r"up|ros?e|ris(?:es?|en|ing)|gr(?:ew|ows?|own|owing)|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|"
    r"increas(?:e|es|ed|ing)|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|advanc(?:e|es|ed|ing)|add(?:s|ed|ing)|"
    r"improv(?:e|es|ed|ing)|expand(?:s|ed|ing)?|rall(?:y|ies|ied|ying)|rebound(?:s|ed|ing)?|accelerat(?:e|es|ed|ing)|"
    r"rais(?:e|es|ed|ing)|boost(?:s|ed|ing)?|swell(?:s|ed|ing)?|higher|leap(?:s|t|ed)?|spiked?|"
    r"ticked up|edged up"
)
_DOWN = (
    r"down|fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|los(?:t|es?|ing)|"
    r"slid(?:e|es|ing)?|slip(?:s|ped|ping)?|plung(?:e|es|ed|ing)|plummet(?:s|ed|ing)?|tumbl(?:e|es|ed|ing)|"
    r"shr[aiu]nk(?:s|ing)?|sank|sinks?|sunk|reduc(?:e|es|ed|ing)|cuts?|cutting|slash(?:es|ed|ing)?|shed(?:s|ding)?|"
    r"retreat(?:s|ed|ing)?|dip(?:s|ped|ping)?|eas(?:es|ed|ing)|slump(?:s|ed|ing)?|contract(?:s|ed|ing)?|lower(?:s|ed|ing)?|"
    r"crash(?:es|ed|ing)?|weaken(?:s|ed|ing)?|edged down|ticked down"
)
_FILLER = (
    r"(?:\s+(?:by|about|around|roughly|approximately|nearly|almost|another|an?|the|as much as|only|just|some|up to|"
    r"more than|less than|at least|over|under|to|additional|further|total|of|its|their|estimated|back|out|down|up))"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:\s+(?:\w+ly|again|\w+ (?:sales|costs|prices|profits?|revenues?)|"
    rf"(?:sales|costs|prices|profits?|revenues?|output|jobs)))?{_FILLER}{{0,4}}\s*[(~$£€]?\s*$",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|at|from|of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_AFTER = re.compile(
    r"^\s+(?:(?P<up>higher|increase|rise|gain|jump|growth|surge|more)|"
    r"(?P<down>lower|decrease|drop|decline|fall|reduction|cut|loss|less|fewer))\b"
)


def direction_of(text: str, reading: Reading, sentence_start: int, sentence_end: int) -> str | None:
    """ "up", "down" or None for a reading in its sentence."""
    left = text[max(sentence_start, reading.start - LOOK) : reading.start]
    found = _BEFORE.search(left)
    if found is not None and not _TO.search(left[found.start() :]):
        return "up" if found.group("up") else "down"
    if reading.dimension in {"share", "ratio"} and reading.value < 0:
        return "down"
    after = _AFTER.match(text[reading.end : min(sentence_end, reading.end + 24)])
    if after is not None and reading.unit in {"%", "pp"}:
        return "up" if after.group("up") else "down"
    return None
