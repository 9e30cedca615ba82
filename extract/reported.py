"""Who is said to say, think or want what: attributions read from the trees of sentences and from quotation marks.

An attribution has a cue (the words that attribute), a content and a source where the text gives one. The tree gives both:
the source is the subject of the cue, also where a participle or an infinitive shares it; the content is its clause, its
object or what stands in quotation marks beside it (the span types of Pareti 2016, PARC 3). Invariant: spans are offsets in
the `Doc`'s text; reading is linear in the tokens of a sentence. Trees may carry Universal Dependencies or the older labels
of spaCy.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from extract.naming import quoted_spans
from extract.reporting import (
    ADJECTIVES,
    JUDGING,
    NOUNS,
    PARTICLES,
    REPORTING_LEMMAS,
    SAYING,
    SEEMING,
    SHOWING,
    THINKING,
    WISHING,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Extent = tuple[int, int]

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "nsubj:outer", "csubj"})
_CLAUSES = frozenset({"ccomp", "parataxis", "ccomp:relcl"})
_OBJECTS = frozenset({"obj", "dobj", "iobj", "dative"})
_OBLIQUES = frozenset({"obl", "pobj", "prep", "nmod", "obl:arg"})
_SHARED = frozenset({"conj", "xcomp", "advcl", "advcl:pred", "ccomp"})
MAX_CARRIED_CHARS = 600  # a quotation that goes on without a cue stands within a paragraph of the last


@dataclass(frozen=True, slots=True)
class Reported:
    """An attribution; `kind` is clause, quotation, attitude, according or noun; `source` is None where none is given.

    `aside` is what stands after the content and is the reporter's own: an adjunct that dates the saying.
    """

    source: Extent | None
    cue: Extent
    content: tuple[Extent, ...]
    kind: str
    lemma: str
    aside: Extent | None = None


def reported_in(doc: Doc) -> list[Reported]:
    """The attributions of a `Doc` with trees and lemmas, by the place of their cue; empty without trees."""
    if not doc.has_annotation("DEP"):
        return []
    quotes = quoted_spans(doc.text, 0, len(doc.text))
    starts, ends = [a for a, _ in quotes], [b for _, b in quotes]
    found: list[Reported] = []
    for sent in doc.sents:
        near = quotes[bisect_left(ends, sent.start_char - 4) : bisect_right(starts, sent.end_char)]
        found += _in_sentence(doc, sent, near)
    found += _speaker_labels(doc)
    free = [r for r in found if r.kind == "label" or not _is_inside(quotes, starts, r.cue[0])]
    return outermost(_with_carried_quotes(doc, quotes, free))


def _is_inside(quotes: Sequence[Extent], starts: Sequence[int], offset: int) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < quotes[at][1]


_LABEL = re.compile(
    r"(?:^|\n)[ \t]*(?P<name>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|of|the)){0,4}): (?=\S)(?P<said>[^\n]+)"
)


def _speaker_labels(doc: Doc) -> list[Reported]:
    """ "REYES: We never saw it." at the start of a line: an interview's or a headline's way to say who speaks."""
    return [
        Reported(m.span("name"), (m.end("name"), m.end("name") + 1), (m.span("said"),), "label", ":")
        for m in _LABEL.finditer(doc.text)
        if len(m.group("said").split()) > 3
    ]


def outermost(found: Sequence[Reported]) -> list[Reported]:
    """The attributions that stand in no other's content, in order: what somebody says of others is theirs."""
    holding = sorted((a, b, r.cue) for r in found if r.kind != "attitude" for a, b in r.content)
    starts = [a for a, _, _ in holding]
    far: list[tuple[int, Extent]] = []  # up to each start, how far the contents reach
    next_far: list[int] = []  # and how far those of other cues do
    best, second = (-1, (-1, -1)), -1
    for _, b, cue in holding:
        if cue == best[1]:
            best = (max(b, best[0]), cue)
        elif b > best[0]:
            best, second = (b, cue), best[0]
        else:
            second = max(second, b)
        far.append(best)
        next_far.append(second)
    kept = []
    for r in found:
        at = bisect_right(starts, r.cue[0]) - 1
        reach = -1 if at < 0 else next_far[at] if far[at][1] == r.cue else far[at][0]
        if reach <= r.cue[0]:
            kept.append(r)
    return sorted(kept, key=lambda r: (r.cue, r.content))


