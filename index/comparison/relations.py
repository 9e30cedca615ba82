"""How two claims of one measure relate, by which rule, and why in words.

The rules are tried in a fixed order and the first that holds decides: what was never asserted, a changed date, a change
checked against the levels it leads from and to, what differs in basis, equal figures, one figure inside the other, a later
word of the same origin, figures withdrawn, doubt, figures given together, and only then conflict. Invariant: a relation is
symmetric; the earlier claim in reading order is `a`, and the reason names the earlier one first. To add a rule: a
function here, its place in `RULES`, a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.names import is_same_name
from corpus.protocols import PairJudge
from corpus.records import Certainty, Claim, Modifier, RelationKind, Role
from corpus.text import squash
from index.comparison.basis import Difference, differences, made_exact
from index.comparison.dates import span_of, years_in
from index.comparison.frames import stems_of
from index.comparison.holders import is_generic, is_name
from index.comparison.levels import LevelIndex
from index.comparison.measures import Likeness
from index.comparison.runs import points_back
from index.comparison.together import Together
from index.comparison.units import Fit, base_unit, fit, interval_of, is_rounding, is_same_number
from index.comparison.withdrawn import Withdrawals

# A conflict is said only of claims that surely measure the same thing. Below the first score two sentences are a different
# basis; between the two a judge of sentence pairs decides, where there is one. Scores are those of `pairs`, whose labelled
# claims have a precision of .85 from .7 on.
CONFLICT_SCORE, SURE_SCORE = 0.7, 0.8
_JUDGED = 0.5  # probability from which the judge's word counts

MAX_COMPARED = 40  # claims of one measure compared pair by pair (780 pairs); of more, one of each group of like claims is

_REVISED = re.compile(
    r"\b(?:revis(?:ed|es|ing|ion)|updat(?:ed|es|e)|correct(?:ed|s|ion)|retract(?:ed|s)|restat(?:ed|es)"
    r"|now (?:says?|puts?|thinks?|estimates?|expects?)|"
    r"(?:raised|lowered|cut) (?:its|his|her|their|the) (?:estimate|figure|forecast|number))\b",
    re.IGNORECASE,
)
_ABOVE = frozenset({Role.HEADLINE, Role.SUMMARY, Role.TAKEAWAY})
_WRITTEN = 2  # characters of a figure as written that are looked for in another sentence
# Content words beside its number with which a sentence says by itself what it measures ("Five answered" does not); on the
# gold claims of the sample corpus 14 of 37 false conflicts hang on a sentence with fewer, and 2 of 19 true ones.
_SAYING = 2
_EMPTY = stems_of("figure number share rate percentage ratio total amount value right true actual small big large high low")
_UP_TO = re.compile(r"\b(?:up to|as (?:long|much|many|far|high) as)\W*$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|no|n't|rather than|instead of)\s+(?:\w+\s+){0,2}$")
# Words of a figure on the move: within one text two figures with them are stages, not contradictions.
_COURSE = re.compile(
    r"\b(?:earlier|previous(?:ly)?|former(?:ly)?|used to|at first|initial(?:ly)?|originally|then|later|after that|by then"
    r"|until|fell to|dropped to|rose to|grew to|climbed to|down to|up to|up from|down from|cut to|no longer|would have)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found."""

    relation: RelationKind
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules may look at beside the two claims."""

    likeness: Likeness
    origin_of: dict[str, str | None]
    published: dict[str, str | None]
    levels: LevelIndex
    withdrawals: Withdrawals
    together: Together
    judge: PairJudge | None = None
    judged: dict[tuple[str, str], bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of one measure, the earlier in reading order first, with what differs in their bases."""

    a: Claim
    b: Claim
    differences: tuple[Difference, ...]

    def difference(self, what: str) -> Difference | None:
        """The difference of this name, if there is one."""
        return next((d for d in self.differences if d.what == what), None)


Rule = Callable[[Pair, Setting], Finding | None]


def relate(a: Claim, b: Claim, setting: Setting) -> Finding:
    """Compare two claims of one measure; `a` is the earlier in reading order."""
    pair = Pair(a, b, differences(a, b))
    return next(found for found in (rule(pair, setting) for rule in RULES) if found is not None)


