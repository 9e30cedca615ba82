"""Captions to paragraphs: rolled lines merged, voices told apart, times kept for links into the video.

A caption is a few words with a start and an end. Automatic captions roll: each repeats the line before it. Paragraphs are
cut at pauses, at voices and about every minute, always at a sentence's end where there is one. Invariant: paragraphs are
in order of time, and a paragraph's start is the start of the caption in which its first word stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import BadInput
from corpus.names import HOST
from corpus.records import Role
from corpus.sentences import sentence_spans
from corpus.text import squash
from ingest.blocks import Block, Parsed
from ingest.dates import compact_date, epoch_date, read_date
from ingest.source import Source, parse_json
from ingest.spoken import spoken_roles

PARAGRAPH_S = 60.0  # a link into the video should not be further off than a minute
MAX_PARAGRAPH_S = 90.0  # speech without full stops is cut anyway
PAUSE_S = 2.5  # a silence that long parts thoughts; captions of one sentence follow within a second
_LABEL = re.compile(r"(?:>>\s*|-\s*)?([A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|\d{1,2}|of|de|van|von)){0,3}):\s+(?=\S)")
_SPONSOR_CHAPTER = re.compile(
    r"(?i)\b(?:sponsor(?:ed|s)?|advert(?:isement)?|paid promotion|ad break|ad read)\b|^\W*ads?\W*$"
)
_INFO = ".info.json"


@dataclass(frozen=True, slots=True)
class Caption:
    """Some words with their time in seconds; `voice` is empty where the caption names none."""

    text: str
    start_s: float
    end_s: float
    voice: str = ""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the metadata file beside the captions says; `ads` are the start and end of advertisements in seconds."""

    title: str = ""
    channel: str = ""
    published: str | None = None
    url: str | None = None
    language: str | None = None
    ads: tuple[tuple[float, float], ...] = ()


def captioned(captions: Sequence[Caption], source: Source) -> Parsed:
    """Lay captions out as a document.

    Raises:
        BadInput: there is no caption with words, or the metadata file is damaged.
    """
    info = video_info(source)
    host = info.channel or HOST
    spoken = with_labels(merge_rolling_captions(captions), host=host)
    if not spoken:
        raise BadInput(
            f"{source.name}: no caption with words in it", remedy="fetch the subtitles again, or another language's"
        )
    blocks = [Block(info.title, Role.HEADLINE, host)] if info.title else []
    blocks += [block for turn in _turns(spoken) for block in turn_blocks(turn, ads=info.ads)]
    return Parsed(
        tuple(_with_ads(blocks)),
        title=info.title,
        authors=(info.channel,) if info.channel else (),
        published=info.published,
        language=info.language,
        url=info.url,
        media_url=info.url,
    )


def merge_rolling_captions(captions: Sequence[Caption]) -> list[Caption]:
    """Captions without the lines that roll up from the one before, whatever the number of lines on the screen."""
    done: list[Caption] = []
    shown: list[str] = []
    for caption in captions:
        lines = [line for line in map(squash, caption.text.split("\n")) if line]
        fresh = lines
        for n in range(min(len(shown), len(lines)), 0, -1):
            if shown[-n:] == lines[:n]:
                fresh = lines[n:]
                break
        shown = lines or shown
        if not lines:
            continue
        if not fresh:
            if done and caption.end_s > done[-1].end_s and done[-1].text.endswith(lines[-1]):
                done[-1] = replace(done[-1], end_s=caption.end_s)
            continue
        text = " ".join(fresh)
        grown = done and done[-1].voice == caption.voice and len(done[-1].text) >= 8 and text.startswith(done[-1].text + " ")
        if grown and caption.start_s - done[-1].end_s < PAUSE_S:
            done[-1] = replace(done[-1], text=text, end_s=caption.end_s)
        else:
            done.append(replace(caption, text=text))
    return done


