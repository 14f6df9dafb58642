"""Reading a question: its content words, how rare each is in the index, and its vectors."""

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer

from chatbot.questions import Question, Word
from chatbot.spelling import corrected, may_be_slip
from ingest.embedding import Embedder
from ingest.index import Snapshot

_STOP_WORDS = """
a an the this that these those such same other another each every either neither both all any
some no not none nor only own very too so just also even much many more most less least few
several enough

i me my mine myself you your yours yourself he him his himself she her hers herself it its
itself we us our ours ourselves they them their theirs themselves one ones someone anyone
something anything everything there here

am is are was were be been being do does did doing done have has had having can could may
might must shall should will would ought cannot

of in on at by for with about against between into through during before after above below
to from up down out off over under again further then once than as if or and but because
while until upon among within without toward towards per via onto whether though although
however since

what which who whom whose when where why how please pls plz tell explain describe

s t d m ll re ve isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn
shouldn etc
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words that say nothing about the topic of a question: articles and quantities, pronouns,
auxiliary verbs, prepositions and conjunctions, words that only ask, and what contractions leave."""

ASKING_WORDS = ("advantage", "definition", "difference", "disadvantage", "example", "meaning")
"""Words of questions that documents need not hold, for the correction of their spelling."""

PRIOR_PASSAGES = 10
"""Passages that every index is thought to hold besides its own: what a word is worth in an index
of one passage, where counting alone can tell nothing."""

_STEMMING = threading.Lock()  # a stemmer keeps the word at hand
NEAR = 15  # passages of each search that a misspelt word is looked for in

_ORDER = re.compile(
    r"\W*(?:(?:please|kindly|(?:can|could|will|would) you(?: please)?)\s+)?"
    r"(?:list|name|give|show|enumerate|outline|summari[sz]e|state|identify|mention|provide|specify)\s+"
    r"(?=(?:me|us|the|an?|all|some|any|every|each|both|its|their|our|your|my|these|those|this|that|"
    r"two|three|four|five|six|seven|eight|nine|ten|\d+)\b)",
    re.IGNORECASE,
)
"""An order before what is asked for: "List the beaches" asks for beaches, not for a list."""
_WORD = re.compile(
    r"[^\W_](?:\.[^\W\d_])+\.?"  # U.S. and e.g.
    r"|\d+(?:[.,:]\d+)+"  # 3.5, 1,000 and 10:30
    r"|[^\W_]+(?:['’][^\W\d_]+)*(?:\+\+|#(?!\w))?"  # words, don't, C++ and C#
)


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A word that carries meaning: `text` as written at [start, end), and its `stem`."""

    text: str
    stem: str
    start: int
    end: int


def content_words(text: str) -> list[ContentWord]:
    """Every occurrence of a content word, in order; the parts of `day-to-day` or `CI/CD` count
    as words of their own, so that they match however they are joined."""
    acronyms = not text.isupper()
    found = (_content_word(match, acronyms=acronyms) for match in _WORD.finditer(text))
    return [word for word in found if word]


def occurrences(text: str, stems: Sequence[str]) -> dict[str, list[int]]:
    """Where in a text content words of these stems begin. Much faster than reading it all: only
    words that begin like one of the stems are looked at."""
    found: dict[str, list[int]] = {each: [] for each in stems}
    if stems:
        for begin in _beginning(tuple(stems)).finditer(text):
            match = _WORD.match(text, begin.start())
            word = _content_word(match, acronyms=True) if match else None
            if word and word.stem in found:
                found[word.stem].append(word.start)
    return found


def _content_word(match: re.Match[str], *, acronyms: bool) -> ContentWord | None:
    word = match.group()
    if (acronyms and len(word) > 1 and word.isupper()) or not is_stop_word(word):
        return ContentWord(word, stem(word), match.start(), match.end())
    return None


@lru_cache(maxsize=64)
def _beginning(stems: tuple[str, ...]) -> re.Pattern[str]:
    """The beginnings of words with these stems: without the last letter, which may have changed
    (`studi`, study), with the marks that acronyms and numbers may hold."""
    begins = []
    for each in stems:
        kept = each[:-1] if len(each) > 3 and each.isalpha() else each
        between = ",?" if each.isdigit() else r"\.?" if len(each) <= 4 else ""
        begins.append(between.join(map(re.escape, kept)))
    return re.compile(rf"(?<![^\W_])(?<!\d[.,:])(?:{'|'.join(begins)})", re.IGNORECASE)


def is_stop_word(word: str) -> bool:
    lowered = word.lower().replace("’", "'")
    return lowered in STOP_WORDS or lowered.partition("'")[0] in STOP_WORDS


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word's stem by the Snowball (Porter2) English stemmer, in lower case, without dots of
    an acronym and commas of a number."""
    plain = word.lower().replace("’", "'")
    plain = plain.replace(",", "") if plain[0].isdigit() else _undotted(plain)
    with _STEMMING:
        return str(_stemmer().stemWord(plain))


