"""Captures as WARC: every byte, companions included, the same each time."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from corpus.ids import sha256_hex
from corpus.store import Store
from ingest import parse_capture
from ingest.fetching import Page, capture_of
from ingest.fetching.warc import export_warc
from ingest.source import Fetched

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
HEADERS = (("content-type", "application/json"), ("content-encoding", "gzip"), ("etag", '"1"'))
DATA = b'{"id": 1, "created_at": "2026-05-04", "author": "bo", "title": "Lamps on the coast at night", "children": []}'


def store_with(folder: Path, *companions: tuple[str, bytes]) -> Store:
    store = Store(folder)
    page = Page("https://a.example/1", "https://a.example/one", 200, HEADERS, DATA, NOW)
    fetched = Fetched.of(capture_of(page, source="hackernews", native_id="1"), DATA, companions)
    document, segments = parse_capture(fetched)
    for data in (DATA, *(d for _, d in companions)):
        store.blobs.put(data)
    store.put_parsed(fetched.capture, document, segments, (), key="k")
    return store


def test_a_capture_and_its_companion_are_records_with_their_own_bytes(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s", ("comments.json", b'{"comments": []}'))
    assert export_warc(store, tmp_path / "all.warc.gz") == (2, [])
    export_warc(store, tmp_path / "again.warc.gz")
    store.close()
    data = (tmp_path / "all.warc.gz").read_bytes()
    assert (tmp_path / "again.warc.gz").read_bytes() == data
    records = []
    for r in ArchiveIterator(BytesIO(data)):
        url = r.rec_headers.get_header("WARC-Target-URI")
        records.append((r.rec_type, url, r.http_headers, r.content_stream().read()))
    assert [(kind, url, body) for kind, url, _, body in records] == [
        ("response", "https://a.example/one", DATA),
        ("resource", "https://a.example/one#comments.json", b'{"comments": []}'),
    ]
    http = records[0][2]
    assert http.get_header("etag") == '"1"'
    assert http.get_header("content-encoding") is None  # the bytes are unpacked
    assert http.get_header("x-archive-orig-content-encoding") == "gzip"


def test_a_capture_whose_bytes_are_gone_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s", ("comments.json", b'{"comments": []}'))
    store.blobs.path(sha256_hex(DATA)).unlink()
    written, missing = export_warc(store, tmp_path / "all.warc")
    store.close()
    assert written == 1
    assert len(missing) == 1
    assert missing[0].startswith("https://a.example/1: ")
