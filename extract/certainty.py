"""How surely a figure is put forward: asserted, hedged, hypothetical, forecast, negated, or asked.

The clause that holds the quantity decides; what governs it from the left (a hedge, a condition, a negation) reaches to the
next clause boundary. Invariant: bounded look around the quantity. Word classes are those of English grammar (modals,
conditionals, epistemic adverbs and verbs: Hyland 2005), not of a topic.
"""

from __future__ import annotations

import re

from corpus.records import Certainty

_BOUNDARY = re.compile(
    r"[;:—–]|,\s+(?:but|and|so|yet|while|whereas|although|though|which|because)\b|\bbut\b|\.\s", re.IGNORECASE
)
_IF = re.compile(
    r"\b(?:if|unless|suppose|supposing|assuming|imagine|provided that|in case|what if|even if|were to)\b", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|nobody|no one|none|neither|hardly|barely|nowhere near)\b|n['’]t\b|\b(?:false|untrue|wrong|"
    r"myth|nonsense|absurd)\b that"
    r"|\b(?:rather than|instead of)\s*$|\b(?:far from|short of|without)\s+\w+ing\b",
    re.IGNORECASE,
)
_BOUNDS = re.compile(r"\b(?:exceed|surpass|top|above|below|beyond|over|under)\s+(?:\w+\s+)?[$£€~]?\s*$", re.IGNORECASE)
_APPROXIMATES = frozenset({"barely", "hardly"})
_NOT_NEGATING = re.compile(
    r"\bnot (?:only|just|merely|simply|even|less|more|quite|to mention|because)\b|\bno (?:more|less|fewer) than\b|"
    r"whether or not|why (?:not|don['’]t)"
    r"|\b(?:can|could)(?:not|n['’]t) (?:help|but)|if not",
    re.IGNORECASE,
)
_STOPS_NEGATION = re.compile(
    r"[,;:—]|\b(?:but|because|and|than|until|unless|although|which|who|that|when|as|so|since|after|with|about)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:will|shall|won['’]t)\b|['’]ll\b|\b(?:is|are|'s|'re)\s+(?:going|set|due|poised|expected|projected|forecast|"
    r"predicted|likely|on track|slated|about)\s+to\b"
    r"|\bgonna\b|\bon (?:track|course|pace) (?:to|for)\b|\b(?:expects?|predicts?|forecasts?|projects?|anticipates?|"
    r"foresees?|(?<!\b[aA] )(?<!\b[tT]he )(?<!\b[tT]his )(?<!\b[oO]ur )(?<!\b[iI]ts )(?:plans?|aims?|hopes?)|intends?)\b"
    r"|\b(?:is|are|was|were|'s|'re)\s+(?:\w+ly\s+|now\s+)?(?:predicting|forecasting|projecting|expecting|anticipating|aiming|"
    r"planning|hoping|targeting)\b"
    r"|\bexpected (?:to|that)\b|\b(?:target(?:s|ing|ed)?|by the end of (?:the|this|next)|in the (?:next|coming)|"
    r"over the (?:next|coming)|within the (?:next|year|decade))\b"
    r"|\b(?:next|coming) (?:year|month|decade|quarter|week)s?\b|\bto come\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"(?<!to )\b(?:said|say|says|told|reported|think|thought|believe|believed|fear|feared|expect|expected|plan|planned|"
    r"hope|hoped|intend|intended|want|wanted|predict|predicted|anticipate|anticipated)\b(?:\s+(?:us|that))*\s+"
    r"(?:to|they|their|it|he|she|we|there)\b",
    re.IGNORECASE,
)
_COULD = re.compile(r"\bcould\b", re.IGNORECASE)
_PAST_FRAME = re.compile(
    r"\b(?:found|showed|shown|discovered|saw|said|demonstrated|in (?:early |mid |late )?(?:19|20)[01]\d|"
    r"in \w+ (?:of )?(?:19|20)\d\d|last (?:year|month|week)"
    r"|ago|previously|used to|earlier)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:apparently|reportedly|allegedly|supposedly|purportedly|seemingly|presumably|perhaps|maybe|probably|"
    r"possibly|likely|unlikely|potentially|conceivably"
    r"|arguably|plausibl[ey]|(?-i:may)|might|seems?|seemed|appears? to|appeared to|suggests?|suggested|suggesting|"
    r"estimat(?:e|es|ed|ing)|reckons?|reckoned|believes?"
    r"|believed|suspects?|suspected|(?<!\bno )doubt(?:s|ed|ful)?|guess(?:es|ed)?|"
    r"guesstimate|speculates?|rumou?red|thinks?|i['’]d say|"
    r"in my (?:opinion|view)|almost certainly|unclear|unverified|uncertain"
    r"|self-reported|ostensibly|hypothetically|tentatively|assum(?:e|es|ed)|said to|claimed to|thought to|believed to|"
    r"tends? to|roughly speaking"
    r"|not sure|as far as)\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"\b(?:is|are|was|were|be|been)\s+(?:\w+\s+)?(?:almost certainly|probably|likely|perhaps|possibly|arguably|"
    r"plausibl[ey]|presumably|apparently|unclear)\b"
    r"|,\s*(?:apparently|reportedly|allegedly|supposedly|perhaps|maybe|probably|possibly|presumably|i (?:think|guess|"
    r"believe|suspect))\b",
    re.IGNORECASE,
)
_WOULD_HAVE = re.compile(r"\b(?:would|could|might)(?:n['’]t)? (?:\w+ly )?have\b", re.IGNORECASE)
# "I would say", "I'd put it at" are ways to be polite, "it would take" tells what is needed; "said it would" is a future
# told in the past. What another clause tells, such as a reason, is not under it.
_WOULD = re.compile(
    r"(?:\bwould|['’]d)(?!n['’]t)\s+(?!(?:\w+ly\s+)?(?:say|put|guess|estimate|think|argue|bet|give|like|love|call|rather|expect|have|"
    r"had|better|been|need|take|require|cost|be (?:surprised|happy|glad|okay|ok|wrong))\b)(?=[a-z])"
    r"(?![^.;]*\b(?:because|since|although|while|which|who)\b)",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(
    r"\b(?:said|announced|promised|predicted|estimated|forecast|expected|projected|warned|hoped|claimed|pledged|vowed|thought|"
    r"believed|told|calculated|reckoned|decided|planned)\b[^.;!?]*$",
    re.IGNORECASE,
)
_HABITUAL = re.compile(r"\b(?:normally|usually|typically|otherwise|ordinarily|previously)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:would|could|might|should)\b|['’]d\b", re.IGNORECASE)
_MOCKS = re.compile(
    r"\W*(?:(?:yeah|oh|sure|ah)\b,?\s+(?:right|sure|yeah|because)|as if\b|(?:right|sure), because\b)", re.IGNORECASE
)
_MOCKED = re.compile(r"(?:,\s*(?:sure|yeah right|lol)|\s/s|\blol|\blmao|🙄|😏)\W*$", re.IGNORECASE)
_COMMA_MAIN = re.compile(r",\s+(?:then\s+)?(?=\w)")


def certainty_of(
    text: str,
    start: int,
    end: int,
    sentence_start: int,
    sentence_end: int,
    *,
    is_denied: bool = False,
    is_planned: bool = False,
    to_come: int | None = None,
) -> Certainty:
    """How surely the sentence puts forward the quantity `text[start:end]`.

    Args:
        is_denied: its tree tells that the sentence denies it.
        is_planned: its tree tells that it is of what is to come.
        to_come: where a time that is still to come belongs to it.
    """
    if _is_question(text, end, sentence_start, sentence_end):
        return Certainty.QUESTION
    left = text[max(sentence_start, start - 400) : start]
    right = text[end : min(sentence_end, end + 160)]
    clause_left = left[_last_end(_BOUNDARY, left) :]
    boundary = _BOUNDARY.search(right)
    clause_right = right[: boundary.start()] if boundary else right
    clause = clause_left + " " + clause_right
    if is_denied or _is_negated(clause_left):
        return Certainty.NEGATED
    if _in_condition(left, clause_right):
        return Certainty.HYPOTHETICAL
    own_right = clause_right[: _of_others(clause_right)]
    if to_come is not None and to_come - end <= len(own_right):
        is_planned = True
    if is_planned or _FORECAST.search(clause_left) or _FORECAST.search(own_right[:60]):
        return Certainty.FORECAST
    if _HEDGE.search(clause_left) or _hedged_after(clause_right):
        return Certainty.HEDGED
    if _WOULD_HAVE.search(clause_left) and not _HABITUAL.search(clause):
        return Certainty.HYPOTHETICAL
    would = _WOULD.search(clause_left)
    if would is not None and not _HABITUAL.search(clause):
        return (
            Certainty.FORECAST
            if _SAID_BEFORE.search(left[: len(left) - len(clause_left) + would.start()])
            else (Certainty.HYPOTHETICAL)
        )
    if _COULD.search(clause_left) and not _PAST_FRAME.search(left):
        return Certainty.FORECAST
    return (
        Certainty.HEDGED if _is_ironic(text[sentence_start:end][:40], text[end:sentence_end][-24:]) else Certainty.ASSERTED
    )


def _of_others(clause_right: str) -> int:
    """Where what the counted say or expect begins, which is theirs: "31% said they will vote", "70% expect to hire"."""
    found = _THEIRS.search(clause_right)
    return len(clause_right) if found is None else found.start()


def _is_ironic(opening: str, closing: str) -> bool:
    """Whether a sentence marks itself as not meant: "yeah, right", "as if", a closing "sure" or "/s"."""
    return _MOCKS.match(opening) is not None or _MOCKED.search(closing) is not None


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    end = 0
    for match in pattern.finditer(text):
        end = match.end()
    return end


def _is_question(text: str, end: int, sentence_start: int, sentence_end: int) -> bool:
    tail = text[max(sentence_start, sentence_end - 4) : sentence_end].rstrip("\"'”’)] ")
    if not tail.endswith("?"):
        return False
    after = text[end : min(sentence_end, end + 200)]
    tagged = re.search(
        r"[,.;—–-]\s*(?:right|no|eh|huh|isn['’]t it|doesn['’]t it|wouldn['’]t \w+|but (?:how|what|why|who|is|"
        r"does)\b[^?]*)\?\W*$",
        after,
    )
    return tagged is None


def _is_negated(clause_left: str) -> bool:
    """Whether a negator governs what follows: close to it, with no clause word between."""
    plain = _NOT_NEGATING.sub(" ", clause_left)
    for match in _NEGATION.finditer(plain):
        between = plain[match.end() :]
        if match.group().lower() in _APPROXIMATES and not between.strip():
            continue  # "barely 200 people came"
        if _BOUNDS.search(between):
            continue  # "did not exceed": a bound, which `modifiers` reads
        if len(between.split()) <= 6 and not _STOPS_NEGATION.search(between):
            return True
    return False


def _in_condition(left: str, clause_right: str) -> bool:
    """Whether the quantity stands in an if-clause, or in the main clause of one with a modal."""
    found = None
    for match in _IF.finditer(left):
        found = match
    if found is None:
        late = _IF.search(clause_right)
        return late is not None and _MODAL.search(left[-80:]) is not None
    after = left[found.end() :]
    main = _COMMA_MAIN.search(after)
    if main is None:
        return len(after.split()) <= 25
    return _MODAL.search(after[main.end() :]) is not None


def _hedged_after(clause_right: str) -> bool:
    """A hedge on the figure itself, after it: "8x is almost certainly an overstatement", "64%, apparently"."""
    found = _COMMENT.search(clause_right)
    return (
        found is not None
        and len(clause_right[: found.start()].split()) <= 10
        and " that " not in clause_right[: found.start()]
    )
