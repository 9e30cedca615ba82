"""When a figure holds, and against which baseline it is given.

`time_near` finds the expression of time that belongs to a quantity and resolves it against the document's date;
`baseline_near` finds what it is compared with. Invariant: expressions are verbatim stretches of the sentence; an ISO
value is given only where it follows from the words and the document's date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from extract.numbers.vocabulary import UNITS

_MONTH_NUMBER = {
    m: i + 1
    for i, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october "
        "oct|november nov|december dec".split("|")
    )
    for m in names.split()
}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|"
    r"Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_PART = r"(?i:early|mid|late|the (?:start|beginning|middle|end) of)[- ]"
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_EXPRESSION = re.compile(
    rf"\b(?:(?P<quarter>(?i:the )?(?P<nth>(?i:first|second|third|fourth)) quarter(?: of (?P<qyear>{_YEAR}|this year"
    rf"|last year))?|Q(?P<q>[1-4])(?: (?:of )?(?P<qyear2>{_YEAR}))?)"
    rf"|(?P<monthyear>(?:{_PART}|(?P<dayfirst>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})"
    rf"(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?)?(?: of)? (?:(?P<year>{_YEAR})|(?P<relyear>this year|last year|next year)))"
    rf"|(?P<relmonth>(?P<which>(?i:this|last|next|in|by|since|until|as of)) (?P<month2>{_MONTH})"
    r"(?! \d| (?:of )?(?:this|last|next) year))"
    rf"|(?P<span>(?P<from>{_YEAR})\s?(?:[-–—/]|to|and|through|until)\s?(?P<to>{_YEAR}))"
    rf"|(?P<plainyear>(?:{_PART})?(?P<year3>{_YEAR}))"
    r"|(?P<rel>(?i:early |late |mid )?(?i:this|last|next) (?:year|month|week|quarter|spring|summer|autumn|fall|winter)|"
    r"within the year)"
    r"|(?P<now>(?i:today|now|currently|at present|these days|tonight|yesterday))"
    r"|(?P<ago>(?:\w+ ){1,2}(?:days?|weeks?|months?|years?|decades?) (?:ago|later|earlier)))\b"
)
_BASELINE = re.compile(
    r"\b(?:compared (?:to|with)|relative to|versus|vs\.?|against|up from|down from|from an? (?:earlier|previous|prior|"
    r"initial|average|rate)"
    r"|(?:than|as) (?:it|they|he|she|we|those|people|humans|before|in|at|under|without|a|an|the|human|any)\b"
    r"|over the|since)\s*[^,.;:!?()\"”]{0,90}"
    r"|(?:year|month|quarter|week)[ -](?:over|on)[ -](?:year|month|quarter|week)\b|\byoy\b",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"\s(?:of\s)?(?P<words>what\s[^,.;:!?()\"”]{1,90})"
)  # "half of what it was", "twice what they guessed"
_OPENS_BASELINE = re.compile(
    rf"\W*(?:But |And |So |Yet )?(?P<words>(?:compared (?:to|with)|relative to|versus|since)"
    rf"\s[^,.;:!?()\"”\d]{{0,40}}(?:{_YEAR})?(?=,)"
    rf"|from {_YEAR} to {_YEAR}\b|since {_YEAR}\b)",
    re.IGNORECASE,
)
_CLAUSE_START = re.compile(r"[;:]\s|,\s+(?:and|but|while|whereas)\s", re.IGNORECASE)
_FROM_YEARS = re.compile(
    rf"\bfrom {_YEAR} to {_YEAR}\b|\bthe {_YEAR}\s?[-–—]\s?{_YEAR}\b|\bbefore {_YEAR}\b"
    rf"|\bsince {_YEAR}(?:\s?[-–—]\s?{_YEAR})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when, and their ISO date or interval where it could be resolved."""

    start: int
    end: int
    words: str
    iso: str | None


def times_in(text: str, start: int, end: int, published: str | None) -> list[TimeExpression]:
    """Every expression of time in `text[start:end]`, in order."""
    return [
        TimeExpression(m.start(), m.end(), m.group(), _resolve(m, published))
        for m in _EXPRESSION.finditer(text, start, end)
        if not (
            m.group("relmonth")
            and m.group("month2") == "May"
            and m.group("which").lower() not in {"this", "last", "in", "by", "since", "as of"}
        )
    ]


def time_near(text: str, start: int, end: int, sentence: tuple[int, int], published: str | None) -> TimeExpression | None:
    """The time that belongs to the quantity `text[start:end]`: the nearest in its sentence that is no baseline."""
    baselines = [m.span() for m in _BASELINE.finditer(text, *sentence)] + [
        m.span() for m in _FROM_YEARS.finditer(text, *sentence)
    ]
    best: tuple[float, TimeExpression] | None = None
    for found in times_in(text, *sentence, published):
        if found.start < end and start < found.end:
            continue
        if any(a <= found.start < b for a, b in baselines):
            continue
        gap = start - found.end if found.end <= start else found.start - end
        between = text[found.end : start] if found.end <= start else text[end : found.start]
        cost = gap + 60.0 * len(re.findall(r"[;.:]| but |, and ", between))
        if best is None or cost < best[0]:
            best = (cost, found)
    return best[1] if best is not None else None


