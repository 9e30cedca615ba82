"""The nightly run: every place from its cursor, side by side, then the whole corpus, then what changed.

Invariants: a place's cursor is written only after all that it covers is stored, so a run that is killed anywhere offers the
rest again; a place that fails keeps its cursor and never stops the night; what is unchanged is not worked on. Places are
asked at the same time, each host at its own pace; what they send is parsed and written in one thread. A document that is no
longer where it was is kept and marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.changes import Change
from corpus.errors import SourceGone, SyntopicError
from corpus.ids import document_id
from corpus.records import Absence, Capture, Document, Offer, SourceNight, SourceState, Vanished
from ingest.fetching.fetcher import Fetcher
from ingest.sources import (
    Discovery,
    Item,
    Place,
    advance,
    discover,
    fetch_all,
    item_from,
    plain_item,
    source_kind,
)
from syntopic import delivery
from syntopic.fetching import open_fetcher, place_of
from syntopic.models import Models
from syntopic.pipeline import (
    Fate,
    Incoming,
    bring_up_to_date,
    found_again,
    take_in,
)
from syntopic.places import places_to_read
from syntopic.progress import Progress
from syntopic.running import Clock, Outcome, Run, open_run, utc_now, waited_for
from syntopic.workspace import Workspace

MAX_ROUNDS = 50  # discoveries of one place in one night; the next night goes on from there
BUSY_NIGHTS, BUSY_SHARE = 5, 0.8  # a place is usually busy that brought something on this share of at least so many nights

Key = tuple[str, str]  # an item's kind of source and native id


@dataclass(slots=True)
class Night:
    """What a refresh did."""

    run: str
    outcome: Outcome
    places: int = 0
    failed_places: list[tuple[SourceState, SyntopicError]] = field(default_factory=list)
    quiet_places: list[SourceState] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    briefing: Path | None = None


def refresh(
    workspace: Workspace,
    *,
    progress: Progress,
    clock: Clock = utc_now,
    fetcher: Fetcher | None = None,
    delivers: bool = False,
) -> Night:
    """Read every place of the workspace and bring the corpus up to date.

    Args:
        fetcher: asked instead of one made from the settings.
        delivers: whether the briefing is written too; the run has ended only then, so the next one tells what a run that
            was cut short before it had to say.
    Raises:
        WorkspaceHeld: another run holds the workspace.
        ConfigError: settings, topics or models are wrong.
    """
    with open_run(workspace, "refresh", progress=progress, clock=clock) as run:
        night = Night(run.id, run.outcome)
        if fetcher is not None:
            _read_places(run, night, fetcher)
        else:
            with open_fetcher(workspace, run.store, clock=clock) as own:
                _read_places(run, night, own)
        night.changes = bring_up_to_date(run, Models(workspace))
        if delivers:
            with run.timed("deliver"):
                night.briefing = delivery.deliver(workspace, now=clock())
        return night


@dataclass(slots=True)
class _Reading:
    """One place as it is read tonight: what it offered in this round, and what became of that."""

    state: SourceState
    place: Place
    found: Discovery | None = None
    items: dict[Key, Item] = field(default_factory=dict)  # offered, or asked for again
    offered: frozenset[Key] = frozenset()  # without what is asked for again
    waiting: set[Key] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    refused: dict[str, SyntopicError] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    brought: int = 0
    failures: int = 0
    error: SyntopicError | None = None


def _read_places(run: Run, night: Night, fetcher: Fetcher) -> None:
    packs = run.workspace.topics()
    readings = [_Reading(s, place_of(run.workspace, s, packs)) for s in places_to_read(run.workspace, run.store)]
    night.places = len(readings)
    with run.progress.stage("sources", total=len(readings)):
        going = readings
        for nth in range(MAX_ROUNDS):
            if not going:
                break
            _discover(run, going, fetcher, is_first=nth == 0)
            _take_in(run, [r for r in going if r.error is None], fetcher)
            done = [r for r in going if r.found is None or not r.found.has_more or nth == MAX_ROUNDS - 1]
            for reading in done:
                run.progress.advance("sources", reading.state.url)
            going = [r for r in going if r not in done]
    for reading in readings:
        _sum_up(run, night, reading)


def _sum_up(run: Run, night: Night, reading: _Reading) -> None:
    """Enter what a place brought tonight; name one that usually brings something and did not."""
    state, nights = reading.state, run.store.sources.nights(reading.state.id)
    if reading.error is not None:
        night.failed_places.append((state, reading.error))
    elif reading.brought == 0 and _is_usually_busy(nights):
        night.quiet_places.append(state)
        run.progress.warn(f"{state.url}: brought nothing, though it usually does (see whether it moved or changed)")
    run.store.sources.put_night(
        SourceNight(
            source=state.id,
            run=run.id,
            brought=reading.brought,
            failures=reading.failures,
            is_answering=reading.error is None,
        )
    )


def _is_usually_busy(nights: tuple[SourceNight, ...]) -> bool:
    answered = [night for night in nights if night.is_answering]
    return len(answered) >= BUSY_NIGHTS and sum(n.brought > 0 for n in answered) >= BUSY_SHARE * len(answered)


def _discover(run: Run, readings: list[_Reading], fetcher: Fetcher, *, is_first: bool) -> None:
    """Ask places what they have beyond their cursors, all at once; one that fails keeps its cursor."""

    def look(reading: _Reading) -> Discovery:
        return discover(reading.place, reading.state.cursor, fetcher)

    for reading, found in waited_for(run, fetcher.map(look, readings, host=lambda r: r.state.url)):
        if isinstance(found, SyntopicError):
            found.location = reading.state.url  # whatever of it was asked: a later night that reads it resolves the failure
            run.fail(found)
            run.store.sources.failed(reading.state, run.clock(), error=found.message, remedy=found.remedy)
            reading.found, reading.error = None, found
            reading.failures += 1
            continue
        if reading.state.failures_in_row:
            run.store.ledger.resolve(run.id, [reading.state.url])
        reading.found = found
        again = _to_ask_again(run, reading.state) if is_first else ()
        reading.items = {(i.source, i.native_id): i for i in (*again, *found.items)}
        reading.offered = frozenset((i.source, i.native_id) for i in found.items)
        reading.waiting = set(reading.items)
        reading.held, reading.refused, reading.offers = set(), {}, []
        _compare_with_listing(run, reading.state, found)


def _to_ask_again(run: Run, state: SourceState) -> Iterable[Item]:
    """Pages that the place brought once, those not asked for the longest: whether they changed is a conditional request."""
    for offer in run.store.offers.longest_unasked(state.id, run.workspace.settings.refresh.recheck):
        item = item_from(offer.item)
        if source_kind(item.source).is_one_page:
            yield item


def _compare_with_listing(run: Run, state: SourceState, found: Discovery) -> None:
    """Mark what a place that lists all that it has no longer lists, and unmark what it lists again."""
    if found.listed is None:
        return
    offers = {offer.document: str(offer.item["url"]) for offer in run.store.offers.of(state.id)}
    marks = {v.document: v for v in run.store.offers.vanished() if v.document in offers}
    absent = [d for d, url in offers.items() if url not in found.listed and d not in marks]
    run.store.offers.mark(Vanished(d, Absence.UNLISTED, state.id, run.clock()) for d in absent)
    for document in absent:
        run.progress.warn(f"{offers[document]}: no longer listed by {state.url} (what it said is kept and marked)")
    back = [d for d, v in marks.items() if v.why is Absence.UNLISTED and offers[d] in found.listed]
    run.store.offers.unmark(back)


def _take_in(run: Run, readings: list[_Reading], fetcher: Fetcher) -> None:
    """Fetch and take in what places offered; a place's cursor is written once all of it is settled."""
    owners: dict[Key, list[_Reading]] = {}
    for reading in readings:
        for key in reading.items:
            owners.setdefault(key, []).append(reading)

    marked = {v.document for v in run.store.offers.vanished()}

    def settle(capture: Capture, fate: Fate) -> None:
        key = (capture.source, capture.native_id)
        mine = owners.get(key, ())  # a kind of somebody else's may name its captures otherwise
        found_again(run, marked, capture, fate, is_offered=any(key in reading.offered for reading in mine))
        for n, reading in enumerate(mine):
            reading.brought += fate is Fate.TAKEN and n == 0  # what two places offer is the first one's
            reading.failures += fate is Fate.FAILED
            _settle(run, reading, key, is_held=fate.is_held)

    take_in(run, _fetched(run, owners, fetcher), settled=settle)
    for reading in readings:
        if reading.waiting or not reading.items:
            _close(run, reading)


