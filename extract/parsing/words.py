"""Words as Universal Dependencies cuts them: spaCy's English tokenizer with the rules in which the two differ.

Why: a word that is cut otherwise than in the treebanks costs its part of speech, its lemma and an arc or two, and nothing
that is learnt later wins them back. Chosen on the training parts of EWT and GUM alone, and only where the rule holds in any
English text: runs of the same mark are one word, bound prefixes stay with their word, numbers of telephones and names of
files stay whole, "and/or" is three words. Ranges of numbers and names such as "GPT-4" are left as spaCy cuts them, since
the readers of quantities rely on it. Invariant: the words of a text still join up to the text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from spacy.lang.tokenizer_exceptions import URL_PATTERN
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

# bound prefixes that are whole words with what follows in at least nine of ten cases of the training parts
PREFIXES = (
    "anti",
    "co",
    "counter",
    "cross",
    "e",
    "ex",
    "mid",
    "mini",
    "multi",
    "non",
    "over",
    "post",
    "pre",
    "pro",
    "re",
    "semi",
)
_HYPHENS = "(?:-|–|—"  # how spaCy's rule for hyphens between letters begins
_NO_PREFIX = "".join(rf"(?<!\b(?i:{prefix}))" for prefix in PREFIXES)

_RUNS = r"(?:[!?][.!?]+|\.[!?]+(?<=[a-z]\.[!?])|==+|__+|\*\*+|~~+|\+\++|##+|<<+|>>+|[-=*_~]{3,})"
_START_RUNS = r"(?:\${2,}|[!?][.!?]+|[-=*_~+]{2,}|##+|<<+|>>+)"
_HEAP = r"[^\w\s]{12,}"  # so many marks are one word, else spaCy takes them off one by one, in time of their number squared
_CLOCK = r"(?<=\d)(?:[ap]m|[AP]M|[ap]\.m\.)"
_BRACKET = r"(?<=[A-Za-z])[()\[\]](?=[A-Za-z])"
# brackets, quotation marks and dashes with a word on either side: "it),which", "[1]–[11]", "name"<address>, "so--as it was"
_CLOSED = r"(?<=\w)[)\]]+(?=[.,;(\[<\w–-])|(?<=[\w)\].,])[(\[{]+(?=[\w$])|(?<=[)\]])[.,;]?–?(?=[\w.(\[-])"
_QUOTED = r"(?<=[A-Za-z])[\"”]+(?=[<(A-Za-z-])|(?<=[\"”])<|(?<=-)[\"“](?=[A-Za-z])|(?<=[\"”])-(?=[A-Za-z])"
_DASHES = r"(?<=\S)-{2,}(?=\S)"
_COLON = r"(?<=[A-Za-z])[:;](?=[<\d])|(?<=[a-z]);(?=[a-z])|(?<=:)<(?=\w)|(?<=[A-Za-z])#(?=\d)"  # "Tel:555", "job#1"
_JOINED = r"(?<=[a-z\d])[?!]+(?=[A-Za-z])"  # "right?Anyway"
_CLOCKS = r"(?<=\d)(?=[ap]m[-–])|(?<=[apAP][mM])[-–](?=\d)|(?<=\d)[-–](?=[$€£])|(?<=[-–][$€£])(?=\d)"  # "9am-5pm", "$5-$10"
_AND = r"(?<=\b[A-Z])&(?=[A-Z]\b)"
_LED = r"(?<=[A-Za-z]\.)-(?=[A-Za-z])"  # "U.S.-led"
_SHORTENED = r"(?<=[A-Za-z])(?=[nN]['’][tT](?![A-Za-z]))|(?<=[A-Za-z])(?=['’](?:m|re|ve|ll|d|s|M|RE|VE|LL|D|S)(?![A-Za-z]))"
_DASH_BEFORE, _DASH_AFTER = r"-(?=[A-Za-z])", r"(?<=[A-Za-z])-"  # put to one word of two, as in "-more" and "later- "
_ADDRESS = re.compile(r'(?u)(?!\S*[<"])' + URL_PATTERN)  # spaCy takes "Ann"<ann@example.org> for one, with its user
_KEPT = re.compile(
    r"\d{1,4}(?:-\d{2,4}){2,4}"
    r"|[\w#&-][\w#.&-]{0,80}\.(?:docx?|xlsx?|pptx?|pdf|html?|txt|jpe?g|png|gif|zip|csv|json|py)",
    re.IGNORECASE,
)
_ABBREVIATIONS = (
    "al.",
    "Capt.",
    "Lt.",
    "Ft.",
    "Tues.",
    "Wed.",
    "Thurs.",
    "Fri.",
    "approx.",
    "dept.",
    "Thur.",
    "Sat.",
    "Attn.",
    "Reps.",
)
_CUT = {
    "wanna": ("wan", "na"),
    "Wanna": ("Wan", "na"),
    "alot": ("a", "lot"),
    "outta": ("out", "ta"),
    "dunno": ("du", "n", "no"),
}
_DROPPED = ("and/or", "):")
# what follows "its" where it is short for "it is" or "it has", as threads write it, and never where it is the possessive
_AFTER_IT_IS = frozenset(
    "a an the this that these those my your his her our their it he she they we you i not been what why how who when where"
    " because if in on at from for with between about as really just also so definitely probably gonna".split()
)


def set_word_rules(nlp: Language) -> Language:
    """Change the tokenizer of a pipeline that was made by `spacy.blank("en")`; returns the pipeline."""
    kept: Any = nlp.tokenizer  # spaCy has no stub of its tokenizer
    defaults = nlp.Defaults
    infixes = [_NO_PREFIX + rule if _HYPHENS in rule else rule for rule in map(str, defaults.infixes or ())]
    prefixes = [_HEAP, _START_RUNS, "‘’", _DASH_BEFORE, *(defaults.prefixes or ())]
    rules = {word: parts for word, parts in kept.rules.items() if word not in _DROPPED}
    rules |= {word: [{"ORTH": word}] for word in _ABBREVIATIONS}
    rules |= {word: [{"ORTH": part} for part in parts] for word, parts in _CUT.items()}
    nlp.tokenizer = type(kept)(  # a new one: each change of a tokenizer reads all its rules again
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex([_HEAP, _RUNS, _CLOCK, _DASH_AFTER, *(defaults.suffixes or ())]).search,
        infix_finditer=compile_infix_regex(
            [_BRACKET, _CLOSED, _QUOTED, _DASHES, _COLON, _JOINED, _CLOCKS, _AND, _LED, _SHORTENED, *infixes]
        ).finditer,
        token_match=_KEPT.fullmatch,
        url_match=_ADDRESS.match,
        faster_heuristics=kept.faster_heuristics,
    )
    return nlp


def split_its(doc: Doc) -> None:
    """Cut "its" in two, as the treebanks do, where the word behind it shows that it is short for "it is"."""
    found = [
        token
        for token, after in pairwise(doc)
        if token.lower_ == "its" and after.lower_ in _AFTER_IT_IS and token.whitespace_ and not _is_hyphened(after)
    ]
    if not found:
        return
    with doc.retokenize() as retokenizer:
        for token in found:
            retokenizer.split(token, [token.text[:2], token.text[2:]], heads=[token, token])


def _is_hyphened(token: Token) -> bool:
    """Whether a word is the first of a compound, as in "its in-house tools"."""
    return not token.whitespace_ and token.i + 1 < len(token.doc) and token.nbor().text[0] in "-–"
