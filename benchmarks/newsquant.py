"""NewsQuant (CQE, EMNLP 2023): our quantities in the vocabulary of the set, and the matching of its authors.

The set names units in words of its own ("percentage", "hong kong dollar", "year of age"), takes a fraction as written and
"thousands" for a range; a layer that translates is part of the comparison for every system that was compared on it. The
matching repeats the official script, quirk included: a prediction whose unit differs is not used up and may score again; a
strict one-to-one figure stands beside it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.records import Modifier
from extract.components import mentions_of_doc
from extract.numbers import Form
from extract.quantities import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Value = tuple[float, float | None]

_CHANGE = {
    Modifier.EQUAL: "=",
    Modifier.ABOUT: "~",
    Modifier.MORE: ">",
    Modifier.LESS: "<",
    Modifier.AT_LEAST: ">",
    Modifier.AT_MOST: "<",
}
_MONEY = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "JPY": "japanese yen", "INR": "indian rupee",
    "KRW": "south korean won", "RUB": "russian ruble", "ILS": "shekel", "CAD": "canadian dollar", "CNY": "chinese yuan",
    "AUD": "australian dollar", "NZD": "new zealand dollar", "HKD": "hong kong dollar", "SGD": "singapore dollar",
    "CHF": "swiss franc", "SEK": "swedish krona", "NOK": "norwegian krone", "DKK": "danish krone", "BRL": "brazilian real",
    "MXN": "mexican peso", "ZAR": "south african rand", "TRY": "turkish lira", "PLN": "polish zloty", "BTC": "bitcoin",
    "ETH": "ethereum", "TWD": "new taiwan dollar", "MYR": "malaysian ringgit", "RMB": "chinese yuan",
}  # fmt: skip
_UNITS = {
    "%": "percentage", "pp": "percentage point", "metre": "metre", "km": "kilometre", "cm": "centimetre",
    "mm": "millimetre", "nm": "nanometre", "inch": "inch", "lb": "pound-mass", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "hp": "horsepower", "°C": "celsius", "°F": "fahrenheit", "K": "kelvin", "MB": "megabyte",
    "GB": "gigabyte", "TB": "terabyte", "kB": "kilobyte", "PB": "petabyte", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "TW": "terawatt", "kWh": "kilowatt hour", "MWh": "megawatt hour",
    "GWh": "gigawatt hour", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "ml": "millilitre",
    "mph": "mile per hour", "km/h": "kilometre per hour", "Nm": "newton metre", "lb-ft": "foot pound-force",
    "MPa": "megapascal", "ppm": "part per million", "mpg": "mile per gallon", "dB": "decibel", "V": "volt", "A": "ampere",
    "rpm": "revolution per minute", "m2": "square metre", "μm": "micrometre", "ksi": "kilopound per square inch",
    "psi": "pound per square inch", "kt": "knot", "Mt": "megaton", "Gt": "gigaton",
    "A/cm2": "ampere per square centimetre", "kV/cm": "kilovolt per centimetre",
    "kg/m3": "kilogram per cubic metre", "m/s": "metre per second",
}  # fmt: skip


_NO_KIND = frozenset(
    "other many most few own such same last next".split()
)  # "the previous two sessions", not "the other two"
_GAME = {"ppg": "point per game", "rpg": "rebound per game", "apg": "assist per game", "G": "generation wireless"}


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity in the set's terms."""

    value: Value
    unit: str
    change: str


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def parse_gold(value: str) -> Value:
    """A gold value: a number, or two joined by a hyphen."""
    if "-" in value[1:] and "E" not in value.upper():
        low, high = value[0] + value[1:].split("-")[0], value[1:].split("-", 1)[1]
        return float(low), float(high)
    return float(value), None


def repaired(text: str) -> str:
    """The text with the pound sign back, which the set's authors turned into "PS"."""
    return re.sub(r"\bPS(?=\d[\d.,]*(?:m|bn|k)?\b)", "£", text)


