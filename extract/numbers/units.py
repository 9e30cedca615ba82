"""Units of measurement as prose writes them: which words and marks follow a number, and what they mean.

A unit has a name (as in `corpus.records.Quantity.unit`), a dimension, and a factor to apply to the written value ("cents"
are USD times 0.01, "basis points" pp times 0.01, "decades" years times ten). Invariant: no topic's vocabulary; tokens,
parameters and the like are counted nouns. To add a unit: a line in a table below; a word after a `|` has no plural in -s.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.numbers.vocabulary import TENS, UNITS


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `name` for the record, `dimension` groups what converts, `factor` scales the written value."""

    name: str
    dimension: str
    factor: float = 1.0


def _table(dimension: str, lines: str) -> dict[str, Unit]:
    """Words to units from lines of "unit factor: words with a plural in -s | words without"."""
    found: dict[str, Unit] = {}
    for line in lines.strip().splitlines():
        head, words = line.split(":")
        name, *factor = head.split()
        unit = Unit(name, dimension, float(factor[0]) if factor else 1.0)
        regular, _, rest = words.partition("|")
        for word in regular.split():
            found[word] = found[word + "s"] = unit
        for word in rest.split():
            found[word] = unit
    return found


TIME = _table(
    "time",
    """
    second: second sec
    second 1e-3: millisecond | ms
    second 1e-6: microsecond
    second 1e-9: nanosecond
    minute: minute min
    minute 15: quarter-hour
    minute 30: half-hour
    hour: hour hr
    day: day workday
    day 2: weekend
    week: week wk
    week 2: fortnight
    month: month | mo
    month 6: half-year
    year: year yr
    year 10: decade
    year 100: | century centuries
    """,
)
# Letters that mean a duration only when glued to digits ("48m", "1h", "30s").
_LETTERS = (
    "h hour hr hour hrs hour min minute mins minute s second sec second secs second ms ms d day y year yr year mo month "
    "w week"
)
TIME_LETTERS = {letter: TIME[name] for letter, name in zip(_LETTERS.split()[::2], _LETTERS.split()[1::2], strict=True)}

CURRENCY_SIGNS = dict(zip("$£€¥₹₩₽₪₿₺", "USD GBP EUR JPY INR KRW RUB ILS BTC TRY".split(), strict=True))
_PREFIXES = "us USD u USD c CAD ca CAD a AUD au AUD nz NZD hk HKD s SGD r BRL nt TWD"
WORD_PREFIXES = {"RM": "MYR", "Rs": "INR", "kr": "SEK", "Fr": "CHF"}  # glued to the number: "RM120,000"
SIGN_PREFIXES = dict(zip(_PREFIXES.split()[::2], _PREFIXES.split()[1::2], strict=True))
CURRENCY_CODES = frozenset(
    "USD EUR GBP JPY CNY RMB INR CHF CAD AUD NZD SEK NOK DKK KRW SGD HKD BRL MXN ZAR RUB TRY PLN ILS TWD BTC ETH".split()
)
CURRENCY_WORDS = _table(
    "money",
    """
    USD: dollar buck
    USD 0.01: cent
    EUR: euro
    GBP: pound | quid
    GBP 0.01: | penny pence
    JPY: | yen
    CNY: | yuan renminbi
    INR: rupee
    CHF: franc
    SEK: | krona kronor
    RUB: ruble rouble
    MXN: peso
    BTC: bitcoin
    ILS: shekel
    PLN: | zloty
    TRY: | lira
    """,
)
_NATIONS = (
    "us USD u.s USD american USD canadian CAD australian AUD singapore SGD british GBP hong HKD sterling GBP swiss CHF "
    "japanese JPY chinese CNY indian INR"
)
NATIONS = dict(zip(_NATIONS.split()[::2], _NATIONS.split()[1::2], strict=True))

