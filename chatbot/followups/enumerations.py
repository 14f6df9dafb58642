"""Several things named in a row: what an answer listed, "a, b and c" in a text."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.followups.nouns import singular
from chatbot.followups.phrases import NounPhrase, Parse
from chatbot.followups.soundness import nominal
from chatbot.followups.topics import topic_of

FEW = 5
"""So many things are named one by one; more are called by their kind."""

_LABEL_WORDS = 4


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What was named in a row, and what it was asked for as: "the levels"; the kind may be ""."""

    names: tuple[str, ...]
    kind: str = ""
    turn: int = 0

    @property
    def text(self) -> str:
        """All of it, short enough to stand in a question."""
        few = 0 < len(self.names) <= FEW
        return series(self.names) if few or not self.kind else self.kind

    def name_of(self, head: str) -> str:
        """The name that ends in a word: "AI architect" for "architect"; "" if there is none."""
        last = (name for name in self.names if singular(name.split()[-1].lower()) == head)
        found = next(last, "")
        return head if found.lower() == head else found


def series(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def labels(items: Sequence[str]) -> tuple[str, ...]:
    """The names of listed items, where all of them are short noun phrases; else none."""
    names = [name for name in (_uncapitalized(item) for item in items) if name]
    if any(name not in items for name in names):
        names = [name if name[1:] != name[1:].lower() else name.lower() for name in names]
    short = all(len(name.split()) <= _LABEL_WORDS and nominal(name) for name in names)
    return tuple(dict.fromkeys(names)) if short and len(names) > 1 else ()


def _uncapitalized(name: str) -> str:
    """ "Too much salt" inside a sentence; names and single words are left as they are."""
    first, _, rest = name.partition(" ")
    plain = rest and rest == rest.lower() and first[1:] == first[1:].lower()
    return name[:1].lower() + name[1:] if plain else name


def in_text(read: Parse) -> tuple[str, ...]:
    """The things that a text joins by commas and "and", if it opens with them or they are three;
    the longest row of them."""
    best: list[NounPhrase] = []
    row: list[NounPhrase] = []
    for phrase in read.phrases:
        between = [token.lower for token in read.tokens[row[-1].last : phrase.first]] if row else []
        if row and between in ([","], ["and"], [",", "and"], ["or"], [",", "or"]):
            row.append(phrase)
        else:
            row = [phrase]
        closed = len(row) > 1 and read.lower(phrase.first - 1) in ("and", "or")
        if closed and len(row) > len(best) and (len(row) > 2 or row[0].first == 0):
            best = list(row)
    return tuple(topic_of(phrase).text for phrase in best)


def kind_of(asked: Parse) -> str:
    """ "the specializations in AI engineering" of a question for them, else ""."""
    for place, phrase in enumerate(asked.phrases):
        fronted = phrase.first == 0 and phrase.tokens[0].kind == "question"
        if not phrase.plural or phrase.named or not (fronted or phrase.relational):
            continue
        kind = " ".join(token.text for token in phrase.words)
        last = asked.phrases[-1]
        ends = asked.kind(last.last) in ("", "mark") and last.preposition in ("of", "in", "for")
        if ends and last is not phrase and place + 2 == len(asked.phrases):
            return f"the {kind} {last.preposition} {last.text}"
        return f"the {kind}"
    return ""


def enumerated(
    opening: Parse, items: Sequence[str], asked: Parse | None, turn: int
) -> Enumeration | None:
    """What an answer enumerates: its list, else a row of names in its first sentence."""
    kind = kind_of(asked) if asked is not None else ""
    names = labels(items)
    if not names and items and kind:
        return Enumeration((), kind, turn)
    names = names or labels(in_text(opening))
    return Enumeration(names, kind, turn) if names else None
