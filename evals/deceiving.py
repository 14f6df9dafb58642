"""Questions made deceiving: one thing of an answered question is changed, so that the text which
answers it looks as if it did, and does not.

A name or a number gives way to another one from the texts nearby, or a word to its opposite, which
are some of the ways of those who wrote such questions by hand for SQuAD 2.0 (Rajpurkar et al.
2018). Now and then the changed question is answered all the same; a reader learns from thousands.
"""

import random
import re
from collections.abc import Sequence

_NAME = re.compile(
    r"(?<![.!?:\n] )(?<!^)\b[A-Z][\w'-]+(?: (?:of |the |de )?[A-Z][\w'-]+)*"  # not at the beginning
)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"\b[a-z]+\b")
_SHORTEST_NAME = 4

_PAIRS = (
    "first last, largest smallest, highest lowest, most least, before after, increase decrease, "
    "increased decreased, oldest youngest, earliest latest, northern southern, eastern western, "
    "north south, east west, win lose, won lost, more fewer, longest shortest, above below, "
    "minimum maximum, allowed forbidden, rise fall, best worst, internal external, public private, "
    "male female, supported opposed, accept reject, major minor, began ended, start end, "
    "early late, strong weak, hot cold, advantages disadvantages, strengths weaknesses, "
    "success failure, old new, man woman, men women"
)
_OPPOSITES: dict[str, str] = {}
for _pair in _PAIRS.split(", "):
    _one, _other = _pair.split()
    _OPPOSITES |= {_one: _other, _other: _one}


def deceiving(question: str, texts: Sequence[str], chance: random.Random) -> str | None:
    """The question with one thing changed; None where it holds nothing that can be. What takes the
    place of a name or number stands in one of the texts."""
    places = [(_NAME, match.span()) for match in _NAME.finditer(question)]
    places += [(_NUMBER, match.span()) for match in _NUMBER.finditer(question)]
    places += [
        (_WORD, match.span()) for match in _WORD.finditer(question) if match.group() in _OPPOSITES
    ]
    for form, (start, end) in chance.sample(places, len(places)):
        said = question[start:end]
        others = [_OPPOSITES[said]] if form is _WORD else _others(form, said, question, texts)
        if others:
            return question[:start] + chance.choice(others) + question[end:]
    return None


def _others(form: re.Pattern[str], said: str, question: str, texts: Sequence[str]) -> list[str]:
    """Names of about as many words, or numbers of as many digits, that the question lacks."""
    found = [match.group() for text in texts for match in form.finditer(text)]
    return [
        other
        for other in found
        if other.lower() not in question.lower()
        and said.lower() not in other.lower()
        and (
            len(other) == len(said)
            if form is _NUMBER
            else len(other) >= _SHORTEST_NAME and abs(other.count(" ") - said.count(" ")) <= 1
        )
    ]
