"""A view of the corpus, rendered to HTML, PDF, Markdown, JSON and tables. Names are loaded when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.caps import Audience
    from reports.change_view import Changes
    from reports.changes import change_row, in_order, in_words, render_atom
    from reports.claim_review import render_claim_review
    from reports.environment import Looks
    from reports.html import render_html
    from reports.json_form import render_json
    from reports.lead import INSTRUCTIONS, checked_lead, evidence_of, prompt_of
    from reports.markdown import render_markdown
    from reports.model import BriefingView
    from reports.pdf import render_pdf
    from reports.references import bibtex, csl_json
    from reports.scope import find_measures, only_measures
    from reports.table_files import csv_files, parquet_files
    from reports.view import build_view
    from reports.wording import date_words

_HOMES = {
    "INSTRUCTIONS": "reports.lead",
    "checked_lead": "reports.lead",
    "evidence_of": "reports.lead",
    "prompt_of": "reports.lead",
    "Audience": "reports.caps",
    "BriefingView": "reports.model",
    "Changes": "reports.change_view",
    "Looks": "reports.environment",
    "bibtex": "reports.references",
    "build_view": "reports.view",
    "change_row": "reports.changes",
    "csl_json": "reports.references",
    "csv_files": "reports.table_files",
    "date_words": "reports.wording",
    "find_measures": "reports.scope",
    "in_order": "reports.changes",
    "in_words": "reports.changes",
    "only_measures": "reports.scope",
    "parquet_files": "reports.table_files",
    "render_atom": "reports.changes",
    "render_claim_review": "reports.claim_review",
    "render_html": "reports.html",
    "render_json": "reports.json_form",
    "render_markdown": "reports.markdown",
    "render_pdf": "reports.pdf",
}

__all__ = [
    "INSTRUCTIONS",
    "Audience",
    "BriefingView",
    "Changes",
    "Looks",
    "bibtex",
    "build_view",
    "change_row",
    "checked_lead",
    "csl_json",
    "csv_files",
    "date_words",
    "evidence_of",
    "find_measures",
    "in_order",
    "in_words",
    "only_measures",
    "parquet_files",
    "prompt_of",
    "render_atom",
    "render_claim_review",
    "render_html",
    "render_json",
    "render_markdown",
    "render_pdf",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'reports' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