def shifted(found: Sequence[Reported], offset: int) -> list[Reported]:
    """Attributions with `offset` added to their places."""

    def moved(span: Extent) -> Extent:
        return span[0] + offset, span[1] + offset

    return [
        replace(
            r,
            source=moved(r.source) if r.source else None,
            cue=moved(r.cue),
            content=tuple(map(moved, r.content)),
            aside=moved(r.aside) if r.aside else None,
        )
        for r in found
    ]


def _in_sentence(doc: Doc, sent: Span, quotes: Sequence[Extent]) -> Iterator[Reported]:
    for token in sent:
        lemma = token.lemma_.lower()
        read = None
        if token.pos_ in {"VERB", "AUX"} and (lemma in _VERBS):
            read = _by_verb(token, lemma, sent, quotes)
        elif lemma == "accord" or token.lower_ == "according":
            read = _according(token, sent)
        elif token.pos_ == "NOUN" and lemma in NOUNS:
            read = _by_noun(token, lemma)
        elif token.pos_ == "ADJ" and lemma in ADJECTIVES:
            read = _by_adjective(token, lemma)
        if read is not None:
            yield read


def _by_verb(verb: Token, lemma: str, sent: Span, quotes: Sequence[Extent]) -> Reported | None:
    content, kind = _content(verb, lemma, sent, quotes)
    if not content:
        return _by_relative(verb, lemma)
    source = source_of(verb)
    aside = _dating(verb) if kind == "clause" else None
    if aside is not None:
        content = tuple(_trimmed(verb.doc.text, *p) for part in content for p in _without(part, aside))
    if source is not None and any(a < source[1] and source[0] < b for a, b in content):
        content = tuple(p for part in content for p in _without(part, source))
    content = tuple((a, b) for a, b in content if any(c.isalpha() for c in verb.doc.text[a:b]))
    if not content:
        return None
    if source is None and (kind == "attitude" or "Inf" in verb.morph.get("VerbForm", [])):
        return None
    return Reported(source, (verb.idx, verb.idx + len(verb)), content, kind, lemma, aside)


def _by_relative(verb: Token, lemma: str) -> Reported | None:
    """ "the 12 hours they mentioned": a figure that is named as what somebody has said."""
    head = verb.head
    if lemma not in _FIGURING or verb.dep_ not in {"acl:relcl", "relcl"} or verb.i < head.i:
        return None
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS and head.i < c.i < verb.i), None)
    if subject is None or "Rel" in subject.morph.get("PronType", []) or any(c.dep_ in _CLAUSES for c in verb.children):
        return None
    if any(c.dep_ in _OBJECTS and "Rel" not in c.morph.get("PronType", []) for c in verb.children):
        return None
    content = _trimmed(verb.doc.text, head.left_edge.idx, verb.left_edge.idx)
    if not any(t.like_num for t in verb.doc[head.left_edge.i : verb.left_edge.i]):
        told = head.head  # "the gain that they reported was 12%"
        if head.dep_ not in SUBJECTS or told.i < verb.i or not any(c.dep_ == "cop" for c in told.children):
            return None
        content = _trimmed(verb.doc.text, _end(verb.right_edge), _end(told.right_edge))
    return Reported(_subject_extent(subject), (verb.idx, _end(verb)), (content,), "noun", lemma)


_MEASURING = frozenset({"obl:unmarked", "nmod:unmarked", "obl:npmod", "npadvmod", "advmod"})


def _dating(verb: Token) -> Extent | None:
    """The adjunct of time at the end that dates the saying: "… that growth may stall, days after it raised $2 billion".

    What tells it from one that dates what is said is tense: that is still open or goes on, this is past and measured from
    ("days after", "right after"), and it is of the saying party, or tells what somebody did.
    """
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
    if clause is None or "Past" not in verb.morph.get("Tense", []) or _is_past(clause):
        return None
    last = clause.right_edge
    while last.is_punct and last.i > clause.i:
        last = last.doc[last.i - 1]
    for after in last.doc[clause.i + 1 : last.i]:
        head = after.head
        if after.lower_ != "after" or head.i <= after.i or head.right_edge.i < last.i:
            continue
        measured = after.nbor(-1)
        opens = measured.left_edge if measured.dep_ in _MEASURING else head.left_edge
        while opens.is_punct and opens.i < after.i:
            opens = opens.nbor()
        own = any(c.dep_ in {"nmod:poss", "poss"} and c.pos_ == "PRON" for c in head.children)
        if opens.i < after.i and clause.i < opens.i and (_is_past(head) if after.dep_ == "mark" else own):
            return opens.idx, _end(last)
    return None


