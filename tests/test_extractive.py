"""The extractive engine, with the real model where meaning is asserted."""

from collections.abc import Callable, Sequence

import pytest
from asking import answer
from fakes import FakeEmbedder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.answers import Part
from chatbot.engines._unit_model import UnitModel
from chatbot.engines.extractive import ExtractiveEngine
from ingest.documents import Document
from ingest.embedding import Embedder
from ingest.loaders.building import DocumentBuilder

Ask = Callable[..., list[Part]]


@pytest.fixture(scope="session")
def real_embedder() -> Embedder:
    from ingest.embedding_local import LocalEmbedder

    return LocalEmbedder()


@pytest.fixture
def ask(real_embedder: Embedder) -> Ask:
    def asked(question: str, *documents: Document, engine: ExtractiveEngine | None = None):
        return answer(question, documents, embedder=real_embedder, engine=engine)

    return asked


def lighthouse() -> Document:
    builder = DocumentBuilder("test")
    builder.heading("The lighthouse keeper")
    builder.paragraph(
        "A lighthouse keeper is a person who tends the lamp of a lighthouse. "
        "It is a lonely occupation. Most lighthouses have been automated since 1980."
    )
    builder.heading("Daily duties", level=2)
    builder.paragraph("Every day the keeper has these duties:")
    for duty in ("Trim the wick of the lamp.", "Polish the lens.", "Write the log of the weather."):
        builder.item(duty)
    builder.heading("Food on the island", level=2)
    builder.paragraph("The supply boat brings:")
    for food in ("Flour and salt.", "Tinned fish.", "Fresh water in barrels."):
        builder.item(food)
    builder.heading("Lamps", level=2)
    builder.head(("Lamp", "Fuel", "Range"))
    builder.row(("Argand lamp", "Whale oil", "12 miles"))
    builder.row(("Acetylene lamp", "Gas", "18 miles"))
    builder.row(("Arc lamp", "Electricity", "30 miles"))
    return builder.build("lighthouse.md")


def texts(parts: Sequence[Part]) -> list[str]:
    return [part.text for part in parts]


def test_a_list_is_given_whole_with_what_leads_it_in_and_nothing_else(ask: Ask) -> None:
    parts = ask("What are the daily duties of a lighthouse keeper?", lighthouse())
    assert [part.kind for part in parts] == ["sentence", "item", "item", "item"]
    assert texts(parts)[0] == "Every day the keeper has these duties:"
    assert texts(parts)[1:] == [
        "Trim the wick of the lamp.",
        "Polish the lens.",
        "Write the log of the weather.",
    ]


def test_the_defining_sentence_comes_first(ask: Ask) -> None:
    parts = ask("What is a lighthouse keeper?", lighthouse())
    assert texts(parts)[0].startswith("A lighthouse keeper is a person")


def test_a_row_comes_with_its_column_heads(ask: Ask) -> None:
    parts = ask("How far does the light of an acetylene lamp reach?", lighthouse())
    assert [part.kind for part in parts[:2]] == ["head", "row"]
    assert texts(parts)[:2] == ["Lamp | Fuel | Range", "Acetylene lamp | Gas | 18 miles"]
    assert not any("Argand" in text for text in texts(parts))


def test_a_comparison_shows_both_sides(ask: Ask) -> None:
    said = " ".join(texts(ask("Compare the Argand lamp with the arc lamp", lighthouse())))
    assert "Whale oil" in said
    assert "Electricity" in said
    assert "Acetylene" not in said


