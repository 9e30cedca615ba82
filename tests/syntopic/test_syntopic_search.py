"""The command `search`: modes, filters, excerpts, the prompt, and what it says when it cannot answer."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.records import Passage
from corpus.store import Choice, Store
from syntopic.finding import MERGED

Run = Callable[..., Any]
QUERY = "how much of the code do agents write"


def rows(syntopic: Run, demo: Path, *arguments: str) -> list[dict[str, Any]]:
    answer = syntopic("search", *arguments, "--json", workspace=demo)
    assert answer.status == 0, answer.err
    found: list[dict[str, Any]] = answer.rows
    return found


def test_an_excerpt_is_a_verbatim_stretch_with_the_words_of_the_query_marked(syntopic: Run, demo: Path) -> None:
    found = rows(syntopic, demo, QUERY)
    store = Store(demo / "data")
    passages = {p.id: p for p in store.all(Passage)}
    store.close()
    assert any(len(row["records"]) > 1 for row in found)
    for row in found:
        parts = [passages[i] for i in row["records"]]
        assert len(parts) <= MERGED
        assert (row["start"], row["end"]) == (parts[0].start, parts[-1].end)
        assert len(row["evidence"]) == row["end"] - row["start"]
        assert all(p.text in row["evidence"] for p in parts)
        marked = {row["evidence"][a:b].lower() for a, b in row["marks"]}
        assert all(word.startswith(("cod", "agent", "writ", "wrote", "much")) for word in marked)
    assert any(row["marks"] for row in found)


@pytest.mark.parametrize("query", ["Was Tessaly wrongly credited with another firm's result?", "how long do reviews take"])
def test_the_first_excerpts_are_the_same_however_many_are_wanted(syntopic, demo: Path, query: str) -> None:  # type: ignore[no-untyped-def]
    few, many = (syntopic("search", query, "-k", k, "--json", workspace=demo).rows for k in ("3", "10"))
    assert [r["evidence"] for r in few] == [r["evidence"] for r in many[:3]]
    assert len(many) > len(few) == 3


def test_excerpts_do_not_overlap(syntopic: Run, demo: Path) -> None:
    found = rows(syntopic, demo, QUERY, "-k", "50")
    shown = [i for row in found for i in row["records"]]
    assert len(shown) == len(set(shown))


def test_each_mode_answers_from_its_side(syntopic: Run, demo: Path) -> None:
    lexical = rows(syntopic, demo, "agents", "--mode", "lexical")
    assert lexical
    assert all(row["dense_rank"] is None and row["lexical_rank"] for row in lexical)
    dense = rows(syntopic, demo, "agents", "--mode", "dense")
    assert dense
    assert all(row["lexical_rank"] is None and row["dense_rank"] for row in dense)
    wrong = syntopic("search", "agents", "--mode", "magic", workspace=demo)
    assert (wrong.status, "lexical" in wrong.err) == (2, True)


def test_a_quoted_phrase_stands_in_every_excerpt(syntopic: Run, demo: Path) -> None:
    for mode in ("hybrid", "lexical", "dense"):
        found = rows(syntopic, demo, 'how fast is the "human review" now', "--mode", mode)
        assert found
        assert all("human review" in " ".join(row["evidence"].lower().split()) for row in found)
    assert rows(syntopic, demo, '"review human" speed') == []


def test_filters_keep_what_they_say(syntopic: Run, demo: Path) -> None:
    every = rows(syntopic, demo, QUERY, "-k", "50")
    voice = next(row["voice"] for row in every if row["voice"] not in ("author", "host"))
    assert {row["voice"] for row in rows(syntopic, demo, QUERY, "--voice", voice)} == {voice}
    role = every[0]["role"]
    assert {row["role"] for row in rows(syntopic, demo, QUERY, "--role", role)} == {role}
    dates = sorted(row["published"] for row in every if row["published"])
    middle = dates[len(dates) // 2]
    since = rows(syntopic, demo, QUERY, "--since", middle, "-k", "50")
    assert since
    assert all(row["published"] >= middle[: len(row["published"])] for row in since)
    until = rows(syntopic, demo, QUERY, "--until", middle, "-k", "50")
    assert until
    assert all(row["published"][: len(middle)] <= middle for row in until)
    assert rows(syntopic, demo, QUERY, "--kind", "pdf") == rows(syntopic, demo, QUERY, "--source", ".pdf")


def test_an_author_is_a_voice(syntopic: Run, demo: Path) -> None:
    store = Store(demo / "data")
    from corpus.records import Document

    document = next(d for d in store.all(Document) if d.authors)
    found = store.chosen(Passage, Choice(voice=document.authors[0]))
    here = {p.id for p in store.all(Passage, document=document.id) if p.voice == "author"}
    store.close()
    assert here
    assert here <= found


def test_conditions_on_claims_and_stances_hold_for_the_words_around_them(syntopic: Run, demo: Path) -> None:
    measure = syntopic("measures", "--json", workspace=demo).rows[0]
    claims = {c["id"]: c for c in syntopic("claims", "--json", workspace=demo).rows}
    evidence = [claims[i]["evidence"] for i in measure["claims"]]
    found = rows(syntopic, demo, measure["label"], "--measure", measure["id"], "-k", "50")
    assert found
    for row in found:
        assert any(words in row["evidence"] or row["evidence"] in words for words in evidence)
    stance = syntopic("stances", "--label", "oppose", "--json", workspace=demo).rows[0]
    only = rows(syntopic, demo, stance["evidence"], "--stances", "--target", stance["target"], "--label", "oppose")
    assert {(row["target"], row["label"]) for row in only} == {(stance["target"], "oppose")}
    held = rows(syntopic, demo, stance["evidence"], "--stances", "--holder", stance["holder"])
    assert {row["holder"] for row in held} == {stance["holder"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "nothing_such"], "pause_or_slow_frontier_ai"),
        (["--kind", "papyrus"], "papyrus"),
        (["--until", "soon"], "--until"),
        (["--since", "2026-06", "--until", "2026-05"], "before"),
    ],
)
def test_a_condition_that_nothing_can_meet_is_named(syntopic: Run, demo: Path, arguments: list[str], said: str) -> None:
    answer = syntopic("search", "code", *arguments, workspace=demo)
    assert answer.status == 2
    assert said in answer.err


def test_the_printed_answer_groups_by_document_and_opens_videos_at_the_second(syntopic: Run, demo: Path) -> None:
    found = rows(syntopic, demo, QUERY, "-k", "30")
    out = syntopic("search", QUERY, "-k", "30", "--explain", workspace=demo).out
    for document in {row["document"] for row in found}:
        assert sum(line.strip() == document for line in "".join(out).splitlines()) <= 1
    timed = [row for row in found if row["time_start"] and (row["link"] or "").startswith("http")]
    assert timed
    assert all("t=" in row["link"] for row in timed)
    assert timed[0]["link"] in out
    assert "by meaning" in out


def test_the_prompt_answers_line_after_line_and_survives_a_wrong_one(
    syntopic: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("agents and code\n\n?!\nrecipe for sourdough rye\n"))
    answer = syntopic("search", "-i", "-k", "2", workspace=demo)
    assert answer.status == 0
    assert "  1. " in answer.out
    assert answer.out.endswith("nothing relevant\n")
    assert "no word" in answer.err
    assert syntopic("search", workspace=demo).status == 2


def test_an_index_of_another_encoder_is_named_with_the_command_that_rebuilds_it(
    syntopic: Run, demo: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(demo, workspace)
    manifest = next((workspace / "data" / "index" / "passage").rglob("manifest.json"))
    from index.vector_files import POINTER, _name_of

    text = json.dumps({**json.loads(manifest.read_text()), "encoder": "another-model@1"})
    manifest.write_text(text)
    manifest.parent.rename(manifest.parent.parent / _name_of(text))
    (manifest.parent.parent / POINTER).write_text(_name_of(text))
    answer = syntopic("search", "code", workspace=workspace)
    assert answer.status == 1
    assert "another-model@1" in answer.err
    assert "all-MiniLM-L6-v2" in answer.err
    assert "syntopic reindex" in answer.err
    assert syntopic("search", "code", "--mode", "lexical", workspace=workspace).status == 0
    assert syntopic("reindex", workspace=workspace).status == 0
    assert rows(syntopic, workspace, QUERY) == rows(syntopic, demo, QUERY)
