"""Follow-ups: what leans on the conversation is completed, what stands alone is left alone."""

import json
import string
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.answers import Answer, Citation, Part, PartKind, Turn
from chatbot.followups import LONGEST, FollowUps
from chatbot.followups.items import label
from chatbot.followups.nouns import is_plural, plural, singular
from chatbot.followups.phrases import parse
from evals.followups import measure, run


def understood(question: str, *before: str) -> str:
    return FollowUps().resolve(question, [Turn(earlier) for earlier in before])


def answered(
    question: str,
    parts: Sequence[str],
    *,
    kind: PartKind = "item",
    refused: bool = False,
    citations: Sequence[Citation] = (),
) -> Turn:
    answer = Answer(
        question,
        question,
        " ".join(parts),
        tuple(Part(kind, part) for part in parts),
        citations=tuple(citations),
        refused=refused,
    )
    return Turn(question, answer)


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("What is a heat pump?", "How does it work?", "How does a heat pump work?"),
        ("Tell me about red pandas.", "What do they eat?", "What do red pandas eat?"),
        ("Tell me about red pandas.", "Where can I see them?", "Where can I see red pandas?"),
        ("What is osteoporosis?", "What are its symptoms?", "What are osteoporosis's symptoms?"),
        ("Who was Ada Lovelace?", "Where was she born?", "Where was Ada Lovelace born?"),
        ("Who was Ada Lovelace?", "Who influenced her?", "Who influenced Ada Lovelace?"),
        ("Who was Alan Turing?", "What was his thesis?", "What was Alan Turing's thesis?"),
        ("What is a kiln?", "Is that dangerous?", "Is a kiln dangerous?"),
        ("How does a Great Dane behave?", "How much do they eat?", "How much do Great Danes eat?"),
    ],
)
def test_a_pronoun_becomes_what_was_spoken_of(before: str, question: str, whole: str) -> None:
    assert understood(question, before) == whole


@pytest.mark.parametrize(
    "question",
    [
        "Is it true that red pandas climb trees?",
        "How long does it take to learn Python?",
        "What does it mean to be vegan?",
        "Is it safe to drink sea water?",
        "Is it raining?",
        "What is CBT and how does it work?",
        "Tell me about feijoada and its history.",
        "I know that Python is slow.",
        "If a laptop gets wet, can it be repaired?",
        "Should I peel a potato before boiling it?",
    ],
)
def test_a_pronoun_that_points_nowhere_else_stays(question: str) -> None:
    assert understood(question, "What is a heat pump?") == question