def relate_near(a: Claim, b: Claim, setting: Setting) -> Finding:
    """Compare two claims of different measures that may yet measure one thing: what is unsure is never a conflict."""
    found = relate(a, b, setting)
    if found.relation is not RelationKind.CONFLICT:
        return found
    reason = f"{figure(a)} and {figure(b)} differ, but they are kept as two measures that are near each other."
    return Finding(RelationKind.DIFFERENT_BASIS, "near_measures", reason)


def figure(claim: Claim) -> str:
    """A claim's quantity for a reason: its modifier in words and the quantity as written."""
    words = {
        Modifier.MORE: "more than ",
        Modifier.LESS: "less than ",
        Modifier.AT_LEAST: "at least ",
        Modifier.AT_MOST: "at most ",
        Modifier.ABOUT: "about ",
        Modifier.EQUAL: "",
    }
    written = squash(claim.quantity.text)
    starts_sentence = written.split()[0].istitle() and claim.quantity.start == claim.start  # "Half of …": no name
    return words[claim.quantity.modifier] + (written[:1].lower() + written[1:] if starts_sentence else written)


def pairs_to_compare(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Which members of a measure (in reading order) are compared: all pairs of few, of many one claim a group of like ones.

    Like claims say the same number with the same modifier, subject, time, baseline and certainty. Each is compared with the
    first of its group, and the firsts of the `MAX_COMPARED` largest groups with each other, so the cost stays linear.
    """
    if len(claims) <= MAX_COMPARED:
        for i, a in enumerate(claims):
            for b in claims[i + 1 :]:
                yield a, b
        return
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        q = claim.quantity
        like = (base_unit(q.unit), interval_of(q), q.value, claim.subject, claim.time_iso, claim.baseline, claim.certainty)
        groups.setdefault(like, []).append(claim)
    for same in groups.values():
        for claim in same[1:]:
            yield same[0], claim
    largest = sorted(groups.values(), key=lambda g: (-len(g), g[0].id))[:MAX_COMPARED]
    place = {c.id: i for i, c in enumerate(claims)}
    firsts = sorted((g[0] for g in largest), key=lambda c: place[c.id])
    for i, a in enumerate(firsts):
        for b in firsts[i + 1 :]:
            yield a, b


def _negated(pair: Pair, setting: Setting) -> Finding | None:
    a, b = pair.a, pair.b
    one, other = (c.certainty == Certainty.NEGATED for c in (a, b))
    if one == other:
        return None
    said, denied = (b, a) if one else (a, b)
    blocking = [d for d in pair.differences if d.what != "modality"]
    if blocking or not is_same_number(a.quantity, b.quantity):
        return Finding(
            RelationKind.DIFFERENT_BASIS, "negation", f"One denies {figure(denied)}; the other says {figure(said)}."
        )
    party = setting.withdrawals.takes_back(denied, said, setting.origin_of.get(said.id))
    if party is not None:
        return Finding(RelationKind.DIFFERENT_BASIS, "superseded", f"{party} has withdrawn {figure(said)}, its own figure.")
    if b is denied and (revised := _superseded(pair, setting)) is not None:
        return revised
    if setting.likeness.score(a.id, b.id) < CONFLICT_SCORE:
        reason = f"One says {figure(said)}, another denies that figure, but not surely of the same thing."
        return Finding(RelationKind.DIFFERENT_BASIS, "negation", reason)
    return Finding(RelationKind.CONFLICT, "denied", f"One says {figure(said)}, the other denies that figure.")


def _date_conflict(pair: Pair, setting: Setting) -> Finding | None:
    """The same happening with the same figure, dated differently: "3x in May 2025" against "3x in May 2024"."""
    time = pair.difference("time")
    a, b = pair.a, pair.b
    if time is None or any(d.what != "time" for d in pair.differences) or a.document == b.document:
        return None
    if not is_same_number(a.quantity, b.quantity) or not _same_name_words(a, b) or not _is_one_happening(a, b):
        return None
    if setting.likeness.score(a.id, b.id) < SURE_SCORE:
        return None
    return Finding(
        RelationKind.CONFLICT,
        "date",
        f"Both give {figure(a)} for {a.subject}, but one dates it {time.a} and the other {time.b}.",
    )


def _same_name_words(a: Claim, b: Claim) -> bool:
    """Whether two subjects are one name, also where one leaves out its beginning: "Marl 4" and "Ovid Marl 4"."""
    if not a.subject or not b.subject:
        return False
    short, long = sorted((squash(c.subject or "").lower().split() for c in (a, b)), key=len)
    is_numbered = len(short) > 1 and short[-1][0].isdigit()
    return is_same_name(a.subject, b.subject) or short == long or (is_numbered and long[-len(short) :] == short)


def _is_one_happening(a: Claim, b: Claim) -> bool:
    """Whether two dates can be one misdated: the same party is credited, and both are as exact and of the same season."""
    if not a.attributed_to or not b.attributed_to or not is_same_name(a.attributed_to, b.attributed_to):
        return False
    one, other = span_of(a.time_iso), span_of(b.time_iso)
    if one is None or other is None:
        return False
    return (one.first.month, one.first.day) == (other.first.month, other.first.day) and one.first.year != other.first.year


def _level_and_change(pair: Pair, setting: Setting) -> Finding | None:
    if {base_unit(c.quantity.unit) for c in (pair.a, pair.b)} not in ({"%", "pp"}, {"%", "x"}):
        return None
    level, change = (pair.a, pair.b) if base_unit(pair.a.quantity.unit) == "%" else (pair.b, pair.a)
    checked = setting.levels.check(level, change)
    if checked is None:
        return None
    start, end, holds = checked
    told = f"{squash(start)} to {squash(end)}"
    if holds:
        return Finding(RelationKind.REFINE, "level_and_change", f"{figure(change)} is the way from {told}.")
    return Finding(RelationKind.CONFLICT, "arithmetic", f"From {told} is not {figure(change)}.")


def _misreported(pair: Pair, setting: Setting) -> Finding | None:
    """A figure that one document gives twice, in a summary and its text or in two voices, with different dates behind it."""
    a, b = pair.a, pair.b
    retold = (a.role in _ABOVE) != (b.role in _ABOVE) or a.speaker != b.speaker
    if a.document != b.document or not retold:
        return None
    if not pair.differences or any(d.what not in {"baseline", "time"} for d in pair.differences):
        return None
    if a.quantity.modifier is not b.quantity.modifier or a.certainty is not b.certainty:
        return None
    if not is_same_number(a.quantity, b.quantity) or setting.likeness.score(a.id, b.id) < SURE_SCORE:
        return None
    dated = next((d for d in pair.differences if years_in(d.a) and years_in(d.b)), None)
    if dated is None:
        return None
    if (a.role in _ABOVE) == (b.role in _ABOVE):
        told = f"with “{dated.a}” in one voice and with “{dated.b}” in another"
    else:
        above, below = (dated.a, dated.b) if a.role in _ABOVE else (dated.b, dated.a)
        told = f"with “{above}” above and with “{below}” in its text"
    reason = f"One document gives {figure(a)} {told} ({dated.what})."
    return Finding(RelationKind.CONFLICT, "misreported", reason)


def _different_basis(pair: Pair, setting: Setting) -> Finding | None:
    if not pair.differences:
        return None
    equal = is_same_number(pair.a.quantity, pair.b.quantity)
    weighty = [d for d in pair.differences if not (equal and d.what in {"modality", "noun"})]
    if equal and all(d.what == "time" for d in weighty):
        return None
    first = weighty[0] if weighty else pair.differences[0]
    moved = _mutation(pair, setting, first)
    rest = f" They also differ in {_listed([d.what for d in weighty[1:]])}." if len(weighty) > 1 else ""
    same = "The figure is the same, but not its basis. " if equal else ""
    return Finding(RelationKind.DIFFERENT_BASIS, first.what, f"{same}{moved}{rest}")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _mutation(pair: Pair, setting: Setting, what: Difference) -> str:
    """A difference in words: as a change on the way where one origin is behind both, as a mere difference otherwise."""
    origin = _shared_origin(pair, setting)
    if origin and pair.a.document != pair.b.document and what.what in {"rate", "baseline", "modality", "scope", "noun"}:
        return f"Both go back to {origin}, but on the way “{what.a}” became “{what.b}” ({what.what})."
    return f"They differ in {what.words}."


def _shared_origin(pair: Pair, setting: Setting) -> str | None:
    one, other = setting.origin_of.get(pair.a.id), setting.origin_of.get(pair.b.id)
    return one if one and other and is_same_name(one, other) else None


def _one_speaker(pair: Pair) -> str | None:
    """The named party that gives both figures as its own."""
    a, b = pair.a, pair.b
    if a.attributed_to or b.attributed_to or is_generic(a.speaker) or not is_name(a.speaker):
        return None
    return a.speaker if is_same_name(a.speaker, b.speaker) else None


def _baseline_made_exact(pair: Pair, setting: Setting) -> Finding | None:
    baselines = made_exact(pair.a, pair.b)
    if baselines is None or not is_same_number(pair.a.quantity, pair.b.quantity):
        return None
    reason = f"The figure is the same; one counts it from “{baselines[0]}”, the other from “{baselines[1]}”."
    return Finding(RelationKind.REFINE, "baseline_made_exact", reason)


def _equal(pair: Pair, setting: Setting) -> Finding | None:
    a, b = pair.a, pair.b
    how = fit(a.quantity, b.quantity)
    if how is Fit.EQUAL:
        return Finding(RelationKind.AGREE, "equal", f"Both give {figure(a)}.")
    if not is_same_number(a.quantity, b.quantity):
        return None
    exact = {Modifier.EQUAL, Modifier.ABOUT}
    if {a.quantity.modifier, b.quantity.modifier} <= exact:
        return Finding(
            RelationKind.AGREE, "equal_about", f"Both give {squash(a.quantity.text)}, one of them as an estimate."
        )
    if how is Fit.DISJOINT and a.quantity.modifier not in exact and b.quantity.modifier not in exact:
        return None
    origin = _shared_origin(pair, setting)
    lead = f"Both go back to {origin}, but " if origin and a.document != b.document else "The number is the same, but "
    return Finding(RelationKind.REFINE, "modifier", f"{lead}“{figure(a)}” became “{figure(b)}”.")


def _inside(pair: Pair, setting: Setting) -> Finding | None:
    a, b = pair.a, pair.b
    how = fit(a.quantity, b.quantity)
    both_most = _is_most(a) and _is_most(b)
    if how in {Fit.WITHIN, Fit.CONTAINS} and not both_most:
        narrow, wide = (a, b) if how is Fit.WITHIN else (b, a)
        return Finding(RelationKind.REFINE, "within", f"{figure(narrow)} lies within {figure(wide)} and is more precise.")
    if is_rounding(a.quantity, b.quantity):
        return Finding(RelationKind.REFINE, "rounding", f"{figure(a)} and {figure(b)} are one figure, rounded differently.")
    if how is Fit.OVERLAPS and not both_most:
        return Finding(RelationKind.AGREE, "overlap", f"{figure(a)} and {figure(b)} overlap.")
    return None


def _is_most(claim: Claim) -> bool:
    """Whether a figure is told as the most that there is ("for up to six months"), not as a bound of what nobody knows."""
    before = claim.evidence[: claim.quantity.start - claim.start]
    return claim.quantity.modifier is Modifier.AT_MOST and _UP_TO.search(before) is not None


def _forecasts(pair: Pair, setting: Setting) -> Finding | None:
    a, b = pair.a, pair.b
    if a.certainty != Certainty.FORECAST or b.certainty != Certainty.FORECAST:
        return None
    if _shared_origin(pair, setting):
        return None
    reason = f"Two holders forecast differently: {figure(a)} and {figure(b)}."
    return Finding(RelationKind.DIFFERENT_BASIS, "forecast_spread", reason)


def _superseded(pair: Pair, setting: Setting) -> Finding | None:
    """A later figure of the same origin, given as a revision or in the origin's own words."""
    origin = _shared_origin(pair, setting) or _one_speaker(pair)
    one, other = setting.published.get(pair.a.document), setting.published.get(pair.b.document)
    if not origin or not one or not other or not one < other[: len(one)]:
        return None
    own_words = all(c.attributed_to is None and is_same_name(c.speaker, origin) for c in (pair.a, pair.b))
    surely = own_words and setting.likeness.score(pair.a.id, pair.b.id) >= SURE_SCORE
    if not surely and not _REVISED.search(pair.b.evidence):
        return None
    reason = f"{origin} gave {figure(pair.a)} and later {figure(pair.b)}; the later word counts."
    return Finding(RelationKind.DIFFERENT_BASIS, "superseded", reason)


def _side_by_side(pair: Pair, setting: Setting) -> Finding | None:
    """Two figures that one of the sentences itself gives next to each other: whoever wrote it holds both to be true."""
    a, b = pair.a, pair.b
    teller = next((one for one, other in ((a, b), (b, a)) if _also_gives(one, other)), None)
    if teller is None or any(c.certainty in {Certainty.NEGATED, Certainty.QUESTION} for c in (a, b)):
        return None
    reason = f"One sentence gives {figure(a)} and {figure(b)} side by side, as figures of different things."
    return Finding(RelationKind.DIFFERENT_BASIS, "side_by_side", reason)


def _also_gives(claim: Claim, other: Claim) -> bool:
    """Whether a claim's sentence holds the other claim's figure as written, not denied, beside its own."""
    written = squash(other.quantity.text).lower()
    if len(written) < _WRITTEN or claim.document == other.document:
        return False
    words = squash(claim.evidence).lower()
    at = words.find(written)
    alone = (
        at >= 0
        and not words[max(0, at - 1) : at].isalnum()
        and not words[at + len(written) : at + len(written) + 1].isalnum()
    )
    return alone and _DENIED.search(words[max(0, at - 40) : at]) is None


def _unknown_number(pair: Pair, setting: Setting) -> Finding | None:
    if fit(pair.a.quantity, pair.b.quantity) is not None:
        return None
    return Finding(
        RelationKind.DIFFERENT_BASIS, "not_a_number", "One of the figures is out of all bounds and cannot be compared."
    )


def _doubtful(pair: Pair, setting: Setting) -> Finding | None:
    """Two figures that disagree, in sentences of which it is not sure that they measure the same."""
    a, b = pair.a, pair.b
    score = setting.likeness.score(a.id, b.id)
    if min(_words_of_its_own(a), _words_of_its_own(b)) < _SAYING:
        reason = f"{figure(a)} and {figure(b)} differ, but one of the sentences does not say by itself what it measures."
        return Finding(RelationKind.DIFFERENT_BASIS, "not_surely_the_same", reason)
    if score >= SURE_SCORE or (score >= CONFLICT_SCORE and _says_judge_conflict(pair, setting)):
        return None
    retold = a.document != b.document or a.attributed_to != b.attributed_to  # a writer's own telling of a credited figure
    if score >= CONFLICT_SCORE and setting.judge is None and retold:
        return None
    reason = f"{figure(a)} and {figure(b)} differ, but the sentences do not surely measure the same thing."
    return Finding(RelationKind.DIFFERENT_BASIS, "not_surely_the_same", reason)


def _words_of_its_own(claim: Claim) -> int:
    """How many content words a claim's sentence has beside its number."""
    at = claim.quantity.start - claim.start
    rest = f"{claim.evidence[:at]} {claim.evidence[at + len(claim.quantity.text) :]}"
    return len(stems_of(rest) - _EMPTY)


def _says_judge_conflict(pair: Pair, setting: Setting) -> bool:
    if setting.judge is None:
        return False
    key = (pair.a.evidence, pair.b.evidence)
    if key not in setting.judged:
        verdict = setting.judge.judge([(pair.b.evidence, pair.a.evidence)])
        setting.judged[key] = bool(verdict[0, 1] >= _JUDGED)
    return setting.judged[key]


def _course_of_one_text(pair: Pair, setting: Setting) -> Finding | None:
    """One voice of one document that gives several figures tells a course or several cases, unless it repeats itself."""
    a, b = pair.a, pair.b
    if a.document != b.document or a.speaker != b.speaker or a.role != b.role:
        return None
    if a.start < b.end and b.start < a.end:
        return Finding(RelationKind.DIFFERENT_BASIS, "one_sentence", f"One sentence gives both {figure(a)} and {figure(b)}.")
    if points_back(b) or points_back(a) or any(_COURSE.search(c.evidence) for c in (a, b)):
        return Finding(RelationKind.DIFFERENT_BASIS, "course", f"One text tells a course, from {figure(a)} to {figure(b)}.")
    if a.subject and b.subject and _same_name_words(a, b) and setting.likeness.score(a.id, b.id) >= CONFLICT_SCORE:
        return None
    reason = f"One text gives {figure(a)} and {figure(b)} for different cases."
    return Finding(RelationKind.DIFFERENT_BASIS, "cases_of_one_text", reason)


def _guessed(pair: Pair, setting: Setting) -> Finding | None:
    """A figure offered as a guess against one that is stated: who guesses leaves room for the other."""
    guess = [c for c in (pair.a, pair.b) if c.certainty == Certainty.HEDGED]
    if len(guess) != 1:
        return None
    stated = pair.b if guess[0] is pair.a else pair.a
    reason = f"{figure(guess[0])} is offered as a guess, {figure(stated)} is stated."
    return Finding(RelationKind.DIFFERENT_BASIS, "guess", f"{reason[:1].upper()}{reason[1:]}")


def _withdrawn(pair: Pair, setting: Setting) -> Finding | None:
    """A figure that its origin has put another one in the place of, against that other one."""
    for old, new in ((pair.a, pair.b), (pair.b, pair.a)):
        party = setting.withdrawals.replaced(old, new, setting.origin_of.get(old.id))
        if party is not None:
            reason = f"{party} has put {figure(new)} in the place of {figure(old)}, its own earlier figure."
            return Finding(RelationKind.DIFFERENT_BASIS, "superseded", reason)
    return None


def _given_together(pair: Pair, setting: Setting) -> Finding | None:
    """Two figures that somebody gives beside each other: in one sentence for one party, or as one origin's in one text."""
    a, b = pair.a, pair.b
    if a.document != b.document and setting.together.in_one_sentence(a, b):
        reason = f"One sentence gives {figure(a)} and {figure(b)} side by side, as figures of different things."
        return Finding(RelationKind.DIFFERENT_BASIS, "given_together", reason)
    origin = setting.together.of_one_origin(a, b)
    if origin is None:
        return None
    reason = f"{origin} gives both {figure(a)} and {figure(b)} in one text, as figures of different things."
    return Finding(RelationKind.DIFFERENT_BASIS, "given_together", reason)


def _conflict(pair: Pair, setting: Setting) -> Finding | None:
    a, b = pair.a, pair.b
    return Finding(
        RelationKind.CONFLICT, "incompatible", f"{figure(a)} and {figure(b)} cannot both be right on the same basis."
    )


RULES: tuple[Rule, ...] = (
    _negated,
    _date_conflict,
    _level_and_change,
    _misreported,
    _different_basis,
    _unknown_number,
    _baseline_made_exact,
    _equal,
    _inside,
    _forecasts,
    _superseded,
    _side_by_side,
    _course_of_one_text,
    _withdrawn,
    _doubtful,
    _guessed,
    _given_together,
    _conflict,
)
# What a claim elsewhere in the measure may decide, with the rules before it that look beyond the pair and its origins: as
# long as these find nothing, it is found again. None: the rule itself looks further, or shares its name with one that does.
HANG_ON_OTHERS: dict[str, tuple[Rule, ...] | None] = {
    "superseded": None,
    "not_surely_the_same": (_withdrawn,),
    "guess": (_withdrawn,),
    "given_together": None,
    "incompatible": (_withdrawn, _given_together),
}


def is_found_again(rule: str, a: Claim, b: Claim, setting: Setting) -> bool:
    """Whether a rule that found something of two claims, which are as they were and of one unit, finds it again now."""
    asked = HANG_ON_OTHERS.get(rule, ())
    return asked is not None and all(ask(Pair(a, b, ()), setting) is None for ask in asked)
