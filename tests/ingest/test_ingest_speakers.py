"""Voices in captions that mark changes of speaker and name nobody; reading aloud as far as the words tell."""

from __future__ import annotations

import json

from ingest_reading import Read, read

from corpus.records import Role
from ingest.speakers import guest_names, voices_of_turns
from ingest.spoken import spoken_roles

TURNS = [
    ("host", "Welcome to Harbour Talk. My guest today is Otto Pier."),
    ("guest", "Thanks for having me."),
    ("host", "How did you find out that the gauge had moved?"),
    ("guest", "I measured it with a stick, and it was 12 centimetres off."),
    ("host", "And what did the port say?"),
    ("guest", "They said that 12 centimetres is nothing."),
    ("host", "Tell us about the ladder."),
    ("guest", "Nobody had levelled it."),
]


def captions(turns: list[tuple[str, str]], **info: object) -> Read:
    cues = []
    for i, (_, words) in enumerate(turns):
        cues.append(f"00:{i:02d}:00.000 --> 00:{i:02d}:04.000\n>> {words}")
    data = "WEBVTT\n\n" + "\n\n".join(cues) + "\n"
    return read(data, "a.en.vtt", companions=(("a.info.json", json.dumps(info).encode()),))


def test_turns_of_an_interview_belong_to_host_and_named_guest() -> None:
    got = captions(TURNS, channel="Harbour Talk", title="The moved gauge")
    names = {"host": "Harbour Talk", "guest": "Otto Pier"}
    assert [(got.voice(words), words) for _, words in TURNS] == [(names[who], words) for who, words in TURNS]
    assert ">>" not in got.document.text


def test_a_missing_mark_does_not_turn_all_that_follows_round() -> None:
    turns = [*TURNS[:3], TURNS[4], *TURNS[5:]]  # an answer was swallowed: two questions in a row
    got = captions(turns, channel="Harbour Talk")
    assert got.voice("Tell us about the ladder") == "Harbour Talk"
    assert got.voice("Nobody had levelled") == "Otto Pier"
    assert got.voice("They said that 12") == "Otto Pier"


def test_people_that_the_metadata_names_are_the_voices() -> None:
    got = captions(TURNS, channel="Harbour Talk", hosts=["Ida Quay"], guests=["Otto L. Pier"])
    assert got.voice("How did you find out") == "Ida Quay"
    assert got.voice("I measured it") == "Otto L. Pier"


def test_without_a_sign_of_a_guest_all_is_the_hosts() -> None:
    turns = [("", "The gauge was moved in March."), ("", "It reads 12 centimetres high."), ("", "So much for that.")]
    assert {s.voice for s in captions(turns, channel="Harbour Talk").segments} == {"Harbour Talk"}


def test_a_change_inside_a_caption_begins_another_voice_with_a_time_of_its_own() -> None:
    data = "WEBVTT\n\n00:00.000 --> 00:10.000\n>> Is it level? >> No. Thanks for having me.\n"
    got = read(data, "a.vtt")
    assert (got.voice("Is it level?"), got.voice("No. Thanks")) == ("host", "guest")
    assert 2 < (got.of("No. Thanks").time_start_s or 0) < 6


def test_several_guests_are_not_told_apart() -> None:
    turns = ["Welcome to the show.", "Great to be here.", "Hello.", "What do you think?", "It was moved."]
    assert voices_of_turns(turns, host="h", guests=("A B", "C D"))[1] == "guest"
    assert voices_of_turns(turns, host="h", guests=("A B", "C D"))[0] == "h"


def test_guests_are_known_from_title_and_introduction() -> None:
    assert guest_names("The gauge | with Dr. Ada Marsh", "") == ("Dr. Ada Marsh",)
    assert guest_names("The gauge", "Today I'm joined by Piet de Vries of the port.") == ("Piet de Vries",)
    assert guest_names("Living with Tides", "we are joined by the sea") == ()


def test_words_between_marks_of_quotation_after_a_word_for_reading_are_read_aloud() -> None:
    talk = [
        "The report says this:",
        "“The gauge was level in May.",
        "It was level in June, too.”",
        "That is not what I saw.",
        'And the keeper writes, "There was never a ladder on this pier at all."',
        'I was like, "no way that this is what they meant."',
    ]
    t, r = Role.TRANSCRIPT, Role.READING
    assert spoken_roles(talk) == [t, r, r, t, r, t]


def test_a_quotation_that_is_opened_by_word_and_never_closed_is_its_sentence() -> None:
    talk = ["He wrote, quote, the gauge was level on each day of May.", "I never saw that.", "Do not quote me on it."]
    assert spoken_roles(talk) == [Role.READING, Role.TRANSCRIPT, Role.TRANSCRIPT]
