import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.numbers import Form, Reading, read_quantities, render


def one(text: str) -> Reading:
    readings = read_quantities(text)
    assert len(readings) == 1, [text[r.start : r.end] for r in readings]
    return readings[0]


@pytest.mark.parametrize(
    ("text", "written", "value", "high", "unit"),
    [
        ("a grant of 1,250 dollars", "1,250 dollars", 1250, None, "USD"),
        ("they spent 18K dollars", "18K dollars", 18000, None, "USD"),
        ("raised $1.2bn last week", "$1.2bn", 1.2e9, None, "USD"),
        ("a $5m seed round", "$5m", 5e6, None, "USD"),
        ("some £3 million", "£3 million", 3e6, None, "GBP"),
        ("costs EUR50m", "EUR50m", 5e7, None, "EUR"),
        ("a training run of 10^26 FLOP", "10^26 FLOP", 1e26, None, "FLOP"),
        ("about 10²⁴ FLOPs", "10²⁴ FLOPs", 1e24, None, "FLOP"),
        ("3x10^8 bytes", "3x10^8 bytes", 3e8, None, "byte"),
        ("fifty-two engineers", "fifty-two", 52, None, "count"),
        ("two and a half million users", "two and a half million", 2.5e6, None, "count"),
        ("two million and a half users", "two million and a half", 2.5e6, None, "count"),
        ("a couple of hundred users", "a couple of hundred", 200, None, "count"),
        ("a couple million dollars", "a couple million dollars", 2e6, None, "USD"),
        ("by between a third and a half of it", "a third and a half", 100 / 3, 50, "%"),
        ("half a million users", "half a million", 5e5, None, "count"),
        ("three hundred and twelve papers", "three hundred and twelve", 312, None, "count"),
        ("three point five percent", "three point five percent", 3.5, None, "%"),
        ("an hour and a half", "an hour and a half", 1.5, None, "hour"),
        ("one hour and 48 minutes", "one hour and 48 minutes", 108, None, "minute"),
        ("it ran 1h48m", "1h48m", 108, None, "minute"),
        ("half an hour of work", "half an hour", 0.5, None, "hour"),
        ("12 straight days", "12 straight days", 12, None, "day"),
        ("three decades of work", "three decades", 30, None, "year"),
        ("a 30-second clip", "30-second", 30, None, "second"),
        ("a 4.3 second lap", "4.3 second", 4.3, None, "second"),
        ("it took 1 second more", "1 second", 1, None, "second"),
        ("four-fifths of the staff", "four-fifths", 80, None, "%"),
        ("a third of the runs", "a third", 100 / 3, None, "%"),
        ("half the time", "half", 50, None, "%"),
        ("3/4 of the runs", "3/4", 75, None, "%"),
        ("one in five engineers", "one in five", 20, None, "%"),
        ("9 out of 10 runs", "9 out of 10", 90, None, "%"),
        ("64 per cent", "64 per cent", 64, None, "%"),
        ("up 12 percentage points", "12 percentage points", 12, None, "pp"),
        ("up 25 basis points", "25 basis points", 0.25, None, "pp"),
        ("8x faster", "8x", 8, None, "x"),
        ("8× faster", "8×", 8, None, "x"),
        ("an eightfold rise", "eightfold", 8, None, "x"),
        ("a 12-fold rise", "12-fold", 12, None, "x"),
        ("nine times as much", "nine times", 9, None, "x"),
        ("nine times larger", "nine times", 9, None, "x"),
        ("twice as fast", "twice", 2, None, "x"),
        ("output doubled", "doubled", 2, None, "x"),
        ("costs were halved", "halved", 0.5, None, "x"),
        ("an order of magnitude faster", "an order of magnitude", 10, None, "x"),
        ("two orders of magnitude", "two orders of magnitude", 100, None, "x"),
        ("by a factor of a thousand", "factor of a thousand", 1000, None, "x"),
        ("4 to 8 hours", "4 to 8 hours", 4, 8, "hour"),
        ("between 10 and 20 percent", "10 and 20 percent", 10, 20, "%"),
        ("success of 50%–80%", "50%–80%", 50, 80, "%"),
        ("2 or 3 days", "2 or 3 days", 2, 3, "day"),
        ("one to two weeks", "one to two weeks", 1, 2, "week"),
        ("$5-10 million", "$5-10 million", 5e6, 1e7, "USD"),
        ("prices range from $370 to $900", "$370 to $900", 370, 900, "USD"),
        ("in the low single digits", "low single digits", 1, 3, "%"),
        ("tens of thousands of jobs", "tens of thousands", 1e4, None, "count"),
        ("a trillion-dollar firm", "a trillion-dollar", 1e12, None, "USD"),
        ("25 bucks", "25 bucks", 25, None, "USD"),
        ("demand fell -5% again", "-5%", -5, None, "%"),
        ("three twenty-firsts of a mile", "three twenty-firsts of a mile", 1 / 7, None, "mile"),
        ("two and fifty-four hundredths", "two and fifty-four hundredths", 2.54, None, "count"),
        ("two dozen engineers", "two dozen", 24, None, "count"),
        ("3 million and a quarter", "3 million and a quarter", 3.25e6, None, "count"),
        ("two thirds of a million users", "two thirds of a million", 2e6 / 3, None, "count"),
        ("twelve point seventy-five percent", "twelve point seventy-five percent", 12.75, None, "%"),
        ("some 1 234 567 cells", "1 234 567", 1234567, None, "count"),
        ("3 hundred and 21 cases", "3 hundred and 21", 321, None, "count"),
        ("minus five degrees Celsius", "minus five degrees Celsius", -5, None, "°C"),
        ("from −27.2 to −23.1%", "−27.2 to −23.1%", -27.2, -23.1, "%"),
        ("13 dollars forty-five cents", "13 dollars forty-five cents", 13.45, None, "USD"),
        ("he is 5 ft 2 in tall", "5 ft 2 in", 62 / 12, None, "foot"),
        ("a credit of 30 MUSD", "30 MUSD", 3e7, None, "USD"),
        ("75 USD million", "75 USD million", 7.5e7, None, "USD"),
        ("RM120,000 a flat", "RM120,000", 120000, None, "MYR"),
        ("HK $3.7 billion", "HK $3.7 billion", 3.7e9, None, "HKD"),
        ("some 5m users", "5m", 5e6, None, "count"),
        ("a 50 K tokens window", "50 K", 50000, None, "count"),
        ("a 20 m cable", "20 m", 20, None, "metre"),
        ("drawing 4 mW in sleep", "4 mW", 4, None, "mW"),
        ("drawing 4 MW in all", "4 MW", 4, None, "MW"),
        ("a flux of 5 kg m−2 s−1", "5 kg m−2 s−1", 5, None, "kg m−2 s−1"),
        ("at 7.0 mmol/L of it", "7.0 mmol/L", 7, None, "mmol/L"),
        ("a hall of 900 square feet", "900 square feet", 900, None, "square foot"),
        ("69 ± 3 °C in the rack", "69 ± 3 °C", 69, None, "°C"),
        ("46.8% ± 1.6% of it", "46.8% ± 1.6%", 46.8, None, "%"),
        ("8-to-10-hour shifts", "8-to-10-hour", 8, 10, "hour"),
        ("a mass of 1.99×10−3 kg", "1.99×10−3 kg", 1.99e-3, None, "kg"),
        ("half a teaspoon", "half a teaspoon", 0.5, None, "teaspoon"),
        ("½ teaspoon", "½ teaspoon", 0.5, None, "teaspoon"),
        ("some 7.5mWm−2 of light", "7.5mWm−2", 7.5, None, "mWm−2"),
        ("a mobility of 3.5 cm2/Vs", "3.5 cm2/Vs", 3.5, None, "cm2/Vs"),
        ("12.5 Mg ha−1 year−1 of manure", "12.5 Mg ha−1 year−1", 12.5, None, "Mg ha−1 year−1"),
        ("a vacuum of 10−5 Torr", "10−5 Torr", 1e-5, None, "Torr"),
        ("a lunch of €45,50 each", "€45,50", 45.5, None, "EUR"),
        ("a lunch of 4,90 € each", "4,90 €", 4.9, None, "EUR"),
        ("asking €1.250,75 for it", "€1.250,75", 1250.75, None, "EUR"),
        ("some 1.250.000 jars", "1.250.000", 1.25e6, None, "count"),
        ("a jar of 12 345,67 kg", "12 345,67 kg", 12345.67, None, "kg"),
        ("for 2,5 to 3,5 hours", "2,5 to 3,5 hours", 2.5, 3.5, "hour"),
        ("some 1,5 million jars", "1,5 million", 1.5e6, None, "count"),
        ("a town of 12 500 people", "12 500", 12500, None, "count"),
        ("from 1 200 to 1 500 jars", "1 200 to 1 500", 1200, 1500, "count"),
        ("paid CHF 2 750 for it", "CHF 2 750", 2750, None, "CHF"),
        ("lent 10,00,000 rupees", "10,00,000 rupees", 1e6, None, "INR"),
        ("1 in 4 of them leaks", "1 in 4", 25, None, "%"),
        ("1 in 3 had leaked", "1 in 3", 100 / 3, None, "%"),
        ("a one-in-ten chance", "one-in-ten", 10, None, "%"),
        ("17 of the 20 jars leaked", "17 of the 20", 85, None, "%"),
        ("a two-and-a-half-hour drive", "two-and-a-half-hour", 2.5, None, "hour"),
        ("a half hour of it", "a half hour", 0.5, None, "hour"),
        ("10**26 operations", "10**26", 1e26, None, "count"),
        ("at 3e18 FLOP/s", "3e18 FLOP/s", 3e18, None, "FLOP/s"),
        ("1.5 million m3 of sand", "1.5 million m3", 1.5e6, None, "m3"),
        ("a ticket at 75p", "75p", 0.75, None, "GBP"),
        ("up 3 p.p. in May", "3 p.p.", 3, None, "pp"),
        ("a fifteenfold rise", "fifteenfold", 15, None, "x"),
        ("half as many jars", "half", 0.5, None, "x"),
        ("an order-of-magnitude gain", "an order-of-magnitude", 10, None, "x"),
        ("a few thousand jars", "thousand", 1000, None, "count"),
        ("several million dollars", "million dollars", 1e6, None, "USD"),
        ("up by point five percent", "point five percent", 0.5, None, "%"),
        ("she is 5'11\" tall", "5'11\"", 71 / 12, None, "foot"),
        ("it is ×10 faster", "×10", 10, None, "x"),
        ("two point four kilowatt hours", "two point four kilowatt hours", 2.4, None, "kWh"),
        ("half of what they had guessed", "half", 0.5, None, "x"),
        ("a 17 times speed-up", "17 times", 17, None, "x"),
        ("it was 2.5 times, they said", "2.5 times", 2.5, None, "x"),
        ("a two- to threefold rise", "two- to threefold", 2, 3, "x"),
        ("a 2- to 3-fold rise", "2- to 3-fold", 2, 3, "x"),
        ("a four- to six-week wait", "four- to six-week", 4, 6, "week"),
        ("some 8½ million jars", "8½ million", 8.5e6, None, "count"),
        ("an hour and three quarters", "an hour and three quarters", 1.75, None, "hour"),
        ("up 99 point 9 percent", "99 point 9 percent", 99.9, None, "%"),
        ("an order of magnitude or two", "an order of magnitude or two", 10, 100, "x"),
        ("1/10th of the cost", "1/10th", 10, None, "%"),
        ("a shift of − 10 °C in it", "− 10 °C", -10, None, "°C"),
        ("four light years off", "four light years", 4, None, "light-year"),
    ],
)
def test_a_quantity_is_read_as_it_is_meant(text: str, written: str, value: float, high: float | None, unit: str) -> None:
    reading = one(text)
    assert text[reading.start : reading.end] == written
    assert reading.value == pytest.approx(value)
    assert reading.high == (None if high is None else pytest.approx(high))
    assert reading.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4",
        "version v2.10 of it",
        "call 020 7946 0958",
        "from 12:45 to 13:05",
        "at 00:44:57",
        "see https://example.org/2026/06/04?p=12",
        "the H100 and the GPT-4o",
        "2026-06-04",
        "the 1990s",
        "the 22nd amendment",
        "mail a1@example.org",
        "`x = 12`",
        "in her 30s",
        "as shown before [12, 14–16]",
        "as shown before (Reyes, 2006a)",
        "see Figs. 4A and 5, Eq. (1)",
        "see Eqs. (2.5) and (2.25)",
        "a 3:1 ratio, at worst 10:1",
        "a 3D model",
        "in category-4 storms",
        "where n−1 terms are left",
        "the marker Kra-2–60 was lost",
        "both Kra3/4 and Tol-4β",
        "the ratio 13C/12C of shells",
        "labelled with [11C]kralin",
        "on {111} planes",
        "agent 007 of codes 040–043",
        "as ISO 1183-1 asks",
        "it differed, F(2, 8.5)",
        "as told on pp. 12–15",
        "of 2sin x over 3πt",
        "at 192.168.100.200 or so",
        "u = −2sin x of it",
        "on a 4K screen at half past nine",
        "a change at c.347C > A",
        "where ωΛ≠0 and ∆2θ",
        "version 1.200.300 of it",
    ],
)
def test_codes_hold_no_quantity(text: str) -> None:
    assert [text[r.start : r.end] for r in read_quantities(text)] == []