@lru_cache(maxsize=8192)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(word.stem for word in content_words(text))


def rarity(document_frequency: int, passage_count: int) -> float:
    """Idf after Robertson and Spärck Jones, smoothed by `PRIOR_PASSAGES`: 0 for a word that half
    of the passages hold, about the logarithm of their number for one that none holds."""
    total = passage_count + PRIOR_PASSAGES
    odds = (total - document_frequency + 0.5) / (document_frequency + 0.5)
    return max(0.0, math.log(odds))


def read_question(text: str, *, embedder: Embedder, snapshot: Snapshot) -> Question:
    """A stand-alone question with its vectors, slips of the keyboard put right; a word that it
    repeats is kept once."""
    encoding = embedder.encode([text])[0]
    words = _weighed(_asked_words(text), snapshot)
    doubted = _doubted(text, words, embedder=embedder, snapshot=snapshot)
    if doubted:
        hits = snapshot.search_meaning(encoding.vector, NEAR)
        hits += snapshot.search_words(text, NEAR)
        texts = {hit.passage.embedded_text for hit in hits}
        better = corrected(text, doubted, [*texts, *STOP_WORDS, *ASKING_WORDS])
        if better != text:
            text, encoding = better, embedder.encode([better])[0]
            words = _weighed(_asked_words(text), snapshot)
    return Question(text, encoding, words)


def _asked_words(text: str) -> list[ContentWord]:
    """The content words without an order that only asks, as in "List the ..."; unless it is all
    that there is."""
    order = _ORDER.match(text)
    words = content_words(text)
    kept = [word for word in words if not order or word.start >= order.end()]
    return kept or words


def _doubted(
    text: str, words: Sequence[Word], *, embedder: Embedder, snapshot: Snapshot
) -> list[tuple[int, int]]:
    """Where words stand that may be misspelt: unknown to the embedding model as one word; none,
    if the passages hold every one of them."""
    slips = [
        word
        for word in words
        if may_be_slip(text, word.start, word.end) and embedder.count_tokens(word.text) > 1
    ]
    known = snapshot.document_frequency([word.text for word in slips]) if slips else []
    return [(word.start, word.end) for word in slips] if 0 in known else []


def _weighed(words: Sequence[ContentWord], snapshot: Snapshot) -> tuple[Word, ...]:
    distinct: dict[str, ContentWord] = {}
    for word in words:
        distinct.setdefault(word.stem, word)
    total = snapshot.passage_count()
    frequencies = snapshot.document_frequency([word.text for word in distinct.values()])
    return tuple(
        Word(word.text, word.stem, word.start, word.end, rarity(frequency, total))
        for word, frequency in zip(distinct.values(), frequencies, strict=True)
    )


def _undotted(word: str) -> str:
    return word.replace(".", "") if "." in word else word


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")
