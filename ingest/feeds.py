"""A saved feed of one forum user's comments, in which the comments that they answer stand between without clear names.

Who wrote a paragraph is told by structure first: name lines, titles of posts, empty lines. Where a feed lost those, a
paragraph that opens as a reply ("I agree", "Do you think …", "Given your comment") answers the one before it, and a writer
who never begins a sentence with a small letter did not write the paragraphs that do. An introduced quotation keeps its own
voice. Invariant: the document's text is the file's, up to white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.names import AUTHOR, PARENT_COMMENT
from corpus.records import Role
from ingest.blocks import Block, Parsed
from ingest.dates import is_date_line, read_date
from ingest.furniture import is_furniture
from ingest.plain import Paragraph
from ingest.quoted import MIN_QUOTED_CHARS, QUOTED, introduced_speaker
from ingest.source import Source

MIN_REPLIES = 3
MIN_REPLY_SHARE = 0.1
MAX_CONTEXT = 4  # paragraphs of somebody else's post that a feed shows under its title
MIN_PARENT_CHARS = 40

_REPLY = re.compile(
    r"""(?ix)^[\W_]*(?:
      (?:yes|yeah|yep|no|nope|ah|oh|hm+|thanks|thank\s+you|agreed|disagreed?|fair(?:\s+enough|\s+point)?|sure|right|exactly|indeed
        |sorry|true|interesting|(?:good|great|nice)\s+(?:point|question|post|comment)|strong(?:ly)?\s+(?:agree|disagree)\w*|well)
        (?:[,.!?:;—–-]|\s+(?:for|but|though|so)\b)
    | i\s+(?:strongly\s+|mostly\s+|completely\s+|also\s+|partly\s+)?(?:agree|disagree|concur)\b
    | i(?:['’]m|\s+am)\s+(?:not\s+(?:so\s+|quite\s+|entirely\s+)?(?:sure|convinced|certain)
        |skeptical|sceptical|confused|curious)\b
    | i\s+(?:think|believe|suspect|doubt|feel|guess|don['’]t\s+think|wonder\s+if)\s+(?:maybe\s+|that\s+|like\s+)?
        (?:this|that|you|your)\b
    | (?:this|that)\s+(?:seems|sounds|feels)\b
    | (?:this|that|it)(?:['’]s|\s+is)\s+(?:not\s+)?(?:wrong|false|true|right|fair|exactly|why)\b
    | (?:do|did|does|don['’]t|are|aren['’]t|have|could|can|would|wouldn['’]t|isn['’]t|is)\s+(?:you|your|that|this)\b
    | (?:what|why|how|where|who|which)\s+(?:do|did|does|would|are|were|have|makes?)\s+(?:you|your|it|that|this)\b
    | (?:given|re:?|regarding|about|as\s+for|contra|per)\s+your\b
    | you(?:['’]re|['’]ve|\s+(?:are|say|said|seem|might|could|should|mention|write|wrote|can))\b | your\s+\w+
    )"""
)
_ADDRESSES = re.compile(
    r"(?i)\byour (?:writing|point|argument|comment|post|claim|question|view|model|example|proposal|last)\b"
)
_NAME_LINE = re.compile(
    r"^(?:by\s+)?(@?[\w.\-]{3,30}|[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3})"
    r"(?P<meta>(?:(?:\s*[·•|,–]\s*|\s+)(?:\[?[+-]?\d{1,6}\]?|\d{1,3}\s?(?:[smhdwy]|mo|min|hours?|days?|months?|years?)|karma|points?|ago|op)){0,6})$"
)
_OWNER_LINE = re.compile(
    r"(?i)^(?:(?P<a>@?[\w.\- ]{2,40}?)['’]s? (?:recent )?(?:comments?|replies|posts)\b"
    r"|(?:recent )?(?:comments?|replies|posts) (?:by|from|of) (?P<b>@?[\w.\- ]{2,40}))"
)
_COMMON = frozenset("comments comment reply replies share edit more note update summary thanks tldr sources menu".split())


def looks_like_comment_feed(source: Source) -> bool:
    """Whether a text is one comment after the other: named as such, or with many paragraphs that open as replies."""
    paragraphs = [p for p in source.paragraphs if not is_furniture(p.text)]
    if not paragraphs:
        return False
    texts = [p.text for p in paragraphs]
    replies = sum(_opens_as_reply(t) for t in texts)
    dated_names = sum(bool(m and m.group("meta")) for m in map(_NAME_LINE.match, texts))
    if any(_OWNER_LINE.match(t) for t in texts[:3]):
        return replies + dated_names >= 1
    return dated_names >= MIN_REPLIES or (replies >= MIN_REPLIES and replies >= MIN_REPLY_SHARE * len(texts))


def parse_comment_feed(source: Source) -> Parsed:
    """Read a feed: the user's own comments, the comments they answer, and what either quotes."""
    paragraphs = source.paragraphs
    names = _name_lines(paragraphs)
    owner = _owner(paragraphs, names)
    if sum(name is not None for name in names) >= MIN_REPLIES and len({n for n in names if n}) > 1:
        blocks = _by_name(paragraphs, names, owner)
    elif sum(name == owner for name in names) >= 2 and sum(_parts_entries(p) for p in paragraphs) >= 2:
        blocks = _by_entry(paragraphs, names, owner)
    else:
        blocks = _by_cue(paragraphs, names, owner)
    heading = next((p.text for p in paragraphs[:3] if _OWNER_LINE.match(p.text)), "")
    title = heading or (f"Comments of {owner}" if owner != AUTHOR else "Comments of a forum user")
    return Parsed(tuple(blocks), title=title, authors=() if owner == AUTHOR else (owner,))


def _name_lines(paragraphs: Sequence[Paragraph]) -> list[str | None]:
    """For each paragraph the name that it consists of, or None."""
    names: list[str | None] = []
    for paragraph in paragraphs:
        match = _NAME_LINE.match(paragraph.text) if len(paragraph.text) <= 60 and not is_furniture(paragraph.text) else None
        name = match.group(1) if match else None
        names.append(name if name and any(c.isalpha() for c in name) and name.lower() not in _COMMON else None)
    return names


def _owner(paragraphs: Sequence[Paragraph], names: Sequence[str | None]) -> str:
    for paragraph in paragraphs[:3]:
        match = _OWNER_LINE.match(paragraph.text)
        if match:
            return (match.group("a") or match.group("b") or AUTHOR).strip()
    counts = Counter(n for n in names if n)
    return counts.most_common(1)[0][0] if counts else AUTHOR


def _by_name(paragraphs: Sequence[Paragraph], names: Sequence[str | None], owner: str) -> list[Block]:
    """A feed whose comments stand under the names of their writers."""
    blocks: list[Block] = []
    voice, unit, parent, n = owner, "", "", 0
    for i, paragraph in enumerate(paragraphs):
        name = names[i]
        if name or is_furniture(paragraph.text) or _OWNER_LINE.match(paragraph.text):
            blocks.append(
                Block(paragraph.text, Role.HEADLINE if _OWNER_LINE.match(paragraph.text) else Role.BOILERPLATE, owner)
            )
            if name:
                n += 1
                parent = unit if unit and name == owner and voice != owner else ""
                voice, unit = name, f"comment {n}"
            continue
        quoted = _quoted_voice(paragraphs, i)
        role = Role.QUOTE if quoted else Role.COMMENT if voice == owner else Role.PARENT_COMMENT
        blocks.append(Block(paragraph.text, role, quoted or voice, unit=unit, answers=unit if quoted else parent))
    return blocks


def _parts_entries(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a date line, with which a feed begins an entry."""
    return is_date_line(paragraph.text) and not _OWNER_LINE.match(paragraph.text)


def _by_entry(paragraphs: Sequence[Paragraph], names: Sequence[str | None], owner: str) -> list[Block]:
    """A feed whose entries begin with dates: what stands before the user's name in one is the comment that is answered."""
    blocks: list[Block] = []
    starts = [i for i, p in enumerate(paragraphs) if _parts_entries(p)]
    entries = [(0, starts[0]), *pairwise([*starts, len(paragraphs)])]
    for n, (start, end) in enumerate(entries):
        named_at = next((i for i in range(start, end) if names[i] == owner), None)
        published = read_date(paragraphs[start].text) if n else None
        for i in range(start, end):
            text = paragraphs[i].text
            if (n and i == start) or names[i] or is_furniture(text):
                blocks.append(Block(text, Role.BOILERPLATE, owner))
            elif _OWNER_LINE.match(text):
                blocks.append(Block(text, Role.HEADLINE, owner))
            elif named_at is not None and i < named_at:
                blocks.append(Block(text, Role.PARENT_COMMENT, PARENT_COMMENT, f"parent {n}"))
            else:
                quoted = _quoted_voice(paragraphs, i)
                unit, answers = (f"quote {i}", f"comment {n}") if quoted else (f"comment {n}", f"parent {n}")
                role = Role.QUOTE if quoted else Role.COMMENT
                blocks.append(Block(text, role, quoted or owner, unit, answers, published=published))
    return blocks


def _by_cue(paragraphs: Sequence[Paragraph], names: Sequence[str | None], owner: str) -> list[Block]:
    """A feed that lost its names."""
    kinds = _kinds(paragraphs, names)
    blocks: list[Block] = []
    parent, unit, n, before = "", "", 0, ""
    for i, (paragraph, kind) in enumerate(zip(paragraphs, kinds, strict=True)):
        if kind == "boilerplate":
            blocks.append(Block(paragraph.text, Role.BOILERPLATE, owner))
            continue
        if kind == "title":
            blocks.append(Block(paragraph.text, Role.HEADLINE, QUOTED if kinds[i + 1 : i + 2] == ["parent"] else owner))
            before = kind
            continue
        if kind == "parent":
            if before != "parent":
                n += 1
                parent = f"parent {n}"
            blocks.append(Block(paragraph.text, Role.PARENT_COMMENT, PARENT_COMMENT, unit=parent))
        elif kind == "quote":
            blocks.append(
                Block(paragraph.text, Role.QUOTE, _quoted_voice(paragraphs, i) or QUOTED, unit=f"quote {i}", answers=unit)
            )
        else:
            if before == "parent":
                n += 1
                unit = f"comment {n}"
            elif before != "quote" and (paragraph.gap or _opens_as_reply(paragraph.text) or before == "title"):
                n += 1
                unit, parent = f"comment {n}", ""
            blocks.append(Block(paragraph.text, Role.COMMENT, owner, unit=unit, answers=parent))
        before = kind
    return blocks


def _kinds(paragraphs: Sequence[Paragraph], names: Sequence[str | None]) -> list[str]:
    """For each paragraph: own, parent, quote, title or boilerplate."""
    kinds = ["boilerplate" if is_furniture(p.text) or names[i] else "own" for i, p in enumerate(paragraphs)]
    for i in range(1, len(paragraphs)):
        if kinds[i] == "own" and _quoted_voice(paragraphs, i):
            kinds[i] = "quote"
    for i, paragraph in enumerate(paragraphs[:-1]):
        if kinds[i] == "own" and _is_title_line(paragraph.text) and (i == 0 or not _runs_on(paragraphs[i - 1].text)):
            kinds[i] = "title"
    _mark_small_letters(paragraphs, kinds)
    _mark_context(paragraphs, kinds)
    for i in range(1, len(paragraphs)):
        if kinds[i] == "own" and _opens_as_reply(paragraphs[i].text) and paragraphs[i].gap <= 1:
            _mark_answered(paragraphs, kinds, i - 1)
    return ["own" if kind == "answer" else kind for kind in kinds]


def _mark_small_letters(paragraphs: Sequence[Paragraph], kinds: list[str]) -> None:
    """Paragraphs of a writer who begins in small letters, in the feed of one who does not."""
    own = [i for i, kind in enumerate(kinds) if kind == "own"]
    small = [
        i
        for i in own
        if paragraphs[i].text[0].islower()
        and len(paragraphs[i].text) >= MIN_PARENT_CHARS
        and not (i and kinds[i - 1] != "boilerplate" and _runs_on(paragraphs[i - 1].text))
    ]
    if len(small) <= 0.3 * len(own):
        for i in small:
            kinds[i] = "parent"


def _mark_answered(paragraphs: Sequence[Paragraph], kinds: list[str], at: int) -> None:
    """The paragraph that a reply answers, unless it is itself a reply, a fragment or a footnote."""
    text = paragraphs[at].text
    is_footnote = at > 0 and paragraphs[at - 1].text.strip("- ") == "^"
    is_fragment = at > 0 and _runs_on(paragraphs[at - 1].text) and kinds[at - 1] == "own"
    # a long post shows as several paragraphs in a row; a parent in a feed is mostly one, after something finished
    is_reply = _opens_as_reply(text) or (at > 0 and kinds[at - 1] == "parent")  # what follows a parent replies to it
    if kinds[at] == "own" and len(text) >= MIN_PARENT_CHARS and not (is_reply or is_footnote or is_fragment):
        kinds[at] = "parent"


def _mark_context(paragraphs: Sequence[Paragraph], kinds: list[str]) -> None:
    """Paragraphs of somebody else's post under its title: up to a question that the next paragraph answers, or a reply."""
    for i, kind in enumerate(kinds):
        if kind != "title":
            continue
        for j in range(i + 1, min(len(kinds), i + 1 + MAX_CONTEXT)):
            if kinds[j] not in ("own", "parent"):
                break
            text = paragraphs[j].text
            if _opens_as_reply(text):
                kinds[i + 1 : j] = ["parent"] * (j - i - 1)
                break
            if text.endswith("?") and len(text.split()) <= 25 and j + 1 < len(kinds) and kinds[j + 1] == "own":
                kinds[i + 1 : j + 2] = ["parent"] * (j - i) + ["answer"]
                break


def _opens_as_reply(text: str) -> bool:
    return bool(_REPLY.match(text[:80]) or _ADDRESSES.search(text[:90]))


def _quoted_voice(paragraphs: Sequence[Paragraph], i: int) -> str | None:
    """Whose words a paragraph is that the one before it introduces, or None."""
    if i == 0 or paragraphs[i].text[0].islower() or len(paragraphs[i].text) < MIN_QUOTED_CHARS:
        return None
    return introduced_speaker(paragraphs[i - 1].text)


def _is_title_line(text: str) -> bool:
    words = text.split()
    return (
        3 <= len(words) <= 12
        and text[0].isupper()
        and text[-1].isalnum()
        and "," not in text
        and sum(w[0].isupper() for w in words) >= 0.5 * len(words)
    )


def _runs_on(text: str) -> bool:
    return not text.endswith((".", "?", "!", "…", '"', "”", ")", "’", "]"))
