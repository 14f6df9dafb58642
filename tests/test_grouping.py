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


def keeper() -> Document:
    builder = DocumentBuilder("test")
    builder.heading("The lighthouse keeper")
    builder.heading("Fuels of the lamp", level=2)
    builder.paragraph("The lamp burns whale oil, colza oil or gas, whichever the boat brings.")
    builder.head(("Fuel", "Price", "Smell"))
    builder.row(("Whale oil", "Dear", "Strong"))
    builder.row(("Colza oil", "Cheap", "Faint"))
    builder.row(("Gas", "Moderate", "None"))
    builder.heading("From assistant to head keeper", level=2)
    builder.head(("Aspect", "Assistant", "Head keeper"))
    builder.row(("Watch", "By night", "By choice"))
    builder.row(("Pay", "Two crowns", "Five crowns"))
    builder.heading("Why the lamp goes out", level=2)
    builder.paragraph("The lamp goes out for several reasons:")
    for reason in ("Wind: a gust blows down the flue.", "Water: the oil has stood in the damp."):
        builder.item(reason)
    return builder.build("keeper.md")


def test_what_a_table_shows_is_said_above_it(ask: Ask) -> None:
    said = ask("Which fuels does the lamp burn?", keeper())
    assert said[0].startswith("The lamp burns whale oil")
    assert said[1:3] == ["Fuel | Price | Smell", "Whale oil | Dear | Strong"]


def test_what_the_question_leaves_out_is_left_out_of_the_list(ask: Ask) -> None:
    said = ask("Which fuels does the lamp burn besides gas?", keeper())
    assert "Colza oil | Cheap | Faint" in said
    assert "Gas | Moderate | None" not in said


def test_a_table_with_a_column_for_each_side_answers_a_comparison(ask: Ask) -> None:
    said = ask("What is the difference between an assistant and a head keeper?", keeper())
    assert said == [
        "Aspect | Assistant | Head keeper",
        "Watch | By night | By choice",
        "Pay | Two crowns | Five crowns",
    ]


def test_a_list_that_gives_reasons_answers_why(ask: Ask) -> None:
    said = ask("Why does the lamp go out so often?", keeper())
    assert said == [
        "The lamp goes out for several reasons:",
        "Wind: a gust blows down the flue.",
        "Water: the oil has stood in the damp.",
    ]


def test_a_lead_in_brings_its_list_for_a_yes_or_no_too(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Tar")
    builder.paragraph("Tarring a boat is worth the trouble in three cases:")
    cases = ("The boat lies in salt water.", "The planks are of pine.", "Worms have been seen.")
    for case in cases:
        builder.item(case)
    builder.heading("Sails", level=2)
    builder.paragraph("Sails are mended in winter by the stove.")
    said = ask("Is tarring a boat worth the trouble?", builder.build("tar.md"))
    assert said == ["Tarring a boat is worth the trouble in three cases:", *cases]


def test_what_a_question_leaves_out_is_left_out_of_a_plain_list(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("The workshop")
    builder.heading("Metals that the workshop casts", level=2)
    for metal in ("Bronze", "Pewter", "Brass", "Silver"):
        builder.item(metal)
    said = ask("Which metals besides pewter does the workshop cast?", builder.build("shop.md"))
    assert said == ["Bronze", "Brass", "Silver"]


def test_learning_objectives_are_not_given_whole(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Market segmentation")
    builder.heading("Learning Objectives", level=2)
    builder.paragraph("By the end of this section you can explain market segmentation:")
    builder.item("Name the bases of market segmentation.")
    builder.item("Tell how markets are segmented.")
    builder.heading("How it is done", level=2)
    builder.paragraph("Market segmentation sorts buyers into groups by age, income and habits.")
    said = ask("Tell me about market segmentation", builder.build("market.md"))
    assert "Market segmentation sorts buyers into groups by age, income and habits." in said
    assert not any("Name the bases" in each or "By the end" in each for each in said)


def test_a_heading_that_repeats_the_title_names_what_stands_below_it(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Gall ink")
    builder.heading("Directions", level=2)
    for number, step in enumerate(STEPS, start=1):
        builder.item(step, marker=f"{number}.")
    said = ask("How do I make gall ink?", builder.build("ink.md"), recipe("Brown bread", STEPS[:2]))
    assert said == list(STEPS)
