"""Captions to paragraphs: rolled lines merged, voices told apart, times kept for links into the video.

A caption is a few words with a start and an end. Automatic captions roll: each repeats the line before it. Paragraphs are
cut at pauses, at voices and about every minute, always at a sentence's end where there is one. Invariant: paragraphs are
in the order of the captions, and a paragraph's start is the start of the caption in which its first word stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpus.errors import BadInput
from corpus.names import HOST
from corpus.records import Role
from corpus.sentences import sentence_spans
from corpus.text import squash
from ingest.blocks import Block, Parsed
from ingest.media.about import video_info
from ingest.source import Source
from ingest.speakers import CHANGE, guest_names, voices_of_turns
from ingest.spoken import is_unstopped, spoken_roles

PARAGRAPH_S = 60.0  # a link into the video should not be further off than a minute
BREATH_S = 0.8  # without full stops, a breath after a while is the best place to cut
BREATH_AFTER_S = 15.0
LAST_WORD_MS = 600.0
HEARD_S = 0.35  # shorter gaps between two captions are how they are set, not how it was said
SLACK_S = 0.25  # chapters are set by hand, captions by machine
ROLLING_SHARE = 0.2  # of the steps from caption to caption; rolling ones repeat a line at nearly each
GROWN = -1
MIN_GROWN_CHARS = 8  # "yes" and "yes yes" may be two captions
PAUSE_S = 2.5  # a silence that long parts thoughts; captions of one sentence follow within a second
_LABEL = re.compile(r"(?:>>\s*|-\s*)?([A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|\d{1,2}|of|de|van|von)){0,3}):\s+(?=\S)")
MAX_INTRODUCTION = 6  # turns within which a guest is introduced


@dataclass(frozen=True, slots=True)
class Caption:
    """Some words with their time in seconds; `voice` is empty where the caption names none."""

    text: str
    start_s: float
    end_s: float
    voice: str = ""


def captioned(captions: Sequence[Caption], source: Source, *, may_roll: bool = True) -> Parsed:
    """Lay captions out as a document.

    Args:
        may_roll: the format does not tell what is new in a caption from what is shown again.
    Raises:
        BadInput: there is no caption with words, or the metadata file is damaged.
    """
    info = video_info(source)
    host = info.hosts[0] if len(info.hosts) == 1 else info.channel or HOST
    merged = merge_rolling_captions(captions) if may_roll else captions
    spoken = with_labels(merged, host=host, title=info.title, guests=info.guests)
    if not spoken:
        raise BadInput(
            f"{source.name}: no caption with words in it", remedy="fetch the subtitles again, or another language's"
        )
    blocks = [Block(info.title, Role.HEADLINE, host)] if info.title else []
    edges = sorted({edge for ad in info.ads for edge in ad})
    cut = [piece for caption in spoken for piece in _cut_at(caption, edges)]
    blocks += spoken_blocks(cut, ads=info.ads, chapters=info.chapters)
    return Parsed(
        tuple(blocks),
        title=info.title,
        authors=(info.channel,) if info.channel else (),
        published=info.published,
        language=info.language,
        url=info.url,
        media_url=info.url,
    )


def merge_rolling_captions(captions: Sequence[Caption]) -> list[Caption]:
    """Captions without the lines that roll up from the one before, whatever the number of lines on the screen.

    Captions of which few repeat the one before do not roll: there a line that comes twice was said twice.
    """
    shown = [tuple(line for line in map(squash, c.text.split("\n")) if line) for c in captions]
    filled = [(c, lines) for c, lines in zip(captions, shown, strict=True) if lines]
    steps = [_step(a, b) for a, b in pairwise(filled)]
    if not steps or sum(step is not None for step in steps) < ROLLING_SHARE * len(steps):
        return [replace(c, text=" ".join(lines)) for c, lines in filled]
    done: list[Caption] = []
    last = ""
    for step, (caption, lines) in zip([None, *steps], filled, strict=True):
        if step is None or not done:
            done.append(replace(caption, text=" ".join(lines)))
        elif step == GROWN:
            kept = done[-1].text.removesuffix(last)
            done[-1] = replace(done[-1], text=kept + lines[-1], end_s=caption.end_s)
        elif step < len(lines):
            done.append(replace(caption, text=" ".join(lines[step:])))
        elif caption.end_s > done[-1].end_s and done[-1].text.endswith(lines[-1]):
            done[-1] = replace(done[-1], end_s=caption.end_s)
        last = lines[-1]
    return done


def _step(before: tuple[Caption, tuple[str, ...]], after: tuple[Caption, tuple[str, ...]]) -> int | None:
    """How many lines rolled up from one caption into the next, `GROWN` if its last line got more words, else None."""
    (was, shown), (now, lines) = before, after
    for n in range(min(len(shown), len(lines)), 0, -1):
        if shown[-n:] == lines[:n]:
            return n
    if was.voice != now.voice or lines[:-1] != shown[:-1] or not lines[-1].startswith(shown[-1] + " "):
        return None
    gap_s = now.start_s - was.end_s
    is_next_word = lines[-1].count(" ") == shown[-1].count(" ") + 1 and gap_s < 0.1 and was.end_s - was.start_s < 1
    return GROWN if is_next_word or (len(shown[-1]) >= MIN_GROWN_CHARS and gap_s < PAUSE_S) else None


def with_labels(captions: Sequence[Caption], *, host: str, title: str = "", guests: Sequence[str] = ()) -> list[Caption]:
    """Captions with a voice each: by tag, by a label such as "ADA MARSH:" that comes again, else whoever spoke last.

    Where no one is named, the turns that ">>" marks are told apart by what is said (`ingest.speakers`).
    """
    pieces = [piece for caption in captions for piece in _at_changes(caption)]
    labels = Counter(m.group(1) for m in (_LABEL.match(c.text) for c in pieces) if m)
    known = {name for name, n in labels.items() if n >= 2}
    if not known and not any(c.voice for c in pieces):
        return _by_turns(pieces, host=host, title=title, guests=guests)
    all_words = " ".join(c.text for c in pieces)
    spelled = {name: _spelled(name, all_words) for name in known}
    done: list[Caption] = []
    voice = host
    for caption in pieces:
        text = caption.text
        match = _LABEL.match(text)
        if caption.voice:
            voice = caption.voice
        elif match and match.group(1) in known:
            voice = spelled[match.group(1)]
            text = text[match.end() :]
        elif text.startswith(CHANGE):
            voice = host
        text = text.removeprefix(CHANGE).strip()
        if text:
            done.append(replace(caption, text=text, voice=voice))
    return done


def _by_turns(pieces: Sequence[Caption], *, host: str, title: str, guests: Sequence[str]) -> list[Caption]:
    """Captions without names, cut into turns at the marks of change."""
    turns: list[list[Caption]] = [[]]
    for piece in pieces:
        if piece.text.startswith(CHANGE) and turns[-1]:
            turns.append([])
        turns[-1].append(replace(piece, text=piece.text.removeprefix(CHANGE).strip()))
    texts = [" ".join(c.text for c in turn) for turn in turns]
    voices = voices_of_turns(texts, host=host, guests=guest_names(title, " ".join(texts[:MAX_INTRODUCTION]), guests))
    return [replace(c, voice=v) for turn, v in zip(turns, voices, strict=True) for c in turn if c.text]


def _cut_at(caption: Caption, edges: Sequence[float]) -> Iterator[Caption]:
    """A caption cut between words at the edges of advertisements that fall into it; times by the share of characters."""
    inside = [e for e in edges if caption.start_s < e < caption.end_s]
    if not inside:
        yield caption
        return
    pace_s = (caption.end_s - caption.start_s) / len(caption.text)
    spaces = [m.start() for m in re.finditer(" ", caption.text)]
    wanted = [(edge - caption.start_s) / pace_s for edge in inside] if spaces else []
    near = [min((abs(at - w), at) for at in spaces)[1] for w in wanted]
    cuts = sorted({0, len(caption.text), *near})
    for start, end in pairwise(cuts):
        yield replace(
            caption,
            text=caption.text[start:end].strip(),
            start_s=caption.start_s + pace_s * start,
            end_s=caption.start_s + pace_s * end,
        )


def _at_changes(caption: Caption) -> Iterator[Caption]:
    """A caption cut where ">>" marks another voice; times by the share of characters."""
    starts = [m.start() for m in re.finditer(re.escape(CHANGE), caption.text)]
    cuts = sorted({0, *starts, len(caption.text)})
    for start, end in pairwise(cuts):
        words = caption.text[start:end].strip()
        if words:
            pace_s = (caption.end_s - caption.start_s) / max(1, len(caption.text))
            yield replace(
                caption, text=words, start_s=caption.start_s + pace_s * start, end_s=caption.start_s + pace_s * end
            )


def _spelled(label: str, text: str) -> str:
    """A label in capitals as the text spells the name elsewhere, else with a capital for each word."""
    if not label.isupper():
        return label
    found = (m.group() for m in re.finditer(rf"(?i)(?<!\w){re.escape(label)}(?!\w)", text))
    return next((name for name in found if not name.isupper() and name[:1].isupper()), label.title())


def spoken_blocks(
    captions: Sequence[Caption], *, ads: Sequence[tuple[float, float]] = (), chapters: Sequence[float] = ()
) -> list[Block]:
    """The paragraphs of captions that have their voices; advertisements by chapter or by their words."""
    units = [unit for turn in _turns(captions) for unit in _units(turn)]
    roles = [
        Role.SPONSOR if _is_within(unit, ads) else role
        for unit, role in zip(units, spoken_roles([u.text for u in units]), strict=True)
    ]
    blocks: list[Block] = []
    held: list[_Unit] = []
    for i, unit in enumerate(units):
        if held and (roles[i] is not roles[i - 1] or _parts(held, unit, chapters)):
            blocks.append(_block(held, roles[i - 1]))
            held = []
        held.append(unit)
    if held:
        blocks.append(_block(held, roles[-1]))
    return blocks


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a caption of speech without full stops; `turn` counts changes of voice."""

    text: str
    voice: str
    start_s: float
    end_s: float
    ends_sentence: bool
    first_of_turn: bool
    pauses: tuple[tuple[int, float], ...]