def is_to_come(when: TimeExpression, published: str | None) -> bool:
    """Whether a time is of a later year than the document's, so that what holds then is foretold."""
    if when.iso is None or published is None:
        return False
    year = when.iso.rpartition("/")[2][:4]
    return year.isdecimal() and year > published[:4]


def baseline_near(text: str, start: int, end: int, sentence: tuple[int, int]) -> str | None:
    """What the quantity is compared with, as the sentence words it."""
    another = _OF_WHAT.match(text, end, sentence[1])
    if another is not None:
        return another.group("words").strip()
    for pattern in (_BASELINE, _FROM_YEARS):
        for match in pattern.finditer(text, end, sentence[1]):
            between = text[end : match.start()]
            of_another = "," in between and match.group()[:4].lower() == "than"  # "…, and costs more than a third lower"
            if len(between) <= 90 and ";" not in between and not of_another:
                words = match.group().strip()
                return words if len(words.split()) > 1 else None
    return _opening_baseline(text, start, sentence)


def _opening_baseline(text: str, start: int, sentence: tuple[int, int]) -> str | None:
    """What opens a clause to say what its figure is compared with: "Since 2015, prices …", "From 2019 to 2024 …"."""
    opens = sentence[0]
    for clause in _CLAUSE_START.finditer(text, sentence[0], start):
        opens = clause.end()
    found = _OPENS_BASELINE.match(text, opens, start)
    return found.group("words").strip() if found else None


def _resolve(match: re.Match[str], published: str | None) -> str | None:
    """The ISO date or interval of an expression; None where the document's date is needed and missing."""
    year_now = int(published[:4]) if published else None
    month_now = int(published[5:7]) if published and len(published) >= 7 else None
    relative = {"this year": 0, "last year": -1, "next year": 1}
    if match.group("quarter"):
        number = int(match.group("q") or 0) or _ORDINAL[match.group("nth").lower()]
        written = match.group("qyear") or match.group("qyear2")
        year = relative.get(written or "this year")
        resolved = int(written) if written and written.isdecimal() else (year_now + (year or 0) if year_now else None)
        return f"{resolved}-Q{number}" if resolved else None
    if match.group("monthyear"):
        month = _MONTH_NUMBER[match.group("month").lower().rstrip(".")]
        year = int(match.group("year")) if match.group("year") else None
        if year is None and year_now is not None:
            year = year_now + relative[match.group("relyear")]
        written = match.group("day") or match.group("dayfirst")
        day = f"-{int(written):02d}" if written else ""
        return f"{year}-{month:02d}{day}" if year else None
    if match.group("relmonth"):
        return _month_without_year(match, year_now, month_now)
    if match.group("span"):
        return f"{match.group('from')}/{match.group('to')}"
    if match.group("plainyear"):
        return match.group("year3")
    if match.group("rel"):
        word = match.group("rel").lower()
        step = -1 if "last" in word else 1 if "next" in word else 0
        if "year" in word:
            return str(year_now + step) if year_now else None
        if "month" in word and year_now and month_now:
            at = year_now * 12 + month_now - 1 + step
            return f"{at // 12}-{at % 12 + 1:02d}"
        return None
    if match.group("now"):
        now = match.group("now").lower()
        return None if now == "these days" else _days_before(published, 1) if now == "yesterday" else published
    return _ago(match.group("ago"), published) if match.group("ago") else None


_AGO = re.compile(r"(?P<n>\w+) (?P<unit>day|week|month|year|decade)s? ago", re.IGNORECASE)
_NUMBER_WORDS = {"a": 1, "an": 1} | {w: n for w, n in UNITS.items() if n}
_DAYS = {"day": 1, "week": 7}


def _ago(words: str, published: str | None) -> str | None:
    """ "two years ago" before the document's date, to the precision of the unit."""
    found = _AGO.search(words)
    if found is None or published is None:
        return None
    written, unit = found.group("n").lower(), found.group("unit").lower()
    n = int(written) if written.isdecimal() and len(written) < 4 else _NUMBER_WORDS.get(written)
    if n is None:
        return None
    if unit in _DAYS:
        return _days_before(published, n * _DAYS[unit])
    if unit == "month" and len(published) >= 7:
        at = int(published[:4]) * 12 + int(published[5:7]) - 1 - n
        return f"{at // 12}-{at % 12 + 1:02d}"
    years = {"year": n, "decade": 10 * n}.get(unit)
    return None if years is None or years >= int(published[:4]) else str(int(published[:4]) - years)


def _days_before(published: str | None, days: int) -> str | None:
    if published is None or len(published) < 10:
        return None
    return (date.fromisoformat(published[:10]) - timedelta(days=days)).isoformat()


def _month_without_year(match: re.Match[str], year_now: int | None, month_now: int | None) -> str | None:
    """A month without a year is the nearest one before the document's date, the coming one after "by" and "next"."""
    if year_now is None:
        return None
    month = _MONTH_NUMBER[match.group("month2").lower().rstrip(".")]
    which, year = match.group("which").lower(), year_now
    if which == "last" and month_now is not None and month >= month_now:
        year -= 1
    elif which == "next":
        year += month_now is not None and month <= month_now
    elif which in {"in", "since", "as of"} and month_now is not None and month > month_now:
        year -= 1
    return f"{year}-{month:02d}"
