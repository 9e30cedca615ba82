"""Captures as WARC, the format of web archives, written by warcio.

A body was unpacked when it was fetched, so the headers that told how it was packed are kept under X-Archive-Orig- names, as
web archives do. Invariant: the same captures give the same records in the same order, whatever the run.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from corpus.errors import ConfigError, SourceUnavailable
from corpus.records import Capture
from corpus.store import Store
from ingest.source import COMPANION_HEADER, companion_blobs

_OF_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})
_FILE = "file:"


def export_warc(store: Store, path: Path) -> tuple[int, list[str]]:
    """Write every capture, companions included, to a WARC file; compressed where its name ends in .gz.

    Returns:
        How many records were written, and a line for each capture whose bytes are gone.
    Raises:
        ConfigError: the file cannot be written.
    """
    from warcio.warcwriter import WARCWriter

    missing: list[str] = []
    written = 0
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".warc")
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}", remedy="check the folder and its permissions") from None
    try:
        with os.fdopen(handle, "wb") as file:
            writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
            for capture in store.all(Capture):
                for name, blob in ((None, capture.blob), *companion_blobs(capture)):
                    try:
                        data = store.blobs.get(blob)
                    except SourceUnavailable as error:
                        missing.append(f"{capture.location}: {error}")
                        continue
                    record = _record(capture, data, name=name)
                    writer.write_record(record)
                    record.raw_stream.close()  # the writer puts a temporary file in its place and leaves it open
                    written += 1
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
        raise
    return written, missing


def _record(capture: Capture, data: bytes, *, name: str | None) -> Any:
    """One capture as a response record; a file or a companion, which no server sent, as a resource."""
    from warcio.recordbuilder import RecordBuilder
    from warcio.statusandheaders import StatusAndHeaders

    builder = RecordBuilder()
    about = {
        "WARC-Date": capture.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, ' '.join((capture.id, name or '')))}>",
    }
    address = capture.final_url or capture.url or f"{_FILE}{capture.native_id}"
    if name is not None or capture.status is None:
        target = address if name is None else f"{address}#{name}"
        return builder.create_warc_record(
            target, "resource", payload=BytesIO(data), warc_content_type="application/octet-stream", warc_headers_dict=about
        )
    kept = [(k, v) for k, v in capture.headers if k != COMPANION_HEADER]
    headers = [(f"X-Archive-Orig-{k}" if k in _OF_TRANSFER else k, v) for k, v in kept]
    headers.append(("Content-Length", str(len(data))))
    phrase = next((s.phrase for s in HTTPStatus if s == capture.status), "")
    http = StatusAndHeaders(f"{capture.status} {phrase}".strip(), headers, protocol="HTTP/1.1")
    return builder.create_warc_record(address, "response", payload=BytesIO(data), http_headers=http, warc_headers_dict=about)
