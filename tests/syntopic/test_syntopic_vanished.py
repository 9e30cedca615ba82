"""Pages that vanish and come back, forecasts whose date passes: kept, marked, told everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Fault
from nightly_site import Site, serving

from syntopic.delivery import deliver
from syntopic.progress import Progress
from syntopic.refreshing import refresh
from syntopic.running import Clock
from syntopic.settings import FILE_NAME
from syntopic.workspace import find_workspace

SHARE = "Halden Labs says that its agents wrote {} of the code that it merged in May 2026."
MORE = "The lab has sixty engineers, who were busy in that month, and it published its figures on a Tuesday."
AHEAD = "Machines will write 90% of the code of the lab by 2027."


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.write("/letters/one", "Halden counts its merges", SHARE.format("62%"), MORE)
        site.write("/letters/two", "Quarry looks ahead", AHEAD, MORE)
        site.list_pages("/letters/one", "/letters/two")
        yield site


def make(folder: Path, kind: str, *urls: str) -> Path:
    places = "".join(f'[[source]]\nkind = "{kind}"\nurl = "{url}"\nwhy = "a test"\n' for url in urls)
    proposition = '[[proposition]]\nkey = "slow"\ntext = "AI development should be slowed."\n'
    (folder / "night.toml").write_text(f'name = "night"\ntitle = "A night"\n{proposition}{places}', encoding="utf-8")
    (folder / FILE_NAME).write_text(
        'topics = ["night.toml"]\n[ingest]\nallow_private_addresses = true\ndelay_s = 0\n'
        '[extract]\nenglish = "rules"\n[delivery]\nformats = ["md", "json"]\n',
        encoding="utf-8",
    )
    return folder


def at(day: str) -> Clock:
    return lambda: datetime.fromisoformat(day).replace(tzinfo=UTC)


def night(folder: Path, day: str) -> list[str]:
    """Refresh as of a day; the kinds of what is told."""
    told = refresh(find_workspace(folder), progress=Progress(quiet=True), clock=at(day))
    return sorted({change.kind.value for change in told.changes})


def shown(syntopic: Any, folder: Path, url: str) -> dict[str, Any]:
    row: dict[str, Any] = syntopic("show", url, "--json", workspace=folder).rows[0]
    return row


def test_a_page_that_is_gone_is_kept_and_marked_until_it_comes_back(syntopic, tmp_path: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    url = site.url("/letters/one")
    make(tmp_path, "article", url)
    night(tmp_path, "2026-06-01")
    claims = syntopic("claims", "--json", workspace=tmp_path).out
    page = site.pages.pop("/letters/one")
    assert night(tmp_path, "2026-06-02") == ["document_vanished"]
    assert night(tmp_path, "2026-06-03") == []
    mark = shown(syntopic, tmp_path, url)["vanished"]
    assert (mark["why"], mark["since"][:10]) == ("gone", "2026-06-02")
    assert syntopic("claims", "--json", workspace=tmp_path).out == claims
    assert syntopic("status", "--json", workspace=tmp_path).rows[0]["vanished"] == 1
    site.pages["/letters/one"] = page
    assert night(tmp_path, "2026-06-04") == ["document_returned"]
    assert shown(syntopic, tmp_path, url)["vanished"] is None


def test_a_page_that_its_listing_no_longer_holds_is_marked(syntopic, tmp_path: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path, "sitemap", site.url("/sitemap.xml"))
    night(tmp_path, "2026-06-01")
    site.list_pages("/letters/two")
    assert night(tmp_path, "2026-06-02") == ["document_vanished"]
    mark = shown(syntopic, tmp_path, site.url("/letters/one"))["vanished"]
    assert mark["why"] == "unlisted"
    assert shown(syntopic, tmp_path, site.url("/letters/two"))["vanished"] is None
    site.list_pages("/letters/one", "/letters/two")
    assert night(tmp_path, "2026-06-03") == ["document_returned"]


def test_a_listing_that_does_not_answer_marks_nothing(syntopic, tmp_path: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path, "sitemap", site.url("/sitemap.xml"))
    night(tmp_path, "2026-06-01")
    site.faults["/sitemap.xml"] = Fault.BUSY
    assert night(tmp_path, "2026-06-02") == []


def test_a_silent_edit_that_no_listing_tells_of_is_found_by_asking_again(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, site: Site
) -> None:
    make(tmp_path, "sitemap", site.url("/sitemap.xml"))
    night(tmp_path, "2026-06-01")
    site.write("/letters/one", "Halden counts its merges", SHARE.format("58%"), MORE)
    assert "claim_revised" in night(tmp_path, "2026-06-02")


def test_a_vanished_page_stands_on_page_one_in_the_feed_and_in_the_tables(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, site: Site
) -> None:
    make(tmp_path, "article", site.url("/letters/one"), site.url("/letters/two"))
    night(tmp_path, "2026-06-01")
    site.pages.pop("/letters/one")
    night(tmp_path, "2026-06-02")
    assert "No longer there: Halden counts its merges" in syntopic("changes", workspace=tmp_path).out
    (row,) = syntopic("changes", "--json", workspace=tmp_path).rows
    assert (row["kind"], row["document"]) == ("document_vanished", site.url("/letters/one"))
    folder = deliver(find_workspace(tmp_path), now=at("2026-06-02")())
    assert "Sources no longer there" in (folder / "briefing.md").read_text(encoding="utf-8")
    assert "No longer there: Halden" in (folder / "changes.atom").read_text(encoding="utf-8")
    tables = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    assert {s["document"]: s["vanished"] for s in tables["sources"]} == {
        site.url("/letters/one"): "gone",
        site.url("/letters/two"): None,
    }


def test_a_forecast_whose_date_has_passed_is_told_once(syntopic, tmp_path: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path, "article", site.url("/letters/two"))
    night(tmp_path, "2026-06-01")
    assert night(tmp_path, "2027-12-31") == []
    assert night(tmp_path, "2028-01-01") == ["forecast_due"]
    assert f"Forecast past its date: author, for 2027: “{AHEAD}”" in syntopic("changes", workspace=tmp_path).out
    folder = deliver(find_workspace(tmp_path), now=at("2028-01-01")())
    page = (folder / "briefing.md").read_text(encoding="utf-8")
    assert "Forecasts past their date" in page
    assert "forecast due" in page
    assert "Forecast past its date" in (folder / "changes.atom").read_text(encoding="utf-8")
    assert night(tmp_path, "2028-01-02") == []


def test_a_clock_that_went_backwards_is_named_and_the_runs_stay_in_order(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path, "article", site.url("/letters/one"))
    night(tmp_path, "2026-06-04")
    site.write("/letters/one", "Halden counts its merges", SHARE.format("58%"), MORE)
    assert "claim_revised" in night(tmp_path, "2026-06-01")
    assert "before the last run of 2026-06-04" in capsys.readouterr().err
    runs = syntopic("runs", "list", "--json", workspace=tmp_path).rows
    assert [run["started_at"][:10] for run in runs] == ["2026-06-01", "2026-06-04"]
    assert {r["kind"] for r in syntopic("changes", "--json", workspace=tmp_path).rows} == {
        "claim_revised",
        "document_revised",
    }
    since = syntopic("changes", "--json", "--since", runs[1]["id"], workspace=tmp_path).rows
    assert {r["kind"] for r in since} >= {"claim_new", "claim_revised"}
    assert night(tmp_path, "2026-06-01") == []  # the same moment once more: another run, and nothing of the first is lost
    assert len(syntopic("runs", "list", "--json", workspace=tmp_path).rows) == 3