def test_a_change_is_two_quantities() -> None:
    text = "It rose from 22% to 64%, and the span grew from 4 to 12 hours."
    assert [(r.value, r.high, r.unit) for r in read_quantities(text)] == [
        (22, None, "%"),
        (64, None, "%"),
        (4, None, "hour"),
        (12, None, "hour"),
    ]


def test_a_scaled_value_has_no_noise() -> None:
    assert one("worth $4.1 billion").value == 4_100_000_000


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It grew its staff by 300 to 1,900.", [(300, None), (1900, None)]),
        ("Its shares rose $2 to $40.", [(2, None), (40, None)]),
        ("It grew by 20 to 30 tonnes.", [(20, 30)]),
        ("Prices rose $2 to $4.", [(2, 4)]),
    ],
)
def test_a_step_and_where_it_led_are_no_range(text: str, values: list[tuple[float, float | None]]) -> None:
    assert [(r.value, r.high) for r in read_quantities(text)] == values


def test_a_change_may_end_in_a_range_whose_unit_and_magnitude_its_start_takes() -> None:
    assert [(r.value, r.high, r.unit) for r in read_quantities("It grew from 24.2 to 33-35 million euros in a year.")] == [
        (24.2e6, None, "EUR"),
        (33e6, 35e6, "EUR"),
        (1, None, "year"),
    ]
    assert [(r.value, r.high, r.unit) for r in read_quantities("Output rose from 3 to 5–6 tonnes.")] == [
        (3, None, "tonne"),
        (5, 6, "tonne"),
    ]


