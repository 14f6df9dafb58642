"""Things that questions name, as they can be said again."""

from dataclasses import dataclass
from itertools import pairwise

from chatbot.followups import nouns, words
from chatbot.followups.phrases import NounPhrase, Parse


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that was named: `text` as it can be said again, `core` its words in lower case
    without determiner, `turn` when it was named last."""

    text: str
    core: tuple[str, ...]
    plural: bool = False
    named: bool = False
    counted: bool = False
    person: bool = False
    turn: int = 0
    name: str = ""
    """From the first word of `core` to the last, as they are written."""

    @property
    def head(self) -> str:
        return nouns.singular(self.core[-1]) if self.core else ""

    @property
    def several(self) -> str:
        """The topic in the plural, where it is one of a kind ("a plan"); else as it is."""
        if self.plural or not self.counted or not self.core:
            return self.text
        bare = self.bare
        before, last = bare[: len(bare) - len(self.core[-1])], bare[-len(self.core[-1]) :]
        return before + _cased(nouns.plural(last.lower()), last)

    @property
    def single(self) -> str:
        """The topic in the singular, where it is a kind ("turkeys"); else as it is."""
        if not self.plural or " and " in self.text or self.text != self.bare or self.proper:
            return self.text
        last = self.text[-len(self.core[-1]) :]
        text = self.text[: len(self.text) - len(last)] + _cased(nouns.singular(last.lower()), last)
        return with_article(text)

    @property
    def proper(self) -> bool:
        """One capitalised word, like Kubernetes, that may be one thing although it ends in s."""
        return self.named and len(self.core) == 1

    @property
    def bare(self) -> str:
        """Without its article."""
        first, _, rest = self.text.partition(" ")
        return rest if rest and first.lower() in words.ARTICLES else self.text

    @property
    def possessive(self) -> str:
        return self.text + ("'" if self.plural and self.text.endswith("s") else "'s")


def with_article(noun: str) -> str:
    """A noun with "a" or "an" before it, by its first letter."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def _cased(word: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def topic_of(phrase: NounPhrase, *, turn: int = 0, person: bool = False) -> Topic:
    """A noun phrase as a thing to speak of: its determiner is kept when it is an article."""
    tokens = list(phrase.tokens)
    while len(tokens) > 1 and tokens[0].kind in ("determiner", "question", "adverb"):
        if tokens[0].lower in words.ARTICLES and tokens[1].lower not in words.ARTICLES:
            break
        tokens.pop(0)
    if phrase.determiner in ("my", "our", "your"):
        tokens = list(phrase.tokens)
    article = tokens[0].lower if tokens[0].lower in words.ARTICLES else ""
    start, end = tokens[0].start, tokens[-1].end
    text = phrase.text[start - phrase.start : end - phrase.start]
    if article and text[0].isupper():
        text = text[0].lower() + text[1:]
    return Topic(
        text=text,
        core=tuple(token.lower for token in phrase.core),
        plural=phrase.plural,
        named=phrase.named,
        counted=article in ("a", "an") or phrase.determiner in ("what", "which", "each", "every"),
        person=person or phrase.head in nouns.PEOPLE,
        turn=turn,
        name=phrase.text[phrase.core[0].start - phrase.start : end - phrase.start],
    )


def joined(one: Topic, other: Topic) -> Topic:
    """Two topics as one of two."""
    core = (*one.core, *other.core)
    return Topic(f"{one.text} and {other.text}", core, plural=True, turn=other.turn)


def specific_phrases(parse: Parse) -> list[NounPhrase]:
    """The phrases that name something by themselves, in order."""
    return [phrase for phrase in parse.phrases if phrase.specific]


def asks_for_person(parse: Parse) -> bool:
    """Who is X?"""
    return parse.lower(0) == "who" and parse.kind(1) == "auxiliary" and parse.lower(1) != "do"


def main_topic(parse: Parse, *, turn: int = 0) -> Topic | None:
    """What a question is about: the first phrase that can be a topic; a relational one ("the
    history of toilets") leaves that to its complement."""
    who = asks_for_person(parse)
    compared = compared_in(parse, turn) if parse.said & _CONTRASTS else None
    if compared is not None:
        return joined(*compared)
    for place, phrase in enumerate(parse.phrases):
        following = parse.phrases[place + 1] if place + 1 < len(parse.phrases) else None
        complemented = (
            following is not None and following.preposition == "of" and following.specific
        )
        if phrase.specific or (phrase.topical and not complemented):
            return topic_of(phrase, turn=turn, person=who and phrase.named)
    return None


_CONTRASTS = words.word_set("difference differences similarity similarities versus vs")

_JOINING = words.word_set("and or vs versus than")

_COMPARING = words.word_set("differ differs compare compares different same better versus vs")

_TRAVEL = words.word_set("trip travel travelling traveling visit visiting flight moving going")

_DATES = words.word_set(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter christmas "
    "easter"
)

_PLACES = words.word_set("city town village country island capital county")


def compared_in(parse: Parse, turn: int) -> tuple[Topic, Topic] | None:
    """Two things side by side in a question, or set against each other."""
    phrases = specific_phrases(parse)
    for one, other in pairwise(phrases):
        between = [token.lower for token in parse.tokens[one.last : other.first]]
        if between and between[-1] in _JOINING and len(between) < 3:
            return topic_of(one, turn=turn), topic_of(other, turn=turn)
    if len(phrases) > 1 and any(token.lower in _COMPARING for token in parse.tokens):
        return topic_of(phrases[0], turn=turn), topic_of(phrases[1], turn=turn)
    return None


def agent_in(parse: Parse, turn: int) -> Topic | None:
    """Who an unnamed "who" was: "the one who wrote Moby Dick", "Marie Curie's husband"."""
    if parse.lower(0) != "who" or len(parse.tokens) < 3:
        return None
    text = parse.text.rstrip(" ?.!")
    if parse.kind(1) == "verb" or parse.lower(1) in words.HAVE:
        said = f"the one who {text[parse.tokens[1].start :]}"
    elif parse.kind(1) == "auxiliary" and any(phrase.relational for phrase in parse.phrases):
        said = text[parse.tokens[2].start :]
        if " and " in said or parse.lower(2) in words.DO:
            return None
    else:
        return None
    return Topic(said, tuple(said.lower().split()), person=True, turn=turn, name=said)


def place_in(parse: Parse, turn: int) -> Topic | None:
    """A name after "around" or "in", or one that is called a city, says where everything is."""
    called = any(token.lower in _PLACES for token in parse.tokens)
    for phrase in parse.phrases:
        travels = phrase.preposition == "to" and bool(parse.said & _TRAVEL)
        located = phrase.preposition in ("in", "around", "near", "at") or called or travels
        dated = phrase.head in _DATES or any(word.text.isdigit() for word in phrase.words)
        if located and phrase.text[0].isupper() and phrase.core[0].named and not dated:
            return topic_of(phrase, turn=turn)
    return None
