"""The sample documents: every kind is there, each is readable, none borrows from the evaluation texts."""

from __future__ import annotations

import json
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from samples_reading import file_text, gold_rows, read_samples, squashed_texts

from corpus.records import Role
from corpus.samples import sample_documents, sample_files
from corpus.text import shingles, squash, words_of

DOCUMENTS = [f.name for f in sample_documents()]


def _readme() -> str:
    return (resources.files("corpus.samples") / "README.md").read_text(encoding="utf-8")


def test_files_are_sorted_and_companions_are_no_documents() -> None:
    names = [f.name for f in sample_files()]
    assert names == sorted(names)
    assert set(names) - set(DOCUMENTS) == {"08-shed-compute.info.json", "10-gatewatch.info.json"}
    assert len(DOCUMENTS) >= 14


def test_every_sample_is_read_and_its_companion_with_it() -> None:
    assert sorted(read_samples()) == DOCUMENTS
    assert read_samples()["10-gatewatch.json3"][0].title == "The number of the week, and who gets a vote"


def test_every_kind_of_source_is_there() -> None:
    kinds = {document.kind for document, _ in read_samples().values()}
    assert len(kinds) >= 9, kinds
    endings = {name.rpartition(".")[2] for name in DOCUMENTS}
    assert endings == {"txt", "md", "html", "vtt", "srt", "json3", "json", "pdf"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sample_has_150_to_600_words(name: str) -> None:
    assert 150 <= len(squashed_texts()[name].split()) <= 600


@pytest.mark.parametrize("name", [n for n in DOCUMENTS if n.endswith((".md", ".html", ".vtt", ".json3", ".pdf"))])
def test_dates_run_in_the_order_of_names(name: str) -> None:
    readme = _readme()
    published = read_samples()[name][0].published
    assert published is not None
    assert f"| {name}" in readme
    line = next(row for row in readme.splitlines() if row.startswith(f"| {name}"))
    assert f"| {published} |" in line


def test_readme_lists_every_document_with_dates_in_order() -> None:
    readme = _readme()
    rows = [row.split("|") for row in readme.splitlines() if row.startswith("| ") and row[2].isdigit()]
    assert [row[1].strip().split(",")[0] for row in rows] == DOCUMENTS
    dates = [row[2].strip() for row in rows]
    assert dates == sorted(dates)


def test_a_script_is_never_read_but_markup_written_as_text_is() -> None:
    text = squashed_texts()["03-parallax-wire.html"]
    assert '<script>alert("99% done")</script>' in text
    assert "97%" not in text
    assert "85%" not in text


def test_the_host_reads_the_essay_word_for_word() -> None:
    essay = words_of(squashed_texts()["02-slow-compile-essay.md"])
    page = shingles(squashed_texts()["06-mox-compiles-page.txt"], size=20)
    shared = {tuple(essay[i : i + 20]) for i in range(len(essay) - 19)} & page
    assert len(shared) >= 60


def test_the_transcript_page_and_the_json3_hold_an_advertisement() -> None:
    assert "today's sponsor" in squashed_texts()["06-mox-compiles-page.txt"]
    chapters = json.loads(file_text("10-gatewatch.info.json"))["chapters"]
    assert [c["title"] for c in chapters if "Sponsor" in c["title"]] == ["Sponsor: Northpane"]
    assert all(a["end_time"] == b["start_time"] for a, b in pairwise(chapters))


def test_the_thread_is_numbered_wrongly() -> None:
    numbers = [line.split("/")[0] for line in file_text("05-kestrel-thread.txt").splitlines() if line[:1].isdigit()]
    assert numbers == ["1", "2", "3", "4", "4", "6", "7", "8", "9", "10"]


def test_the_magazine_is_wrapped_to_70_columns_with_furniture() -> None:
    lines = file_text("07-quarterly-ledger.txt").splitlines()
    assert max(map(len, lines)) <= 70
    assert sum(len(line) > 55 for line in lines) >= 20
    assert {"|7 min read", "Leave a reply", "Share this article"} <= set(lines)


def test_rolling_captions_are_merged() -> None:
    assert squashed_texts()["08-shed-compute.vtt"].count("hello from the shed") == 1


def test_speakers_of_the_subtitles_are_voices() -> None:
    voices = {s.voice.lower() for s in read_samples()["09-loose-coupling.srt"][1] if s.role is Role.TRANSCRIPT}
    assert voices == {"ruth anand", "piet de vries"}


def test_forum_captures_keep_their_writers() -> None:
    voices = {s.voice for s in read_samples()["11-hacker-news-thread.json"][1]}
    voices |= {s.voice for s in read_samples()["12-lesswrong-comments.json"][1]}
    speakers = {r["speaker"] for r in gold_rows("claims") if r["section"] == "comment" and r["doc"][:2] in ("11", "12")}
    assert speakers <= voices


def test_no_run_of_eight_words_is_taken_from_the_seeds(shared_dir: Path) -> None:
    taken: dict[str, list[tuple[str, ...]]] = {}
    texts = [p.read_text(encoding="utf-8") for p in (shared_dir / "seeds").glob("*.txt")]
    seeds = frozenset[tuple[str, ...]]().union(*(shingles(text, size=8) for text in texts))
    assert seeds
    for name, text in squashed_texts().items():
        both = shingles(squash(text), size=8) & seeds
        if both:
            taken[name] = sorted(both)
    assert taken == {}
