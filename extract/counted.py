"""What a number counts, and which numbers belong to a name: read from the tree of a parsed sentence.

A number counts the noun it modifies ("300 recorded songs"), or the noun that "of" attaches to it ("three of the ships"); a
number that continues a name ("Model 3", "S&P 500") counts nothing. Invariant: without a tree the readings come back as they
were. Trees may carry Universal Dependencies or spaCy's older labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.numbers import Form, Reading
from extract.numbers.nouns import is_plural
from extract.syntax import has_feature

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

MAX_GROUP_TOKENS = 7  # "five thousand newly hired AI safety researchers": longer groups are misparsed lists
MAX_NAME_GAP = 200  # characters after a name with a number in which the number alone stands for it
_NUMERIC = frozenset({"nummod", "compound", "quantmod", "nmod", "nmod:desc", "det", "amod"})
_NAME_PARTS = frozenset({"flat", "flat:name", "nmod:desc", "nmod:unmarked", "dep"})
_LABEL = frozenset({"flat", "nmod:desc"})  # how a number hangs on the noun whose instance it numbers
_MEASURED = frozenset("score ratio value rate index age price factor count total".split())  # nouns that have a number
_INSIDE = frozenset({"+", "-", "–", "‑", "&", "'s", "’s", "/"})


def with_counted(doc: Doc, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of a `Doc`'s text, with what they count taken from its trees, and parts of names marked as such."""
    if not doc.has_annotation("DEP"):
        return tuple(readings)
    starts = frozenset(r.start for r in readings)
    found: list[Reading] = []
    names: dict[float, int] = {}  # numbers that belong to a name, and where they last did
    for reading in readings:
        counted = _with_group(doc, reading, starts) if _is_counting(reading) else reading
        near = reading.start - names.get(reading.value, -MAX_NAME_GAP) < MAX_NAME_GAP
        if counted.form is Form.BARE and near and _follows_function_word(doc, reading):
            counted = replace(counted, is_name=True)  # "the Loom 11 and 11 Plus"
        if counted.is_name:
            names[reading.value] = reading.start
        found.append(counted)
    return tuple(found)


def _is_counting(reading: Reading) -> bool:
    return (reading.unit == "count" and reading.form in _COUNTING) or reading.form is Form.FRACTION


_COUNTING = frozenset({Form.BARE, Form.COUNTED, Form.VAGUE, Form.MAGNITUDE})


def _with_group(doc: Doc, reading: Reading, starts: frozenset[int]) -> Reading:
    span = doc.char_span(reading.start, reading.number_end or reading.end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return reading
    if _continues_name(span):
        return replace(reading, is_name=True)
    group = _group_after(span) or _group_of(span)
    if group is None or any(t.idx in starts for t in group):
        return reading
    start, end = group[0].idx, group[-1].idx + len(group[-1])
    plural = group[-1].lemma_.lower() != group[-1].lower_ or is_plural(group[-1].lower_)
    form = Form.COUNTED if reading.form is Form.BARE and plural else reading.form
    return replace(reading, form=form, noun_start=start, noun_end=end)


def _continues_name(span: Span) -> bool:
    """Whether the tree joins a lone number with the name or noun right before it, or with a singular name right after."""
    token = span[0]
    if len(span) != 1 or not token.text.replace(".", "").isdigit():
        return False
    head = token.head
    if head.i == token.i + 1 and token.dep_ == "nummod" and _is_one_of_its_kind(head):
        return token.text.isdigit() and len(token.text) > 1  # "the 787 Dreamliner"
    if token.i == 0:
        return False
    before = token.nbor(-1)
    if before.head.i == token.i and before.dep_ == "compound" and before.pos_ in {"PROPN", "NOUN"}:
        return True  # "the sp 500", as captions write it
    if before.i != head.i:  # two subjects in a row are one, too
        return before.dep_ == token.dep_ == "nsubj" and before.head.i == head.i and before.pos_ in {"PROPN", "NOUN"}
    if head.pos_ == "NOUN" or (head.pos_ == "PROPN" and head.text.islower()):
        return token.dep_ in _LABEL and token.text.isdigit() and head.lemma_.lower() not in _MEASURED  # "node 4", "plot 12"
    return token.dep_ in _NAME_PARTS | {"nummod"} and head.pos_ == "PROPN" and any(c.isupper() for c in head.text)


def _follows_function_word(doc: Doc, reading: Reading) -> bool:
    span = doc.char_span(reading.start, reading.end, alignment_mode="expand")
    return span is not None and span.start > 0 and doc[span.start - 1].pos_ in {"CCONJ", "DET", "ADP"}


def _is_one_of_its_kind(name: Token) -> bool:
    """Whether a name is in the singular and no abbreviation: more than one of them would be in the plural."""
    singular = name.pos_ == "PROPN" and has_feature(name, "Number", "Sing")
    return singular and len(name.text) > 4 and name.text.istitle() and not is_plural(name.lower_)


def _group_after(span: Span) -> list[Token] | None:
    """The tokens after the number through the noun that it modifies."""
    last = span[-1]
    head = last
    for _ in range(4):
        if head.dep_ not in _NUMERIC or head.head.i == head.i:
            break
        head = head.head
        if head.i > last.i and head.pos_ in {"NOUN", "PROPN"}:
            break
    group = list(last.doc[last.i + 1 : head.i + 1])
    if head.i <= last.i or head.pos_ not in {"NOUN", "PROPN"} or len(group) > MAX_GROUP_TOKENS:
        return None
    numbers = [k for k, t in enumerate(group[:-1]) if t.pos_ == "NUM" and t.dep_ not in _NAME_PARTS]
    if numbers:
        group = group[numbers[-1] + 1 :]  # "several hundred or even 1,000 megawatts"
    while group and (group[0].text in _INSIDE or group[0].lower_ in {"more", "other", "such"}):
        group.pop(0)
    if any(t.is_punct and t.text not in _INSIDE for t in group) or any(t.pos_ in {"ADP", "VERB", "AUX"} for t in group[:1]):
        return None if not group or group[0].dep_ != "amod" else group
    return group or None


def _group_of(span: Span) -> list[Token] | None:
    """The noun group after "of": "three of the ships", "millions of users"."""
    doc, at = span.doc, span.end
    if at + 1 >= len(doc) or doc[at].lower_ != "of":
        return None
    head = doc[at].head
    if head.i <= at or head.pos_ not in {"NOUN", "PROPN"} or head.i - at > MAX_GROUP_TOKENS:
        return None
    group = list(doc[at + 1 : head.i + 1])
    while group and group[0].pos_ in {"DET", "PRON"}:
        group.pop(0)
    return group or None
