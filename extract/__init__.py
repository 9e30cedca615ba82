"""Documents to numeric claims, stances, attributions and summaries, as spaCy components.

Importing this package loads neither spaCy nor a model: the functions below import what they need when they are called. It
meets the other stages only in `corpus`. Concerns and their modules: numbers (`numbers/`), what is no claim (`not_claims`),
bounds (`modifiers`), certainty, time, measure and scope (`clauses`), who is credited (`attribution`); `claims` joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.version import EXTRACT_VERSION

if TYPE_CHECKING:
    from spacy.language import Language

    from corpus.protocols import Encoder, PairJudge
    from corpus.topic import TopicPack
    from extract.reader import Reader

__all__ = ["EXTRACT_VERSION", "build_reader", "load_english"]


def load_english(name: str = "syntopic") -> Language:
    """An English pipeline that ends sentences: "syntopic", or the name or path of an installed spaCy pipeline.

    Raises:
        ConfigError: no such pipeline is installed.
    """
    from extract.english import load_english as load

    return load(name)


def build_reader(
    nlp: Language,
    topics: Sequence[TopicPack],
    encoder: Encoder | None = None,
    judge: PairJudge | None = None,
    *,
    sure: float | None = None,
) -> Reader:
    """A reader of documents with this pipeline, these topics, this encoder and this judge of sentence pairs.

    Args:
        sure: the least probability of a side in a stance; by default the reader's own.
    """
    from extract.reader import build_reader as build

    return build(nlp, topics, encoder, judge, sure=sure)
