"""What is a number and no quantity: list numbers, years and dates, versions, names, references, counters of a page.

`why_no_quantity` gives the reason in a word, or None where the reading is a quantity; whether a quantity is put forward as a
claim is `not_claims`'s decision. Invariant: every rule is about a class of English usage; none names a text, a product or a
topic. To add one: a function in `_RULES`, and a test of its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.lexicon import FUNCTION_WORDS, LABELS, MONTHS, NUMBERED, SEASONS
from extract.numbers import Form, Reading

LOOK = 64  # characters looked at on either side
_WORD_BEFORE = re.compile(r"([\w.'’&-]+)([ \u00a0-]*)$")
_WORD_AFTER = re.compile(r"^[\s-]*([\w'’-]+)")
_MONTH_WORDS = frozenset(MONTHS)
_BLOCK_START = re.compile(r"(?:^|\n)[\s•*·>–—-]*[(\[]?$")
_FURNITURE = re.compile(
    r"^[\s-]*(?:min(?:ute)?s?\s+(?:read|listen|watch)|comments?|repl(?:y|ies)|likes?|shares?|views?|claps?|upvotes?|"
    r"points?\s+by|reactions?|followers?|subscribers?"
    r"|reposts?|retweets?|karma)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands: its text, its sentence, and the names that the document uses."""

    text: str
    start: int
    end: int
    names: dict[str, str]

    def before(self, reading: Reading) -> str:
        """The words before the reading in its sentence, at most `LOOK` characters."""
        return self.text[max(self.start, reading.start - LOOK) : reading.start]

    def after(self, reading: Reading) -> str:
        """The words after the reading in its sentence, at most `LOOK` characters."""
        return self.text[reading.end : min(self.end, reading.end + LOOK)]


