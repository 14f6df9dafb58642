"""A model's draft as plain sentences: no markers, no Markdown, nothing that a page could load."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from chatbot.prompts import NO_ANSWER
from ingest.sentences import sentences

LONGEST = 20_000
"""Characters of a draft after which a model is taken to run on."""

REPEATED = 3
"""Times that a sentence may come before the model is taken to go in circles."""

RUN = 4
"""Words in a row that a sound sentence does not say so many times."""

_MARKER = re.compile(r"\s*\[\^?\d+(?:\s*,\s*\d+)*\]")
_LEAD = re.compile(r"^(?:[-*•]|\d+[.)]|#{1,6}|>)\s+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)?|!?\[([^\]\n]*)\]\[[^\]\n]*\]")
_TAG = re.compile(r"<[/!?]?[a-zA-Z][^<>\n]*>?|<https?:[^>\s]*>?")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`+)(?=\S)(.*?)(?<=\S)\1")
_OPENING = re.compile(
    r"^(?:(?:the|my) )?answer(?: is:| to (?:the|this|that|your) question is(?: that)?\b[:,]?)\s*"
    r"|^(?:based on|according to|as stated in) (?:the )?"
    r"(?:passages?|(?:given|provided|numbered) \w+)(?: \d+)?(?: given| provided)?,\s*",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?:…][\"'”’)\]]*\s")
_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.|data:|javascript:|mailto:)\S*", re.I)


def drafted(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences of a draft, each as soon as it is finished."""
    seen: dict[str, int] = {}
    for sentence in _sentences(pieces):
        for line in sentence.splitlines():
            text = plain_sentence(line)
            if not text or NO_ANSWER in text or _breaks_off(text) or circles(text):
                continue
            seen[text] = seen.get(text, 0) + 1
            if seen[text] == REPEATED:
                return
            if seen[text] == 1:
                yield text


def plain_sentence(line: str) -> str:
    """A line of a draft without markers and marks. Of links and images the words are kept and the
    addresses are dropped, so that whoever renders the text as Markdown loads nothing."""
    text = _MARKER.sub("", line).strip()
    text = _LINK.sub(lambda match: match.group(1) or match.group(2) or "", text)
    text = _EMPHASIS.sub(r"\2", _LEAD.sub("", _TAG.sub("", text)))
    return without_opening(" ".join(text.split()))


def without_opening(sentence: str) -> str:
    """The sentence without 'According to the passages, ...', which says nothing of the matter."""
    rest = _OPENING.sub("", sentence)
    return rest[:1].upper() + rest[1:] if rest != sentence else sentence


def circles(sentence: str) -> bool:
    """Whether the same few words come again and again, as a small model's do without end."""
    words = sentence.lower().split()
    runs = Counter(zip(*(words[start:] for start in range(RUN)), strict=False))
    return bool(runs) and max(runs.values()) >= REPEATED


def _breaks_off(sentence: str) -> bool:
    """Whether a sentence only announces something ('The steps are:') or opens a quotation."""
    return sentence.endswith((":", "(", " '", ' "', "“", "‘"))


def addresses(sentence: str) -> list[str]:
    """The web addresses that a sentence writes out."""
    return [match.group().rstrip(".,;:!?)\"'”’") for match in _ADDRESS.finditer(sentence)]


def _sentences(pieces: Iterable[str]) -> Iterator[str]:
    text, done = "", 0
    for piece in pieces:
        text += piece
        if len(text) > LONGEST:
            break
        if "\n" in piece or _END.search(text, done):
            for end in _ends(text, done):
                yield text[done:end]
                done = end
    yield from (text[start:end] for start, end in _rest(text, done))


def _ends(text: str, done: int) -> list[int]:
    """Where sentences end that are surely finished: another one has begun behind them. A sentence
    cut before a quotation that has not come to its end is not finished."""
    spans = [(done + start, done + end) for start, end in sentences(text[done:])]
    return [
        end
        for (_, end), (begin, _) in pairwise(spans)
        if "\n" in text[end:begin] or _END.search(text[end - 3 : end] + " ")
    ]


def _rest(text: str, done: int) -> Iterator[tuple[int, int]]:
    ends = [*_ends(text, done), len(text)]
    for end in ends:
        yield done, end
        done = end
