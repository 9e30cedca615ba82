"""What stands in markup and is no part of the text: hidden matter, marks of notes, buttons; and what must not run together.

Pages and fragments go through here before their words are read. Invariants: a note's number never joins the number or word
before it; a power stays a power ("10⁶", never "106"); what a reader of the page does not see is not read, unless it is most
of the page, which then waits to be shown by a script.
"""

from __future__ import annotations

import re
from typing import Any

_HIDDEN_STYLE = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|a11y-hidden|u-hidden-visually)(?:\s|$)"
)
# Buttons and boxes that newsletters' editors put between paragraphs.
_WIDGETS = re.compile(
    r"(?:^|\s)(?:subscription-widget(?:-wrap)?(?:-editor)?|button-wrapper|captioned-button-wrap|digest-post-embed|kg-button-card"
    r"|kg-signup-card|kg-bookmark-card|embedded-publication(?:-wrap)?|install-substack-app-embed|community-chat|poll-embed"
    r"|mw-editsection|wp-block-buttons?)(?:\s|$)"
)
_UNREAD = frozenset({"template", "noscript", "button", "dialog"})
_MARK = re.compile(r"^[\s\[(]*(?:\d{1,3}|[a-z]|[*†‡§¶‖#^↑↩⤴]+\ufe0e?|(?:note|fn\.?) ?\d{1,3})[\])\s.]*$")
_TO_NOTE = re.compile(r"#(?:[\w:.-]*(?:fn|foot|note|cite|ref|bib|sdfn|ftn|edn|user-content)[\w:.-]*)$", re.I)
_POWER = re.compile(r"^\s*[-−–+]?\d{1,3}\s*$")
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MOST = 0.5  # of the page's letters


def clean_markup(tree: Any) -> None:
    """Take out of a tree, in place, what is no part of its text."""
    _drop_hidden(tree)
    for link in [a for a in tree.iter("a") if _is_note_mark(a)]:
        holder = link.getparent()
        if holder is not None and holder.tag == "sup" and not _letters(holder, without=link):
            link = holder
        _drop(link)
    for sup in list(tree.iter("sup")):
        text = "".join(sup.itertext())
        if _POWER.match(text):
            for child in list(sup):
                sup.remove(child)
            sup.text = text.strip().translate(_RAISED)
    for br in [b for b in tree.iter("br") if any(p.tag in _HEADINGS for p in b.iterancestors())]:
        br.tail = " " + (br.tail or "")
        br.drop_tag()


def _drop_hidden(tree: Any) -> None:
    total = len("".join(tree.itertext())) or 1
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in ("body", "head", "html"):
            continue
        names = element.get("class") or ""
        is_hidden = (
            element.tag in _UNREAD
            or element.get("hidden", "until-found") != "until-found"
            or _HIDDEN_STYLE.search(element.get("style") or "")
            or _FOR_SCREEN_READERS.search(names)
        )
        if _WIDGETS.search(names) or (is_hidden and len("".join(element.itertext())) < MOST * total):
            _drop(element)


def _is_note_mark(link: Any) -> bool:
    """Whether a link leads from a mark in the text to a note on the same page, or back."""
    href = link.get("href") or ""
    text = "".join(link.itertext())
    if not _MARK.match(text):
        return False
    return bool(_TO_NOTE.search(href)) or "footnote" in (link.get("class") or "") or href.startswith("#")


def _letters(element: Any, *, without: Any) -> str:
    """What an element says beside one of its children and brackets."""
    own = (element.text or "") + "".join((c.tail or "") + ("" if c is without else "".join(c.itertext())) for c in element)
    return own.strip(" \t\r\n[](),;")


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()
