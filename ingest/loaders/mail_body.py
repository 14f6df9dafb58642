"""The plain text of a mail: what it quotes, and who signed it."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.loaders.building import DocumentBuilder
from ingest.loaders.text import ITEM, LEAST_WRAPPED, MOST_WRAPPED, add_text

_QUOTED = re.compile(r"(?P<marks>>(?: ?>)*) ?(?P<text>.*)")
_CLOSING = re.compile(
    r"""(?ix) \W*(?:
      (?:(?:with|kind|best|warm|many|yours)\ ){0,2}
      (?:regards|wishes|greetings|thanks|cheers|sincerely|faithfully|truly)
    | best | sincerely\ yours | thank\ you | all\ the\ best
    | (?:mit\ )?(?:freundlichen?|vielen?|besten?|herzlichen?|lieben?|schönen?)\ grü(?:ß|ss)en?
    | (?:bien\ )?cordialement | saludos | un\ saludo | cordiali\ saluti | met\ vriendelijke\ groet
    )\W*"""
)
_SIGNED = "--"
_LONGEST_SIGNATURE = 8
_LONGEST_SIGNED = 50
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a body without its quote marks, and how many there were."""

    level: int
    text: str


def add_body(builder: DocumentBuilder, plain: str, people: str) -> None:
    """Append a body stretch by stretch of one quote level: a line is a heading only of what
    follows in its stretch. Signatures and the line that introduces a quotation are paragraphs.
    `people` are the names and addresses of those concerned."""
    names = {word.lower() for word in _WORD.findall(people)}
    stretches = list(_stretches(_without_soft_breaks(_lines(plain))))
    for stretch, following in pairwise([*stretches, []]):
        lines = [line.text for line in stretch]
        if stretch[0].level:
            lines = _unwrapped(lines)
        quoted_next = bool(following) and following[0].level > stretch[0].level
        introduced = _introduction(lines) if quoted_next else len(lines)
        for signed, part in groupby(
            zip(lines[:introduced], _signed(lines[:introduced], names), strict=True),
            key=lambda pair: pair[1],
        ):
            _add_part(builder, [line for line, _ in part], signed=signed)
        builder.paragraph(" ".join(lines[introduced:]))


def _add_part(builder: DocumentBuilder, lines: Sequence[str], *, signed: bool) -> None:
    if not signed:
        add_text(builder, "\n".join(lines))
        return
    for line in lines:
        if line.strip() != _SIGNED:
            builder.paragraph(line.strip())


def _lines(plain: str) -> list[_Line]:
    lines = []
    for line in plain.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        quoted = _QUOTED.fullmatch(line)
        if quoted is None:
            lines.append(_Line(0, line))
        else:
            lines.append(_Line(quoted["marks"].count(">"), quoted["text"]))
    return lines


def _without_soft_breaks(lines: list[_Line]) -> list[_Line]:
    """The lines of a flowed text (RFC 3676) joined where they end in a blank.

    Only the text is at hand here, not its Content-Type; so it is taken for flowed if each of the
    lines that end in a blank is a long one, and goes on in the next line of its level.
    """
    soft = [number for number, line in enumerate(lines) if _is_soft(line)]
    if not soft or not all(_flows(lines, number) for number in soft):
        return lines
    joined: list[_Line] = []
    for number, line in enumerate(lines):
        if number and _is_soft(lines[number - 1]):
            joined[-1] = _Line(line.level, joined[-1].text + line.text)
        else:
            joined.append(line)
    return joined


def _is_soft(line: _Line) -> bool:
    return line.text.endswith(" ") and bool(line.text.strip()) and line.text != f"{_SIGNED} "


def _flows(lines: Sequence[_Line], number: int) -> bool:
    line, following = lines[number], lines[number + 1 : number + 2]
    return (
        len(line.text) >= LEAST_WRAPPED
        and bool(following)
        and following[0].level == line.level
        and bool(following[0].text.strip())
    )


def _stretches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines of one quote level; blank ones belong to the level before them."""
    stretch: list[_Line] = []
    for line in lines:
        if stretch and line.text.strip() and line.level != stretch[0].level:
            yield stretch
            stretch = []
        if stretch or line.text.strip():
            stretch.append(line)
    if stretch:
        yield stretch


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Quoted lines, joined where a break only fills the column; quoting made them longer, so
    that mail programs break them anywhere, and `add_text` could not tell."""
    widest = max((len(line) for line in lines if len(line) <= MOST_WRAPPED), default=0)
    joined: list[str] = []
    last = ""
    for line in lines:
        if last and _goes_on(last, line, widest):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
        last = line.strip()
    return joined


def _goes_on(last: str, line: str, widest: int) -> bool:
    """Whether a line continues the one before: it begins as no sentence does, or the one before
    is a long one that its first word would not have fitted into."""
    words = line.split()
    if not words or ITEM.fullmatch(line) or last == _SIGNED or _CLOSING.fullmatch(last):
        return False
    fits = len(last) + 1 + len(words[0]) <= widest
    if len(last) >= LEAST_WRAPPED and not fits:
        return not last.endswith(":")
    return words[0][0].islower() and not last.endswith((".", "!", "?", ":"))


def _introduction(lines: Sequence[str]) -> int:
    """Where the words before a quotation begin that say whose it is ("On Monday Ann wrote:")."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if not end or not lines[end - 1].rstrip().endswith(":"):
        return len(lines)
    start = end - 1
    if start and lines[start - 1].strip() and any(map(str.isdigit, lines[start - 1])):
        start -= 1  # the date stands on the line before
    return start


def _signed(lines: Sequence[str], names: Set[str]) -> list[bool]:
    """Which lines are of a signature: all behind "-- ", short ones behind a closing phrase, and
    those that hold only names of the people concerned. Rules are as little a heading."""
    marks: list[bool] = []
    room = 0
    ended = False
    for line in lines:
        text = line.strip()
        ended = ended or text == _SIGNED
        if _CLOSING.fullmatch(text):
            room = _LONGEST_SIGNATURE
        elif text:
            room = room - 1 if len(text) <= _LONGEST_SIGNED and not _is_rule(text) else 0
        marks.append(ended or room > 0 or _is_rule(text) or _is_name(text, names))
    return marks


def _is_rule(text: str) -> bool:
    """Whether a line opens the message below, as in "-----Original Message-----"."""
    return text.startswith(("---", "___"))


def _is_name(text: str, names: Set[str]) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return 0 < len(words) <= 4 and set(words) <= names and not text.endswith((".", ":", "?", "!"))
