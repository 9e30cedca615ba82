"""A workspace: a folder with `syntopic.toml`, its data beside it.

Invariant: one writer at a time. `Workspace.hold` takes the lock that says who holds it; readers need none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ConfigError, WorkspaceHeld
from corpus.store import Store
from corpus.topic import TopicPack, bundled_topics, load_topic
from syntopic.leftovers import clear_leftovers
from syntopic.settings import FILE_NAME, Settings, load_settings
from syntopic.trouble import trouble_of


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with settings, topics and data."""

    root: Path
    settings: Settings

    @property
    def data(self) -> Path:
        """The folder of the store."""
        return self.root / self.settings.corpus.root

    @property
    def index_folder(self) -> Path:
        """The folder of the derived vector index."""
        return self.data / "index"

    @property
    def briefings_folder(self) -> Path:
        """The folder of the briefings, one folder a date, and `latest`."""
        return self.data / "briefings"

    @property
    def comparison_file(self) -> Path:
        """What the last comparison keeps for the next one; derived, and made anew where it is missing."""
        return self.index_folder / "comparison.npz"

    @property
    def query_encoder_folder(self) -> Path:
        """The folder of what encodes queries, exported when the index is built."""
        return self.index_folder / "query-encoder"

    @property
    def templates(self) -> Path | None:
        """The folder of templates that the settings name, or None."""
        return self.root / self.settings.briefing.templates if self.settings.briefing.templates else None

    def topics(self) -> list[TopicPack]:
        """The topic packs of this workspace, in the order of the settings.

        Raises:
            ConfigError: one cannot be read, or two have one name.
        """
        packs = [load_topic(name, base=self.root) for name in self.settings.topics]
        names = [p.name for p in packs]
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(f"two topic packs are named {name!r}", remedy="rename one of them in its file")
        return packs

    def open_store(self) -> Store:
        """The store of this workspace, made if there is none yet."""
        return Store(self.data)

    @contextmanager
    def hold(self, command: str, now: datetime) -> Iterator[None]:
        """Hold the workspace for writing; what runs that were killed left half written goes.

        Raises:
            WorkspaceHeld: another run does, with who it is.
        """
        try:
            self.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            if trouble_of(error) is not None:
                raise
            raise ConfigError(
                f"{self.data} cannot be used as the folder of the store: {error.strerror}",
                remedy=f"set corpus.root in {self.root / FILE_NAME} to a folder that can be written",
            ) from None
        note = self.data / "lock.json"
        lock = FileLock(self.data / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WorkspaceHeld(
                f"{self.root} is held by another run{_holder(note)}", remedy="wait until it has ended, then run this again"
            ) from None
        try:
            note.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": now.isoformat()}), encoding="utf-8")
            clear_leftovers(self.data)
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    def holder(self) -> str | None:
        """Who holds the workspace for writing, in words; None where nobody does."""
        if not self.data.is_dir():
            return None
        lock = FileLock(self.data / "lock")
        try:
            with lock.acquire(timeout=0):
                return None
        except Timeout:
            return _holder(self.data / "lock.json")


def _holder(note: Path) -> str:
    try:
        who = json.loads(note.read_text(encoding="utf-8"))
        return f": syntopic {who['command']}, process {who['pid']}, since {who['since']}"
    except (OSError, ValueError, KeyError):
        return ""


def find_workspace(given: Path | None = None) -> Workspace:
    """The workspace given, or the nearest one upwards from the current folder.

    Raises:
        ConfigError: there is none, or its settings cannot be read.
    """
    if given is not None:
        path = given / FILE_NAME if given.is_dir() or not given.name.endswith(".toml") else given
        if not path.is_file():
            raise ConfigError(f"{given} is not a workspace", remedy=f"make one there: syntopic init {given}")
        return Workspace(path.parent.resolve(), load_settings(path))
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return Workspace(folder, load_settings(folder / FILE_NAME))
    raise ConfigError(
        f"no workspace here or above ({here})", remedy="make one with: syntopic init, or name one with --workspace DIR"
    )


_SETTINGS_TEMPLATE = """\
# A Syntopic workspace. Every setting has a default; docs/settings.md lists them all.

# What is read for: names of bundled topic packs, or TOML files beside this one. A pack is a name, a title and propositions:
#     name = "rsi"
#     title = "Recursive self-improvement of AI"
#     [[proposition]]
#     key = "pause_or_slow_frontier_ai"
#     text = "Frontier AI development should be slowed or paused."
# `syntopic init --topic FILE` takes a pack of your own; docs/topics.md explains the format.
topics = [{topic}]

[corpus]
root = "data"              # the store, beside this file

[ingest]
contact = ""               # an address for the User-Agent when pages are fetched
max_file_mib = 20          # larger files are refused

[run]
workers = 1                # processes that read documents side by side
allowed_failures = 0       # more failed items than this: exit status 1
"""


def init_workspace(root: Path, *, topic: str) -> Workspace:
    """Make a workspace; `topic` is a bundled pack's name or a file ending in .toml, which is copied in.

    Raises:
        ConfigError: there is one already, or the topic cannot be read.
    """
    settings = root / FILE_NAME
    if settings.exists():
        raise ConfigError(f"{root} is a workspace already", remedy=f"edit {settings}, or choose another folder")
    pack = load_topic(topic)
    name = pack.name
    if topic not in bundled_topics():
        source = Path(topic)
        name = source.name
        root.mkdir(parents=True, exist_ok=True)
        if source.resolve() != (root / name).resolve():
            (root / name).write_bytes(source.read_bytes())
    root.mkdir(parents=True, exist_ok=True)
    settings.write_text(_SETTINGS_TEMPLATE.format(topic=json.dumps(name, ensure_ascii=False)), encoding="utf-8")
    return find_workspace(root)
