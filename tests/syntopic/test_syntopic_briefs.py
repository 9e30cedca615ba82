"""What `syntopic brief` can be asked for, and what it says where that cannot be had."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

LOOK = '{% extends "syntopic/briefing.html.j2" %}\n{% block footer %}<p id="mine">{{ view.FIELD }}</p>{% endblock %}\n'


def brief(syntopic, demo: Path, target: Path, *options: str | Path) -> str:  # type: ignore[no-untyped-def]
    answer = syntopic("brief", "-o", target, *options, workspace=demo)
    assert answer.status == 0, answer.err
    return target.read_text(encoding="utf-8")


def test_a_measure_by_its_id_or_its_words_is_all_that_is_told(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    measure = max(syntopic("measures", "--json", workspace=demo).rows, key=lambda m: len(m["claims"]))
    by_id = brief(syntopic, demo, tmp_path / "id.md", "--measure", measure["id"])
    assert measure["label"].lower() in by_id.lower()
    held = json.loads(brief(syntopic, demo, tmp_path / "id.json", "--measure", measure["id"]))
    claims = {c["id"] for c in held["claims"]}
    assert set(measure["claims"]) <= claims
    assert len(claims) < len(syntopic("claims", "--json", workspace=demo).rows)
    assert measure["label"].lower() in brief(syntopic, demo, tmp_path / "w.md", "--measure", measure["label"]).lower()


def test_a_measure_that_nobody_speaks_of_is_refused(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = syntopic("brief", "--measure", "weight of a moth", "-o", tmp_path / "x.md", workspace=demo)
    assert (answer.status, "syntopic measures" in answer.err) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_form_of_many_files_asks_for_a_folder(syntopic, demo: Path, tmp_path: Path, form: str) -> None:  # type: ignore[no-untyped-def]
    answer = syntopic("brief", "-o", tmp_path / f"today.{form}", workspace=demo)
    assert answer.status == 2
    assert f"write --format {form} -o {tmp_path / 'today'}" in answer.err


def key_disagreements(text: str) -> list[str]:
    """The numbered lines of page one."""
    return re.findall(r"(?m)^[1-9]\. .*", text.partition("## The disagreements that matter most")[2].partition("\n## ")[0])


def test_the_short_form_is_shorter_and_has_the_same_first_page(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    full = brief(syntopic, demo, tmp_path / "full.md", "--audience", "full")
    short = brief(syntopic, demo, tmp_path / "short.md", "--audience", "short")
    assert len(short) < 0.6 * len(full)
    assert key_disagreements(short) == key_disagreements(full)
    assert len(key_disagreements(full)) == 5
    assert short.splitlines()[0] == full.splitlines()[0]
    assert syntopic("brief", "--audience", "everybody", workspace=demo).status == 2


def test_changes_are_told_since_the_day_asked_for(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = brief(syntopic, demo, tmp_path / "a.md", "--since", "2026-06-01")
    assert "## What changed since 1 June 2026\n\nAll is new:" in told
    later = brief(syntopic, demo, tmp_path / "b.md", "--since", "2099-01-01")
    assert "## What changed since 1 January 2099\n\nNothing changed." in later
    for odd in ("2026-13-01", "yesterday", "2026-02-30", ""):
        answer = syntopic("brief", "-o", tmp_path / "odd.md", "--since", odd, workspace=demo)
        assert (answer.status, len(answer.err.strip().splitlines())) == (2, 1), odd
    assert not (tmp_path / "odd.md").exists()


def test_a_topic_is_chosen_by_its_name(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert brief(syntopic, demo, tmp_path / "a.md", "--topic", "rsi").startswith("# ")
    answer = syntopic("brief", "--topic", "tea", "-o", tmp_path / "b.md", workspace=demo)
    assert (answer.status, "rsi" in answer.err) == (2, True)


def test_templates_of_ones_own_take_the_place_of_the_shipped_ones(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    looks = tmp_path / "looks"
    looks.mkdir()
    (looks / "briefing.html.j2").write_text(LOOK.replace("FIELD", "title"), encoding="utf-8")
    assert '<p id="mine">Recursive' in brief(syntopic, demo, tmp_path / "a.html", "--templates", looks)


@pytest.mark.parametrize("wrong", ["view.titel", "view.title | nosuch", "view.title }} {% if %}{{ 1"])
def test_a_template_with_an_error_is_named_with_its_line(syntopic, demo: Path, tmp_path: Path, wrong: str) -> None:  # type: ignore[no-untyped-def]
    looks = tmp_path / "looks"
    looks.mkdir()
    (looks / "briefing.html.j2").write_text(LOOK.replace("view.FIELD", wrong), encoding="utf-8")
    answer = syntopic("brief", "--templates", looks, "-o", tmp_path / "a.html", workspace=demo)
    assert (answer.status, len(answer.err.strip().splitlines())) == (2, 1)
    assert "briefing.html.j2:2:" in answer.err
    assert not (tmp_path / "a.html").exists()


def test_a_folder_of_templates_that_is_not_there_is_named(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = syntopic("brief", "--templates", tmp_path / "nowhere", "-o", tmp_path / "a.html", workspace=demo)
    assert (answer.status, "nowhere" in answer.err) == (2, True)


def test_a_lead_asked_for_without_a_model_says_which_setting_is_missing(syntopic, demo: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = syntopic("brief", "--lead", "-o", tmp_path / "a.md", workspace=demo)
    assert (answer.status, "llm.endpoint" in answer.err) == (2, True)
    assert brief(syntopic, demo, tmp_path / "b.md", "--no-lead") == brief(syntopic, demo, tmp_path / "c.md")
