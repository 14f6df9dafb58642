"""Text around the content: menus, advertisements, share and cookie lines, comments, tickers.

Recognised by its words, its shape and its place, never by what a document is about: a line must
look like furniture, and where its words could be content too, lie where furniture lies (before
the first or after the last prose, or among other such lines).
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
      advertisements? | sponsored(?:\ (?:content|post))? | story\ continues\ below.*
    | (?:share|tweet|pin|e-?mail|print|like)\ (?:this|on|via|with\ (?:a\ )?friends?)\b.*
    | subscribe\ (?:now|here|today|to|for)\b.* | sign\ up\ (?:now|here|today|for|to)\b.*
    | follow\ us\b.* | (?:like|find)\ us\ on\b.*
    | (?:we|this\ (?:web)?site)\ uses?\b.{0,80}\bcookies?\b.*
    | (?:accept|reject|manage)\b.*\bcookies?
    | cookie\ (?:policy|settings|preferences|notice) | privacy\ policy
    | terms\ (?:of|and)\ (?:use|service|conditions)
    | skip\ to\ (?:main\ )?(?:content|navigation) | jump\ to\ content | back\ to\ top
    | (?:read|see|show|load|view)\ (?:more|all|less) | continue\ reading\b.* | click\ here\b.*
    | \d+\s*(?:-\s*)?min(?:ute)?s?\ read(?:ing(?:\ time)?)? | reading\ time\b.{0,20}
    | .*\b(?:feedback|concerns?|questions?)\ (?:about|on|regarding|with)\ this
      \ (?:content|article|page|post|site|story)\b.*
    | (?:previous|next|older|newer)\ (?:posts?|articles?|page|story|stories)
    | \d+\ (?:likes?|shares?|views?|retweets?|claps?)
    )\W*$"""
)
_LABEL_AMONG_OTHERS = re.compile(
    r"""(?ix) ^\W*(?:
      share | tweet | pin | e-?mail | print | like | save | reply | subscribe | newsletter
    | facebook | twitter | x | linkedin | whatsapp | reddit | pinterest | instagram | youtube
    | sign\ ?(?:up|in) | log\ ?(?:in|out) | register | join | menu | navigation | search | home
    | previous | next | contact(?:\ us)? | about(?:\ us)?
    )\W*$"""
)
_AT_THE_END = re.compile(
    r"(?i)^\W*(?:©|\(c\)|copyright\b).{0,120}$|^.{0,80}\ball rights reserved\W*$"
)
_TAIL_OPENER = re.compile(
    r"""(?ix) ^\W*(?:
      (?:\d+\ |no\ |all\ |reader\ )?comments?(?:\ \(\d+\))?
    | (?:leave|post|add|write)\ a\ (?:comment|reply)\b.*
    | (?:popular|related|recent|similar|latest|recommended|trending|top|featured|more)
      \ (?:posts?|articles?|stories|news|reads?|reading|topics|videos|links|content|products)\b.*
    | you\ (?:may|might)\ (?:also\ )?(?:like|enjoy|be\ interested)\b.* | more\ from\b.*
    | (?:recommended|trending|sponsored|advertisement|popular)(?:\ (?:for\ you|now))?
    | (?:share|subscribe|newsletter|follow\ us|filed\ under)\b.{0,60}
    | você\ pode\ gostar.* | leia\ (?:também|mais).* | te\ puede\ interesar.* | lea\ también.*
    | à\ lire\ aussi.* | das\ könnte\ (?:sie|dich)\ (?:auch\ )?interessieren.* | mehr\ zum\ thema.*
    | leggi\ anche.* | lees\ ook.*
    )\W*$"""
)
_DISCLAIMER = re.compile(r"(?i)^\W*(?:disclaimer|legal notice|risk warning)\b")
_LEGAL = re.compile(
    r"(?i)informational purposes|not (?:constitute|reflect)|no (?:guarantee|warrant|liab)|"
    r"responsib|liable|third[- ]part(?:y|ies)|rights|(?:financial|legal|medical|investment) advice"
)
_DATE = re.compile(
    r"""(?ix) ^\W*(?:by\ [^.]{2,40}?\W+)?(?:
      \d{4}[-/.]\d{1,2}[-/.]\d{1,2} | \d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}
    | (?:\w+day,?\ )?(?:\d{1,2}\ )?[a-z]{3,9}\.?\ \d{1,2}(?:,?\ \d{4})?
    )(?:\W*(?:at\ )?\d{1,2}:\d{2}(?::\d{2})?(?:\ ?[ap]\.?m\.?)?(?:\ [A-Z]{2,4})?)?\W*$"""
)
_BREADCRUMB = re.compile(r"^(?:[\w ]{1,30}\s*[>›»]\s*){2,}[\w ]{1,60}$")
_LEAST_DIFFERENT = 4
_LONGEST_HEAD = 160
_CLOSING = "\"'”’)]"
"""Letters that may follow the end of a sentence."""


