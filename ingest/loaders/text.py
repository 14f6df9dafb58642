"""Plain text, such as is pasted from the web: headings, lists and paragraphs without marks."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from ingest.cleaning import clean, rejoined
from ingest.documents import Document
from ingest.furniture import Line, furniture_among
from ingest.loaders.building import DocumentBuilder
from ingest.loaders.decoding import decoded, read_bytes
from ingest.loaders.markdown import add_markdown

SUFFIXES = (".txt", ".text", ".log", ".asc", "")

ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[•◦▪●○‣∙·⁃➢➤✓✔*–—-]|(?:\d{1,3}|[a-z])[.)])"
    r"[ \t\xa0]+(?P<text>\S.*)"
)
_MARKDOWN_SIGNS = (
    re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"^ {0,3}\|?[ ]*:?-{3,}:?[ ]*\|[ :|-]*$", re.MULTILINE),
    re.compile(r"\*\*[^*\s][^*\n]{0,300}\*\*"),
    re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?:|/|#|\.)[^)\n]{0,1000}\)"),
)
_BARE_HASH = re.compile(r"^#+[ \t]*$", re.MULTILINE)
_BLANK = " \t\xa0"
_BLANK_LINES = re.compile(r"\n(?:[ \t\xa0]*\n)+")
_LONGEST_HEADING = 90
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into is of on or the to vs with".split()
)
_WORD = re.compile(r"[^\W_][\w'’-]*")
_ASIDE = re.compile(r"(?<=\S)\s*\([^()]*\):?$")
_LEAST_PROSE = 80
_FEW_WORDS = 8
LEAST_WRAPPED = 40
MOST_WRAPPED = 130


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, or several that were wrapped from one; `gap`: a blank line stands before it."""

    kind: Literal["heading", "paragraph", "item", "furniture"]
    text: str
    gap: bool
    level: int = 1
    marker: str = ""
    before: str = ""
    behind: str = ""


def load(path: Path, *, source: str) -> Iterator[Document]:
    """One Document; a text that is written in Markdown is read as Markdown."""
    builder = DocumentBuilder("text")
    cleaned = clean(decoded(read_bytes(path)))
    builder.found(cleaned.repairs)
    if is_markdown(cleaned.text):
        builder.format_name = "Markdown"
        add_markdown(builder, cleaned.text)
        builder.mark_furniture()
        yield builder.build(source, builder.metadata.get("title"))
    else:
        title = add_text(builder, cleaned.text)
        yield builder.build(source, title)


def is_markdown(text: str) -> bool:
    """Whether a text carries at least two kinds of Markdown's marks, or several headings."""
    text = text[:200_000]
    if _BARE_HASH.search(text):
        return False
    counts = [len(sign.findall(text)) for sign in _MARKDOWN_SIGNS]
    headings = counts[0]
    several = headings >= 2 and headings * 2 <= sum(1 for line in text.split("\n") if line.strip())
    return several or sum(count > 0 for count in counts) >= 2


