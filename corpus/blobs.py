"""Raw captures, stored once under the SHA-256 of their bytes.

Invariant: a file under its final name is whole: it is written aside and renamed. What a power cut may still damage before it
is flushed is told by its length or hash and written again; nothing else is ever overwritten.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import SourceUnavailable
from corpus.ids import sha256_hex


class BlobStore:
    """Content-addressed files under `root`: `ab/cdef…` for the hash `abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._turn = threading.Lock()
        self._unsynced: set[str] = set()

    def path(self, blob: str) -> Path:
        """Where the bytes with this hash lie, or would lie."""
        return self.root / blob[:2] / blob[2:]

    def put(self, data: bytes) -> str:
        """Keep the bytes, on the disk when this returns; returns their SHA-256. Bytes it has are not written again."""
        blob = self.put_soon(data)
        self.sync([blob])
        return blob

    def put_soon(self, data: bytes) -> str:
        """Keep the bytes; a power cut before `sync` may still lose them. Returns their SHA-256.

        A file of another length, which only a power cut leaves, is written again.
        """
        blob = sha256_hex(data)
        target = self.path(blob)
        with contextlib.suppress(FileNotFoundError):
            if target.stat().st_size == len(data):
                return blob
        aside = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            try:
                aside.write_bytes(data)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                aside.write_bytes(data)
            os.replace(aside, target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        with self._turn:
            self._unsynced.add(blob)
        return blob

    def sync(self, blobs: Iterable[str]) -> None:
        """See to it that these bytes are on the disk; those that were before cost nothing."""
        for blob in blobs:
            with self._turn:
                is_new = blob in self._unsynced
            if is_new:
                with self.path(blob).open("rb") as file:
                    os.fsync(file.fileno())
                with self._turn:
                    self._unsynced.discard(blob)

    def get(self, blob: str) -> bytes:
        """The bytes with this hash.

        Raises:
            SourceUnavailable: they are gone or damaged.
        """
        try:
            data = self.path(blob).read_bytes()
        except FileNotFoundError:
            raise SourceUnavailable(
                f"the stored capture {blob[:12]} is gone", remedy="add its source again, or restore data/blobs from a backup"
            ) from None
        if sha256_hex(data) != blob:
            raise SourceUnavailable(
                f"the stored capture {blob[:12]} is damaged", remedy="delete that file and add its source again"
            )
        return data
