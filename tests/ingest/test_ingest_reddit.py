"""Reddit with keys: one token a run, only new threads, whatever was deleted meanwhile; nothing secret is kept."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from ingest_sites import Rerouted, Sites, serve

from corpus.errors import Blocked
from corpus.store import Store
from ingest import parse_capture
from ingest.fetching import Limits
from ingest.fetching.archive import StoreArchive
from ingest.fetching.fetcher import Fetcher
from ingest.sources import Discovery, Place, discover, fetch
from ingest.sources.reddit import API, KEYS, SITE

TOKEN = f"{SITE}/api/v1/access_token"
NEW = f"{API}/r/tides/new?limit=100&raw_json=1"
PLACE = Place("reddit", "https://www.reddit.com/r/tides/")


def thread(native: str, at: int) -> dict[str, Any]:
    return {"kind": "t3", "data": {"id": native, "name": f"t3_{native}", "title": f"Tide {native}", "created_utc": at}}


def listing(*threads: dict[str, Any], after: str | None = None) -> bytes:
    return json.dumps({"kind": "Listing", "data": {"children": list(threads), "after": after}}).encode()


def comments(native: str) -> bytes:
    said = {"id": "c1", "name": "t1_c1", "parent_id": f"t3_{native}", "author": "ida", "body": "It rose by 3 metres."}
    post = thread(native, 100)
    post["data"] |= {"author": "bo", "selftext": "How far did it rise?"}
    return b"[" + listing(post) + b"," + listing({"kind": "t1", "data": said}) + b"]"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(KEYS, ("gull", "s3cret"), strict=True):
        monkeypatch.setenv(name, value)


def asked(sites: Sites, url: str) -> list[dict[str, str]]:
    return [headers for at, headers in sites.asked if at == url]


def fetcher_for(sites: Sites, store: Store | None = None) -> Fetcher:
    archive = StoreArchive(store) if store else None
    return Fetcher(Limits(delay_s=0, timeout_s=10, attempts=1), archive=archive, transport=Rerouted(sites.base))


@pytest.mark.usefixtures("keys")
def test_a_thread_is_fetched_with_one_token_which_is_never_kept(tmp_path: Path) -> None:
    answers: dict[str, str | bytes] = {
        TOKEN: b'{"access_token": "t0ken", "token_type": "bearer"}',
        NEW: listing(thread("b", 200), thread("a", 100)),
        **{f"{API}/comments/{n}?limit=500&raw_json=1": comments(n) for n in "ab"},
    }
    store = Store(tmp_path)
    with serve(answers) as sites, fetcher_for(sites, store) as fetcher:
        found = discover(PLACE, {}, fetcher)
        assert [i.native_id for i in found.items] == ["t3_a", "t3_b"]
        fetched = [fetch(item, fetcher) for item in found.items]
        (token,) = asked(sites, TOKEN)
        assert token["authorization"] == "Basic " + base64.b64encode(b"gull:s3cret").decode()
        assert asked(sites, NEW)[0]["authorization"] == "Bearer t0ken"
    store.close()
    document, segments = parse_capture(fetched[0], kind="reddit")
    voices = {document.text[s.start : s.end]: s.voice for s in segments}
    assert voices["How far did it rise?"] == "bo"
    assert voices["It rose by 3 metres."] == "ida"
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert b"t0ken" not in kept
    assert b"s3cret" not in kept
    assert not any("authorization" in dict(f.capture.headers) for f in fetched)


@pytest.mark.usefixtures("keys")
def test_the_next_reading_gives_what_is_newer_though_the_newest_was_deleted() -> None:
    answers: dict[str, str | bytes] = {TOKEN: b'{"access_token": "t"}', NEW: listing(thread("b", 200), thread("a", 100))}
    with serve(answers) as sites, fetcher_for(sites) as fetcher:
        first = discover(PLACE, {}, fetcher)
        sites.answers[NEW] = listing(thread("d", 400), after="t3_d")
        sites.answers[NEW + "&after=t3_d"] = listing(thread("c", 300), thread("a", 100), after="t3_a")
        second = discover(PLACE, first.cursor, fetcher)
        assert [i.native_id for i in second.items] == ["t3_c", "t3_d"]
        assert discover(PLACE, second.cursor, fetcher) == Discovery((), second.cursor)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("answer", [b'{"error": "invalid_grant"}', b"{}"])
def test_keys_that_are_refused_are_said(answer: bytes) -> None:
    with (
        serve({TOKEN: answer}) as sites,
        fetcher_for(sites) as fetcher,
        pytest.raises(Blocked, match="refuses the keys") as caught,
    ):
        discover(PLACE, {}, fetcher)
    assert KEYS[0] in caught.value.remedy
    assert "s3cret" not in str(caught.value)


def test_without_keys_the_way_round_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with serve() as sites, fetcher_for(sites) as fetcher, pytest.raises(Blocked, match="only with keys"):
        discover(PLACE, {}, fetcher)
    assert sites.asked == []
