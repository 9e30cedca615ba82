"""Speech as text: which sentences of a transcript are an advertisement, and which are read aloud by their own word.

An advertisement is told by what makes it one in any show: a cue that names a sponsor, then a call to action (an address to
visit, a code to use), within a few minutes of talk. Invariant: sentences are labelled whole; time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Role
from corpus.sentences import sentence_spans

MAX_SENTENCE_WORDS = 50  # longer than nearly all spoken sentences: the transcript has no full stops
UNIT_WORDS = 12
MAX_OPEN_WORDS = 24  # of a stretch that ends without a full stop: a title or a broken-off sentence is no longer
MAX_AD_SENTENCES = 60  # about four minutes of talk; advertisements in shows run from thirty seconds to three minutes
NAMED_AD_SENTENCES = 14  # how far an advertisement without a call to action is followed by its sponsor's name
MAX_SILENT_SENTENCES = 24  # praise that names neither sponsor nor address before the call to action
AFTER_CALL_SENTENCES = 5  # further calls of the same advertisement come at once

_CUE = re.compile(
    r"(?i)\b(?:(?:our|my|todays?|today(?:'s|’s)|this (?:week|month|video|episode|show)(?:'s|’s|s)?) sponsors?\b"
    r"|word from (?:our|my|the|today(?:'s|’s)?) sponsors?\b"
    r"|sponsor(?:ing|ed)? (?:of )?(?:this|today|the) (?:video|episode|show|segment|stream|podcast)"
    r"|(?:video|episode|show|podcast|segment|stream|newsletter|portion)[^.?!]{0,30} (?:is|was) "
    r"(?:sponsored|brought to you|made possible|supported|powered) by"
    r"|(?:sponsored|brought to you) (?:today )?by\b|for sponsoring\b|(?:quick|short) (?:ad|sponsor) (?:break|read)\b)"
)
_CALL = re.compile(
    r"(?i)(?:\b[a-z0-9-]{1,40}\.(?:com|net|org|io|ai|co|dev|app|link|gg|tv|me|ly|shop|so|sh|fm)/[\w/-]+"
    r"|\b(?:at|go to|head to|visit|over to|check out) (?:www\.)?[a-z0-9-]{1,40}\.[a-z]{2,10}\b"
    r"|\b[a-z0-9]{1,40} ?(?:\.|dot) ?(?:com|io|ai|dev|link|co) ?(?:/|slash)"
    r"|\b(?:use|with|enter|using) (?:my |the |our |promo |discount |offer |coupon )*code\b"
    r"|\b(?:promo|discount|coupon) code\b|\blinks? (?:is |are )?(?:down )?(?:in the (?:description|show notes)|below)"
    r"|\b\d+ ?(?:%|percent) off\b|\bfree (?:trial|month|shipping)\b|\bsign up (?:today|now|for free)\b)"
)
_RETURN = re.compile(
    r"(?i)^(?:(?:so|now|okay|ok|all right|alright|anyway|anyways|and now|right)\b[,.!]?\s+)?(?:let's |let’s |we're |we’re )?"
    r"(?:(?:get|go|jump|dive|head) (?:right |straight )?back (?:to|into)|back to (?:the|our|it|what|where|business)|"
    r"returning to|where were we|as i was saying|with that (?:out of the way|said|done))"
)
_ENDS_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*$")
_SPONSOR_NAME = re.compile(r"(?:sponsors?,?|by|from|is|to) ([A-Z][\w.-]*(?: [A-Z][\w.-]*)?)")
_FIRST_NAME = re.compile(r"([A-Z][\w-]{3,})")
_NO_NAMES = frozenset(
    "this that these those they there when have with your what i you we today if it the a our my so and but now".split()
)
_QUOTE_OPENS = re.compile(
    r"(?i)(?:^|[,;:]\s+|\b(?:says|said|writes|wrote|and)[,:]? )(?:and )?(?:i )?(?:open )?quote[,:.]?(?:\s|$)"
)
_QUOTE_CLOSES = re.compile(r"(?i)\b(?:end(?: of)?|close|un)[ -]?quote\b")
_QUOTE_RUNS_ON = re.compile(
    r"(?i)(?:^|[,;:]\s+|\b(?:says|said|writes|wrote|and)[,:]? )(?:and )?(?:i )?quote[,:] (?:\S+ ){5}"
)
_READS = re.compile(  # words for written matter: what is merely said is marked by quotation marks as well
    r"(?i)\b(?:writes?|wrote|written|reads?|reading|states?|stated|quot(?:e|es|ed|ing)|post(?:s|ed)?|tweet(?:s|ed)?|publish(?:es|ed)?"
    r"|articles?|papers?|reports?|essays?|blog|letters?|statement|abstract|memo|paragraph|page|headline|document)\b"
)
_LIKE = re.compile(r"(?i)\b(?:like|goes|thinking|imagine|called|so-called|the (?:word|term|phrase))[,:]? [\"“][^\"“”]*$")
_OPENING_MARK = re.compile(r"(?:^|[\s(])([\"“])(?=\w)")
_CLOSING_MARK = re.compile(r"(?<=[\w.,!?…])[\"”]")
MIN_READ_WORDS = 6  # fewer between quotation marks are a phrase, not a reading
MAX_READING_SENTENCES = 40


def speech_units(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence; speech without full stops is cut every dozen words instead."""
    units: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if not is_unstopped(text, start, end):
            units.append((start, end))
            continue
        words = [m.span() for m in re.finditer(r"\S+", text[start:end])]
        units += [
            (start + words[i][0], start + words[min(i + UNIT_WORDS, len(words)) - 1][1])
            for i in range(0, len(words), UNIT_WORDS)
        ]
    return units


