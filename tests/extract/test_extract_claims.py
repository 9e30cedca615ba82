import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Certainty, Claim, Document, Kind, Modifier, Role, Segment
from corpus.sentences import sentence_spans
from extract.attribution import build_credits
from extract.certainty import certainty_of
from extract.claims import read_claims
from extract.clauses import MAX_EVIDENCE_WORDS
from extract.time import baseline_near, time_near


def document_of(text: str, *, published: str | None = "2026-06-08") -> Document:
    return Document("doc-1", "test", "1", "", "text", None, None, "", (), published, "en", text, "r", "c", "p")


def claims_of(
    text: str, *, role: Role = Role.BODY, voice: str = "author", published: str | None = "2026-06-08"
) -> list[Claim]:
    document = document_of(text, published=published)
    segment = Segment("seg-1", "doc-1", 0, len(text), role, voice, None, None, None, None, None)
    spans = sentence_spans(text)
    claims = read_claims(document, (segment,), spans, build_credits(document, (segment,), spans))
    for claim in claims:
        assert text[claim.start : claim.end] == claim.evidence
        assert text[claim.quantity.start : claim.quantity.end] == claim.quantity.text
        assert claim.start <= claim.quantity.start <= claim.quantity.end <= claim.end
    return list(claims)


def quantities(text: str) -> list[str]:
    return [c.quantity.text for c in claims_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "1) Labs publish less than they did.",
        "12/ And that is the whole thread.",
        "Three, nobody checks the logs.",
        "In 2026 the team moved to Oslo.",
        "The review of 2021-2025 is out.",
        "She joined on June 14 and left in May 2025.",
        "We ran Falcon 7 against Heron 3.5 for fun.",
        "As Figure 3 shows, chapter 12 and level 4 are open.",
        "One of the labs agreed, and no one objected.",
        "A year later the plan was gone.",
        "There are three reasons to doubt it.",
        "Those two companies never met.",
        "9 min read",
        "It was a one-way door, one day at a time.",
        "The rate has been doubling every time we look.",
        "Set the slider to the 80% mark and wait.",
        "I agree a hundred percent... no, I am 100% sure of it.",
        "The founder, aged 34, left.",
        "He came three years ago.",
        "Over the past six months nothing happened.",
        "If ten people each had a copy, they would share it.",
        "I have said it a thousand times, and a million people heard.",
        "The keys 10a and 10b are on the left.",
        "We lost, the score was 3-2.",
        "The 80-20 rule applies here too.",
        "She looks like a million bucks.",
        "The bars show a 95% confidence interval.",
        "Kelmin 19, ezrol and others were found.",
    ],
)
def test_a_number_without_a_measurement_is_no_claim(text: str) -> None:
    assert [q for q in quantities(text) if q not in {"a hundred percent"}] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The team merged 840 patches in April.", "840"),
        ("In 2026 the crew ran 2,000 trials.", "2,000"),
        ("It finished in under a year.", "a year"),
        ("The index climbed to 6,327.80 at noon.", "6,327.80"),
        ("The run used roughly 18K in compute.", "18K"),
        ("Two senior chemists recovered 23% of the sample.", "Two"),
        ("Falcon 7 agents solved 41% of the puzzles.", "41%"),
        ("Throughput tripled within a quarter.", "tripled"),
        ("The rent went from 900 to 1400 there.", "1400"),
        ("A dozen or so shops closed.", "A dozen"),
        ("Turnout stood at 61%, up 0.3 points on the year.", "0.3 points"),
        ("Each baker sells 12 loaves per hour.", "12"),
        ("The clerk put the number at 300.", "300"),
        ("The flood left 40,000 without power.", "40,000"),
        ("Of the 400 samples, 38 were dirty.", "38"),
        ("The average age is 42.", "42"),
        ("Sales did not triple.", "triple"),
        ("She flew over Enara 14 times in all.", "14"),
        ("It was built for a dozen farms.", "a dozen"),
    ],
)
def test_a_measurement_is_a_claim(text: str, written: str) -> None:
    assert written in quantities(text)