def _is_past(verb: Token) -> bool:
    """Whether a clause tells what is over: by its helper, or without one by its verb."""
    helpers = [c for c in verb.children if c.dep_ in {"aux", "aux:pass", "auxpass", "cop"}]
    if any(h.lemma_ == "have" for h in helpers):
        return True
    finite = [h for h in helpers if "Fin" in h.morph.get("VerbForm", [])]
    return any("Past" in h.morph.get("Tense", []) and h.tag_ != "MD" for h in finite or [verb])


def _without(part: Extent, hole: Extent) -> list[Extent]:
    pieces = [(part[0], min(part[1], hole[0])), (max(part[0], hole[1]), part[1])]
    return [(a, b) for a, b in pieces if b - a > 1]


def _content(verb: Token, lemma: str, sent: Span, quotes: Sequence[Extent]) -> tuple[tuple[Extent, ...], str]:
    """What the verb introduces, and by which construction."""
    doc = verb.doc
    if lemma in SAYING | THINKING | _AS_SAID and any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.children):
        comma = next((t for t in doc[verb.i + 1 : min(verb.i + 6, sent.end)] if t.text == ","), None)
        if comma is not None and verb.i - sent.start < 8:  # "As Reyes points out, …", however the tree hangs the rest
            return (_trimmed(doc.text, _end(comma), sent.end_char),), "clause"
    clause = next((c for c in verb.children if c.dep_ in _CLAUSES and c.i != verb.i), None)
    if lemma in REPORTING_LEMMAS and clause is not None and (clause.dep_ != "parataxis" or lemma in SAYING):
        start, end = _extent_of(clause, without=verb)
        return ((min(start, verb.left_edge.idx) if clause.i < verb.i else start, end),), "clause"
    if lemma in SAYING | THINKING | _AS_SAID and _hangs_loosely(verb) and _is_inserted(verb):
        return _around(verb, sent), "clause"
    quoted = _quoted_beside(verb, sent, quotes) or (_quoted_before(verb, quotes) if lemma in SAYING else None)
    if quoted is not None and lemma in SAYING | JUDGING:
        return (quoted,), "quotation"
    infinitive = next((c for c in verb.children if c.dep_ in {"xcomp", "acl"} and c.i > verb.i), None)
    if lemma in WISHING | SEEMING | _CLAIMING and infinitive is not None:
        return (_extent_of(infinitive),), "attitude"
    thing = next((c for c in verb.children if c.dep_ in _OBJECTS and c.i > verb.i), None)
    shown = lemma in SHOWING and thing is not None and _is_document(verb)
    if thing is not None and (lemma in JUDGING | WISHING or lemma in _TELLING or shown):
        return ((thing.left_edge.idx, _end(_last_of(verb))),), "attitude"
    placed = [c for c in (*verb.children, *(thing.children if thing is not None else ())) if c.dep_ in _OBLIQUES]
    if thing is not None and lemma in _PUTTING and any(_marked(c, {"at"}) for c in placed):
        return ((thing.left_edge.idx, _end(_last_of(verb))),), "attitude"  # "put the share at 40%"
    if (
        lemma == "give" and thing is not None
    ):  # "gives it a 20% chance", also where the tree hangs the chance on a clause of it
        given = doc[thing.left_edge.i : _last_of(verb).i + 1]
        if any(t.lemma_.lower() in _CHANCES for t in given):
            return ((given.start_char, given.end_char),), "attitude"
    particles = PARTICLES.get(lemma)
    if particles is not None:
        for child in verb.children:
            case = {t.lower_ for t in child.children if t.dep_ in {"case", "mark"}} | ({child.lower_} & particles)
            if child.i > verb.i and child.dep_ in _OBLIQUES and (case & particles or not particles):
                return (_extent_of(child),), "attitude"
        if not particles and thing is not None:
            return (_extent_of(thing),), "attitude"
    if lemma in SAYING and verb.i + 1 < sent.end and doc[verb.i + 1].text == ":":
        return ((doc[verb.i + 2].idx if verb.i + 2 < sent.end else verb.idx, sent.end_char),), "quotation"
    return (), ""


