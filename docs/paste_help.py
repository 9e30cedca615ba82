"""Writes docs/cli.md and docs/settings.md from the program itself: `make docs`. A test fails when they are out of date."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from unittest import mock

DOCS = Path(__file__).parent


def cli_page() -> str:
    """The page of all commands: each with its `--help`, in the order in which the program lists them."""
    lines = ["# Commands", "", "Written by `make docs` from the program itself.", ""]
    lines += [
        "Exit status: 0 done, also when there was nothing to do; 1 done, with failures that the settings do not allow;"
    ]
    lines += ["2 wrong usage or settings; 4 another run holds the workspace; 130 interrupted.", ""]
    for name in ("", *command_names()):
        lines += [f"## syntopic {name}".rstrip(), "", "```", help_of(*name.split()), "```", ""]
    return "\n".join(lines)


def command_names() -> list[str]:
    """The commands that the program lists, in its order."""
    from syntopic.cli.main import app

    return [c.name or "" for c in app.registered_commands]


def help_of(*command: str) -> str:
    """What `syntopic COMMAND --help` prints on a terminal of 80 columns."""
    from syntopic.cli.main import run

    out = io.StringIO()
    with contextlib.redirect_stdout(out), mock.patch.dict(os.environ, {"COLUMNS": "80", "TERMINAL_WIDTH": "80"}):
        run([*command, "--help"])
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def settings_page() -> str:
    """The page of all settings: key, default and meaning."""
    from syntopic.settings import Settings, known_keys

    defaults = Settings().model_dump(mode="json")
    lines = ["# Settings", "", "`syntopic.toml` of a workspace; every key is optional. Written by `make docs`.", ""]
    lines += ["| key | default | meaning |", "|---|---|---|"]
    for key, meaning in known_keys().items():
        value = defaults
        for step in key.split("."):
            value = value[step]
        lines.append(f"| `{key}` | `{json.dumps(value)}` | {meaning} |")
    return "\n".join([*lines, ""])


def pages() -> dict[str, str]:
    """Every written page by its file name."""
    return {"cli.md": cli_page(), "settings.md": settings_page()}


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
