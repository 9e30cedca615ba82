"""Transcripts as text: a saved page that holds a video's summary, takeaways, quotes and transcript, or turns by speaker.

The page's own sections are told by their headings, in the words that such services print. Whoever wrote the summary is the
page's author; what is said in the video is the host's, under the channel's name where the page gives one.
Invariant: the document's text is the file's, up to white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.names import AUTHOR, HOST
from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block, Parsed
from ingest.dates import read_date
from ingest.furniture import is_furniture
from ingest.plain import Paragraph
from ingest.source import Source
from ingest.spoken import speech_units, spoken_roles

_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?i)^[\W_]*(?:{pattern})[\W_]*\d*$"))
    for name, pattern in (
        ("summary", r"(?:video |episode |ai |quick )?(?:summary|overview|synopsis|tl;?dr|in brief|description)"
                    r"|about this (?:video|episode)"),
        ("takeaways", r"(?:key |main )?(?:takeaways?|points|insights|ideas|lessons)|highlights"),
        ("quotes", r"(?:notable|key|memorable|best|top)? ?quotes?|in their own words"),
        ("aside", r"questions? .{0,40}answer(?:s|ed)?.{0,20}|faqs?|frequently asked questions"
                  r"|who (?:is this|should watch).{0,20}"
                  r"|(?:related )?(?:topics|tags|keywords)|resources|links|mentioned(?: in .{0,20})?"),
        ("chapters", r"(?:chapters?|timestamps?|timeline|outline)(?: \(\d+\))?"),
        ("transcript", r"(?:full |video |complete |episode |auto(?:matic)?(?:-generated)? )?transcript(?:ion)?"),
    )
)  # fmt: skip
_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d\d"
_DURATION = re.compile(rf"^\W*(?:{_TIME}|\d+\s*(?:h|hrs?|hours?|min|minutes?)\b.*)\W*$")
_STAMP = re.compile(rf"[\[(]?({_TIME})(?:\.\d+)?[\])]?(?:\s*[-–—|:](?=\s)|(?=\s|$))\s*")
_LABEL = re.compile(r"(?:>>\s*)?([A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|\d+|of|de|van|von)){0,3})(?: \([^)]{1,30}\))?:(?=\s|$)")
_QUOTED = re.compile(r"^\W{0,3}[\"“«].{8,}")
_MEDIA = re.compile(r"https?://(?:www\.|m\.)?(?:youtube\.com/watch\?\S+|youtu\.be/\S+|vimeo\.com/\d+)")
MIN_TURNS = 4
MAX_FOOTER_LINES = 4
MAX_SPEAKERS = 12


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    paragraphs: tuple[Paragraph, ...]


def looks_like_transcript_page(source: Source) -> bool:
    """Whether a text has a heading for a transcript and one for what such a page puts beside it."""
    names = {s for s in (_section(p) for p in source.paragraphs) if s}
    return "transcript" in names and bool(names & {"summary", "takeaways", "quotes"})


def looks_like_transcript(source: Source) -> bool:
    """Whether most paragraphs are turns: "NAME: …" by a few names that come again, or times with speech after them."""
    paragraphs = [p for p in source.paragraphs if not is_furniture(p.text) or _STAMP.match(p.text)]
    stamped = sum(bool(_STAMP.match(p.text)) for p in paragraphs)
    names = Counter(name for name in (_label(p.text) for p in paragraphs) if name)
    turns = sum(names.values())
    by_name = (
        turns >= MIN_TURNS and turns >= 0.4 * len(paragraphs) and len(names) <= MAX_SPEAKERS and max(names.values()) >= 2
    )
    return by_name or (stamped >= MIN_TURNS and stamped >= 0.4 * len(paragraphs))


def parse_transcript_page(source: Source) -> Parsed:
    """Read a saved page with a video's summary and transcript."""
    sections = list(_sections(source.paragraphs))
    top = sections[0].paragraphs if sections and sections[0].name == "top" else ()
    title = next((p.text for p in top if not is_furniture(p.text)), "")
    facts = next((p.text for p in top if p.text != title and _is_facts(p.text)), "")
    parts = [squash(p) for p in re.split(r"[|•·]", facts)]
    channel = next((p for p in parts if p and not _DURATION.match(p) and not read_date(p) and not _is_count(p)), "")
    if ":" in channel and channel.lower().startswith(("by:", "channel:", "author:", "host:")):
        channel = channel.partition(":")[2].strip()
    before = " ".join(p.text for s in sections if s.name != "transcript" for p in s.paragraphs)
    host = _host(channel, before)
    blocks: list[Block] = []
    for section in sections:
        blocks += _section_blocks(section, title=title, facts=facts, host=host, channel=channel)
    media = _MEDIA.search(before)
    return Parsed(
        tuple(blocks),
        title=title,
        authors=(channel,) if channel else (),
        published=next((d for d in map(read_date, parts) if d), None),
        media_url=media.group() if media else None,
    )


