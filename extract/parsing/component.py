"""The spaCy component: sets parts of speech, lemmas, dependencies, sentence starts and names on an ordinary `Doc`.

Registered as the factory `syntopic_english`: `nlp.add_pipe("syntopic_english")` works once this module was imported.
White space tokens are not shown to the model: they hang on the word before them. Entities that stand already are kept where
they do not overlap with a name. Pauses of a transcript may be given as `doc.user_data["pauses"]`: seconds by the
character offset of the word after the pause.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Span
from spacy.util import filter_spans

from extract.parsing import PAUSES
from extract.parsing.noun_chunks import noun_chunks
from extract.parsing.places import place_kind
from extract.parsing.shapes import PARAGRAPH_BREAK, break_of
from extract.parsing.weights import SHIPPED, EnglishWeights
from extract.parsing.windows import Reading, Words, read_words
from extract.parsing.words import split_its

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

FACTORY = "syntopic_english"
ENT_TYPES = {"PER": "PERSON", "ORG": "ORG"}
ATTRIBUTES = ["POS", "TAG", "MORPH", "LEMMA", "HEAD", "DEP"]


class EnglishReader(Pipe):
    """Runs the shipped model, or one of the same kind from another folder."""

    def __init__(self, nlp: Language, name: str, *, path: str | None = None, threads: int = 1) -> None:
        """Load the model.

        Raises:
            ConfigError: the model is missing or is not what its manifest says.
        """
        self.name, self.vocab, self.path, self.threads = name, nlp.vocab, path, threads
        self.model = EnglishWeights(Path(path) if path else SHIPPED, threads=threads)
        strings, vocab = nlp.vocab.strings, nlp.vocab
        self._upos = np.array([strings.add(label) for label in self.model.upos], dtype=np.uint64)
        self._xpos = np.array([strings.add(label) for label in self.model.xpos], dtype=np.uint64)
        self._feats = np.array([vocab.morphology.add("" if f == "_" else f) for f in self.model.feats], dtype=np.uint64)
        self._rels = np.array([strings.add("ROOT" if r == "root" else r) for r in self.model.rels], dtype=np.uint64)
        self._space = [strings.add("SPACE"), strings.add("_SP"), vocab.morphology.add(""), 0, 0, strings.add("dep")]
        self._root = strings.add("ROOT")
        self._lemmas: dict[tuple[str, int, int, bytes, bool], int] = {}
        vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]  # spaCy's stub leaves the label out

    @property
    def revision(self) -> str:
        """Names the weights and their settings."""
        return self.model.revision

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        split_its(doc)
        places, words = words_of(doc)
        if not places:
            return doc
        reading = read_words(self.model, words)
        doc.from_array(ATTRIBUTES, self._array(doc, places, words, reading))  # type: ignore[arg-type]
        spans = [_named(doc[places[a] : places[b - 1] + 1], label) for a, b, label in reading.names]
        doc.set_ents(filter_spans([*spans, *doc.ents]))
        return doc

    def _array(self, doc: Doc, places: list[int], words: Words, reading: Reading) -> Any:
        """One row per token of the document, as `Doc.from_array` wants it."""
        table = np.zeros((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        at = np.array(places)
        table[at, 0] = self._upos[reading.upos]
        table[at, 1] = self._xpos[reading.xpos]
        table[at, 2] = self._feats[reading.feats]
        table[at, 3] = self._lemma_numbers(words, reading)
        table[at, 4] = (at[reading.heads] - at).astype(np.int64).astype(np.uint64)
        is_root = reading.heads == np.arange(len(at))
        table[at, 5] = np.where(is_root, np.uint64(self._root), self._rels[reading.rels])
        is_space = np.ones(len(doc), dtype=bool)
        is_space[at] = False
        for i in np.flatnonzero(is_space).tolist():
            before = int(np.searchsorted(at, i)) - 1
            head = places[before] if before >= 0 else places[0]
            table[i] = [*self._space[:3], self.vocab.strings.add(doc[i].text), 0, self._space[5]]
            table[i, 4] = np.int64(head - i).astype(np.uint64)
        return table

    def _lemma_numbers(self, words: Words, reading: Reading) -> Any:
        numbers = np.zeros(len(words.forms), dtype=np.uint64)
        model, strings = self.model, self.vocab.strings
        is_cased = any(form != form.lower() for form in words.forms)
        if len(self._lemmas) > 200_000:
            self._lemmas.clear()
        for i, form in enumerate(words.forms):
            upos, xpos, scripts = int(reading.upos[i]), int(reading.xpos[i]), reading.scripts[i]
            key = (form, upos, xpos, scripts.tobytes(), is_cased)
            number = self._lemmas.get(key)
            if number is None:
                edits = [model.scripts[k] for k in scripts.tolist()]
                lemma = model.lexicon.lemma(form, model.upos[upos], model.xpos[xpos], edits, is_cased=is_cased)
                number = strings.add(lemma)
                self._lemmas[key] = number
            numbers[i] = number
        return numbers

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing to write: the configuration names the model."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EnglishReader:
        """Nothing to read: the configuration names the model."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing: the configuration names the model."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EnglishReader:
        """Nothing: the configuration names the model."""
        return self


def _named(span: Span, label: str) -> Span:
    return Span(span.doc, span.start, span.end, label=ENT_TYPES.get(label) or place_kind(span.text))


def words_of(doc: Doc) -> tuple[list[int], Words]:
    """The tokens of a document that are not white space, and what the model is told of them."""
    places: list[int] = []
    forms: list[str] = []
    breaks: list[int] = []
    glued: list[bool] = []
    white, given = "\n\n", doc.user_data.get(PAUSES) or {}
    pauses: dict[int, float] = {}
    for token in doc:
        if token.is_space:
            white += token.text + token.whitespace_
            continue
        if given and token.idx in given:
            pauses[len(places)] = float(given[token.idx])
        places.append(token.i)
        forms.append(token.text)
        breaks.append(break_of(white))
        glued.append(not white)
        white = token.whitespace_
    if breaks:
        breaks[0] = PARAGRAPH_BREAK
    return places, Words(forms, breaks, glued, pauses)


@Language.factory(
    FACTORY,
    assigns=[
        "token.pos",
        "token.tag",
        "token.morph",
        "token.lemma",
        "token.head",
        "token.dep",
        "token.is_sent_start",
        "doc.sents",
        "doc.ents",
    ],
    default_config={"path": None, "threads": 1},
)
def make_english_reader(nlp: Language, name: str, path: str | None, threads: int) -> EnglishReader:
    """The factory that spaCy calls."""
    return EnglishReader(nlp, name, path=path, threads=threads)
