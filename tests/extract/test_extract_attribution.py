import pytest

from corpus.records import Document, Role, Segment
from corpus.sentences import sentence_spans
from extract.attribution import Credit, build_credits

Part = tuple[Role, str, str]


def credit_of(words: str, *parts: Part) -> Credit:
    """The credit of `words` in a document of (role, voice, text) segments."""
    text, segments, at = "", [], 0
    for k, (role, voice, body) in enumerate(parts):
        text += ("\n\n" if k else "") + body
        at = len(text) - len(body)
        segments.append(Segment(f"seg-{k}", "doc-1", at, len(text), role, voice, None, None, None, None, None))
    document = Document("doc-1", "test", "1", "", "text", None, None, "", (), None, "en", text, "r", "c", "p")
    spans = [span for s in segments for span in sentence_spans(text, s.start, s.end)]
    start = text.index(words)
    return build_credits(document, segments, spans).credit(start, start + len(words))


def body(text: str) -> Part:
    return (Role.BODY, "author", text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The lab grew. Orbital Labs says its staff ship 30% more.", "Orbital Labs"),
        ("According to Orbital Labs, staff ship 30% more.", "Orbital Labs"),
        ("Staff ship 30% more, according to Orbital Labs.", "Orbital Labs"),
        ("Staff ship 30% more, says Ada Marsh.", "Ada Marsh"),
        ("Staff ship 30% more, Ada Marsh said.", "Ada Marsh"),
        ("Ada Marsh, who leads the yard, estimates that staff ship 30% more.", "Ada Marsh"),
        ("The chemist overseeing Heron estimated that staff ship 30% more.", "chemist overseeing Heron"),
        ("Many welders believe that staff ship 30% more.", "Many welders"),
        ("The 1,900 welders believe that staff ship 30% more.", "welders"),
        ("He praised Orbital's claims that staff ship 30% more.", "Orbital"),
        ("Orbital Labs had a good year. They say staff ship 30% more.", None),
        ("“Staff ship 30% more than they did,” Ada Marsh said.", "Ada Marsh"),
        ("I think staff ship 30% more.", None),
        ("Staff ship 30% more.", None),
        ("The numbers they cite are 30% higher.", None),
        ("A yard that looks slow when you count the repairs says 30% at best.", None),
        ("The evidence suggests staff ship 30% more.", None),
        ("The trips that Heron proposed took 30% of the fuel.", None),
        ("Some 30% of the trips in May were proposed by the planner.", None),
        ("The yard's chief, Ada Marsh, says that staff ship 30% more.", "Ada Marsh"),
        ("In a survey of 2,000 welders by Orbital Labs, 30% said so.", "Orbital Labs"),
        ("The rise of 30%, first reported by the Orbital Times, is old.", "Orbital Times"),
        ("The ministry's report says that staff ship 30% more.", "ministry"),
        ("Ada Marsh proposed that staff ship 30% more.", "Ada Marsh"),
        ("EVERY SAILOR knows this harbour. In May staff shipped 30% more, the company says.", "company"),
        ("EVERY SAILOR at Orbital Labs knows it. Orbital Labs says staff ship 30% more.", "Orbital Labs"),
    ],
)
def test_the_words_of_a_sentence_credit_a_source(text: str, source: str | None) -> None:
    assert credit_of("30%", body(text)).attributed_to == source


def test_they_means_the_last_source_named() -> None:
    text = "Orbital Labs said that it hired again. They report that staff ship 30% more."
    assert credit_of("30%", body(text)).attributed_to == "Orbital Labs"


FRAME = "Orbital Labs just published a report on its yards. Let me walk through what they published."


def test_a_publication_that_is_walked_through_is_credited_for_its_figures() -> None:
    text = FRAME + "\n\nA skilled welder takes 12 hours. The new crane took one hour flat."
    assert credit_of("12 hours", body(text)).attributed_to == "Orbital Labs"


def test_the_writers_own_voice_ends_the_frame_and_the_source_takes_it_back() -> None:
    text = FRAME + "\n\nI think that is honest. A gain of 12 percent is small.\n\nOrbital Labs ran it for 9 days."
    assert credit_of("12 percent", body(text)).attributed_to is None
    assert credit_of("9 days", body(text)).attributed_to == "Orbital Labs"


def test_a_heading_that_names_the_source_stands_in_the_frame() -> None:
    parts = ((Role.HEADLINE, "author", "Orbital Labs numbers: a 30% gain"), body(FRAME))
    assert credit_of("30%", *parts).attributed_to == "Orbital Labs"


def test_a_host_who_reads_aloud_is_told_from_one_who_talks() -> None:
    text = (
        "We are here to talk about this Orbital Labs article about welding yards and their growth. "
        "In the second quarter of 2026, the typical engineer was completing 840 separate inspections every quarter. "
        "Our measurements indicate considerable improvements across the participating facilities. "
        "Yeah, I love that, that's kind of nuts, guys. I paid like 25 bucks for mine and you should too."
    )
    part = (Role.TRANSCRIPT, "host", text)
    assert credit_of("840", part) == Credit("host", "Orbital Labs", "article", False)
    assert credit_of("25 bucks", part).attributed_to is None


def test_a_quotation_handed_on_is_credited_to_its_speaker() -> None:
    text = (
        "We are here to talk about this Orbital Labs article. Anyways, this is a quote from an employee. "
        "Started leaning on the crane about 9 months ago. I have not welded by hand since. "
        "Damn. I love it, that's like 12 percent of you guys."
    )
    part = (Role.TRANSCRIPT, "host", text)
    assert credit_of("9 months", part).attributed_to == "employee"
    assert credit_of("12 percent", part).attributed_to is None


def test_a_block_quote_is_credited_to_the_quoted_voice() -> None:
    parts = ((Role.COMMENT, "author", "I saw this."), (Role.QUOTE, "Ada Marsh", "Staff ship 30% more."))
    assert credit_of("30%", *parts) == Credit("Ada Marsh", "Ada Marsh", "block quote", True)


def test_a_quotation_set_apart_has_the_source_that_its_words_have_in_the_transcript() -> None:
    said = "Our measurements indicate that participating engineers completed 840 separate inspections every quarter."
    talk = "We are here to talk about this Orbital Labs article about welding yards. " + said
    parts = ((Role.QUOTE, "host", f'"{said}"'), (Role.TRANSCRIPT, "host", talk))
    assert credit_of("840", *parts).attributed_to == "Orbital Labs"


def test_advertising_is_credited_to_the_sponsor() -> None:
    text = "Thanks to today's sponsor, Rivet. Builds run 40 times faster on it."
    assert credit_of("40 times", (Role.SPONSOR, "host", text)).attributed_to == "Rivet"


def test_nothing_is_carried_into_another_voice() -> None:
    parts = ((Role.COMMENT, "Bo", "Orbital Labs says it grew."), (Role.COMMENT, "Cy", "They say staff ship 30% more."))
    credit = credit_of("30%", *parts)
    assert (credit.speaker, credit.attributed_to) == ("Cy", None)


@pytest.mark.parametrize("text", ['"' * 5000, "“" * 5000, "He said “it held 30% and never closed it.", 'a "b " c" 30% d"'])
def test_unpaired_quotation_marks_are_survived(text: str) -> None:
    document = Document("doc-1", "test", "1", "", "text", None, None, "", (), None, "en", text, "r", "c", "p")
    segment = Segment("seg-0", "doc-1", 0, len(text), Role.BODY, "author", None, None, None, None, None)
    credit = build_credits(document, (segment,), sentence_spans(text)).credit(0, 1)
    assert credit.speaker == "author"
