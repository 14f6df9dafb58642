"""Which list or table is given whole, with the real model."""

from collections.abc import Callable

import pytest
from asking import answer

from chatbot.answers import Part
from ingest.documents import Document
from ingest.embedding import Embedder
from ingest.embedding_local import LocalEmbedder
from ingest.loaders.building import DocumentBuilder

Ask = Callable[..., list[str]]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return LocalEmbedder()


@pytest.fixture
def ask(embedder: Embedder) -> Ask:
    def asked(question: str, *documents: Document) -> list[str]:
        parts: list[Part] = answer(question, documents, embedder=embedder)
        return [part.text for part in parts]

    return asked


STEPS = (
    "Fill the vat with rainwater and heat it slowly.",
    "Stir in the crushed oak galls.",
    "Strain the brew and add the iron salt.",
    "Let it stand in the sun for a week.",
)


def recipe(title: str, steps: tuple[str, ...], heading: str = "Directions") -> Document:
    builder = DocumentBuilder("test")
    builder.heading(title)
    builder.paragraph(f"The {title.lower()} has been made on the island for ages.")
    builder.item("Time: 2 hours")
    builder.item("Makes: 3 bottles")
    builder.heading("Ingredients", level=2)
    for ingredient in ("Rainwater", "Oak galls", "Iron salt"):
        builder.item(ingredient)
    builder.heading(heading, level=2)
    for number, step in enumerate(steps, start=1):
        builder.item(step, marker=f"{number}.")
    return builder.build(f"{title}.md")


def test_a_heading_that_any_document_may_have_is_named_by_the_title(ask: Ask) -> None:
    other = recipe("Lamp polish", ("Melt the wax.", "Add the oil of turpentine.", "Let it cool."))
    said = ask("How do I make gall ink?", recipe("Gall ink", STEPS), other)
    assert said == list(STEPS)
    said = ask("How do I make gall ink?", recipe("Gall ink", STEPS, "How to do it"), other)
    assert said == list(STEPS)
    said = ask("What ingredients does gall ink need?", recipe("Gall ink", STEPS), other)
    assert said == ["Rainwater", "Oak galls", "Iron salt"]


def test_a_list_is_not_given_whole_for_what_one_of_its_members_tells(ask: Ask) -> None:
    steps = (*STEPS, "Storing the ink: store it in stone bottles in a dark cellar.")
    said = ask("How is the ink to be stored in bottles?", recipe("Gall ink", steps))
    assert steps[-1] in said
    assert STEPS[1] not in said


def test_a_list_that_knows_nothing_of_a_condition_does_not_answer(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("How to become a lighthouse keeper")
    for number, step in enumerate(("Learn to tie knots.", "Pass the exam.", "Apply."), start=1):
        builder.item(step, marker=f"{number}.")
    builder.heading("Is a diploma necessary?", level=2)
    builder.paragraph(
        "A keeper without a diploma has to serve two winters on a lightship before the exam."
    )
    said = ask("How do I become a lighthouse keeper without a diploma?", builder.build("keeper.md"))
    assert "lightship" in said[0]
    assert "Apply." not in said
