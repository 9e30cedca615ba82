"""Which kinds of source there are: the modules of this package that declare one, and the entry points of others.

A distribution adds a kind with an entry point in the group `syntopic.sources` whose value is a `SourceKind`. Invariant: two
kinds never have one name; a plug-in that does not load is one error that names it.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points

import ingest.sources
from corpus.errors import BadInput, ConfigError
from ingest.sources.base import Item, SourceKind

GROUP = "syntopic.sources"


@lru_cache(maxsize=1)
def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind, sorted by name.

    Raises:
        ConfigError: a plug-in does not load, declares something else, or takes a name that is there.
    """
    kinds: dict[str, SourceKind] = {}
    for module in pkgutil.iter_modules(ingest.sources.__path__):
        found = getattr(import_module(f"ingest.sources.{module.name}"), "SOURCE", None)
        if isinstance(found, SourceKind):
            kinds[found.name] = found
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        try:
            loaded = point.load()
        except Exception as error:
            raise ConfigError(
                f"the source plug-in {point.name} ({point.value}) does not load: {error}",
                remedy="update or uninstall its package",
            ) from error
        if not isinstance(loaded, SourceKind) or kinds.get(loaded.name, loaded) != loaded:
            raise ConfigError(
                f"the source plug-in {point.name} ({point.value}) is no SourceKind with a name of its own",
                remedy="update or uninstall its package",
            )
        kinds[loaded.name] = loaded
    return tuple(kinds[name] for name in sorted(kinds))


def source_kind(name: str) -> SourceKind:
    """The kind with this name.

    Raises:
        BadInput: there is none.
    """
    for kind in source_kinds():
        if kind.name == name:
            return kind
    names = ", ".join(k.name for k in source_kinds())
    raise BadInput(f"no kind of source named {name!r}", remedy=f"one of: {names}", stage="fetch")


def kind_of(url: str) -> SourceKind:
    """The kind that an address belongs to, from the address alone; an ordinary page if none is surer.

    Raises:
        BadInput: no kind reads it.
    """
    best = max(source_kinds(), key=lambda k: (k.claims(url), k.name == "article"))
    if best.claims(url) < 1:
        raise BadInput(f"{url}: no kind of source reads this address", remedy="give an http or https address", location=url)
    return best


def item_of(url: str) -> Item:
    """The single thing behind an address: of the surest kind that knows it as one, else the page itself."""
    for kind in sorted(source_kinds(), key=lambda k: -k.claims(url)):
        if kind.claims(url) > 0:
            item = kind.item_of(url)
            if item is not None:
                return item
    is_file = url[:7].lower() == "file://"
    remedy = "give the file's path" if is_file else "give one, or save the page and add the file"
    raise BadInput(f"{url}: not an http or https address", remedy=remedy, location=url)