_FROM = re.compile(r"\b(?:from|between)\s+(?:about |around |some |nearly )?$", re.IGNORECASE)
_TO = re.compile(r"^(?:\s+\w+){0,2}\s+(?:up |down )?to\s+(?:about |around |nearly |just )?$")


def said_in(doc: Doc) -> list[Said]:
    """The quantities of a document in the set's terms; it takes "from A to B" for one range."""
    mentions = mentions_of_doc(doc)
    said = [said_of(doc, m) for m in mentions]
    for k in range(len(mentions) - 2, -1, -1):
        a, b = mentions[k], mentions[k + 1]
        opened = _FROM.search(doc.text[max(0, a.start - 24) : a.reading.start]) is not None
        alike = a.reading.dimension == b.reading.dimension or "count" in {a.reading.unit, b.reading.unit}
        single = a.reading.high is None and b.reading.high is None
        if opened and alike and single and _TO.match(doc.text[a.reading.end : b.reading.start]):
            unit = said[k + 1].unit if said[k].unit == "-" else said[k].unit
            said[k : k + 2] = [Said((said[k].value[0], said[k + 1].value[0]), unit, "=")]
    return said


def said_of(doc: Doc, mention: Mention) -> Said:
    """A mention in the set's terms."""
    reading = mention.reading
    value, high = reading.value / reading.factor, None if reading.high is None else reading.high / reading.factor
    if reading.form is Form.FRACTION and reading.unit == "%":
        value, high = reading.value / 100, None if reading.high is None else reading.high / 100
    if reading.form is Form.VAGUE and high is None and reading.dimension in {"count", "money"}:
        high = value * 10
    change = _CHANGE[mention.modifier]
    if reading.is_floor or reading.is_vague:
        change = "=" if mention.modifier in {Modifier.AT_LEAST, Modifier.ABOUT} else change
    if mention.direction is not None and change in "=~":
        change = mention.direction
    unit = unit_name(doc, mention)
    return Said((value, high), f"{unit} per {_per(mention.per)}" if mention.per and unit != "-" else unit, change)


def _per(word: str) -> str:
    return {"sq m": "square metre", "sq ft": "square foot", "m": "metre"}.get(word, word)


def unit_name(doc: Doc, mention: Mention) -> str:
    """The set's name of a mention's unit."""
    reading = mention.reading
    written = doc.text[reading.number_end or reading.end : reading.end].strip(" -‑–").lower()
    if reading.form is Form.FRACTION and reading.unit == "%":
        noun = _noun_name(doc, reading.noun_start, reading.noun_end)
        return noun if noun == "-" else f"% {noun}"
    if mention.is_age:
        return "year of age"
    if reading.dimension == "money":
        return "cent" if reading.factor == 0.01 else _MONEY.get(reading.unit, reading.unit.lower())
    if "basis" in written:
        return "basis point"
    if reading.dimension == "time":
        word = written.split()[-1] if written else reading.unit
        word = {"centuries": "century"}.get(word, word.removesuffix("s") if len(word) > 3 else word)
        return word if reading.factor != 1 and word in {"decade", "century", "weekend", "fortnight"} else reading.unit
    if reading.unit == "x":
        return "count" if "fold" in doc.text[reading.start : reading.end] or "x" in written else "time"
    if reading.unit == "count":
        if reading.noun_start is None and doc.text[reading.end : reading.end + 5] == " who ":
            return "people"
        return _noun_name(doc, reading.noun_start, reading.noun_end)
    return _UNITS.get(reading.unit, reading.unit)


