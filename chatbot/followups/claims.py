"""What an answer claimed, asked about by one word: "Why?", "Since when?", "For example?"."""

import re

from chatbot.followups import nouns, words
from chatbot.followups.phrases import Parse, parse
from chatbot.followups.topics import Topic

LONGEST = 18
"""The most words of a claim that is said again."""

_ASKED = {
    "why": "why", "how come": "why", "why so": "why", "why not": "why", "why is that": "why",
    "why's that": "why", "but why": "why", "and why": "why", "why exactly": "why",
    "how": "how", "how so": "how", "how exactly": "how", "and how": "how", "how is that": "how",
    "since when": "since when", "for example": "example", "such as": "example",
    "for instance": "example", "example": "example", "an example": "example",
    "like what": "example",
}  # fmt: skip
_UNTOLD = {
    "why": "Why is it that",
    "how": "How is it that",
    "since when": "Since when has it been the case that",
    "example": "What is an example of how",
}
_CUT = re.compile(r",\s+(?:because|since|so|although|while|whereas|which|but|as)\b|[;(]|: | – | — ")
_OPENING = re.compile(
    r"^(?:yes|no|because|however|therefore|so|also|thus|indeed|generally)\b,?\s*", re.I
)
_NUMBER = re.compile(r"\s*\[\d{1,4}\]")
_NEGATIVE = words.word_set("not no never t 't cannot nobody none neither nothing")
_STANDING = words.word_set("it they he she")


def asked_of_claim(read: Parse) -> str:
    """Which of why, how, since when and example a question of so few words asks; "" if none."""
    said = " ".join(token.lower for token in read.tokens if token.kind != "mark")
    return _ASKED.get(said.replace(" 's", "'s"), "")


def main_clause(sentence: str) -> str:
    """The clause that a sentence claims, without markers, reasons and closing mark; "" if long."""
    plain = _OPENING.sub("", _NUMBER.sub("", sentence).replace("**", "").strip())
    cut = _CUT.search(plain)
    clause = plain[: cut.start()] if cut else plain
    clause = clause.strip().rstrip(".!, ")
    return clause if 2 < len(clause.split()) <= LONGEST and "?" not in clause else ""


def denies(claim: str) -> bool:
    """Whether a claim says that something is not so."""
    return any(token.lower in _NEGATIVE for token in parse(claim).tokens)


def about_claim(asks: str, claim: str, known: str, topic: Topic | None) -> str | None:
    """The question for the reason, the manner, the beginning or an example of a claim. `known` is
    what was said before, from which names are told; None where the claim cannot be said again."""
    read = parse(claim)
    if not read.tokens:
        return None
    first = read.tokens[0]
    if first.lower in _STANDING | words.DEMONSTRATIVES:
        alone = first.lower in _STANDING or read.kind(1) in ("auxiliary", "verb")
        if (
            not alone
            or topic is None
            or topic.plural != (first.lower in ("they", "these", "those"))
        ):
            return None
        claim = topic.text + claim[first.end :]
        read = parse(claim)
    elif not _is_name(read, known):
        claim = claim[:1].lower() + claim[1:]
    turned = _turned(read, claim) if asks != "example" else None
    if turned is not None:
        return f"{asks.capitalize()} {turned}?"
    return f"{_UNTOLD[asks]} {claim}?"


def _turned(read: Parse, claim: str) -> str | None:
    """A claim as a question: "is cheese made of milk", "do bees collect nectar"; None where its
    subject and verb cannot be told apart."""
    subject = read.phrases[0] if read.phrases and read.phrases[0].first == 0 else None
    if subject is None:
        return None
    place = subject.last
    following = read.phrases[1] if len(read.phrases) > 1 else None
    while following is not None and read.lower(place) == "of" and following.first == place + 1:
        place = following.last
        following = next((p for p in read.phrases if p.first == place + 1), None)
    verb = read.token(place)
    if verb is None or place + 1 >= len(read.tokens):
        return None
    named, rest = claim[: read.tokens[place - 1].end], claim[verb.end :]
    if verb.kind == "auxiliary" and verb.lower in words.BE | words.MODALS:
        return f"{verb.text} {named}{rest}"
    if verb.kind != "verb":
        return None
    base = words.verb_base(verb.lower)
    if base is None or (base != verb.lower and not verb.lower.endswith("s")):
        return None
    if verb.lower == base and subject.plural:
        return f"do {named} {base}{rest}"
    return f"does {named} {base}{rest}" if verb.lower != base and not subject.plural else None


def _is_name(read: Parse, known: str) -> bool:
    """Whether the word that opens a claim keeps its capital inside a sentence."""
    first, second = read.tokens[0], read.token(1)
    if first.named:
        return True
    if first.kind != "noun" or re.search(rf"\b{re.escape(first.lower)}\b", known):
        return False
    if re.search(rf"\s{re.escape(first.text)}\b", known):
        return True
    if second is not None and second.kind == "noun":
        return second.text[:1].isupper()
    common = first.lower.endswith(("ing", "tion", "sion", "ment", "ness", "ity"))
    return not common and not nouns.is_plural(first.lower)
