"""Of whom or what a figure is given, read from the words before it without a parser.

A subject is the noun group that opens the figure's clause, up to its verb; a proper name there ends before the verb that
follows it. Invariant: what cannot be told from a verb, a time or a count is no subject, and None is better than a wrong one.
To teach it another verb form or a word that opens no subject: the word classes below.
"""

from __future__ import annotations

import re

from extract.clauses import clause_around
from extract.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    NOUN_LIKE,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    SEASONS,
)
from extract.naming import Token, name_runs, tokens_of

MAX_SUBJECT_WORDS = 6
_LOOK = 8  # words from the start of the clause among which its verb must come
_OPENING_PHRASE = 12  # words of a phrase before the subject that a comma ends ("In the second quarter, the firm")

# Words that open a sentence without being part of it (discourse markers; Quirk et al. 1985, 8.134-8.147).
_MARKERS = frozenset(
    "well okay ok hello hi hey yes yeah yep no nope oh ah right look listen please thanks sorry sure indeed anyway "
    "basically actually honestly frankly overall elsewhere first firstly second secondly third finally lastly "
    "additionally moreover furthermore similarly likewise specifically notably importantly interestingly "
    "meanwhile e.g i.e etc vs eg ie".split()
)
_TIMES = (
    frozenset(MONTHS)
    | SEASONS
    | frozenset(
        "second seconds minute minutes hour hours day days week weeks month months quarter quarters year years "
        "decade decades century morning afternoon evening night time times today monday tuesday wednesday thursday "
        "friday saturday sunday".split()
    )
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "dozen hundred thousand million billion trillion half third quarter percent zero".split()
)
# Irregular past forms of frequent verbs that are seldom nouns or adjectives (the list of Quirk et al. 1985, 3.16-3.20).
_PASTS = frozenset(
    "put took taken fell fallen got gotten spent made gave given went gone rose risen ran saw seen wrote written built met "
    "kept came became begun began brought bought caught chose drew drove ate felt fought flew forgot froze grew grown "
    "heard hid hit lost left led lent meant paid rode sold sent shook shut sank slept spoke spun stood stole struck swore "
    "swept swam taught thought threw understood woke wore won dreamt dealt drank sang sat sought shrank stuck used "
    "burnt let".split()
)
# Endings of nouns for people: a plural of these after a name is whose people they are, not what the name does.
_PEOPLE = ("ers", "ors", "ists", "ees", "ians", "ants", "ents", "people", "staff", "team", "teams", "models", "agents")
_OPENING_NOUNS = frozenset({"the", "its", "their", "his", "her", "our", "my", "your"})
_WITH = re.compile(r"\bwith\s", re.IGNORECASE)


def subject_of(text: str, start: int, sentence: tuple[int, int], names: dict[str, str]) -> str | None:
    """Of whom or what a figure is given: the noun group that opens its clause, else the nearest name before it."""
    left, _ = clause_around(text, start, start, sentence)
    absolute = _of_participle(text, left, start)
    if absolute is not None:
        return absolute
    tokens = _opened(tokens_of(text, left, start))
    if tokens and (tokens[0].lower in PREPOSITIONS or tokens[0].lower == "according"):
        comma = next((k for k, t in enumerate(tokens) if t.text == ","), None)
        if comma is not None and comma < _OPENING_PHRASE:
            tokens = _opened(tokens[comma + 1 :])
    runs = name_runs(tokens, names)
    group, has_verb = _noun_group(tokens, dict(runs))
    if group and has_verb and len(group) <= MAX_SUBJECT_WORDS and _is_subject(group):
        words = [t for t in group if t.lower not in DETERMINERS] or group
        return _bare(text[words[0].start : words[-1].end])
    if runs:
        i, j = runs[0]
        if _is_subject(tokens[i:j]):
            return _bare(text[tokens[i].start : tokens[j - 1].end])
    return None