def _fetched(run: Run, owners: dict[Key, list[_Reading]], fetcher: Fetcher) -> Incoming:
    """What places offered, as it comes; what cannot be had is entered, what is gone is marked."""
    items = [readings[0].items[key] for key, readings in owners.items()]
    for item, got in waited_for(run, fetch_all(items, fetcher)):
        run.outcome.seen += 1
        if not isinstance(got, SyntopicError):
            yield got, item.parse_as
            continue
        key = (item.source, item.native_id)
        is_kept = isinstance(got, SourceGone) and _mark_gone(run, item, owners[key][0].state)
        is_kept |= not any(key in reading.offered for reading in owners[key])  # only asked again: another night will do
        if not is_kept:
            run.fail(got)
        for reading in owners[key]:
            if not is_kept:
                reading.refused[item.native_id] = got
                reading.failures += 1
            _settle(run, reading, key, is_held=is_kept)


def _mark_gone(run: Run, item: Item, state: SourceState) -> bool:
    """Mark the document of an item that is gone; whether there is one."""
    document = document_id(item.source, item.native_id)
    if document not in run.store.some(Document, [document]):
        return False
    if run.store.offers.mark([Vanished(document, Absence.GONE, state.id, run.clock())]):
        run.progress.warn(f"{item.url}: no longer there (what it said is kept and marked)")
    return True


def _settle(run: Run, reading: _Reading, key: Key, *, is_held: bool) -> None:
    """Note that an item of a place is done with; the last one closes the round."""
    if is_held:
        item = reading.items[key]
        reading.held.add(item.native_id)
        reading.offers.append(Offer(reading.state.id, document_id(*key), plain_item(replace(item, tries=0)), run.clock()))
    reading.waiting.discard(key)
    if not reading.waiting:
        _close(run, reading)


def _close(run: Run, reading: _Reading) -> None:
    """Write the cursor of a place whose items are all done with."""
    assert reading.found is not None
    cursor = advance(reading.found, reading.held, reading.refused)
    offered = {native_id for _, native_id in reading.offered}
    run.store.offers.put(reading.offers)
    reading.state = run.store.sources.succeeded(reading.state, run.clock(), cursor=cursor, items=len(reading.held & offered))
