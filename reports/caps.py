"""How much of each list a briefing shows: on screen, in print, for a reader in a hurry and for one who looks things up.

Invariant: what is left out is counted where it is left out; nothing is dropped in silence, and the tables hold all of it.
The sizes of FULL keep 500 documents with 10,000 claims within 6 MB of HTML (`benchmarks/bench_briefing.py`); those of SHORT
keep the printed form to a few pages. To show more of something: its pair here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from reports.pieces import Listed

T = TypeVar("T")
IN_TABLES = "in the JSON form"


class Audience(StrEnum):
    """For whom a briefing is: SHORT for a reader with five minutes, FULL for one who checks everything."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Cap:
    """How many items of a list go on screen and in print. Print is for reading through, the screen for looking up."""

    screen: int
    printed: int


@dataclass(frozen=True, slots=True)
class Caps:
    """The caps of every list of a briefing; a list with a screen cap of 0 is left out with its section."""

    changes: Cap = Cap(100, 10)
    measures: Cap = Cap(120, 24)
    claims: Cap = Cap(8, 4)
    values: Cap = Cap(12, 6)
    chain: Cap = Cap(16, 10)
    disagreements: Cap = Cap(80, 30)
    pairs: Cap = Cap(3, 2)
    mutations: Cap = Cap(60, 16)
    agreements: Cap = Cap(60, 24)
    agreeing: Cap = Cap(4, 3)
    holders: Cap = Cap(80, 36)
    positions: Cap = Cap(40, 8)
    stances: Cap = Cap(4, 2)
    summaries: Cap = Cap(500, 80)
    summary_sentences: int = 4
    every_claim: Cap = Cap(10_000, 0)
    findings: Cap = Cap(60, 20)  # of each kind: key points, cruxes, forecasts, open questions, contradictions
    failures: Cap = Cap(200, 30)
    rejects: Cap = Cap(50, 12)
    quiet: Cap = Cap(200, 40)


FULL = Caps()
SHORT = Caps(
    changes=Cap(12, 8),
    measures=Cap(8, 3),
    claims=Cap(3, 2),
    values=Cap(6, 4),
    chain=Cap(3, 1),
    disagreements=Cap(5, 3),
    pairs=Cap(1, 1),
    mutations=Cap(4, 2),
    agreements=Cap(4, 2),
    agreeing=Cap(2, 1),
    holders=Cap(12, 12),
    positions=Cap(3, 1),
    stances=Cap(1, 1),
    summaries=Cap(0, 0),
    summary_sentences=0,
    every_claim=Cap(0, 0),
    findings=Cap(5, 2),
    failures=Cap(10, 5),
    rejects=Cap(5, 3),
    quiet=Cap(20, 5),
)


LARGE = replace(FULL, measures=Cap(100, 24), claims=Cap(6, 4), pairs=Cap(2, 2), summary_sentences=3)
LARGE_FROM = 1500  # claims; above it, 10,000 lines of the table of all claims must fit into 6 MB with the rest of the page


def caps_for(audience: Audience, *, claims: int) -> Caps:
    """The caps for an audience and a corpus of so many claims."""
    if audience is Audience.SHORT:
        return SHORT
    return LARGE if claims > LARGE_FROM else FULL


def listed(items: Sequence[T], cap: Cap, noun: str, *, plural: str | None = None, total: int | None = None) -> Listed[T]:
    """Cut a list to a cap and say what is left out; `total` where `items` is already cut."""
    total = len(items) if total is None else total
    screen, printed = tuple(items[: cap.screen]), tuple(items[: min(cap.printed, cap.screen)])
    elsewhere = IN_TABLES if screen == printed else "in the HTML and JSON forms"
    return Listed(
        items=screen,
        printed=printed,
        total=total,
        more=_more(total - len(screen), noun, plural, where=IN_TABLES),
        more_printed=_more(total - len(printed), noun, plural, where=elsewhere),
    )


def _more(n: int, noun: str, plural: str | None, *, where: str) -> str:
    return f"{n:,} more {noun if n == 1 else plural or noun + 's'} {where}" if n > 0 else ""
