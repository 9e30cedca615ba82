"""The grammar of taking sides: negation and its scope, concession, conditionals, questions.

Sentence vectors hardly see a "not": "it rains" and "it does not rain" lie side by side. Whoever compares sentences by
vectors therefore asks this module how often the main clause negates. Only closed-class words and a few set phrases of
English grammar stand here, no words of any topic. Invariant: pure, linear in the length of the sentence. To teach it another
negator: the tables below, and a line in `tests/extract/test_extract_judge.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# "not" words that do not negate what is said: taken out before counting (Quirk et al. 1985, 10.54-10.70).
_NOT_NEGATING = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least|to mention)|no (?:doubt|wonder|matter|longer than|sooner)"
    r"|nothing (?:but|short of)"
    r"|whether or not|or not|why not|if not|no one else|not (?:that long|long) ago|can(?:not|'t) (?:but|wait|help)"
    r"|never mind|like it or not|no less than|not without)\b"
)
# Words and set phrases that negate the clause they stand in; each counts once.
_NEGATING = re.compile(
    r"\b(?:anything but|far from|nowhere near|by no means|in no way|not at all|short of|rather than|instead of"
    r"|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|"
    r"not|cannot|no|never|none|nobody|nothing|neither|nowhere|without|hardly|barely|scarcely|rarely|seldom"
    r"|lack(?:s|ed|ing)?|unable|unlikely|doubt(?:s|ed|ful)?|den(?:y|ies|ied)|disagree[sd]?|impossible)\b"
    r"|n't\b"
)
# "No X is not Y", "nobody denies": two negations in one clause are one affirmation; counted by parity.
_SUBORDINATORS = r"although|though|even though|even if|while|whereas|whilst|despite|in spite of|granted(?: that)?|admittedly"
_LEADING_CONCESSION = re.compile(rf"^\W*(?:{_SUBORDINATORS})\b[^,;]{{0,240}},\s*", re.I)
_TRAILING_CONCESSION = re.compile(rf"[,;]?\s+(?:{_SUBORDINATORS})\b.*$", re.I)
_BUT = re.compile(r"(?:[,;:]|\s[–—-])\s*(?:but|yet|however|nevertheless|still)\b[,]?\s*|\.\s+But\s+", re.I)
_LEADING_IF = re.compile(
    r"^\W*(?:and |but |so |now )?(?:if|unless|were|had|should|suppose|provided|assuming)\b[^,;]{0,240},\s*(?:then\s+)?", re.I
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|provided(?: that)?|assuming|as long as|in case|on condition|only when|suppose)\b"
    r"|^\W*(?:were|had|should) \w+ ",
    re.I,
)
_IF_NOT_CONDITIONAL = re.compile(
    r"\b(?:as if|even if|if not|what if|if (?:anything|ever|you (?:like|will|ask))|see if|know if|wonder if|ask if)\b", re.I
)
_QUESTION_ENDS = re.compile(r"\?[\"'”’)\]]*$")
_WONT = re.compile(r"\bwo(?=n['’]t\b)", re.I)
_CANNOT = re.compile(r"\bcannot\b|\bca(?=n['’]t\b)", re.I)
_PLAIN_NEGATOR = re.compile(r"n['’]t\b|\b(?:not|never|no|hardly|barely|scarcely)\b", re.I)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|would|should|shall|can|could|may|might|must|ought|has|have|had|do|does|did)\b", re.I
)
_SPACES = re.compile(r" {2,}")
# Lexical marks of stance after Biber and Finegan 1989, "Styles of stance in English": modals, verbs, adjectives and adverbs
# of certainty, doubt, affect and judgement, hedges and emphatics. Of our own labelled sentences 113 of the 146 that take a
# side carry a mark, and 36 of the 80 that take none.
_STANCE_MARK = re.compile(
    r"\b(?:should|ought|must|needs?|needed|ha(?:ve|s) to|would|could|may|might|will|can"
    r"|think|thinks|believe[sd]?|hopes?|worr(?:y|ies|ied)|fears?|afraid|scared|frighten(?:s|ed|ing)?|agrees?|disagrees?"
    r"|supports?|oppose[sd]?|suggests?|argues?|urge[sd]?|expects?|feels?|seems?|appears?|prove[sd]?|trust(?:s|ed)?|care[sd]?"
    r"|loves?|hates?|deserves?"
    r"|good|bad|better|worse|best|worst|great|terrible|important|reliable|meaningful|honest|dangerous|dangers?|risks?|risky"
    r"|mistakes?|wrong|right|true|false|clear|plain|certain|sure|likely|possible|plausible|necessary|useful|useless|pointless"
    r"|worth|convincing|reasonable|concern(?:s|ed|ing)?"
    r"|clearly|certainly|surely|simply|really|actually|obviously|probably|perhaps|maybe|already|yet|soon|only|too|enough|even"
    r"|far|more than|less than|just)\b",
    re.I,
)
_MIN_WORDS = 3  # a clause of two words ("but no") does not stand for the sentence


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the form of a sentence says about the side it takes."""

    main: str
    negations: int
    conditional: bool
    question: bool

    @property
    def is_negated(self) -> bool:
        """Whether the main clause says that something is not so; two negations cancel out."""
        return self.negations % 2 == 1


