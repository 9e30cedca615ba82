"""Writing briefings: the corpus of a workspace, seen by `reports`, in one of its forms."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import reports
from corpus.errors import ConfigError
from corpus.topic import TopicPack
from syntopic.pipeline import utc_now
from syntopic.reading import load_corpus
from syntopic.workspace import Workspace


def _renderers() -> dict[str, Callable[[reports.BriefingView], bytes]]:
    return {
        "html": lambda view: reports.render_html(view).encode(),
        "md": lambda view: reports.render_markdown(view).encode(),
        "json": lambda view: reports.render_json(view).encode(),
        "pdf": reports.render_pdf,
    }


def _topic(workspace: Workspace, name: str | None) -> TopicPack:
    packs = workspace.topics()
    if name is None:
        return packs[0]
    for pack in packs:
        if pack.name == name:
            return pack
    raise ConfigError(f"this workspace has no topic {name!r}", remedy=f"one of: {', '.join(p.name for p in packs)}")


def render(workspace: Workspace, form: str, *, topic: str | None = None, clock: Callable[[], datetime] = utc_now) -> bytes:
    """The briefing in one form: "html", "pdf", "md" or "json".

    Raises:
        ConfigError: the workspace holds nothing yet, or has no such topic.
    """
    view = reports.build_view(load_corpus(workspace).snapshot, topic=_topic(workspace, topic), generated=clock())
    return _renderers()[form](view)


def write_briefing(
    workspace: Workspace,
    path: Path,
    form: str,
    *,
    topic: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Write a briefing to a file: written aside and swapped in, so a reader never opens half of it."""
    content = render(workspace, form, topic=topic, clock=clock)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".briefing-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}", remedy="name another place with -o") from None
