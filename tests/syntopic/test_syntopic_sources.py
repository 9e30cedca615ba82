"""The command `sources`: what it lists, adds, disables, removes and checks, and what bad input gets."""

from __future__ import annotations

import contextlib
import sys
from io import BytesIO
from pathlib import Path

import pytest

from syntopic.workspace import Workspace, find_workspace, init_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest"))
from ingest_hostile import PAGE, hostile
from ingest_sites import serve

PACK = """
name = "lamps"
title = "Lamps on the coast"
[[proposition]]
key = "more_lamps"
text = "The coast should have more lamps."
[[source]]
kind = "feed"
url = "{base}/feed.xml"
why = "letters from keepers"
"""
SETTINGS = """
topics = ["lamps.toml"]
[ingest]
allow_private_addresses = true
delay_s = 0
[extract]
english = "rules"
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Letters</title>
<item><title>One</title><link>{base}/one</link><guid>1</guid></item></channel></rss>"""


def workspace_at(folder: Path, base: str) -> Workspace:
    init_workspace(folder, topic="rsi")
    (folder / "lamps.toml").write_text(PACK.format(base=base), encoding="utf-8")
    (folder / "syntopic.toml").write_text(SETTINGS, encoding="utf-8")
    return find_workspace(folder)


def test_the_rsi_pack_lists_many_sources_of_every_kind_each_unverified_with_its_reason(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from ingest.sources import source_kind, source_kinds

    workspace = init_workspace(tmp_path / "w", topic="rsi")
    rows = syntopic("sources", "--json", workspace=workspace.root).rows
    assert len(rows) >= 25
    assert {r["state"] for r in rows} == {"unverified"}
    assert all(r["why"] for r in rows)
    assert len({r["url"] for r in rows}) == len(rows)
    known = {k.name for k in source_kinds()}
    assert {r["kind"] for r in rows} == known
    for row in rows:
        assert source_kind(row["kind"])


def test_sources_are_added_disabled_enabled_and_removed(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    workspace = workspace_at(tmp_path / "w", "http://127.0.0.1:9")

    def states(*options: str) -> dict[str, str]:
        return {r["url"]: r["state"] for r in syntopic("sources", "--json", *options, workspace=workspace.root).rows}

    added = syntopic("sources", "add", "https://pier.example/", "--why", "the pier's own letters", workspace=workspace.root)
    assert (added.status, added.out) == (0, "added https://pier.example/ (feed)\n")
    syntopic("sources", "add", "https://www.lesswrong.com/users/dag", workspace=workspace.root)
    assert set(states().values()) == {"unverified"}
    again = syntopic("sources", "add", "https://pier.example/", workspace=workspace.root)
    assert (again.status, "is a source already" in again.err) == (2, True)
    syntopic("sources", "disable", "pier.example", workspace=workspace.root)
    assert states()["https://pier.example/"] == "disabled"
    syntopic("sources", "enable", "pier.example", workspace=workspace.root)
    assert states()["https://pier.example/"] == "unverified"
    syntopic("sources", "remove", "https://pier.example/", "http://127.0.0.1:9/feed.xml", workspace=workspace.root)
    assert list(states()) == ["https://www.lesswrong.com/users/dag"]
    assert states("--all")["http://127.0.0.1:9/feed.xml"] == "removed"  # the pack still lists it, and it stays removed
    back = syntopic("sources", "add", "http://127.0.0.1:9/feed.xml", workspace=workspace.root)
    assert back.status == 0
    assert states()["http://127.0.0.1:9/feed.xml"] == "unverified"


def test_a_check_tells_what_answers_and_moves_no_cursor(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with serve() as sites:
        sites.answers = {
            f"{sites.base}/feed.xml": FEED.format(base=sites.base).encode(),
            f"{sites.base}/gone": b"",
        }
        workspace = workspace_at(tmp_path / "w", sites.base)
        syntopic("sources", "add", f"{sites.base}/nothing/feed", workspace=workspace.root)
        answer = syntopic("sources", "--check", "--json", workspace=workspace.root)
        one = syntopic("sources", f"{sites.base}/feed.xml", "--check", "--json", workspace=workspace.root)
        assert (one.status, [r["state"] for r in one.rows]) == (0, ["verified"])
    assert answer.status == 1
    by_state = {r["state"]: r for r in answer.rows}
    assert by_state["verified"]["url"].endswith("/feed.xml")
    assert by_state["verified"]["cursor"] == {}
    assert by_state["verified"]["verified_at"]
    assert by_state["failing"]["failures_in_row"] == 1
    assert "404" in by_state["failing"]["error"]
    assert "answers, 1 item to take in" in answer.err
    listed = syntopic("sources", workspace=workspace.root).out
    assert "letters from keepers" in listed
    assert "404" in listed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add",), "needs an address"),
        (("add", "ftp://pier.example/"), "not an http or https address"),
        (("add", "https://me:secret@pier.example/"), "user name or password"),
        (("add", "https://pier.example/", "--kind", "gazette"), "no kind of source named 'gazette'"),
        (("disable", "nowhere.example"), "no source 'nowhere.example'"),
        (("remove", ""), "sources"),
        (("export",), "needs the name of one file"),
        (("export", "/nowhere/at/all.warc"), "cannot write"),
        (("burn", "x"), "burn"),
    ],
)
def test_bad_input_is_one_line_with_a_remedy(syntopic, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:  # type: ignore[no-untyped-def]
    workspace = init_workspace(tmp_path / "w", topic="rsi")
    answer = syntopic("sources", *arguments, workspace=workspace.root)
    assert answer.status in (1, 2)
    assert words in answer.err
    assert "secret" not in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("thing", "words", "remedy"),
    [
        ("ftp://pier.example/log.txt", "not an http or https address", "save the page"),
        ("file:///etc/hostname", "not an http or https address", "give the file's path"),
        ("http://127.0.0.1:9/", "is not a public address", "ingest.allow_private_addresses"),
    ],
)
def test_an_address_that_may_not_be_asked_is_named_as_it_was_given(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, thing: str, words: str, remedy: str
) -> None:
    workspace = init_workspace(tmp_path / "w", topic="rsi")
    answer = syntopic("add", thing, workspace=workspace.root)
    assert answer.status == 1
    assert f"{thing}: " in answer.err
    assert words in answer.err
    assert remedy in answer.err


def test_a_page_is_added_exported_as_warc_and_not_stored_again(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from warcio.archiveiterator import ArchiveIterator

    with hostile() as site:
        workspace = workspace_at(tmp_path / "w", site.base)
        assert syntopic("add", f"{site.base}/page", workspace=workspace.root).status == 0
        again = syntopic("add", "--json", f"{site.base}/page", workspace=workspace.root)
        assert again.rows[0]["parse_done_before"] == 1
        conditional = [h for path, h in site.asked if path == "/page"][1]
        assert conditional["if-none-match"] == '"7"'
    target = tmp_path / "all.warc.gz"
    first = syntopic("sources", "export", target, workspace=workspace.root)
    assert (first.status, first.out) == (0, f"{target}: 1 capture\n")
    data = target.read_bytes()
    (record,) = list(ArchiveIterator(BytesIO(data)))
    assert record.rec_type == "response"
    assert record.rec_headers.get_header("WARC-Target-URI") == f"{site.base}/page"
    (record,) = [(r, r.content_stream().read()) for r in ArchiveIterator(BytesIO(data))]
    assert record[1] == PAGE
    syntopic("sources", "export", target, workspace=workspace.root)
    assert len(target.read_bytes()) == len(data)


def test_captures_are_parsed_again_by_newer_parsers_without_the_network(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syntopic import stages

    with serve() as sites:
        workspace = workspace_at(tmp_path / "w", sites.base)
        page = b"<html><title>Lamps</title><article><p>The coast has 40 lamps, said the keeper.</p></article></html>"
        sites.answers[f"{sites.base}/lamps"] = page
        assert syntopic("add", f"{sites.base}/lamps", workspace=workspace.root).status == 0
        before = len(sites.asked)
        unchanged = syntopic("sources", "reparse", "--json", workspace=workspace.root)
        assert (unchanged.status, unchanged.rows[0]["parse"], unchanged.rows[0]["parse_done_before"]) == (0, 0, 1)
        monkeypatch.setattr(stages, "code_version", lambda stage: f"a newer {stage}")
        again = syntopic("sources", "reparse", "--json", workspace=workspace.root)
        assert (again.status, again.rows[0]["parse"]) == (0, 1)
        assert len(sites.asked) == before


FAULTS = {
    "/endless": "limit", "/bomb/gzip": "limit", "/drip": "no whole answer", "/status/403": "refuses", "/status/500": "500",
    "/busy/4000": "left alone", "/to?http://10.0.0.1/": "not a public address", "/to?file:///etc/passwd": "not an http",
    "/challenge/403": "bot challenge", "/garbage": "connection failed", "/hop/9": "redirects", "/packed/junk": "compression",
}  # fmt: skip


def test_each_fault_of_a_site_is_one_line_in_the_ledger_and_the_others_go_on(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.fetching import addresses

    public = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda a: a == "127.0.0.1" or public(a))
    with contextlib.ExitStack() as servers:
        bases = {path: servers.enter_context(hostile()).base for path in [*FAULTS, "/page"]}
        workspace = workspace_at(tmp_path / "w", bases["/page"])
        text = SETTINGS.replace("allow_private_addresses = true", "allow_private_addresses = false")
        (workspace.root / "syntopic.toml").write_text(
            text.replace("delay_s = 0", "delay_s = 0\ntimeout_s = 3\nmax_file_mib = 1"), encoding="utf-8"
        )
        urls = {path: f"{base}{path}" for path, base in bases.items()}
        answer = syntopic("add", "--json", *urls.values(), workspace=workspace.root)
    assert answer.status == 1
    assert (answer.rows[0]["parse"], answer.rows[0]["failures"]) == (1, len(FAULTS))
    lines = answer.err.splitlines()
    assert len(lines) == len(FAULTS)
    store = find_workspace(workspace.root).open_store()
    try:
        failures = {f.location: f for f in store.ledger.open_failures()}
    finally:
        store.close()
    assert set(failures) == {urls[path] for path in FAULTS}
    for path, words in FAULTS.items():
        (line,) = [text for text in lines if urls[path] in text]
        assert words in line
        assert line.endswith(f"({failures[urls[path]].remedy})")
