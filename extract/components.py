"""The readers as spaCy components, registered through `Language.factory`.

A component reads one `Doc` whose words are one document's text. The document and its segments travel in the typed extension
`doc._.syntopic` (an `Inputs`); what is read comes back in `doc.spans["quantities"]` and `doc._.claims`. Invariant: a
component changes nothing of a `Doc` but what it declares to assign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.ids import Occurrences, sha256_hex
from corpus.records import Claim, Document, Role, Segment
from extract.attribution import Credits, build_credits, known_names
from extract.claims import read_claims
from extract.counted import with_counted
from extract.cues import Sentence
from extract.naming import tokens_of
from extract.numbers import Reading, read_quantities
from extract.quantities import Mention, mentions_of
from extract.standing import with_standing

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

QUANTITIES = "syntopic_quantities"
CLAIMS = "syntopic_claims"
SPANS = "quantities"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a `Doc` is a reading of: the stretch of `document.text` that starts at `offset`.

    `credits` are those of the whole document; `occurrences` counts equal claims across all `Doc`s of one document.
    """

    document: Document
    segments: tuple[Segment, ...]
    credits: Credits
    offset: int = 0
    occurrences: Occurrences = field(default_factory=Occurrences)


class QuantityReader:
    """Sets `doc.spans["quantities"]`, aligned to tokens, and `doc._.readings`, exact to the character."""

    def __call__(self, doc: Doc) -> Doc:
        """Reads the quantities of the `Doc`'s text."""
        readings = with_standing(doc, with_counted(doc, read_quantities(doc.text)))
        doc._.readings = readings
        spans = [doc.char_span(r.start, r.end, label=r.unit, alignment_mode="expand") for r in readings]
        doc.spans[SPANS] = [s for s in spans if s is not None]
        return doc


class ClaimReader:
    """Sets `doc._.claims` from `doc._.readings`; a `Doc` without `Inputs` is read as one segment by its author."""

    def __call__(self, doc: Doc) -> Doc:
        """Decides which quantities are claims, and reads everything about them."""
        inputs = doc._.syntopic or inputs_of_text(doc.text, sentences_of(doc))
        readings: Sequence[Reading] = doc._.readings
        doc._.claims = read_claims(
            inputs.document,
            inputs.segments,
            sentences_of(doc, offset=inputs.offset),
            inputs.credits,
            readings=[shifted(r, inputs.offset) for r in readings],
            occurrences=inputs.occurrences,
        )
        return doc


def shifted(reading: Reading, offset: int) -> Reading:
    """A reading with `offset` added to its places."""
    if offset == 0:
        return reading
    return replace(
        reading,
        start=reading.start + offset,
        end=reading.end + offset,
        number_end=None if reading.number_end is None else reading.number_end + offset,
        noun_start=None if reading.noun_start is None else reading.noun_start + offset,
        noun_end=None if reading.noun_end is None else reading.noun_end + offset,
    )


def sentences_of(doc: Doc, *, offset: int = 0) -> tuple[tuple[int, int], ...]:
    """The sentences of a `Doc` as character spans without white space at their ends, `offset` added."""
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        words = sent.text
        left = len(words) - len(words.lstrip())
        right = len(words.rstrip())
        if right > left:
            spans.append((offset + sent.start_char + left, offset + sent.start_char + right))
    return tuple(spans)


def mentions_of_doc(doc: Doc) -> list[Mention]:
    """Every quantity of a `Doc` that carries sentence ends, claim or not; `doc._.readings` are used if they are there."""
    register_components()
    text = doc.text  # made anew each time it is asked for
    readings = doc._.readings or with_counted(doc, read_quantities(text))
    sentences = sentences_of(doc)
    names = known_names([Sentence(a, b, None, tokens_of(text, a, b)) for a, b in sentences])
    return mentions_of(text, readings, sentences, names)


def inputs_of_text(text: str, sentences: tuple[tuple[int, int], ...]) -> Inputs:
    """Inputs for a bare text: one segment, its author's."""
    revision = sha256_hex(text.encode())
    document = Document(
        f"doc-{revision[:16]}", "text", revision, "", "text", None, None, "", (), None, "en", text, revision, "", ""
    )
    segment = Segment(f"seg-{revision[:16]}", document.id, 0, len(text), Role.BODY, "author", None, None, None, None, None)
    return Inputs(document, (segment,), build_credits(document, (segment,), sentences))


def register_components() -> None:
    """Makes the factories and extensions known to spaCy; calling it again changes nothing."""
    from spacy.language import Language
    from spacy.tokens import Doc

    for name, default in (("syntopic", None), ("readings", ()), ("claims", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Language.has_factory(QUANTITIES):
        Language.factory(
            QUANTITIES, assigns=["doc.spans", "doc._.readings"], requires=["doc.sents"], func=_make_quantity_reader
        )
    if not Language.has_factory(CLAIMS):
        Language.factory(CLAIMS, assigns=["doc._.claims"], requires=["doc._.readings", "doc.sents"], func=_make_claim_reader)


def _make_quantity_reader(nlp: Language, name: str) -> QuantityReader:
    return QuantityReader()


def _make_claim_reader(nlp: Language, name: str) -> ClaimReader:
    return ClaimReader()


__all__ = ["Claim", "ClaimReader", "Inputs", "QuantityReader", "inputs_of_text", "register_components", "sentences_of"]
