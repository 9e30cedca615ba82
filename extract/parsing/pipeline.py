"""The English pipeline as Syntopic ships it: reader, listed names, values; and the check of pipelines made elsewhere.

Everything that `load_english` needs of this package stands here. A pipeline from elsewhere may carry Universal
Dependencies or the older labels of spaCy's own English pipelines (`dobj`, `nsubjpass`, `prep`, `pobj`): who reads
dependencies reads both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

NEEDED = {"POS": "tagger and attribute_ruler", "LEMMA": "lemmatizer", "DEP": "parser", "SENT_START": "parser or senter"}
PROBE = "The lab measured two models. They were slower."


def build_english(path: Path | None = None, *, threads: int = 1) -> Language:
    """The shipped pipeline, or one with another model of the same kind.

    Args:
        path: the folder of a model that `training/english` wrote.
        threads: of one window; documents are better spread over processes.
    Raises:
        ConfigError: the model is missing or altered.
    """
    import spacy

    from extract.parsing import component, names, values
    from extract.parsing.words import set_word_rules

    nlp = set_word_rules(spacy.blank("en"))
    nlp.add_pipe(component.FACTORY, config={"path": str(path) if path else None, "threads": threads})
    nlp.add_pipe(names.FACTORY)
    nlp.add_pipe(values.FACTORY)
    reader = nlp.get_pipe(component.FACTORY)
    assert isinstance(reader, component.EnglishReader)
    nlp.meta["name"], nlp.meta["version"] = "syntopic_english", f"1.0+{reader.revision}"
    return nlp


def register_factories() -> None:
    """Make the components of the shipped pipeline known to spaCy, so that a saved pipeline that holds them can be loaded."""
    from importlib import import_module

    for module in ("component", "names", "values"):
        import_module(f"extract.parsing.{module}")


def check_layers(nlp: Language, setting: str) -> None:
    """Refuse a pipeline that lacks what Syntopic reads from a document.

    Args:
        setting: the setting that names the pipeline, for the message.
    Raises:
        ConfigError: naming the setting and the components that are missing.
    """
    doc = nlp(PROBE)
    missing = [f"{layer} ({by})" for layer, by in NEEDED.items() if not doc.has_annotation(layer)]
    if missing:
        raise ConfigError(
            f"the English pipeline of the setting {setting} ({nlp.meta.get('name')}) does not set {', '.join(missing)}",
            remedy=f"add the components to it, or take {setting} out of the settings for the shipped pipeline",
        )
