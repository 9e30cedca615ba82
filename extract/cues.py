"""Who a sentence credits by its own words: reporting verbs, "according to", possessives, and paired quotation marks.

Invariant: a cue names the stretch of text it credits, as offsets in the document; nothing outside its sentence is read here
(what carries from sentence to sentence is `attribution`'s concern). Time is linear in the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Role, Segment
from extract.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    NOUN_LIKE,
    PREPOSITIONS,
    PUBLICATIONS,
    REPORTING,
    SAYING_NOUNS,
)
from extract.naming import Token, is_name, name_runs, name_text
from extract.parties import NO_NAMES, Named, is_party, is_tool
from extract.reported import Reported

MAX_SUBJECT_WORDS = 14  # words looked at left of a reporting verb; longer subjects are rare in prose
_CLAUSE_MARKS = frozenset(';:()[]–—"“”')
_REPORTED = frozenset(
    "reported published released conducted estimated found claimed announced disclosed stated calculated "
    "commissioned quoted cited "
    "compiled collected measured forecast predicted projected".split()
)
_DOCUMENTS = frozenset("report study survey data figures quote estimate paper poll".split())
_PERSONAL = frozenset("he she".split())
_GROUP = frozenset("they it".split())
_INANIMATE = frozenset(
    "this that which what these those evidence data result results number numbers chart graph trend trends experience "
    "history "
    "there here everything nothing something".split()
)
# Those who answer a survey report nothing of their own accord: whoever asked them does.
_ASKED = frozenset("respondent respondents participant participants subject subjects".split())
_PEOPLE = (
    "ers",
    "ors",
    "ists",
    "ees",
    "ians",
    "ants",
    "ials",
    "people",
    "staff",
    "critics",
    "executives",
    "engineer",
    "employee",
)
_QUANTIFIED = frozenset("many some most several".split())
_COUNTS = frozenset("count estimate reckoning calculation account tally measure telling admission estimation".split())
_COMPANY = frozenset("company firm lab startup start-up organisation organization group team maker developer".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """`source` is credited with `start:end`. `pronoun` is set where the source stands as one: they, it, he, she, we, I."""

    start: int
    end: int
    source: str | None
    pronoun: str | None
    cue: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its tokens and the segment it stands in; tokenized once, read by frames, voices and cues."""

    start: int
    end: int
    owner: Segment | None
    tokens: list[Token]

    @property
    def role(self) -> Role:
        """The role of its segment; body outside any."""
        return self.owner.role if self.owner is not None else Role.BODY


def local_cues(
    sentence: Sentence,
    names: dict[str, str],
    quotes: list[tuple[int, int]] | None = None,
    reported: Sequence[Reported] = (),
    named: Named = NO_NAMES,
) -> list[Cue]:
    """What a sentence credits to whom, in reading order.

    Args:
        names: names of the document, lower-cased word to its spelling.
        quotes: quoted stretches; reporting verbs inside them credit only inside them.
        reported: what the sentence's tree attributes, with offsets in the document.
        named: what the trees of the document tell of its names: tools vouch for nothing.
    """
    tokens, start, end = sentence.tokens, sentence.start, sentence.end
    cues = [*_verb_cues(tokens, start, end, names), *_according_to(tokens, start, end, names)]
    cues += [*_possessive_cues(tokens, start, end, names), *_measuring_cues(tokens, end, names)]
    cues = _with_tree_cues(tokens, reported, names, cues)
    cues = [_as_named(c, tokens, names, named) for c in cues if c.source is None or c.source.lower() not in named.tools]
    return sorted(_bounded(cues, quotes or []), key=lambda c: (c.start, -c.end))


def _as_named(cue: Cue, tokens: list[Token], names: dict[str, str], named: Named) -> Cue:
    """The cue with "the company" as the organisation that its sentence names before, and nobody with where they work."""
    source = cue.source
    if source is None or source in named.parties:
        return cue
    if cue.pronoun == "it":
        before = [t for t in tokens if t.start < (cue.end if cue.start <= tokens[0].start else cue.start)]
        known = [n for n in (name_text(before[i:j], names) for i, j in name_runs(before, names)) if n in named.organisations]
        return replace(cue, source=known[-1], pronoun=None) if known else cue
    person = source.partition(" of ")[0]
    return replace(cue, source=person) if person in named.parties else cue


_CREDITING = frozenset({"clause", "quotation", "according", "noun", "label"})


# Attitudes that give a figure: to describe, put or promise it is to say it.
_FIGURING = frozenset(
    "describe put peg place set call cite report announce estimate predict promise pledge claim tout project forecast give "
    "show mention note quote offer vow plan intend aim commit".split()
)