def add_text(builder: DocumentBuilder, text: str) -> str | None:
    """Append the blocks of a plain text and mark its furniture; its title, where it has one."""
    joined = rejoined(text)
    builder.found(joined.repairs)
    for line in _with_headings(_lines(joined.text)):
        if line.kind == "furniture":
            builder.furniture(line.text, exact=True)
        elif line.kind == "heading":
            builder.heading(line.text, level=line.level, exact=True)
        elif line.kind == "item":
            builder.item(line.text, depth=line.level, marker=line.marker, exact=True)
        else:
            builder.paragraph(line.text, exact=True, before=line.before, behind=line.behind)
    return builder.opening_heading()


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for group in _BLANK_LINES.split(text):
        raw = [line for line in group.split("\n") if line.strip(_BLANK)]
        above = _stands_above(raw)
        wrapped = _is_wrapped(raw[above:])
        for number, line in enumerate(raw):
            item = ITEM.fullmatch(line)
            if item is not None:
                depth = 1 + min(3, len(item["indent"].expandtabs(4)) // 4)
                marker = item["marker"] if item["marker"][-1] in ".)" else "-"
                lines.append(_Line("item", item["text"], number == 0, depth, marker))
            elif wrapped and number > above:
                lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {line.strip(_BLANK)}")
            else:
                inner = line.strip(_BLANK)
                before, _, behind = line.partition(inner)
                found = _Line("paragraph", inner, number == 0, before=before, behind=behind)
                lines.append(found)
    return lines


def _stands_above(lines: Sequence[str]) -> bool:
    """Whether the first line of a group is none of the text below it, but a phrase by itself."""
    if len(lines) < 2:
        return False
    first, widest = lines[0].strip(), max(len(line.rstrip()) for line in lines)
    ended = first.endswith((".", ",", ";", ":", "?", "!", "-"))
    return len(first) < widest / 2 and not ended and not lines[1].lstrip()[:1].islower()


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether line breaks in a group only fill a column: nearly full lines, cut in mid-sentence."""
    if len(lines) < 2:
        return False
    widths = [len(line.rstrip()) for line in lines]
    widest = max(widths)
    if not LEAST_WRAPPED <= widest <= MOST_WRAPPED:
        return False
    inner = [line.rstrip() for line in lines[:-1]]
    full = sum(len(line) >= widest * 0.6 for line in inner)
    ended = sum(line.endswith((".", ":", "?", "!")) for line in inner)
    return full >= len(inner) * 0.75 and ended <= max(1, len(inner) * 0.5)


def _with_headings(lines: list[_Line]) -> Iterator[_Line]:
    """The same lines, with furniture and headings marked, headings with their level."""
    around = furniture_among([Line(line.kind, line.text) for line in lines])
    content = [number for number in range(len(lines)) if number not in around]
    spaced = sum(line.gap for line in lines) > len(lines) / 2
    following = dict(pairwise(content))
    numbered = _numbered_titles(lines, following)
    marked = {n for n in content if _is_heading(lines, n, following.get(n), spaced)}
    marked |= numbered | _run_on(lines, following)
    marked -= _lead_ins(lines, content, marked)
    parent = last = -1
    for number, line in enumerate(lines):
        if number in around:
            yield replace(line, kind="furniture")
            continue
        if number not in marked:
            yield line
        elif number == content[0]:
            yield replace(line, kind="heading", level=1)
        elif number in numbered:
            parent = number
            yield replace(line, kind="heading", level=2, text=f"{line.marker} {line.text}")
        elif following[number] in marked:
            parent = number
            yield replace(line, kind="heading", level=2)
        else:
            # Terms with a colon stay below the heading that opened their row; others only right
            # behind it, since nothing says where their parent's section ends.
            below = parent >= 0 and (line.text.endswith(":") or last == parent)
            yield replace(line, kind="heading", level=3 if below else 2)
        last = number


def _numbered_titles(lines: Sequence[_Line], following: Mapping[int, int]) -> set[int]:
    """Items that are numbered titles: each alone between blank lines, counted through, and most of
    them with something else than the next number behind them, as in minutes and contracts."""
    alone = [
        number
        for number, behind in following.items()
        if lines[number].kind == "item"
        and lines[number].gap
        and lines[behind].gap
        and lines[number].marker[:-1].isdigit()
        and _may_be_heading(lines[number].text)
    ]
    counted = [int(lines[number].marker[:-1]) for number in alone]
    said = sum(following[number] not in alone for number in alone)
    through = counted == list(range(counted[0], counted[0] + len(counted))) if counted else False
    return set(alone) if through and len(alone) > 1 and said >= len(alone) * 0.6 else set()


def _run_on(lines: Sequence[_Line], following: Mapping[int, int]) -> set[int]:
    """Short phrases right above running text, at least two of them, as in "What happened"."""
    above = {
        number
        for number, behind in following.items()
        if lines[number].kind == lines[behind].kind == "paragraph"
        and lines[number].gap
        and not lines[behind].gap
        and len(lines[behind].text) >= _LEAST_PROSE
        and len(lines[number].text.split()) <= _FEW_WORDS
        and not lines[number].text.endswith(":")
        and _may_be_heading(lines[number].text)
    }
    return above if len(above) > 1 else set()


def _lead_ins(lines: Sequence[_Line], content: Sequence[int], marked: Set[int]) -> set[int]:
    """Titles with a colon before a list behind which the text goes on: "Ingredients:" is no heading
    of the directions that follow them."""
    found = set()
    for place, number in enumerate(content):
        if number not in marked or not lines[number].text.rstrip().endswith(":"):
            continue
        rest = content[place + 1 :]
        behind = next((n for n in rest if lines[n].kind != "item"), rest[0])
        goes_on = behind != rest[0] and behind not in marked
        if goes_on and lines[behind].gap and len(lines[behind].text) >= _LEAST_PROSE:
            found.add(number)
    return found


def _is_heading(lines: Sequence[_Line], number: int, following: int | None, spaced: bool) -> bool:
    """A short line with a title's capitals, or a short phrase between blank lines, before text."""
    line = lines[number]
    text = line.text.rstrip()
    if line.kind != "paragraph" or following is None or not _may_be_heading(text):
        return False
    if spaced and not line.gap:
        return False
    after = lines[following]
    title = _is_title(text)
    if after.kind == "paragraph" and len(after.text) <= len(text) and not _is_title(after.text):
        return False
    short = len(text.split()) <= 7 and not text.endswith(":")
    before_prose = after.gap and after.kind == "paragraph" and len(after.text) >= _LEAST_PROSE
    opens = number == 0 and after.gap and len(text.split()) > 2  # a title, and not "Dear all"
    return title or (short and before_prose and spaced) or (short and opens)


def _may_be_heading(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING
        and 0 < len(_WORD.findall(text)) <= 14
        and not text.endswith((".", ",", ";", "!", "…"))
        and not text[0].islower()
        and "://" not in text
        and "@" not in text
        and sum(map(str.isdigit, text)) <= len(text) / 3
    )


def _is_title(text: str) -> bool:
    """Whether nearly all of a line's longer words begin with a capital, what stands in brackets
    at its end aside."""
    text = _ASIDE.sub("", text)
    words = [word for word in _WORD.findall(text) if word.lower() not in _SMALL_WORDS]
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return bool(words) and words[0][0].isupper() and capitals >= len(words) * 0.75
