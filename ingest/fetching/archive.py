"""What is kept between runs: the last answer to each request, so that the next request is conditional.

Invariant: an answer is entered only once its bytes lie in the blob store, whole; bytes that are there are not written again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from corpus.ids import sha256_hex
from corpus.records import StoredAnswer
from corpus.store import Store
from ingest.fetching.messages import Page


class Archive(Protocol):
    """Where a fetcher keeps what it got; called from several threads."""

    def last(self, key: str) -> StoredAnswer | None:
        """The last answer to a request, if its bytes are still there."""

    def keep(self, key: str, page: Page) -> None:
        """Keep a page as the answer to a request."""

    def bytes_of(self, answer: StoredAnswer) -> bytes:
        """The bytes of an answer that the site says is still true.

        Raises:
            SourceUnavailable: they are gone or damaged.
        """

    def confirm(self, answer: StoredAnswer, now: datetime) -> None:
        """Enter that the site said so."""


class StoreArchive:
    """An archive in a workspace's store."""

    def __init__(self, store: Store) -> None:
        self._blobs = store.blobs
        self._answers = store.answers

    def last(self, key: str) -> StoredAnswer | None:
        """The last answer to a request, if its bytes are still there."""
        answer = self._answers.get(key)
        return answer if answer is not None and self._blobs.path(answer.blob).exists() else None

    def keep(self, key: str, page: Page) -> None:
        """Keep a page: first its bytes, then the entry."""
        blob = sha256_hex(page.data)
        self._blobs.put(page.data)
        answer = StoredAnswer(key, page.final_url, page.status, page.headers, blob, page.fetched_at, page.fetched_at)
        self._answers.put([answer])

    def bytes_of(self, answer: StoredAnswer) -> bytes:
        """The bytes of an answer."""
        return self._blobs.get(answer.blob)

    def confirm(self, answer: StoredAnswer, now: datetime) -> None:
        """Enter when the site last said that the answer is still true."""
        self._answers.put([replace(answer, checked_at=now)])