def furniture_among(lines: Sequence[Line]) -> Set[int]:
    """Numbers of the lines that are furniture; none in a text without prose."""
    found = {number for number, line in enumerate(lines) if _is_label(line)}
    prose = [n for n, line in enumerate(lines) if n not in found and _is_prose(line)]
    if not prose:
        return set()
    first, last = prose[0], prose[-1]
    found |= _labels_among_others(lines, found)
    for number, line in enumerate(lines):
        if line.kind != "paragraph":
            continue
        before = number < first and (_looks_like_a_head(line.text))
        behind = number > last and _AT_THE_END.match(line.text)
        if before or behind or _is_doubled(line.text):
            found.add(number)
    found.update(range(_tail(lines, set(prose)), len(lines)))
    found |= {n for n in range(len(lines) * 2 // 3, len(lines)) if _is_disclaimer(lines[n].text)}
    return found


def _looks_like_a_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and bool(_DATE.match(text) or _BREADCRUMB.match(text))


def _labels_among_others(lines: Sequence[Line], labels: Set[int]) -> Set[int]:
    """Words like "Share" that are labels only where another label stands right beside them."""
    maybe = {
        number
        for number, line in enumerate(lines)
        if line.kind == "paragraph" and _LABEL_AMONG_OTHERS.match(line.text)
    }
    return {n for n in maybe if {n - 1, n + 1} & (maybe | labels)}


def _tail(lines: Sequence[Line], prose: Set[int]) -> int:
    """Where a tail of comments, links to other pages and the like begins; the end without one.

    It lies in the last half, begins with a line that such tails begin with, goes on with anything
    but prose, and hardly holds any.
    """
    length = sum(len(line.text) for line in lines)
    before = 0
    for number, line in enumerate(lines):
        behind = range(number + 1, len(lines))
        opens = before > length / 2 and _opens_tail(line) and not prose & set(behind[:1])
        if opens and len(prose & set(behind)) <= len(behind) / 8:
            return number
        before += len(line.text)
    return len(lines)


def _is_prose(line: Line) -> bool:
    """Whether a line holds content for certain: a list item, a table, code or a full sentence
    (of a line that is no label)."""
    if line.kind in ("item", "head", "row", "code"):
        return True
    return (
        line.text.removesuffix("\n").rstrip(_CLOSING).endswith((".", "!", "?"))
        and len(line.text.split()) >= 8
        and not _is_disclaimer(line.text)
        and not _is_doubled(line.text)
    )


def _is_label(line: Line) -> bool:
    return line.kind == "paragraph" and len(line.text) <= 160 and bool(_LABEL.match(line.text))


def _opens_tail(line: Line) -> bool:
    return (
        line.kind in ("paragraph", "heading")
        and len(line.text) <= 80
        and bool(_TAIL_OPENER.match(line.text))
    )


def _is_disclaimer(text: str) -> bool:
    return bool(_DISCLAIMER.match(text)) and len(_LEGAL.findall(text)) >= 2


def _is_doubled(text: str) -> bool:
    """Whether a text stands there twice without a gap, as teasers and tickers do."""
    half = len(text) // 2
    twice = len(text) >= 12 and len(text) % 2 == 0 and text[:half] == text[half:]
    return twice and len(set(text)) >= _LEAST_DIFFERENT  # more than a ruler or a row of nines
