"""Text around the content: menus, advertisements, share and cookie lines, comments, tickers.

Recognised by its words, its shape and its place, never by what a document is about: a line must
look like furniture, and lie where furniture lies (before the first or after the last prose).
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ingest.documents import BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """A block as far as it matters here."""

    kind: BlockKind
    text: str


_LABEL = re.compile(
    r"""(?ix) ^\W*(?:
      advert(?:isement|isements|ising|orial)? | sponsored(?:\ (?:content|post|by\b.*))? | promoted
    | (?:share|tweet|pin|e-?mail|print)(?:\ (?:this|on|via|with|article|post|story)\b.*)?
    | (?:subscribe|sign\ (?:up|in)|log\ ?in|register|join)(?:\ (?:now|here|today|for|to|with)\b.*)?
    | follow\ (?:us|me)\b.* | (?:like|find)\ us\ on\b.*
    | (?:accept|reject|manage|we\ use|this\ (?:web)?site\ uses)\b.*\bcookies?\b.*
    | cookie\ (?:policy|settings|preferences|notice) | privacy\ policy | terms\ (?:of|and)\b.*
    | skip\ to\ (?:main\ )?(?:content|navigation) | back\ to\ top | (?:main\ )?(?:menu|navigation)
    | (?:read|see|show|load|view)\ (?:more|all|less)(?:\ \S+)? | continue\ reading.* | click\ here\b.*
    | (?:©|\(c\)|copyright)\W.* | .{0,60}\ball\ rights\ reserved\b.{0,60}
    | \d+\s*(?:-\s*)?min(?:ute)?s?\ (?:read|reading)(?:\ time)? | (?:reading\ time)\b.{0,20}
    | (?:last\ )?(?:updated|published|posted|modified)(?:\ (?:on|at|by))?\b\W*[\d\w ,:/.-]{0,40}
    | (?:for\ )?(?:any\ )?(?:feedback|questions|concerns|inquiries|enquiries)\b.*\bcontact\b.*
    | (?:previous|next|older|newer)(?:\ (?:post|posts|article|page|story))?
    | \d*\s*(?:likes?|shares?|views?|retweets?|claps?)
    )\W*$"""
)
_TAIL_OPENER = re.compile(
    r"""(?ix) ^\W*(?:
      (?:\d+\ |no\ |all\ |reader\ )?comments?(?:\ \(\d+\))? | (?:leave|post|add|write)\ a\ (?:comment|reply)\b.*
    | (?:popular|related|recent|similar|latest|recommended|trending|top|featured|more)
      \ (?:posts?|articles?|stories|news|reads?|reading|topics|videos|links|content|products)\b.*
    | you\ (?:may|might)\ (?:also\ )?(?:like|enjoy|be\ interested)\b.* | more\ from\b.*
    | (?:recommended|trending|sponsored|advertisement|popular)(?:\ (?:for\ you|now))?
    | (?:share|subscribe|newsletter|follow\ us|tags|filed\ under|categories)\b.{0,60}
    | disclaimer\b.*
    )\W*$"""
)
_DISCLAIMER = re.compile(r"(?i)^\W*(?:disclaimer|legal notice|risk warning)\b")
_LEGAL = re.compile(
    r"(?i)informational purposes|not (?:constitute|reflect)|no (?:guarantee|warrant|liab)|"
    r"responsib|liable|third[- ]part(?:y|ies)|rights|(?:financial|legal|medical|investment) advice"
)
_DATE = re.compile(
    r"""(?ix) ^\W*(?:by\ [^.]{2,40})?\W*(?:
      \d{4}[-/.]\d{1,2}[-/.]\d{1,2} | \d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}
    | (?:\w+day,?\ )?(?:\d{1,2}\ )?[a-z]{3,9}\.?\ \d{1,2}(?:,?\ \d{4})?
    )(?:\W*(?:at\ )?\d{1,2}:\d{2}(?::\d{2})?(?:\ ?[ap]\.?m\.?)?(?:\ [A-Z]{2,4})?)?\W*$"""
)
_BREADCRUMB = re.compile(r"^(?:[\w ]{1,30}\s*[>›»/|·•]\s*){2,}[\w ]{1,60}$")
_SENTENCE_END = re.compile(r"""[.!?]["'”’)\]]*$""")


def furniture_among(lines: Sequence[Line]) -> Set[int]:
    """Numbers of the lines that are furniture."""
    prose = [number for number, line in enumerate(lines) if _is_prose(line)]
    if not prose:
        return set()
    found = {number for number, line in enumerate(lines) if _is_label(line)}
    found |= {
        number
        for number, line in enumerate(lines[: prose[0] + 1])
        if _DATE.match(line.text) or _is_breadcrumb(line)
    }
    found |= {number for number, line in enumerate(lines) if _is_doubled(line.text)}
    found.update(range(_tail(lines, set(prose)), len(lines)))
    found |= {n for n in range(len(lines) * 2 // 3, len(lines)) if _is_disclaimer(lines[n].text)}
    return found


def _tail(lines: Sequence[Line], prose: Set[int]) -> int:
    """Where a tail of comments, links to other pages and the like begins; the end without one.

    It lies in the last half, begins with a line that such tails begin with, goes on with anything
    but prose, and hardly holds any.
    """
    length = sum(len(line.text) for line in lines)
    before = 0
    for number, line in enumerate(lines):
        behind = range(number + 1, len(lines))
        if before > length / 2 and _opens_tail(line) and not prose & set(behind[:1]):
            if len(prose & set(behind)) <= len(behind) / 8:
                return number
        before += len(line.text)
    return len(lines)


def _is_prose(line: Line) -> bool:
    """Whether a line holds content for certain: a list item, a table, code or a full sentence."""
    if line.kind in ("item", "head", "row", "code"):
        return True
    words = line.text.split()
    return (
        len(words) >= 8
        and bool(_SENTENCE_END.search(line.text))
        and not _is_disclaimer(line.text)
        and not _is_label(line)
        and not _is_doubled(line.text)
    )


def _is_label(line: Line) -> bool:
    return (
        line.kind in ("paragraph", "heading", "furniture")
        and len(line.text) <= 160
        and bool(_LABEL.match(line.text))
    )


def _is_breadcrumb(line: Line) -> bool:
    return line.kind == "paragraph" and bool(_BREADCRUMB.match(line.text))


def _opens_tail(line: Line) -> bool:
    return len(line.text) <= 80 and bool(_TAIL_OPENER.match(line.text))


def _is_disclaimer(text: str) -> bool:
    return bool(_DISCLAIMER.match(text)) and len(_LEGAL.findall(text)) >= 2


def _is_doubled(text: str) -> bool:
    """Whether a text stands there twice without a gap, as teasers and tickers do."""
    half = len(text) // 2
    return len(text) >= 12 and text[:half].strip() == text[half:].strip()