def with_labels(captions: Sequence[Caption], *, host: str) -> list[Caption]:
    """Captions with a voice each: by tag, by a label such as "ADA MARSH:" that comes again, else whoever spoke last."""
    labels = Counter(m.group(1) for m in (_LABEL.match(c.text) for c in captions) if m)
    known = {name for name, n in labels.items() if n >= 2}
    done: list[Caption] = []
    voice = host
    for caption in captions:
        text = caption.text
        match = _LABEL.match(text)
        if caption.voice:
            voice = caption.voice
        elif match and match.group(1) in known:
            voice = match.group(1).title() if match.group(1).isupper() else match.group(1)
            text = text[match.end() :]
        elif text.startswith(">>"):
            voice = host
        text = text.removeprefix(">>").strip()
        if text:
            done.append(replace(caption, text=text, voice=voice))
    return done


def turn_blocks(turn: Sequence[Caption], *, ads: Sequence[tuple[float, float]] = ()) -> Iterator[Block]:
    """The paragraphs of one voice's captions."""
    text, starts, times = _joined(turn)
    spans = [piece for a, b in sentence_spans(text) for piece in _cut_long(a, b, starts, times)]
    held: list[tuple[int, int]] = []

    def time_at(offset: int) -> Caption:
        return times[bisect_right(starts, offset) - 1]

    def block() -> Block:
        start, end = held[0][0], held[-1][1]
        first, last = time_at(start), time_at(end - 1)
        role = Role.SPONSOR if _in_ad(first.start_s, ads) else Role.TRANSCRIPT
        return Block(
            text[start:end], role, first.voice, f"at {first.start_s:.3f}", "", first.start_s, max(last.end_s, first.start_s)
        )

    for a, b in spans:
        if held:
            began, before, now = time_at(held[0][0]), time_at(held[-1][1] - 1), time_at(a)
            is_pause = now.start_s - before.end_s >= PAUSE_S
            enters_ad = _in_ad(began.start_s, ads) != _in_ad(now.start_s, ads)
            if is_pause or enters_ad or time_at(b - 1).end_s - began.start_s > PARAGRAPH_S:
                yield block()
                held = []
        held.append((a, b))
    if held:
        yield block()


def video_info(source: Source) -> VideoInfo:
    """What the companion `.info.json` says, nothing where there is none.

    Raises:
        BadInput: it is damaged.
    """
    for name, data in source.companions:
        if name.endswith(_INFO):
            value = parse_json(data.decode("utf-8", "replace"), name=name)
            return _read_info(value) if isinstance(value, dict) else VideoInfo()
    return VideoInfo()


def _read_info(info: dict[str, Any]) -> VideoInfo:
    url = info.get("webpage_url") or info.get("original_url")
    language = str(info.get("language") or "")[:2].lower()
    return VideoInfo(
        title=_words(info.get("title") or info.get("fulltitle")),
        channel=_words(info.get("channel") or info.get("uploader") or info.get("creator")),
        published=compact_date(info.get("upload_date"))
        or epoch_date(info.get("timestamp"))
        or read_date(_words(info.get("release_date"))),
        url=url if isinstance(url, str) and url.startswith(("http://", "https://")) else None,
        language=language if language.isalpha() and len(language) == 2 else None,
        ads=tuple(sorted(_ads(info.get("chapters")) + _ads(info.get("sponsorblock_chapters")))),
    )


def _ads(chapters: object) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for chapter in chapters if isinstance(chapters, list) else []:
        if not isinstance(chapter, dict):
            continue
        is_ad = chapter.get("category") in ("sponsor", "selfpromo") or _SPONSOR_CHAPTER.search(_words(chapter.get("title")))
        start, end = chapter.get("start_time"), chapter.get("end_time")
        if is_ad and isinstance(start, int | float) and isinstance(end, int | float):
            found.append((float(start), float(end)))
    return found


def _words(value: object) -> str:
    return squash(value) if isinstance(value, str) else ""


def _turns(captions: Sequence[Caption]) -> Iterator[list[Caption]]:
    turn: list[Caption] = []
    for caption in captions:
        if turn and turn[-1].voice != caption.voice:
            yield turn
            turn = []
        turn.append(caption)
    if turn:
        yield turn


def _joined(turn: Sequence[Caption]) -> tuple[str, list[int], list[Caption]]:
    """A turn's text, the offset at which each caption starts in it, and the captions."""
    starts: list[int] = []
    at = 0
    for caption in turn:
        starts.append(at)
        at += len(caption.text) + 1
    return " ".join(c.text for c in turn), starts, list(turn)


