"""Sources as a person manages them: add, disable, enable, remove, check.

Invariant: what a person decided about a source that a topic pack lists stays, whatever the pack says later; a check looks
and moves no cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from corpus.errors import ConfigError, SyntopicError
from corpus.records import SourceState
from corpus.store import Store, new_source
from syntopic.fetching import open_fetcher, place_of
from syntopic.places import known_places
from syntopic.workspace import Workspace

USER = "user"


def add_source(workspace: Workspace, store: Store, url: str, *, kind: str | None, why: str) -> SourceState:
    """Enter a source; one that was removed comes back with what is known of it.

    Args:
        kind: the kind of source; by default the one that the address belongs to, an ordinary address as a site with a feed.
    Raises:
        BadInput: not an address that may be asked, or no kind of that name.
        ConfigError: it is a source already.
    """
    from ingest.fetching.addresses import checked_url
    from ingest.sources import kind_of, source_kind

    address = checked_url(url, given=url).geturl()
    chosen = source_kind(kind) if kind else kind_of(address)
    name = "feed" if chosen.name == "article" and not kind else chosen.name
    for state in known_places(workspace, store):
        if (state.kind, state.url) == (name, address):
            if not state.removed and state.enabled:
                raise ConfigError(f"{address} is a source already", remedy="syntopic sources shows its state")
            back = replace(state, removed=False, enabled=True, why=why or state.why)
            store.sources.put(back)
            return back
    state = new_source(name, address, why=why, origin=USER)
    store.sources.put(state)
    return state


def find_source(workspace: Workspace, store: Store, given: str) -> SourceState:
    """The source that an address, an id or a part of its address names.

    Raises:
        ConfigError: none does, or several do.
    """
    states = known_places(workspace, store)
    exact = [s for s in states if given in (s.id, s.url) or s.url.rstrip("/") == given.rstrip("/")]
    found = exact or [s for s in states if given.lower() in s.url.lower() and not s.removed]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(f"no source {given!r}", remedy="syntopic sources lists them")
    named = ", ".join(s.url for s in found[:4])
    raise ConfigError(f"{len(found)} sources match {given!r}: {named}", remedy="give the whole address, or the id")


def enable_source(store: Store, state: SourceState, *, is_enabled: bool) -> SourceState:
    """Let nights read a source, or pass it over; its state stays."""
    changed = replace(state, enabled=is_enabled, removed=False)
    store.sources.put(changed)
    return changed


def remove_source(store: Store, state: SourceState) -> None:
    """Take a source off the list: forget one that a person added, mark one that a topic pack lists."""
    if state.origin == USER:
        store.sources.forget(state.id)
    else:
        store.sources.put(replace(state, removed=True, enabled=False))


def check_sources(
    workspace: Workspace, store: Store, states: Sequence[SourceState], *, clock: Callable[[], datetime]
) -> Iterator[tuple[SourceState, int | SyntopicError]]:
    """Ask each source whether it answers; yields its new state and how many items it offers, or why it does not."""
    from ingest.sources import discover

    with open_fetcher(workspace, store, clock=clock) as fetcher:
        packs = workspace.topics()

        def look(state: SourceState) -> int:
            return len(discover(place_of(workspace, state, packs), state.cursor, fetcher).items)

        for state, found in fetcher.map(look, states, host=lambda s: s.url):
            now = clock()
            if isinstance(found, SyntopicError):
                yield store.sources.failed(state, now, error=found.message, remedy=found.remedy), found
                continue
            seen = replace(state, verified_at=now, attempted_at=now, failures_in_row=0, error="", remedy="")
            store.sources.put(seen)
            yield seen, found


def condition_of(state: SourceState) -> str:
    """The state of a source in a word or two: removed, disabled, failing, unverified, verified."""
    if state.removed:
        return "removed"
    if not state.enabled:
        return "disabled"
    if state.failures_in_row:
        return "failing"
    return "verified" if state.verified_at else "unverified"
