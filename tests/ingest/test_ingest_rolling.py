"""Rolling captions against a reference transcript: no line twice, no word lost, in every form in which they come."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_reading import read

SUBJECTS = "the gull|a tern|our ladder|that gauge|the harbour|every boat|the old keeper|nobody here".split("|")
DONE = "stood|fell|was counted|came back|went up by 9%|was worth 40 crowns|drifted|said so".split("|")
WHEN = "in march|at noon|twice|by the mole|again and again|yes|no no no|for 12 days".split("|")


def reference(seed: int, lines: int) -> list[str]:
    """What was said, line by line: some lines are said twice in a row, some begin as the one before ends."""
    draw = random.Random(seed)
    said: list[str] = []
    while len(said) < lines:
        line = f"{draw.choice(SUBJECTS)} {draw.choice(DONE)} {draw.choice(WHEN)}"
        if said and draw.random() < 0.15:
            line = draw.choice([said[-1], f"{said[-1].split()[-1]} {line}", "yes", "yes yes"])
        said.append(line)
    return said


def stamp(ms: int) -> str:
    return f"{ms // 3600000:02d}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def tagged(line: str, start: int) -> str:
    """A line as automatic captions write it, each word but the first with its time."""
    first, *rest = line.split()
    return first + "".join(f"<{stamp(start + 100 * i)}><c> {w}</c>" for i, w in enumerate(rest, 1))


def two_lines(said: list[str]) -> bytes:
    """WebVTT as YouTube makes it: the line before above the new one, then ten milliseconds of the new one alone."""
    cues = ["WEBVTT\nKind: captions\nLanguage: en"]
    for i, line in enumerate(said):
        start, end = 2000 * i, 2000 * i + 1990
        above = said[i - 1] if i else " "
        cues.append(f"{stamp(start)} --> {stamp(end)} align:start position:0%\n{above}\n{tagged(line, start)}")
        cues.append(f"{stamp(end)} --> {stamp(end + 10)} align:start position:0%\n{line}\n ")
    return ("\n\n".join(cues) + "\n").encode()


def three_lines(said: list[str]) -> bytes:
    """Broadcast captions that roll three lines high."""
    cues = ["WEBVTT"]
    for i in range(len(said)):
        cues.append(f"{stamp(2000 * i)} --> {stamp(2000 * i + 2000)}\n" + "\n".join(said[max(0, i - 2) : i + 1]))
    return ("\n\n".join(cues) + "\n").encode()


def growing(said: list[str]) -> bytes:
    """Live captions that show a line word by word."""
    cues = ["WEBVTT"]
    for i, line in enumerate(f"{n} {line}" for n, line in enumerate(said)):
        words = line.split()
        for n in range(2, len(words) + 1):
            at = 2000 * i + 100 * n
            cues.append(f"{stamp(at)} --> {stamp(at + 100)}\n{' '.join(words[:n])}")
    return ("\n\n".join(cues) + "\n").encode()


def events(said: list[str]) -> bytes:
    """json3 as YouTube makes it: an event for each line, and one that scrolls."""
    made: list[dict[str, object]] = [{"tStartMs": 0, "dDurationMs": 2000 * len(said), "id": 1, "wpWinPosId": 1}]
    for i, line in enumerate(said):
        first, *rest = line.split()
        segs = [{"utf8": first}, *({"utf8": f" {w}", "tOffsetMs": 100 * n} for n, w in enumerate(rest, 1))]
        made.append({"tStartMs": 2000 * i, "dDurationMs": 3900, "wWinId": 1, "segs": segs})
        made.append({"tStartMs": 2000 * i + 1990, "dDurationMs": 1910, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]})
    return json.dumps({"wireMagic": "pb3", "pens": [{}], "events": made}).encode()


def words_read(data: bytes, name: str) -> list[str]:
    return read(data, name).document.text.split()


FORMS = {"two lines": (two_lines, "a.en.vtt"), "three lines": (three_lines, "a.en.vtt"), "json3": (events, "a.en.json3")}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("form", FORMS)
def test_no_line_twice_and_no_word_lost(form: str, seed: int) -> None:
    make, name = FORMS[form]
    said = reference(seed, 120)
    assert words_read(make(said), name) == " ".join(said).split()


def test_lines_that_grow_word_by_word_are_read_once() -> None:
    said = reference(1, 60)
    assert words_read(growing(said), "a.vtt") == " ".join(f"{n} {line}" for n, line in enumerate(said)).split()


@given(st.lists(st.lists(st.sampled_from("gull tern yes no pier".split()), min_size=1, max_size=4), min_size=3, max_size=25))
def test_json3_keeps_every_word_however_often_it_is_said(lines: list[list[str]]) -> None:
    said = [" ".join(words) for words in lines]
    assert words_read(events(["we saw the gull", *said]), "a.json3") == " ".join(["we saw the gull", *said]).split()


@given(st.lists(st.lists(st.sampled_from("gull tern yes no pier".split()), min_size=1, max_size=4), min_size=3, max_size=25))
def test_two_rolling_lines_keep_every_word_however_often_it_is_said(lines: list[list[str]]) -> None:
    said = ["we saw the gull", *(" ".join(words) for words in lines)]
    assert words_read(two_lines(said), "a.vtt") == " ".join(said).split()


def test_captions_that_do_not_roll_keep_a_line_that_is_said_twice() -> None:
    said = ["we saw the gull", "yes", "yes", "and then the tern", "came in", "at noon", "by the pier", "it was the ladder"]
    cues = [f"{stamp(3000 * i)} --> {stamp(3000 * i + 2000)}\n{line}" for i, line in enumerate(said * 3)]
    assert words_read(("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode(), "a.vtt") == " ".join(said * 3).split()
