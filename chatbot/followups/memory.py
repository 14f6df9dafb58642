"""What a conversation is about: the things named so far, and the one that is spoken of."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from chatbot.followups import nouns, words
from chatbot.followups.enumerations import Enumeration, enumerated, in_text, labels
from chatbot.followups.phrases import NounPhrase, Parse
from chatbot.followups.topics import (
    Topic,
    agent_in,
    asks_for_person,
    compared_in,
    joined,
    main_topic,
    place_in,
    specific_phrases,
    topic_of,
    with_article,
)

REACH = 4
"""Turns back to which a pronoun may point past the thing that is spoken of."""


@dataclass(slots=True)
class Memory:
    """What has been named in the turns so far. `focus` is what is spoken of now, `continued`
    whether the last turn went on about it, `before` the question before the last; `latest` and
    `answered` are what the last question and the start of its answer named, `items` what that
    answer listed, `claim` what it said first, `enumerated` what was last named in a row; `place`
    is where it all is, `pointed` what "it" and "they" meant last, `called` the pronouns of the
    last question."""

    turn: int = 0
    focus: Topic | None = None
    continued: bool = False
    question: Parse | None = None
    before: Parse | None = None
    topics: list[Topic] = field(default_factory=list)
    latest: list[Topic] = field(default_factory=list)
    answered: list[Topic] = field(default_factory=list)
    items: Sequence[str] = ()
    enumerated: Enumeration | None = None
    claim: str = ""
    title: str = ""
    section: str = ""
    called: str = ""
    foci: list[Topic] = field(default_factory=list)
    agent: Topic | None = None
    compared: tuple[Topic, Topic] | None = None
    pointed: dict[str, Topic] = field(default_factory=dict)
    place: Topic | None = None
    genders: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Memory":
        """One that can be changed without changing this one."""
        return replace(self, pointed=dict(self.pointed), genders=dict(self.genders))

    def listen(
        self, parse: Parse, *, kept: Topic | None = None, called: str = "", aside: bool = False
    ) -> None:
        """Take in a question as it was understood; `kept` is what it already spoke of, `called`
        the pronoun that it used. One that is `aside` asks about an answer: what follows goes on
        from the question before."""
        self.turn += 1
        if aside:
            return
        person = asks_for_person(parse)
        self.latest = [
            topic_of(phrase, turn=self.turn, person=person and phrase.named)
            for phrase in specific_phrases(parse)
        ]
        self.topics = [*self.topics[-40:], *self.latest]
        self.before, self.question = self.question, parse
        self.continued = kept is not None
        self.answered, self.items, self.claim = [], (), ""
        if self.enumerated is not None and self.turn - self.enumerated.turn >= REACH:
            self.enumerated = None
        named = labels(in_text(parse))
        if self.enumerated is not None and self.enumerated.text in parse.text:
            self.enumerated = replace(self.enumerated, turn=self.turn)
        elif len(named) > 2:
            self.enumerated = Enumeration(named, turn=self.turn)
        self.called = called
        found = kept or self._moved(parse)
        if found is not None:
            if found.counted and kept is None and parse.said & {"did", "had"}:
                found = replace(found, text=f"the {found.bare}", counted=False)
            self.focus = replace(found, turn=self.turn)
            if not self.foci or self.foci[-1].core != found.core:
                self.foci = [*self.foci[-8:], found]
        self.compared = compared_in(parse, self.turn) or self.compared
        self.agent = agent_in(parse, self.turn) or self.agent
        self.place = place_in(parse, self.turn) or self.place

    def hear(
        self,
        parse: Parse,
        *,
        items: Sequence[str] = (),
        listed: Sequence[str] = (),
        claim: str = "",
        title: str = "",
        section: str = "",
    ) -> None:
        """Take in the opening of the answer to the last question, the items that it can be counted
        by, those of its list, the clause that it claims first, and title and section of what it
        cites. The first new name in it answers a "who"."""
        self.items, self.claim = items, claim
        found = enumerated(parse, listed, self.question, self.turn)
        self.enumerated = found or self.enumerated
        self.title, self.section = title or self.title, section or self.section
        asked = self.question
        said: Collection[str] = asked.said if asked is not None else ()
        self.answered = [
            topic_of(phrase, turn=self.turn)
            for phrase in parse.phrases
            if (phrase.named or phrase.core[0].text[:1].isupper()) and phrase.specific
        ]
        new = [t for t in self.answered if not set(t.core) <= set(said) and t.bare[:1].isupper()]
        if new and asked is not None and asked.lower(0) == "who":
            self.agent = replace(new[0], person=not new[0].plural)

    def _moved(self, parse: Parse) -> Topic | None:
        """The topic that a question moves on to. A choice in the asker's own doing ("What kind of
        wood should I use?") and the best of what is spoken of are no new topics."""
        found = main_topic(parse)
        if found is None or self.focus is None:
            return found
        specific = specific_phrases(parse)
        own = any(token.lower in ("i", "you", "we") for token in parse.tokens[:6])
        if len(specific) == 1 and own and parse.kind(0) == "question":
            fronted = all(token.kind != "auxiliary" for token in parse.tokens[: specific[0].last])
            if fronted:
                return self.focus
        if any(_lowered(phrase) == self.focus.core for phrase in specific):
            return self.focus
        if found.core == self.focus.core and found.text != self.focus.text:
            return self.focus
        return found

    def recent(self) -> Iterator[Topic]:
        """Topics that a pronoun may mean, the likeliest first."""
        if self.focus is not None:
            yield self.focus
        yield from self.latest
        for topic in reversed(self.topics):
            if self.turn - topic.turn <= REACH:
                yield topic
        yield from self.answered

    def thing(self, said: Collection[str]) -> Topic | None:
        """What "it" means: what is spoken of; one thing rather than several just named. Words
        that the question has `said` itself are not meant."""
        things = [topic for topic in self.recent() if not self._someone(topic)]
        things = [topic for topic in things if not set(topic.core) <= set(said)] or things
        if not things:
            return self.focus
        if things[0].plural and not things[0].proper and "it" not in self.called:
            head = things[0].head
            near = [topic for topic in self.latest if topic in things and not topic.plural]
            meant = self.pointed.get("it")
            if meant is not None and self.turn - meant.turn < REACH:
                near.append(meant)
            return next((topic for topic in near if topic.head != head), things[0])
        return things[0]

    def things(self, said: Collection[str]) -> Topic | None:
        """What "they" means, apart from what the question has `said` itself."""
        for topic in (*filter(None, [self.focus]), *self.latest, *reversed(self.topics)):
            if topic.plural and self.turn - topic.turn <= 1 and not set(topic.core) <= set(said):
                return topic
        listed = self.listed()
        if listed is not None or self.focus is None or self.focus.counted:
            return listed or self.focus
        agent = self.agent
        if agent is not None and agent.turn == self.turn and not self.focus.person:
            return agent
        meant = self.pointed.get("they")
        if meant is not None and self.turn - meant.turn < REACH and meant.plural:
            return meant
        return self.focus

    def listed(self, *, fronted: bool = False) -> Topic | None:
        """ "the symptoms of flu", when the last question asked for them; with `fronted` also the
        skills of "What skills does a nurse need?"."""
        asked = self.question
        if asked is None or (self.continued and not fronted):
            return None
        for one, other in pairwise(asked.phrases):
            if not (one.relational and one.plural and other.specific):
                continue
            kind = " ".join(token.text for token in one.words)
            if other.preposition in ("of", "for") and one.last + 1 == other.first:
                text = f"the {kind}{asked.text[one.end : other.end]}"
            elif fronted and asked.kind(one.last) == "auxiliary" and one.first == 0:
                text = f"the {kind} of {topic_of(other).text}"
            else:
                continue
            return Topic(
                text,
                tuple(token.lower for token in (*one.words, *other.core)),
                plural=True,
                turn=self.turn,
                name=text,
            )
        return None

    def pair(self) -> Topic | None:
        """What "both" means: the two things that the last question compared, else the two that
        the conversation was about last."""
        sides = self.sides()
        return joined(*sides) if sides else None

    def sides(self) -> tuple[Topic, Topic] | None:
        """The two things compared last, in order."""
        if self.compared is not None and self.turn - self.compared[0].turn < REACH:
            return self.compared
        found: list[Topic] = []
        for topic in reversed(self.foci):
            if all(set(topic.core) - set(o.core) and set(o.core) - set(topic.core) for o in found):
                found.append(topic)
            if len(found) == 2:
                return found[1], found[0]
        return None

    def person(self, gender: str) -> Topic | None:
        """What "he" or "she" means: someone named lately, no one who was of the other gender."""
        near = [self.focus, *self.latest, *self.answered] if self.focus else self.latest
        for topics in (near, list(self.recent())):
            fitting = [
                topic
                for topic in topics
                if topic and not topic.plural and self.genders.get(topic.text, gender) == gender
            ]
            topic = max(fitting, key=self._personal, default=None)
            fresh = self.agent is not None and self.agent.turn == self.turn
            if (
                self.agent is not None
                and self.genders.get(self.agent.text, gender) == gender
                and (topic is None or self._personal(topic) < (3 if fresh else 1))
            ):
                topic = self.agent
            if topic is not None and self._personal(topic):
                self.genders[topic.text] = gender
                return topic
        return None

    def kind(self, *, plural: bool, article: bool = False) -> str | None:
        """The common noun that "one" or "ones" repeats, with a or an where it stands alone."""
        asked = self.question.phrases if self.question else ()
        counted = [
            topic_of(phrase, turn=self.turn)
            for phrase in asked
            if (phrase.plural if plural else phrase.determiner in ("a", "an") or _superb(phrase))
            and phrase.head not in nouns.BACKGROUND
        ]
        counted += [
            replace(topic_of(phrase, turn=self.turn), plural=True)
            for phrase in asked
            if phrase.plural and phrase.relational and phrase.head not in _SORTS and not plural
        ]
        spoken = [self.focus] if self.focus is not None and self.focus.plural else []
        for topic in [*(spoken if plural else ()), *counted, *self.recent()]:
            several = topic.plural or topic.counted or topic in counted
            if topic.core and several and " and " not in topic.text:
                *before, last = topic.name.split()
                last = (nouns.plural if plural else nouns.singular)(last.lower())
                name = " ".join([*before, last])
                if article and not plural:
                    return with_article(name)
                return name
        return None

    def _someone(self, topic: Topic) -> bool:
        return topic.person or topic.text in self.genders

    def _personal(self, topic: Topic) -> int:
        """How much a topic looks like someone, from 0."""
        if self._someone(topic):
            return 3
        if not topic.named or topic.text != topic.bare or "'s" in topic.text:
            return 0
        return 2 if len(topic.core) > 1 else 1


_SORTS = words.word_set("type kind sort form variety category example")


def _lowered(phrase: NounPhrase) -> tuple[str, ...]:
    return tuple(token.lower for token in phrase.core)


def _superb(phrase: NounPhrase) -> bool:
    return phrase.determiner == "the" and any(
        words.is_superlative(token.lower) for token in phrase.tokens
    )