def is_unstopped(text: str, start: int, end: int) -> bool:
    """Whether what was cut out as a sentence is speech without full stops: too long, the more so where it ends in none."""
    is_stopped = _ENDS_SENTENCE.search(text[max(start, end - 4) : end].rstrip())
    return text.count(" ", start, end) > (MAX_SENTENCE_WORDS if is_stopped else MAX_OPEN_WORDS)


def spoken_roles(sentences: Sequence[str]) -> list[Role]:
    """The role of each sentence of one transcript, in order: transcript, sponsor or reading."""
    roles = [Role.TRANSCRIPT] * len(sentences)
    for start, end in _readings(sentences):
        roles[start:end] = [Role.READING] * (end - start)
    for start, end in sponsor_reads(sentences):
        roles[start:end] = [Role.SPONSOR] * (end - start)
    return roles


def sponsor_reads(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open ranges of sentences that are advertisements."""
    reads: list[tuple[int, int]] = []
    i = 0
    while i < len(sentences):
        if _CUE.search(sentences[i]):
            end = _end_of_read(sentences, i)
            reads.append((i, end))
            i = end
        else:
            i += 1
    return reads


def _end_of_read(sentences: Sequence[str], start: int) -> int:
    """Where the advertisement that a cue at `start` opens is over: after its last call to action before the talk returns."""
    last = mentioned = start
    called = False
    names: set[str] = set()
    for i in range(start, min(len(sentences), start + MAX_AD_SENTENCES)):
        sentence = sentences[i]
        if i > start and _RETURN.match(sentence):
            return i if called or i - start <= NAMED_AD_SENTENCES else last + 1
        cue = _CUE.search(sentence)
        if cue:
            names.update(_sponsor_names(sentence[cue.start() :], sentences[i + 1] if i + 1 < len(sentences) else ""))
        lower = sentence.lower()
        is_call = bool(_CALL.search(sentence))
        is_about = bool(cue) or is_call or any(name in lower for name in names)
        if i - mentioned > (AFTER_CALL_SENTENCES if called else MAX_SILENT_SENTENCES):
            break
        if is_about:
            mentioned = i
            last = i if is_call or called or i - start <= NAMED_AD_SENTENCES else last
            called = called or is_call
    return last + 1


def _sponsor_names(cue: str, following: str) -> set[str]:
    """The sponsor's name in lower case: in the words of the cue, else the first word of the next sentence."""
    names = {m.group(1).lower() for m in _SPONSOR_NAME.finditer(cue)}
    opening = _FIRST_NAME.match(following)
    if not names and opening:
        names = {opening.group(1).lower()}
    return names - _NO_NAMES


def _readings(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges that are read aloud by their own word: between a spoken "quote" and its "end quote", or in quotation marks."""
    found: list[tuple[int, int]] = _between_marks(sentences)
    opened: int | None = None
    for i, sentence in enumerate(sentences):
        if opened is not None and _QUOTE_CLOSES.search(sentence):
            found.append((opened, i + 1))
            opened = None
        elif opened is not None and i - opened > MAX_READING_SENTENCES:
            opened = None
        if opened is None and _QUOTE_OPENS.search(sentence) and not _QUOTE_CLOSES.search(sentence):
            opened = i
            if _QUOTE_RUNS_ON.search(sentence):
                found.append((i, i + 1))  # many never say where a quotation ends; its first sentence is sure
    return found


def _between_marks(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of sentences in quotation marks that a word for written matter introduces, in or before the first of them."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(sentences):
        opening = _OPENING_MARK.search(sentences[i])
        before = sentences[i][: opening.start(1)] if opening else ""
        introduced = opening and (_READS.search(before) or (not before.strip() and i and _READS.search(sentences[i - 1])))
        if opening is None or not introduced or _LIKE.search(sentences[i][: opening.end(1)]):
            i += 1
            continue
        end = _closing(sentences, i, opening.end(1))
        words = sum(s.count(" ") + 1 for s in sentences[i:end]) - before.count(" ")
        if end > i and words >= MIN_READ_WORDS:
            found.append((i, end))
        i = max(end, i + 1)
    return found


def _closing(sentences: Sequence[str], start: int, at: int) -> int:
    """Behind the sentence that closes the quotation mark opened in `start` before `at`, or `start` where none does soon."""
    for i in range(start, min(len(sentences), start + MAX_READING_SENTENCES)):
        if _CLOSING_MARK.search(sentences[i], at if i == start else 0):
            return i + 1
        if i > start and _OPENING_MARK.search(sentences[i]):
            break
    return start
