"""The nightly refresh over a site on loopback: cursors, changes, failures, the ledger, delivery, schedules."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from loopback import Fault
from nightly_site import Site, serving

from corpus.store import Store
from index.embedding import text_hash
from index.encoder import shipped_revision
from syntopic.settings import FILE_NAME

SHARE = "Halden Labs says that its agents wrote {} of the code that it merged in May 2026."
MORE = "The lab has sixty engineers, who were busy in that month, and it published its figures on a Tuesday."


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.write("/halden", "Halden counts its merges", SHARE.format("62%"), MORE)
        site.write(
            "/quarry", "Machines at the keyboard", "Quarry Research timed 40 engineers and found a gain of 1.3x.", MORE
        )
        yield site


@pytest.fixture
def workspace(tmp_path: Path, site: Site) -> Path:
    places = "".join(
        f'[[source]]\nkind = "article"\nurl = "{site.url(p)}"\nwhy = "a test"\n' for p in ("/halden", "/quarry")
    )
    (tmp_path / "night.toml").write_text(
        'name = "night"\ntitle = "A night"\n[[proposition]]\nkey = "slow"\ntext = "AI development should be slowed."\n'
        + places,
        encoding="utf-8",
    )
    (tmp_path / FILE_NAME).write_text(
        'topics = ["night.toml"]\n[ingest]\nallow_private_addresses = true\ndelay_s = 0\n'
        '[extract]\nenglish = "rules"\n[delivery]\nformats = ["md"]\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_night_reads_the_sources_and_the_next_one_finds_nothing_new(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    first = syntopic("refresh", "--json", workspace=workspace)
    assert first.status == 0, first.err
    (row,) = first.rows
    assert (row["sources"], row["parse"], row["failed_sources"]) == (2, 2, [])
    assert row["changes"]["document_new"] == 2
    assert row["changes"]["claim_new"] >= 2
    site.asked.clear()
    second = syntopic("refresh", "--json", workspace=workspace).rows[0]
    assert (second["parse"], second["read"], second["compare"], second["embed"], second["changes"]) == (0, 0, 0, 0, {})
    assert {status for path, status in site.asked if path != "/robots.txt"} == {304}
    assert "nothing changed" in syntopic("changes", workspace=workspace).out


def test_an_index_that_was_brought_up_to_date_is_the_one_built_anew(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    syntopic("refresh", "--no-deliver", workspace=workspace)
    site.write("/halden", "Halden counts its merges", SHARE.format("58%"), MORE, "It took 9 days.")
    syntopic("refresh", "--no-deliver", workspace=workspace)
    index = workspace / "data" / "index"
    updated = {kind: (index / kind / "CURRENT").read_text(encoding="utf-8") for kind in ("passage", "claim", "stance")}
    assert syntopic("reindex", workspace=workspace).status == 0
    assert {kind: (index / kind / "CURRENT").read_text(encoding="utf-8") for kind in updated} == updated


def test_a_silent_edit_is_told_with_both_sentences(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    syntopic("refresh", "--no-deliver", workspace=workspace)
    site.write("/halden", "Halden counts its merges", SHARE.format("58%"), MORE)
    syntopic("refresh", "--no-deliver", workspace=workspace)
    said = syntopic("changes", workspace=workspace).out
    assert f"“{SHARE.format('62%')}” now reads “{SHARE.format('58%')}”" in said
    rows = syntopic("changes", "--json", workspace=workspace).rows
    assert {r["kind"] for r in rows} >= {"claim_revised", "document_revised"}
    assert all(r["document"] == site.url("/halden") for r in rows if r["kind"] == "claim_revised")


def test_a_source_that_does_not_answer_stops_nobody_and_keeps_what_it_brought(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    syntopic("refresh", "--no-deliver", workspace=workspace)
    before = syntopic("claims", "--json", workspace=workspace).rows
    site.faults["/halden"] = Fault.BUSY
    night = syntopic("refresh", "--no-deliver", "--json", workspace=workspace)
    assert night.status == 1
    assert site.url("/halden") in night.err
    assert syntopic("claims", "--json", workspace=workspace).rows == before
    why = syntopic("runs", "why", "/halden", workspace=workspace).out
    assert site.url("/halden") in why
    shown = syntopic("runs", "show", "--json", workspace=workspace).rows[0]
    assert (shown["command"], len(shown["failures"])) == ("refresh", 1)


def test_what_failed_is_taken_in_when_it_is_tried_again(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    page = site.pages.pop("/halden")
    assert syntopic("refresh", "--no-deliver", workspace=workspace).status == 1
    site.pages["/halden"] = page
    again = syntopic("runs", "retry", workspace=workspace)
    assert (again.status, again.out) == (0, "tried 1 thing again: 0 failures\n")
    assert any("62%" in row["evidence"] for row in syntopic("claims", "--json", workspace=workspace).rows)


def test_each_night_leaves_a_briefing_a_feed_and_a_command_told_of_it(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    told = workspace / "told.txt"
    settings = workspace / FILE_NAME
    settings.write_text(settings.read_text(encoding="utf-8") + f"hook = {json.dumps(_hook(told))}\n", encoding="utf-8")
    night = syntopic("refresh", "--json", workspace=workspace)
    assert night.status == 0, night.err
    folder = Path(night.rows[0]["briefing"])
    assert told.read_text(encoding="utf-8") == str(folder)
    latest = workspace / "data" / "briefings" / "latest"
    assert latest.resolve() == folder
    assert "Halden" in (latest / "briefing.md").read_text(encoding="utf-8")
    feed = ET.fromstring((latest / "changes.atom").read_bytes())
    titles = [e.text or "" for e in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert any("62%" in title for title in titles)


def test_what_a_night_told_that_was_cut_short_stands_in_the_next_briefing(  # type: ignore[no-untyped-def]
    syntopic, workspace: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert syntopic("refresh", workspace=workspace).status == 0
    site.write("/halden", "Halden counts its merges", SHARE.format("58%"), MORE)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("syntopic.delivery.deliver", interrupt)
        assert syntopic("refresh", workspace=workspace).status == 130
    again = syntopic("refresh", "--json", workspace=workspace)
    assert (again.status, again.rows[0]["changes"]) == (0, {})
    briefing = (workspace / "data" / "briefings" / "latest" / "briefing.md").read_text(encoding="utf-8")
    assert "1 claim revised" in briefing
    assert "58%" in syntopic("changes", workspace=workspace).out
    syntopic("refresh", "--no-deliver", workspace=workspace)
    assert syntopic("changes", workspace=workspace).out == "nothing changed\n"


def _hook(told: Path) -> str:
    script = told.with_suffix(".py")
    script.write_text(f"import sys, pathlib\npathlib.Path({str(told)!r}).write_text(sys.argv[1])\n", encoding="utf-8")
    return f"{sys.executable} {script}"


def test_a_hook_that_cannot_be_run_is_named(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    settings = workspace / FILE_NAME
    settings.write_text(settings.read_text(encoding="utf-8") + 'hook = "no-such-command"\n', encoding="utf-8")
    night = syntopic("refresh", workspace=workspace)
    assert night.status == 2
    assert "no-such-command" in night.err


def test_progress_as_json_is_one_object_a_line(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    night = syntopic("refresh", "--no-deliver", "--log", "json", workspace=workspace)
    events = [json.loads(line) for line in night.err.splitlines()]
    assert {e["stage"] for e in events if e["event"] == "stage_ends"} >= {"sources", "parse", "read", "compare", "embed"}
    assert all(e["at"].endswith("+00:00") for e in events)


def test_a_run_tells_the_seconds_of_its_stages_and_its_failures_by_kind(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    site.faults["/quarry"] = Fault.BUSY
    syntopic("refresh", "--no-deliver", workspace=workspace)
    (row,) = syntopic("runs", "show", "--json", workspace=workspace).rows
    assert row["seconds"].keys() >= {"fetch", "parse", "read", "compare", "embed", "tell"}
    assert all(spent >= 0 for spent in row["seconds"].values())
    shown = syntopic("runs", "show", workspace=workspace).out
    assert "seconds: fetch" in shown
    assert "failures: SourceUnavailable 1" in shown


def test_a_bug_in_the_middle_of_a_night_ends_the_run_and_its_threads(  # type: ignore[no-untyped-def]
    syntopic, workspace: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("syntopic.pipeline._put_parsed", broken)
    with pytest.raises(ValueError, match="a bug"):
        syntopic("refresh", "--no-deliver", workspace=workspace)
    deadline = time.monotonic() + 20
    while any(t.name.startswith("fetch") for t in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [t.name for t in threading.enumerate() if t.name.startswith("fetch")]


def test_places_are_asked_side_by_side_and_each_host_in_turn(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    pack, place = workspace / "night.toml", '[[source]]\nkind = "article"\nurl = "{}"\nwhy = "a test"\n'
    with serving() as other:
        other.write("/elsewhere", "Elsewhere", SHARE.format("12%"), MORE)
        both = threading.Barrier(2, timeout=20)
        site.before_answer = other.before_answer = lambda path: both.wait() if path in ("/halden", "/elsewhere") else None
        pack.write_text(pack.read_text(encoding="utf-8") + place.format(other.url("/elsewhere")), encoding="utf-8")
        night = syntopic("refresh", "--no-deliver", "--json", workspace=workspace)
    assert (night.status, night.rows[0]["parse"]) == (0, 3), night.err  # neither was answered before both were asked


def test_runs_are_listed_and_an_unknown_one_is_named(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    syntopic("refresh", "--no-deliver", workspace=workspace)
    assert [r["command"] for r in syntopic("runs", "list", "--json", workspace=workspace).rows] == ["refresh"]
    wrong = syntopic("changes", "--since", "run-zzz", workspace=workspace)
    assert (wrong.status, "run-zzz" in wrong.err) == (2, True)
    assert syntopic("changes", "--since", "2026-13-45", workspace=workspace).status == 2


@pytest.mark.parametrize(
    ("scheduler", "needles"),
    [
        ("systemd", ("Persistent=true", "OnCalendar=*-*-* 04:15:00", "refresh")),
        ("cron", ("15 4 * * * ", "refresh")),
        ("github", ('cron: "15 4 * * *"', "syntopic refresh")),
    ],
)
def test_a_schedule_is_written_for_each_scheduler(  # type: ignore[no-untyped-def]
    syntopic, workspace: Path, scheduler: str, needles: tuple[str, ...]
) -> None:
    printed = syntopic("schedule", scheduler, "--at", "04:15", workspace=workspace).out
    assert all(needle in printed for needle in needles)
    written = syntopic("schedule", scheduler, "--at", "04:15", "-o", workspace / "units", workspace=workspace)
    assert all(Path(line).is_file() for line in written.out.splitlines())


def test_a_time_that_is_none_is_refused(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    wrong = syntopic("schedule", "cron", "--at", "25:00", workspace=workspace)
    assert (wrong.status, "03:30" in wrong.err) == (2, True)


def test_vectors_of_words_that_are_gone_go(syntopic, workspace: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    def has_vector(sentence: str) -> bool:
        store = Store(workspace / "data")
        try:
            revision = shipped_revision("all-MiniLM-L6-v2") or ""
            return bool(store.get_vectors(revision, [text_hash(sentence)]))
        finally:
            store.close()

    syntopic("refresh", "--no-deliver", workspace=workspace)
    assert has_vector(SHARE.format("62%"))
    site.write("/halden", "Halden counts its merges", SHARE.format("58%"), MORE)
    syntopic("refresh", "--no-deliver", workspace=workspace)
    assert (has_vector(SHARE.format("62%")), has_vector(SHARE.format("58%"))) == (False, True)