def _cut_long(start: int, end: int, starts: Sequence[int], times: Sequence[Caption]) -> Iterator[tuple[int, int]]:
    """A sentence, cut between captions where it runs on for more than a minute and a half (speech without full stops)."""
    first = bisect_right(starts, start) - 1
    last = bisect_right(starts, end - 1) - 1
    at = start
    began = times[first].start_s
    for i in range(first + 1, last + 1):
        if times[i].end_s - began > MAX_PARAGRAPH_S or times[i].start_s - times[i - 1].end_s >= PAUSE_S:
            yield at, starts[i] - 1
            at, began = starts[i], times[i].start_s
    yield at, end


def _in_ad(time_s: float, ads: Sequence[tuple[float, float]]) -> bool:
    return any(start <= time_s < end for start, end in ads)


def _with_ads(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with the sentences of advertisements that only the words tell as segments of their own."""
    sentences = [
        (i, b.text[s:e]) for i, b in enumerate(blocks) if b.role is Role.TRANSCRIPT for s, e in sentence_spans(b.text)
    ]
    roles = spoken_roles([text for _, text in sentences])
    by_block: dict[int, list[tuple[str, Role]]] = {}
    for (i, text), role in zip(sentences, roles, strict=True):
        by_block.setdefault(i, []).append((text, role))
    for i, block in enumerate(blocks):
        runs = by_block.get(i)
        if not runs or all(role is Role.TRANSCRIPT for _, role in runs):
            yield block
            continue
        yield from _split_by_role(block, runs)


def _split_by_role(block: Block, runs: Sequence[tuple[str, Role]]) -> Iterator[Block]:
    """One block for each run of sentences of one role, its times in proportion to its place in the paragraph."""
    total = sum(len(text) + 1 for text, _ in runs)
    start_s, end_s = block.time_start_s or 0.0, block.time_end_s or 0.0
    held: list[str] = []
    at = began = 0
    for k, (text, role) in enumerate(runs):
        held.append(text)
        at += len(text) + 1
        if k + 1 == len(runs) or runs[k + 1][1] is not role:
            share = (end_s - start_s) / total
            first, last = round(start_s + began * share, 3), round(start_s + at * share, 3)
            yield replace(
                block, text=" ".join(held), role=role, unit=f"{block.unit}+{k}", time_start_s=first, time_end_s=last
            )
            held, began = [], at


def json3_captions(value: Any) -> list[Caption]:
    """The captions of YouTube's json3: events that append a line break are skipped, segments joined."""
    found: list[Caption] = []
    for event in value.get("events") or []:
        if not isinstance(event, dict) or event.get("aAppend") or not isinstance(event.get("segs"), list):
            continue
        start, length = event.get("tStartMs", 0), event.get("dDurationMs", 0)
        if not isinstance(start, int | float) or not isinstance(length, int | float):
            continue
        text = "".join(str(s.get("utf8") or "") for s in event["segs"] if isinstance(s, dict))
        if text.strip():
            found.append(Caption(text, start / 1000, (start + length) / 1000))
    ends = [c.start_s for c in found[1:]] + [float("inf")]
    # an event lasts until its line scrolls off; what is said in it ends where the next begins
    return [replace(c, end_s=max(c.start_s, min(c.end_s, end))) for c, end in zip(found, ends, strict=True)]


def looks_like_json3(source: Source) -> bool:
    """Whether the content is JSON with timed events of segments."""
    if not source.looks_like_json or not ('"events"' in source.head or '"wiremagic"' in source.head):
        return False
    value = source.json
    events = value.get("events") if isinstance(value, dict) else None
    return isinstance(events, list) and any(isinstance(e, dict) and "tStartMs" in e for e in events[:200])


def parse_json3(source: Source) -> Parsed:
    """Read YouTube's json3 captions."""
    value = source.json
    if not isinstance(value, dict):
        raise BadInput(f"{source.name}: not json3 captions", remedy="fetch the subtitles again with format json3")
    return captioned(json3_captions(value), source)
