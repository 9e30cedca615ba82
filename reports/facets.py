"""What a page can be filtered by: measures, holders, sources and dates, each with a short token that its items carry.

Invariant: a token is given on first use, in the order of the view, so that the same snapshot gives the same tokens; only
what stands on the page can be chosen. An item carries the tokens of all that it is about, `m3 h2 s5`, and its span of dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.names import name_key


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to filter by: the token of its items and its name."""

    token: str
    words: str


@dataclass(frozen=True, slots=True)
class FacetsView:
    """What the filter offers; `first` and `last` are the ISO dates of the oldest and newest item, "" where none is dated."""

    measures: tuple[Choice, ...]
    holders: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Keys:
    """What one item can be found by: its tokens, and its dates: "", one, or "first last"."""

    tokens: str
    dates: str


@dataclass(slots=True)
class Facets:
    """The tokens given so far."""

    _words: dict[str, dict[str, Choice]] = field(default_factory=lambda: {"m": {}, "h": {}, "s": {}})
    _dates: set[str] = field(default_factory=set)

    def measure(self, measure_id: str, label: str) -> str:
        """The token of a measure."""
        return self._token("m", measure_id, label)

    def holder(self, name: str) -> str:
        """The token of a holder, one for all spellings of a name."""
        return self._token("h", name_key(name) or name, name)

    def source(self, number: int, title: str) -> str:
        """The token of a source: its number in the list of sources."""
        key = str(number)
        self._words["s"].setdefault(key, Choice(f"s{number}", f"{number}. {title}"))
        return f"s{number}"

    def keys(self, tokens: Iterable[str], dates: Iterable[str | None]) -> Keys:
        """An item's keys from the tokens and dates of all that it is about."""
        known = sorted({d for d in dates if d})
        self._dates.update(known[:1], known[-1:])
        return Keys(" ".join(dict.fromkeys(tokens)), " ".join(dict.fromkeys((known[0], known[-1]))) if known else "")

    def _token(self, kind: str, key: str, words: str) -> str:
        held = self._words[kind]
        if key not in held:
            held[key] = Choice(f"{kind}{len(held) + 1}", words)
        return held[key].token

    def view(self) -> FacetsView:
        """All that was given a token, measures and holders by name, sources by number."""

        def by_name(kind: str) -> tuple[Choice, ...]:
            return tuple(sorted(self._words[kind].values(), key=lambda c: (c.words.lower(), c.token)))

        dates = sorted(self._dates)
        return FacetsView(
            measures=by_name("m"),
            holders=by_name("h"),
            sources=tuple(sorted(self._words["s"].values(), key=lambda c: int(c.token[1:]))),
            first=dates[0] if dates else "",
            last=dates[-1] if dates else "",
        )
