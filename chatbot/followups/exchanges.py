"""What a phrase of a question can be exchanged for, and by what signs: article, name, place."""

from chatbot.followups import nouns, words
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import NounPhrase, Parse


def best_of(parse: Parse, phrase: NounPhrase, asked: Parse) -> str | None:
    """ "What about the largest?" after "Which countries ...?": of what was asked for."""
    fronted = next((p for p in asked.phrases if p.first == 0 and p.plural), None)
    if fronted is None or not words.is_superlative(phrase.words[-1].lower):
        return None
    kind = nouns.singular(fronted.core[-1].lower)
    return f"{parse.text[: phrase.end]} {kind}{parse.text[phrase.end :]}"


def among(phrase: NounPhrase, memory: Memory) -> tuple[Parse, NounPhrase] | None:
    """ "the" one of a list, in the place of another that the question before the last was about."""
    known, asked, last = memory.enumerated, memory.before, memory.question
    if known is None or asked is None or last is None or phrase.determiner != "the":
        return None
    if any(article(other) == "the" and known.name_of(other.head) for other in last.phrases):
        return None
    listed = (p for p in asked.phrases if article(p) == "the" and known.name_of(p.head))
    found = next(listed, None)
    return (asked, found) if found is not None else None


def article(phrase: NounPhrase) -> str:
    """ "a", "the" or another determiner; "" without one."""
    return "a" if phrase.determiner == "an" else phrase.determiner


def proper(phrase: NounPhrase) -> bool:
    """Whether its head is a name: "Model 3", but not "AI engineer"."""
    last = phrase.words[-1]
    return last.named or (last.text.isdigit() and phrase.named)


def last_sentence(parse: Parse) -> int:
    """The first token of a question's last sentence."""
    marks = [i for i, token in enumerate(parse.tokens[:-1]) if token.text in (".", "?", "!")]
    return marks[-1] + 1 if marks else 0