_AS_SAID = frozenset("point put".split())
_PUTTING = frozenset("put peg place set".split())
_CHANCES = frozenset("chance odds probability likelihood figure estimate".split())
_CLAIMING = frozenset("claim profess swear pretend ask urge tell expect".split())
_TELLING = frozenset(
    "cite mention discuss describe call note report announce reveal quote explain recall outline detail".split()
)


# Verbs whose object is the figure that somebody gives.
_FIGURING = _TELLING - {"recall", "discuss", "explain"} | frozenset(
    "give state claim estimate publish show find measure name".split()
)
_VERBS = REPORTING_LEMMAS | WISHING | JUDGING | SEEMING | frozenset(PARTICLES) | _PUTTING | _FIGURING
_DOCUMENTS = frozenset(
    "poll survey study report analysis data record filing document figure statistic census review research audit "
    "investigation article letter memo email paper test benchmark evaluation dataset result".split()
)


def _is_document(verb: Token) -> bool:
    """Whether the subject of a verb is a text or a measurement, whose showing is a saying."""
    return any(c.dep_ in SUBJECTS and c.lemma_.lower() in _DOCUMENTS for c in verb.children)


def _hangs_loosely(verb: Token) -> bool:
    """Whether a verb of saying may be an insertion; one that hangs on a noun must be set off by a comma."""
    if verb.dep_ == "acl":
        subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
        return subject is not None and subject.left_edge.i > 0 and verb.doc[subject.left_edge.i - 1].text == ","
    return verb.dep_ in {"parataxis", "ccomp", "advcl"}


def _is_inserted(verb: Token) -> bool:
    """Whether a verb with its subject comments on the clause that it hangs on: "the runs, she said, were slow"."""
    if verb.head.i == verb.i or not any(c.dep_ in SUBJECTS for c in verb.children):
        return False
    openers = [c for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i]
    if verb.dep_ != "parataxis" and any(c.lower_ != "as" for c in openers):
        return False
    return not any(c.dep_ in _CLAUSES | {"xcomp"} for c in verb.children)


def _around(verb: Token, sent: Span) -> tuple[Extent, ...]:
    """The clause that an inserted verb comments on, without the insertion."""
    head = verb.head
    first, last = verb.left_edge, verb.right_edge
    whole = (head.left_edge.idx, _end(head.right_edge))
    before = (whole[0], first.idx)
    after = (_end(last), whole[1])
    doc = verb.doc
    kept = [(a, b) for a, b in (before, after) if b - a > 2 and any(c.isalnum() for c in doc.text[a:b])]
    return tuple(_trimmed(doc.text, a, b) for a, b in kept)


def _trimmed(text: str, start: int, end: int) -> Extent:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    return start, end


def _quoted_beside(verb: Token, sent: Span, quotes: Sequence[Extent]) -> Extent | None:
    """The quotation in a verb's sentence that it introduces: not one that holds the verb itself, the nearest to it."""
    near = [q for q in quotes if q[0] < sent.end_char and sent.start_char < q[1] and not q[0] <= verb.idx < q[1]]
    if not near:
        return None
    gap = min(near, key=lambda q: min(abs(q[0] - verb.idx), abs(q[1] - verb.idx)))
    return gap if min(abs(gap[0] - verb.idx), abs(gap[1] - verb.idx)) < 80 else None


def _quoted_before(verb: Token, quotes: Sequence[Extent]) -> Extent | None:
    """A quotation that ends right before a verb's clause, in a sentence of its own for its question or exclamation mark."""
    opens = min([verb.idx, *(c.left_edge.idx for c in verb.children if c.dep_ in SUBJECTS)])
    return next((q for q in reversed(quotes) if 0 <= opens - q[1] <= 4), None)


