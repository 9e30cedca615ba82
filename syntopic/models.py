"""The models of a workspace: loaded when first needed, and named without being loaded.

Invariant: asking for a revision or a key of the shipped models imports no torch and no spaCy, so a run with nothing to do
ends at once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import extract
from corpus.ids import stable_hash
from corpus.protocols import Encoder, RelevanceJudge
from corpus.records import Document
from corpus.store import Store
from corpus.topic import TopicPack
from syntopic.versions import code_version
from syntopic.workspace import Workspace

if TYPE_CHECKING:
    from index.embedding import CachingEncoder
    from index.encoder import SentenceEncoder
    from syntopic.stages import ReaderSettings


class Models:
    """What reads and encodes in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @cached_property
    def topics(self) -> tuple[TopicPack, ...]:
        """The topic packs of the workspace."""
        return tuple(self.workspace.topics())

    @cached_property
    def _encoder(self) -> SentenceEncoder:
        import index

        return index.load_encoder(self.workspace.settings.index.encoder)

    def encoder(self, store: Store) -> CachingEncoder:
        """The encoder, asking the store's vectors first."""
        import index

        return index.CachingEncoder(self._encoder, store)

    def query_encoder(self, store: Store) -> Encoder:
        """What encodes queries: the one exported beside the index, which loads in an instant, or else the encoder itself."""
        import index

        found = index.open_query_encoder(self.workspace.query_encoder_folder, name=self.workspace.settings.index.encoder)
        return found or self.encoder(store)

    def has_query_encoder(self) -> bool:
        """Whether an export for the encoder of the settings lies beside the index, or is known not to be possible."""
        import index

        wanted = (self.workspace.settings.index.encoder, self.encoder_revision())
        return index.exported_from(self.workspace.query_encoder_folder) == wanted

    def export_query_encoder(self) -> None:
        """Write the query encoder beside the index."""
        self._encoder.export_query_encoder(self.workspace.query_encoder_folder, name=self.workspace.settings.index.encoder)

    def encoder_revision(self) -> str:
        """Names the encoder's weights; the shipped encoder is not loaded for it."""
        from index.encoder import shipped_revision

        return shipped_revision(self.workspace.settings.index.encoder) or self._encoder.revision

    @cached_property
    def relevance_judge(self) -> RelevanceJudge | None:
        """Says whether a text answers a question; None where the weights of the pair model are not installed."""
        from extract.judging import has_shipped_model, load_pair_model

        return load_pair_model() if has_shipped_model() else None

    def reader_settings(self) -> ReaderSettings:
        """All that decides how documents are read."""
        from syntopic.stages import ReaderSettings

        settings = self.workspace.settings
        return ReaderSettings(
            settings.extract.english,
            settings.index.encoder,
            self.topics,
            settings.extract.judge,
            settings.extract.stance_threshold,
        )

    @cached_property
    def _read_configuration(self) -> str:
        return stable_hash(
            "read",
            code_version("read"),
            self._english_revision(),
            [t.revision for t in self.topics],
            self.encoder_revision(),
            self._judge_revision(),
            self.workspace.settings.extract.stance_threshold,
        )

    def _judge_revision(self) -> str:
        """Names the judge of stances; the shipped one is not loaded for it."""
        from extract.judging import has_shipped_model, shipped_revision

        name = self.workspace.settings.extract.judge
        if name == "syntopic" and has_shipped_model():
            return shipped_revision()
        from syntopic.stages import load_judge

        judge = load_judge(name)
        return judge.revision if judge is not None else "prototypes"

    def _english_revision(self) -> str:
        """Names the English pipeline; what is shipped is not loaded for it: its files are part of the code's version."""
        name = self.workspace.settings.extract.english
        if name in ("syntopic", "rules"):
            return name
        from extract.english import pipeline_revision

        return pipeline_revision(extract.load_english(name))

    def read_key(self, document: Document) -> str:
        """The key of reading a document with these models and topics."""
        return stable_hash(self._read_configuration, document.id, document.revision, document.parser, document.published)