SHARE = _table("share", "%: percent | % pct ％ percentage\n%  0.1: | ‰")
POINTS = _table("share", "pp: pp ppt\npp 0.01: bp")

# Physical and information units; their own names without conversion (the second pass compares like with like).
_PHYSICAL = {
    "length": """
        metre: metre meter
        km: kilometre kilometer | km
        cm: centimetre centimeter | cm
        mm: millimetre millimeter | mm
        nm: nanometre nanometer | nm
        mile: mile
        foot: | foot feet ft
        inch: | inch inches
        yard: yard""",
    "mass": """
        g: gram
        kg: kilogram kilo | kg
        mg: | mg
        tonne: tonne
        Mt: megatonne megaton
        Gt: gigatonne gigaton
        ton: ton
        ounce: ounce | oz
        lb: lb""",
    "energy": """
        joule: joule
        kJ: kilojoule
        calorie: calorie
        kcal: kilocalorie
        kWh: kilowatt-hour | kwh
        MWh: megawatt-hour | mwh
        GWh: gigawatt-hour | gwh
        TWh: terawatt-hour | twh""",
    "power": """
        W: watt
        kW: kilowatt | kw
        MW: megawatt | mw
        GW: gigawatt | gw
        TW: terawatt | tw
        hp: | horsepower hp bhp""",
    "data": """
        byte: byte
        bit: bit
        kB: kilobyte | kb
        MB: megabyte | mb
        GB: gigabyte | gb
        TB: terabyte | tb
        PB: petabyte | pb""",
    "frequency": """
        Hz: | hertz hz
        kHz: | khz
        MHz: | mhz
        GHz: | ghz""",
    "compute": """
        FLOP: flop
        TFLOP: teraflop
        PFLOP: petaflop
        EFLOP: exaflop""",
    "volume": """
        litre: litre liter
        ml: millilitre milliliter | ml
        gallon: gallon
        barrel: barrel
        pint: pint
        quart: quart
        teaspoon: teaspoon | tsp
        tablespoon: tablespoon | tbsp
        cup: cup""",
    "area": """
        hectare: hectare
        acre: acre""",
    "speed": """
        mph: | mph
        km/h: | kmh kph
        knot: knot""",
    "temperature": """
        °C: | celsius celcius centigrade
        °F: | fahrenheit farenheit
        K: | kelvin""",
}
PHYSICAL = {word: unit for dimension, lines in _PHYSICAL.items() for word, unit in _table(dimension, lines).items()}

# What a power or a current means with "hours" after it: "two kilowatt hours".
TIMES_HOUR = {
    "watt": Unit("Wh", "energy"),
    "kilowatt": PHYSICAL["kwh"],
    "megawatt": PHYSICAL["mwh"],
    "gigawatt": PHYSICAL["gwh"],
    "terawatt": PHYSICAL["twh"],
    "amp": Unit("Ah", "charge"),
    "ampere": Unit("Ah", "charge"),
}
MAGNITUDE_WORDS = frozenset("thousand million billion trillion m bn mn k of".split())
MULTIPLE = Unit("x", "ratio")
PERCENT = SHARE["%"]
POINT = POINTS["pp"]
COUNT = Unit("count", "count")
MULTIPLE_VERBS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "sextupl": 6.0, "halv": 0.5}
FOLD_WORDS = {f"{word}fold": float(n) for word, n in (UNITS | TENS).items() if n > 1} | {
    "hundredfold": 100.0,
    "thousandfold": 1000.0,
    "millionfold": 1e6,
}


def multiple_verb(word: str) -> float | None:
    """The factor of a verb that multiplies: doubled, tripling, halves.

    >>> multiple_verb("tripling"), multiple_verb("halved"), multiple_verb("doubts")
    (3.0, 0.5, None)
    """
    for stem, factor in MULTIPLE_VERBS.items():
        if word.startswith(stem) and word[len(stem) :] in {"e", "es", "ed", "ing"}:
            return factor
    return None
