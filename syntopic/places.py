"""The places that a workspace reads night after night: those of its topic packs, and those that a person added.

Invariant: a place that a pack lists has a state from the first time it is asked for; what a person disabled or removed stays
so, whatever the pack says later.
"""

from __future__ import annotations

from corpus.records import SourceState
from corpus.store import Store, new_source, source_id
from syntopic.workspace import Workspace


def known_places(workspace: Workspace, store: Store) -> tuple[SourceState, ...]:
    """Every place with its state, removed ones included: the packs' in their order, then the others by address."""
    states = {state.id: state for state in store.sources.all()}
    listed: list[SourceState] = []
    for pack in workspace.topics():
        for source in pack.sources:
            id_ = source_id(source.kind, source.url)
            state = states.pop(id_) if id_ in states else None
            listed.append(state or new_source(source.kind, source.url, why=source.why, origin=pack.name))
    unique = {state.id: state for state in listed}
    return (*unique.values(), *sorted(states.values(), key=lambda s: s.url))


def places_to_read(workspace: Workspace, store: Store) -> tuple[SourceState, ...]:
    """The places that a night reads: neither disabled nor removed."""
    return tuple(state for state in known_places(workspace, store) if state.enabled and not state.removed)
