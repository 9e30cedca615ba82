# ruff: noqa: E501  (sample documents keep their long lines)
"""Web pages and Markdown: quotations keep their voice, tables their rows, furniture and scripts stay out of the body."""

from __future__ import annotations

from ingest_reading import read

from corpus.records import Role

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The ferry that ran early | Strait Notes</title>
<meta name="author" content="Ida Brandt"><link rel="canonical" href="https://strait.example/ferry">
<meta property="article:published_time" content="2026-05-11T08:00:00Z">
<script>var price = "do not read 99% of this";</script></head>
<body><nav><a href="/">Home</a> <a href="/all">All notes</a></nav><article>
<h1>The ferry that ran early</h1>
<p>For 3 weeks in April the ferry left the quay two minutes before its time, and 140 people wrote to complain about it.</p>
<p>The captain, Olav Reth, wrote to them all:</p>
<blockquote><p>The tide was early by 2 minutes, and I do not argue with the tide.</p><p>It will be late in June.</p></blockquote>
<p>Not everybody was content with that &mdash; the mayor least of all, who had stood on the quay with 30 guests.</p>
<h2>What the log says</h2>
<table><tr><th>Week</th><th>Minutes early</th></tr><tr><td>First</td><td>2.5</td></tr><tr><td>Second</td><td>1.5</td></tr></table>
<ul><li>The log was kept by hand in the wheelhouse.</li><li>It was copied into the office book on Sundays.</li></ul>
<p>The office has since bought a second clock, and it has asked the captain to look at it now and then before he casts off.</p>
</article><footer>All rights reserved. Cookie settings.</footer></body></html>"""


def test_a_page_has_its_title_author_date_language_and_canonical_address() -> None:
    document = read(PAGE, "saved page.html").document
    assert document.kind == "html"
    assert document.title == "The ferry that ran early"
    assert document.authors == ("Ida Brandt",)
    assert document.published == "2026-05-11"
    assert document.url == "https://strait.example/ferry"
    assert document.language == "en"
    assert "do not read" not in document.text


def test_a_block_quotation_is_the_quoted_persons_and_the_rest_the_authors() -> None:
    got = read(PAGE, "saved page.html")
    assert got.role("The tide was early") is Role.QUOTE
    assert got.voice("The tide was early") == "Olav Reth"
    assert got.voice("It will be late in June") == "Olav Reth"
    assert got.voice("For 3 weeks") == "Ida Brandt"
    assert got.role("Not everybody was content with that — the mayor") is Role.BODY
    assert got.parent("The tide was early") == got.of("For 3 weeks")


def test_a_table_row_is_one_block_with_its_cells_parted_by_bars() -> None:
    got = read(PAGE, "saved page.html")
    assert "Second | 1.5" in got.document.text.split("\n\n")
    assert got.role("Second | 1.5") is Role.TABLE
    assert got.role("What the log says") is Role.HEADLINE
    assert got.role("The log was kept") is Role.BODY


def test_list_items_are_read_once() -> None:
    text = read(PAGE, "saved page.html").document.text
    assert text.count("The log was kept") == 1
    assert text.count("It was copied") == 1


def test_a_page_in_another_declared_encoding_is_read_as_it_declares() -> None:
    page = (
        PAGE.replace("<head>", '<head><meta charset="windows-1252">')
        .replace("Ida Brandt", "Ida Brändt")
        .replace("&mdash;", "—")
    )
    got = read(page.encode("cp1252"), "saved.html")
    assert got.document.authors == ("Ida Brändt",)
    assert "with that — the mayor" in got.document.text


def test_the_cite_of_a_quotation_names_its_voice() -> None:
    page = PAGE.replace("It will be late in June.</p>", "It will be late in June.</p><cite>Ruth Vane, pilot</cite>")
    assert (
        read(page.replace("wrote to them all:", "had a note put up."), "a.html").voice("The tide was early") == "Ruth Vane"
    )


def test_preformatted_text_is_the_authors_and_keeps_its_paragraphs() -> None:
    mail = "The first letter said that the quay was empty.\n\nThe second said that it was full of people."
    got = read(PAGE.replace("<h2>", f"<pre>{mail}</pre><h2>"), "a.html")
    assert got.voice("The first letter") == "Ida Brandt"
    assert "The first letter said that the quay was empty." in got.document.text.split("\n\n")


def test_a_bare_fragment_without_an_article_is_read_whole() -> None:
    got = read(
        "<html><body><div>Only one short line of words.</div><blockquote>And a quoted one.</blockquote></body></html>", "x"
    )
    assert "Only one short line of words." in got.document.text
    assert got.role("And a quoted one") is Role.QUOTE


MARKDOWN = """---
title: "Notes on the lamp"
author: Tove Lind
date: 2026-04-02
url: https://lamp.example/notes
---
# Notes on the lamp

The lamp burns *12 litres* of oil
a night, says [the log](https://lamp.example/log).

Per Hask wrote:

> It burned 9 litres when I kept it.
> Nobody has trimmed it since.

1. Trim it.
2. Fill it.

| Night | Litres |
|-------|--------|
| First | 12     |

<script>alert("no")</script>

```
code is not prose
```
"""


def test_markdown_is_laid_out_without_its_markup() -> None:
    got = read(MARKDOWN, "notes.md")
    assert got.document.kind == "markdown"
    assert (got.document.title, got.document.authors, got.document.published) == (
        "Notes on the lamp",
        ("Tove Lind",),
        "2026-04-02",
    )
    assert got.document.url == "https://lamp.example/notes"
    assert "The lamp burns 12 litres of oil a night, says the log." in got.document.text
    assert got.role("1. Trim it.") is Role.BODY
    assert got.role("First | 12") is Role.TABLE
    assert got.role("code is not prose") is Role.BOILERPLATE
    assert "alert" not in got.document.text


def test_quotations_in_markdown_and_mail_have_the_voice_that_introduces_them() -> None:
    assert read(MARKDOWN, "notes.md").voice("It burned 9 litres") == "Per Hask"
    mail = "Dear all, the lamp is out again and it will be out until Friday at least.\n\n> Is it true that it will be dark for 3 nights?\n\nYes."
    got = read(mail, "mail.txt")
    assert got.role("Is it true") is Role.QUOTE
    assert got.voice("Is it true") == "quoted"
    assert got.voice("Dear all") == "author"
