"""Compound names, and what a question asks for in other words."""

import pytest
from fakes import FakeEmbedder

from chatbot.engines._compounds import compounds, of_another
from chatbot.question_kinds import question_kind
from chatbot.reading import read_question
from ingest.index_memory import MemoryIndex


def asked(text: str) -> frozenset[tuple[str, str]]:
    with MemoryIndex().snapshot() as snapshot:
        return compounds(read_question(text, embedder=FakeEmbedder(), snapshot=snapshot))


def test_words_side_by_side_make_a_name() -> None:
    assert ("harbour", "pilot") in asked("What does a harbour pilot earn?")
    assert not asked("What does a pilot of the harbour do?")


def test_a_plural_before_a_word_is_no_part_of_a_name() -> None:
    assert not asked("Which charts do pilots use?")


def test_an_everyday_word_before_a_noun_makes_no_name() -> None:
    assert not asked("Is it a typical harbour?")
    assert not of_another(asked("What does a ferry harbour need?"), ["It is a large harbour."])


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("The river pilot boards the ship at the mouth.", True),
        ("A pilot boards the ship.", False),
        ("Unlike a river pilot, a harbour pilot moors the ship.", False),
    ],
)
def test_the_same_noun_with_another_word_before_it_is_another_one(text: str, another: bool) -> None:
    assert of_another(asked("What does a harbour pilot do?"), [text]) is another


def test_a_list_may_name_what_its_heading_does_not() -> None:
    pilots = asked("What does a harbour pilot do?")
    assert of_another(pilots, ["Duties of the river pilot"])
    assert not of_another(pilots, ["Duties of the river pilot"], ["The harbour pilot moors."])


def test_the_verb_of_a_question_is_no_part_of_a_name() -> None:
    assert not asked("When does the ferry leave?")
    assert not asked("When does the\nferry leave?")
    assert not asked("Does the ferry leave from a pier?")
    for question in (
        "When does the river pilot leave?",
        "What does a river pilot do?",
        "How do I become a river pilot?",
        "Did the harbour hire a river pilot?",
    ):
        assert asked(question) == asked("river pilot")


@pytest.mark.parametrize(
    ("question", "form", "subjects"),
    [
        ("Explain what a sextant is", "definition", ("a sextant",)),
        ("Please tell me what the keel is", "definition", ("the keel",)),
        ("Ketch vs yawl: what's the difference?", "comparison", ("ketch", "yawl")),
    ],
)
def test_a_request_asks_what_the_question_in_it_asks(
    question: str, form: str, subjects: tuple[str, ...]
) -> None:
    kind = question_kind(question)
    assert (kind.form, kind.subjects) == (form, subjects)


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Which harbours take large ships?", "harbours"),
        ("What do pilots do in winter?", ""),
        ("What happens at low tide?", ""),
        ("Which of these costs most?", ""),
    ],
)
def test_what_is_to_be_listed_is_a_noun(question: str, listed: str) -> None:
    assert question_kind(question).listed == listed


def test_how_many_there_are_is_no_name() -> None:
    assert not asked("How many days of leave after ten years?")
    for count in ("five pilots", "34 pilots"):
        assert not of_another(asked("How many harbour pilots are there?"), [f"There are {count}."])