def _with_tree_cues(tokens: list[Token], reported: Sequence[Reported], names: dict[str, str], known: list[Cue]) -> list[Cue]:
    """The cues of words in a row, those of a verb whose tree tells more replaced by what its tree tells."""
    cues = list(known)
    for one in reported:
        if one.aside is not None:
            cues = [replace(c, end=min(c.end, one.aside[0])) if c.start == one.cue[1] else c for c in cues]
        credits_it = one.kind in _CREDITING or (one.kind == "attitude" and one.lemma in _FIGURING)
        if not credits_it or one.source is None or one.lemma in _NOT_CREDITING:
            continue
        words = _without_apposition([t for t in tokens if one.source[0] <= t.start < one.source[1]], names)
        source, pronoun = _resolve_subject(words, names)
        if source is None and pronoun is None:
            continue
        of_verb = [c for c in cues if c.start == one.cue[1] or c.end == one.cue[0]]
        if any(c.source for c in of_verb) and not any(b <= one.cue[0] for _, b in one.content):
            continue  # the row tells the same, and reaches to the end of its sentence
        cues = [c for c in cues if c not in of_verb]
        cues += [Cue(a, b, source, pronoun, one.lemma) for a, b in one.content]
    return cues


def _without_apposition(words: list[Token], names: dict[str, str]) -> list[Token]:
    """ "Dana Reyes" of "Dana Reyes, an economist at the institute": what stands before the comma, if it names somebody."""
    comma = next((k for k, t in enumerate(words) if t.text == ","), None)
    return words[:comma] if comma and name_runs(words[:comma], names) else words


# To know, see, find or learn something says nothing of who vouches for it; nor does to propose what others then do.
_NOT_CREDITING = frozenset(
    "propose know see hear learn discover realize realise notice remember forget wonder question ask doubt".split()
)


def _bounded(cues: list[Cue], quotes: list[tuple[int, int]]) -> list[Cue]:
    """A cue whose verb stands inside quotation marks speaks for the words inside them alone."""
    kept = []
    for cue in cues:
        inside = next(((a, b) for a, b in quotes if a <= cue.start and cue.start < b), None)
        if inside is not None and cue.end > inside[1]:
            cue = Cue(cue.start, inside[1], cue.source, cue.pronoun, cue.cue)
        kept.append(cue)
    return kept


def _verb_cues(tokens: list[Token], start: int, end: int, names: dict[str, str]) -> list[Cue]:
    cues: list[Cue] = []
    for v, token in enumerate(tokens):
        if token.lower not in REPORTING or not _is_verb_here(tokens, v, names):
            continue
        source, pronoun = _subject(tokens, v, names)
        words_after = [t for t in tokens[v + 1 :] if t.text[0].isalnum()]
        if source is None and pronoun is None:
            source, pronoun = _inverted_subject(tokens, v, names)
            if source or pronoun:
                cues.append(Cue(start, token.start, source, pronoun, token.lower))
                continue
        if source is None and pronoun is None:
            continue
        if len(words_after) >= 3 or any(t.text[0].isdigit() for t in words_after):
            cues.append(Cue(token.end, end, source, pronoun, token.lower))
        else:
            cues.append(Cue(start, token.start, source, pronoun, token.lower))
    return cues


def _is_verb_here(tokens: list[Token], v: int, names: dict[str, str]) -> bool:
    token = tokens[v]
    following = tokens[v + 1].lower if v + 1 < len(tokens) else ""
    if (
        token.lower in _WEAK
        and following not in {"that", ":", '"', "“", ","}
        and not (
            token.lower in {"found", "finds", "thinks", "thought", "think", "know", "knows"} and following in _CLAUSE_OPENERS
        )
    ):
        return False
    if token.lower.endswith("ing") and tokens[v - 1].lower not in _BE and not (v > 1 and tokens[v - 2].lower in _BE):
        return False
    if token.lower == "found" and v + 1 < len(tokens) and tokens[v + 1].lower in {"guilty", "in", "at", "on"}:
        return False
    if v == 0:
        return False
    before = tokens[v - 1].lower
    if token.lower in NOUN_LIKE or token.lower.endswith("ing"):
        if before in DETERMINERS or before in PREPOSITIONS or before.endswith(("'s", "s'")):
            return False
        if token.lower in NOUN_LIKE and not (
            is_name(tokens[v - 1], names)
            or before in _GROUP | _PERSONAL | {"also", "i", "we", "who"}
            or before.endswith("s")
            or before in _COMPANY
            or (before == "," and any(t.text == "," for t in tokens[max(0, v - 25) : v - 1]))
        ):
            return False
    if before in {"to", "not"} and token.lower in {"find", "show", "note", "say", "think", "consider", "expect"}:
        return before == "not"
    return True