def test_money_is_told_from_its_context() -> None:
    (claim,) = claims_of("The run used roughly 18K in compute.")
    assert (claim.quantity.unit, claim.quantity.value, claim.quantity.modifier) == ("USD", 18000, Modifier.ABOUT)


def test_a_change_and_a_level_are_two_claims() -> None:
    change, level = sorted(
        claims_of("The pass rate is up 50 points, to 76% now."), key=lambda c: c.quantity.unit, reverse=True
    )
    assert (change.quantity.unit, change.kind) == ("pp", Kind.CHANGE)
    assert (level.quantity.unit, level.quantity.value) == ("%", 76)


def test_a_repeated_sentence_is_claimed_once() -> None:
    assert quantities("Nine times the output, folks. Nine times the output.") == ["Nine times"]


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("It cost more than 80% of the budget.", Modifier.MORE),
        ("It cost over 80% of the budget.", Modifier.MORE),
        ("It cost at least 80% of the budget.", Modifier.AT_LEAST),
        ("It cost 80% or more of the budget.", Modifier.AT_LEAST),
        ("It cost up to 80% of the budget.", Modifier.AT_MOST),
        ("It cost no more than 80% of the budget.", Modifier.AT_MOST),
        ("It cost under 80% of the budget.", Modifier.LESS),
        ("It cost fewer than 80 coins in all.", Modifier.LESS),
        ("It cost roughly 80% of the budget.", Modifier.ABOUT),
        ("It cost nearly 80% of the budget.", Modifier.ABOUT),
        ("It cost 80 coins or so.", Modifier.ABOUT),
        ("It took 80 minutes, give or take.", Modifier.ABOUT),
        ("Barely 200 people came.", Modifier.ABOUT),
        ("It never takes longer than three weeks.", Modifier.AT_MOST),
        ("The bill did not exceed $4,000.", Modifier.AT_MOST),
        ("It has never cost less than $4,000.", Modifier.AT_LEAST),
        ("They cannot finish in less than two days.", Modifier.LESS),
        ("The wait fell from a little over two hours to 99 minutes.", Modifier.MORE),
        ("It cost 80% of the budget.", Modifier.EQUAL),
        ("Success is now up to 80%, from half that.", Modifier.EQUAL),
        ("They solved it over 900 machine hours.", Modifier.EQUAL),
        ("It took over 900 hours.", Modifier.MORE),
        ("Tens of thousands of jobs crashed.", Modifier.AT_LEAST),
        ("The 8x gain is probably an overstatement.", Modifier.LESS),
    ],
)
def test_words_on_either_side_bound_a_quantity(text: str, modifier: Modifier) -> None:
    assert claims_of(text)[0].quantity.modifier is modifier


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The crew ships 8x as much cargo.", Certainty.ASSERTED),
        ("In May the crew shipped 8x as much cargo.", Certainty.ASSERTED),
        ("Apparently the crew ships 8x as much cargo.", Certainty.HEDGED),
        ("The foreman estimated that it took 12 weeks.", Certainty.HEDGED),
        ("The 8x figure is almost certainly too high.", Certainty.HEDGED),
        ("It may take 12 weeks.", Certainty.HEDGED),
        ("If it takes 12 weeks, we wait.", Certainty.HYPOTHETICAL),
        ("The tool would have caught 30% of the leaks.", Certainty.HYPOTHETICAL),
        ("Costs will fall by 30% next year.", Certainty.FORECAST),
        ("They expect costs to fall by 30%.", Certainty.FORECAST),
        ("The crew does not ship 8x as much cargo.", Certainty.NEGATED),
        ("It is not only 8x faster.", Certainty.ASSERTED),
        ("Is the crew really 8x as fast?", Certainty.QUESTION),
        ("The crew is 8x as fast, right?", Certainty.ASSERTED),
        ("The old crew shipped 30%; the new one probably more.", Certainty.ASSERTED),
    ],
)
def test_the_clause_tells_how_sure_a_figure_is(text: str, certainty: Certainty) -> None:
    assert claims_of(text)[0].certainty is certainty


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("In May 2025 the crew reached 30%.", "May 2025", "2025-05"),
        ("The crew reached 30% in the second quarter of 2026.", "the second quarter of 2026", "2026-Q2"),
        ("In April, the crew reached 30%.", "In April", "2026-04"),
        ("In November, the crew reached 30%.", "In November", "2025-11"),
        ("By April of this year the crew reached 30%.", "April of this year", "2026-04"),
        ("Last year the crew reached 30%.", "Last year", "2025"),
        ("In 2024, the figure was 30%.", "2024", "2024"),
        ("The crew has now reached 30%.", "now", "2026-06-08"),
    ],
)
def test_time_is_resolved_against_the_documents_date(text: str, words: str, iso: str) -> None:
    (claim,) = claims_of(text)
    assert (claim.time, claim.time_iso) == (words, iso)


