"""Where sentences begin and end, as offsets into the text."""

import re
from collections.abc import Iterator

import sentencex

from ingest.abbreviations import LONGEST, goes_on

_WINDOW = 4_000
"""Characters that are segmented at once: the segmenter's time grows with the square of a
paragraph's length, so longer ones are read through a window. No sentence is longer than this."""

# Quotation marks and brackets are hidden from the segmenter, which would otherwise take a whole
# quotation of ten sentences for one, and never leave a bracket that is not closed.
_BLANKED = str.maketrans(dict.fromkeys('"“”„«»‹›()[]{}‘`', " "))
_LONE_APOSTROPHES = re.compile(r"''|(?<!\S)'(?!\S)")
_BRACKET_BEFORE_STOP = re.compile(r"\)(?= [.!?](?:\s|$))")
_CLOSING = re.compile(r"(?:[\"”’»›)\]}]|'(?!\w)|\s(?:''|[”’»›)\]}]|'(?!\w)))*")
_OPENING = " \t\"“„«‹([{‘`'"
_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]")
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


def sentences(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """(start, end) of every sentence of `text`, in order, without the white space around them.

    A line break ends a sentence: loaders join lines that were only wrapped. Takes time in
    proportion to the text's length. `language` is an ISO 639-1 code, for its abbreviations.
    """
    if not _LINE_BREAK.search(text):
        return list(_of_line(text, 0, language))
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        found.extend(_of_line(line[0], line.start(), language))
    return found


def _of_line(line: str, offset: int, language: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(line):
        ends = _ends(line[start : start + _WINDOW], language)
        if start + _WINDOW < len(line):
            # The last sentence may go on behind the window: read it again from its start.
            ends = ends[:-1] or [_last_gap(line, start, start + _WINDOW) - start]
        begin = start
        for end in ends:
            sentence = line[begin : start + end]
            inner = sentence.strip()
            if inner:
                first = begin + len(sentence) - len(sentence.lstrip())
                yield offset + first, offset + first + len(inner)
            begin = start + end
        start = begin


def _ends(window: str, language: str) -> list[int]:
    """Ends of the sentences of `window`, the last one at its end."""
    masked = _BRACKET_BEFORE_STOP.sub("0", window) if ") " in window else window
    masked = masked.translate(_BLANKED)
    if "'" in masked:
        masked = _LONE_APOSTROPHES.sub(lambda mark: " " * len(mark[0]), masked)
    ends: list[int] = []
    for boundary in sentencex.get_sentence_boundaries(language, masked):
        bare = len(masked[: boundary["end_index"]].rstrip())
        closing = _CLOSING.match(window, bare)
        end = closing.end() if closing else bare
        following = window[end : end + _LOOK].lstrip(_OPENING)
        begin = ends[-1] if ends else 0
        if end <= begin or following[:1].islower():
            continue
        if not goes_on(window[max(begin, end - LONGEST) : end], window[end : end + LONGEST]):
            ends.append(end)
    if not ends or window[ends[-1] :].strip():
        ends.append(len(window))
    else:
        ends[-1] = len(window)
    return ends


_LOOK = 16
"""Characters looked at after a full stop: a small letter there means that the sentence goes on."""


def _last_gap(line: str, start: int, end: int) -> int:
    """The last place between words in line[start:end], or `end` if it is all one word."""
    gap = line.rfind(" ", start + 1, end)
    return gap if gap > start else end
