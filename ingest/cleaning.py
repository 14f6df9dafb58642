"""Repairs to damaged text. Each is counted, so that the Receipt can say what was done.

What is not damaged stays as it is: curly quotes, full-width letters, control characters, odd
spaces and invisible marks are somebody's text, and quotes must match it to the character.
"""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from ingest.documents import Finding

_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
# Patterns for whole texts begin with the rare characters themselves, which makes them fast.
_LIGATURE = re.compile("[{}](?:(?<=[A-Za-z].)|(?=[A-Za-z]))".format("".join(_LIGATURES)))
_SOFT_HYPHEN = re.compile(r"\xad(?<=[^\W\d_].)\xad*(?=[^\W\d_])")
# UTF-8 read as Windows-1252 loses five bytes that stand for nothing there; where the neighbours
# tell which one is missing, it is put back: in emoji joined to one another, in emoji shown as
# pictures, and in closing quotes. Of an emoji without its third or fourth byte only a mark is left.
_LOST_BYTES = (
    (re.compile("â€(?=ðŸ|â[™š])"), "â€\x8d"),
    (re.compile("(?<=[\u0080-\uffff])ï¸(?![\x80-\xbf])"), "ï¸\x8f"),
    (re.compile("(?<=â€œ)([^\n]{0,400}?)â€(?=[\\s.,;:)]|$)"), "\\1â€\x9d"),
)
_BEYOND_REPAIR = re.compile(
    "ðŸ[\u0080-\u02ff\u2010-\u2122]{1,2}(?:\ufe0f|(?=\\s|$))|(?<![^\\s])ðŸ(?=\\s|$)"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_RARE_LETTER = re.compile(r"[\u0530-\u1fff]")
_BROKEN_WORD = re.compile(
    r"[-\u2010\xad\x02\ufffe](?<=[^\W\d_]{2}.)(?:[ \t]*\r?\n[ \t]*|(?<=[\x02\ufffe]))"
    r"(?P<right>[^\W\d_]{2,})"
)
_LEFT_PART = re.compile(r"[^\W\d_]+$")
_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text after repair, and what was repaired in it."""

    text: str
    repairs: tuple[Finding, ...] = ()


def clean(text: str) -> Cleaned:
    """Mend garbled encodings, ligatures and soft hyphens; take out NUL characters, and
    mark halves of characters (lone surrogates), which no file or index can hold.

    Lines are mended one by one, since a text is often pasted together from several sources.
    """
    if text.isascii() and "\0" not in text:
        return Cleaned(text)
    counts: Counter[str] = Counter({"NUL characters": text.count("\0")})
    text = text.replace("\0", "")
    if text.isascii():
        return Cleaned(text, findings(counts))
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.isascii() and any(letter.isprintable() for letter in line if letter != " "):
            mended = _mend(line)
            if mended != line:
                counts["garbled encoding"] += 1
                lines[number] = mended
    text = "\n".join(lines)
    text, counts["halves of characters"] = _SURROGATE.subn("\ufffd", text)
    text, counts["ligatures"] = _LIGATURE.subn(lambda found: _LIGATURES[found[0]], text)
    text, counts["soft hyphens"] = _SOFT_HYPHEN.subn("", text)
    return Cleaned(text, findings(counts))


def _mend(line: str) -> str:
    """Undo the wrong decodings in a line (ftfy, Speer 2019, doi:10.5281/zenodo.2591652)."""
    import ftfy

    restored = line
    for pattern, replacement in _LOST_BYTES:
        restored = pattern.sub(replacement, restored)
    mended = _BEYOND_REPAIR.sub("\ufffd", str(ftfy.fix_encoding(restored)))
    foreign = set(_RARE_LETTER.findall(mended)) - set(_RARE_LETTER.findall(line))
    # One letter of a far-off script in a line without any others is a wrong guess.
    return line if len(foreign) == 1 and len(_RARE_LETTER.findall(mended)) == 1 else mended


def rejoined(text: str, words: Set[str] = frozenset()) -> Cleaned:
    """Put words together again that a hyphen at the end of a line broke in two.

    Whether the hyphen belongs to the word is decided by how the word is written elsewhere, in
    `words` (small letters) and in the text itself; unknown words lose it.
    """
    if not _BROKEN_WORD.search(text):
        return Cleaned(text)
    known = words or vocabulary(text)
    count = 0

    def join(broken: re.Match[str]) -> str:
        nonlocal count
        before = text[max(0, broken.start() - _LONGEST_WORD) : broken.start()]
        part = _LEFT_PART.search(before)
        left, right = part[0] if part else "", broken["right"]
        written_so = f"{left}-{right}".lower() in known and (left + right).lower() not in known
        if right[0].isupper() or written_so:
            return f"-{right}"
        count += 1
        return right

    return Cleaned(_BROKEN_WORD.sub(join, text), findings({"words broken over lines": count}))


def vocabulary(text: str) -> Set[str]:
    """The words of a text in small letters, with the hyphens that they have within a line."""
    return {word.lower() for word in _WORD.findall(text)}


def findings(counts: dict[str, int] | Counter[str]) -> tuple[Finding, ...]:
    """Counts as Findings, without the zeros."""
    return tuple(Finding(what, count) for what, count in counts.items() if count)


def merged(repairs: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of the same kind added up, in the order of their first appearance."""
    counts: Counter[str] = Counter()
    for finding in repairs:
        counts[finding.what] += finding.count
    return findings(counts)
