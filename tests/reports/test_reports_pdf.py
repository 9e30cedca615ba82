from __future__ import annotations

import datetime
import json
import re

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import empty_snapshot, hostile_corpus, large_snapshot, mill_corpus, topic

from corpus.records import Snapshot
from reports import build_view, render_pdf
from reports.pdf import typst_source
from reports.typst_source import printable, typst_literal, typst_string, with_breaks

DAY = datetime.date(2026, 6, 14)
TRICKS = [
    "\\",
    '"',
    '\\"',
    "\\u{41}",
    '"#panic("x")',
    "*/ // /*",
    "#{",
    "]",
    ")",
    "$x$",
    "`",
    "\\\n",
    "\x00",
    "\u202e",
    "\ud800",
    "\ufffe",
]


def pdf_of(snapshot: Snapshot) -> bytes:
    return render_pdf(build_view(snapshot, topic=topic(), generated=DAY))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return re.sub(r"[\s\ufffe\u200b\xad]+", " ", " ".join(pages))


def read_back(literal: str) -> object:
    source = f'#set document(title: "t")\n#metadata({literal}) <it>'
    return json.loads(typst.query(source.encode(), "<it>", field="value", one=True, ignore_system_fonts=True))


@given(st.lists(st.one_of(st.text(st.characters(), max_size=40), st.sampled_from(TRICKS)), max_size=6).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_one_string_for_typst(text: str) -> None:
    assert read_back(typst_string(text)) == with_breaks(printable(text))


def test_values_become_literals() -> None:
    assert read_back(typst_literal((1, True, None, "a", 2.5, ("x",), ()))) == [1, True, None, "a", 2.5, ["x"], []]
    with pytest.raises(TypeError):
        typst_literal(object())


def test_long_runs_get_places_to_break_and_words_do_not() -> None:
    assert with_breaks("an ordinary sentence of words") == "an ordinary sentence of words"
    broken = with_breaks("https://host.example/" + "a" * 100)
    assert max(len(part) for part in broken.split("\u200b")) <= 20
    assert broken.replace("\u200b", "") == "https://host.example/" + "a" * 100


def test_the_pdf_is_tagged_accessible_and_dated_by_the_view() -> None:
    pdf = pdf_of(mill_corpus().snapshot())
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid:part" in pdf
    assert b"/StructTreeRoot" in pdf or b"ObjStm" in pdf
    document = pypdfium2.PdfDocument(pdf)
    metadata = document.get_metadata_dict()
    outline = [item.get_title() for item in document.get_toc()]
    document.close()
    assert metadata["Title"] == "Machines that build machines"
    assert metadata["CreationDate"].startswith("D:20260614")
    assert outline[0] == "The disagreements that matter most"
    assert {"Measures", "Disagreements", "Who stands where", "Sources"} <= set(outline)


def test_page_one_holds_the_overview_and_the_key_disagreements() -> None:
    document = pypdfium2.PdfDocument(pdf_of(large_snapshot(40, 10, 60)))
    first = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "40 sources" in first
    assert len(re.findall("◆", first)) == 5
    assert "Measures" in first


@pytest.mark.parametrize(
    "snapshot",
    [mill_corpus().snapshot(), hostile_corpus().snapshot(), large_snapshot(40, 10, 60)],
    ids=["mills", "hostile", "large"],
)
def test_pages_are_numbered_and_name_their_part(snapshot: Snapshot) -> None:
    document = pypdfium2.PdfDocument(pdf_of(snapshot))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) > 3
    for n, text in enumerate(pages, 1):
        assert text.rstrip().endswith(f"{n} / {len(pages)}")
    assert all("Machines that build machines" in text for text in pages)
    assert "Sources" in pages[-1].splitlines()[0]


def test_layout_settles() -> None:
    for snapshot in (mill_corpus().snapshot(), hostile_corpus().snapshot(), large_snapshot(40, 10, 60), empty_snapshot()):
        source = typst_source(build_view(snapshot, topic=topic(), generated=DAY))
        _, warnings = typst.compile_with_warnings(source.encode(), format="pdf")
        assert [str(w) for w in warnings if "converge" in str(w)] == []


def test_both_sentences_of_a_conflict_are_printed() -> None:
    text = text_of(pdf_of(mill_corpus().snapshot()))
    assert "More than 80% of the cloth" in text
    assert "nearer 27% of all" in text
    assert "the shares exclude each other" in text


def test_hostile_text_is_printed_and_never_run() -> None:
    text = text_of(pdf_of(hostile_corpus().snapshot()))
    assert "<script>alert(1)</script>" in text
    assert '#panic("x")' in text
    assert "{{ 7*7 }}" in text


def test_links_of_the_pdf_are_web_or_file_addresses() -> None:
    source = typst_source(build_view(hostile_corpus().snapshot(), topic=topic(), generated=DAY))
    addresses = re.findall(r'"href": "([^"]*)"', source)
    assert addresses
    assert all(a.startswith(("https://", "http://", "file:///", "#")) for a in addresses)


@pytest.mark.parametrize(
    "text",
    [
        "نص عربي طويل",
        "中文字符 引用",
        "emoji 🚀🪐👩‍👩‍👧",
        "\u0378\U0010ffff unassigned",
        "\x00\x01\x9f",
        "a" * 4000,
        "é" * 300,
        "‏‏‏",
    ],
)
def test_no_script_or_length_breaks_the_pdf(text: str) -> None:
    assert pdf_of(hostile_corpus(text).snapshot()).startswith(b"%PDF-")


def test_characters_that_no_font_draws_are_counted() -> None:
    text = text_of(pdf_of(hostile_corpus("lost \u0378 here").snapshot()))
    assert "One character of the sources can be drawn by no font" in text


def test_words_from_right_to_left_are_set_from_the_right() -> None:
    source = typst_source(build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY))
    asked = "".join(
        f"#metadata(dir-of({typst_string(words)})) <it>\n" for words in ("“5% عربي", "עברית", "5% of it", "é عربي", "5")
    )
    found = json.loads(typst.query((source + asked).encode(), "<it>", field="value", ignore_system_fonts=True))
    assert found == ["rtl", "rtl", "ltr", "ltr", "ltr"]


def test_a_date_after_a_name_from_right_to_left_is_not_drawn_into_it() -> None:
    source = typst_source(build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY))
    asked = "".join(f"#metadata(named({typst_string(name)})) <it>\n" for name in ("عربي", "A. B. עברית", "Ines Okafor"))
    found = json.loads(typst.query((source + asked).encode(), "<it>", field="value", ignore_system_fonts=True))
    assert found == ["عربي\u200e", "A. B. עברית\u200e", "Ines Okafor"]


def test_an_empty_corpus_gives_a_pdf_that_says_so() -> None:
    assert "This corpus holds no source yet" in text_of(pdf_of(empty_snapshot()))


def test_the_same_view_gives_the_same_bytes() -> None:
    assert pdf_of(mill_corpus().snapshot()) == pdf_of(mill_corpus().snapshot())
