"""What is made of a model's draft before it is compared with anything."""

import pytest

from chatbot.engines.drafting import circles, drafted, without_opening


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("The answer to the question is: The pump is green.", "The pump is green."),
        ("According to passage 2, the pump is green.", "The pump is green."),
        ("Based on the provided passages, the pump is green.", "The pump is green."),
        ("The answer is checked twice.", "The answer is checked twice."),
        (
            "According to the harbour master, it rains.",
            "According to the harbour master, it rains.",
        ),
        ("Based on tests, it holds.", "Based on tests, it holds."),
    ],
)
def test_talk_of_passages_is_dropped_and_all_else_kept(said: str, left: str) -> None:
    assert without_opening(said) == left
    assert list(drafted([said])) == [left]


def test_a_sentence_that_goes_in_circles_is_dropped() -> None:
    said = "A pier is a pier" + " that is used to make a pier" * 5
    assert circles(said)
    assert list(drafted([f"The pier is long. {said}"])) == ["The pier is long."]
    assert not circles("The pier is long and the pier is wide, and the quay is old.")


@pytest.mark.parametrize("broken", ["A sentence such as '", "The steps are:", "It is called “"])
def test_what_breaks_off_is_dropped(broken: str) -> None:
    assert list(drafted([f"The pier is long.\n{broken}"])) == ["The pier is long."]
