"""Loading an English pipeline: ours by default, any installed spaCy pipeline by name or path.

Invariant: whatever pipeline is loaded, its `Doc`s carry sentence starts, so that every component after it can rely on them.
The pipeline named "syntopic" is the shipped one of `extract/parsing`; "rules" is the tokenizer of spaCy with sentence ends
by rule, for speed or for texts that are no English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.errors import ConfigError
from corpus.sentences import sentence_spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SENTENCES = "syntopic_sentences"
SHIPPED = "syntopic"  # the pipeline of extract/parsing with the weights of extract/models
RULES = "rules"  # spaCy's English tokenizer with sentence ends by rule: no parts of speech, no trees


def set_sentence_starts(doc: Doc) -> Doc:
    """Marks the tokens that open a sentence by `corpus.sentences`."""
    import numpy as np

    starts = [start for start, _ in sentence_spans(doc.text)]
    marks = np.full((len(doc), 1), -1, dtype="int64")
    at = 0
    for token in doc:
        end = token.idx + len(token)
        if at < len(starts) and starts[at] < end and not token.is_space:
            marks[token.i, 0] = 1
            while at < len(starts) and starts[at] < end:
                at += 1
    if len(doc):
        marks[0, 0] = 1
    # one call, because setting token by token is quadratic
    return doc.from_array(["SENT_START"], marks.astype("uint64"))  # type: ignore[arg-type]  # spaCy's stub wants its own alias


def register_sentences() -> None:
    """Makes the component known to spaCy; calling it again changes nothing."""
    from spacy.language import Language

    if not Language.has_factory(SENTENCES):
        Language.component(SENTENCES, assigns=["token.is_sent_start", "doc.sents"], func=set_sentence_starts)


def load_english(name: str = "syntopic") -> Language:
    """An English pipeline that ends sentences.

    Args:
        name: "syntopic", "rules", or the name or path of an installed spaCy pipeline.
    Raises:
        ConfigError: no such pipeline is installed, it does not fit this spaCy, or it lacks a component that is needed.
    """
    import spacy

    register_sentences()
    if name == SHIPPED:
        from extract.parsing.pipeline import build_english

        return build_english()
    if name == RULES:
        from extract.parsing.words import set_word_rules

        nlp = set_word_rules(spacy.blank("en"))  # spaCy's own rules take quadratic time for marks in a row
        nlp.add_pipe(SENTENCES)
        return nlp
    from extract.parsing.pipeline import check_layers, register_factories

    register_factories()
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        first = str(error).splitlines()[0]
        raise ConfigError(
            f"the English pipeline {name!r} of the setting extract.english cannot be loaded: {first}",
            remedy="install it into this environment, or set extract.english to 'syntopic'",
        ) from None
    if not any(nlp.has_pipe(p) for p in ("parser", "senter", "sentencizer", SENTENCES)):
        nlp.add_pipe(SENTENCES, first=True)
    check_layers(nlp, "extract.english")
    return nlp


def add_topic_names(nlp: Language, named: Iterable[Mapping[str, Sequence[str]]]) -> None:
    """Have a pipeline mark the names that topic packs list; one without a ruler of names gets one, last.

    Args:
        named: for each pack the names by kind: organisations, people, places, models or benchmarks.
    """
    listed = [{kind: names for kind, names in by_kind.items() if names} for by_kind in named]
    if not any(listed):
        return
    from extract.parsing import names

    if not nlp.has_pipe(names.FACTORY):
        nlp.add_pipe(names.FACTORY, config={"bundled": False})
    for by_kind in listed:
        names.add_names(nlp, by_kind)


def pipeline_revision(nlp: Language) -> str:
    """Names a pipeline: language, name, version and components."""
    meta = nlp.meta
    return "/".join([str(meta.get("lang")), str(meta.get("name")), str(meta.get("version")), ",".join(nlp.pipe_names)])
