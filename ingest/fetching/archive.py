"""What is kept between runs: the last answer to each request, so that the next request is conditional.

Invariant: an answer is entered only once its bytes lie in the blob store, whole; bytes that are there are not written again.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from corpus.errors import SourceUnavailable
from corpus.records import StoredAnswer
from corpus.store import Store
from ingest.fetching.messages import Page

_AT_ONCE = 64
_MAX_KNOWN = 50_000  # keys, about 10 MiB


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

    def flush(self) -> None:
        """Write what was not written yet."""


class StoreArchive:
    """An archive in a workspace's store.

    Entries are written some dozens at a time, and nothing waits for the disk here: the store does before a document refers
    to the bytes, and bytes that a power cut damaged are told by their hash and fetched again.
    """

    def __init__(self, store: Store) -> None:
        self._blobs = store.blobs
        self._answers = store.answers
        self._turn = threading.Lock()
        self._waiting: dict[str, StoredAnswer] = {}
        # with few answers their keys are known, so that what was never fetched costs no look-up
        self._known = store.answers.keys() if store.answers.count() <= _MAX_KNOWN else None

    def last(self, key: str) -> StoredAnswer | None:
        """The last answer to a request, if its bytes are still there."""
        with self._turn:
            answer = self._waiting.get(key)
        if answer is None and self._known is not None and key not in self._known:
            return None
        answer = answer or self._answers.get(key)
        return answer if answer is not None and self._blobs.path(answer.blob).exists() else None

    def keep(self, key: str, page: Page) -> None:
        """Keep a page: first its bytes, then the entry."""
        blob = self._blobs.put_soon(page.data)
        self._enter(StoredAnswer(key, page.final_url, page.status, page.headers, blob, page.fetched_at, page.fetched_at))

    def bytes_of(self, answer: StoredAnswer) -> bytes:
        """The bytes of an answer.

        Raises:
            SourceUnavailable: they are gone or damaged; damaged ones are removed, so that they can be written anew.
        """
        try:
            return self._blobs.get(answer.blob)
        except SourceUnavailable:
            self._blobs.path(answer.blob).unlink(missing_ok=True)
            raise

    def confirm(self, answer: StoredAnswer, now: datetime) -> None:
        """Enter when the site last said that the answer is still true."""
        self._enter(replace(answer, checked_at=now))

    def flush(self) -> None:
        """Write the entries that wait."""
        with self._turn:
            waiting, self._waiting = self._waiting, {}
            if self._known is not None:
                self._known |= waiting.keys()
            self._answers.put([waiting[key] for key in sorted(waiting)])

    def _enter(self, answer: StoredAnswer) -> None:
        with self._turn:
            self._waiting[answer.key] = answer
            is_full = len(self._waiting) >= _AT_ONCE
        if is_full:
            self.flush()