def _extent_of(token: Token, *, without: Token | None = None) -> Extent:
    """The stretch of a token's subtree without marks at its ends."""
    left, right = token.left_edge, token.right_edge
    doc = token.doc
    start, stop = left.i, right.i + 1
    if without is not None and start <= without.i < stop:
        start, stop = (without.i + 1, stop) if token.i > without.i else (start, without.i)
    while start < stop and doc[start].is_punct and doc[start].text not in {'"', "“", "‘", "("}:
        start += 1
    while stop > start and doc[stop - 1].is_punct and doc[stop - 1].text not in {'"', "”", "’", ")", "."}:
        stop -= 1
    stop = max(stop, start + 1)
    return doc[start].idx, _end(doc[stop - 1])


def _last_of(verb: Token) -> Token:
    """The last token that belongs to a verb's complements, before a conjoined clause or a comment."""
    stop = verb
    for child in verb.children:
        is_loose = child.dep_ in {"conj", "parataxis", "advcl", "punct", "cc"} and not _marked(child, {"as"})
        if child.i > verb.i and not is_loose:
            stop = max(stop, child.right_edge, key=lambda t: t.i)
    return stop


def _end(token: Token) -> int:
    return token.idx + len(token)


def source_of(verb: Token) -> Extent | None:
    """The subject of a verb, its own or the one that it shares with the verb it hangs on; the agent of a passive."""
    at = verb
    for _ in range(5):
        passive = any(c.dep_ in {"nsubj:pass", "nsubjpass", "aux:pass", "auxpass"} for c in at.children)
        agent = next((c for c in at.children if c.dep_ in {"obl:agent", "agent"} or _is_by(c, passive=passive)), None)
        if agent is not None:
            return _nominal(agent)
        subject = min((c for c in at.children if c.dep_ in SUBJECTS), key=lambda c: abs(c.i - at.i), default=None)
        if subject is not None:
            return None if passive and at.i == verb.i and verb.lemma_ not in _PASSIVE_SOURCE else _subject_extent(subject)
        if at.dep_ in {"acl", "acl:relcl", "relcl", "amod"} and at.head.pos_ in {"NOUN", "PROPN", "PRON"}:
            return _nominal(at.head)
        if at.dep_ in _SHARED and at.head.i != at.i:
            receiver = next((c for c in at.head.children if c.dep_ in _OBJECTS), None) if at.dep_ == "xcomp" else None
            if receiver is not None and at.head.lemma_ not in {"promise"}:
                return _nominal(receiver)
            at = at.head
            continue
        return None
    return None


_PASSIVE_SOURCE = frozenset(
    "concern worry convince please surprise determine satisfy disappoint interest commit inform tell".split()
)


def _is_by(token: Token, *, passive: bool) -> bool:
    return passive and token.dep_ in _OBLIQUES and any(c.lower_ == "by" for c in token.children)


def _subject_extent(subject: Token) -> Extent:
    if subject.lower_ in {"who", "which", "that"}:
        clause = subject.head
        while clause.dep_ in {"conj", "xcomp"}:
            clause = clause.head
        if clause.dep_ in {"acl:relcl", "relcl", "acl"} and clause.head.i < subject.i:
            return _nominal(clause.head)[0], _end(subject)  # "the analyst, who": both are mentions of the source
    return _nominal(subject)


def _nominal(token: Token) -> Extent:
    """A noun with what stands before it and its name, prepositional and appositive parts; no clauses."""
    start, stop = token.left_edge.i, token.i + 1
    for child in token.children:
        if child.i > token.i and child.dep_ in {"flat", "flat:name", "nmod", "appos", "conj", "compound", "prep", "fixed"}:
            stop = max(stop, child.right_edge.i + 1)
    doc = token.doc
    while start > 0 and doc[start - 1].pos_ == token.pos_ == "PROPN" and doc[start - 1].head.i == token.head.i:
        start -= 1  # a name whose parts the tree hung side by side
    while start < token.i and (doc[start].is_punct or doc[start].dep_ in {"cc", "mark", "case", "advmod"}):
        start += 1
    while stop > token.i + 1 and doc[stop - 1].is_punct:
        stop -= 1
    return doc[start].idx, _end(doc[stop - 1])