def _units(turn: Sequence[Caption]) -> Iterator[_Unit]:
    """The sentences of one voice's captions; speech without full stops is cut between captions."""
    starts: list[int] = []
    at = 0
    for caption in turn:
        starts.append(at)
        at += len(caption.text) + 1
    text = " ".join(c.text for c in turn)
    for a, b in sentence_spans(text):
        first, last = bisect_right(starts, a) - 1, bisect_right(starts, b - 1) - 1
        cuts = [a, *starts[first + 1 : last + 1], b] if is_unstopped(text, a, b) else [a, b]
        for start, end in pairwise(cuts):
            words = text[start:end].strip()
            if words:
                one, other = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
                began, end_s = turn[one], max(turn[one].start_s, turn[other].end_s)
                at = start + len(text[start:end]) - len(text[start:end].lstrip())
                gaps = ((starts[k] - at, turn[k].start_s - turn[k - 1].end_s) for k in range(one + 1, other + 1))
                pauses = tuple((offset, round(gap, 3)) for offset, gap in gaps if gap >= HEARD_S and offset > 0)
                yield _Unit(words, began.voice, began.start_s, end_s, end == b, start == 0, pauses)


def _is_within(unit: _Unit, ads: Sequence[tuple[float, float]]) -> bool:
    """Whether a unit lies for the greater part in an advertisement: marks are set by hand, about a word off."""
    length = unit.end_s - unit.start_s
    if length <= 0:
        return any(start <= unit.start_s < end for start, end in ads)
    return sum(max(0.0, min(unit.end_s, end) - max(unit.start_s, start)) for start, end in ads) > length / 2