def test_a_year_opens_no_range() -> None:
    assert [(r.value, r.high) for r in read_quantities("rose in 2018 to 3.9 million units")] == [(2018, None), (3.9e6, None)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("shelves 1,2 and 3", [1, 2, 3]),
        ("jars of 1,3,5 mm", [1, 3, 5]),
        ("in section 3 200 people spoke", [3, 200]),
        ("on May 12 500 people came", [12, 500]),
        ("In 2024\u00a0500 people came", [2024, 500]),
        ("100 200 300 400 went by", [100, 200, 300, 400]),
        ("1 000 000 2 000 000 went by", [1e6, 2e6]),
        ("at this point five percent were left", [5]),
        ("Orbiter 1 in 3 orbits", [1, 3]),
    ],
)
def test_numbers_side_by_side_stay_apart(text: str, values: list[float]) -> None:
    assert [r.value for r in read_quantities(text)] == values


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f"])
def test_thin_spaces_group_digits(space: str) -> None:
    reading = one(f"some 10{space}000{space}000 tokens")
    assert reading.value == 1e7


def test_soft_hyphens_do_not_break_a_number_or_a_unit() -> None:
    reading = one("for 1\u00ad200 mi\u00adnutes")
    assert (reading.value, reading.unit) == (1200, "minute")