def test_without_a_date_relative_time_stays_unresolved() -> None:
    (claim,) = claims_of("Last year the crew reached 30%.", published=None)
    assert (claim.time, claim.time_iso) == ("Last year", None)


def test_the_baseline_is_no_time_of_the_claim() -> None:
    text = "The crew now ships 8x as much as it did in 2021."
    (claim,) = claims_of(text)
    assert claim.time == "now"
    assert claim.baseline is not None
    assert "2021" in claim.baseline


def test_the_scope_is_kept() -> None:
    (claim,) = claims_of("Each welder ships 8x as much steel per quarter.")
    assert claim.scope == "per quarter"


@pytest.mark.parametrize(
    "text",
    [
        "The yard was at 40% a year earlier.",
        "Half of the hulls were checked by a person, 40% in all.",
        "Each gives 40% of its steel away.",
    ],
)
def test_what_only_looks_like_a_scope_is_none(text: str) -> None:
    assert {c.scope for c in claims_of(text) if c.quantity.text == "40%"} == {None}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Tavin drafted 61% of the hulls.", "Tavin"),
        ("Ada Marsh of Norvane puts the odds at 25%.", "Ada Marsh of Norvane"),
        ("2/ Tavin says it would stop for 6 months.", "Tavin"),
        ("Norvane’s agent burned through $240,000 in a month.", "Norvane’s agent"),
        ("The median wait for a berth is 9 hours.", "median wait"),
        ("A skilled human welder finished 40% of them.", "skilled human welder"),
        ("Norvane engineers now ship 8x as much steel.", "Norvane engineers"),
        ("Rain fell all week, the level of the lake rising by 40%.", "level of the lake"),
        ("Norvane cut its crews, the remaining welders working 9 hours.", "remaining welders"),
        ("It told of a good year, with Tavin drafting 61 hulls and welders joining 40% of them.", "welders"),
        ("Norvane rested, the coming evening, it was 40%.", "Norvane"),
        ("okay hello, it was 40% faster.", None),
        ("Put them back and the gain of 1.3x is gone.", None),
        ("A year later it was 40%.", None),
        ("Five days after that it was 40%.", None),
        ("We wrote that 40% of the hulls were empty.", None),
        ("e.g. 40% of them", None),
        ("According to Dana Reyes, 40% of the hulls were empty.", None),
    ],
)
def test_the_subject_is_a_noun_group_or_none(text: str, subject: str | None) -> None:
    quantities = ("%", "x", "$", "6 months", "9 hours")
    (claim,) = [c for c in claims_of(text) if any(q in c.quantity.text for q in quantities)][:1]
    assert claim.subject == subject


def test_the_measure_names_what_is_measured_without_the_figure() -> None:
    (claim,) = claims_of("In May 2025 the median welder finished 30% of the hulls alone.")
    assert "hulls" in claim.measure_phrase
    assert "30%" not in claim.measure_phrase
    assert "2025" not in claim.measure_phrase
    assert claim.subject == "median welder" or claim.subject is None


def test_boilerplate_claims_nothing_and_a_sponsor_keeps_its_role() -> None:
    assert claims_of("It grew by 30% in a month.", role=Role.BOILERPLATE) == []
    assert claims_of("It grew by 30% in a month.", role=Role.SPONSOR)[0].role is Role.SPONSOR