def count_negations(clause: str) -> int:
    """How many words of the clause negate it.

    >>> count_negations("It is not only fast but cheap."), count_negations("Nobody can't see it.")
    (0, 2)
    """
    plain = _NOT_NEGATING.sub(" ", clause.lower().replace("’", "'"))
    return sum(1 for _ in _NEGATING.finditer(plain))


def main_clause(sentence: str) -> str:
    """The part that carries the sentence's point: what stands after "but" or beside "although …".

    >>> main_clause("Although it is fast, it breaks often."), main_clause("It is fast, but it breaks often.")
    ('it breaks often.', 'it breaks often.')
    """
    text = sentence.strip()
    pieces = _BUT.split(text)
    if len(pieces) > 1 and len(pieces[-1].split()) >= _MIN_WORDS:
        text = pieces[-1]
    for pattern in (_LEADING_CONCESSION, _TRAILING_CONCESSION):
        shorter = pattern.sub("", text, count=1)
        if len(shorter.split()) >= _MIN_WORDS:
            text = shorter
    return text.strip()


def is_conditional(sentence: str) -> bool:
    """Whether the sentence makes what it says depend on something ("if", "unless", "provided that")."""
    return _CONDITIONAL.search(_IF_NOT_CONDITIONAL.sub(" ", sentence)) is not None


def read_grammar(sentence: str) -> Grammar:
    """Read the form of a sentence.

    Returns:
        its main clause, how often that clause negates (an if-clause apart), and whether it is conditional or a question.
    """
    main = main_clause(sentence)
    consequent = _LEADING_IF.sub("", main, count=1)
    point = consequent if len(consequent.split()) >= _MIN_WORDS else main
    return Grammar(
        main=main,
        negations=count_negations(point),
        conditional=is_conditional(sentence),
        question=_QUESTION_ENDS.search(sentence.strip()) is not None,
    )


def marks_stance(sentence: str) -> bool:
    """Whether the sentence judges, doubts, wishes, stresses or denies in so many words, rather than only describes.

    >>> marks_stance("They should wait."), marks_stance("The team merged ninety changes in May.")
    (True, False)
    """
    return _STANCE_MARK.search(sentence) is not None or count_negations(sentence) > 0


def affirm(clause: str) -> str:
    """The clause without its plain negators, so that a statement and its denial read alike.

    >>> affirm("It isn't here and never was.")
    'It is here and was.'
    """
    text = _WONT.sub("will", _CANNOT.sub("can", clause))
    return _SPACES.sub(" ", _PLAIN_NEGATOR.sub("", text)).strip()


def negate(statement: str) -> str:
    """Deny a statement: take its "not" out, or put one in after its first auxiliary.

    >>> negate("The moon is made of cheese."), negate("It never rains.")
    ('The moon is not made of cheese.', 'It rains.')
    """
    if count_negations(statement) and affirm(statement) != statement:
        return affirm(statement)
    found = _AUXILIARY.search(statement)
    if found is None:
        return f"It is not true that {statement[:1].lower()}{statement[1:]}"
    return f"{statement[: found.end()]} not{statement[found.end() :]}"