def test_what_is_counted_is_named() -> None:
    text = "They hired 130 newly trained safety researchers."
    reading = one(text)
    assert text[reading.noun_start : reading.noun_end] == "newly trained safety researchers"
    assert reading.form is Form.COUNTED


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "$$$",
        "%%% ¥ £",
        "1/",
        "٣٤٥ ساعة",
        "שלוש 3% שעות",
        "½½½",
        "10^",
        "10^99999999999",
        "1e999",
        "-",
        "a",
        "",
        "the of and",
    ],
)
def test_odd_input_is_survived_verbatim(text: str) -> None:
    for reading in read_quantities(text):
        assert 0 <= reading.start < reading.end <= len(text)


def test_every_number_of_a_long_paragraph_is_read() -> None:
    assert len(read_quantities("It took 4 to 8 hours and 12% of 3,000 runs; " * 3000)) == 9000


numbers = st.one_of(
    st.integers(min_value=0, max_value=10**9).map(float),
    st.decimals(min_value=0, max_value=10_000, places=2, allow_nan=False, allow_infinity=False).map(float),
)
units = st.sampled_from(
    ["%", "x", "pp", "second", "minute", "hour", "day", "week", "month", "year", "USD", "GBP", "EUR", "count"]
)


@settings(max_examples=150, deadline=None)
@given(value=numbers, unit=units)
def test_what_is_rendered_is_read_back(value: float, unit: str) -> None:
    text = f"The result was {render(value, None, unit, noun='engineers')} then."
    reading = one(text)
    assert (reading.high, reading.unit) == (None, unit)
    assert reading.value == pytest.approx(value)