def unbroken(sentences: Sequence[tuple[int, int]], readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """Sentences, those joined whose border falls inside a quantity: no sentence ends within "one point five days".

    Args:
        sentences: spans, ordered.
        readings: of the same text, ordered.
    """
    found: list[tuple[int, int]] = []
    at = 0
    for start, end in sentences:
        while at < len(readings) and readings[at].end <= start:
            at += 1
        if found and at < len(readings) and found[-1][0] <= readings[at].start < found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def why_no_quantity(reading: Reading, place: Place) -> str | None:
    """The reason why a reading is no quantity, or None where it is one."""
    for rule in _RULES:
        reason = rule(reading, place)
        if reason is not None:
            return reason
    return None


def word_before(reading: Reading, place: Place) -> str:
    """The word before a reading that no mark parts from it, as written; "" if there is none."""
    match = _WORD_BEFORE.search(place.before(reading))
    return match.group(1) if match else ""


def word_after(reading: Reading, place: Place) -> str:
    """The word right after a reading, in lower case; "" if there is none."""
    match = _WORD_AFTER.match(place.after(reading))
    return match.group(1).lower() if match else ""


def _list_number(reading: Reading, place: Place) -> str | None:
    if reading.form not in {Form.BARE, Form.COUNTED, Form.MEASURED}:
        return None
    text, after = place.text, place.text[reading.end : reading.end + 2]
    opens_block = _BLOCK_START.search(text[max(0, reading.start - 12) : reading.start]) is not None
    if opens_block and (
        after[:1] in {")", ":", "/", "]"} or (after[:1] == "." and not after[1:].isdigit()) or after == " –"
    ):
        return "list number"
    at_start = not text[place.start : reading.start].strip("\"“'(•- ")
    if at_start and reading.form is Form.BARE and after[:1] in {",", ")", ":"}:
        return "list number"
    return None


def _year(reading: Reading, place: Place) -> str | None:
    if not reading.year_like:
        return None
    before = word_before(reading, place).lower()
    bounded = re.search(r"\b(?:than|over|some|least|most|all|exactly)\s*$", place.before(reading), re.IGNORECASE)
    if reading.form is Form.COUNTED and bounded and before not in _MONTH_WORDS and before != "in":
        return None
    return "year"


def _date(reading: Reading, place: Place) -> str | None:
    if reading.form not in {Form.BARE, Form.COUNTED} or reading.value > 31:
        return None
    before = word_before(reading, place)
    months = {before.lower().rstrip(".")} & (_MONTH_WORDS | SEASONS) and before[:1].isupper()
    if months or (word_after(reading, place) in _MONTH_WORDS and place.after(reading).strip()[:1].isupper()):
        return "date"
    return None


_KIND = re.compile(
    r"[-‑](?:[A-Z]\b|dimensional|sided|way|tailed|stage|step|phase|part|tier|pronged|star|speed|track|seater)\b",
    re.IGNORECASE,
)


def _kind_name(reading: Reading, place: Place) -> str | None:
    """ "two-sided", "3-D", "three-dimensional": a number that names a kind."""
    counted = reading.form in {Form.BARE, Form.COUNTED}
    return "name of a kind" if counted and _KIND.match(place.text, reading.end) else None


_KEY = re.compile(r"\s?=\s?(?=[\w“\"'(])")
_OPENS_KEY = re.compile(r"(?:[(\[;:,]|\band|\bor|–)\s*$")


def _key(reading: Reading, place: Place) -> str | None:
    """A number that a legend explains: "(0 = never, 1 = once a week)"."""
    text = place.text
    explained = reading.form is Form.BARE and reading.high is None and _KEY.match(text, reading.end, place.end)
    opens = _OPENS_KEY.search(place.before(reading)) or not place.before(reading).strip()
    return "key" if explained and opens and text[reading.start : reading.end].isdigit() else None


_IN_FORMULA_BEFORE = re.compile(r"(?:[)\]]|[^\W\d_]/|\d[−+-])$")
_IN_FORMULA_AFTER = re.compile(r"[−-]\d+/[^\W\d_]")
_LABEL_LETTER = re.compile(r"[^\W\d_pc](?!\w)")  # "20p" and "30c" are coins


_PAIR_BEFORE, _PAIR_AFTER = re.compile(r"(?<![\d.,])\d{1,3}[-–]$"), re.compile(r"[-–]\d{1,3}(?![\d%.,]\d|\w)")


def _is_second_label(reading: Reading, place: Place) -> bool:
    """Whether a letter after digits is the next of a row of labels, not a magnitude: "10a and 10b"."""
    written = place.text[reading.start : reading.end]
    if reading.form not in {Form.BARE, Form.COUNTED} or written[-1] not in "bkm" or not written[:-1].isdigit():
        return False
    others = "ac" if written[-1] == "b" else "jl" if written[-1] == "k" else "ln"
    return any(re.search(rf"\b{written[:-1]}{c}\b", place.text[place.start : place.end]) for c in others)


def _is_of_pair(reading: Reading, place: Place) -> bool:
    """Whether a bare number is one of two that a hyphen joins and that are no range: a result ("3-2"), a rule ("80-20")."""
    if reading.unit != "count" or not place.text[reading.start].isdigit():
        return False
    before = _PAIR_BEFORE.search(place.text, max(place.start, reading.start - 5), reading.start)
    alone = place.text[reading.start : reading.end].isdigit()
    return before is not None or (alone and _PAIR_AFTER.match(place.text, reading.end, place.end) is not None)


def _in_formula(reading: Reading, place: Place) -> str | None:
    """A digit set solid in a formula, an exponent or a label: "[Fe(CN)6]3−", "x/2", "2−1/k", "10a"."""
    if "^" in {place.text[reading.start - 1 : reading.start], place.text[reading.end : reading.end + 1]}:
        return "formula"  # an exponent beyond any number
    if reading.unit == "a" and place.text[reading.start : reading.end - 1].isdigit():
        return "label"
    if _is_second_label(reading, place) or _is_of_pair(reading, place):
        return "label"
    if reading.form is not Form.BARE or reading.high is not None:
        return None
    text, before = place.text, place.text[max(place.start, reading.start - 2) : reading.start]
    if not text[reading.start : reading.end].isdigit():
        return None
    solid = _IN_FORMULA_BEFORE.search(before) is not None or _IN_FORMULA_AFTER.match(text, reading.end) is not None
    return "formula" if solid or _LABEL_LETTER.match(text, reading.end, place.end) else None


_PLACED = frozenset("top bottom last first next final same no this that which other any every each".split())


def _pronoun(reading: Reading, place: Place) -> str | None:
    """A number that stands for things named elsewhere, or for an age in a description of people."""
    if reading.form is not Form.BARE or (reading.high is not None and reading.value >= 120):
        return None
    before = word_before(reading, place).lower()
    if before in {"aged", "ages", "age"}:
        return "age"
    words = not place.text[reading.start].isdigit()
    return "pronoun" if words and (before in _PLACED or reading.value == 1) else None


_NUMBERED_NAME = re.compile(r"[A-Z](\d+)(?:,|,? and|,? or| to)\s+$")  # "KD200 or 400": the second of two names


def _version(reading: Reading, place: Place) -> str | None:
    """A number after a name, or after a noun that takes one ("Figure 3")."""
    if reading.form not in {Form.BARE, Form.COUNTED}:
        return None
    if reading.is_name and reading.high is None:
        return "name"
    numbered = _NUMBERED_NAME.search(place.before(reading))
    if numbered is not None and reading.form is Form.BARE and reading.end - reading.start == len(numbered.group(1)):
        return "name"
    match = _WORD_BEFORE.search(place.before(reading))
    if match is None or (match.start(1) == 0 and not place.before(reading).strip()):
        return None
    word, gap = match.group(1), match.group(2)
    lower = word.lower().rstrip(".")
    if gap == "" or "\n" in gap:
        return None
    named = LABELS | NUMBERED if reading.form is Form.BARE else LABELS
    if (lower in named or lower.removesuffix("s") in named) and not re.search(
        r"\b(?:this|last|next|per|a|each|every|that)\s+[\w.]+\s*$", place.before(reading), re.IGNORECASE
    ):
        return "reference"
    opens = place.text[place.start : reading.start].strip(" \"“'(") == word
    is_name = (
        any(c.isupper() for c in word)
        and lower not in FUNCTION_WORDS
        and lower not in _MONTH_WORDS
        and not (opens and lower not in place.names)
    ) or (lower in place.names and lower not in FUNCTION_WORDS)
    digits = place.text[reading.start : reading.end].replace(".", "").isdigit()
    is_tally = reading.form is Form.COUNTED and re.match(r"\s+times\b", place.text[reading.end : place.end]) is not None
    names_it = reading.form is Form.BARE or (digits and reading.value < 200 and not is_tally)
    if (is_name or _opens_as_name(reading, place, word)) and names_it and reading.high is None:
        return "name"
    return None


def _opens_as_name(reading: Reading, place: Place, word: str) -> bool:
    """Whether a capitalised word that opens a sentence and a bare number are a name in a list: "Claudin 19, ezrin and"."""
    opens = place.text[place.start : reading.start].strip(" \"“'(") == word
    plain = reading.form is Form.BARE and word[:1].isupper() and word.lower() not in FUNCTION_WORDS
    return opens and plain and re.match(r", [a-z]", place.text[reading.end : place.end]) is not None


def _furniture(reading: Reading, place: Place) -> str | None:
    short = place.end - place.start < 60
    after = place.text[(reading.noun_start or reading.end) if reading.form is Form.COUNTED else reading.end : place.end]
    if re.match(r"^\s*(?:read|listen|watch)\b", place.after(reading)) and reading.dimension == "time":
        return "page furniture"
    return "page furniture" if short and reading.form is not Form.VERB and _FURNITURE.match(after) else None


_RULES: tuple[Callable[[Reading, Place], str | None], ...] = (
    _list_number,
    _year,
    _date,
    _furniture,
    _pronoun,
    _kind_name,
    _key,
    _in_formula,
    _version,
)
