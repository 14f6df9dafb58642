"""Whether a rewritten question is English, and the form to fall back to where it is not."""

from chatbot.followups import nouns, words
from chatbot.followups.edits import apply, at_end
from chatbot.followups.phrases import NounPhrase, Parse, parse
from chatbot.followups.topics import Topic

_FINITE = words.word_set("is are was were am does did has had")
_ONE = words.word_set("is was does has isn wasn doesn hasn")
_MANY = words.word_set("are were do have aren weren don haven")
_SINGLE = words.word_set("a an each every")
_OWNED = frozenset(("'s", "'", "’"))
_REPEATED = words.word_set("that had very so")
_BOUND = words.ARTICLES | words.POSSESSIVES

LONGEST = 9
"""The most words of a topic that is put into a question."""


def sound(rewritten: str, question: str) -> bool:
    """Whether a rewritten question has no fault of grammar that the question did not have."""
    return not set(_faults(parse(rewritten))) - set(_faults(parse(question)))


def safe(question: str, topic: Topic | None) -> str:
    """The question as it was put, with "(about <topic>)" at its end where the topic is one."""
    read = parse(question)
    if topic is None or not nominal(topic.text) or set(topic.core) <= read.said:
        return question
    end = at_end(read, f" (about {topic.text})")
    return apply(question, [end]) if end is not None else question


def nominal(text: str) -> bool:
    """Whether a text is a noun phrase: it has a noun and nothing finite, and is short."""
    bare = text.partition(" ")[0].lower() not in words.DETERMINERS
    read = parse(f"the {text}" if bare else text)  # after "the", a grip is no verb
    kinds = {token.kind for token in read.tokens}
    return (
        "noun" in kinds
        and not kinds & {"verb", "auxiliary", "pronoun", "question"}
        and len(read.tokens) <= LONGEST
    )


def _faults(read: Parse) -> list[str]:
    """The names of what is wrong, each as often as it is."""
    found = []
    phrases = {phrase.first: phrase for phrase in read.phrases}
    for position, token in enumerate(read.tokens):
        following = read.lower(position + 1)
        if token.lower == following and token.kind != "mark" and token.lower not in _REPEATED:
            found.append("doubled word")
        if token.lower in _BOUND and following in words.ARTICLES:
            found.append("two determiners")
        if token.lower == "to" and following in _FINITE:
            found.append("finite verb after to")
        if token.kind == "auxiliary":
            found += _clause(read, position, phrases)
    for piece in read.text.split("(")[1:]:
        inside = parse(piece.partition(")")[0])
        if inside.tokens and any(token.kind == "auxiliary" for token in inside.tokens):
            found.append("clause in brackets")
    return found


def _clause(read: Parse, position: int, phrases: dict[int, NounPhrase]) -> list[str]:
    """What is wrong with an auxiliary and the subject and the verb after it."""
    lower, phrase = read.lower(position), phrases.get(position + 1)
    after = phrase.last if phrase is not None else position + 2
    subject = phrase is not None or read.kind(position + 1) == "pronoun"
    found = []
    if lower in words.DO | words.MODALS:
        if read.lower(position + 1) in _FINITE - words.HAVE:
            found.append("two auxiliaries")
        if subject and read.lower(after) in _FINITE:
            found.append("finite verb after an auxiliary")
    fronted = position == 0 or read.kind(position - 1) in ("question", "mark", "noun")
    if phrase is None or not fronted or phrase.named or read.lower(after) in _OWNED:
        return found
    joined = read.lower(after) in ("and", "or", ",")
    if lower in _ONE and phrase.plural and not joined and phrase.determiner not in nouns.AMOUNTS:
        found.append("singular verb, plural subject")
    if lower in _MANY and phrase.determiner in _SINGLE and not phrase.plural and not joined:
        found.append("plural verb, singular subject")
    return found
