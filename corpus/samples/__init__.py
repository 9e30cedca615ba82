"""The bundled sample corpus: documents of our own that hold every kind of source and every trap of the trade, with gold.

`documents/` is what `syntopic demo` reads; `gold/` says what a careful reader finds there and serves the tests; README.md
tells what each document is for. Invariant: every word is our own, invented figures stand with invented people and firms
alone, and the gold quotes the documents verbatim. To add a document: the file, its line in README.md, its gold.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

COMPANION_ENDING = ".info.json"  # what a video's metadata is named by; it belongs to the document beside it


def sample_files() -> list[Traversable]:
    """The files of the sample corpus, sorted by name, companions such as `talk.info.json` among them.

    The order of names is the order of publication.
    """
    folder = resources.files("corpus.samples") / "documents"
    return sorted((f for f in folder.iterdir() if f.is_file() and not f.name.startswith(".")), key=lambda f: f.name)


def sample_documents() -> list[Traversable]:
    """The files of the sample corpus that are documents of their own, sorted by name."""
    return [f for f in sample_files() if not f.name.endswith(COMPANION_ENDING)]


def gold_file(name: str) -> Traversable:
    """A file of the gold annotations, such as `claims.jsonl`."""
    return resources.files("corpus.samples") / "gold" / name
