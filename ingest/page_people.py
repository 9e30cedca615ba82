"""Whose words the parts of a page are: its writers' names, the names under quotations, the turns of an interview.

Invariant: a name is one that the page gives; where it gives none, the role alone speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.names import name_key
from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block
from ingest.prose import byline_names

MAX_NAME_WORDS = 5
LINES_ABOVE_TEXT = 3  # a byline stands below the title, a line or two of summary between them at most
MIN_TURNS = 4
MAX_SPEAKERS = 8
_PARTICLES = frozenset(
    "van von der den de da di du del della dos das la le el al bin ibn af av zu ter ten and und y e".split()
)
_SIGNED = re.compile(r"^[—–―-]{1,2}\s*(?P<name>\S[^.?!]{1,100}?)[.\s]*$")
_SIGNED_AT_END = re.compile(r"[\"”»’.?!]\s*[—–―]\s*(?P<name>[A-Z][^—–―.?!\"”]{1,80}?)[.\s]*$")
_TURN = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|de|van|von|der)){0,3})(?: \([^)]{1,40}\))?:\s+(?=\S)")
_NO_SPEAKERS = frozenset(
    "note update edit correction disclaimer disclosure example source sources summary conclusion warning tip step table"
    " figure ps tldr related tags via editor q a question answer".split()
)


def writers(names: Sequence[str]) -> tuple[str, ...]:
    """The names among what a page gives as its authors; what follows a name ("is a baker", "» Tue") is cut off.

    >>> writers(["Jane Poe is a baker", "Science correspondent", "Ludwig van Beethoven"])
    ('Jane Poe', 'Ludwig van Beethoven')
    """
    found = [_name_in(name) for name in names]
    return tuple(dict.fromkeys(n for n in found if n))


def _name_in(given: str) -> str:
    text = re.sub(r"^(?:by|von|par|por)\s+", "", squash(re.split(r"[»«|•·(\[]", given)[0]), flags=re.I).strip(" ,;:-–—")
    words = text.split()
    if len(words) < 2 or not words[0][:1].isupper():
        return text if len(text) <= 80 else ""
    for n, word in enumerate(words):
        if word[:1].islower() and word.lower() not in _PARTICLES:
            # one word of a name before what is no name is a role ("Staff writer") or an address
            return " ".join(words[:n]) if n >= 2 else ""
    return text if len(text) <= 80 else ""


def with_byline(blocks: Sequence[Block]) -> tuple[tuple[str, ...], list[Block]]:
    """The writers that a line of their own names at the top of a page ("By Ada Marsh"), and the blocks with it labelled."""
    done = list(blocks)
    top = [i for i, b in enumerate(done) if b.role is Role.BODY][:LINES_ABOVE_TEXT]
    for i in top:
        names = writers(byline_names(squash(done[i].text)))
        if names:
            done[i] = replace(done[i], role=Role.BOILERPLATE)
            return names, done
    return (), done


def signed_name(text: str) -> str:
    """The name that a short line under a quotation gives ("— Ivo Brandt, miller"), or nothing."""
    match = _SIGNED.match(text)
    return _short_name(match.group("name")) if match else ""


def signed_at_end(text: str) -> str:
    """The name after the dash with which a quotation ends ("“…” — Ivo Brandt, miller"), or nothing."""
    match = _SIGNED_AT_END.search(text)
    return _short_name(match.group("name")) if match else ""


def _short_name(text: str) -> str:
    name = re.split(r"[,(|@]|\s-\s", text)[0].strip(" “”\"'")
    words = name.split()
    is_name = 1 <= len(words) <= MAX_NAME_WORDS and all(w[:1].isupper() or w.lower() in _PARTICLES for w in words)
    return name if is_name and any(c.isalpha() for c in name) else ""


def with_turns(blocks: Sequence[Block], *, about: str = "") -> list[Block]:
    """An interview's paragraphs under their speakers' names.

    A page is one where a few names, with a colon after them, begin paragraphs again and again and make up much of it, and
    where one of them at least is spoken of elsewhere ("Price:" and "Myth:" are labels, not names). A paragraph without a
    name goes on with the one before, until a heading.

    Args:
        about: the page's title and the names of its writers.
    """
    body = [b for b in blocks if b.role is Role.BODY]
    heads = [_speaker(b.text) for b in body]
    counts = Counter(name for name in heads if name)
    known = {name for name, n in counts.items() if n >= 2}
    turns = sum(counts[name] for name in known)
    if len(known) < 2 or len(known) > MAX_SPEAKERS or turns < MIN_TURNS or turns < 0.3 * len(body):
        return list(blocks)
    other = " ".join([about, *(b.text for b in blocks if _speaker(b.text) not in known)])
    if not any(_is_spoken_of(name, other) for name in known):
        return list(blocks)
    return list(_turns(blocks, known))


def _is_spoken_of(name: str, text: str) -> bool:
    """Whether a word of a name stands in a text with its capital where no sentence begins."""
    return any(
        re.search(rf"[a-z,’')] {re.escape(word)}\b|\b{re.escape(word)} [A-Z]", text)
        for word in name.split()
        if len(word) > 2
    )


def _turns(blocks: Sequence[Block], known: set[str]) -> Iterator[Block]:
    speaker = ""
    for block in blocks:
        if block.role is Role.HEADLINE:
            speaker = ""
        if block.role is not Role.BODY:
            yield block
            continue
        name = _speaker(block.text)
        if name in known:
            speaker = name
            label = _TURN.match(block.text)
            if label is not None:
                yield replace(block, text=label.group().strip(), role=Role.BOILERPLATE, unit="")
                yield replace(block, text=block.text[label.end() :], voice=name, unit=f"turn {name}")
                continue
        yield replace(block, voice=speaker, unit=f"turn {speaker}") if speaker else block


def _speaker(text: str) -> str:
    match = _TURN.match(text)
    name = match.group("name") if match else ""
    return "" if name_key(name).split(" ")[0] in _NO_SPEAKERS else name
