"""Closed classes of English words that several readers share: what a grammar lists, nothing that a topic brings.

Invariant: these are function words, reporting verbs and discourse nouns of general English. A word that only helps one
text has no place here. To extend a class, name the grammar or word list that it comes from.
"""

from __future__ import annotations


def forms(*verbs: str) -> frozenset[str]:
    """Every inflected form of regular verbs: `forms("note")` is note, notes, noted, noting."""
    found: set[str] = set()
    for verb in verbs:
        found.add(verb)
        if verb.endswith("e"):
            found |= {verb + "s", verb + "d", verb[:-1] + "ing"}
        elif verb.endswith("y") and verb[-2] not in "aeiou":
            found |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
        elif verb.endswith(("s", "sh", "ch", "x")):
            found |= {verb + "es", verb + "ed", verb + "ing"}
        else:
            found |= {verb + "s", verb + "ed", verb + "ing"}
    return frozenset(found)


MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
).split()
SEASONS = frozenset("spring summer autumn fall winter".split())
DETERMINERS = frozenset(
    "the a an this that these those my your his her its our their some any no every each either neither both all".split()
)
PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto over under about after before between among through during without within "
    "against across per via than as like since until till up down out off near toward towards upon despite behind beyond "
    "beside besides inside outside throughout versus vs".split()
)
CONJUNCTIONS = frozenset(
    "and or but nor so yet because although though while whereas if unless when whenever where that which who whom whose "
    "what why how whether once".split()
)
PRONOUNS = frozenset(
    "i me you he him she her it we us they them myself yourself himself herself itself ourselves themselves one ones "
    "this that "
    "these those mine yours hers ours theirs there here nothing everything something anything everyone someone anyone "
    "nobody".split()
)
AUXILIARIES = frozenset(
    "am is are was were be been being do does did has have had having will would can could shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't cannot "
    "ain't gets get got let lets".split()
)
ADVERBS = frozenset(
    "also now then just only still even already again ever never not recently currently today yesterday tomorrow "
    "often always "
    "sometimes usually generally typically previously later earlier soon here there too very much more most less "
    "least quite "
    "barely hardly scarcely merely rather almost nearly about roughly approximately around later ago apparently reportedly "
    "allegedly simply clearly "
    "explicitly publicly privately however therefore thus hence meanwhile instead perhaps maybe probably".split()
)
FUNCTION_WORDS = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | AUXILIARIES | ADVERBS

# Verbs that report what somebody says, thinks or found (the classes of Quirk et al. 1985, 16.31: public and private
# factual verbs), with irregular forms.
REPORTING = forms(
    *(
        "report claim argue note estimate reckon believe expect predict suggest warn announce add insist acknowledge "
        "concede explain "
        "observe suspect calculate conclude forecast project maintain contend assert propose speculate boast declare "
        "disclose "
        "reveal state mention emphasize emphasise stress caution assume suppose fear guess imagine consider "
        "hypothesize confirm "
        "complain remark recall reply counter tweet record".split()
    )
) | frozenset(
    "say says said saying think thinks thought thinking find finds found finding write writes wrote writing written "
    "tell tells "
    "told telling show shows showed shown showing admit admits admitted admitting deny denies denied denying hold "
    "holds held "
    "know knows knew worries worried agrees agreed agree agreeing cite cites cited citing quote quotes quoted".split()
)
# Forms that are as often plural nouns: after a determiner, an adjective or a possessive they are no verb.
NOUN_LIKE = frozenset(
    "reports report claims claim notes note estimates estimate projects project states state records record findings "
    "finding "
    "forecasts forecast posts post quotes quote shows show stress caution fears fear figures figure holds guess".split()
)
# Nouns for what somebody says; "X's claim that …" credits X.
SAYING_NOUNS = frozenset(
    "claim claims statement statements report reports estimate estimates finding findings forecast forecasts prediction "
    "predictions projection projections view opinion argument analysis assertion data figures figure numbers survey "
    "poll study "
    "paper article post essay measurements measurement evaluation evaluations calculation calculations announcement words "
    "belief conclusion research results tests test benchmark benchmarks".split()
)
# Things that are published.
PUBLICATIONS = frozenset(
    "report reports piece paper papers article essay post study document data figures numbers results findings "
    "analysis survey "
    "blog card letter memo statement research manifesto update thread book note preprint dataset".split()
)
PUBLISHING = forms(
    "publish", "release", "post", "announce", "unveil", "share", "drop", "issue", "report", "present"
) | frozenset("put puts putting wrote writes written".split())
# Nouns that stand for a stretch of text or thought and are counted to order it ("three reasons"): shell nouns (Schmid 2000).
SHELL_NOUNS = frozenset(
    "thing things way ways category categories type types kind kinds sort sorts reason reasons question questions "
    "point points "
    "scenario scenarios step steps part parts example examples option options aspect aspects factor factors criteria "
    "criterion "
    "case cases theory theories idea ideas stage stages theme themes lesson lessons future futures possibility "
    "possibilities "
    "problem problems issue issues section sections chapter chapters topic topics argument arguments approach approaches "
    "conclusion conclusions caveat caveats condition conditions item items distinction distinctions difference differences "
    "side sides path paths hand hands level levels view views version versions note notes fact facts figure figures "
    "table tables "
    "answer answers claim claims assumption assumptions premise premises principle principles implication implications "
    "takeaway takeaways observation observations explanation explanations perspective perspectives interpretation "
    "interpretations objection objections thought thoughts word words sentence sentences paragraph paragraphs method "
    "methods "
    "dimension dimensions strategy strategies goal goals phase phases pillar pillars feature features trend trends".split()
)
# Nouns that a number names rather than counts: "Figure 3", "Phase 2", "Level 4".
LABELS = frozenset(
    "figure fig table chapter section page part step phase stage level tier type category version volume vol issue "
    "number no "
    "episode ep season series round room article appendix equation eq line day week year grade class generation gen model "
    "question q item point rule law theorem lemma option scenario case example exhibit note footnote ref act scene "
    "track lane code site category month column axis footing paper sample patient subject "
    "gate route highway apartment suite building group team division ward windows mark asl agi top".split()
)
# The same, of words that are as often something else before a number: only a number alone is named by them.
NUMBERED = frozenset(
    "clone fraction complex compound specimen definition proposition corollary experiment run trial batch numbered code "
    "label isolate cohort cluster zone node claim".split()
)
