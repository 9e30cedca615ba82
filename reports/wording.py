"""Plain words for counts, values, dates, voices and verdicts: each is said in one way in every form of a briefing.

Invariant: pure functions of records; none invents a fact, and none returns markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from corpus.names import AUTHOR, HOST, PARENT_COMMENT, name_key
from corpus.records import Certainty, Claim, Document, Label, Modifier, Quantity, RelationKind, Verdict

TITLE_CHARS = 90  # a title in a line of text; the whole title stands in the list of sources
SOURCE_TITLE_CHARS = 300  # a title in the list of sources
LABEL_CHARS = 120  # the heading of a measure
NAME_CHARS = 80  # a holder's name in a line
QUOTED = "quoted"  # the voice of a quotation whose speaker the document does not name
MAX_NAMES = 3  # names said before "and n more"

_MODIFIERS = {
    Modifier.EQUAL: "",
    Modifier.ABOUT: "about ",
    Modifier.MORE: "more than ",
    Modifier.LESS: "less than ",
    Modifier.AT_LEAST: "at least ",
    Modifier.AT_MOST: "at most ",
}
_CERTAINTY = {
    Certainty.ASSERTED: "",
    Certainty.HEDGED: "hedged",
    Certainty.HYPOTHETICAL: "hypothetical",
    Certainty.FORECAST: "forecast",
    Certainty.NEGATED: "denied",
    Certainty.QUESTION: "asked, not stated",
}
VERDICT_WORDS = {
    Verdict.SINGLE: "given once",
    Verdict.AGREE: "sources agree",
    Verdict.REFINE: "one source is more exact",
    Verdict.DIFFERENT_BASIS: "different basis",
    Verdict.CONFLICT: "in conflict",
    Verdict.FORECAST_SPREAD: "forecasts spread",
    Verdict.SUPERSEDED: "superseded",
    Verdict.UNRESOLVED: "unresolved",
}
RELATION_WORDS = {
    RelationKind.AGREE: "agreement",
    RelationKind.REFINE: "one is more exact",
    RelationKind.DIFFERENT_BASIS: "different basis",
    RelationKind.CONFLICT: "conflict",
}
LABEL_WORDS = {Label.SUPPORT: "for", Label.OPPOSE: "against", Label.MIXED: "mixed", Label.NEUTRAL: "takes no side"}
VERDICT_WORDS_BY_NAME: Mapping[str, str] = {str(v): words for v, words in VERDICT_WORDS.items()}
LABEL_WORDS_BY_NAME: Mapping[str, str] = {str(v): words for v, words in LABEL_WORDS.items()}
LABEL_MARKS = {Label.SUPPORT: "+", Label.OPPOSE: "−", Label.MIXED: "±", Label.NEUTRAL: "○"}
KIND_WORDS = {
    "text": "plain text",
    "thread": "social-media thread",
    "comment_feed": "comment feed",
    "transcript_page": "video page with transcript",
    "html": "web page",
    "markdown": "Markdown text",
    "subtitles": "subtitles of a recording",
    "json3": "captions of a recording",
    "pdf": "PDF",
    "hackernews": "forum thread",
    "reddit": "forum thread",
    "reddit_page": "forum thread",
    "lesswrong": "forum thread",
    "substack": "newsletter post",
    "bluesky": "social-media thread",
    "mastodon": "social-media thread",
    "x": "social-media thread",
}
FAILURE_WORDS = {
    "SourceUnavailable": "not available",
    "SourceChanged": "changed its shape",
    "Blocked": "refused (paywall, login, robots or bot check)",
    "BadInput": "could not be read",
    "ConfigError": "wrong setting",
}
_UNIT_SUFFIX = {"%": "\u202f%", "x": "×", "pp": " percentage points"}
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_CURRENCY = re.compile(r"[A-Z]{3}")
_MONTHS = "January February March April May June July August September October November December".split()


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 source", "1,204 claims", "no sources"."""
    noun = singular if n == 1 else (plural or singular + "s")
    return f"{n:,} {noun}" if n else f"no {noun}"


