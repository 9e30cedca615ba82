"""What is a quantity and no claim: idioms, indefinite times, anaphoric and incidental counts, settings, illustrations.

`why_no_claim` gives the reason in a word, or None where the reading states a quantity. Invariant: every rule is about a
class of English usage; none names a text, a product or a topic. To add one: a function in `_RULES`, and a
test of its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.direction import direction_of
from extract.lexicon import SHELL_NOUNS
from extract.not_quantities import Place, why_no_quantity, word_after
from extract.numbers import Form, Reading, Standing, read_quantities

_LEVEL = re.compile(
    r"\b(?:scor(?:e|es|ed|ing)|rated?|ratings?|index|averag(?:e|es|ed|ing)|reach(?:es|ed|ing)?|hits?|total(?:s|ed|"
    r"ling)?|put(?:s|ting)? (?:\w+ ){1,4}at|numbered|peaked|stands?|stood"
    r"|(?:average|median|mean|typical|total|overall)(?:\s+[\w-]+){1,3}(?=\s+(?:is|are|was|were|of|at)\b)|count(?:s|ed)?|median|mean|iq|elo|rose|fell|grew|climbed|dropped|jumped|went|increas\w+|decreas\w+|equals?|"
    r"amount\w* to)"
    r"(?:\s+(?:of|at|to|is|was|were|from|a|an|only|just|about|around|roughly|nearly|almost|over|under|by|as high as|"
    r"up to|out)){0,3}\s*$",
    re.IGNORECASE,
)
_BOUNDED_ARTICLE = re.compile(
    r"\b(?:under|less than|more than|longer than|over about|about|roughly|nearly|almost|around|at least|at most|up to|"
    r"barely|takes?|took|taken|taking"
    r"|lasts?|lasted|needs?|needed|require[sd]?|approximately|inside|well over|just over|for over|for about|"
    r"within about)\s*$",
    re.IGNORECASE,
)
_RELATIVE_DATE = re.compile(r"^\s*(?:ago\b|later\b|earlier\b|after that\b|before that\b|on\b,|from now\b|hence\b)")
_WINDOW = re.compile(
    r"\b(?:the|this|these|those|our|their|its|his|her|my|your)\s+(?:past|last|next|coming|first|previous|following|"
    r"final|early|other|same|recent)\s*$"
    r"|\b(?:past|next|coming)\s*$",
    re.IGNORECASE,
)
_THRESHOLD_NOUN = frozenset(
    "version measurement threshold mark line reliability confidence interval cutoff cut-off chart graph view setting "
    "variant level tier bar target "
    "rule club question problem milestone one column row curve horizon".split()
)
_IDIOM = re.compile(
    r"\b(?:one of|one another|at once|one day|one moment|one thing|(?:no|any|every|some)[ -]one|one by one|"
    r"one (?:hand|side|way or another)"
    r"|two cents|second to none|one in a million|cloud nine|square one|catch[- ]22|zero[- ]sum|first[- ]hand|"
    r"twenty[- ]questions|a million (?:times|miles|dollars? question)"
    r"|a thousand words|nine lives|nine times out of ten|six of one|fifty[- ]fifty|ten to one|back to (?:one|zero)|"
    r"one and only|thousand and one|ground zero"
    r"|\d+% (?:in|per)spiration|g(?:ive|ives|iving|ave|iven) 1[01]0|million[- ]dollar question|two[- ](?:way|fold choice)|"
    r"one[- ](?:way|off|sided|shot|size|liner|time)"
    r"|three[- ]dimensional|third[- ]party|one or two|one or more|a couple(?! (?:of )?(?:hundred|thousand|[mb]illion)))\b",
    re.IGNORECASE,
)
_SURE = re.compile(r"^\s*(?:agree|sure|certain|right|correct|true|behind|on board|honest|with you)\b", re.IGNORECASE)
_EVERY_SPAN = re.compile(
    r"^\s+(?:(?:roughly|about|approximately|around|almost|once|nearly|its \w+|in \w+)\s+)*(?:every|each|time)\b",
    re.IGNORECASE,
)


def why_no_claim(reading: Reading, place: Place) -> str | None:
    """The reason why a reading states no quantity, or None where it does."""
    reason = why_no_quantity(reading, place)
    if reason is not None:
        return reason
    for rule in _RULES:
        reason = rule(reading, place)
        if reason is not None:
            return reason
    return None


_MADE_UP = {Standing.SUPPOSED: "supposed", Standing.TOLD: "instruction", Standing.ASKED_OF: "given of a question"}


def _standing(reading: Reading, place: Place) -> str | None:
    """What the tree tells: numbers of sums and of counting aloud, of made-up cases, instructions and riddles."""
    for mark in (Standing.ALOUD, Standing.SUM):
        if mark in reading.standing:
            return str(mark.value)
    if reading.unit == "%" and Standing.CONDITION in reading.standing:
        return "condition"
    if reading.form not in {Form.COUNTED, Form.BARE} or reading.dimension != "count":
        return None
    return next((reason for mark, reason in _MADE_UP.items() if mark in reading.standing), None)


def _one(reading: Reading, place: Place) -> str | None:
    written = place.text[reading.start : reading.end].lower()
    if not written.startswith("one") or reading.value != 1 or reading.high is not None:
        return None
    if reading.form in {Form.BARE, Form.COUNTED}:
        return "pronoun or determiner"
    if reading.dimension == "time" and not _BOUNDED_ARTICLE.search(place.before(reading)):
        return "indefinite time"
    return None


def _bare(reading: Reading, place: Place) -> str | None:
    """A number alone is a claim only where a verb or noun of level introduces it, or where it is large."""
    if reading.form is not Form.BARE:
        return None
    written = place.text[reading.start : reading.end]
    before = place.before(reading)
    level = _LEVEL.search(before)
    if level is not None and any(c.isdigit() for c in written):
        is_tally = reading.value <= SMALL_COUNT and reading.value == int(reading.value) and _TALLY.match(level.group())
        return "running count" if is_tally else None
    if _GROUPED.fullmatch(written) or _OF_THEM.search(before) or _is_end_of_change(before):
        return None
    if _SEPARATED.search(written) and re.search(r"\b(?:to|at|of|is|was|were|from|about|around)\s*$", before, re.IGNORECASE):
        return None
    if re.fullmatch(r"[\d.,]+\s?[kKMB]|[\d.,]+\s?(?:thousand|bn|mn)", written):
        return None
    if reading.value >= 1e5 and reading.unit == "count" and not re.search(r"\bon a\s*$|\bin a\s*$", before):
        return None
    return None if money_context(reading, place) else "bare number"


_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")  # "leaves 40,000 without power": large, and written with care
_OF_THEM = re.compile(
    r"\bof (?:the|these|those|its|their|our|all)?\s*\d[\d,]* [^\d,.;]{2,50},\s+(?:\w+\s+)?$", re.IGNORECASE
)
_FROM = re.compile(
    r"\b(?:went|goes?|gone|going|rose|fell|grew|climbed|dropped|jumped|moved|shrank|swelled|increas\w+|decreas\w+|cut|raised)\b"
    r"[^.;!?]{0,40}?\bfrom\s+(?P<start>[^.;!?]{2,40}?)\s+to\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def _is_end_of_change(before: str) -> bool:
    """Whether a number is where a change ends that starts with another: "went from 900 to", "from like twelve to almost"."""
    found = _FROM.search(before)
    return found is not None and bool(read_quantities(found.group("start")))


SMALL_COUNT = 20  # what people count on the way, without a source; the reference grammars spell numbers out up to here
_TALLY = re.compile(r"(?:reach|hit|total|number|count|equal|stand|stood)", re.IGNORECASE)
_SEPARATED = re.compile(r"\d[.,]\d")
_MONEY_AFTER = re.compile(
    r"^\s+(?:in|of)\s+(?:\w+\s+){0,2}(?:compute|costs?|fund(?:s|ing)|revenues?|spending|spend|sales|savings|profits?|"
    r"investments?|capital|debt|fees|grants?|cash|income"
    r"|salary|wages|credits?|losses|donations|equity)\b",
    re.IGNORECASE,
)


def money_context(reading: Reading, place: Place) -> bool:
    """Whether a number without a currency is one of money: "18K in compute"."""
    magnitude = reading.value >= 1000 and reading.unit == "count"
    return magnitude and _MONEY_AFTER.match(place.after(reading)) is not None


def _article(reading: Reading, place: Place) -> str | None:
    if reading.form is not Form.ARTICLE:
        return None
    if _RELATIVE_DATE.match(place.after(reading)) or _is_step_in_time(reading, place):
        return "relative date"
    return None if _BOUNDED_ARTICLE.search(place.before(reading)) else "indefinite time"


def _window(reading: Reading, place: Place) -> str | None:
    if reading.dimension != "time":
        return None
    if re.match(r"^\s*(?:ago\b|from now\b)", place.after(reading)) or _is_step_in_time(reading, place):
        return "relative date"
    if re.match(r"^[\s-]*olds?\b", place.after(reading)) or re.search(r"\baged?\s*$", place.before(reading)):
        return "age"
    return "window of time" if _WINDOW.search(place.before(reading)) else None


def _is_step_in_time(reading: Reading, place: Place) -> bool:
    """ "Ten minutes later the phone rang": an adverbial that opens its sentence."""
    opens = re.fullmatch(r"\W*(?:and |then |but |so )?", place.before(reading), re.IGNORECASE) is not None
    return opens and re.match(r"^\s+(?:later|earlier|on)\b(?! than)", place.after(reading)) is not None


_ANAPHORIC = re.compile(
    r"\b(?:the|these|those|both|all|other|first|last|next|his|her|their|its|our|my|your|of|any|such|every|another|"
    r"same|top|which|no|following|previous)\s*$",
    re.IGNORECASE,
)


_BOUND = re.compile(
    r"\b(?:than|least|most|over|under|about|around|nearly|almost|only|just|roughly|up to|approximately|"
    r"total of|all|fewer|exactly)\s*$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r",?\s+(?:in )?(?:total|all|altogether|or (?:more|fewer|less|so)|at (?:least|most))\b", re.IGNORECASE)
_MEASURED_NEARBY = re.compile(r"\d\s?(?:%|x\b|per ?cent)|[$£€]\s?\d|\b\d[\d,.]*\b(?!\s*[)\]])", re.IGNORECASE)


def _is_reported(reading: Reading, place: Place) -> bool:
    """Whether a small count in words is given as a figure: it has a bound, or its sentence gives other figures."""
    counted_end = reading.noun_end if reading.noun_end is not None else reading.end
    if _BOUND.search(place.before(reading)) or _IN_ALL.match(place.text, counted_end, place.end):
        return True
    if Standing.OBLIQUE in reading.standing:
        return False
    left = place.text[max(place.start, reading.start - 240) : reading.start]
    right = place.text[reading.end : min(place.end, reading.end + 240)]
    found = [m.group().strip() for m in _MEASURED_NEARBY.finditer(f"{left} | {right}")]
    return any(not re.fullmatch(r"(?:19|20)\d\d|1?\d|20", f) for f in found)


_SIGNS = frozenset(
    "letter letters syllable syllables vowel vowels consonant consonants digit digits character characters".split()
)
_LETTER = re.compile(r"[a-z](?:['’]?s)?|[\"“'‘][a-z][\"”'’]?s?")
_PER_TIME = re.compile(r"\s+(?:per|an?|each|every)\s+(?:hour|day|week|month|quarter|year|term|person|head)\b", re.IGNORECASE)


def _is_of_percent(head: str, reading: Reading, place: Place) -> bool:
    """Whether points are those of a scale: parts of one, or beside a percentage or a change ("up 9 points")."""
    if head not in {"point", "points"}:
        return False
    around = place.text[place.start : place.end]
    moved = direction_of(place.text, reading, place.start, place.end) is not None
    return reading.value != int(reading.value) or moved or "%" in around or "percent" in around.lower()


def _counted(reading: Reading, place: Place) -> str | None:
    if reading.form is not Form.COUNTED or reading.noun_start is None or reading.noun_end is None:
        return None
    noun = place.text[reading.noun_start : reading.noun_end].lower()
    head = re.split(r"[\s-]", noun)[-1]
    small = reading.value <= SMALL_COUNT
    per_time = _PER_TIME.match(place.text, reading.noun_end) is not None
    if small and head in SHELL_NOUNS and not per_time and not _is_of_percent(head, reading, place):
        return "counts parts of the text"
    if small and (head in _SIGNS or _LETTER.fullmatch(noun)):
        return "counts signs"
    if small and Standing.GENERIC in reading.standing and not per_time:
        return "generic count"
    anaphor = _ANAPHORIC.search(place.before(reading))
    if (
        anaphor
        and (small or anaphor.group().strip().lower() in {"these", "those"})
        and not re.search(r"\bof\s*$", place.before(reading))
    ):
        return "anaphoric count"
    answers = len(place.text[place.start : place.end].split()) <= 3  # "Four times."
    most = SMALL_COUNT if Standing.OWN_DOING in reading.standing else 10
    if _is_of_percent(head, reading, place):
        return None
    if not answers and reading.value <= most and reading.high is None and not _is_reported(reading, place):
        return "incidental count"
    if reading.value <= 3 and reading.value == int(reading.value) and re.search(r"\bof the\s*$", place.before(reading)):
        return "anaphoric count"
    return None


_CONFIDENCE = re.compile(
    r"\s*(?:-\s?)?(?:CIs?\b|(?:confidence|credible|credibility|prediction) (?:interval|level|band|limit|bound|region)s?\b)"
)


def _named_percentage(reading: Reading, place: Place) -> str | None:
    """ "the 80% threshold", "switch to the 80%": a setting referred to, not a result given."""
    if reading.unit != "%" or reading.form is not Form.MEASURED or reading.high is not None:
        return None
    after = place.after(reading)
    if _CONFIDENCE.match(after):
        return "level of confidence"
    if not re.search(r"\b(?:the|that|this|their|its)\s*$", place.before(reading), re.IGNORECASE):
        return None
    following = word_after(reading, place)
    if not after.strip() or after.lstrip()[:1] in ",.;:)":
        return "reference to a setting"
    return "reference to a setting" if following in _THRESHOLD_NOUN else None


def _idiom(reading: Reading, place: Place) -> str | None:
    text = place.text[max(place.start, reading.start - 24) : min(place.end, reading.end + 24)]
    offset = reading.start - max(place.start, reading.start - 24)
    size = reading.end - reading.start
    for match in _IDIOM.finditer(text):
        if (
            match.start() <= offset
            and offset + size <= match.end() + size
            and match.start() < offset + size
            and offset < match.end()
        ):
            return "idiom"
    if reading.unit == "%" and reading.value in {100, 110} and _SURE.match(place.after(reading)):
        return "idiom"
    return None


_ILLUSTRATION = re.compile(
    r"\b(?:(?<!surprised )(?<!wonder )(?<!wondered )(?<!asked )(?<!see )if|unless|imagine|"
    r"suppose|supposing|e\.g\.?|for example|for instance|such as|"
    r"let['’]s say|hypothetical(?:ly)?|say,?)\b[^.;!?]{0,120}$",
    re.IGNORECASE,
)


def _illustrative(reading: Reading, place: Place) -> str | None:
    """A count inside a condition or an example is made up for it: "if ten people each had a copy"."""
    if reading.dimension != "count" or reading.form not in {Form.COUNTED, Form.BARE, Form.VAGUE}:
        return None
    left = place.text[max(place.start, reading.start - 160) : reading.start]
    found = _ILLUSTRATION.search(left)
    if found is None or re.search(r",\s+(?!(?:and|or)\b)(?:\w|$)", found.group()):
        return None
    return "illustrative count"


def _rhetorical(reading: Reading, place: Place) -> str | None:
    """ "a million", "a thousand" by their article, without a bound: a figure of speech."""
    written = place.text[reading.start : reading.end].lower()
    if not re.fullmatch(r"an? (?:hundred|thousand|million|billion|trillion|dozen)(?: bucks)?", written):
        return None
    if written.endswith("dozen") and reading.form is Form.COUNTED and word_after(reading, place) != "times":
        return None  # twelve or so, as it says
    bounded = _BOUND.search(place.before(reading)) or _IN_ALL.match(place.text, reading.end, place.end)
    return None if bounded else "round number of speech"


def _digit_fraction(reading: Reading, place: Place) -> str | None:
    """ "3/4" alone may be a date, a score, or a place in a thread; "3/4 of" is a share."""
    written = place.text[reading.start : reading.end]
    if reading.form is not Form.FRACTION or "/" not in written:
        return None
    return None if re.match(r"^\s+(?:of|the)\b", place.after(reading)) else "digits with a slash"


def _verb(reading: Reading, place: Place) -> str | None:
    if reading.form is not Form.VERB:
        return None
    after, before = place.after(reading), place.before(reading)
    if _EVERY_SPAN.match(after):
        return "rate given by its period"
    word = place.text[reading.start : reading.end].lower()
    if word in {"double", "triple", "treble", "quadruple"}:
        finite = re.search(
            r"\b(?:to|will|would|could|can|may|might|than|nearly|almost|roughly|about|should|shall|not|never|didn['’]t|doesn['’]t|don['’]t)\s*$",
            before,
            re.IGNORECASE,
        )
        amount = re.match(r"^\s+(?:the|its|their|what|that|our|his|her|in|by|over|within)\b", after)
        return None if finite or amount else "adjective"
    if word in {"doubling", "tripling", "halving"} and re.match(
        r"^[\s-]+(?:times?|rates?|periods?|trends?|speeds?)\b", after
    ):
        return "name of a measure"
    return None


_RULES: tuple[Callable[[Reading, Place], str | None], ...] = (
    _idiom,
    _standing,
    _one,
    _article,
    _window,
    _counted,
    _named_percentage,
    _verb,
    _digit_fraction,
    _illustrative,
    _rhetorical,
    _bare,
)
