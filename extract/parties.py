"""Who can hold a figure or a view: persons, groups and organisations, told from tools and things, which hold none.

"The stopwatch found an 11x speed-up" credits nobody. The nouns are those of `parties.txt`, which `training.english.parties`
makes from WordNet 3.0 (its licence lies in `models/english/LICENSE-WORDNET`); a name is a thing's where the document says so
beside it ("its agent Loom") or the reader of names knows a product by it. Texts (reports, studies) are `lexicon`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from extract.lexicon import FUNCTION_WORDS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PATH = Path(__file__).parent / "parties.txt"
_IRREGULAR = {"men": "man", "women": "woman", "children": "child", "folks": "folk"}
# What does a task for somebody and is called by a name: nouns of general English for tools and programs.
_TOOLS = frozenset(
    "agent algorithm app application assistant bot chatbot device engine framework instrument library machine model "
    "platform product program programme robot service software system tool".split()
)
_CALLED = frozenset("call name dub christen".split())


@cache
def _nouns() -> frozenset[str]:
    return frozenset(PATH.read_text(encoding="ascii").split())


def is_party(noun: str) -> bool:
    """Whether a common noun, in either number, is one for persons, a group or an organisation.

    >>> [is_party(n) for n in ("engineers", "agencies", "spokeswomen", "stopwatch", "agents")]
    [True, True, True, False, False]
    """
    word = noun.lower().removesuffix("'s").rstrip("'")
    word = word.rpartition("-")[2] or word
    singular = [word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"]
    singular += [word.removesuffix(many) + one for many, one in _IRREGULAR.items() if word.endswith(many)]
    return any(form in _nouns() for form in singular)


def is_tool(noun: str) -> bool:
    """Whether a common noun, in either number, is one for a tool or a program."""
    return noun.lower().removesuffix("s") in _TOOLS or noun.lower() in _TOOLS


@dataclass(frozen=True, slots=True)
class Named:
    """What the trees of a document tell of its names.

    `tools` are those of tools, in lower case. `plain` are words of the names of people and organisations, as written, that
    words in a row do not show: without a capital, or with one and the look of a plural that opens a sentence ("Vos").
    `parties` are the whole names of people and organisations, as written, `organisations` those of the latter.
    """

    tools: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


NO_NAMES = Named()


def named_in(docs: Iterable[Doc]) -> Named:
    """The names that a document calls a tool by, and those of people and organisations that only its trees show."""
    products: set[str] = set()
    others: set[str] = set()
    called: set[str] = set()
    plain: set[str] = set()
    people: set[str] = set()
    organisations: set[str] = set()
    for doc in docs:
        for name in doc.ents:
            (products if name.label_ == "PRODUCT" else others).add(name.text.lower())
            if name.label_ in {"PERSON", "ORG"}:
                whole = name.text.removesuffix("'s").removesuffix("’s")
                (people if name.label_ == "PERSON" else organisations).add(whole)
            if name.label_ in {"PERSON", "ORG"} and (name.text.islower() or (len(name) == 1 and name.text.endswith("s"))):
                plain |= {t.text for t in name if t.is_alpha and len(t) > 2 and t.lower_ not in FUNCTION_WORDS}
        called |= {name.lower_ for token in doc if token.lower_ in _TOOLS for name in _named_beside(token)}
    return Named(
        frozenset(called | (products - others)),
        frozenset(w for w in plain if w.lower() not in called),
        frozenset(people | organisations),
        frozenset(organisations - people),
    )


def _named_beside(tool: Token) -> Iterator[Token]:
    """ "Loom" of "its agent Loom", "the agent, Loom", "Loom, an agent that writes tests" and "an agent called Loom"."""
    following = tool.nbor() if tool.i + 1 < len(tool.doc) else tool
    if following.pos_ == "PROPN" and (following.head == tool or tool.head == following):
        yield following
    if tool.dep_ == "appos" and tool.head.pos_ == "PROPN" and tool.head.i < tool.i:
        yield tool.head
    for child in tool.children:
        if child.dep_ == "appos" and child.pos_ == "PROPN" and child.i > tool.i:
            yield child
        if child.lemma_ in _CALLED and child.i > tool.i:
            yield from (c for c in child.children if c.pos_ == "PROPN" and c.i > child.i)
