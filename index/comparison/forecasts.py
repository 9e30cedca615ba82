"""The ledger of dated predictions: who foresees what, how likely, by when, said when.

A sentence is a forecast if it looks ahead to a date that it names, and puts something forward for it. Invariant: a
likelihood stands there only if the sentence gives it as one; words such as "likely" stay words. A date before the words
were said is no forecast. To read another form of date: a pattern and its resolution in `_deadline`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.findings import Forecast
from corpus.ids import Occurrences, make_id, stable_hash
from corpus.records import Certainty, Claim, Kind
from corpus.text import squash
from index.comparison.dates import span_of
from index.comparison.said import Said

_AHEAD = re.compile(
    r"\b(?:will|won't|would|shall|could|may|might|going to|expects?|expected|predicts?|predicted|forecasts?|foresees?"
    r"|projects?|projected|anticipates?|thinks?|believes?|guess(?:es)?|reckons?|bets?|likely|unlikely|probably|chance|probability|odds"
    r"|possible|plausible|by the time|on track|aims? to|plans? to|hopes? to|timelines?)\b",
    re.IGNORECASE,
)
_PART = (
    r"(?:the\s+)?(?:(?P<part>early|mid|late|end|start|beginning|spring|summer|autumn|fall|winter)"
    r"(?:\s+of|\s+in)?[\s-]+)?(?:the\s+)?"
)
_YEAR = re.compile(
    r"\b(?P<how>by|before|until|in|during|after|from|around|for)\s+"
    rf"(?P<words>{_PART}(?P<year>20\d\d|21\d\d)(?P<decade>s)?)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:within|in|over|inside)\s+(?P<words>(?:the\s+)?(?:(?:next|coming)\s+)?(?:about\s+|roughly\s+|around\s+)?"
    r"(?P<low>a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|\d+)"
    r"(?:\s*(?:to|or|[-–])\s*(?P<high>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+))?"
    r"\s+(?P<unit>years?|months?|decades?))\b",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:by|before|within|in|over)\s+(?P<words>(?:the\s+end\s+of\s+)?(?P<which>this|the|next)\s+(?P<unit>year|decade))\b",
    re.IGNORECASE,
)
_NUMBERS = {
    word: n
    for n, words in enumerate(
        "_|a an one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|_|_|_|_|_|eighteen|_|twenty".split("|")
    )
    for word in words.split()
}
_PARTS = {"early": "Q1", "start": "Q1", "beginning": "Q1", "spring": "Q2", "mid": "Q3", "summer": "Q3", "autumn": "Q4"}
_PARTS |= {"fall": "Q4", "winter": "Q4", "late": "Q4", "end": "Q4"}
_LIKELIHOOD = re.compile(
    r"\b(?:almost certain(?:ly)?|nearly certain|virtually certain|very likely|highly likely|quite likely|very unlikely"
    r"|highly unlikely|even odds|even chance|better than even|more likely than not|fairly likely|probably"
    r"|likely|unlikely|inevitabl[ey]"
    r"|plausibl[ey]|remote chance|slim chance|good chance|small chance|certain to|bound to)\b",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    r"\b(?:chances?|probability|odds|likelihood|likely|probable|certain|confiden(?:t|ce)|risk)\b", re.IGNORECASE
)
_CHANCE_CHARS = 60
_PAST = re.compile(r"\b(?:was|were|had|did|used to|ago)\b[^.]{0,40}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Deadline:
    words: str
    iso: str


def may_forecast(words: str) -> bool:
    """Whether a sentence looks ahead and names a time: no other is a forecast."""
    return bool(_AHEAD.search(words) and (_YEAR.search(words) or _SPAN.search(words) or _NEAR.search(words)))


def find_forecasts(said: Sequence[Said], measure_of: Mapping[str, str]) -> tuple[Forecast, ...]:
    """The forecasts among sentences, sorted by id; `measure_of` gives the measure of a claim."""
    seen = Occurrences()
    found = [f for sentence in said if (f := _forecast(sentence, measure_of, seen)) is not None]
    return tuple(sorted(found, key=lambda f: f.id))


def _forecast(said: Said, measure_of: Mapping[str, str], seen: Occurrences) -> Forecast | None:
    words = said.evidence
    if words.rstrip(" \"'”’)").endswith("?") or not (ahead := _AHEAD.search(words)):
        return None
    deadline = _deadline(words, said.date, cue_at=ahead.start())
    if deadline is None:
        return None
    chance = _likelihood_of(said)
    claim = chance or next((c for c in said.claims if c.certainty is Certainty.FORECAST), None)
    put = _LIKELIHOOD.search(words)
    stance = said.stances[0] if said.stances else None
    high = chance.quantity.high if chance else None
    return Forecast(
        id=make_id("forecast", said.document.id, squash(words), seen.nth(said.document.id, squash(words))),
        document=said.document.id,
        segment=said.segment.id,
        start=said.start,
        end=said.end,
        evidence=words,
        holder=(claim.attributed_to or claim.speaker) if claim else said.holder,
        speaker=said.speaker,
        likelihood=round(chance.quantity.value / 100, 4) if chance else None,
        likelihood_high=round(high / 100, 4) if high is not None else None,
        likelihood_words=squash(chance.quantity.text) if chance else put.group() if put else None,
        by=squash(deadline.words),
        by_iso=deadline.iso,
        said=said.date,
        claim=claim.id if claim else None,
        measure=measure_of.get(claim.id) if claim else None,
        topic=stance.topic if stance else None,
        target=stance.target if stance else None,
        made_from=stable_hash(said.document.revision, said.start, said.end, said.date, [c.id for c in said.claims]),
    )


def _likelihood_of(said: Said) -> Claim | None:
    """The claim of a sentence that gives a probability: a share of at most all, next to a word for chance."""
    for claim in said.claims:
        q = claim.quantity
        if q.unit != "%" or not 0 <= q.value <= 100 or (q.high is not None and q.high > 100):
            continue
        around = said.document.text[max(said.start, q.start - _CHANCE_CHARS) : min(said.end, q.end + _CHANCE_CHARS)]
        if claim.kind is Kind.PROBABILITY or _CHANCE.search(around):
            return claim
    return None


def _deadline(words: str, said: str | None, *, cue_at: int) -> _Deadline | None:
    """The date that a sentence looks ahead to: the last one it names that is not past when the words were said."""
    spoken = span_of(said)
    found: list[tuple[int, _Deadline]] = []
    for match in _YEAR.finditer(words):
        iso = _year_iso(match)
        until = span_of(iso)
        if until is None or (spoken is not None and until.last < spoken.first):
            continue
        if spoken is None and match.start() < cue_at and match["how"].lower() not in {"by", "before", "until"}:
            continue  # "In 2024 it would …": without a date of the words, a year before the verb may be past
        if not _PAST.search(words[: match.start()]):
            found.append((match.start(), _Deadline(match["words"], iso)))
    if spoken is not None and said is not None:
        for match in _SPAN.finditer(words):
            found.append((match.start(), _Deadline(match["words"], _span_iso(match, said))))
        for match in _NEAR.finditer(words):
            found.append((match.start(), _Deadline(match["words"], _near_iso(match, int(said[:4])))))
    return max(found, key=lambda f: f[0])[1] if found else None


def _year_iso(match: re.Match[str]) -> str:
    year, part = match["year"], (match["part"] or "").lower()
    if match["decade"]:
        first = int(year)
        return f"{first}/{first + 9}" if not first % 10 else year
    return f"{year}-{_PARTS[part]}" if part else year


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def _span_iso(match: re.Match[str], said: str) -> str:
    """From the words to the end of the stretch that they name, to the month where the words have one."""
    amount = _count(match["high"] or match["low"])
    unit = match["unit"].lower()
    months = amount * (12 if unit.startswith("year") else 120 if unit.startswith("decade") else 1)
    year, month = int(said[:4]), int(said[5:7]) if len(said) >= 7 and said[5:7].isdecimal() else 0
    if not month:
        return f"{said[:4]}/{year + -(-months // 12)}"
    total = year * 12 + month - 1 + months
    return f"{said[:7]}/{total // 12:04}-{total % 12 + 1:02}"


def _near_iso(match: re.Match[str], year: int) -> str:
    if match["unit"].lower() == "decade":
        first = year - year % 10 + (10 if match["which"].lower() == "next" else 0)
        return f"{max(first, year)}/{first + 9}"
    return str(year + (match["which"].lower() == "next"))
