"""Bad input: one clear line with the file's name and a remedy; hostile input: no crash and no quadratic time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest_pdf_maker import make_pdf
from ingest_reading import Read, read

from corpus.errors import BadInput
from ingest import kind_names

PROSE = "The lamp on the point was lit at nine and burned until six. Nobody came by in all that time. "


def read_or_refuse(data: bytes, name: str, *, kind: str | None = None) -> Read | None:
    """What was read, or None where it was refused with the one error that is right for it."""
    try:
        return read(data, name, kind=kind)
    except BadInput:
        return None


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\r\n ", "empty"),
        ("zeros.txt", b"\x00" * 900, "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary"),
        ("noise.txt", bytes((i * 7919 + i // 13) % 256 for i in range(9000)), "binary"),
        ("archive.md", b"PK\x03\x04" + bytes(200), "binary"),
        ("latin.txt", "Die Brücke über den Fluss wurde größer und schöner gebaut.".encode("latin-1"), "UTF-8"),
        ("mixed.txt", "Die Brücke. ".encode() + "Der Fluß ist größer.".encode("cp1252"), "mix"),
        ("japanese.txt", ("灯台の光は夜の海を照らす。" * 5).encode("shift_jis"), "UTF-8"),
        ("numbers.txt", b"12 44 9 11.5 % 0x1f\n== -- ==\n7 7 7", "readable"),
        ("word.txt", b"hello", "readable"),
        ("hex.txt", b"deadbeefcafe0102 " * 40, "readable"),
        ("cut.json", b'[{"_id": "a", "htmlBody": "<p>The lamp', "JSON"),
        ("cut.json3", b'{"events": [{"tStartMs": 0, "segs": [{"utf8"', "JSON"),
        ("list.json", b"[1, 2, 3]", "shape"),
        ("deep.json", b"[" * 200_000 + b"]" * 200_000, "deep"),
        ("long number.json", b'{"a": ' + b"9" * 10_000 + b"}", "long"),
        ("locked.pdf", make_pdf(["Some words on a page."], encrypted=True), "encrypted"),
        ("scan.pdf", make_pdf([""]), "OCR"),
        ("half.pdf", make_pdf(["Some words on a page."])[:120], "damaged"),
        ("empty page.html", b"<!doctype html><html><head><title>x</title></head><body></body></html>", "readable"),
        ("nothing.vtt", b"WEBVTT\n\n", "without a single time"),
        ("Über alle Maßen.txt", b"", "empty"),
    ],
)
def test_bad_input_is_one_line_with_name_and_remedy(name: str, data: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(data, name)
    line = str(caught.value)
    assert name in line
    assert says in line
    assert "\n" not in line
    assert caught.value.remedy
    assert caught.value.stage == "ingest"
    assert caught.value.location == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_marks_is_read(encoding: str) -> None:
    text = "Die Brücke über den Fluss — größer als je. It was wide and well built, they said."
    assert read(text.encode(encoding)).document.text == text


def test_a_file_cut_in_the_middle_of_a_character_is_read() -> None:
    assert read((PROSE * 120).encode() + "é".encode()[:1]).document.text.endswith("\ufffd")


def test_control_characters_are_white_space_and_bidi_marks_stay() -> None:
    text = read("The lamp\x00was\x07lit.\x1b\x85It \u202eburned\u202c on.").document.text
    assert text == "The lamp was lit.\n\nIt \u202eburned\u202c on."


def test_lone_surrogates_from_json_do_not_reach_the_document() -> None:
    data = '[{"_id": "a", "postedAt": "2026", "htmlBody": "<p>It \\ud83d was lit there.</p>", "user": {"slug": "F\\udc00"}}]'
    read(data, "a.json").document.text.encode()


LONG = {
    "one line": "lamp, " * 170_000,
    "no spaces": PROSE + "a" * 1_000_000,
    "hyphens": PROSE + "a-" * 500_000,
    "dots": PROSE + "." * 1_000_000,
    "open brackets": PROSE + "[" * 100_000,
    "nested quotes": PROSE + "\n\n" + ">" * 20_000 + " deep words are here",
    "stars": PROSE + "*a **b " * 60_000,
    "tags": PROSE + "<v " * 300_000,
    "short lines": "It was so.\n" * 30_000,
    "numbered": "".join(f"{i}) and so on\n" for i in range(1, 999)) * 8,
    "names": "MARA: yes\nBEN: no\n" * 9_000,
    "digits": "Share " + "1" * 200 + "\n\n" + PROSE + "\nname " + "1" * 50 + "!",
    "commas": ("By " + "Aa " * 28 + "!\n") * 3000,
    "quotes": "He said quote and more.\n" * 9_000,
    "sponsors": "This video is sponsored by Net. " * 20_000,
    "bars": "| " * 150_000 + PROSE,
}


@pytest.mark.parametrize("name", sorted(LONG))
def test_long_text_of_any_shape_is_read_or_refused(name: str) -> None:
    read_or_refuse(LONG[name].encode(), "notes.txt")


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 50_000 + PROSE + "</div>" * 50_000 + "</body></html>",
        "<html><body>" + "<blockquote>" * 5_000 + PROSE + "</body></html>",
        "<html><body><p>" + "<b>" * 20_000 + PROSE + "</body></html>",
        "<html><body><table>" + "<tr><td>" * 3_000 + PROSE + "</body></html>",
        '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><html><body><p>'
        + PROSE
        + "&c;</p></body></html>",
    ],
    ids=["divs", "blockquotes", "bold", "tables", "entities"],
)
def test_hostile_markup_is_read_or_refused(page: str) -> None:
    got = read_or_refuse(page.encode(), "page.html")
    assert got is None or len(got.document.text) < 100_000


def test_a_deep_thread_is_read() -> None:
    node: dict[str, object] = {"id": 1, "created_at": "2026-01-02", "author": "a", "text": PROSE, "children": []}
    for i in range(2, 300):
        node = {"id": i, "created_at": "2026-01-02", "author": "a", "text": PROSE, "children": [node]}
    assert len(read(json.dumps(node), "deep.json").segments) == 299


@settings(max_examples=80)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.json", "a.vtt", "a.pdf", "a.md", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    read_or_refuse(data, name)


@settings(max_examples=60)
@given(
    st.sampled_from(
        [
            "<html><body>",
            "WEBVTT\n\n00:00.000 --> 00:01.000\n",
            "# T\n\n> q\n\n",
            '[{"_id":"a","body":"',
            '{"events":[',
            "%PDF-1.4\n",
            "",
        ]
    ),
    st.text(max_size=200),
    st.sampled_from(sorted(kind_names())),
)
def test_any_text_as_any_kind_is_read_or_refused(start: str, rest: str, kind: str) -> None:
    read_or_refuse((start + rest).encode("utf-8", "replace"), "a.txt", kind=kind)


def test_an_unknown_kind_lists_the_known() -> None:
    with pytest.raises(BadInput, match="transcript_page"):
        read(PROSE, kind="novel")