def _parts(held: Sequence[_Unit], unit: _Unit, chapters: Sequence[float]) -> bool:
    """Whether a new paragraph begins with `unit`."""
    if unit.first_of_turn:
        return True
    before = held[-1]
    gap = unit.start_s - before.end_s
    so_far = before.end_s - held[0].start_s
    if any(before.start_s < start <= unit.start_s + SLACK_S for start in chapters) and gap >= 0:
        return True
    if not before.ends_sentence and gap >= BREATH_S and so_far >= BREATH_AFTER_S:
        return True
    return gap >= PAUSE_S or unit.end_s - held[0].start_s > PARAGRAPH_S


def _block(units: Sequence[_Unit], role: Role) -> Block:
    start, end = units[0].start_s, max(u.end_s for u in units)
    text = " ".join(u.text for u in units)
    pauses: list[tuple[int, float]] = []
    at = 0
    for before, unit in zip([None, *units], units, strict=False):
        gap = unit.start_s - before.end_s if before else 0.0
        pauses += [(at, round(gap, 3))] if gap >= HEARD_S else []
        pauses += [(at + offset, pause_s) for offset, pause_s in unit.pauses]
        at += len(unit.text) + 1
    unit_name = f"at {start:.3f} {text[:40]}"
    return Block(text, role, units[0].voice, unit_name, time_start_s=start, time_end_s=end, pauses=tuple(pauses))


def _turns(captions: Sequence[Caption]) -> Iterator[list[Caption]]:
    turn: list[Caption] = []
    for caption in captions:
        if turn and turn[-1].voice != caption.voice:
            yield turn
            turn = []
        turn.append(caption)
    if turn:
        yield turn


def json3_captions(value: Any) -> list[Caption]:
    """The captions of YouTube's json3: events that append a line break are skipped, segments joined."""
    found: list[Caption] = []
    for event in value.get("events") or []:
        if not isinstance(event, dict) or event.get("aAppend") or not isinstance(event.get("segs"), list):
            continue
        start, length = _number(event.get("tStartMs")), _number(event.get("dDurationMs"))
        segs = [s for s in event["segs"] if isinstance(s, dict)]
        text = "".join(str(s.get("utf8") or "") for s in segs)
        if text.strip():
            last_word = max((_number(s.get("tOffsetMs")) for s in segs), default=0.0)
            # an event lasts until its line scrolls off; its words are over soon after the last of them begins
            end = min(length, last_word + LAST_WORD_MS) if last_word else length
            found.append(Caption(squash(text), start / 1000, (start + end) / 1000))
    ends = [c.start_s for c in found[1:]] + [float("inf")]
    return [replace(c, end_s=max(c.start_s, min(c.end_s, end))) for c, end in zip(found, ends, strict=True)]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else 0.0


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
    return captioned(json3_captions(value), source, may_roll=False)
