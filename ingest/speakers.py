"""Who speaks in captions that mark a change of speaker by ">>" and name nobody: the host or a guest.

A change mark says that another voice begins, and may be missing; what is said tells which: hosts welcome, thank and ask,
guests are glad to be there and answer at length. The best path over all turns decides (two states, Viterbi 1967). A
guest's name comes from the metadata, the title ("with NAME") or an introduction ("my guest today is NAME"). Invariant:
without any sign of a guest all turns are the host's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

GUEST = "guest"
CHANGE = ">>"
SIGN = 2.0  # a phrase that only one of the two says
QUESTION = 1.0  # hosts ask, guests do so less often
LONG = 0.5  # guests talk longer at a time
NO_CHANGE = 1.5  # a change mark within one voice: a caption maker's slip, or a third person
GUEST_FIRST = 1.0  # shows are opened by their hosts
LONG_WORDS = 80
MAX_QUESTION_WORDS = 60
OPENING_WORDS = 400  # guests are introduced within about three minutes

_NAME = r"((?:Dr\.? |Professor |Prof\.? )?[A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]*|de|van|von|der|la)){1,3})"
_IN_TITLE = re.compile(rf"(?:\b[Ww]ith|\b[Ff]eaturing|\b[Ff](?:ea)?t\.|\bw/) {_NAME}")
_INTRODUCED = re.compile(
    r"(?:[Mm]y guest(?: today| this week)?(?:,| is)|[Oo]ur guest(?: today| this week)?(?:,| is)|[Jj]oined (?:today |now )?by"
    r"|[Ww]ith me(?: today| now)? is|(?:speaking|talking|sitting down|here)(?: today)? with|[Pp]lease welcome"
    rf"|[Ww]elcome(?: back)?(?: to the (?:show|podcast|program))?,)(?: (?:today )?)? ?{_NAME}"
)
_HOST_SAYS = re.compile(
    r"(?i)\b(?:welcome (?:back )?to\b|(?:my|our) guest\b|joined by\b|(?:our|today['’]s) sponsors?\b"
    r"|thank(?:s| you)(?: so much| very much)? for (?:joining|coming|being|doing)\b|(?:can|could|let) (?:i|me) ask\b"
    r"|my (?:next|last|first|final) question|tell (?:me|us|our listeners|people)\b|what do you (?:think|make of|say)"
    r"|for (?:our|the) (?:listeners|viewers|audience)\b|where can people find)"
)
_GUEST_SAYS = re.compile(
    r"(?i)\b(?:thank(?:s| you)(?: so much| very much)? for having (?:me|us)"
    r"|(?:great|good|nice|happy|glad|thrilled|excited|pleasure|honou?r) to be (?:here|on|back|with you)"
    r"|(?:great|good|excellent|fair|interesting|tough) question\b|it['’]?s (?:a|my) pleasure|(?:great|good) to see you too)"
)


def guest_names(title: str, opening: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The guests of a show: those that its metadata names, else those of the title and of the introduction.

    >>> guest_names("Gauges, with Otto Pier", "")
    ('Otto Pier',)
    """
    if known:
        return tuple(dict.fromkeys(known))
    found = [m.group(1) for m in _IN_TITLE.finditer(title)]
    found += [m.group(1) for m in _INTRODUCED.finditer(" ".join(opening.split()[:OPENING_WORDS]))]
    return tuple(dict.fromkeys(name.strip(" .'’-") for name in found))


def voices_of_turns(turns: Sequence[str], *, host: str, guests: Sequence[str]) -> list[str]:
    """The voice of each turn; a guest's is the name where there is one guest, `guest` where several or none are named."""
    if not guests and not any(map(_GUEST_SAYS.search, turns)):
        return [host] * len(turns)
    guest = guests[0] if len(guests) == 1 else GUEST
    leans = [_lean(turn) for turn in turns]  # towards the guest; away from the host by as much
    best = [0.0, -GUEST_FIRST]
    backs: list[tuple[int, int]] = []
    for n, lean in enumerate(leans):
        if n == 0:
            best = [best[0] - lean, best[1] + lean]
            continue
        ways = [[best[before] - (NO_CHANGE if before == now else 0.0) for before in (0, 1)] for now in (0, 1)]
        backs.append((int(ways[0][1] > ways[0][0]), int(ways[1][1] > ways[1][0])))
        best = [max(ways[0]) - lean, max(ways[1]) + lean]
    state = int(best[1] > best[0])
    path = [state]
    for back in reversed(backs):
        state = back[state]
        path.append(state)
    return [guest if s else host for s in reversed(path)]


def _lean(turn: str) -> float:
    """How much more a turn sounds like a guest than like a host, halved."""
    words = turn.count(" ") + 1
    is_question = turn.rstrip().endswith("?") and words <= MAX_QUESTION_WORDS
    score = SIGN * bool(_GUEST_SAYS.search(turn)) - SIGN * bool(_HOST_SAYS.search(turn))
    return (score - QUESTION * is_question + LONG * (words > LONG_WORDS)) / 2
