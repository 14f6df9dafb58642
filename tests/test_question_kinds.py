"""The kind of a question is read from its words."""

import pytest

from chatbot.question_kinds import question_kind


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("What are the symptoms of measles?", "list"),
        ("Which tools does a carpenter need?", "list"),
        ("What does a notary do all day?", "list"),
        ("Give examples of deciduous trees", "list"),
        ("How do I change a tyre?", "procedure"),
        ("What steps does the application follow?", "procedure"),
        ("What is photosynthesis?", "definition"),
        ("What does idempotent mean?", "definition"),
        ("what's a monad", "definition"),
        ("What is the difference between a crow and a raven?", "comparison"),
        ("Rust vs Go", "comparison"),
        ("Is oak heavier than pine?", "comparison"),
        ("Why is the sky blue?", "reason"),
        ("Is a licence required?", "choice"),
        ("When was the bridge built?", "fact"),
        ("How many moons does Mars have?", "fact"),
        ("Where do swifts spend the winter?", "fact"),
        ("Who painted the ceiling?", "fact"),
        ("Tell me about the harbour", "open"),
        ("", "open"),
    ],
)
def test_form(question: str, form: str) -> None:
    assert question_kind(question).form == form


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("When was the bridge built?", "date"),
        ("In which year did it open?", "date"),
        ("How much does a ticket cost?", "number"),
        ("Who built it, and why?", "person"),
        ("Where does it stand?", "place"),
    ],
)
def test_detail_that_the_answer_has_to_hold(question: str, detail: str) -> None:
    assert detail in question_kind(question).details


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between a crow and a raven?",
        "How does a crow differ from a raven?",
        "Compare a crow with a raven.",
        "a crow vs. a raven",
    ],
)
def test_subjects_of_a_comparison(question: str) -> None:
    first, second = question_kind(question).subjects
    assert "crow" in first
    assert "raven" in second


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        ("What is the fee for adults compared with children?", ("adults", "children")),
        ("How does the price of oak compare to that of pine?", ("oak", "pine")),
        (
            "How does the cost of living compare with the rate of inflation?",
            ("the cost of living", "the rate of inflation"),
        ),
    ],
)
def test_what_things_are_compared_in_is_none_of_them(
    question: str, subjects: tuple[str, str]
) -> None:
    assert question_kind(question).subjects == subjects


def test_a_property_is_not_a_definition() -> None:
    assert question_kind("What is the height of the tower?").form != "definition"


def test_the_noun_that_a_list_is_of() -> None:
    assert question_kind("Which tools are used for carving?").listed == "tools"


def test_what_is_left_out_and_what_has_to_be_done_without() -> None:
    assert question_kind("Which languages do they use besides Python?").excluded == "python"
    assert question_kind("Which metals besides pewter does it cast?").excluded == "pewter"
    assert question_kind("Any tools other than the hammer?").excluded == "the hammer"
    assert question_kind("How do I get in without a degree?").condition == "a degree"
    assert question_kind("How do I get in?").condition == ""
    assert question_kind("When was the second lamp lit?").ordinals == {"second"}