@pytest.mark.parametrize(
    "question",
    [
        "What is osteoporosis?",
        "Tell me about lung cancer.",
        "What are red blood cells?",
        "What causes kidney stones?",
        "Do tall dogs live longer than short dogs?",
        "What are good sources of vitamin D?",
        "What is the relationship between inflation and unemployment?",
        "How is cheddar made?",
        "Which countries have the most lakes?",
        "What is the history of the Panama Canal?",
        "When did Kodak file for bankruptcy?",
        "Thanks!",
        "ok",
        "docker compose restart policy",
        "which method of forecasting uses averages to predict future weather",
        "how did jessica jones get her powers in the show",
        "Is it possible to link to a particular sheet in a spreadsheet?",
        "I want to export my calendar, is this possible?",
        "When users share a folder, can they see each other's files?",
        "What is the average price of a house?",
        "Autophagy declines in aged organisms.",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert understood(question, "What is a heat pump?", "How does it work?") == question


def test_a_change_of_topic_drags_no_old_words_in() -> None:
    before = ("What is a heat pump?", "How does it work?", "What is a solar panel?")
    assert understood("How long does it last?", *before) == "How long does a solar panel last?"


def test_what_is_spoken_of_stays_while_it_is_referred_to() -> None:
    before = ("What is osteoporosis?", "Is it the same as arthritis?")
    assert understood("How is it treated?", *before) == "How is osteoporosis treated?"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("What are the symptoms?", "What are the symptoms of osteoporosis?"),
        ("Are there any side effects?", "Are there any side effects of osteoporosis?"),
        ("What are the main causes?", "What are the main causes of osteoporosis?"),
        ("What is the treatment?", "What is the treatment for osteoporosis?"),
        ("How many types are there?", "How many types of osteoporosis are there?"),
        ("Give me some examples.", "Give me some examples of osteoporosis."),
        ("Tell me more.", "Tell me more about osteoporosis."),
        ("What are the pros and cons?", "What are the pros and cons of osteoporosis?"),
        ("Can the disease be cured?", "Can the disease (osteoporosis) be cured?"),
    ],
)
def test_a_noun_that_waits_for_its_complement_gets_it(question: str, whole: str) -> None:
    assert understood(question, "What is osteoporosis?") == whole


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (
            "What does an AI engineer do?",
            "And a research scientist?",
            "What does a research scientist do?",
        ),
        (
            "What skills does an AI engineer need?",
            "And the technical ones?",
            "What technical skills does an AI engineer need?",
        ),
        (
            "What skills does an AI engineer need?",
            "What about the soft skills?",
            "What soft skills does an AI engineer need?",
        ),
        ("Is cheddar a cheese?", "How about ricotta?", "Is ricotta a cheese?"),
        ("How much does a nurse earn?", "And in Spain?", "How much does a nurse earn in Spain?"),
        ("Is cheddar a cheese?", "Why?", "Why is cheddar a cheese?"),
        ("Who invented aspirin?", "When?", "Who invented aspirin, and when?"),
        ("What does an AI engineer do?", "Salary?", "Salary of an AI engineer?"),
        (
            "Which tools do nurses use?",
            "And which books?",
            "Which books do nurses use?",
        ),
        (
            "Where is the oldest oak found?",
            "What about the youngest?",
            "Where is the youngest oak found?",
        ),
    ],
)
def test_a_fragment_is_completed_by_the_last_question(
    before: str, question: str, whole: str
) -> None:
    assert understood(question, before) == whole


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Which is better?", "Which of a data engineer and a data scientist is better?"),
        ("What does the former do?", "What does a data engineer do?"),
        ("What does the latter do?", "What does a data scientist do?"),
        ("What do both need?", "What do both (a data engineer and a data scientist) need?"),
        ("What does the second one do?", "What does a data scientist do?"),
        ("Who earns more?", "Who earns more, a data engineer or a data scientist?"),
        ("How are they similar?", "How are a data engineer and a data scientist similar?"),
    ],
)
def test_two_things_that_were_compared_are_remembered(question: str, whole: str) -> None:
    before = "What is the difference between a data engineer and a data scientist?"
    assert understood(question, before) == whole


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (
            "What are mammals?",
            "What is the largest one on land?",
            "What is the largest mammal on land?",
        ),
        (
            "What are mammals?",
            "What is the largest in the world?",
            "What is the largest mammal in the world?",
        ),
        (
            "What is a nurse?",
            "How do I become one?",
            "How do I become a nurse?",
        ),
        (
            "What was the Stanford Experiment?",
            "Who led the experiment?",
            "Who led the Stanford Experiment?",
        ),
        (
            "Who was Anne Bonny?",
            "What happened to Anne?",
            "What happened to Anne Bonny?",
        ),
        (
            "What is a 529 plan?",
            "How does an ESA compare?",
            "How does an ESA compare to a 529 plan?",
        ),
        (
            "How do I become a nurse?",
            "How long does it take?",
            "How long does it take to become a nurse?",
        ),
    ],
)
def test_short_mentions_are_named_in_full(before: str, question: str, whole: str) -> None:
    assert understood(question, before) == whole


def test_the_second_one_is_the_second_item_of_the_answer() -> None:
    turn = answered(
        "What are the core responsibilities of an AI engineer?",
        [
            "**Model Development:** Building models",
            "- Data Preparation: Ensuring quality [2]",
            "Testing",
        ],
    )
    follow_ups = FollowUps()
    told = follow_ups.resolve("Tell me more about the second one.", [turn])
    assert told == "Tell me more about Data Preparation."
    assert follow_ups.resolve("Explain number 1.", [turn]) == "Explain Model Development."
    last = follow_ups.resolve("What does the last responsibility involve?", [turn])
    assert last == "What does Testing involve?"
    alone = "What is the first sign of burnout?"
    assert follow_ups.resolve(alone, [turn]) == alone