_BE = frozenset("is are was were be been am i'm they're we're he's she's it's".split())
_CLAUSE_OPENERS = DETERMINERS | frozenset("it they he she we i you there".split())
# Verbs that often do something else than report: they credit only with "that", a colon or a quotation after them.
_WEAK = frozenset(
    "write writes wrote writing written show shows showed shown showing find finds found finding know knows knew tell "
    "tells "
    "told telling see sees saw hold holds held add adds added adding agree agrees agreed agreeing worries worried record "
    "records recorded recording recall recalls quoted cited think thinks thought thinking consider considered considering "
    "reveal reveals revealed revealing reply counter figure imagine imagined mention mentioned mentioning fear "
    "feared propose proposes proposed proposing".split()
)
_SKIP_BACK = ADVERBS | frozenset(
    "has have had is are was were be been would will could may might must do does did to both".split()
)


def _subject(tokens: list[Token], v: int, names: dict[str, str]) -> tuple[str | None, str | None]:
    """Who the verb at `v` has as subject: a source, or a pronoun, or nothing that can say something."""
    i = v - 1
    while i >= 0 and tokens[i].lower in _SKIP_BACK and not is_name(tokens[i], names):
        i -= 1
    if i < 0:
        return None, None
    if tokens[i].text == ",":  # "Ada Marsh, who leads the institute, says"
        opened = next((k for k in range(i - 1, max(-1, i - 25), -1) if tokens[k].text == ","), None)
        if opened is None or opened == 0 or i - opened < 2:
            return None, None
        if all(is_name(t, names) for t in tokens[opened + 1 : i]) and tokens[opened - 1].text.islower():
            return name_text(tokens[opened + 1 : i], names), None  # "the firm's head, Ada Marsh, says"
        i = opened - 1
    first = i
    while first > 0 and i - first < MAX_SUBJECT_WORDS:
        previous = tokens[first - 1]
        if previous.text in _CLAUSE_MARKS or previous.text in ",.!?" or previous.lower in CONJUNCTIONS:
            if (
                previous.lower in {"and", "or"}
                and first >= 2
                and is_name(tokens[first - 2], names)
                and is_name(tokens[first], names)
            ):
                first -= 1
                continue
            break
        first -= 1
    return _resolve_subject(tokens[first : i + 1], names)


def _inverted_subject(tokens: list[Token], v: int, names: dict[str, str]) -> tuple[str | None, str | None]:
    """ "…, says Ada Marsh of the institute": the subject after a verb that follows a comma or a closing mark."""
    if tokens[v - 1].text not in {",", '"', "”", "’", "»"} or v + 1 >= len(tokens):
        return None, None
    stop = next(
        (k for k in range(v + 1, len(tokens)) if tokens[k].text in ',.;:!?"“”' or tokens[k].lower in {"who", "in"}),
        len(tokens),
    )
    return _resolve_subject(tokens[v + 1 : stop], names)


