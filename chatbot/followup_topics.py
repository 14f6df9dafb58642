"""What a conversation is about: the things named so far, and the one that is spoken of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chatbot import followup_words as words
from chatbot.followup_phrases import NounPhrase, Parse, Token

REACH = 4
"""Turns back to which a pronoun may point past the thing that is spoken of."""


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

    @property
    def head(self) -> str:
        return words.singular(self.core[-1]) if self.core else ""

    @property
    def several(self) -> str:
        """The topic in the plural, where it is one of a kind ("a plan"); else as it is."""
        if self.plural or not self.counted:
            return self.text
        bare = self.bare
        before, last = bare[: len(bare) - len(self.core[-1])], bare[-len(self.core[-1]) :]
        return before + _cased(words.plural(last.lower()), last)

    @property
    def single(self) -> str:
        """The topic in the singular, where it is a kind ("turkeys"); else as it is."""
        if not self.plural or " and " in self.text or self.text != self.bare:
            return self.text
        last = self.text[-len(self.core[-1]) :]
        text = self.text[: len(self.text) - len(last)] + _cased(words.singular(last.lower()), last)
        return f"{'an' if text[:1].lower() in tuple('aeiou') else 'a'} {text}"

    @property
    def bare(self) -> str:
        """Without its article."""
        first, _, rest = self.text.partition(" ")
        return rest if rest and first.lower() in words.ARTICLES else self.text

    @property
    def possessive(self) -> str:
        return self.text + ("'" if self.plural and self.text.endswith("s") else "'s")


def _cased(word: str, like: str) -> str:
    return (
        word.upper()
        if like.isupper() and len(like) > 1
        else (word.capitalize() if like[:1].isupper() else word)
    )


def topic_of(phrase: NounPhrase, *, turn: int = 0, person: bool = False) -> Topic:
    """A noun phrase as a thing to speak of: its determiner is kept when it is an article."""
    tokens = list(phrase.tokens)
    while (
        len(tokens) > 1
        and tokens[0].kind in ("determiner", "question", "adverb")
        and not (tokens[0].lower in words.ARTICLES)
    ):
        tokens.pop(0)
    while (
        len(tokens) > 2
        and tokens[0].lower in words.ARTICLES
        and (tokens[1].lower in words.ARTICLES)
    ):
        tokens.pop(0)
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
        person=person or phrase.head in words.PEOPLE,
        turn=turn,
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


@dataclass(slots=True)
class Memory:
    """What has been named in the turns so far, latest last. `focus` is what is spoken of now,
    `question` the last one as understood, `items` what the last answer listed."""

    turn: int = 0
    focus: Topic | None = None
    question: Parse | None = None
    topics: list[Topic] = field(default_factory=list)
    latest: list[Topic] = field(default_factory=list)
    answered: list[Topic] = field(default_factory=list)
    items: Sequence[str] = ()
    genders: dict[str, str] = field(default_factory=dict)

    def listen(self, parse: Parse, *, kept: Topic | None = None) -> None:
        """Take in a question as it was understood; `kept` is what it already spoke of."""
        self.turn += 1
        person = asks_for_person(parse)
        self.latest = [
            topic_of(phrase, turn=self.turn, person=person and phrase.named)
            for phrase in specific_phrases(parse)
        ]
        self.topics = [*self.topics[-40:], *self.latest]
        self.question = parse
        if kept is not None:
            self.focus = replace(kept, turn=self.turn)
        elif self.latest:
            self.focus = self.latest[0]

    def recent(self) -> Iterator[Topic]:
        """Topics that a pronoun may mean, the likeliest first."""
        if self.focus is not None:
            yield self.focus
        yield from self.latest
        yield from self.answered
        for topic in reversed(self.topics):
            if self.turn - topic.turn <= REACH:
                yield topic

    def thing(self) -> Topic | None:
        """What "it" means."""
        last = [topic for topic in self.recent() if not topic.person and not self._gendered(topic)]
        if not last:
            return self.focus
        first = last[0]
        if first.plural:
            rival = next(
                (topic for topic in self.latest if topic in last and not topic.plural), None
            )
            return rival or first
        return first

    def things(self) -> Topic | None:
        """What "they" means."""
        for topic in self.recent():
            if topic.plural and self.turn - topic.turn <= 1:
                return topic
        return self.focus

    def pair(self) -> Topic | None:
        """What "both" means: the two things named last."""
        found: list[Topic] = []
        for topic in [*reversed(self.latest), self.focus, *reversed(self.topics)]:
            if topic is None or any(set(topic.core) == set(other.core) for other in found):
                continue
            found.append(topic)
            if len(found) == 2:
                return joined(found[1], found[0])
        return None

    def person(self, gender: str) -> Topic | None:
        """What "he" or "she" means: someone named lately, no one who was of the other gender."""
        fitting = [
            topic
            for topic in self.recent()
            if not topic.plural and self.genders.get(topic.text, gender) == gender
        ]
        for test in (
            lambda topic: self._gendered(topic) or topic.person,
            lambda topic: topic.named and topic.text == topic.bare and len(topic.core) > 1,
            lambda topic: topic.named,
        ):
            for topic in fitting:
                if test(topic):
                    self.genders[topic.text] = gender
                    return topic
        return self.focus

    def _gendered(self, topic: Topic) -> bool:
        return topic.text in self.genders


def fuller(phrase: NounPhrase, memory: Memory) -> Topic | None:
    """The longer phrase that a short mention repeats: "the experiment" after "the Stanford
    Experiment", "Anne" after "Anne Bonny"."""
    if len(phrase.core) != 1 or phrase.core != phrase.words:
        return None
    token: Token = phrase.core[0]
    for topic in memory.recent():
        if len(topic.core) < 2 or " and " in topic.text:
            continue
        if token.named and topic.named and token.lower in topic.core and token.start > 0:
            return topic
        if topic.head == phrase.head and not token.named:
            return topic
    return None
