"""The fetcher as the settings of a workspace ask for it, and addresses given on the command line."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.errors import SyntopicError
from corpus.store import Store
from ingest import Fetched
from syntopic.workspace import Workspace

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher


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
    return Fetcher(limits, contact=wanted.contact, archive=StoreArchive(store), clock=clock)


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