def parse_transcript(source: Source) -> Parsed:
    """Read a transcript in turns."""
    paragraphs = source.paragraphs
    first_turn = next((i for i, p in enumerate(paragraphs) if _label(p.text) or _STAMP.match(p.text)), 0)
    blocks: list[Block] = []
    published: str | None = None
    for i, paragraph in enumerate(paragraphs[:first_turn]):
        is_short = not paragraph.text.endswith(".") and len(paragraph.text) < 160
        published = published or (read_date(paragraph.text) if is_short else None)
        role = Role.HEADLINE if is_short and i == 0 else Role.BOILERPLATE if is_short else Role.SUMMARY
        blocks.append(Block(paragraph.text, role))
    blocks += transcript_blocks([p.text for p in paragraphs[first_turn:]], host=HOST)
    return Parsed(tuple(blocks), title=blocks[0].text if first_turn else "", published=published)


def transcript_blocks(paragraphs: Sequence[str], *, host: str) -> list[Block]:
    """Paragraphs of a transcript, cut at speakers, times and advertisements."""
    known = {name for name, n in Counter(filter(None, map(_label, paragraphs))).items() if n >= 2}
    pieces: list[tuple[str, str, float | None]] = []  # sentence, voice, time; an empty voice is furniture
    ends: list[bool] = []
    voice = host
    at: float | None = None
    for paragraph in paragraphs:
        rest = paragraph
        stamp = _STAMP.match(rest)
        if stamp:
            at = _seconds(stamp.group(1))
            pieces.append((stamp.group().rstrip(), "", None))
            ends.append(True)
            rest = rest[stamp.end() :]
        name = _label(rest)
        if name and name in known:
            colon = rest.index(":") + 1
            pieces.append((rest[:colon], "", None))
            ends.append(True)
            voice, rest = name, rest[colon:].lstrip()
        spans = speech_units(rest)
        pieces += [(rest[a:b], voice, at) for a, b in spans]
        ends += [False] * (len(spans) - 1) + [True] * bool(spans)
    return _lay_out(pieces, ends)


def _lay_out(pieces: Sequence[tuple[str, str, float | None]], ends: Sequence[bool]) -> list[Block]:
    said = [i for i, (_, voice, _) in enumerate(pieces) if voice]
    roles = dict(zip(said, spoken_roles([pieces[i][0] for i in said]), strict=True))
    blocks: list[Block] = []
    held: list[str] = []
    for i, (text, voice, at) in enumerate(pieces):
        role = roles.get(i, Role.BOILERPLATE)
        held.append(text)
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        if ends[i] or following is None or following[1] != voice or roles.get(i + 1, Role.BOILERPLATE) is not role:
            unit = "" if at is None else f"at {at:.0f}"
            blocks.append(Block(" ".join(held), role, voice or AUTHOR, unit=unit, time_start_s=at))
            held = []
    return blocks


