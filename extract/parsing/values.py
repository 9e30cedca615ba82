"""Dates, percentages, amounts of money and other numbers as entities, by rules over the running text.

They are soft marks for spaCy matchers; quantities with their units and modifiers are the work of `extract/numbers`.
Each pattern is linear in the text: every repetition is bounded, and no figure is tried from its second digit on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.util import filter_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

FACTORY = "syntopic_values"

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_TENS = r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
_SMALL = rf"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{_TENS})"
_WORDS = rf"(?:{_SMALL}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|thousand|million|billion|trillion)"
_FIGURE = r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,15})(?!\d)(?:\.\d{1,9})?"
_SCALE = r"(?:\s(?:thousand|million|billion|trillion)|\s?(?:bn|tn|[kKmMbB])\b)?"
_AMOUNT = rf"(?:{_FIGURE}{_SCALE}|{_WORDS}(?:[ -]{_WORDS}){{0,6}})"
_YEAR = r"(?:1[5-9]|20|21)\d\d"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "DATE",
        re.compile(
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?"
            rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{_YEAR})?\b(?![\d.,]*\d|%)"
            rf"|{_MONTH},?\s{_YEAR}|{_YEAR}-\d\d(?:-\d\d)?|Q[1-4]\s{_YEAR}|(?:early|mid|late)[ -]{_YEAR}s?|{_YEAR}s)\b"
            r"|\b(?:yesterday|today|tomorrow|(?:last|next|this)\s(?:year|month|week|quarter|decade|spring|summer|autumn|fall|winter))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "DATE",
        re.compile(
            rf"(?:(?<=\bin )|(?<=\bby )|(?<=\bsince )|(?<=\buntil )|(?<=\bbefore )|(?<=\bafter )|(?<=\bof ))"
            rf"{_YEAR}\b(?!\s?%|,\d)"
        ),
    ),
    ("PERCENT", re.compile(rf"{_AMOUNT}(?:\s?%|\s(?:percent|per\scent)\b)", re.IGNORECASE)),
    (
        "MONEY",
        re.compile(
            rf"(?:US|A|C|HK)?[$€£¥]\s?{_FIGURE}{_SCALE}|{_AMOUNT}\s(?:dollars?|euros?|pounds|yen|yuan|cents|bucks)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "CARDINAL",
        re.compile(rf"(?<![\w.,$€£-]){_FIGURE}{_SCALE}(?![\w%])|\b{_WORDS}(?:[ -]{_WORDS}){{0,6}}\b", re.IGNORECASE),
    ),
)


def value_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each value; they may overlap, earlier kinds go first."""
    for label, pattern in PATTERNS:
        for found in pattern.finditer(text):
            yield found.start(), found.end(), label


def mark_values(doc: Doc) -> Doc:
    """Add the values to the entities of a document; what stands already wins over a bare number."""
    taken = {i for ent in doc.ents for i in range(ent.start, ent.end)}
    by_label: dict[str, list[Span]] = {}
    starts, ends = {t.idx: t.i for t in doc}, {t.idx + len(t): t.i + 1 for t in doc}
    for start, end, label in value_spans(doc.text):
        if start in starts and end in ends:
            span = doc[starts[start] : ends[end]]
            span.label_ = label
            by_label.setdefault(label, []).append(span)
    added: list[Span] = []
    for label in ("DATE", "MONEY", "PERCENT", "CARDINAL"):
        for span in by_label.get(label, []):
            if not any(i in taken for i in range(span.start, span.end)):
                added.append(span)
                taken.update(range(span.start, span.end))
    doc.set_ents(filter_spans([*doc.ents, *added]))
    return doc


if not Language.has_factory(FACTORY):
    Language.component(FACTORY, assigns=["doc.ents"], func=mark_values)