def _noun_name(doc: Doc, start: int | None, end: int | None) -> str:
    """A counted noun group with its head in the singular; "-" for none."""
    span = doc.char_span(start, end, alignment_mode="expand") if start is not None and end is not None else None
    if span is None:
        return "-"
    head = span[-1]
    last = head.text if head.lower_ in {"people", "men", "women"} else head.lemma_
    kept = [t for t in span[:-1] if t.pos_ not in {"DET", "ADP", "CCONJ", "PUNCT", "VERB", "ADV"}]
    before = [
        t for t in head.lefts if t.i < span.start and t.dep_ == "amod" and t.pos_ == "ADJ" and t.lower_ not in _NO_KIND
    ]
    words = [t.lemma_ if t.pos_ == "ADJ" and t.text.islower() else t.text for t in (*before, *kept)]
    name = " ".join([*words, last])
    return _GAME.get(name, name)


def is_same(gold: Value, said: Value) -> bool:
    """The set's match of values: both ends close, a range never a single value."""
    if (gold[1] is None) != (said[1] is None):
        return False
    ends = zip(gold, said, strict=True)
    return all(math.isclose(g, s, rel_tol=1e-5, abs_tol=1e-8) for g, s in ends if g is not None and s is not None)


@dataclass(slots=True)
class Counts:
    """Hits by figure, and how many were said and wanted."""

    value: int = 0
    unit: int = 0
    change: int = 0
    said: int = 0
    want: int = 0

    def f1(self, hits: int) -> float:
        """The F1 of `hits`."""
        return 2 * hits / max(self.said + self.want, 1)


def match_official(gold: list[Said], said: list[Said], counts: Counts) -> None:
    """Adds a sentence's hits as the official script counts them."""
    left = sorted(said, key=lambda s: s.unit.lower())
    values = 0
    for want in sorted(gold, key=lambda s: s.unit.lower()):
        for one in list(left):
            if not is_same(want.value, one.value):
                continue
            values += 1
            counts.change += one.change == want.change
            if one.unit.lower() == want.unit.lower():
                counts.unit += 1
                left.remove(one)
                break
    counts.value += min(values, len(gold))
    counts.said, counts.want = counts.said + len(said), counts.want + len(gold)


def match_strict(gold: list[Said], said: list[Said], counts: Counts) -> None:
    """Adds a sentence's hits with each quantity used once: the best pairs first."""
    pairs = [
        (w.unit.lower() != s.unit.lower(), w.change != s.change, a, b)
        for a, w in enumerate(gold)
        for b, s in enumerate(said)
        if is_same(w.value, s.value)
    ]
    used_gold: set[int] = set()
    used_said: set[int] = set()
    for other_unit, other_change, a, b in sorted(pairs):
        if a in used_gold or b in used_said:
            continue
        used_gold.add(a)
        used_said.add(b)
        counts.value += 1
        counts.unit += not other_unit
        counts.change += not other_change
    counts.said, counts.want = counts.said + len(said), counts.want + len(gold)


def score(nlp: Language, path: Path, *, show: int = 0, only: slice | None = None) -> tuple[Counts, Counts]:
    """The official and the strict counts over a file.

    Args:
        show: print so many sentences that were read otherwise.
        only: a part of the sentences.
    """
    official, strict = Counts(), Counts()
    kept = list(rows(path))[only or slice(None)]
    docs = nlp.pipe(repaired(str(r["text"])) for r in kept)
    for row, doc in zip(kept, docs, strict=True):
        quantities = row["quantities"]
        assert isinstance(quantities, list)
        gold = [Said(parse_gold(str(q["value"])), str(q["normalized_unit"]), str(q["change"])) for q in quantities]
        said = said_in(doc)
        match_official(gold, said, official)
        before = (strict.value, strict.unit, strict.change)
        match_strict(gold, said, strict)
        gained = (strict.value - before[0], strict.unit - before[1], strict.change - before[2])
        if show and (gained != (len(gold),) * 3 or len(said) != len(gold)):
            show -= 1
            print(f"-- {doc.text}\n   gold {_plain(gold)}\n   said {_plain(said)}")
    return official, strict


def _plain(quantities: list[Said]) -> str:
    return "; ".join(
        f"{q.value[0]:g}{'' if q.value[1] is None else f'-{q.value[1]:g}'} {q.unit} {q.change}" for q in quantities
    )
