"""Units of measurement as prose writes them: which words and marks follow a number, and what they mean.

Each unit has a name (as in `corpus.records.Quantity.unit`), a dimension and a factor to apply to the value ("cents" are
USD times 0.01; "basis points" are pp times 0.01; "decades" are years times ten). Invariant: no topic's vocabulary; tokens,
parameters and the like are counted nouns.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `name` for the record, `dimension` groups what converts, `factor` scales the written value."""

    name: str
    dimension: str
    factor: float = 1.0


TIME = {
    "second": Unit("second", "time"), "sec": Unit("second", "time"), "minute": Unit("minute", "time"), "min": Unit("minute", "time"),
    "hour": Unit("hour", "time"), "hr": Unit("hour", "time"), "day": Unit("day", "time"), "week": Unit("week", "time"), "wk": Unit("week", "time"),
    "month": Unit("month", "time"), "year": Unit("year", "time"), "yr": Unit("year", "time"), "decade": Unit("year", "time", 10),
    "century": Unit("year", "time", 100), "fortnight": Unit("week", "time", 2), "millisecond": Unit("second", "time", 1e-3),
    "microsecond": Unit("second", "time", 1e-6), "nanosecond": Unit("second", "time", 1e-9), "weekend": Unit("day", "time", 2),
    "ms": Unit("second", "time", 1e-3), "mo": Unit("month", "time"), "working day": Unit("day", "time"), "workday": Unit("day", "time"),
    "quarter-hour": Unit("minute", "time", 15), "half-hour": Unit("minute", "time", 30), "half-year": Unit("month", "time", 6),
}  # fmt: skip
for _word in ("second", "sec", "minute", "min", "hour", "hr", "day", "week", "wk", "month", "year", "yr", "decade", "fortnight",
              "millisecond", "microsecond", "nanosecond", "weekend", "workday", "half-hour"):  # fmt: skip
    TIME[_word + "s"] = TIME[_word]
TIME["centuries"] = TIME["century"]
# Letters that mean a duration only when glued to digits ("48m", "1h", "30s").
TIME_LETTERS = {"h": TIME["hour"], "hr": TIME["hour"], "hrs": TIME["hour"], "min": TIME["minute"], "mins": TIME["minute"], "s": TIME["second"],
                "sec": TIME["second"], "secs": TIME["second"], "ms": TIME["ms"], "d": TIME["day"], "y": TIME["year"], "yr": TIME["year"],
                "mo": TIME["month"], "w": TIME["week"]}  # fmt: skip

CURRENCY_SIGNS = {
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₪": "ILS",
    "₿": "BTC",
    "₺": "TRY",
}
SIGN_PREFIXES = {
    "us": "USD",
    "u": "USD",
    "c": "CAD",
    "ca": "CAD",
    "a": "AUD",
    "au": "AUD",
    "nz": "NZD",
    "hk": "HKD",
    "s": "SGD",
    "r": "BRL",
    "nt": "TWD",
}
CURRENCY_CODES = frozenset(
    "USD EUR GBP JPY CNY RMB INR CHF CAD AUD NZD SEK NOK DKK KRW SGD HKD BRL MXN ZAR RUB TRY PLN ILS TWD BTC ETH".split()
)
CURRENCY_WORDS = {
    "dollar": Unit("USD", "money"), "buck": Unit("USD", "money"), "cent": Unit("USD", "money", 0.01), "euro": Unit("EUR", "money"),
    "pound": Unit("GBP", "money"), "quid": Unit("GBP", "money"), "penny": Unit("GBP", "money", 0.01), "pence": Unit("GBP", "money", 0.01),
    "yen": Unit("JPY", "money"), "yuan": Unit("CNY", "money"), "renminbi": Unit("CNY", "money"), "rupee": Unit("INR", "money"),
    "franc": Unit("CHF", "money"), "krona": Unit("SEK", "money"), "kronor": Unit("SEK", "money"), "won": Unit("KRW", "money"),
    "ruble": Unit("RUB", "money"), "rouble": Unit("RUB", "money"), "peso": Unit("MXN", "money"), "rand": Unit("ZAR", "money"),
    "bitcoin": Unit("BTC", "money"), "shekel": Unit("ILS", "money"), "zloty": Unit("PLN", "money"), "lira": Unit("TRY", "money"),
}  # fmt: skip
for _word in ("dollar", "buck", "cent", "euro", "pound", "rupee", "franc", "ruble", "rouble", "peso", "bitcoin", "shekel"):
    CURRENCY_WORDS[_word + "s"] = CURRENCY_WORDS[_word]
NATIONS = {"us": "USD", "u.s": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD", "british": "GBP",
           "hong": "HKD", "sterling": "GBP", "swiss": "CHF", "japanese": "JPY", "chinese": "CNY", "indian": "INR"}  # fmt: skip

