"""Tokens: the words of a sentence, with what each is good for when sentences are compared."""

import re
from dataclasses import dataclass

from chatbot.grounding.words import FILLERS
from chatbot.reading import is_stop_word, stem

_WORD = re.compile(
    r"n['’]t\b"
    r"|[^\W\d_](?:\.[^\W\d_])+\.?"  # U.S.
    r"|\d+(?:[.,:]\d+)*(?:[^\W\d_]+)?"  # 1,000 and 10:30, 3rd and 5GB
    r"|[^\W_]+(?:['’][^\W\d_]+)*(?:\+\+|#(?!\w))?"
)
_CLAUSE = re.compile(
    r"[,:](?!\d)|[;()—–]|\s-\s|\b(?:and|but|or|whereas|while|because|although|so that)\b"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word at [start, end). `filler` words say nothing about a source, `content` words carry
    the topic; `clause` counts the clauses of the sentence from 0; `name` is a proper name or an
    acronym."""

    text: str
    lower: str
    stem: str
    start: int
    end: int
    clause: int
    content: bool
    filler: bool
    name: bool


def tokens_in(text: str) -> tuple[Token, ...]:
    """The words and numbers of a sentence, in order."""
    cuts = [match.start() for match in _CLAUSE.finditer(text)]
    matches = list(_WORD.finditer(text))
    capitals = sum(match.group()[0].isupper() for match in matches)
    headline = capitals > 0.6 * len(matches) and len(matches) > 3
    tokens = []
    clause = 0
    for place, match in enumerate(matches):
        word = match.group()
        while clause < len(cuts) and cuts[clause] <= match.start():
            clause += 1
        lower = word.lower().replace("’", "'")
        acronym = len(word) > 1 and word[1:] != word[1:].lower() and not headline
        name = acronym or (
            place > 0
            and word[0].isupper()
            and not headline
            and lower != "i"
            and text[: match.start()].rstrip()[-1:] not in '.!?:"“|'
        )
        content = acronym or not is_stop_word(word)
        bare = lower.removesuffix("'s")
        tokens.append(
            Token(
                word,
                lower,
                stem(bare or lower),
                match.start(),
                match.end(),
                clause,
                content,
                lower in FILLERS and not acronym,
                name,
            )
        )
    return tuple(tokens)
