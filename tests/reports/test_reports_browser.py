"""A briefing in a real browser: Debian's chromium, driven through Playwright; skipped, with the reason, without one."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright
from report_samples import hostile_corpus, mill_corpus, topic

from corpus.records import Snapshot
from reports import build_view, render_html

DAY = datetime.date(2026, 6, 14)
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed; on Debian: apt-get install chromium")
SERIOUS = {"serious", "critical"}


@dataclass
class Opened:
    """A page, and what it did that a briefing must not do."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self, selector: str) -> int:
        """How many elements of a kind can be seen."""
        count: int = self.page.eval_on_selector_all(
            selector, "found => found.filter(e => e.checkVisibility({contentVisibilityAuto: false})).length"
        )
        return count


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        except Error as error:
            pytest.skip(f"chromium does not start here: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


def write(snapshot: Snapshot, folder: Path) -> str:
    file = folder / "briefing.html"
    file.write_text(render_html(build_view(snapshot, topic=topic(), generated=DAY)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def mills(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(mill_corpus().snapshot(), tmp_path_factory.mktemp("mills"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(hostile_corpus().snapshot(), tmp_path_factory.mktemp("hostile"))


def opened(browser: Browser, url: str, *, scripts: bool = True, dark: bool = False, width: int = 1280) -> Opened:
    context = browser.new_context(
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    result = Opened(page)

    def note(request: Request) -> None:
        result.requests.append(request.url)

    page.on("request", note)
    page.on("console", lambda m: result.complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: result.complaints.append(str(e)))
    page.goto(url)
    return result


@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_no_request_leaves_the_page_and_the_console_stays_silent(
    name: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(name)
    here = opened(browser, url)
    here.page.click("#open-all")
    here.page.mouse.wheel(0, 100_000)
    assert here.requests == [url]
    assert here.complaints == []
    assert here.page.evaluate("window.origin && !window.pwned")


def test_a_word_filters_every_part(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    before = here.shown("[data-k]")
    here.page.fill("#f-text", "no such words at all")
    assert here.shown("[data-k]") == 0
    assert "0 of" in here.page.inner_text("#f-count")
    assert here.page.locator("#measures > .none").is_visible()
    here.page.click("#filter button[type=reset]")
    here.page.wait_for_function("() => document.getElementById('f-count').textContent === ''")
    assert here.shown("[data-k]") == before


@pytest.mark.parametrize("which", ["f-measure", "f-holder", "f-source"])
def test_a_choice_keeps_exactly_the_items_that_carry_it(which: str, browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    options = here.page.eval_on_selector_all(f"#{which} option", "found => found.map(o => o.value).filter(Boolean)")
    assert options
    for token in options:
        here.page.select_option(f"#{which}", token)
        wrong = here.page.evaluate(
            "token => [...document.querySelectorAll('[data-k]')]"
            ".filter(e => e.hidden === e.dataset.k.split(' ').includes(token)).length",
            token,
        )
        assert wrong == 0
        assert here.page.evaluate("[...document.querySelectorAll('[data-k]')].some(e => !e.hidden)")


def test_dates_filter_and_a_month_meets_its_days(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    here.page.fill("#f-from", "2026-06-04")
    dated = "[...document.querySelectorAll('.claims tbody tr')].filter(e => !e.hidden).map(e => e.dataset.d || '')"
    dates = here.page.evaluate(dated)
    assert dates
    assert all(d.split(" ")[-1] >= "2026-06-04"[: len(d.split(" ")[-1])] and d for d in dates)
    here.page.fill("#f-to", "1999-01-01")
    assert here.page.evaluate(dated) == []


def test_claims_can_be_sorted_by_value_and_back(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    head = here.page.locator("th[data-sort=source]")
    numbers = "[...document.querySelectorAll('.claims tbody tr')].map(r => +r.cells[3].textContent.slice(1).split(']')[0])"
    head.locator("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = here.page.evaluate(numbers)
    assert up == sorted(up)
    head.locator("button").press("Enter")
    assert here.page.evaluate(numbers) == sorted(up, reverse=True)


def test_measures_can_be_put_in_order(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    here.page.select_option("#sort-by", "name")
    names = here.page.eval_on_selector_all("#measures > .card h3", "found => found.map(e => e.textContent)")
    assert len(names) > 1
    assert names == sorted(names, key=str.lower)


def test_a_deep_link_opens_the_claim_it_names(browser: Browser, mills: str) -> None:
    view = build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY)
    places = [c.anchor for m in view.measures.items for c in m.claims.items if c.anchor]
    places += [r.anchor for r in view.every_claim.items if r.anchor]
    assert len(places) == len({c.id for c in mill_corpus().claims})
    here = opened(browser, mills)
    here.page.fill("#f-text", "no such words at all")
    for anchor in places:
        here.page.evaluate("to => { location.hash = to }", anchor)
        here.page.wait_for_function("to => document.getElementById(to).checkVisibility()", arg=anchor)


@pytest.mark.parametrize("width", [360, 1000, 1280, 1900])
def test_what_a_link_leads_to_is_not_hidden_behind_the_filter(width: int, browser: Browser, mills: str) -> None:
    here = opened(browser, mills, width=width)
    for part in ("measures", "disagreements", "positions", "claims"):
        here.page.evaluate("to => { location.hash = to }", part)
        here.page.wait_for_function("to => location.hash === '#' + to && scrollY > 0", arg=part)
        seen = here.page.evaluate(
            """to => { const b = document.getElementById(to + '-h').getBoundingClientRect();
            const at = document.elementFromPoint(b.left + 4, b.top + b.height / 2);
            return [b.top >= 0, at?.id]; }""",
            part,
        )
        assert seen == [True, f"{part}-h"]


def test_columns_of_the_claims_hold_their_words(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    heads = here.page.eval_on_selector_all(
        ".claims th", "found => found.map(e => [e.textContent, e.getBoundingClientRect().height])"
    )
    assert [name for name, _ in heads] == ["Value", "Sentence", "Whose", "Source", "Date"]
    assert max(height for _, height in heads) < 1.5 * min(height for _, height in heads)
    assert max(height for _, height in heads) < 45


def test_a_sentence_opens_in_its_context(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    here.page.click("#open-all")
    around = here.page.locator(".around p").all_inner_texts()
    texts = [d.text for d in mill_corpus().documents]
    assert around
    assert all(any(words.strip("… ").strip() in text for text in texts) for words in around)


def test_it_reads_without_scripts(browser: Browser, mills: str) -> None:
    here = opened(browser, mills, scripts=False)
    assert not here.page.locator("#filter").is_visible()
    assert not here.page.locator(".theme").is_visible()
    for part in ("#overview", "#measures", "#disagreements", "#positions", "#claims", "#sources"):
        assert here.page.locator(part).is_visible()
    fold = here.page.locator("#agreements .card > details").first
    fold.locator("summary").first.click()
    assert fold.locator("blockquote").first.is_visible()


def test_all_of_it_can_be_reached_by_keyboard(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        here.page.keyboard.press("Tab")
        reached.add(here.page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"theme", "f-text", "f-measure", "f-holder", "f-source", "open-all", "sort-by", "SUMMARY", "A"} <= reached


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_axe_finds_nothing_serious(name: str, dark: bool, browser: Browser, request: pytest.FixtureRequest) -> None:
    here = opened(browser, request.getfixturevalue(name), dark=dark)
    here.page.click("#open-all")
    here.page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = here.page.evaluate("async () => (await axe.run()).violations")
    serious = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found if v["impact"] in SERIOUS]
    assert serious == []


def test_the_colours_follow_the_system_and_the_choice(browser: Browser, mills: str) -> None:
    here = opened(browser, mills, dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = here.page.evaluate(paper)
    here.page.select_option("#theme", "light")
    light = here.page.evaluate(paper)
    assert light != dark
    here.page.emulate_media(color_scheme="light")
    here.page.select_option("#theme", "")
    assert here.page.evaluate(paper) == light


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["mills", "hostile"])
def test_nothing_runs_off_the_side(name: str, width: int, browser: Browser, request: pytest.FixtureRequest) -> None:
    here = opened(browser, request.getfixturevalue(name), width=width)
    here.page.click("#open-all")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_what_is_folded_and_no_controls(browser: Browser, mills: str) -> None:
    here = opened(browser, mills)
    here.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    here.page.emulate_media(media="print")
    assert not here.page.locator("#filter").is_visible()
    assert here.page.locator("#measures .list blockquote").first.is_visible()
