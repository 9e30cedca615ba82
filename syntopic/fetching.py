"""The fetcher as the settings of a workspace ask for it, and addresses given on the command line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.errors import SyntopicError
from corpus.store import Store
from ingest import Fetched
from syntopic.workspace import Workspace

if TYPE_CHECKING:
    from corpus.records import SourceState
    from corpus.topic import TopicPack
    from ingest.fetching.fetcher import Fetcher
    from ingest.sources import Place


def open_fetcher(workspace: Workspace, store: Store, *, clock: Callable[[], datetime]) -> Fetcher:
    """A fetcher within the limits of the settings, which keeps what it gets in the store."""
    from ingest.fetching import Limits
    from ingest.fetching.archive import StoreArchive
    from ingest.fetching.fetcher import Fetcher

    wanted = workspace.settings.ingest
    limits = Limits(
        max_bytes=wanted.max_file_mib * 2**20,
        timeout_s=wanted.timeout_s,
        delay_s=wanted.delay_s,
        allow_private=wanted.allow_private_addresses,
    )
    return Fetcher(limits, contact=wanted.contact, archive=StoreArchive(store), clock=clock, options=_options(workspace))


def place_of(workspace: Workspace, state: SourceState, packs: Sequence[TopicPack]) -> Place:
    """A source as its kind reads it, with the options that one of the workspace's topic packs gives it."""
    from ingest.sources import Place

    listed = (s for pack in packs for s in pack.sources)
    options = dict(next((s.options for s in listed if (s.kind, s.url) == (state.kind, state.url)), ()))
    return Place(state.kind, state.url, _with_paths(workspace, options))


def _options(workspace: Workspace) -> dict[str, str]:
    """What the settings say to kinds of sources."""
    video = workspace.settings.video
    given = {"first": str(video.first), "cookies": video.cookies, "sponsorblock": video.sponsorblock}
    return _with_paths(workspace, {name: value for name, value in given.items() if value})


def _with_paths(workspace: Workspace, options: Mapping[str, str]) -> dict[str, str]:
    """Options with the paths of files as the workspace means them: relative to its folder."""
    return {k: str(workspace.root / v) if k == "cookies" else v for k, v in options.items()}


def fetch_addresses(
    urls: Sequence[str], fetcher: Fetcher
) -> Generator[tuple[Fetched, str | None] | SyntopicError, None, None]:
    """What lies behind some addresses, each with the format to read it as, in the order given."""
    from ingest import sources

    items: list[sources.Item] = []
    for url in urls:
        try:
            items.append(sources.item_of(url))
        except SyntopicError as error:
            yield error
    for item, got in sources.fetch_all(items, fetcher):
        yield got if isinstance(got, SyntopicError) else (got, item.parse_as)