def _sections(paragraphs: Sequence[Paragraph]) -> Iterator[_Section]:
    name, held = "top", list[Paragraph]()
    for paragraph in paragraphs:
        new = _section(paragraph)
        if new and not (name == "transcript" and new != "transcript" and paragraph.gap == 0):
            if held:
                yield _Section(name, tuple(held))
            name, held = new, []
        held.append(paragraph)
    if held:
        yield _Section(name, tuple(held))


def _section(paragraph: Paragraph) -> str | None:
    if len(paragraph.text) > 60:
        return None
    return next((name for name, pattern in _SECTIONS if pattern.match(paragraph.text)), None)


def _section_blocks(section: _Section, *, title: str, facts: str, host: str, channel: str) -> list[Block]:
    paragraphs = section.paragraphs
    blocks: list[Block] = []
    if section.name != "top":
        blocks.append(Block(paragraphs[0].text, Role.HEADLINE))
        paragraphs = paragraphs[1:]
    if section.name == "transcript":
        tail = len(paragraphs)
        while tail and (is_furniture(paragraphs[tail - 1].text) or paragraphs[tail - 1].text == channel):
            tail -= 1
        tail = _before_footer(paragraphs, tail, channel)
        blocks += transcript_blocks([p.text for p in paragraphs[:tail]], host=host)
        return blocks + [Block(p.text, Role.BOILERPLATE) for p in paragraphs[tail:]]
    for paragraph in paragraphs:
        text = paragraph.text
        if is_furniture(text) or text in (facts, channel) or section.name == "aside" or _MEDIA.fullmatch(text):
            blocks.append(Block(text, Role.BOILERPLATE))
        elif section.name == "top" and text == title:
            blocks.append(Block(text, Role.HEADLINE))
        elif section.name == "takeaways":
            blocks.append(Block(text, Role.TAKEAWAY))
        elif section.name == "quotes" and _QUOTED.match(text):
            blocks.append(Block(text, Role.QUOTE, host))
        else:
            blocks.append(Block(text, Role.SUMMARY))
    return blocks


def _before_footer(paragraphs: Sequence[Paragraph], end: int, channel: str) -> int:
    """Where the lines begin that a page puts under a transcript: after an empty line, short, and about the channel."""
    for start in range(max(1, end - MAX_FOOTER_LINES), end):
        lines = [p.text for p in paragraphs[start:end]]
        is_short = all(len(line) <= 100 for line in lines)
        if paragraphs[start].gap and is_short and any(is_furniture(line) or (channel and channel in line) for line in lines):
            return start
    return end


def _is_facts(line: str) -> bool:
    """Whether a line holds channel, length and date, parted by bars."""
    parts = [squash(p) for p in re.split(r"[|•·]", line)]
    return len(line) <= 200 and (
        (len(parts) > 1 and any(_DURATION.match(p) or read_date(p) for p in parts))
        or bool(re.match(r"(?i)(?:channel|by|host|author):\s*\S", line))
    )


def _is_count(part: str) -> bool:
    return bool(re.match(r"(?i)[\d.,]+\s*[km]?\s*(?:views?|likes?|comments?|subscribers?)\b", part))


def _host(channel: str, page: str) -> str:
    """The channel's name, or the part before a dash that the page uses as the speaker's name."""
    if not channel:
        return HOST
    short = re.split(r"\s+[-–—|:]\s+", channel)[0]
    if short != channel and len(re.findall(rf"(?<!\w){re.escape(short)}(?!\w)", page)) >= 3:
        return short
    return channel


def _label(text: str) -> str | None:
    """The name before the colon with which a turn begins, after its time if there is one."""
    stamp = _STAMP.match(text[:40])
    match = _LABEL.match(text, stamp.end() if stamp else 0, 160)
    return match.group(1) if match else None


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.split(":"):
        total = total * 60 + int(part)
    return total
