"""What a night leaves for its readers: the briefing under its date, `latest`, the feed of changes, and a command told of it.

Invariant: `latest` never points to a folder that is not complete. The command is run without a shell, with the folder as its
last argument and in `SYNTOPIC_BRIEFING`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import reports
from corpus.changes import Change
from corpus.errors import ConfigError
from syntopic.briefings import write_briefing
from syntopic.workspace import Workspace

FEED_DAYS = 30  # how far back the feed of changes goes
HOOK_TIMEOUT_S = 600


def deliver(workspace: Workspace, *, now: datetime) -> Path:
    """Write the briefing of tonight in the forms that the settings ask for, and point `latest` to it.

    Returns:
        The folder of the briefing.
    Raises:
        ConfigError: it cannot be written.
    """
    wanted = workspace.settings.delivery
    folder = workspace.briefings_folder / now.astimezone(UTC).date().isoformat()
    for form in wanted.formats:
        write_briefing(workspace, folder / f"briefing.{form}", form, clock=lambda: now)
    _write_feed(workspace, folder / "changes.atom", now)
    _point(workspace.briefings_folder / "latest", folder)
    return folder


def _write_feed(workspace: Workspace, path: Path, now: datetime) -> None:
    store = workspace.open_store()
    try:
        changes: Sequence[Change] = store.changes.since(now - timedelta(days=FEED_DAYS))
    finally:
        store.close()
    title = workspace.topics()[0].title
    content = reports.render_atom(changes, title=f"{title}: what changed", feed_id=f"urn:syntopic:{title}", updated=now)
    aside = path.with_name(f".{path.name}")
    aside.write_bytes(content)
    os.replace(aside, path)


def _point(link: Path, folder: Path) -> None:
    """Make the link point to the folder at once; where links cannot be made, a file holds the folder's name."""
    aside = link.with_name(f".{link.name}")
    aside.unlink(missing_ok=True)
    try:
        aside.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        aside.write_text(folder.name + "\n", encoding="utf-8")
    os.replace(aside, link)


def run_hook(workspace: Workspace, folder: Path) -> None:
    """Tell the command of the settings, if there is one, where the briefing lies; the workspace is free for it to use.

    Raises:
        ConfigError: it cannot be run, or fails.
    """
    command = workspace.settings.delivery.hook
    if not command:
        return
    words = [*shlex.split(command), str(folder)]
    try:
        done = subprocess.run(
            words, env={**os.environ, "SYNTOPIC_BRIEFING": str(folder)}, timeout=HOOK_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = f"took longer than {HOOK_TIMEOUT_S} s" if isinstance(error, subprocess.TimeoutExpired) else error.strerror
        raise ConfigError(
            f"delivery.hook {words[0]!r}: {why}", remedy=f"mend it in syntopic.toml; the briefing is {folder}"
        ) from None
    if done.returncode:
        raise ConfigError(
            f"delivery.hook {words[0]!r} ended with status {done.returncode}",
            remedy=f"see what it printed; the briefing is {folder}",
        )
