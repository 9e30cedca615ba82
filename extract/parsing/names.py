"""Names of this field as an entity ruler: organisations, people, models and benchmarks that a general reader gets wrong.

The bundled list is data (`names.toml`); a topic pack extends it through `add_names`. A name that is also an ordinary word
("Meta", "Claude", "Cursor") counts only as it is written there, any other in every capitalisation, because captions and
threads have none. Invariant: the ruler overrules the model, so a name goes into the list only where it means one thing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.util import filter_spans

from extract.parsing.places import place_kind
from extract.parsing.words import set_word_rules

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

FACTORY = "syntopic_names"
BUNDLED = Path(__file__).parent / "names.toml"
KINDS = {"organisations": "ORG", "people": "PERSON", "places": "GPE", "models": "PRODUCT", "benchmarks": "PRODUCT"}


class NameRuler:
    """Marks listed names; where two overlap the longer wins."""

    def __init__(self, vocab: Vocab, *, bundled: bool = True) -> None:
        from spacy.matcher import PhraseMatcher

        self.vocab = vocab
        self._exact, self._any_case = PhraseMatcher(vocab, attr="ORTH"), PhraseMatcher(vocab, attr="LOWER")
        self._tokenizer: Language | None = None
        if bundled:
            stored = tomllib.loads(BUNDLED.read_text(encoding="utf-8"))
            for kind, names in stored["any_case"].items():
                self.add(KINDS[kind], names)
            for kind, names in stored["as_written"].items():
                self.add(KINDS[kind], names, as_written=True)

    def add(self, label: str, names: Iterable[str], *, as_written: bool = False) -> None:
        """More names of one kind.

        Args:
            label: an entity type, such as ORG.
            as_written: the names count in this capitalisation only.
        """
        import spacy

        if self._tokenizer is None:
            self._tokenizer = set_word_rules(spacy.blank("en", vocab=self.vocab))
        matcher = self._exact if as_written else self._any_case
        matcher.add(label, [self._tokenizer.make_doc(name) for name in sorted(set(names))])

    def __call__(self, doc: Doc) -> Doc:
        """Set the listed names among the entities of a document."""
        found = filter_spans([*self._exact(doc, as_spans=True), *self._any_case(doc, as_spans=True)])
        if found:
            taken = {i for span in found for i in range(span.start, span.end)}
            kept = [ent for ent in doc.ents if not taken.intersection(range(ent.start, ent.end)) or _holds(ent, found)]
            held = {i for ent in kept for i in range(ent.start, ent.end)}
            doc.set_ents([*kept, *(span for span in found if not held.intersection(range(span.start, span.end)))])
        return doc


def _holds(ent: Span, found: Iterable[Span]) -> bool:
    """Whether a read name is longer than a listed one of its kind in it (`OpenAI Foundation` holds `OpenAI`)."""
    return any(
        span.start >= ent.start and span.end <= ent.end and len(span) < len(ent) and span.label == ent.label
        for span in found
    )


def add_names(nlp: Language, names: Mapping[str, Iterable[str]], *, as_written: bool = False) -> None:
    """Extend the ruler of a pipeline, as a topic pack does.

    Args:
        names: by kind: organisations, people, places, models or benchmarks.
    Raises:
        KeyError: the pipeline has no ruler of names, or a kind is not one of these.
    """
    ruler = nlp.get_pipe(FACTORY)
    for kind, listed in sorted(names.items()):
        by_label: dict[str, list[str]] = {}
        for name in listed:
            by_label.setdefault(place_kind(name) if kind == "places" else KINDS[kind], []).append(name)
        for label, alike in sorted(by_label.items()):
            ruler.add(label, alike, as_written=as_written)  # type: ignore[attr-defined]


def register() -> None:
    """Make the ruler known to spaCy; calling it again changes nothing."""
    from spacy.language import Language

    if not Language.has_factory(FACTORY):

        def make(nlp: Language, name: str, bundled: bool) -> NameRuler:
            return NameRuler(nlp.vocab, bundled=bundled)

        Language.factory(FACTORY, assigns=["doc.ents"], default_config={"bundled": True}, func=make)


register()
