"""A view of the corpus, rendered to HTML, PDF, Markdown and JSON. Names are loaded when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.changes import change_row, in_order, in_words, render_atom
    from reports.html import render_html
    from reports.json_form import render_json
    from reports.markdown import render_markdown
    from reports.model import BriefingView, Change, ChangeKind
    from reports.pdf import render_pdf
    from reports.view import Changes, build_view

__all__ = [
    "BriefingView",
    "Change",
    "ChangeKind",
    "Changes",
    "build_view",
    "change_row",
    "in_order",
    "in_words",
    "render_atom",
    "render_html",
    "render_json",
    "render_markdown",
    "render_pdf",
]

_HOMES = {
    "BriefingView": "reports.model",
    "Change": "reports.model",
    "ChangeKind": "reports.model",
    "Changes": "reports.view",
    "build_view": "reports.view",
    "change_row": "reports.changes",
    "in_order": "reports.changes",
    "in_words": "reports.changes",
    "render_atom": "reports.changes",
    "render_html": "reports.html",
    "render_json": "reports.json_form",
    "render_markdown": "reports.markdown",
    "render_pdf": "reports.pdf",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'reports' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