def test_a_row_may_be_labelled_with_what_tells_it_from_the_other(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Statutes of the rowing club")
    builder.heading("Fees", level=2)
    builder.head(("Kind of member", "Yearly fee"))
    for row in (("Active", "240"), ("Junior", "90"), ("Supporting", "60"), ("Honorary", "free")):
        builder.row(row)
    asked = "What is the yearly fee for active members compared with juniors?"
    assert texts(ask(asked, builder.build("club.md")))[1:] == ["Active | 240", "Junior | 90"]


def test_the_row_that_holds_more_of_what_is_asked_for_stands_alone(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Prices of the joinery")
    builder.head(("Item", "Size", "Price in euros"))
    for row in (("Oak shelf", "80 cm", "129"), ("Oak shelf", "120 cm", "169")):
        builder.row(row)
    builder.row(("Pine shelf", "120 cm", "59"))
    prices = builder.build("prices.md")
    said = texts(ask("How much does a 120 cm oak shelf cost?", prices))
    assert said[1:] == ["Oak shelf | 120 cm | 169"]
    assert len(texts(ask("How much is the oak shelf?", prices))) == 3


def test_a_list_whose_heading_is_asked_for_is_given_whole(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Lisandra, a traveller's guide")
    builder.paragraph("Lisandra is an island of vineyards, black beaches and one volcano.")
    builder.heading("Beaches", level=2)
    beaches = ("Cala Nera: black sand.", "Punta Grifo: rocks and clear water.", "Lunga: surf.")
    for beach in beaches:
        builder.item(beach)
    builder.heading("When to go", level=2)
    builder.paragraph("May and June are the best months. In winter it rains.")
    assert texts(ask("List the beaches of Lisandra.", builder.build("guide.md"))) == [*beaches]


@pytest.mark.parametrize(
    "question", ["Who must not take Somnalor?", "Can Somnalor be taken with liver problems?"]
)
def test_a_lead_in_without_a_colon_never_stands_alone(ask: Ask, question: str) -> None:
    builder = DocumentBuilder("test")
    builder.heading("2. What you need to know before you take Somnalor", level=2)
    builder.paragraph("Do not take Somnalor")
    reasons = [
        "if you are allergic to lunazepin,",
        "if you stop breathing for short periods at night,",
        "if you have severe liver problems,",
        "if you are under 18 years of age.",
    ]
    for reason in reasons:
        builder.item(reason)
    builder.paragraph("Grapefruit juice makes the effect stronger. Do not drive after a tablet.")
    builder.heading("3. How to take Somnalor", level=2)
    builder.paragraph("The usual dose is one tablet before going to bed.")
    said = texts(ask(question, builder.build("leaflet.txt")))
    assert said[0] == "Do not take Somnalor"
    assert "if you have severe liver problems," in said


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Since when can notes be encrypted?", "Quillnote 4.9 (August 2029)"),
        ("Which version introduced the dark theme?", "Quillnote 5.1 (July 2030)"),
    ],
)
def test_a_heading_that_holds_the_answer_is_said(ask: Ask, question: str, heading: str) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Release notes")
    builder.heading("Quillnote 5.1 (July 2030)", level=2)
    builder.item("A dark theme was added.")
    builder.item("Search finds words in attached files.")
    builder.heading("Quillnote 4.9 (August 2029)", level=2)
    builder.item("Notes can be encrypted with a password.")
    builder.item("The clock in the status bar is right.")
    parts = ask(question, builder.build("notes.md"))
    assert (parts[0].kind, parts[0].text) == ("heading", heading)
    assert parts[0].quotes[0].text == heading
    plain = ask("How can notes be encrypted?", builder.build("notes.md"))
    assert "heading" not in [part.kind for part in plain]


def test_a_table_is_given_whole_where_its_column_is_asked_for(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("The parcel service")
    builder.heading("Create a parcel", level=2)
    builder.paragraph("A parcel is booked with one call. It answers with the parcel's number.")
    builder.head(("Parameter", "Type", "Meaning"))
    rows = (("weight", "integer", "Weight in grams"), ("to", "object", "Address it goes to"))
    for row in (*rows, ("insured", "boolean", "Whether it is insured")):
        builder.row(row)
    builder.heading("Cancel a parcel", level=2)
    builder.paragraph("This is possible until the carrier has scanned it for the first time.")
    parts = ask("What are the parameters of creating a parcel?", builder.build("api.md"))
    assert [part.kind for part in parts][-4:] == ["head", "row", "row", "row"]


def test_one_word_may_answer_where_a_heading_asks(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    for question, reply in (
        ("Who runs the reading club?", "Gareth Iwu. It meets on Thursdays at 18:30."),
        ("Can I bring a dog?", "No. Only guide dogs are let in."),
    ):
        builder.heading(question, level=2)
        builder.paragraph(reply)
    faq = builder.build("faq.md")
    assert texts(ask("Who runs the reading club?", faq))[0] == "Gareth Iwu."


def test_what_is_needed_is_not_how_it_is_done(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Plum crumble")
    builder.paragraph("Ingredients:")
    for each in ("900 g of plums", "120 g of flour", "100 g of cold butter"):
        builder.item(each)
    builder.paragraph("Stone the plums. Rub the butter into the flour. Bake it for half an hour.")
    said = texts(ask("How is the plum crumble made?", builder.build("crumble.md")))
    assert said == [
        "Stone the plums.",
        "Rub the butter into the flour.",
        "Bake it for half an hour.",
    ]
    whole = texts(ask("What are the ingredients of plum crumble?", builder.build("crumble.md")))
    assert whole[1:] == ["900 g of plums", "120 g of flour", "100 g of cold butter"]


def test_nothing_is_said_where_nothing_answers(ask: Ask) -> None:
    model = UnitModel.load()
    engine = ExtractiveEngine(model=model, least=model.threshold)
    assert ask("Who won the football cup in Brazil?", lighthouse(), engine=engine) == []
    assert ask("What is the capital of Mongolia?", engine=engine) == []


def test_nothing_is_said_twice(ask: Ask) -> None:
    documents = []
    for name, rest in (("one", "It holds ten men."), ("two", "It was painted red last summer.")):
        builder = DocumentBuilder("test")
        builder.paragraph(f"The lifeboat is kept in the boathouse at Skerry Point. {rest}")
        documents.append(builder.build(f"{name}.txt", name))
    said = texts(ask("Where is the lifeboat kept?", *documents))
    assert sum("Skerry Point" in text for text in said) == 1


def test_numbered_steps_keep_their_numbers(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("How to light the lamp")
    builder.paragraph("The steps to light the lamp are:")
    for number, step in enumerate(("Trim the wick.", "Fill the oil.", "Strike a match."), start=1):
        builder.item(step, marker=f"{number}.")
    parts = ask("What are the steps to light the lamp?", builder.build("lamp.md"))
    assert [part.number for part in parts if part.kind == "item"] == [1, 2, 3]


def test_a_sentence_that_begins_its_section_by_pointing_up_brings_its_heading(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("The keeper's cat")
    builder.paragraph("It catches mice in the oil store at night. The mice eat the wicks.")
    document = builder.build("cat.md")
    (part, *_) = ask("What catches the mice in the oil store at night?", document)
    assert part.text.startswith("It catches mice")
    assert part.quotes[1].text == "The keeper's cat"
    assert document.text[part.quotes[1].start : part.quotes[1].end] == "The keeper's cat"


def test_a_sentence_that_leans_on_another_brings_it_along(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.paragraph(
        "The Skerry light was designed by Ada Thorn. "
        "She moved to Bergen in 1871 to study optics with Henrik Lund. "
        "Gulls nest below."
    )
    parts = ask("Who moved to Bergen to study optics in 1871?", builder.build("a.txt", "Skerry"))
    leaning = next(part for part in parts if part.text.startswith("She moved"))
    known = {quote.text for part in parts for quote in part.quotes}
    assert "The Skerry light was designed by Ada Thorn." in known
    assert leaning.quotes[0].text == leaning.text


def test_why_is_not_answered_by_the_claim_itself(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.paragraph(
        "The lamp is red. Red light is seen farther in fog than white light. Gulls nest below."
    )
    said = texts(ask("Why is the lamp red?", builder.build("a.txt", "The lamp")))
    assert "The lamp is red." not in said
    assert "Red light is seen farther in fog than white light." in said


def test_a_definition_is_told_by_sentences_about_the_thing_alone(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Lights and horns")
    builder.paragraph(
        "The Argand lamp and the foghorn are the usual pair on a rock. Both came in 1790."
    )
    builder.heading("Sound in fog", level=2)
    builder.paragraph("The foghorn warns ships by a deep tone when the lamp is not seen.")
    said = texts(ask("What is a foghorn?", builder.build("a.md")))
    assert any(text.startswith("The foghorn warns ships") for text in said)


def test_the_second_is_not_the_first(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Skerry Point")
    builder.paragraph("The second lamp of Skerry Point was lit in March 1822.")
    builder.paragraph("On a stormy evening in May 1790 the first lamp of Skerry Point was lit.")
    said = texts(ask("When was the first lamp of Skerry Point lit?", builder.build("a.md")))
    assert said == ["On a stormy evening in May 1790 the first lamp of Skerry Point was lit."]


def test_one_step_alone_is_not_added_to_sentences(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("The lamp room")
    builder.paragraph("The lamp room is cleaned when soot has gathered on the lens.")
    builder.heading("Winter work", level=2)
    for number, step in enumerate(
        (
            "Carry coal to the stove.",
            "The lamp room is swept.",
            "Mend the nets.",
            "Paint the boat.",
        ),
        start=1,
    ):
        builder.item(step, marker=f"{number}.")
    said = texts(ask("Is the lamp room cleaned of soot?", builder.build("a.md")))
    assert said == ["The lamp room is cleaned when soot has gathered on the lens."]


def test_learning_objectives_tell_nothing(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Lenses")
    builder.heading("Learning Objectives", level=2)
    builder.item("Explain how a Fresnel lens differs from a plain lens.")
    builder.item("Describe how a Fresnel lens gathers light.")
    builder.heading("The Fresnel lens", level=2)
    builder.paragraph("A Fresnel lens gathers light with rings of thin glass prisms.")
    said = texts(ask("How does a Fresnel lens gather light?", builder.build("a.md")))
    assert said == ["A Fresnel lens gathers light with rings of thin glass prisms."]


WORDS = st.lists(
    st.sampled_from("the lamp keeper burns oil it is a red because of fog 1980 — Ä 😀".split()),
    min_size=1,
    max_size=9,
).map(" ".join)
BLOCKS = st.lists(
    st.tuples(st.sampled_from(("heading", "paragraph", "item", "row", "head", "code")), WORDS),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(BLOCKS, WORDS)
def test_every_quote_is_found_at_its_offsets(blocks: list[tuple[str, str]], question: str) -> None:
    builder = DocumentBuilder("test")
    for kind, text in blocks:
        if kind in ("row", "head"):
            getattr(builder, kind)(text.split(" ")[:3])
        else:
            getattr(builder, kind)(f"{text}.")
    document = builder.build("a.txt", "A")
    engine = ExtractiveEngine(least=0.0)
    for form in ("what are the {} lamps", "what is {}", "{}", "compare {} and oil"):
        parts = answer(form.format(question), [document], embedder=FakeEmbedder(), engine=engine)
        for part in parts:
            assert part.quotes
            assert part.text == part.quotes[0].text
            for quote in part.quotes:
                assert document.text[quote.start : quote.end] == quote.text


def claims() -> Document:
    builder = DocumentBuilder("test")
    builder.heading("Travel expenses")
    builder.heading("What is reimbursed", level=2)
    for item in ("Train tickets in second class.", "Breakfast up to 12 pounds a day."):
        builder.item(item)
    builder.heading("What is not reimbursed", level=2)
    for item in (
        "Fines and parking tickets.",
        "Upgrades of seats or hotel rooms.",
        "Alcohol in restaurants and bars.",
        "Films watched in hotel rooms.",
    ):
        builder.item(item)
    builder.heading("Special leave", level=2)
    builder.paragraph("Special leave with full pay is granted for the following occasions:")
    builder.head(("Occasion", "Days"))
    for occasion, days in (("Own wedding", "2"), ("Birth of a child", "3"), ("Jury service", "3")):
        builder.row((occasion, days))
    return builder.build("claims.md")


def test_an_item_under_a_denying_heading_does_not_stand_without_it(ask: Ask) -> None:
    parts = ask("Do I get reimbursed for a parking ticket?", claims())
    fines = next(n for n, part in enumerate(parts) if part.text.startswith("Fines"))
    denying = [part for part in parts[:fines] if part.text == "What is not reimbursed"]
    assert [part.kind for part in denying] == ["heading"]
    assert denying[0].quotes


def test_a_table_comes_with_the_sentence_that_leads_it_in(ask: Ask) -> None:
    parts = ask("In which cases is special leave granted?", claims())
    assert [part.kind for part in parts if part.kind != "head"] == ["sentence", "row", "row", "row"]
    assert texts(parts)[0].endswith("for the following occasions:")


def test_a_changed_figure_is_news(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Hotel limits")
    builder.paragraph("A hotel in London may cost at most 140 pounds a night.")
    builder.heading("Hotel limits from January", level=2)
    builder.paragraph("A hotel in London may cost at most 165 pounds a night.")
    said = " ".join(texts(ask("How much may a hotel in London cost?", builder.build("a.md"))))
    assert "140" in said
    assert "165" in said


def test_rows_without_a_word_of_the_question_give_way(ask: Ask) -> None:
    builder = DocumentBuilder("test")
    builder.heading("Limits of expenses")
    builder.head(("Item", "Limit", "Receipt"))
    for item, limit in (
        ("Hotel in London, per night", "140 pounds"),
        ("Hotel elsewhere, per night", "95 pounds"),
        ("Breakfast", "9 pounds"),
        ("Dinner", "22 pounds"),
        ("Private car, per mile", "0.40 pounds"),
    ):
        builder.row((item, limit, "yes"))
    rows = [p.text for p in ask("hotel limit london", builder.build("a.md")) if p.kind == "row"]
    assert "Hotel in London, per night | 140 pounds | yes" in rows
    assert all(row.startswith("Hotel") for row in rows)


def test_a_property_is_told_without_the_others_of_its_list(ask: Ask) -> None:
    builder = DocumentBuilder("markdown")
    builder.heading("Harrier 20 outboard motor", level=1)
    builder.heading("Technical data", level=2)
    for item in (
        "Power: 14.7 kilowatts",
        "Shaft: 51 centimetres",
        "Weight: 47 kilograms",
        "Tank: 12 litres",
    ):
        builder.item(item, depth=1, marker="-")
    said = texts(ask("What is the weight of the Harrier 20?", builder.build("motor.md")))
    assert [each for each in said if ":" in each] == ["Weight: 47 kilograms"]