def listed_in_words(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def names_in_words(names: Sequence[str]) -> str:
    """Some names, the rest counted: "a, b, c and 4 more"."""
    shown = [clip(n, NAME_CHARS) for n in names[:MAX_NAMES]]
    if len(names) > MAX_NAMES:
        return f"{', '.join(shown)} and {len(names) - MAX_NAMES:,} more"
    return listed_in_words(shown)


def clip(text: str, max_chars: int) -> str:
    """The text in one line; a longer one is cut at a word, with an ellipsis."""
    line = " ".join(text[: 4 * max_chars + 400].split())
    if len(line) <= max_chars:
        return line
    head = line[: max_chars - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > max_chars // 2 else head).rstrip(" ,;:–-") + "…"


def number_words(value: float) -> str:
    """A value for people: 2500000 is "2.5 million", 10000 is "10,000", 0.066 stays."""
    size = abs(value)
    for scale, word in _SCALES:
        if size >= scale:
            scaled = value / scale
            short = f"{scaled:.6g}"
            return f"{short} {word}" if "e" not in short else f"{value:.3g}"
    if size >= 1000:
        return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}" if size < 1e6 else f"{value:,}"
    short = f"{value:.6g}"
    return short.replace("-", "−") if "e" not in short else short


def amount_words(value: float, high: float | None, unit: str, noun: str | None) -> str:
    """A value or range with its unit: "80 %", "4–8×", "USD 2.5 billion", "7 hours", "10 million lines"."""
    number = number_words(value)
    top = high if high is not None else value
    if high is not None:
        number = f"{number}–{number_words(high)}"
    if unit in _UNIT_SUFFIX:
        return number + _UNIT_SUFFIX[unit]
    if unit == "count":
        return f"{number} {noun}" if noun else number
    if _CURRENCY.fullmatch(unit):
        return f"{unit} {number}"
    if unit in {"second", "minute", "hour", "day", "week", "month", "year"} and top != 1:
        return f"{number} {unit}s"
    return f"{number} {unit}".rstrip()


def quantity_words(quantity: Quantity) -> str:
    """A quantity with its modifier: "more than 80 %"."""
    return _MODIFIERS[quantity.modifier] + amount_words(quantity.value, quantity.high, quantity.unit, quantity.noun)


def modifier_words(modifiers: Sequence[str]) -> str:
    """The modifier that all claims of a group share, in words; "" where they differ or there is none."""
    try:
        return _MODIFIERS[Modifier(modifiers[0])] if len(set(modifiers)) == 1 else ""
    except ValueError:
        return ""


def certainty_words(certainty: Certainty) -> str:
    """How surely a claim is put forward; "" for a plain assertion."""
    return _CERTAINTY[certainty]


def claim_details(claim: Claim) -> str:
    """What the figure holds for, as far as the document says: "of merged code · since May 2026 · hedged"."""
    parts = [
        claim.subject,
        claim.scope,
        claim.time,
        f"baseline: {claim.baseline}" if claim.baseline else None,
        certainty_words(claim.certainty) or None,
    ]
    seen: list[str] = []
    for part in parts:
        if part and part.strip() and part not in seen:
            seen.append(clip(part, NAME_CHARS))
    return " · ".join(seen)


_ISO_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?(?:T.*)?")


def is_iso_date(text: str) -> bool:
    """Whether a text is an ISO date of any precision."""
    return _ISO_DATE.fullmatch(text) is not None


def date_words(iso: str | None) -> str:
    """An ISO date of any precision for people: "4 June 2026", "June 2026", "2026"; other words stay; "" for none."""
    if not iso:
        return ""
    match = _ISO_DATE.fullmatch(iso)
    if not match:
        return clip(iso, 40)
    year, month, day = match.groups()
    if month is None:
        return year
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def day_words(day: date) -> str:
    """A date for people: "4 June 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_words(first: str | None, last: str | None) -> str:
    """A first and a last date: "June 2026", "May 2026 to June 2026", ""."""
    if not first or not last or first == last:
        return date_words(first or last)
    return f"{date_words(first)} to {date_words(last)}"


def voice_words(voice: str, document: Document | None) -> str:
    """A voice as a reader can place it: an unnamed author by the names the document gives, else "the author"."""
    key = name_key(voice)
    if key == AUTHOR:
        return names_in_words(document.authors) if document and document.authors else "the author"
    if key == HOST:
        return "the host"
    if key == PARENT_COMMENT:
        return "the parent comment"
    if key == QUOTED:
        return "somebody quoted"
    return clip(voice, NAME_CHARS) or "an unnamed voice"


def is_unnamed(voice: str, document: Document | None) -> bool:
    """Whether a voice has no name of its own, so that only its source tells it from others."""
    key = name_key(voice)
    if key == AUTHOR:
        return document is None or not document.authors
    return key in {HOST, PARENT_COMMENT, QUOTED}


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
