"""Verbs, nouns and adjectives by which somebody is said to say, think, want or judge something.

Classes follow Quirk et al. 1985, 16.31-16.33 (factual, suasive and emotive verbs) and Levin 1993, 29-38 (verbs of
communication, judgement, desire and psychological state); lemmas only. `SAYING` introduces what is said, `THINKING` what is
held to be true, `WISHING` what is wanted, `JUDGING` takes what is judged as its object, `SHOWING` has a text or a finding as
its subject. Invariant: general English; nothing here belongs to a topic or a text. To extend a class, name the list.
"""

from __future__ import annotations

SAYING = frozenset(
    "say tell add write ask note report announce suggest tweet continue explain argue acknowledge declare call conclude "
    "claim respond agree state warn insist reply reveal recall admit deny indicate confirm observe remark assert concede "
    "contend maintain mention comment complain joke quip stress emphasize emphasise reiterate repeat affirm "
    "testify disclose inform assure remind caution boast lament predict estimate allege proclaim vow promise pledge "
    "swear post retort counter recount relate describe clarify elaborate speculate hint "
    "quote cite echo exclaim shout whisper yell muse opine counsel advise notify volunteer "
    "signal charge certify attest relay characterize characterise label brand dub outline detail divulge "
    "blog email text phone interject murmur mutter protest snap chime venture reckon summarize "
    "summarise theorize posit postulate propose pronounce report underscore underline highlight "
    "speak talk discuss recommend urge implore demand request order instruct beg plead read publish".split()
)
THINKING = frozenset(
    "think believe know see find expect hope feel fear worry doubt suspect consider view understand assume suppose imagine "
    "guess conclude calculate estimate project forecast predict anticipate foresee recognize recognise realize realise "
    "remember forget learn discover determine decide hear notice regard perceive presume surmise wonder question "
    "judge deem envision envisage reckon gather infer deduce accept concur disagree convince persuade "
    "satisfy dream".split()
)
WISHING = frozenset(
    "want wish hope seek plan intend aim refuse decline offer threaten vow promise pledge prefer desire long yearn urge "
    "demand ask request propose support oppose favor favour back endorse advocate champion resist reject "
    "resolve agree hate prepare contemplate mull".split()
)
JUDGING = frozenset(
    "accuse criticize criticise praise defend blame condemn denounce dismiss attack blast slam mock ridicule decry "
    "deride rebuke chide scold fault laud applaud commend hail salute thank congratulate apologize apologise welcome "
    "support oppose endorse back reject favor favour question challenge dispute rebut refute disavow disown repudiate "
    "admire respect dislike distrust resent regret mourn lament deplore celebrate embrace "
    "tout promote warn bash lambaste excoriate assail castigate slight disparage demonize vilify insult call "
    "describe characterize characterise label brand dub portray paint depict compare liken credit cite mention "
    "reference "
    "discuss condone excuse justify protest downplay minimize emphasize stress highlight denigrate "
    "propose demand request urge recommend suggest predict announce unveil reveal promise pledge deny confirm "
    "acknowledge concede admit recall".split()
)
SHOWING = frozenset(
    "show find suggest indicate say report reveal conclude note state estimate demonstrate confirm read detail list "
    "describe "
    "project predict argue claim warn imply prove".split()
)
# Verbs of appearance: what seems so is held to be so by nobody in particular.
SEEMING = frozenset("seem appear".split())
# Prepositional and phrasal objects that take what is said: "called for", "pointed to", "talked about".
PARTICLES = {
    "call": frozenset("for on".split()),
    "point": frozenset("out to".split()),
    "refer": frozenset("to".split()),
    "allude": frozenset("to".split()),
    "talk": frozenset("about of".split()),
    "speak": frozenset("about of out".split()),
    "complain": frozenset("about of".split()),
    "warn": frozenset("about of against".split()),
    "worry": frozenset("about".split()),
    "argue": frozenset("for against".split()),
    "push": frozenset("for".split()),
    "ask": frozenset("about for".split()),
    "focus": frozenset("on".split()),
    "object": frozenset("to".split()),
    "agree": frozenset("with to".split()),
    "disagree": frozenset("with".split()),
    "hope": frozenset("for".split()),
    "wish": frozenset("for".split()),
    "think": frozenset("of about".split()),
    "comment": frozenset("on".split()),
    "respond": frozenset("to".split()),
    "boast": frozenset("of about".split()),
    "brag": frozenset("about".split()),
    "joke": frozenset("about".split()),
    "express": frozenset(),
    "voice": frozenset(),
    "apologize": frozenset("for".split()),
    "vote": frozenset("for against".split()),
    "advocate": frozenset("for".split()),
    "care": frozenset("about".split()),
    "believe": frozenset("in".split()),
    "speculate": frozenset("about".split()),
    "insist": frozenset("on".split()),
    "rail": frozenset("against".split()),
    "inquire": frozenset("about into".split()),
}
NOUNS = frozenset(
    "claim statement assertion belief view opinion argument suggestion allegation accusation announcement promise pledge "
    "vow warning hope fear concern idea notion conclusion finding report rumor rumour prediction forecast estimate "
    "contention insistence assurance remark comment admission acknowledgement acknowledgment confession "
    "declaration complaint criticism call demand request proposal plan desire wish support opposition endorsement "
    "decision intention threat refusal praise attack charge theory suspicion worry doubt question position stance "
    "evidence reminder".split()
)
ADJECTIVES = frozenset(
    "sure certain confident aware convinced hopeful optimistic pessimistic skeptical sceptical doubtful worried concerned "
    "afraid glad happy proud sorry surprised angry upset eager willing ready reluctant supportive critical adamant clear "
    "opposed committed determined disappointed excited grateful keen interested inclined".split()
)
REPORTING_LEMMAS = SAYING | THINKING | SHOWING
