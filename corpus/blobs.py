"""Raw captures, stored once under the SHA-256 of their bytes.

Invariant: a file under its final name is whole: it is written aside, flushed and renamed. Nothing is ever overwritten.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corpus.errors import SourceUnavailable
from corpus.ids import sha256_hex


class BlobStore:
    """Content-addressed files under `root`: `ab/cdef…` for the hash `abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, blob: str) -> Path:
        """Where the bytes with this hash lie, or would lie."""
        return self.root / blob[:2] / blob[2:]

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256. Bytes it has are not written again."""
        blob = sha256_hex(data)
        target = self.path(blob)
        if target.exists():
            return blob
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        return blob

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
