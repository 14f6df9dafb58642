"""Greetings, thanks and questions about the program itself, beside a question or instead of it."""

import time

import pytest
from asking import talkative
from fakes import FakeEmbedder, add, make_document
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers import Turn
from chatbot.assembly import Citewell
from chatbot.courtesies import Courtesy, courtesy, reply, without_courtesies
from ingest.index_memory import MemoryIndex


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Hello!", "greeting"),
        ("good morning", "greeting"),
        ("How are you today?", "greeting"),
        ("hey, how's it going?", "greeting"),
        ("Thank you so much!", "thanks"),
        ("great, thanks!", "thanks"),
        ("Bye.", "farewell"),
        ("ok", "remark"),
        ("No.", "remark"),
        ("What’s your name?", "about"),
        ("Are you a real person or a bot?", "about"),
        ("what can you do", "about"),
        ("help", "about"),
        ("Which documents do you have?", "about"),
    ],
)
def test_what_asks_nothing_of_the_documents(said: str, kind: Courtesy) -> None:
    assert courtesy(said) == kind


@pytest.mark.parametrize(
    "question",
    [
        "",
        "????",
        "What is up with hallucinations?",
        "What do you know about retrieval?",
        "How do you work with stakeholders?",
        "Are you an AI engineer?",
        "Can you help me to choose a language?",
        "Right to be forgotten",
        "Which documents do you have to keep?",
        "Good morning routines of engineers",
        "Why is a greeting such as hello a test case?",
    ],
)
def test_what_asks_something(question: str) -> None:
    assert courtesy(question) is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hi, what is a kiln?", "what is a kiln?"),
        ("hey citewell, how hot is it", "how hot is it"),
        ("Good evening. What are the rates?", "What are the rates?"),
        ("ok thanks. what about clay?", "what about clay?"),
        ("Great, and the cheaper ones?", "and the cheaper ones?"),
        ("Hi, how are you? What is a kiln? Thanks in advance!", "What is a kiln?"),
        ("hello how do I glaze a pot", "how do I glaze a pot"),
    ],
)
def test_a_question_is_freed_of_greeting_and_thanks(question: str, asked: str) -> None:
    assert without_courtesies(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "What is a kiln?",
        "Cool, dry storage: what is it for?",
        "Nice is in which country?",
        "Hi-fi systems: which is best?",
        "Hello.com is what?",
        "Hello Kitty is from where?",
        "Hello is from which language?",
        "Cheers has how many seasons?",
        "Nice: how do I get there?",
        "OK - what is the sales tax rate?",
        "Hey there is a bug in the export",
        "How do I say please, goodbye, thanks",
        "How do you say thank you in French?",
        "How do I say thanks?",
        "OK.",
        "thanks",
    ],
)
def test_a_question_that_merely_holds_such_words_stays(question: str) -> None:
    assert without_courtesies(question) == question


@given(st.text(max_size=300))
def test_nothing_is_added_and_something_is_left(question: str) -> None:
    asked = without_courtesies(question)
    assert asked in question
    assert bool(asked.strip()) == bool(question.strip())


def test_a_reply_knows_how_much_there_is() -> None:
    assert "no documents yet" in reply("greeting", [], [])
    assert "from 1 document and" in reply("greeting", ["Kilns"], [])
    about = reply("about", [f"Part {n}" for n in range(9)], ["What is a kiln?"])
    assert "9 documents" in about
    assert "By title: “Part 0”" in about
    assert about.endswith("- What is a kiln?")
    assert "3 documents" in reply("about", ["FAQ"] * 3, [])
    assert reply("thanks", ["Kilns"], ["What is a kiln?"]) == "You are welcome."


@pytest.mark.parametrize("said", ["How are you today?", "What can you do?", "good morning"])
def test_small_talk_is_answered_without_a_word_of_the_documents(
    citewell: Citewell, said: str
) -> None:
    answer = citewell.chat.answer(said)
    assert answer.refused
    assert (answer.understood, answer.citations, answer.hits) == ("", (), ())
    assert answer.suggestions
    assert not citewell.chat.answer(answer.suggestions[0]).refused, "what is offered is answered"


def test_a_greeting_changes_nothing_of_the_answer(citewell: Citewell) -> None:
    plain = citewell.chat.answer("which languages should I learn first?")
    greeted = citewell.chat.answer("Hey Citewell, which languages should I learn first? Thanks!")
    assert greeted.understood == plain.question
    assert greeted.citations == plain.citations != ()


def test_thanks_in_between_do_not_break_a_conversation(citewell: Citewell) -> None:
    chat = citewell.chat
    first = Turn("What is model drift?", chat.answer("What is model drift?"))
    thanks = Turn("thanks!", chat.answer("thanks!"))
    straight = chat.answer("How is it detected?", [first])
    assert "model drift" in straight.understood
    assert chat.answer("Great, and how is it detected?", [first, thanks]).citations
    assert chat.answer("How is it detected?", [first, thanks]).understood == straight.understood


def test_what_a_refusal_suggests_is_answered(citewell: Citewell) -> None:
    for question in ("How tall is Mount Everest?", "Which certificate of swimming do I need?"):
        answer = citewell.chat.answer(question)
        assert answer.refused
        for suggestion in answer.suggestions:
            assert not citewell.chat.answer(suggestion).refused, suggestion


def test_a_heading_that_sounds_like_small_talk_is_answered(embedder: FakeEmbedder) -> None:
    index = MemoryIndex()
    add(index, embedder, make_document("We fire pots.", source="faq.md", title="How do you work?"))
    chat = talkative(index, embedder)
    assert chat.answer("How do you work?").understood == "How do you work?"
    assert chat.answer("Who are you?").understood == ""


def test_courtesies_of_earlier_questions_are_no_topic(citewell: Citewell) -> None:
    history = [Turn("Hi, what is model drift? Thanks!")]
    plain = citewell.chat.answer("How is it detected?", [Turn("what is model drift?")])
    assert citewell.chat.answer("How is it detected?", history).understood == plain.understood


def test_long_messages_take_no_time() -> None:
    began = time.perf_counter()
    for text in ("what? thanks" + " " * 50_000 + "x", "hi " * 20_000, "thanks, " * 10_000 + "?"):
        courtesy(text)
        without_courtesies(text)
    assert time.perf_counter() - began < 5
