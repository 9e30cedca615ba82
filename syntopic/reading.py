"""Reading a workspace's corpus for the commands that print it."""

from __future__ import annotations

from corpus.errors import ConfigError
from corpus.store import Store
from syntopic.rows import Corpus
from syntopic.workspace import Workspace


def open_corpus(workspace: Workspace) -> Store:
    """The store of a workspace that something was added to.

    Raises:
        ConfigError: nothing was added yet.
    """
    if not (workspace.data / "corpus.sqlite").exists():
        raise ConfigError(f"nothing was added to {workspace.root} yet", remedy="begin with: syntopic add PATH ...")
    return workspace.open_store()


def load_corpus(workspace: Workspace) -> Corpus:
    """The whole corpus of a workspace at this moment.

    Raises:
        ConfigError: nothing was added yet.
    """
    store = open_corpus(workspace)
    try:
        return Corpus(store.snapshot())
    finally:
        store.close()
