"""Questions made deceiving: one thing changed, by what stands nearby or by an opposite."""

import random

import pytest

from evals.deceiving import deceiving

TEXT = (
    "Captain Orla Venn mapped the coast of Tarsia in 1841. Her rival Joris Bakel reached the "
    "harbour of Lund in 1846 with three ships."
)


def changed(question: str, seed: int = 0) -> str | None:
    return deceiving(question, [TEXT], random.Random(seed))


@pytest.mark.parametrize("seed", range(6))
def test_a_name_gives_way_to_another_one_of_the_text(seed: int) -> None:
    found = changed("When did Orla Venn map the shore?", seed)
    assert found is not None
    assert "Orla Venn" not in found
    assert found.startswith("When did ")
    assert found.endswith(" map the shore?")
    assert found.removeprefix("When did ").removesuffix(" map the shore?") in TEXT


def test_a_number_gives_way_to_one_of_as_many_digits() -> None:
    assert changed("what was mapped in 1841") == "what was mapped in 1846"


def test_a_word_gives_way_to_its_opposite() -> None:
    assert changed("which ship came first") == "which ship came last"


def test_a_question_without_anything_to_change_is_left() -> None:
    assert changed("what do captains do") is None
    assert deceiving("Who was Orla Venn?", ["nothing here"], random.Random(0)) is None
