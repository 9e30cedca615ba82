"""A small corpus for the tests of reports, written for them, and builders for hostile and large ones.

Offsets are computed from the words, so that every record here would pass the verbatim gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.findings import Camp, Crux, Forecast, Inconsistency, KeyPoint, Mutation, OpenQuestion
from corpus.ids import make_id
from corpus.records import (
    Attribution,
    Certainty,
    Claim,
    Comparison,
    Document,
    Failure,
    Kind,
    Label,
    Measure,
    Modifier,
    OriginLink,
    Position,
    Quantity,
    Reject,
    Relation,
    RelationKind,
    Role,
    Segment,
    Snapshot,
    Stance,
    SummarySentence,
    ValueGroup,
    Verdict,
)
from corpus.topic import TopicPack, parse_topic
from corpus.vocabulary import CruxKind, InconsistencyKind, MutationKind

TOPIC_TOML = """
name = "looms"
title = "Machines that build machines"
[[proposition]]
key = "slow_down"
text = "The building of such machines should be slowed."
[[proposition]]
key = "near"
text = "The day they need no people is near."
[[proposition]]
key = "unspoken"
text = "Nobody in this corpus speaks of this."
"""

EMPTY = Comparison(overlaps=(), attributions=(), measures=(), relations=(), positions=())
HOSTILE = (
    '<script>alert(1)</script> "quoted" & \'single\' #panic("x") $x$ `code` \\u{41} *bold* _it_ @label <lab> // c /* d */ '
    "[link](javascript:alert(1)) {{ 7*7 }} {% raw %} \\input{/etc/passwd} "
    "\u202egnp.exe\u202c العربية 中文字 😀🚀 ﷽ \x00\x07 é"
)


def topic() -> TopicPack:
    return parse_topic(TOPIC_TOML, name="looms.toml")


@dataclass
class Builder:
    """Collects records; every method returns the id of what it made."""

    documents: list[Document] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    summaries: list[SummarySentence] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)
    inconsistencies: list[Inconsistency] = field(default_factory=list)
    camps: list[Camp] = field(default_factory=list)
    key_points: list[KeyPoint] = field(default_factory=list)
    cruxes: list[Crux] = field(default_factory=list)
    forecasts: list[Forecast] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def document(
        self,
        name: str,
        sentences: Sequence[str],
        *,
        title: str,
        authors: tuple[str, ...] = (),
        published: str | None = None,
        url: str | None = None,
        media_url: str | None = None,
        kind: str = "text",
        voice: str = "author",
        role: Role = Role.BODY,
        seconds: tuple[float, float] | None = None,
        location: str | None = None,
    ) -> str:
        text = " ".join(sentences)
        document = Document(
            id=make_id("doc", name),
            source="file",
            native_id=f"/corpus/{name}.txt",
            location=location if location is not None else f"corpus/{name}.txt",
            kind=kind,
            url=url,
            media_url=media_url,
            title=title,
            authors=authors,
            published=published,
            language="en",
            text=text,
            revision="r1",
            capture=make_id("cap", name),
            parser="parser-1",
        )
        self.documents.append(document)
        self.segments.append(
            Segment(
                id=make_id("seg", name),
                document=document.id,
                start=0,
                end=len(text),
                role=role,
                voice=voice,
                parent=None,
                time_start_s=seconds[0] if seconds else None,
                time_end_s=seconds[1] if seconds else None,
                published=None,
                url=None,
            )
        )
        return document.id

    def _segment(self, document: str) -> Segment:
        return next(s for s in self.segments if s.document == document)

    def _span(self, document: str, evidence: str) -> tuple[int, int]:
        text = next(d.text for d in self.documents if d.id == document)
        start = text.index(evidence)
        return start, start + len(evidence)

    def claim(
        self,
        document: str,
        evidence: str,
        number: str,
        value: float,
        unit: str,
        *,
        high: float | None = None,
        noun: str | None = None,
        modifier: Modifier = Modifier.EQUAL,
        attributed_to: str | None = None,
        certainty: Certainty = Certainty.ASSERTED,
        time: str | None = None,
        baseline: str | None = None,
        scope: str | None = None,
        phrase: str = "share of cloth woven by machines",
    ) -> str:
        start, end = self._span(document, evidence)
        at = start + evidence.index(number)
        segment = self._segment(document)
        claim = Claim(
            id=make_id("claim", document, evidence, number),
            document=document,
            segment=segment.id,
            start=start,
            end=end,
            evidence=evidence,
            quantity=Quantity(
                start=at,
                end=at + len(number),
                text=number,
                value=value,
                high=high,
                modifier=modifier,
                unit=unit,
                dimension=unit,
                noun=noun,
            ),
            kind=Kind.SHARE,
            measure_phrase=phrase,
            subject=None,
            scope=scope,
            time=time,
            time_iso=None,
            baseline=baseline,
            speaker=segment.voice,
            attributed_to=attributed_to,
            certainty=certainty,
            role=segment.role,
        )
        self.claims.append(claim)
        return claim.id

    def stance(
        self,
        document: str,
        evidence: str,
        target: str,
        label: Label,
        *,
        holder: str | None = None,
        conditional: bool = False,
    ) -> str:
        start, end = self._span(document, evidence)
        segment = self._segment(document)
        stance = Stance(
            id=make_id("stance", document, evidence, target),
            document=document,
            segment=segment.id,
            start=start,
            end=end,
            evidence=evidence,
            holder=holder or segment.voice,
            speaker=segment.voice,
            topic="looms",
            target=target,
            label=label,
            score=0.9,
            conditional=conditional,
            role=segment.role,
            date=None,
        )
        self.stances.append(stance)
        return stance.id

    def summary(self, document: str, *sentences: str) -> None:
        for rank, text in enumerate(sentences):
            start, end = self._span(document, text)
            self.summaries.append(
                SummarySentence(
                    id=make_id("sum", document, text),
                    document=document,
                    start=start,
                    end=end,
                    text=text,
                    rank=rank,
                    score=1.0,
                )
            )

    def measure(
        self,
        label: str,
        claims: Sequence[str],
        verdict: Verdict,
        *,
        origins: tuple[str, ...] = (),
        origin: str | None = None,
        chain: tuple[OriginLink, ...] = (),
    ) -> str:
        by_id = {c.id: c for c in self.claims}
        groups: dict[tuple[float, float | None, str], list[Claim]] = {}
        for claim in (by_id[c] for c in claims):
            q = claim.quantity
            groups.setdefault((q.value, q.high, q.unit), []).append(claim)
        measure = Measure(
            id=make_id("measure", label),
            label=label,
            claims=tuple(sorted(claims)),
            groups=tuple(
                ValueGroup(
                    value=value,
                    high=high,
                    unit=unit,
                    modifiers=tuple(sorted({str(c.quantity.modifier) for c in members})),
                    claims=tuple(sorted(c.id for c in members)),
                )
                for (value, high, unit), members in sorted(groups.items(), key=str)
            ),
            sources=tuple(sorted({by_id[c].document for c in claims})),
            origin=origin,
            origins=origins,
            independent_origins=len(origins),
            chain=chain,
            verdict=verdict,
            made_from="",
        )
        self.measures.append(measure)
        return measure.id

    def relation(
        self, a: str, b: str, relation: RelationKind, reason: str, measure: str, *, rule: str = "comparable_and_apart"
    ) -> str:
        made = Relation(
            id=make_id("rel", a, b, str(relation), rule),
            a=a,
            b=b,
            relation=relation,
            rule=rule,
            reason=reason,
            inputs=(("unit", "% and %"), ("scope", "all mills")),
            measure=measure,
            made_from="",
        )
        self.relations.append(made)
        return made.id

    def position(self, holder: str, target: str, label: Label, stances: Sequence[str]) -> None:
        self.positions.append(
            Position(
                id=make_id("pos", holder, target),
                topic="looms",
                holder=holder,
                target=target,
                label=label,
                stances=tuple(stances),
                first="2026-05",
                last="2026-06-04",
                made_from="",
            )
        )

    def snapshot(self) -> Snapshot:
        return Snapshot(
            documents=tuple(self.documents),
            segments=tuple(self.segments),
            claims=tuple(self.claims),
            stances=tuple(self.stances),
            summaries=tuple(self.summaries),
            comparison=replace(
                EMPTY,
                attributions=tuple(self.attributions),
                measures=tuple(self.measures),
                relations=tuple(self.relations),
                positions=tuple(self.positions),
                mutations=tuple(self.mutations),
                inconsistencies=tuple(self.inconsistencies),
                camps=tuple(self.camps),
                key_points=tuple(self.key_points),
                cruxes=tuple(self.cruxes),
                forecasts=tuple(self.forecasts),
                questions=tuple(self.questions),
            ),
            rejects=tuple(self.rejects),
            failures=tuple(self.failures),
        )


def empty_snapshot() -> Snapshot:
    return Builder().snapshot()


def find(
    b: Builder, measures: tuple[str, str], share: tuple[str, str, str], setup: tuple[str, str], stances: tuple[str, str, str]
) -> None:
    """One finding of each kind, made from what the small corpus holds."""
    guild, repeat, column = share
    slow, against, near = stances
    documents = {c.id: c.document for c in b.claims} | {s.id: s.document for s in b.stances}
    b.mutations.append(
        Mutation("mutation-1", measures[0], guild, repeat, "The Weavers’ Guild", MutationKind.MODIFIER, "> 80%", "= 80%",
                 "The bound is gone in the repetition.", "")
    )  # fmt: skip
    b.inconsistencies.append(
        Inconsistency("inconsistency-1", documents[setup[0]], measures[1], *setup, InconsistencyKind.ARITHMETIC, "sum",
                      "Three days are not twelve minutes.", "")
    )  # fmt: skip
    for label, stance, who in ((Label.SUPPORT, slow, "The Weavers’ Guild"), (Label.OPPOSE, against, "Ines Calloway")):
        source = documents[stance]
        b.camps.append(Camp(f"camp-{label}", "looms", "slow_down", label, (), (who,), (stance,), (source,), (who,), 1, ""))
    b.key_points.append(
        KeyPoint("point-1", "looms", "slow_down", Label.SUPPORT, slow, (slow,), (against,), ("The Weavers’ Guild",),
                 ("Ines Calloway",), (documents[slow],), "")
    )  # fmt: skip
    b.cruxes.append(
        Crux("crux-1", "looms", "slow_down", CruxKind.FIGURE, measures[0], None, ("p",), ("q",), (guild, column), (against,),
             "Either side rests on a share of its own.", "")
    )  # fmt: skip
    claim = next(c for c in b.claims if c.certainty is Certainty.FORECAST)
    b.forecasts.append(
        Forecast("forecast-1", claim.document, claim.segment, claim.start, claim.end, claim.evidence, claim.speaker,
                 claim.speaker, 0.6, 0.7, "likely", "within 8 months", "2027-02", "2026-06-11", claim.id, None, "looms",
                 "near", "")
    )  # fmt: skip
    taken = next(s for s in b.stances if s.id == near)
    b.questions.append(
        OpenQuestion("question-1", taken.document, taken.segment, taken.start, taken.end, taken.evidence, taken.holder,
                     taken.speaker, measures[0], "looms", "near", "")
    )  # fmt: skip


def mill_corpus() -> Builder:
    """Six sources that argue about weaving machines: conflicts, a mutation, an agreement, reported positions."""
    b = Builder()
    report = b.document(
        "guild-report",
        [
            "More than 80% of the cloth sold in spring was woven by machines that other machines had set up.",
            "The guild counted 1,200,000 yards in May.",
            "We would welcome a way to slow the looms for a while.",
        ],
        title="Spring report on self-setting looms",
        authors=("The Weavers’ Guild",),
        published="2026-06-04",
        url="https://guild.example/reports/spring?year=2026",
        kind="html",
    )
    column = b.document(
        "column",
        [
            "The guild says 80% of its cloth is now machine-made.",
            "I walked the mills and would put it nearer 27% of all cloth.",
            "Slowing the looms would only help the next valley.",
        ],
        title="What the looms really weave",
        authors=("Ines Calloway",),
        published="2026-06-09",
        url="https://paper.example/looms",
        kind="html",
    )
    video = b.document(
        "video",
        [
            "So the guild report claims more than 80% of the cloth, and I will read you that line again.",
            "My own guess is that the mills run without people within 4 to 8 months.",
            "The guild wants to slow the looms, and I do not.",
        ],
        title="Do looms dream of looms? A long evening with the spring report and a cup of tea",
        published="2026-06-11",
        media_url="https://www.youtube.com/watch?v=abc123",
        kind="transcript_page",
        voice="Perry Lunt",
        role=Role.TRANSCRIPT,
        seconds=(60.0, 180.0),
    )
    thread = b.document(
        "thread",
        [
            "Our ledger for the north mills gives 31% of all cloth, counted bolt by bolt.",
            "Setting up a loom takes 12 minutes now and took 3 days in 2024.",
            "The day the mills need nobody is not near at all.",
        ],
        title="Ledger notes, 1/9",
        authors=("@northmill",),
        published="2026-06",
        kind="thread",
    )
    comments = b.document(
        "comments",
        [
            "Set-up took 12 minutes when I timed it last week.",
            "Two weeks ago it was 40 seconds on the new frame, I am told.",
        ],
        title="Comments by marl_brook",
        authors=("marl_brook",),
        published="2026-06-12",
        kind="comment_feed",
        role=Role.COMMENT,
    )
    b.document("poem", ["The shuttle goes, the shuttle comes, and nobody is counting."], title="", kind="markdown")

    share_guild = b.claim(
        report,
        "More than 80% of the cloth sold in spring was woven by machines that other machines had set up.",
        "80%",
        80,
        "%",
        modifier=Modifier.MORE,
        time="in spring",
        scope="cloth sold",
    )
    share_repeat = b.claim(
        column, "The guild says 80% of its cloth is now machine-made.", "80%", 80, "%", attributed_to="The Weavers’ Guild"
    )
    share_column = b.claim(
        column,
        "I walked the mills and would put it nearer 27% of all cloth.",
        "27%",
        27,
        "%",
        modifier=Modifier.ABOUT,
        certainty=Certainty.HEDGED,
        scope="all cloth",
    )
    share_video = b.claim(
        video,
        "So the guild report claims more than 80% of the cloth, and I will read you that line again.",
        "80%",
        80,
        "%",
        modifier=Modifier.MORE,
        attributed_to="The Weavers’ Guild",
    )
    share_ledger = b.claim(
        thread,
        "Our ledger for the north mills gives 31% of all cloth, counted bolt by bolt.",
        "31%",
        31,
        "%",
        scope="north mills",
    )
    setup_now = b.claim(
        thread,
        "Setting up a loom takes 12 minutes now and took 3 days in 2024.",
        "12 minutes",
        12,
        "minute",
        phrase="set-up",
    )
    setup_then = b.claim(
        thread,
        "Setting up a loom takes 12 minutes now and took 3 days in 2024.",
        "3 days",
        3,
        "day",
        time="2024",
        phrase="set-up",
    )
    setup_same = b.claim(
        comments, "Set-up took 12 minutes when I timed it last week.", "12 minutes", 12, "minute", phrase="set-up"
    )
    setup_fast = b.claim(
        comments,
        "Two weeks ago it was 40 seconds on the new frame, I am told.",
        "40 seconds",
        40,
        "second",
        certainty=Certainty.HEDGED,
        phrase="set-up",
    )
    b.claim(report, "The guild counted 1,200,000 yards in May.", "1,200,000 yards", 1200000, "count", noun="yards")
    b.claim(
        video,
        "My own guess is that the mills run without people within 4 to 8 months.",
        "4 to 8 months",
        4,
        "month",
        high=8,
        certainty=Certainty.FORECAST,
    )
    share = b.measure(
        "share of cloth woven by machines",
        [share_guild, share_repeat, share_column, share_video, share_ledger],
        Verdict.CONFLICT,
        origins=("The Weavers’ Guild", "Ines Calloway", "@northmill"),
        chain=(
            OriginLink(claim=share_guild, origin="The Weavers’ Guild", because="own words"),
            OriginLink(claim=share_repeat, origin="The Weavers’ Guild", because="attributed"),
            OriginLink(claim=share_video, origin="The Weavers’ Guild", because="overlap"),
        ),
    )
    setup = b.measure(
        "time to set up a loom",
        [setup_now, setup_then, setup_same, setup_fast],
        Verdict.DIFFERENT_BASIS,
        origins=("@northmill", "marl_brook"),
        chain=(
            OriginLink(claim=setup_now, origin="@northmill", because="own words"),
            OriginLink(claim=setup_same, origin="marl_brook", because="own words"),
        ),
    )
    b.relation(
        share_guild,
        share_column,
        RelationKind.CONFLICT,
        "Both speak of this year’s cloth; the shares exclude each other.",
        share,
    )
    b.relation(
        share_repeat, share_ledger, RelationKind.CONFLICT, "The same unit and time; the values exclude each other.", share
    )
    b.relation(
        share_guild,
        share_ledger,
        RelationKind.DIFFERENT_BASIS,
        "One counts cloth sold, the other cloth of the north mills.",
        share,
        rule="scope_differs",
    )
    b.relation(
        setup_now, setup_then, RelationKind.DIFFERENT_BASIS, "One holds now, the other for 2024.", setup, rule="time_differs"
    )
    b.relation(
        share_guild,
        share_repeat,
        RelationKind.REFINE,
        "Both go back to the guild, but the bound is gone.",
        share,
        rule="modifier",
    )
    b.relation(setup_now, setup_same, RelationKind.AGREE, "The same value in the same unit.", setup, rule="equal_value")

    slow_guild = b.stance(
        report, "We would welcome a way to slow the looms for a while.", "slow_down", Label.SUPPORT, conditional=True
    )
    slow_column = b.stance(column, "Slowing the looms would only help the next valley.", "slow_down", Label.OPPOSE)
    slow_told = b.stance(
        video, "The guild wants to slow the looms, and I do not.", "slow_down", Label.SUPPORT, holder="Spinners’ Union"
    )
    near_thread = b.stance(thread, "The day the mills need nobody is not near at all.", "near", Label.OPPOSE)
    shares, setups = (share_guild, share_repeat, share_column), (setup_now, setup_then)
    find(b, (share, setup), shares, setups, (slow_guild, slow_column, near_thread))
    b.position("The Weavers’ Guild", "slow_down", Label.SUPPORT, [slow_guild])
    b.position("Ines Calloway", "slow_down", Label.OPPOSE, [slow_column])
    b.position("Spinners’ Union", "slow_down", Label.SUPPORT, [slow_told])
    b.position("author", "near", Label.OPPOSE, [near_thread])

    b.summary(report, "More than 80% of the cloth sold in spring was woven by machines that other machines had set up.")
    b.summary(
        column,
        "I walked the mills and would put it nearer 27% of all cloth.",
        "Slowing the looms would only help the next valley.",
    )
    b.summary(video, "My own guess is that the mills run without people within 4 to 8 months.")
    b.summary(thread, "The day the mills need nobody is not near at all.")
    b.failures.append(
        Failure(
            id="failure-1",
            run="run-1",
            stage="ingest",
            source="web",
            location="https://closed.example/essay",
            error="Blocked",
            message="the page asks for a subscription",
            remedy="save the page as a subscriber and add the file",
        )
    )
    b.rejects.append(
        Reject(id="reject-1", document=column, record_kind="claim", payload="{}", reason="evidence is not in the text")
    )
    return b


def hostile_corpus(text: str = HOSTILE) -> Builder:
    """The small corpus with one text put into every field that a source fills."""
    b = mill_corpus()
    sentence = f"{text} 5% {text}"
    doc = b.document(
        "hostile",
        [sentence],
        title=(text + " ") * (4000 // (len(text) + 1) + 1),
        authors=(text, text + "2"),
        published=text[:30],
        url="javascript:alert(document.domain)",
        media_url="data:text/html,<script>alert(1)</script>",
        kind=text,
        voice=text,
        location=text,
    )
    claim = b.claim(
        doc, sentence, "5%", 5, "%", attributed_to=text, time=text, baseline=text, scope=text, noun=text, phrase=text
    )
    other = next(c.id for c in b.claims if c.quantity.text == "80%")
    measure = b.measure(text, [claim, other], Verdict.CONFLICT, origins=(text, "b", "c", "d"), origin=text)
    b.relation(claim, other, RelationKind.CONFLICT, text, measure, rule=text)
    stance = b.stance(doc, sentence, "near", Label.MIXED, holder=text)
    b.position(text, "near", Label.MIXED, [stance])
    b.summary(doc, sentence)
    b.failures.append(
        Failure(id="f-h", run="r", stage="s", source=text, location=text, error=text, message=text, remedy=text)
    )
    b.rejects.append(Reject(id="r-h", document=doc, record_kind=text, payload=text, reason=text))
    return b


def large_snapshot(documents: int = 500, claims_each: int = 20, measures: int = 800) -> Snapshot:
    """A corpus of many documents whose claims fall into measures with conflicts, for size and time."""
    b = Builder()
    by_measure: dict[int, list[str]] = {}
    for i in range(documents):
        sentences = [
            f"In week {i} hall number {j} of mill {i} gave a share of {(7 * i + 13 * j) % 97 + 1}% of all the cloth we saw."
            for j in range(claims_each)
        ]
        doc = b.document(
            f"mill-{i}",
            sentences,
            title=f"Notes of mill {i}",
            authors=(f"Weaver {i % 120}",),
            published=f"2026-{i % 12 + 1:02}",
            url=f"https://mill{i}.example/notes",
        )
        start = 0
        segment = b.segments[-1]
        for j, sentence in enumerate(sentences):
            value = (7 * i + 13 * j) % 97 + 1
            number = f"{value}%"
            at = start + sentence.index(f" {number} of all") + 1
            claim_id = make_id("claim", doc, sentence)
            b.claims.append(
                Claim(
                    id=claim_id, document=doc, segment=segment.id, start=start, end=start + len(sentence), evidence=sentence,
                    quantity=Quantity(at, at + len(number), number, value, None, Modifier.EQUAL, "%", "share", None),
                    kind=Kind.SHARE, measure_phrase="share", subject=None, scope=None, time=f"week {i}", time_iso=None,
                    baseline=None, speaker="author", attributed_to=None, certainty=Certainty.ASSERTED, role=Role.BODY,
                )
            )  # fmt: skip
            by_measure.setdefault((i * claims_each + j) * 31 % measures, []).append(claim_id)
            start += len(sentence) + 1
        b.summary(doc, *sentences[:4])
        stance = b.stance(doc, sentences[0], "near", Label.SUPPORT if i % 3 else Label.OPPOSE)
        b.position(f"Weaver {i}", "near", Label.SUPPORT if i % 3 else Label.OPPOSE, [stance])
    for n, claims in by_measure.items():
        made = b.measure(f"share of cloth in hall {n}", claims, Verdict.CONFLICT, origins=tuple(claims[: n % 5 + 1]))
        for a, c in pairwise(claims):
            b.relation(a, c, RelationKind.CONFLICT, "The same unit and week; the values exclude each other.", made)
    return b.snapshot()