def test_a_sentence_without_an_end_yields_bounded_evidence() -> None:
    text = (
        "so we looked at the yard and " * 60
        + "the crew shipped 840 hulls and "
        + "then we went home because it was late and " * 60
    )
    (claim,) = claims_of(text)
    assert len(claim.evidence.split()) <= MAX_EVIDENCE_WORDS + 2
    assert "840 hulls" in claim.evidence


def test_a_fragment_is_read_with_the_sentence_before_it() -> None:
    (claim,) = claims_of("How much of the steel was lost on the way? Thirty percent.")
    assert claim.evidence.startswith("How much")


def test_ids_do_not_depend_on_offsets_and_tell_occurrences_apart() -> None:
    first = claims_of("It held 30% of the load. We waited. It held 30% of the load.")
    moved = claims_of("A new opening line. It held 30% of the load. We waited. It held 30% of the load.")
    assert [c.id for c in first] == [c.id for c in moved]
    assert len({c.id for c in first}) == 2


def test_ten_thousand_numbers_in_one_sentence_end() -> None:
    claims_of("we saw " + "12 percent and " * 2000)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789%x$.,;:?!\"'“”()\n aeinorstIfX—"), max_size=160))
def test_any_text_yields_verbatim_claims(text: str) -> None:
    claims_of(text)


def test_pieces_are_usable_alone() -> None:
    text = "In May 2025 it was 30%, up from 12%."
    at = text.index("30%")
    whole = (0, len(text))
    found = time_near(text, at, at + 3, whole, "2026")
    assert found is not None
    assert found.iso == "2025-05"
    assert baseline_near(text, at, at + 3, whole) == "up from 12%"
    assert certainty_of(text, at, at + 3, *whole) is Certainty.ASSERTED


def test_more_than_before_another_figure_is_no_baseline() -> None:
    text = "The yield tripling in a year, the seed costing more than a dime."
    at = text.index("tripling")
    assert baseline_near(text, at, at + 8, (0, len(text))) is None
    text = "The field yields 3 tons more than a year ago."
    at = text.index("3 tons")
    assert baseline_near(text, at, at + 6, (0, len(text))) == "than a year ago"


@pytest.mark.parametrize("told", ["half of what the staff had guessed", "twice what the staff had guessed"])
def test_a_figure_of_another_figure_has_that_one_for_its_baseline(told: str) -> None:
    text = f"The gain came out at 1.3x, {told}, says Iva Brandt."
    at = text.index(told)
    assert baseline_near(text, at, at + len(told.split()[0]), (0, len(text))) == "what the staff had guessed"


SPOKEN = (
    "The crew merged more than 40% of the patches within 2 hours and 15 minutes.",
    "If the levee broke, at least 3,000 homes would flood at a cost of $1.2 billion.",
    "Support is up 50 points to 76% in the north.",
    "According to the inspector, roughly four-fifths of lifts will fail by 2030.",
    "It is not true that ridership doubled between 30 and 45 times a week.",
)


@given(st.sampled_from(SPOKEN), st.lists(st.sampled_from(" \t\u00a0\u2009\u202f"), min_size=1, max_size=3), st.data())
@settings(deadline=None)
def test_white_space_between_words_changes_nothing_of_a_claim(text: str, space: list[str], data: st.DataObject) -> None:
    gaps = [m for m, c in enumerate(text) if c == " "]
    widened = data.draw(st.sets(st.sampled_from(gaps)))
    spaced = "".join("".join(space) if k in widened else c for k, c in enumerate(text))

    def told(words: str) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for c in claims_of(words):
            phrases = (c.subject, c.baseline, c.time, c.attributed_to)
            meant = (c.quantity.value, c.quantity.high, c.quantity.unit, c.quantity.modifier, c.kind, c.certainty)
            found.append((*meant, *(None if x is None else " ".join(x.split()) for x in phrases)))
        return found

    assert told(spaced) == told(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Two years ago the share was 12%.", "2024"),
        ("Three weeks ago the share was 12%.", "2026-05-18"),
        ("Four months ago the share was 12%.", "2026-02"),
        ("Yesterday the share was 12%.", "2026-06-07"),
        ("In May, 34% of the reviews were skipped.", "2026-05"),
        ("On 3 May 2026 the share was 12%.", "2026-05-03"),
    ],
)
def test_a_time_is_resolved_against_the_date_of_the_document(text: str, iso: str) -> None:
    (claim,) = claims_of(text)
    assert claim.time_iso == iso


