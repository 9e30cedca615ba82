from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from report_samples import HOSTILE, hostile_corpus, mill_corpus, topic

from corpus.errors import ConfigError
from reports import BriefingView, Looks, build_view, render_html, render_markdown, render_pdf
from reports.environment import SHIPPED

DAY = datetime.date(2026, 6, 14)


@pytest.fixture(scope="module")
def mills() -> BriefingView:
    return build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY)


def looks(folder: Path, **files: str) -> Looks:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return Looks(folder)


def test_one_part_can_be_replaced_and_the_rest_stays(mills: BriefingView, tmp_path: Path) -> None:
    footer = "<footer>Ours, {{ view.generated }}</footer>"
    own = '{% extends "syntopic/briefing.html.j2" %}\n{% block footer %}' + footer + "{% endblock %}"
    page = render_html(mills, looks(tmp_path, briefing__html__j2=own))
    assert "<footer>Ours, 2026-06-14</footer>" in page
    assert 'id="measures"' in page
    assert 'class="end"' not in page


def test_a_style_of_ones_own_is_added_and_the_policy_knows_it(mills: BriefingView, tmp_path: Path) -> None:
    page = render_html(mills, looks(tmp_path, extra__css="body { color: rebeccapurple; }"))
    assert "rebeccapurple" in page
    assert page.split("style-src ")[1].split("script-src")[0] not in render_html(mills)


def test_a_users_template_is_escaped_as_ours_is(tmp_path: Path) -> None:
    view = build_view(hostile_corpus().snapshot(), topic=topic(), generated=DAY)
    own = looks(
        tmp_path,
        briefing__html__j2="{% for s in view.sources %}<p>{{ s.title }}</p>{% endfor %}",
        briefing__md__j2="{% for s in view.sources %}- {{ s.title }}\n{% endfor %}",
    )
    assert "<script>" not in render_html(view, own)
    assert "<script>" not in render_markdown(view, own)
    assert HOSTILE.split()[0] not in render_html(view, own)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n\n{{ view.no_such_field }}", 3, "no_such_field"),
        ("\n{% for m in view.measures %}", 2, "Unexpected end of template"),
        ("{{ view.title | no_such_filter }}", 1, "no_such_filter"),
        ("a\n{{ 1 / 0 }}", 2, "division by zero"),
    ],
)
def test_an_error_names_file_and_line(text: str, line: int, words: str, mills: BriefingView, tmp_path: Path) -> None:
    for name, render in (("briefing.html.j2", render_html), ("briefing.md.j2", render_markdown)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            render(mills, Looks(tmp_path))
        assert caught.value.message.startswith(f"{tmp_path / name}:{line}: ")
        assert words in caught.value.message


def test_an_error_of_typst_names_file_and_line(mills: BriefingView, tmp_path: Path) -> None:
    shipped = SHIPPED.text("design.typ")
    lines = shipped.splitlines()
    own = looks(tmp_path, design__typ="\n".join([*lines[:5], "#let broken = nothing-of-this-name", *lines[5:]]))
    with pytest.raises(ConfigError, match=r"design\.typ:6: unknown variable: nothing-of-this-name"):
        render_pdf(mills, own)


def test_a_design_of_ones_own_is_printed(mills: BriefingView, tmp_path: Path) -> None:
    own = looks(tmp_path, design__typ=SHIPPED.text("design.typ").replace('"#1d1c1a"', '"#000080"'))
    assert render_pdf(mills, own).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_a_static_file_that_would_end_early_is_refused(name: str, mills: BriefingView, tmp_path: Path) -> None:
    (tmp_path / name).write_text("</style></script>", encoding="utf-8")
    with pytest.raises(ConfigError, match=name):
        render_html(mills, Looks(tmp_path))


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds none of the files"):
        Looks(tmp_path)
    with pytest.raises(ConfigError, match="no folder of templates"):
        Looks(tmp_path / "none")
