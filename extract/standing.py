"""How a number stands in what is said: supposed, told to somebody, counted aloud, part of a sum; read from trees.

`with_standing` marks readings; `not_claims` decides what each mark means. Invariant: a mark says what the grammar says (a
mood, a condition, a subject), never what a text is about; without a tree only sums and counting aloud are marked. Trees are
those of Universal Dependencies, with moods and tenses as morphology where the pipeline gives them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.denial import is_denied
from extract.numbers import Form, Reading, Standing
from extract.syntax import children_of, has_feature

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


MAX_STEPS = 12  # from a number to the verb that governs it; longer chains are misparsed lists
MAX_CASE_SENTENCES = 4  # after a supposition in which its made-up numbers go on
MAX_ALOUD_GAP = 160  # characters between two numbers that are counted one after the other
MAX_ALOUD = 50
_SUPPOSING = frozenset("imagine suppose consider assume pretend picture posit".split())
_SUPPOSES = re.compile(r"\b(?:imagin|suppos|consider|assum|pretend|pictur|posit)", re.IGNORECASE)
_CONDITION = frozenset("if unless suppose supposing assuming imagine".split())
_WHENEVER = frozenset("when whenever once until".split())
_OPENERS = frozenset("so now just but and please then ok okay well".split())
_CASE_NOUNS = re.compile(
    r"\b(?:thought experiments?|riddles?|brain ?teasers?|puzzles?|toy (?:example|model|case)s?)\b", re.IGNORECASE
)
_LETS_SAY = re.compile(
    r"\blet(?:['’]s| us) (?:say|assume|suppose|imagine|pretend|take)\b|\bsay (?:you|we|there)\b", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_OPERATOR = r"\s*[-+−–×*÷/=]\s*"
_SUM = re.compile(rf"(?<![\d.,])\(?\d[\d.,]*+\)?(?:{_OPERATOR}\(?\d[\d.,]*+\)?)+")
_IS_SUM = re.compile(r"[+×*÷=]")
_IN_WORDS = re.compile(r"\s+(?:plus|minus|divided by|multiplied by|equals?)\s+(?:to\s+)?$")
_STEP = re.compile(r"(?<![\w.,)%])\+\s?$")


def with_standing(doc: Doc, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings of a `Doc`'s text with how each stands in what is said."""
    aloud, sums = counted_aloud(readings), _sums(doc.text, readings)
    has_trees = doc.has_annotation("DEP") and doc.has_annotation("SENT_START")
    told = _sentences(doc) if has_trees and readings else []
    starts = [s.start for s in told]
    marked = []
    for reading in readings:
        found = {Standing.ALOUD} if reading.start in aloud else set()
        if reading.start in sums:
            found.add(Standing.SUM)
        at = bisect_right(starts, reading.start) - 1
        chain = _governors(doc, reading) if at >= 0 else []
        if chain:
            found |= _in_tree(chain, reading, told[at])
        marked.append(replace(reading, standing=frozenset(found)) if found else reading)
    return tuple(marked)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence as a whole says: where it starts, its first word, whether it supposes a case or asks how many."""

    start: int
    first: int
    is_case: bool
    asks: bool


def _is_count(reading: Reading) -> bool:
    return reading.dimension == "count"


def counted_aloud(readings: Sequence[Reading]) -> frozenset[int]:
    """The starts of readings that count one by one: three whole numbers or more, four where the first is not one.

    >>> from extract.numbers import read_quantities
    >>> len(counted_aloud(read_quantities("So one, two, three, and that makes 4.")))
    4
    """
    plain = [
        r
        for r in readings
        if r.form in {Form.BARE, Form.COUNTED} and r.unit == "count" and r.high is None and 0 <= r.value <= MAX_ALOUD
    ]
    found: set[int] = set()
    run: list[Reading] = plain[:1]
    for before, reading in pairwise(plain):
        if reading.value != before.value + 1 or reading.start - before.end > MAX_ALOUD_GAP:
            found |= _kept(run)
            run = []
        run.append(reading)
    return frozenset(found | _kept(run))


def _kept(run: Sequence[Reading]) -> set[int]:
    needed = 3 if run and run[0].value <= 1 else 4
    return {r.start for r in run} if len(run) >= needed else set()


def _sums(text: str, readings: Sequence[Reading]) -> frozenset[int]:
    """The starts of readings that are terms of a calculation, or steps of one ("+1")."""
    found: set[int] = set()
    last: Reading | None = None
    for reading in readings:
        if reading.form in {Form.BARE, Form.COUNTED, Form.FRACTION}:
            if reading.value <= 20 and _STEP.search(text, max(0, reading.start - 3), reading.start):
                found.add(reading.start)
            if last is not None and reading.start - last.end < 24 and _IN_WORDS.match(text[last.end : reading.start]):
                found |= {last.start, reading.start}
            last = reading
    spans = [m.span() for m in _SUM.finditer(text) if _IS_SUM.search(m.group())]
    at = 0
    for reading in readings:
        while at < len(spans) and spans[at][1] <= reading.start:
            at += 1
        if at < len(spans) and spans[at][0] <= reading.start and reading.dimension in {"count", "share"}:
            found.add(reading.start)
    return frozenset(found)


def _sentences(doc: Doc) -> list[_Sentence]:
    found: list[_Sentence] = []
    left, text = 0, doc.text  # made anew each time it is asked for
    for sent in doc.sents:
        words = sent.text
        if "\n" in text[max(0, sent.start_char - 1) : sent.start_char]:
            left = 0
        first = next((t.i for t in sent[:8] if t.is_alpha and t.lower_ not in _OPENERS), sent.start)
        opens = _opens_case(sent, words, first)
        goes_on = not opens and left > 0 and not _tells_past(sent)
        left = MAX_CASE_SENTENCES if opens else left - 1 if goes_on else 0
        if words.endswith("\n"):
            left = 0
        asks = _HOW_MANY.search(words) is not None and words.rstrip().endswith("?")
        found.append(_Sentence(sent.start_char, first, opens or goes_on, asks))
    return found


def _opens_case(sent: Span, words: str, first: int) -> bool:
    if _LETS_SAY.search(words) or _CASE_NOUNS.search(words):
        return True
    if not _SUPPOSES.search(words):
        return False
    return any(t.lemma_.lower() in _SUPPOSING and _is_order(t, first) for t in sent)


def _tells_past(sent: Span) -> bool:
    """Whether a sentence tells what happened, which no made-up case does."""
    return any(has_feature(t, "Tense", "Past") and has_feature(t, "VerbForm", "Fin") for t in _with_auxiliaries(sent.root))


def _is_order(verb: Token, first: int) -> bool:
    """Whether a verb tells somebody to do something: marked so, or a bare form that opens its sentence without a subject."""
    if verb.pos_ != "VERB" or any(t.dep_.startswith(("nsubj", "csubj", "expl", "aux")) for t in children_of(verb)):
        return False
    return has_feature(verb, "Mood", "Imp") or (verb.i == first and verb.lower_ == verb.lemma_.lower())


def _in_tree(chain: Sequence[Token], reading: Reading, sentence: _Sentence) -> set[Standing]:
    found = {Standing.DENIED} if is_denied(chain) else set()
    if any(_is_headline_future(t) for t in chain):
        found.add(Standing.PLANNED)
    if reading.unit == "%" and _is_in_condition(chain):
        found.add(Standing.CONDITION)
    return found | (_of_count(chain, sentence) if _is_count(reading) else set())


def _is_headline_future(verb: Token) -> bool:
    """Whether an infinitive with "to" is all the verb of a sentence or of its head noun: "Firm to close 40 shops"."""
    if verb.pos_ != "VERB" or not any(t.lower_ == "to" and t.i < verb.i and t.pos_ == "PART" for t in children_of(verb)):
        return False
    if verb.head.i == verb.i:
        return any(t.dep_.startswith("nsubj") for t in children_of(verb))
    noun = verb.head
    return verb.dep_ == "acl" and noun.head.i == noun.i and noun.pos_ in {"NOUN", "PROPN"} and noun.i < verb.i


def _of_count(chain: Sequence[Token], sentence: _Sentence) -> set[Standing]:
    found = {Standing.SUPPOSED} if sentence.is_case else set()
    if sentence.asks:
        found.add(Standing.ASKED_OF)
    role = next((t.dep_ for t in chain if _leaves_phrase(t)), "")
    if role.startswith(("obl", "nmod")):
        found.add(Standing.OBLIQUE)
    for governor in chain:
        if _is_order(governor, sentence.first):
            found.add(Standing.SUPPOSED if governor.lemma_.lower() in _SUPPOSING | {"let"} else Standing.TOLD)
        if governor.dep_ == "advcl" and any(t.dep_ == "mark" and t.lower_ in _CONDITION for t in children_of(governor)):
            found.add(Standing.SUPPOSED)
    verb = next((t for t in chain if t.pos_ in {"VERB", "AUX"}), None)
    if verb is not None and _is_own(verb):
        found.add(Standing.OWN_DOING)
    if verb is not None and _is_of_a_kind(verb):
        found.add(Standing.GENERIC)
    return found


def _governors(doc: Doc, reading: Reading) -> list[Token]:
    """The last token of a number and what governs it up to its root, at most `MAX_STEPS` of them."""
    span = doc.char_span(reading.start, reading.number_end or reading.end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return []
    chain = [span[-1]]
    while len(chain) < MAX_STEPS and chain[-1].head.i != chain[-1].i:
        chain.append(chain[-1].head)
    return chain


def _leaves_phrase(token: Token) -> bool:
    """Whether a token heads its noun phrase: what governs it is no noun, or takes it by a preposition."""
    if token.pos_ not in {"NOUN", "PROPN", "NUM", "PRON", "SYM"}:
        return False
    return token.dep_ == "nmod" or token.head.pos_ not in {"NOUN", "PROPN", "NUM", "SYM"}


def _is_own(verb: Token) -> bool:
    """Whether the speaker or the hearer does what a verb says."""
    for _ in range(3):
        subjects = [t for t in children_of(verb) if t.dep_.startswith("nsubj")]
        if subjects:
            return subjects[0].pos_ == "PRON" and subjects[0].lower_ in {"i", "we", "you"}
        if verb.dep_ not in {"conj", "xcomp", "advcl"} or verb.head.i == verb.i:
            return False
        verb = verb.head
    return False


def _is_of_a_kind(verb: Token) -> bool:
    """Whether a clause tells of a kind what it is: an indefinite singular subject, and the present tense."""
    kids = children_of(verb)
    subject = next((t for t in kids if t.dep_ == "nsubj"), None)
    if subject is None or has_feature(subject, "Number", "Plur") or subject.pos_ != "NOUN":
        return False
    tense = [t for t in (verb, *kids) if t.pos_ in {"VERB", "AUX"} and has_feature(t, "Tense", "Pres")]
    indefinite = any(t.dep_ == "det" and t.lower_ in {"a", "an", "each", "every"} for t in children_of(subject))
    return indefinite and bool(tense) and not has_feature(verb, "VerbForm", "Part")


def _is_in_condition(chain: Sequence[Token]) -> bool:
    """Whether a number stands in a clause of time that is always so: "when", "once" or "until", and the present tense."""
    verb = next((t for t in chain if t.dep_ == "advcl" and any(k.lower_ in _WHENEVER for k in children_of(t))), None)
    return verb is not None and _is_present(verb) and _is_present(verb.head)


def _is_present(verb: Token) -> bool:
    """Whether a clause stands in the simple present."""
    forms = _with_auxiliaries(verb)
    finite = [t for t in forms if has_feature(t, "VerbForm", "Fin")]
    if not finite or not all(has_feature(t, "Tense", "Pres") for t in finite):
        return False
    return not any(t.lower_ in {"have", "has"} for t in forms[1:])


def _with_auxiliaries(verb: Token) -> list[Token]:
    """A clause's predicate, then its auxiliaries and copula."""
    return [verb, *(t for t in children_of(verb) if t.dep_ in {"aux", "cop", "aux:pass"})]
