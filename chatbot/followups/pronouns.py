"""Pronouns of a question, and what stands in their place."""

from dataclasses import replace

from chatbot.followups import words
from chatbot.followups.binding import is_expletive, points_inside, stands_for_noun
from chatbot.followups.edits import Edit, at_end
from chatbot.followups.enumerations import kind_of
from chatbot.followups.events import doing
from chatbot.followups.memory import Memory
from chatbot.followups.phrases import Parse
from chatbot.followups.soundness import nominal
from chatbot.followups.tagging import Token
from chatbot.followups.topics import Topic

LONG = 4
"""Words from which on "the symptoms of X" reads better than "X's symptoms"."""

_WHO = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
}  # fmt: skip

_THING = frozenset(["it", "its", "itself"])

_THINGS = words.word_set("they them their theirs themselves these those")

_CHECKED = words.word_set("true right correct all it so sure")

_OWNING = words.word_set("its their theirs his her hers")

_BETWEEN = words.word_set(
    "between difference differences differ similarity similarities both either neither together"
)

_SHARES = words.word_set("which each one all most some any many none few")
_SINGULAR = {"are": "is", "were": "was", "do": "does", "have": "has", "aren": "isn",
             "weren": "wasn", "don": "doesn", "haven": "hasn"}  # fmt: skip

_PLURAL = {several: one for one, several in _SINGULAR.items()} | {"'s": "are"}


def pronouns(parse: Parse, memory: Memory) -> tuple[list[Edit], Topic | None, str]:
    """What to put in the place of pronouns that point out of the question, and the topic that it
    goes on to speak of; of two of the same kind only the first is replaced."""
    edits: list[Edit] = []
    spoken: Topic | None = None
    done: set[str] = set()
    for position, token in enumerate(parse.tokens):
        group = _group(parse, position)
        if not group or group in done:
            continue
        if group == "it" and is_expletive(parse, position):
            continue
        if points_inside(parse, position, bound=not memory.continued):
            continue
        topic = _antecedent(parse, position, group, memory)
        if topic is None or not (topic.person or topic.named or nominal(topic.text)):
            continue
        done.add(group)
        if token.lower in ("this", "that") and _proposed(parse, position, topic):
            about = _said_of(parse, position, memory, topic, edits)
            edits += [about] if about is not None else []
            spoken = spoken or memory.focus
            continue
        edits += _replaced(parse, position, token, topic, several=group == "they")
        memory.pointed[group] = replace(topic, turn=memory.turn)
        focus = memory.focus
        continues = focus is not None and focus.text == topic.text
        spoken = topic if continues or spoken is None else spoken
    return edits, spoken, " ".join(sorted(done))


def _proposed(parse: Parse, position: int, topic: Topic) -> bool:
    """Whether "that" stands for what was said rather than for a thing."""
    after = words.verb_base(parse.lower(position + 1))
    timed = parse.lower(position - 1) in ("after", "before") and topic.text != topic.bare
    return topic.plural or topic.person or after in ("happen", "occur") or timed


def _said_of(
    parse: Parse, position: int, memory: Memory, topic: Topic, edits: list[Edit]
) -> Edit | None:
    """What was said, in the place of "that" after a preposition, else after the question."""
    said = doing(memory.question) if memory.question is not None else None
    token = parse.tokens[position]
    said = said if said and " " in said else None  # lasting, working: too little
    led = parse.kind(position - 1) == "preposition"
    if said and led:
        return Edit(token.start, token.end, said)
    if any(topic.text in edit.text for edit in edits):
        other = next((t for t in memory.latest if t.text != topic.text), None)
        if other is not None and led:
            return Edit(token.start, token.end, other.text)
        return at_end(parse, f" (about {other.text})") if other is not None else None
    return at_end(parse, f" (about {said or topic.text})")


