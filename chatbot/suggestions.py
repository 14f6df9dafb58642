"""Questions that the documents can answer, made from their headings and definitions."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from chatbot.reading import content_words, is_stop_word
from ingest.documents import Hit, Passage
from ingest.index import Snapshot

MOST_DOCUMENTS = 24  # looked into for questions on the whole corpus
_LONGEST = 70  # characters of a heading that still makes a readable question
_AUXILIARY = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(what|why|when|where|which|who|how)\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|step|appendix)\s+)?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z])[.):]\s+"
    r"|^\d+(?:\.\d+)*\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_SAYS_WHAT_IT_IS = re.compile(r"(.+) (is|are)", re.IGNORECASE | re.DOTALL)
_SAYS_WHAT_IT_DOES = re.compile(
    r"((?:an?|each|every) (?:[\w-]+ ){1,3})([a-z]{2,}s)((?: (?:of|for|from|in|on|with|at|like))?)",
    re.IGNORECASE,
)
"""A singular subject, and a verb that ends the clause: `a typical day consists of`."""
_ABOUT = re.compile(r"^(?:an? |the )?(?:overview|list|summary) of (?=\w)", re.IGNORECASE)
_PARTS = """
abstract acknowledgements acknowledgments appendix background bibliography changelog conclusion
conclusions contact contents copyright details example examples footnotes further introduction
licence license links more notes other overview preface references resources see sources summary
table title untitled
"""
_FURNITURE = frozenset(_PARTS.split())
"""Words that name a part of a document, not a topic."""


def suggest(
    snapshot: Snapshot,
    hits: Sequence[Hit] = (),
    *,
    limit: int = 3,
    answered: Callable[[str], bool] = lambda _: True,
) -> tuple[str, ...]:
    """At most `limit` questions that are `answered`, no two alike: on what lies around the hits,
    best hit first; or, without hits, on as many different documents of the corpus as possible.
    No more than twice as many are looked at."""
    if hits:
        groups = [_questions([hit.passage]) for hit in hits]
    else:
        records = sorted(snapshot.documents(), key=lambda record: (record.source, record.id))
        step = max(1, len(records) // MOST_DOCUMENTS)
        chosen = records[::step][:MOST_DOCUMENTS]
        groups = [_questions(snapshot.neighbours(record.id)) for record in chosen]
    found: dict[frozenset[str], str] = {}
    tried: set[frozenset[str]] = set()
    for question in _in_turn(groups):
        topic = frozenset(word.stem for word in content_words(question))
        alike = any(topic <= other or other <= topic for other in found)
        if topic and topic not in tried and not alike:
            tried.add(topic)
            if answered(question):
                found[topic] = question
        if len(found) == limit or len(tried) == 2 * limit:
            break
    return tuple(found.values())


def question_of(heading: str, text: str = "") -> str | None:
    """The question that a section under this heading answers, None for a heading that names no
    topic. `text` is the section's: it tells proper names from words, and what is defined."""
    topic = _NUMBERING.sub("", " ".join(heading.split())).strip(" .:;-–—*#")
    words = [word for word in content_words(topic) if not word.text.isdigit()]
    if not words or len(topic) > _LONGEST or all(w.text.lower() in _FURNITURE for w in words):
        return None
    if topic.endswith("?"):
        return topic[0].upper() + topic[1:]
    if asking := _ASKING.fullmatch(topic):
        return _asked(asking.group(1), asking.group(2), text)
    topic = _inside_sentence(_ABOUT.sub("", topic), text)
    if verb := _defines(topic, text):
        return f"What {verb} {topic}?"
    article = "the " if re.match(r"\w+ of the\b", topic) else ""
    return f"What is said about {article}{topic}?"


def _asked(asking: str, rest: str, text: str) -> str | None:
    asking = asking.capitalize()
    if not rest:
        return None
    if _AUXILIARY.match(rest):
        return f"{asking} {rest}?"
    if rest.lower().startswith("to "):
        return f"{asking} {'do' if asking == 'How' else 'should'} you {rest[3:]}?"
    if asking in ("What", "Who") and (said := _SAYS_WHAT_IT_IS.fullmatch(rest)):
        return f"{asking} {said.group(2).lower()} {_inside_sentence(said.group(1), text)}?"
    if asking == "What" and (said := _SAYS_WHAT_IT_DOES.fullmatch(rest)):
        subject, verb, preposition = said.groups()
        if not any(map(is_stop_word, subject.split()[1:])):
            return f"What does {_inside_sentence(subject, text)}{_infinitive(verb)}{preposition}?"
    return f"Can you explain {asking.lower()} {_inside_sentence(rest, text)}?"


def _infinitive(verb: str) -> str:
    """`consists` -> `consist`, `does` -> `do`, `carries` -> `carry`, `has` -> `have`."""
    verb = verb.lower()
    if verb == "has":
        return "have"
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("oes", "shes", "ches", "sses", "xes", "zzes")) else verb[:-1]


def _defines(topic: str, text: str) -> str | None:
    """`is` or `are`, where the text has a sentence that says what the topic is."""
    pattern = rf"(?:^|[.\n]\s*)(an? |the )?{re.escape(topic)}s? (is|are|means|refers)\b"
    match = re.search(pattern, text, re.IGNORECASE)
    if not match:
        return None
    verb = "are" if match.group(2).lower() == "are" else "is"
    article = (match.group(1) or "").lower()
    return f"{verb} {article}".rstrip()


def _inside_sentence(topic: str, text: str) -> str:
    """The topic as it stands inside of a sentence: capitals that only mark a heading go, those of
    acronyms and of names that the text writes so stay."""
    return " ".join(
        word if word[1:] != word[1:].lower() or _is_name(word, text) else word.lower()
        for word in topic.split(" ")
    )


def _is_name(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<=[a-z,;] ){re.escape(word)}(?!\w)", text))


def _questions(passages: Iterable[Passage]) -> Iterator[str]:
    """Questions of the passages' innermost headings, then of their documents' titles."""
    titles = []
    for passage in passages:
        heading = passage.section.rpartition(" > ")[2]
        if (
            heading
            and heading != passage.title
            and (question := question_of(heading, passage.text))
        ):
            yield question
        titles.append((passage.title, passage.text))
    for title, text in titles[:1]:
        if question := question_of(title, text):
            yield question


def _in_turn(groups: Sequence[Iterator[str]]) -> Iterator[str]:
    """The first of each group, then the second of each, and so on."""
    waiting = list(groups)
    while waiting:
        remaining = []
        for group in waiting:
            if (question := next(group, None)) is not None:
                yield question
                remaining.append(group)
        waiting = remaining
