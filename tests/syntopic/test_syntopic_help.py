"""The command line answers at once, and the documentation says what it says."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from syntopic.cli.main import app
from syntopic.settings import known_keys

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = [c.name for c in app.registered_commands]
HEAVY = ("torch", "spacy", "faiss", "sentence_transformers", "transformers", "typst", "jinja2", "trafilatura", "sqlalchemy")


@pytest.mark.parametrize("command", [[], *([c] for c in COMMANDS)], ids=lambda c: " ".join(c) or "syntopic")
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys; from syntopic.cli.main import run; "
        f"status = run({[*command, '--help']!r}); "
        f"print('heavy:', sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: syntopic" in done.stdout
    assert "heavy: []" in done.stderr


def test_every_command_of_the_design_is_listed_once() -> None:
    first = "demo init add search show claims stances measures relations positions origins compare brief status"
    night = "refresh changes runs schedule sources"
    assert set(COMMANDS) >= {*first.split(), *night.split()}
    assert len(COMMANDS) == len(set(COMMANDS))


def test_every_command_and_option_is_documented(syntopic) -> None:  # type: ignore[no-untyped-def]
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"## syntopic {command}\n" in page
        section = page.split(f"## syntopic {command}\n")[1].split("\n## ")[0]
        options = set(re.findall(r"(?<![\w-])--[a-z-]+", syntopic(command, "--help").out))
        assert options <= set(re.findall(r"(?<![\w-])--[a-z-]+", section)), "run make docs"


def test_every_setting_is_documented() -> None:
    written = runpy.run_path(str(DOCS / "paste_help.py"))["settings_page"]()
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == written, "run make docs"
    assert all(meaning for meaning in known_keys().values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "No such command"),
        (["add"], "Missing argument"),
        (["search", "x", "-k", "0"], "-k"),
        (["measures", "--verdict", "maybe"], "maybe"),
        (["brief", "--format", "docx"], "docx"),
    ],
)
def test_wrong_usage_is_named_and_ends_with_status_2(syntopic, arguments: list[str], said: str) -> None:  # type: ignore[no-untyped-def]
    answer = syntopic(*arguments)
    assert answer.status == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
