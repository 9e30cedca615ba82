"""The stance reader as a spaCy component, registered through `Language.factory` as "syntopic_stances".

    nlp.add_pipe("syntopic_stances", config={"topics": ["rsi"]}).warm_up(encoder)

Which packs it reads is configuration and data; encoder and judge are handed in by `warm_up`, because extract owns neither.
It reads the `Inputs` of `doc._.syntopic` as the claim reader does (a bare `Doc` is one segment of its author's), and sets
`doc._.stances`. Invariant: it changes nothing else of a `Doc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.errors import ConfigError
from corpus.protocols import Encoder, PairJudge
from corpus.topic import TopicPack, load_topic
from extract.stances.reader import StanceReader

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

STANCES = "syntopic_stances"


class StanceComponent:
    """Sets `doc._.stances`."""

    def __init__(self, topics: Sequence[TopicPack], reader: StanceReader | None = None) -> None:
        self.topics = tuple(topics)
        self.reader = reader

    def warm_up(self, encoder: Encoder, judge: PairJudge | None = None) -> StanceComponent:
        """Hand in the models; returns the component itself."""
        self.reader = StanceReader(self.topics, encoder, judge)
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Reads the stances of the `Doc`'s text.

        Raises:
            ConfigError: no encoder was handed in.
        """
        from extract.components import inputs_of_text, sentences_of

        if self.reader is None:
            raise ConfigError(
                f"{STANCES} has no encoder, so it cannot tell what a sentence is about",
                remedy='call nlp.get_pipe("syntopic_stances").warm_up(encoder) first',
            )
        inputs = doc._.syntopic or inputs_of_text(doc.text, sentences_of(doc))
        doc._.stances = self.reader.read(
            inputs.document,
            inputs.segments,
            sentences_of(doc, offset=inputs.offset),
            inputs.credits,
            occurrences=inputs.occurrences,
        )
        return doc


def register_stances() -> None:
    """Makes the factory and its extensions known to spaCy; calling it again changes nothing."""
    from spacy.language import Language
    from spacy.tokens import Doc

    for name, default in (("syntopic", None), ("stances", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Language.has_factory(STANCES):
        Language.factory(
            STANCES,
            default_config={"topics": []},
            assigns=["doc._.stances"],
            requires=["doc.sents"],
            func=_make_stance_component,
        )


def _make_stance_component(nlp: Language, name: str, topics: list[str]) -> StanceComponent:
    return StanceComponent([load_topic(topic) for topic in topics])