def _resolve_subject(subject: list[Token], names: dict[str, str]) -> tuple[str | None, str | None]:
    while subject and (subject[0].lower in CONJUNCTIONS or subject[0].lower in ADVERBS) and not is_name(subject[0], names):
        subject = subject[1:]
    words = [t for t in subject if t.text[0].isalnum()]
    finite = [
        k
        for k, w in enumerate(words)
        if w.lower in AUXILIARIES or w.lower.endswith(("'re", "n't", "'ve", "'ll")) or w.lower == "it's"
    ]
    if not words or finite:
        return None, None
    last = words[-1].lower
    if (
        last in {"they", "it", "he", "she", "we", "i", "you"}
        and len(words) > 1
        and words[-2].lower not in ADVERBS | CONJUNCTIONS | {","}
    ):
        if words[0].lower not in PREPOSITIONS:
            return None, None  # "the numbers they cite": a relative clause, not a report
        return None, last
    if len(words) <= 3 and last in {"i", "we", "they", "it", "he", "she", "you"}:
        return None, last
    if any(w.lower in _ASKED for w in words):
        return None, None
    cut = next(
        (k for k, w in enumerate(words) if k and w.lower in PREPOSITIONS and w.lower not in {"of", "for"}), len(words)
    )
    if words[0].lower in PREPOSITIONS:  # "In March its engineers estimated": the subject follows the adverbial
        k = next(
            (k for k, w in enumerate(words) if k and (w.lower in DETERMINERS | _GROUP | _PERSONAL or w.lower == "we")), None
        )
        return (None, None) if k is None else _resolve_subject(words[k:], names)
    runs = name_runs(words, names)
    head = words[: cut or len(words)]
    if runs:
        i, j = runs[-1] if runs[-1][1] == len(words) else runs[0]
        group = head[-1].lower if head and i >= len(head) else ""
        if group.endswith(_PEOPLE) and group not in SAYING_NOUNS | PUBLICATIONS and words[0].lower not in _QUANTIFIED:
            return _group_text(words), None  # "engineers at Brightwater"
        after = [w.lower for w in words[j : j + 3]]
        if i >= 2 and words[0].lower in DETERMINERS and words[1].text[0].islower() and _describes(words[1:i]):
            return _group_text(words), None
        people = after and after[-1].endswith("s") and after[-1] not in SAYING_NOUNS | PUBLICATIONS and j < len(words)
        if people and i > 0 and words[i - 1].lower not in DETERMINERS:
            return _group_text(words), None
        if i > 0 and words[i - 1].lower in {"of", "at", "from"} and words[0].lower in {"many", "some", "most", "several"}:
            return _group_text(words[: max(1, i - 1)]), None
        return name_text(words[i:j], names), None
    if head and (head[-1].lower in _COMPANY) and head[0].lower in {"the", "this"}:
        return _group_text(head), "it"
    if any(w.lower in _INANIMATE for w in head[-1:]) or last in _INANIMATE:
        return None, None
    owned = next((k for k, w in enumerate(head[:-1]) if w.lower.endswith(("'s", "s'")) and is_party(w.lower)), None)
    if owned is not None and head[-1].lower in SAYING_NOUNS | PUBLICATIONS:
        owner = _group_text(head[: owned + 1])  # "the ministry's report"
        return (owner.removesuffix("'s").removesuffix("’s").rstrip("'’") if owner else None), None
    if head and head[-1].lower in SAYING_NOUNS | PUBLICATIONS:
        return None, "it" if words[0].lower in {"the", "this", "their", "its"} else None
    if words[0].lower in _PERSONAL | {"they", "we", "i", "you"} and words[-1].lower not in {"all", "both"}:
        return None, None  # "when you count the failures": a clause with a verb of its own, no phrase that names somebody
    owner = _OWNERS.get(words[0].lower)
    if owner is not None and not _names_party(words):
        return None, owner  # "its stopwatch": whoever holds it vouches for it
    opened = words[0].lower in DETERMINERS | _QUANTIFIED | {"few", "one", "other"} or last.endswith("s")
    return (_group_text(words), None) if opened and _names_party(words) else (None, None)


_OWNERS = {"its": "it", "their": "they", "his": "he", "her": "she", "our": "we", "my": "i"}
_PARTLESS = frozenset("many some most several few one others both all each everyone critics".split())


def _names_party(words: list[Token]) -> bool:
    """Whether a noun phrase is of people or an organisation by its head: "the engineers of the lab", "many of them"."""
    stop = next((k for k, w in enumerate(words) if k and w.lower in PREPOSITIONS | {"who", "whose"}), len(words))
    head = words[stop - 1].lower
    if head in _PARTLESS and stop + 1 < len(words) and words[stop].lower == "of":
        return words[-1].lower in {"them", "us", "those", "these"} or _names_party(words[stop + 1 :])
    lone = len(words) == 1 and words[0].text.istitle()  # "Veltrans" where no tree tells a name from a plural
    return head in _PARTLESS or is_party(head) or (lone and not is_tool(head))


def _describes(between: list[Token]) -> bool:
    """Whether words before a name make it part of a description: "engineer overseeing X", "professor at X"."""
    return (
        any(
            (w.lower.endswith("ing") or w.lower in {"at", "for", "with", "who"}) and w.lower not in SAYING_NOUNS
            for w in between[1:]
        )
        and between[0].lower not in SAYING_NOUNS | PUBLICATIONS
    )


def _group_text(words: list[Token]) -> str | None:
    """A common-noun group as the document words it, leading article, possessive and number gone."""
    kept = list(words)
    while kept and (kept[0].lower in DETERMINERS - {"some", "both"} or kept[0].text.isdigit()):
        kept.pop(0)
    return " ".join(w.text for w in kept[:8]) or None


# To measure is to vouch for what comes out.
_MEASURING = frozenset(
    "polled surveyed measured timed counted tested tracked interviewed sampled audited benchmarked analysed analyzed".split()
)


