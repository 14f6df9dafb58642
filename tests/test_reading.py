"""Reading a question: which words count, how rare they are, and slips of the keyboard."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes import FakeEmbedder, add, make_document
from hypothesis import given
from hypothesis import strategies as st

from chatbot.reading import content_words, occurrences, rarity, read_question, stem
from chatbot.spelling import corrected, may_be_slip, slips_between
from ingest.index_memory import MemoryIndex, stem_words


def words(text: str) -> list[str]:
    return [word.text for word in content_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the role of an AI engineer?", ["role", "AI", "engineer"]),
        ("day-to-day CI/CD", ["day", "day", "CI", "CD"]),
        ("Is C++ older than C#?", ["C++", "older", "C#"]),
        ("What did the U.S. pay: 1,000 or 3.5?", ["U.S.", "pay", "1,000", "3.5"]),
        ("Who runs IT?", ["runs", "IT"]),
        ("WHAT IS IT?", []),
        ("who is it", []),
        ("What's an engineer's pay?", ["engineer's", "pay"]),
        ("", []),
    ],
)
def test_content_words_leave_out_what_has_no_topic(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_content_words_stand_where_they_say(text: str) -> None:
    found = content_words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(word.stem for word in found)


TEXT = "The U.S. studied C++, 1,000 times; studies (3.5 of 5) and IT, not it, were engineers’ work."


@pytest.mark.parametrize("asked", ["US study", "C++ and 1000", "5 or 3.5", "IT engineer", "work?"])
def test_occurrences_are_those_that_reading_all_words_finds(asked: str) -> None:
    stems = [word.stem for word in content_words(asked)]
    read = {s: [w.start for w in content_words(TEXT) if w.stem == s] for s in stems}
    assert occurrences(TEXT, stems) == read
    assert all(read.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [("engineers", "Engineer"), ("U.S.", "us"), ("1,000", "1000"), ("Alzheimer’s", "alzheimer's")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_rarity_falls_with_frequency_and_vanishes_for_words_of_most_passages() -> None:
    assert rarity(0, 1000) > rarity(1, 1000) > rarity(100, 1000) > 0
    assert rarity(600, 1000) == 0
    assert rarity(0, 0) > 0, "an empty index can still be asked"


class KnowingEmbedder(FakeEmbedder):
    """Knows whole words of its own; others fall into two tokens each."""

    def count_tokens(self, text: str) -> int:
        known = {"what", "cooks", "turing", "soup", "nurse"}
        return sum(1 if word.lower() in known else 2 for word in text.split())


@pytest.fixture
def index() -> MemoryIndex:
    index = MemoryIndex()
    add(index, KnowingEmbedder(), make_document("The chef cooks minestrone. Bread is baked."))
    add(index, KnowingEmbedder(), make_document("A tuning fork rings.", title="Sound"))
    return index


def read(index: MemoryIndex, text: str) -> tuple[str, Sequence[str]]:
    with index.snapshot() as snapshot:
        question = read_question(text, embedder=KnowingEmbedder(), snapshot=snapshot)
    return question.text, [word.text for word in question.words]


def test_a_question_has_its_words_once_with_their_rarity(index: MemoryIndex) -> None:
    with index.snapshot() as snapshot:
        question = read_question(
            "chef, chefs and soup", embedder=KnowingEmbedder(), snapshot=snapshot
        )
    chef, soup = question.words
    assert (chef.text, soup.text) == ("chef", "soup")
    assert 0 < chef.idf < soup.idf
    assert len(question.encoding.tokens.starts) == 4


def test_an_order_only_asks(index: MemoryIndex) -> None:
    assert read(index, "List the cats.")[1] == read(index, "Which cats?")[1]
    assert read(index, "Could you please name all cats?")[1] == read(index, "Which cats?")[1]
    assert "List" in read(index, "List comprehension with cats")[1]
    assert "Name" in read(index, "Name of the cat?")[1]
    assert read(index, "Show me the list")[1] == ["list"]


def test_a_slip_becomes_the_word_of_the_documents(index: MemoryIndex) -> None:
    assert read(index, "who cooks minestorne")[0] == "who cooks minestrone"


def test_names_and_known_words_stay_as_they_are(index: MemoryIndex) -> None:
    assert read(index, "Who was Turing?")[0] == "Who was Turing?"
    assert read(index, "was turing a nurse?")[0] == "was turing a nurse?"


def test_a_word_that_nothing_resembles_stays(index: MemoryIndex) -> None:
    assert read(index, "who cooks zabaglione")[1] == ["cooks", "zabaglione"]


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [("retreival", "retrieval", 1), ("chef", "chef", 0), ("abc", "xyz", 3), ("cat", "cart", 1)],
)
def test_slips_are_counted(word: str, other: str, slips: int) -> None:
    assert slips_between(word, other, most=5) == slips_between(other, word, most=5) == slips


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 3))
def test_counting_slips_may_stop_early(word: str, other: str, most: int) -> None:
    assert slips_between(word, other, most=most) == min(
        slips_between(word, other, most=99), most + 1
    )


def test_the_commonest_of_equally_near_words_is_taken() -> None:
    assert corrected("modle", [(0, 5)], ["model model mode"]) == "model"
    assert corrected("Modle", [(0, 5)], ["model"]) == "Model"


def test_short_words_names_and_numbers_are_no_slips() -> None:
    assert may_be_slip("lerning", 0, 7)
    assert not may_be_slip("the Lerning", 4, 11)
    assert not any(may_be_slip(text, 0, len(text)) for text in ("wat", "GPTS", "gpt4", "don't"))


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads give way to each other every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
@pytest.mark.parametrize("stems", [lambda word: [stem.__wrapped__(word)], stem_words])
def test_many_at_once_get_the_stems_of_their_own_words(stems: Callable[[str], list[str]]) -> None:
    many = ["relational", "conditionally", "vietnamization", "hopefulness", "sensibilities"] * 40
    alone = [stems(word) for word in many]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stems, many)) == alone


@pytest.mark.parametrize(
    ("word", "texts", "better"),
    [
        ("wher", ["when when when", "where"], "where"),
        ("ther", ["the the the", "there"], "there"),
        ("studnet", ["students"], "student"),
        ("chnage", ["changed"], "change"),
        ("executes", ["executor"], "executes"),
        ("garantees", ["guarantees", "granted"], "guarantees"),
    ],
)
def test_likely_slips_are_preferred_to_common_words(
    word: str, texts: list[str], better: str
) -> None:
    assert corrected(word, [(0, len(word))], texts) == better
