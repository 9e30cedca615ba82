"""Page furniture: what a page says about itself (reading time, share buttons, reply forms), not about its subject.

Invariant: furniture is labelled, never dropped: in a text file it stays in `Document.text` as a boilerplate segment.
The rules are whole-line patterns of what publishing systems print; to add one, add what the system prints, not a page.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAX_FURNITURE_CHARS = 260

_WHOLE_LINE = re.compile(
    r"""(?ix)^[\W_]*(?:
      (?:estimated\s+)?(?:reading\s+time:?\s*)?\d+\s*[-–]?\s*(?:min(?:ute)?s?\.?)\s*(?:read(?:ing\ time)?|listen|watch)?
    | (?:estimated\s+)?reading\s+time.{0,30}
    | leave\s+a\s+(?:reply|comment|response)(?:\s+cancel\s+reply)? | post\s+a\s+comment | add\s+(?:a\s+)?comment
    | write\s+a\s+(?:comment|reply).{0,12} | (?:no|\d+)\s+(?:comments?|repl(?:y|ies)|responses?|views|likes|shares)
        (?:\s+yet)?:?
    | comments?(?:\s+(?:are\s+)?(?:off|closed|disabled).{0,20})?:? | be\s+the\s+first\s+to\s+comment.{0,20}
    | (?:show|load|view|see|hide|read)\s+(?:all\s+)?(?:more|all|older|newer|\d+)
        (?:\s+(?:comments?|repl(?:y|ies)|posts?|articles?|stories))?
    | (?:continue|keep)\s+reading.{0,60} | read\s+(?:the\s+)?(?:more|full\s+(?:story|article)|next).{0,60}
    | your\s+email\s+address\s+will\s+not\s+be\s+published.* | (?:all\s+)?required\s+fields\s+are\s+marked.*
    | save\s+my\s+name,?\s+email.* | (?:your\s+)?(?:name|email|e-mail|website|url)\s*\*?
    | (?:similar|related|recommended|more|latest|popular|trending|recent|further|previous|next)\s+
        (?:posts?|articles?|stories|reading|links?|topics?|videos?|content|from\b.{0,40})
    | sources?(?:\s*(?:&|and)\s*further\s+reading)? | (?:references|footnotes|endnotes)\s*:?
    | you\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|be\s+interested).{0,30}
    | (?:filed|posted|published|tagged)\s+(?:under|in|with|as)\b.{0,120} | (?:tags?|categor(?:y|ies)|topics)\s*:.{0,200}
    | (?:ai\s+)?narrated(?:\s+by.{0,40})? | listen\s+to\s+(?:this|the)\s+(?:article|story|post|episode).{0,40}
    | (?:advertisement|advert|ad|sponsored(?:\s+content)?|promoted)
    | skip\s+to\s+(?:main\s+|the\s+)?(?:content|navigation).{0,20} | back\s+to\s+(?:top|home|blog).{0,20}
    | table\s+of\s+contents
    | (?:©|\(c\)|copyright)\s.{0,160} | .{0,80}\ball\s+rights\s+reserved.{0,40}
    | (?:privacy\s+policy|terms\s+(?:of\s+(?:use|service)|and\s+conditions)|cookie\s+(?:policy|settings)
        |contact\s+us|about\s+us)(?:[\s|·•&,]+(?:privacy\s+policy|terms.{0,20}|cookie.{0,10}|contact\s+us|about\s+us))*
    | (?:we|this\s+(?:site|website))\s+uses?\s+cookies.{0,160} | accept\s+(?:all\s+)?cookies
    | (?:copy|get)\s+(?:the\s+)?link | link\s+copied.{0,20} | print(?:\s+this(?:\s+page)?)?
    | \d[\d.,]*\s*[km] | [\d.,]+\s*[km]?\s+(?:followers?|following|subscribers?|claps?|reactions?|restacks?|upvotes?|points)
    | already\s+(?:a\s+)?(?:paid\s+)?(?:subscriber|subscribed|member|have\s+an\s+account).{0,60}
    | listen | written\s+by | about\s+the\s+authors? | (?:see|view)\s+(?:all|more)\s+(?:from|by)\b.{0,40}
    | thanks?\s+(?:you\s+)?(?:so\s+much\s+)?for\s+(?:reading|listening|watching|subscribing)
        (?:\b[^\d]{0,30}|\b.{0,140}\b(?:subscribe|follow|clap|share|newsletter)\b.{0,80})
    | if\s+you\s+(?:liked?|enjoy(?:ed)?)\s+(?:this|what\s+you)\b.{0,100}
        \b(?:subscribe|follow|share|clap|newsletter|buy\s+me)\b.{0,80}
    | (?:please\s+)?(?:consider\s+)?(?:support(?:ing)?|donat(?:e|ing)\s+to)\s+
        (?:us|(?:our|my|this|the)\s+(?:work|site|blog|newsletter|channel|podcast|journalism|reporting|mission))\b[^.!?]{0,100}
    | join\s+(?:over\s+|more\s+than\s+|our\s+)?[\d.,]+\s?[km]?\+?\s+(?:other\w*|readers?|subscribers?|members|fans)
        \b.{0,140}
    | (?:related|read\s+(?:also|more|next)|see\s+also|also\s+read|more\s+on\s+this)\s*:.{0,160}
    | .{0,60}\bis\s+a\s+reader-supported\s+publication.{0,200}
    | (?:last\s+)?updated\s+\d+\s+\w+\s+ago | \d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago
    | open\s+in\s+app | report\s+(?:ad|abuse)
    | (?:sign|log)\s+(?:in|up|out)(?:\s+(?:to|for|with)\b.{0,60})? | subscribe(?:\s+(?:now|today|here|to|for)\b.{0,100})?
    | unsubscribe.{0,60} | (?:share|tweet|pin|email|save|like|reply|follow|retweet|repost|bookmark|upvote|downvote|permalink)
        (?:(?:[\s|·•,/]|on|to|via|this|it|us|facebook|twitter|x|linkedin|reddit|whatsapp|telegram|bluesky|threads|mastodon|email|article
        |post|story|page|friend|share|tweet|print|copy|link|save|like|reply|follow|report|more|\d)+)?
    | (?:\#[\w-]+[\s,]*)+
    )[\W_]*$"""
)
_NEWSLETTER = re.compile(
    r"(?i)\b(?:sign up|subscribe|join|register)\b.{0,120}\b(?:newsletter|inbox|mailing list|bulletin|daily|weekly|updates)\b"
    r"|\b(?:delivered|straight|sent) (?:daily |weekly |right |straight )*(?:in)?to your (?:in)?box\b"
    r"|^get (?:daily|weekly|our|the latest)\b.{0,60}\b(?:recaps?|updates?|news|newsletter|digest|stories)\b"
)
_END_MATTER = re.compile(
    r"""(?ix)^[\W_]*(?:written\s+by\s+.{2,60} | about\s+the\s+(?:authors?|writer) | more\s+(?:from|by)\s+.{2,60}
    | (?:related|recommended|popular|trending|latest)(?:\s+(?:posts?|articles?|stories|reading|news|from\b.{2,60}))?
    | you\s+(?:may|might)\s+(?:also\s+)?like | read\s+next | most\s+(?:read|popular) | share\s+this\b.{0,30}
    | (?:comments?|responses|discussion(?:\s+about\s+this\s+post)?)(?:\s*\(?\d+\)?)?
    | \d+\s+(?:comments?|responses|thoughts\s+on\b.{0,160})
    )[\W_]*$"""
)
_LETTERS = re.compile(r"[^\W_]")


def is_furniture(line: str) -> bool:
    """Whether a whole line or paragraph is page furniture."""
    return len(line) <= MAX_FURNITURE_CHARS and _is_furniture(line)


def opens_end_matter(heading: str) -> bool:
    """Whether a heading opens what a page puts under its text: about the writer, other pages, comments."""
    return len(heading) <= MAX_FURNITURE_CHARS and bool(_END_MATTER.match(heading))


@lru_cache(maxsize=65_536)  # every recogniser asks about the same lines again
def _is_furniture(line: str) -> bool:
    if not _LETTERS.search(line):
        return True
    return bool(_WHOLE_LINE.match(line) or _NEWSLETTER.search(line))