def _of_participle(text: str, left: int, start: int) -> str | None:
    """The noun group of an absolute clause: "…, the yield of the field rising by", "with … and farmers sowing" a figure.

    Such a clause has a subject of its own and no finite verb (Quirk et al. 1985, 15.58). After "and" it is one only where
    "with" has opened another before it, and its noun may then stand bare.
    """
    comma, joined = text.rfind(", ", left, start), text.rfind(" and ", left, start)
    goes_on = joined > comma and _WITH.search(text, left, joined) is not None
    if comma < 0 and not goes_on:
        return None
    tokens = _opened(tokens_of(text, joined + 4 if goes_on else comma + 1, start))
    verb = next((k for k in range(len(tokens) - 1, 0, -1) if _is_participle(tokens[k], tokens[k + 1 : k + 2])), None)
    if verb is None:
        return None
    opened = tokens[0].lower in _OPENING_NOUNS
    group = tokens[1 if opened else 0 : verb]
    is_bare_plural = goes_on and tokens[verb - 1].lower.endswith("s")
    if not group or len(group) > MAX_SUBJECT_WORDS or not (opened or is_bare_plural):
        return None
    if any(_ends_group(t, group[:k]) or t.lower in _PASTS for k, t in enumerate(group)):
        return None
    return text[group[0].start : group[-1].end] if _is_subject(tokens[:verb]) else None


def _is_participle(token: Token, following: list[Token]) -> bool:
    """Whether a word in -ing is the verb of an absolute clause: a phrase, an adverb or the figure itself comes next."""
    word = token.lower
    if not word.endswith("ing") or word in _TIMES or word in REPORTING or word in PREPOSITIONS or word in PRONOUNS:
        return False
    after = following[0].lower if following else ""
    return not after or after in PREPOSITIONS or after in DETERMINERS or after in ADVERBS


def _opened(tokens: list[Token]) -> list[Token]:
    """Tokens less what stands before a clause: marks, connectives, discourse markers, the ordinal of a list or thread."""
    k = 0
    while k < len(tokens):
        token = tokens[k]
        is_ordinal = token.text.isdigit() and k + 1 < len(tokens) and tokens[k + 1].text in "/).:"
        known = token.lower in CONJUNCTIONS or token.lower in ADVERBS or token.lower in _MARKERS
        if not (known or is_ordinal or not token.text[0].isalnum()):
            break
        k += 1
    return tokens[k:]


def _noun_group(tokens: list[Token], runs: dict[int, int]) -> tuple[list[Token], bool]:
    """The tokens up to the first that cannot belong to the opening noun group, and whether one such was met."""
    group: list[Token] = []
    named_until = 0
    for k, token in enumerate(tokens[:_LOOK]):
        named_until = max(named_until, runs.get(k, 0))
        if k < named_until:
            group.append(token)
            continue
        follows_name = 0 < k == named_until
        if _ends_group(token, group) or (
            _is_verb(token, tokens[k + 1 : k + 2], follows_name=follows_name)
            and (token.lower in _PASTS or any(t.lower not in DETERMINERS for t in group))
        ):
            while group and group[-1].lower == "of":
                group.pop()
            return group, True
        group.append(token)
    return group, False


def _ends_group(token: Token, group: list[Token]) -> bool:
    word = token.lower
    if not token.text[0].isalnum() or word in AUXILIARIES or word in ADVERBS or word in CONJUNCTIONS:
        return True
    if word in PREPOSITIONS and word != "of":
        return True
    return bool(group) and (word in PRONOUNS or (word in DETERMINERS and group[-1].lower != "of"))


def _is_verb(token: Token, following: list[Token], *, follows_name: bool) -> bool:
    """Whether a word in or after a noun group is rather the verb of its clause."""
    word = token.lower
    if not token.text[0].islower():
        return False
    if word in _PASTS or (word.endswith("ed") and len(word) > 4):
        return True
    if word in REPORTING and (word not in NOUN_LIKE or follows_name):
        return True
    if not follows_name or not word.endswith("s") or word.endswith(("ss", "'s")) or word.endswith(_PEOPLE):
        return False
    after = following[0].lower if following else ""
    return after not in AUXILIARIES and after not in REPORTING and after not in _PASTS


def _is_subject(group: list[Token]) -> bool:
    """Whether a noun group can be of whom or what a figure is given: no time, no count, no pronoun, no stray mark."""
    words = [t for t in group if t.lower not in DETERMINERS]
    if not words or all(t.lower in PRONOUNS or t.lower in _MARKERS for t in words):
        return False
    first, last = words[0], words[-1]
    if first.text.islower() and first.lower.endswith(("ed", "ing")) and words == group:
        return False  # without an article "printed figures" is rather what somebody did
    if first.lower.partition("'")[0] in PRONOUNS:
        return False
    if first.lower in _NUMBERS or first.text[0].isdigit() or (len(words) == 1 and len(first.text) < 2):
        return False
    return not (last.lower in _TIMES or first.lower in _MARKERS or first.lower in _PASTS)


def _bare(words: str) -> str:
    return words.removesuffix("'s").removesuffix("’s")
