"""What starts the nightly run: systemd units, a crontab line, a GitHub Actions workflow. Nothing is installed here."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

from corpus.errors import ConfigError

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def schedule_files(scheduler: str, root: Path, at: str) -> dict[str, str]:
    """The files that a scheduler needs, by name.

    Args:
        scheduler: "systemd", "cron" or "github".
        root: of the workspace.
        at: HH:MM, local time; UTC for "github".
    Raises:
        ConfigError: the time is none.
    """
    if not (found := _TIME.fullmatch(at)):
        raise ConfigError(f"--at {at!r} is no time of day", remedy="write it as 03:30")
    hour, minute = found.groups()
    if scheduler == "systemd":
        return _systemd(root, at)
    if scheduler == "cron":
        words = shlex.join(
            [sys.executable, "-m", "syntopic", "--workspace", str(root), "--quiet", "refresh", "--log", "json"]
        )
        log = shlex.quote(str(root / "refresh.log"))
        return {"crontab": f"{int(minute)} {int(hour)} * * * {words.replace('%', chr(92) + '%')} >> {log} 2>&1\n"}
    return {"syntopic.yml": _github(int(hour), int(minute))}


def _systemd(root: Path, at: str) -> dict[str, str]:
    words = [sys.executable, "-m", "syntopic", "--workspace", str(root), "refresh", "--log", "json"]
    service = f"""\
[Unit]
Description=Syntopic: refresh of {_unit(str(root))}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={" ".join(_unit(json.dumps(word, ensure_ascii=False)) for word in words)}
Nice=10
# 4: another run holds the workspace, which is no reason to alarm anybody
SuccessExitStatus=4
"""
    timer = f"""\
[Unit]
Description=Syntopic every night

[Timer]
OnCalendar=*-*-* {at}:00
RandomizedDelaySec=10m
# a night that the machine slept through is made up for when it wakes
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {"syntopic.service": service, "syntopic.timer": timer}


def _unit(text: str) -> str:
    """Text with the specifiers of unit files made plain."""
    return text.replace("%", "%%").replace("$", "$$")


def _github(hour: int, minute: int) -> str:
    return f"""\
name: syntopic
on:
  schedule:
    - cron: "{minute} {hour} * * *"
  workflow_dispatch:
permissions:
  contents: read
concurrency: syntopic
jobs:
  refresh:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
      - run: pip install syntopic
      - uses: actions/cache/restore@v4
        with:
          path: data
          key: syntopic-${{{{ github.run_id }}}}
          restore-keys: syntopic-
      - run: syntopic refresh --log json
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: data
          key: syntopic-${{{{ github.run_id }}}}
      - uses: actions/upload-artifact@v4
        with:
          name: briefing
          path: data/briefings/latest/
"""