def test_what_was_cited_is_this_document() -> None:
    cited = Citation(1, "d", "pay.md", "Pay and grades", "Grades > Bonus", "Paid in May.", 0, 12)
    turn = answered("When is the bonus paid?", ["Paid in May."], citations=[cited])
    resolve = FollowUps().resolve
    assert resolve("What else does this document say?", [turn]) == (
        "What else does this document “Pay and grades” say?"
    )
    assert resolve("Summarize the section.", [turn]) == "Summarize the section “Bonus”."


def test_a_refusal_lists_nothing() -> None:
    turn = answered("What are the risks of skydiving?", ["One", "Two"], refused=True)
    assert "Two" not in FollowUps().resolve("And the second one?", [turn])


def test_a_name_in_the_answer_is_who_was_asked_for() -> None:
    opening = "Alexander Graham Bell patented the telephone in 1876."
    turn = answered("Who invented the telephone?", [opening], kind="sentence")
    assert FollowUps().resolve("When was he born?", [turn]) == (
        "When was Alexander Graham Bell born?"
    )
    assert FollowUps().resolve("How does it work?", [turn]) == "How does the telephone work?"


def test_a_place_is_where_the_questions_are() -> None:
    before = "What are some interesting things around Ann Arbor?"
    assert understood("Are there any film festivals?", before) == (
        "Are there any film festivals in Ann Arbor?"
    )
    assert understood("How do I get there?", before) == "How do I get to Ann Arbor?"


def test_of_them_is_the_list_that_was_asked_for() -> None:
    before = "What responsibilities does a nurse have?"
    assert understood("Which of them are hard?", before) == (
        "Which of the responsibilities of a nurse are hard?"
    )


def test_without_an_answer_the_person_is_described() -> None:
    whole = "When was the one who invented the telephone born?"
    assert understood("When was he born?", "Who invented the telephone?") == whole


def test_the_question_as_it_was_understood_counts_for_what_follows() -> None:
    answer = Answer("And it?", "What does a crane operator do?", "They lift.")
    whole = FollowUps().resolve("How much does he earn?", [Turn("And it?", answer)])
    assert "crane operator" in whole or whole == "How much does he earn?"
    assert FollowUps().resolve("What are the risks?", [Turn("And it?", answer)]) == (
        "What are the risks of a crane operator?"
    )


def test_the_capital_letter_and_the_verb_agree() -> None:
    assert understood("They eat what?", "Tell me about red pandas.") == "Red pandas eat what?"
    assert understood("Are they rare?", "What is blockchain?") == "Is blockchain rare?"


@pytest.mark.parametrize(
    "question",
    [
        "¿Y cuáles son los síntomas?",
        "Quels sont les symptômes de la grippe ?",
        "Und wie ist das mit den Kosten?",
        "它是怎么工作的?",
        "как это работает?",
    ],
)
def test_other_languages_are_left_alone(question: str) -> None:
    assert understood(question, "What is a heat pump?") == question


def test_a_long_question_brings_its_own_context() -> None:
    question = "It " * LONGEST
    assert understood(question, "What is a heat pump?") == question


@pytest.mark.parametrize("piece", ["it ", "a", "'s ", "the the ", "and what about ", "v. ", "((("])
def test_a_megabyte_takes_no_time(piece: str) -> None:
    question = piece * (1_000_000 // len(piece))
    begun = time.perf_counter()
    assert FollowUps().resolve(question, [Turn("What is a heat pump?"), Turn(question)]) == question
    assert FollowUps().resolve("How does it work?", [Turn(question)] * 3) == "How does it work?"
    assert time.perf_counter() - begun < 2.0


def test_many_turns_take_little_time() -> None:
    history = [Turn(f"What is the color of painting number {place}?") for place in range(2000)]
    begun = time.perf_counter()
    assert FollowUps().resolve("Who painted it?", history) != "Who painted it?"
    assert time.perf_counter() - begun < 1.0


VOCABULARY = (
    "what who how is are does it they its he she the a an of in and or one ones second first last "
    "this that these those about tell me more symptoms cause cats Paris heat pump best largest "
    "which both why when there any ? ! . , 's ' “ ” ( ) 42 C++ AT&T v. vs IT US"
)
WORDS = st.sampled_from(sorted(set(VOCABULARY.split())))
SENTENCES = st.lists(WORDS, max_size=14).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=80), st.text(alphabet=string.printable, max_size=80))
TURNS = st.builds(
    lambda question, parts, refused: (
        Turn(question) if parts is None else answered(question, parts, refused=refused)
    ),
    TEXTS,
    st.none() | st.lists(TEXTS, max_size=3),
    st.booleans(),
)


