"""Figures credited by a hyperlink: "a survey <found> that 31% had stopped", where <found> leads to the surveyor's own page.

A link tells a source where it stands on a verb of reporting, on a noun for a text, or on the figure itself, and leads to a
site that goes by a name of the document ("marlow.example" and "Marlow Research"). What a sentence says in words comes first.
Links to documents of the corpus are followed in the second pass (`index.comparison.origins`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from extract.cues import Cue, Sentence
from extract.lexicon import PUBLICATIONS, REPORTING

Link = tuple[int, int, str]

MIN_LABEL_CHARS = 4  # of a site's label that is the first word of a name; a shorter one is a whole name or its initials
MIN_INITIALS = 3
# Sites on which others publish: the name is left of them in the address, or not in it.
_PLATFORMS = frozenset(
    "substack medium wordpress blogspot github gitlab youtube youtu twitter x facebook linkedin reddit bsky mastodon google "
    "archive wikipedia arxiv doi ssrn researchgate bit tinyurl amazonaws notion buttondown ghost beehiiv huggingface".split()
)
_SECOND_LEVEL = frozenset("co com org net ac gov edu ne or go".split())


def site_labels(url: str) -> tuple[str, ...]:
    """The labels of a site's host that may name its publisher, the likeliest first; none for a platform's front.

    >>> site_labels("https://www.blog.marlow.co.uk/a"), site_labels("https://wharf.substack.com/p/x"), site_labels("https://x.com/a")
    (('marlow', 'blog'), ('wharf',), ())
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ()
    labels = host.lower().removeprefix("www.").split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    if labels and labels[-1] in _PLATFORMS:
        labels.pop()
    return tuple(label.replace("-", "") for label in reversed(labels) if label)


def names_by_label(parties: Iterable[str]) -> dict[str, str]:
    """The names by the labels that their site may have: by the first word, by initials, before both by the whole name."""
    by_first: dict[str, str] = {}
    by_initials: dict[str, str] = {}
    by_whole: dict[str, str] = {}
    for name in sorted(parties, key=lambda n: (len(n), n)):
        words = [w for w in name.split() if w.lower() != "the"]
        plain = ["".join(c for c in w.lower() if c.isalnum()) for w in words]
        initials = "".join(w[0] for w in words if w[0].isupper()).lower()
        if plain and len(plain[0]) >= MIN_LABEL_CHARS:
            by_first.setdefault(plain[0], name)
        if len(initials) >= MIN_INITIALS:
            by_initials.setdefault(initials, name)
        by_whole.setdefault("".join(plain), name)
    return by_first | by_initials | by_whole


def publisher_of(url: str, names: Mapping[str, str]) -> str | None:
    """The name that the site of an address goes by (`names_by_label`); None where it goes by none."""
    return next((names[label] for label in site_labels(url) if label in names), None)


def is_text(source: str) -> bool:
    """Whether a source is a text by the document's words ("survey of crews"), behind which stands whoever wrote it."""
    words = source.split()
    return source.islower() and any(w in PUBLICATIONS for w in words)


def linked_cues(sentence: Sentence, links: Iterable[Link], publishers: Mapping[str, str]) -> list[Cue]:
    """The sources that a sentence's links tell.

    Args:
        links: those that stand in the sentence.
        publishers: who publishes the page at an address; addresses of nobody that the document names are missing.
    """
    for start, end, address in links:
        if address not in publishers:
            continue
        words = [t for t in sentence.tokens if start <= t.start and t.end <= end]
        if any(t.lower in REPORTING or t.lower in PUBLICATIONS or t.text[0].isdigit() for t in words):
            return [Cue(sentence.start, sentence.end, publishers[address], None, "link")]
    return []