@pytest.mark.parametrize(
    ("text", "baseline"),
    [
        ("Since 2015, prices have doubled.", "Since 2015"),
        ("From 2019 to 2024 the herd grew 40%.", "From 2019 to 2024"),
        ("Compared with last year, sales rose 4%.", "Compared with last year"),
        ("Sales rose 4% year over year.", "year over year"),
    ],
)
def test_a_baseline_may_open_the_clause_or_stand_in_an_adverb(text: str, baseline: str) -> None:
    (claim,) = claims_of(text)
    assert claim.baseline == baseline


def test_barely_before_a_figure_approximates_and_negates_nothing() -> None:
    (claim,) = claims_of("Barely 200 people came.")
    assert claim.certainty is Certainty.ASSERTED
    (bounded,) = claims_of("The bill did not exceed $4,000.")
    assert bounded.certainty is Certainty.ASSERTED


@pytest.mark.parametrize(
    "text", ["31% said they will vote.", "70% of firms expect to hire next year.", "40% of drivers fear they will be fined."]
)
def test_what_the_counted_expect_is_no_forecast_of_their_share(text: str) -> None:
    (claim,) = claims_of(text)
    assert claim.certainty is Certainty.ASSERTED


@pytest.mark.parametrize("text", ["Costs moved +35% this year.", "Costs moved -35% this year."])
def test_a_signed_share_is_a_change(text: str) -> None:
    (claim,) = claims_of(text)
    assert claim.kind is Kind.CHANGE


def test_no_sentence_ends_within_a_quantity() -> None:
    text = "the median is one point five days here"
    document = document_of(text)
    segment = Segment("seg-1", "doc-1", 0, len(text), Role.BODY, "author", None, None, None, None, None)
    spans = [(0, 20), (21, len(text))]
    (claim,) = read_claims(document, (segment,), spans, build_credits(document, (segment,), spans))
    assert (claim.quantity.text, claim.evidence) == ("one point five days", text)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The share reaches 40% by the end of 2029.", Certainty.FORECAST),
        ("The share reached 40% by the end of 2024.", Certainty.ASSERTED),
        ("I would put the odds at 15% by the end of 2030.", Certainty.FORECAST),
        ("They would halt the run for 6 months.", Certainty.HYPOTHETICAL),
        ("The yard is predicting growth of 40%.", Certainty.FORECAST),
        ("She said that they would halt the run for 6 months.", Certainty.FORECAST),
        ("I would say it was 40%.", Certainty.ASSERTED),
        ("A trained clerk would need 6 hours for it.", Certainty.ASSERTED),
        ("I would not mind, because they ship 8x the bugs.", Certainty.ASSERTED),
    ],
)
def test_what_is_to_come_is_foretold_and_what_would_be_is_supposed(text: str, certainty: Certainty) -> None:
    (claim,) = claims_of(text)
    assert claim.certainty is certainty


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("My odds of a leak by the end of May are 45%.", Kind.PROBABILITY),
        ("She puts the chance of a leak at 25%.", Kind.PROBABILITY),
        ("The new oven is 40% faster.", Kind.CHANGE),
        ("The new oven burns 30% less gas.", Kind.CHANGE),
        ("The new oven holds 30% water.", Kind.LEVEL),
    ],
)
def test_odds_are_probabilities_and_comparisons_changes(text: str, kind: Kind) -> None:
    (claim,) = claims_of(text)
    assert claim.kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "The wait at the desk went from 5 hours to 13.",
        "The wait at the desk is 13 hours, up from five.",
    ],
)
def test_a_figure_of_a_change_without_a_unit_is_in_that_of_the_other(text: str) -> None:
    assert sorted((c.quantity.value, c.quantity.unit) for c in claims_of(text)) == [(5, "hour"), (13, "hour")]