def _according(token: Token, sent: Span) -> Reported | None:
    """ "According to X, …": X in the tree is what "according" marks, or what stands under it."""
    doc = token.doc
    if token.i + 2 >= sent.end or doc[token.i + 1].lower_ != "to":
        return None
    holder = token.head if token.dep_ in {"case", "mark"} and token.head.i > token.i else None
    if holder is None:
        below = [c for c in token.subtree if c.i > token.i + 1 and c.pos_ in {"NOUN", "PROPN", "PRON"}]
        holder = below[0] if below else doc[token.i + 2]
    source = _nominal(holder)
    source = (max(source[0], doc[token.i + 2].idx), source[1])
    clause = holder.head if holder.head.i != holder.i and holder.head is not token else sent.root
    left, right = clause.left_edge.idx, _end(clause.right_edge)
    whole = (left, right) if left < token.idx or right > source[1] + 2 else (sent.start_char, sent.end_char)
    parts = [(whole[0], min(whole[1], token.idx)), (max(whole[0], source[1]), whole[1])]
    content = tuple(_trimmed(doc.text, a, b) for a, b in parts if b - a > 3 and sum(c.isalpha() for c in doc.text[a:b]) > 2)
    if not content:
        return None
    return Reported(source, (token.idx, _end(doc[token.i + 1])), content, "according", "according")


def _by_noun(noun: Token, lemma: str) -> Reported | None:
    """ "X's claim that …", "the claim by X that …", "X has no doubt that …"."""
    clause = next(
        (c for c in noun.children if c.dep_ in {"acl", "ccomp", "acl:relcl"} and c.i > noun.i and _is_that(c)), None
    )
    if clause is None:
        return None
    owner = next((c for c in noun.children if c.dep_ in {"nmod:poss", "poss"}), None)
    owner = owner or next((c for c in noun.children if c.dep_ == "compound" and c.pos_ == "PROPN"), None)
    maker = next((c for c in noun.children if c.dep_ in {"nmod", "prep"} and _marked(c, {"by", "from", "of"})), None)
    named = owner or maker
    source = _nominal(named) if named is not None else None
    if source is None and noun.dep_ in _OBJECTS and noun.head.pos_ == "VERB":
        source = source_of(noun.head)
    if source is None:
        return None
    return Reported(source, (noun.idx, _end(noun)), (_extent_of(clause),), "noun", lemma)


def _is_that(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in {"that", "whether", "to", "if"} for c in clause.children)


def _marked(token: Token, words: set[str]) -> bool:
    return token.lower_ in words or any(c.dep_ == "case" and c.lower_ in words for c in token.children)


def _by_adjective(adjective: Token, lemma: str) -> Reported | None:
    """ "X is confident that …", "X is opposed to …"."""
    subject = next((c for c in adjective.children if c.dep_ in SUBJECTS), None)
    clause = next(
        (c for c in adjective.children if c.dep_ in {"ccomp", "advcl", "xcomp", "acl"} and c.i > adjective.i), None
    )
    if clause is None:
        clause = next((c for c in adjective.children if c.dep_ in _OBLIQUES and c.i > adjective.i), None)
    if subject is None or clause is None or subject.lower_ in {"it", "that", "this", "there"}:
        return None
    return Reported(_subject_extent(subject), (adjective.idx, _end(adjective)), (_extent_of(clause),), "attitude", lemma)


def _with_carried_quotes(doc: Doc, quotes: Sequence[Extent], found: Sequence[Reported]) -> list[Reported]:
    """Attributions with the quotations that go on after them without a cue of their own joined to their content."""
    grown = sorted(found, key=lambda r: r.cue)
    open_to = [k for k, r in enumerate(grown) if r.source is not None and r.kind in {"clause", "quotation"}]
    cue_starts = [grown[k].cue[0] for k in open_to]
    contents = sorted(part for r in grown for part in r.content)
    part_starts = [a for a, _ in contents]
    reach = list(accumulate((b for _, b in contents), max))
    text = doc.text  # made anew each time it is asked for
    for a, b in quotes:
        at = bisect_left(part_starts, b) - 1
        if len(text[a:b].split()) < 5 or (at >= 0 and reach[at] > a):
            continue
        k = bisect_left(cue_starts, a) - 1
        if k >= 0 and a - cue_starts[k] < MAX_CARRIED_CHARS:
            last = grown[open_to[k]]
            grown[open_to[k]] = replace(last, content=(*last.content, (a, b)))
    return grown
