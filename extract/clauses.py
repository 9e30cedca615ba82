"""What a figure measures, of whom, within which limits, and what kind of figure it is.

Without a parser the clause around the quantity stands for the phrase that measures it: its words less the quantity, the
time and the words that report. A parsed pipeline can replace `measure_of` behind the same signature. Of whom a figure is
given is read in `subjects`.
"""

from __future__ import annotations

import re

from corpus.records import Kind
from extract.numbers import Form, Reading

MAX_MEASURE_WORDS = 18  # what a reader takes in as one phrase; longer clauses are cut around the quantity
MAX_EVIDENCE_WORDS = 60  # a longer sentence (an unpunctuated transcript) is cut at clause words
_CUT = re.compile(r"[;:—–]|,\s|\b(?:and|but|because|so|which|while|whereas|although|if|when|then)\b", re.IGNORECASE)
_HARD = re.compile(r"[;:—–()]|,\s+(?:but|and|so|which|while|whereas|although|because)\b|\bbut\b", re.IGNORECASE)
_SCOPE = re.compile(
    r"\bper\s+[\w-]+(?:\s+per\s+[\w-]+)?|\b(?:each|every)\s+(?:single\s+)?(?!single\b|[\w-]*[^s\W]s\b)[\w-]+|"
    r"(?<!\bby )(?<!\bof )(?<!\bfor )(?<!\bto )(?<!\bwith )(?<!\bthan )(?<!\bfrom )(?<!\bon )"
    r"\ba\s+(?:day|week|month|quarter|year|head|person|piece)\b"
    r"(?!\s+(?:later|earlier|ago|before|after|prior|or|and|from|since)\b)|\bof the time\b"
    r"|\bat\s+(?:a\s+)?\d+(?:\.\d+)?\s?%(?:\s+[\w-]+){1,2}|\bon\s+(?:the\s+)?(?:[\w-]+\s+){0,4}(?:tasks?|problems?|"
    r"benchmarks?|tests?|questions?|sets?)\b"
    r"|\bfor\s+(?:[\w-]+\s+){0,3}tasks\b",
    re.IGNORECASE,
)
_UP_DOWN = re.compile(
    r"\b(?:up|down|by|ros?e|risen|grew|grown|grow|fell|fall(?:en)?|jump(?:ed)?|climb(?:ed)?|drop(?:ped)?|gain(?:ed|"
    r"s)?|increas\w+|decreas\w+|improv\w+|declin\w+"
    r"|reduc\w+|cut|rais\w+|lost|surg\w+|plung\w+|added)\s+(?:by\s+)?(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    r"\b(?:chance|probability|odds|likelihood|risk|confident|confidence|credence|likely|p\(|certain)\b", re.IGNORECASE
)
_ODDS = re.compile(r"\b(?:chances?|probability|odds|likelihood|credence)\b(?! (?:is|are) that\b)", re.IGNORECASE)
# "40% faster", "30% less": a difference, told as a share of what it is from.
_COMPARES = re.compile(
    r"\s+(?:more|less|fewer|(?!other|over|under|after|whether|either|rather|however|together|water|paper|power|number|member|"
    r"order|user|worker|driver|voter|later|earlier|never|ever|per|her|computer|consumer|customer|employer|quarter|matter)"
    r"[a-z]{2,}er)\b",
)
_RATE = re.compile(r"\b(?:rates?|of the time|of cases|accuracy|score[sd]?)\b", re.IGNORECASE)


def kind_of(reading: Reading, text: str, sentence: tuple[int, int]) -> Kind:
    """What sort of thing a quantity measures."""
    before = text[max(sentence[0], reading.start - 48) : reading.start]
    after = text[reading.end : min(sentence[1], reading.end + 48)].removeprefix("+")
    if reading.form is Form.VERB or reading.unit == "pp":
        return Kind.CHANGE
    if reading.dimension == "ratio":
        return Kind.MULTIPLIER
    if reading.dimension == "share":
        clause = text[max(clause_around(text, reading.start, reading.end, sentence)[0], reading.start - 100) : reading.start]
        if _CHANCE.search(after[:32]) or _CHANCE.search(before[-32:]) or _ODDS.search(clause):
            return Kind.PROBABILITY
        if reading.value < 0 or text[reading.start - 1 : reading.start] == "+" or _COMPARES.match(after):
            return Kind.CHANGE
        if _UP_DOWN.search(before) and " to " not in before[-5:]:
            return Kind.CHANGE
        if _RATE.search(after[:24]) or _RATE.search(before):
            return Kind.RATE
        return Kind.SHARE if re.match(r"^\s+of\b", after) else Kind.LEVEL
    if reading.dimension == "money":
        return Kind.MONEY
    if reading.dimension == "time":
        return Kind.DURATION
    if reading.dimension == "count":
        return (
            Kind.RATE
            if re.match(
                r"^(?:\s+[\w-]+){0,3}\s+(?:per|a|an|each|every)\s+(?:second|minute|hour|day|week|month|quarter|year)\b",
                after,
            )
            else Kind.COUNT
        )
    return Kind.LEVEL


def scope_of(text: str, start: int, end: int, sentence: tuple[int, int]) -> str | None:
    """Within which limits a figure holds: "per quarter", "of the time", "on open-ended tasks"; verbatim, or None."""
    right = text[end : min(sentence[1], end + 120)]
    found = _SCOPE.search(right)
    if found is not None and not _HARD.search(right[: found.start()]):
        return found.group()
    left = text[max(sentence[0], start - 120) : start]
    matches = list(_SCOPE.finditer(left))
    return matches[-1].group() if matches and not _HARD.search(left[matches[-1].end() :]) else None


def clause_around(text: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The clause that holds `text[start:end]`, between hard boundaries of its sentence."""
    left = sentence[0]
    for match in _HARD.finditer(text, max(sentence[0], start - 400), start):
        left = match.end()
    found = _HARD.search(text, end, min(sentence[1], end + 400))
    right = found.start() if found else sentence[1]
    return left, right


def evidence_window(text: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence, or for a very long one a stretch of at most `MAX_EVIDENCE_WORDS` words cut at clause words."""
    words = list(re.finditer(r"\S+", text[sentence[0] : sentence[1]]))
    if len(words) <= MAX_EVIDENCE_WORDS:
        return sentence
    half = MAX_EVIDENCE_WORDS // 2
    before = [w for w in words if sentence[0] + w.end() <= start]
    after = [w for w in words if sentence[0] + w.start() >= end]
    left = sentence[0] + before[-half].start() if len(before) > half else sentence[0]
    right = sentence[0] + after[half - 1].end() if len(after) > half else sentence[1]
    if left > sentence[0]:
        cut = _CUT.search(text, left, max(left, start - 30))
        left = cut.start() if cut and cut.group().isalpha() else cut.end() if cut else left
    if right < sentence[1]:
        cuts = list(_CUT.finditer(text, min(right, end + 30), right))
        right = cuts[-1].start() if cuts else right
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def measure_of(text: str, reading: Reading, sentence: tuple[int, int], skip: list[tuple[int, int]]) -> str:
    """The words that say what is measured: the clause less the quantity and `skip` (time, cue), at most 18 words."""
    left, right = clause_around(text, reading.start, reading.end, sentence)
    holes = sorted([(reading.start, reading.end), *[(a, b) for a, b in skip if a < right and left < b]])
    before = _visible(text, left, reading.start, holes)[-MAX_MEASURE_WORDS // 2 - 2 :]
    after = _visible(text, reading.end, right, holes)[: MAX_MEASURE_WORDS - len(before)]
    words = [*before, *after]
    return " ".join(words).strip(" ,.;:!?\"“”'()[]") or text[left:right].strip()


def _visible(text: str, start: int, end: int, holes: list[tuple[int, int]]) -> list[str]:
    return [m.group() for m in re.finditer(r"\S+", text[start:end]) if not any(a <= start + m.start() < b for a, b in holes)]