def _group(parse: Parse, position: int) -> str:
    token = parse.tokens[position]
    lower = token.lower
    if token.kind == "noun" and token.text.isupper() and lower in ("it", "us"):
        return ""
    if lower in _WHO:
        return _WHO[lower]
    if lower in ("that", "this") and parse.lower(position + 1) in _CHECKED:
        return ""
    if lower in words.DEMONSTRATIVES:
        if not stands_for_noun(parse, position):
            return ""
        return "they" if lower in ("these", "those") else "it"
    if lower in _THING:
        return "it"
    return "they" if lower in _THINGS else ""


def _antecedent(parse: Parse, position: int, group: str, memory: Memory) -> Topic | None:
    said = [token.lower for token in parse.tokens]
    if group == "it":
        return memory.thing(said)
    return _several(parse, position, said, memory) if group == "they" else memory.person(group)


def _several(parse: Parse, position: int, said: list[str], memory: Memory) -> Topic | None:
    """What "they" means: a list asked for, two things compared, or what is many."""
    partitive = parse.lower(position - 1) == "of" and parse.lower(position - 2) in _SHARES
    if partitive or parse.lower(position) in words.DEMONSTRATIVES:
        listed = memory.listed(fronted=True)
        if listed is not None:
            return listed
        kind = kind_of(memory.question) if partitive and memory.question is not None else ""
        if kind:
            return Topic(kind, tuple(kind.lower().split()[1:]), plural=True, name=kind)
    which = parse.lower(0) == "which" and parse.lower(1) == "of"
    if not parse.specific and (which or parse.said & _BETWEEN):
        return memory.pair() or memory.things(said)
    things = memory.things(said)
    if things is None or things.plural or things.counted or things.named or not parse.specific:
        return things
    return None


def _replaced(
    parse: Parse, position: int, token: Token, topic: Topic, *, several: bool
) -> list[Edit]:
    before = parse.token(position - 1)
    if token.lower in _OWNING and not (token.lower == "her" and token.kind == "pronoun"):
        return _owning(parse, position, token, topic)
    contracted = parse.lower(position + 1) == "'s" and token.lower == "it"
    if contracted and parse.kind(position + 2) == "noun" and before and before.kind == "verb":
        # "Describe it's growth": meant is "its".
        after = parse.tokens[position + 1]
        return [Edit(token.start, after.end, topic.possessive)]
    edits = []
    partitive = parse.lower(position - 1) == "of" and parse.lower(position - 2) in _SHARES
    if partitive and topic.plural and topic.text == topic.bare and not topic.named:
        topic = replace(topic, text=f"the {topic.text}")
    if contracted:
        after = parse.tokens[position + 1]
        verb = " has" if parse.lower(position + 2) == "been" else " is"
        edits.append(Edit(after.start, after.end, verb))
    earlier = parse.token(position - 2)
    negated = earlier is not None and (earlier.kind == "auxiliary" or earlier.lower == "'t")
    subject = before is not None and before.kind == "auxiliary" and not negated
    text = topic.several if several else topic.single if subject else topic.text
    edits.append(Edit(token.start, token.end, _opening(text, token)))
    if subject and before is not None and not (topic.proper and topic.plural):
        counted = several and topic.counted
        plural = counted or (topic.plural and text == topic.text)
        agreed = (_PLURAL if plural else _SINGULAR).get(before.lower)
        if agreed:
            agreed = agreed.capitalize() if before.text[:1].isupper() else agreed
            gap = " " if before.lower == "'s" else ""
            edits.append(Edit(before.start, before.end, gap + agreed))
    return edits


def _owning(parse: Parse, position: int, token: Token, topic: Topic) -> list[Edit]:
    phrase = next((p for p in parse.phrases if p.first <= position < p.last), None)
    if phrase is None or len(topic.text.split()) < LONG:
        return [Edit(token.start, token.end, _opening(topic.possessive, token))]
    return [
        Edit(token.start, token.end, _opening("the", token)),
        Edit(phrase.end, phrase.end, f" of {topic.text}"),
    ]


def _opening(text: str, token: Token) -> str:
    return text[:1].upper() + text[1:] if token.text[:1].isupper() else text
