"""Comparing: whether two quotes speak of the same thing, and of what was asked.

Likeness of words is no evidence that two quotes are about one thing: every recipe has a 'Cook
time', every product a 'Warranty'. What a quote does not say itself it takes from where it stands.
So a full statement may be compared with one of another document; an item, a table row or a sentence
that leans on its surroundings only with one of a document of the same name; and neighbours in one
document, which list different things, not at all.
"""

import re
from functools import lru_cache

from chatbot.answers import Quote
from chatbot.followups.words import DETERMINERS, PREPOSITIONS, verb_base
from chatbot.reading import is_stop_word, stems_of

ASKED = 0.5
"""Of the question's words that either quote or its headings hold, the least share that both do."""

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_ENDED = re.compile(r"\.[\"'”’)\]*_]*$")
_FEWEST = 4  # words and marks of a sentence that says something
_LABELLED = re.compile(r" \| |^[^.!?:]{1,40}:\s|^\W*\d+\s")
_LABEL = re.compile(r"[|:]|(?=\d)")
_LEANING = frozenset(
    "it its they their them he his him she her i me my we us our you your this these those such "
    "here there both former latter".split()
)
"""Words for what was named before, or for whoever writes and reads."""

_OWN = frozenset(("its", "their", "his", "her"))
_AFTER_ORDER = DETERMINERS | frozenset("it them in on at until into from with to".split())


def comparable(first: Quote, second: Quote, asked: frozenset[str] = frozenset()) -> bool:
    """Whether there is evidence that the quotes have one subject, one that was asked about;
    `asked` are the stems of the question's content words, if there is a question."""
    if asked and not _both_asked(first, second, asked):
        return False
    alone = stands_alone(first.text) and stands_alone(second.text)
    if first.document_id == second.document_id:
        return alone and _part(first) != _part(second)
    return alone or (_same_name(first, second) and _label(first.text) == _label(second.text))


@lru_cache(maxsize=8192)
def stands_alone(text: str) -> bool:
    """Whether a text is a statement that names its own subject: a whole sentence that is no order,
    has no label before it and does not begin with what refers to something before it."""
    if not _ENDED.search(text.strip()) or _LABELLED.search(text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST:
        return False
    ordered = verb_base(words[0]) == words[0] and words[1] in _AFTER_ORDER
    if ordered or words[0] in ("do", "don't", "never"):
        return False
    named = next((i for i, w in enumerate(words) if w[0].isalnum() and not is_stop_word(w)), 0)
    # 'at its deepest point the lake ...' names what it speaks of afterwards
    leaning = _LEANING - _OWN if words[0] in PREPOSITIONS else _LEANING
    return leaning.isdisjoint(words[: named + 1])


def _both_asked(first: Quote, second: Quote, asked: frozenset[str]) -> bool:
    one, two = asked & _spoken_of(first), asked & _spoken_of(second)
    return bool(one & two) and len(one & two) >= ASKED * len(one | two)


def _spoken_of(quote: Quote) -> frozenset[str]:
    return stems_of(quote.text) | _above(quote.title, quote.section)


@lru_cache(maxsize=1024)
def _above(*headings: str) -> frozenset[str]:
    return frozenset().union(*map(stems_of, headings))


def _part(quote: Quote) -> str:
    """The part of its document that a quote is in: the outermost heading but the title's."""
    return next((h for h in quote.section.split(" > ") if h != quote.title), "")


def _same_name(first: Quote, second: Quote) -> bool:
    """Whether one title says all that the other does, and they are no two numbered ones of a kind;
    the nearest headings must then not differ, either."""
    if _NUMBER.findall(first.title) != _NUMBER.findall(second.title):
        return False
    one, two = stems_of(first.title), stems_of(second.title)
    if not one or not two or not (one <= two or two <= one):
        return False
    near, other = (stems_of(q.section.rpartition(" > ")[2]) for q in (first, second))
    return not near or not other or bool(near & other)


def _label(text: str) -> frozenset[str]:
    """What an item or a row begins with, up to its first bar, colon or number."""
    return stems_of(_LABEL.split(text.strip(), maxsplit=1)[0])