SHARE = {
    "%": Unit("%", "share"), "percent": Unit("%", "share"), "percents": Unit("%", "share"), "pct": Unit("%", "share"), "‰": Unit("%", "share", 0.1),
    "％": Unit("%", "share"), "percentage": Unit("%", "share"),
}  # fmt: skip
POINTS = {"pp": Unit("pp", "share"), "pps": Unit("pp", "share"), "ppt": Unit("pp", "share"), "ppts": Unit("pp", "share"),
          "bps": Unit("pp", "share", 0.01), "bp": Unit("pp", "share", 0.01)}  # fmt: skip

# Physical and information units: written name or sign -> (unit, dimension, factor). Spelled names work in the plural too.
_PHYSICAL: dict[str, dict[str, float]] = {
    "length": {"metre": 1, "meter": 1, "kilometre": 1e3, "kilometer": 1e3, "centimetre": 1e-2, "centimeter": 1e-2, "millimetre": 1e-3,
               "millimeter": 1e-3, "nanometre": 1e-9, "nanometer": 1e-9, "mile": 1609.344, "foot": 0.3048, "feet": 0.3048, "inch": 0.0254,
               "yard": 0.9144, "km": 1e3, "cm": 1e-2, "mm": 1e-3, "nm": 1e-9, "ft": 0.3048},
    "mass": {"gram": 1e-3, "kilogram": 1, "kilo": 1, "tonne": 1e3, "ton": 907.185, "ounce": 0.0283495, "kg": 1, "mg": 1e-6, "lb": 0.453592,
             "lbs": 0.453592, "oz": 0.0283495},
    "energy": {"joule": 1, "kilojoule": 1e3, "calorie": 4.184, "kilocalorie": 4184, "kwh": 3.6e6, "mwh": 3.6e9, "gwh": 3.6e12, "twh": 3.6e15,
               "kilowatt-hour": 3.6e6, "megawatt-hour": 3.6e9, "gigawatt-hour": 3.6e12, "terawatt-hour": 3.6e15},
    "power": {"watt": 1, "kilowatt": 1e3, "megawatt": 1e6, "gigawatt": 1e9, "terawatt": 1e12, "kw": 1e3, "mw": 1e6, "gw": 1e9, "tw": 1e12,
              "horsepower": 745.7},
    "data": {"byte": 1, "bit": 0.125, "kilobyte": 1e3, "megabyte": 1e6, "gigabyte": 1e9, "terabyte": 1e12, "petabyte": 1e15, "kb": 1e3, "mb": 1e6,
             "gb": 1e9, "tb": 1e12, "pb": 1e15},
    "frequency": {"hertz": 1, "hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
    "compute": {"flop": 1, "flops": 1, "teraflop": 1e12, "petaflop": 1e15, "exaflop": 1e18},
    "volume": {"litre": 1, "liter": 1, "millilitre": 1e-3, "milliliter": 1e-3, "gallon": 3.78541, "barrel": 158.987, "pint": 0.473176},
    "area": {"hectare": 1e4, "acre": 4046.86, "square": 1},
    "speed": {"mph": 0.44704, "knot": 0.514444},
    "temperature": {"celsius": 1, "fahrenheit": 1, "kelvin": 1},
}  # fmt: skip
PHYSICAL = {name: Unit(name, dimension) for dimension, names in _PHYSICAL.items() for name in names if name != "square"}
for _names in _PHYSICAL.values():
    for _name in _names:
        if len(_name) > 3 and not _name.endswith(("s", "z")) and _name not in {"feet", "foot", "square"}:
            PHYSICAL[_name + ("es" if _name.endswith("ch") else "s")] = PHYSICAL[_name]
PHYSICAL["feet"] = PHYSICAL["foot"]
PHYSICAL["flops"] = PHYSICAL["flop"]

MULTIPLE = Unit("x", "ratio")
PERCENT = SHARE["%"]
POINT = POINTS["pp"]
COUNT = Unit("count", "count")
MULTIPLE_VERBS = {
    "doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "sextupl": 6.0, "halv": 0.5,
}  # fmt: skip
FOLD_WORDS = {"onefold": 1.0, "twofold": 2.0, "threefold": 3.0, "fourfold": 4.0, "fivefold": 5.0, "sixfold": 6.0, "sevenfold": 7.0,
              "eightfold": 8.0, "ninefold": 9.0, "tenfold": 10.0, "twentyfold": 20.0, "thirtyfold": 30.0, "fiftyfold": 50.0,
              "hundredfold": 100.0, "thousandfold": 1000.0, "millionfold": 1e6, "manyfold": 0.0}  # fmt: skip


def multiple_verb(word: str) -> float | None:
    """The factor of a verb that multiplies: doubled, tripling, halves.

    >>> multiple_verb("tripling"), multiple_verb("halved"), multiple_verb("doubts")
    (3.0, 0.5, None)
    """
    for stem, factor in MULTIPLE_VERBS.items():
        if word.startswith(stem) and word[len(stem) :] in {"e", "es", "ed", "ing"}:
            return factor
    return None