@settings(max_examples=100, deadline=None)
@given(low=st.integers(1, 900), more=st.integers(1, 900), unit=units.filter(lambda u: u != "count"))
def test_a_rendered_range_is_read_back(low: int, more: int, unit: str) -> None:
    reading = one(f"The result was {render(low, low + more, unit)} then.")
    assert (reading.value, reading.high, reading.unit) == (low, low + more, unit)


pieces = st.sampled_from(
    [
        "8x as much",
        "an hour and a half",
        "4 to 8 hours",
        "a third of it",
        "$1.2 million",
        "two engineers",
        "64 per cent",
        "tens of thousands",
    ]
)


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(pieces, min_size=1, max_size=5), space=st.sampled_from([" ", "  ", "\t", " \n ", "\n"]))
def test_reading_is_stable_under_white_space(parts: list[str], space: str) -> None:
    text = "; ".join(f"it was {p}" for p in parts)
    spread = text.replace(" ", space)
    plain, other = read_quantities(text), read_quantities(spread)
    assert [(r.value, r.high, r.unit) for r in plain] == [(r.value, r.high, r.unit) for r in other]
    assert [text[r.start : r.end].split() for r in plain] == [spread[r.start : r.end].split() for r in other]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789.,-–/%$€x× aehtorwdnk½²'\u00ad\u2009\n"), max_size=80))
def test_readings_are_ordered_verbatim_and_apart(text: str) -> None:
    end = 0
    for reading in read_quantities(text):
        assert end <= reading.start < reading.end <= len(text)
        assert text[reading.start : reading.end].strip() == text[reading.start : reading.end]
        end = reading.end