def _measuring_cues(tokens: list[Token], end: int, names: dict[str, str]) -> list[Cue]:
    """ "Marlow Research polled 48 crews and got 31%": who is named as having measured."""
    cues: list[Cue] = []
    for v, token in enumerate(tokens):
        if token.lower in _MEASURING and v and is_name(tokens[v - 1], names):
            source, _ = _subject(tokens, v, names)
            if source is not None:
                cues.append(Cue(token.end, end, source, None, token.lower))
    return cues


def _names_next(tokens: list[Token], i: int, names: dict[str, str]) -> bool:
    k = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].lower == "the")
    return k < len(tokens) and is_name(tokens[k], names)


def _is_made_by(tokens: list[Token], i: int) -> bool:
    """Whether "by" at `i` names who made a survey or the like of something: "a survey of 2,000 adults by X"."""
    for k in range(i - 1, max(-1, i - MAX_SUBJECT_WORDS), -1):
        if tokens[k].lower in _DOCUMENTS:
            return k + 1 < i and tokens[k + 1].lower in {"of", "on", "among", "into"}
        in_number = tokens[k].text == "," and tokens[k - 1].text.isdigit() and tokens[k - 1].end == tokens[k].start
        if (
            (tokens[k].text in ",;:" and not in_number)
            or tokens[k].lower in AUXILIARIES
            or tokens[k].lower.endswith(("ed", "ing"))
        ):
            return False
    return False


def _according_to(tokens: list[Token], start: int, end: int, names: dict[str, str]) -> list[Cue]:
    cues: list[Cue] = []
    for i, token in enumerate(tokens):
        after = None
        if token.lower == "according" and i + 1 < len(tokens) and tokens[i + 1].lower == "to":
            after = i + 2
        elif token.lower in {"per", "by"} and _names_next(tokens, i, names):
            reported = token.lower == "by" and i and tokens[i - 1].lower in _REPORTED
            if token.lower == "per" or reported or _is_made_by(tokens, i):
                after = i + 1
            elif any(t.lower in _COUNTS for t in tokens[i + 2 : i + 6]) and any(
                t.lower.endswith(("'s", "s'")) for t in tokens[i + 1 : i + 4]
            ):
                after = i + 1  # "by Vos's own count"
        elif token.lower in _DOCUMENTS and i + 2 < len(tokens) and tokens[i + 1].lower in {"from", "by"}:
            after = i + 2
        if after is None or after >= len(tokens):
            continue
        stop = next(
            (k for k in range(after, len(tokens)) if tokens[k].text in ',.;:!?()"“”–—' or tokens[k].lower in CONJUNCTIONS),
            len(tokens),
        )
        words = tokens[after:stop]
        runs = name_runs(words, names)
        if runs:
            source: str | None = name_text(words[runs[0][0] : runs[0][1]], names)
            cues.append(Cue(start, end, source, None, token.lower))
        elif words and words[0].lower in {"them", "their", "its", "it", "the"}:
            cues.append(Cue(start, end, None, "they", token.lower))
        elif words and words[0].lower in {"an", "a", "one", "some", "many"}:
            cues.append(Cue(start, end, _group_text(words[:6]), None, token.lower))
    return cues


def _possessive_cues(tokens: list[Token], start: int, end: int, names: dict[str, str]) -> list[Cue]:
    """ "X's claim that …", "X internal data: …", "their own measurements", "the claim of up to …"."""
    cues: list[Cue] = []
    for i, token in enumerate(tokens):
        if token.lower not in SAYING_NOUNS | {"statement"} or i == 0:
            continue
        follows = tokens[i + 1].lower if i + 1 < len(tokens) else ""
        if follows not in {"that", ":", "show", "shows", "showed", "suggest", "suggests", "of"}:
            continue
        left = tokens[max(0, i - 5) : i]
        is_verb = token.lower in REPORTING and _is_verb_here(tokens, i, names)
        if is_verb and not left[-1].lower.endswith(("'s", "s'")):
            continue  # "engineers at Brightwater report that": no report of Brightwater's
        runs = name_runs(left, names)
        near = [r for r in runs if r[1] == len(left) or left[r[1] - 1].lower.endswith(("'s", "s'"))]
        if near:
            i0, i1 = near[-1]
            source = name_text(left[i0:i1], names)
            cues.append(Cue(token.end, end, source, None, token.lower))
        elif any(t.lower in {"their", "its"} for t in left[-3:]) and follows in {"that", ":"}:
            cues.append(Cue(token.end, end, None, "they", token.lower))
    return cues