@given(TEXTS)
def test_without_history_nothing_changes(question: str) -> None:
    assert FollowUps().resolve(question, []) == question


@settings(max_examples=300)
@given(TEXTS, st.lists(TURNS, max_size=5))
def test_nothing_is_raised_and_the_same_comes_twice(question: str, history: list[Turn]) -> None:
    follow_ups = FollowUps()
    whole = follow_ups.resolve(question, history)
    assert whole == FollowUps().resolve(question, history)
    assert bool(whole.strip()) == bool(question.strip())


@settings(max_examples=300)
@given(TEXTS)
def test_tokens_tile_the_text(text: str) -> None:
    read = parse(text)
    end = 0
    for token in read.tokens:
        assert token.start >= end
        assert text[token.start : token.end] == token.text
        assert not text[end : token.start].strip()
        end = token.end
    for phrase in read.phrases:
        assert text[phrase.start : phrase.end] == phrase.text


ASKED = ("What is {}?", "Tell me about {}.", "How does {} work?")
FOLLOWED = ("How does it work?", "What are its parts?", "Is it expensive?", "What are the risks?")
THINGS = ("a heat pump", "blockchain", "the Panama Canal", "osteoporosis", "Netflix", "a 529 plan")


@given(st.sampled_from(ASKED), st.sampled_from(THINGS), st.sampled_from(FOLLOWED))
def test_what_was_made_whole_stands_alone(ask: str, thing: str, question: str) -> None:
    history = [Turn(ask.format(thing))]
    whole = FollowUps().resolve(question, history)
    assert thing in whole
    assert FollowUps().resolve(whole, history) == whole


@pytest.mark.parametrize(
    ("one", "many"),
    [("cat", "cats"), ("city", "cities"), ("box", "boxes"), ("woman", "women"), ("bus", "buses"),
     ("wolf", "wolves"), ("analysis", "analyses"), ("species", "species"), ("day", "days")],
)  # fmt: skip
def test_singular_and_plural(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one
    assert not is_plural(one) or one == many


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("- **Model Development:** Building models [1]", "Model Development"),
        ("Data Scientist | Explore data", "Data Scientist"),
        ("3. Testing", "Testing"),
        ("Python (NumPy, Pandas)", "Python"),
        ("word " * 40, "word " * 11 + "word"),
    ],
)
def test_an_item_is_called_by_its_start(text: str, name: str) -> None:
    assert label(text) == name


def test_the_evaluation_counts_what_it_says(tmp_path: Path) -> None:
    turns = [
        ("1", "What is osteoporosis?", "What is osteoporosis?"),
        ("1", "How is it treated?", "How is osteoporosis treated?"),
        ("1", "What is Gout", "what is gout?"),
        ("2", "What is a kiln?", "What is a kiln?"),
        ("2", "Hot?", "How hot does a pottery kiln get?"),
    ]
    lines = [
        {"topic": topic, "turn": turn, "utterance": said, "standalone": meant}
        for turn, (topic, said, meant) in enumerate(turns, 1)
    ]
    rows = list(measure(lines))
    assert [row.turn for row in rows] == [1, 2, 3, 1, 2]
    assert [row.stands_alone for row in rows] == [True, False, True, True, False]
    assert rows[1].recall == 1.0
    assert rows[4].recall == 0.25
    path = tmp_path / "turns.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    figures = {figure.name: figure.value for figure in run(path).figures}
    assert figures["content words held"] == pytest.approx((1 + 1 + 0.25) / 3)
    assert figures["stand-alone left alone"] == 1.0
