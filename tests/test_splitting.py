"""Passages along the structure of a document."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Passage
from ingest.loaders.building import DocumentBuilder
from ingest.splitting import split


def words(text: str) -> int:
    return len(text.split())


def passages(builder: DocumentBuilder, most: int = 60) -> tuple[Document, Sequence[Passage]]:
    document = builder.build("a.md", "Bees")
    found = split(document, count_tokens=words, most_tokens=most)
    for passage in found:
        assert document.text[passage.start : passage.end] == passage.text
        assert words(passage.embedded_text) <= most
        for unit in passage.units:
            assert passage.start <= unit.start < unit.end <= passage.end
    return document, found


def test_a_section_knows_its_headings() -> None:
    builder = DocumentBuilder("test")
    builder.heading("Bees", level=1)
    builder.heading("Winter", level=2)
    builder.paragraph("Bees need food. They also need a dry hive.")
    builder.heading("Summer", level=2)
    builder.paragraph("Bees fly.")
    _, (winter, summer) = passages(builder)
    assert winter.section == "Bees > Winter"
    assert winter.context == "Bees\nWinter"
    assert [unit.kind for unit in winter.units] == ["sentence", "sentence"]
    assert summer.section == "Bees > Summer"


def test_a_list_stays_with_the_sentence_that_leads_it_in() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph(" ".join(["A sentence of exactly six words."] * 7))
    builder.paragraph("Bees have many enemies. In winter they need three things:")
    for item in ("food. A lot of it.", "a dry hive", "peace from mice"):
        builder.item(item)
    _, found = passages(builder)
    last = found[-1]
    assert last.text.startswith("In winter they need three things:")
    assert [unit.kind for unit in last.units] == ["sentence", "item", "item", "item"]


def test_a_list_item_of_several_sentences_is_one_unit() -> None:
    builder = DocumentBuilder("test")
    builder.item("Food. A lot of it.", marker="1.")
    document, (passage,) = passages(builder)
    (unit,) = passage.units
    assert document.text[unit.start : unit.end] == "Food. A lot of it."
    assert passage.text == "1. Food. A lot of it."


def test_rows_carry_their_column_heads() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("Weights of hives follow.")
    builder.head(["Month", "Weight"])
    for month in range(40):
        builder.row([f"Month {month}", "14 kg"])
    builder.paragraph("After the table.")
    _, found = passages(builder)
    rows = [passage for passage in found if passage.units[0].kind == "row"]
    assert len(rows) > 3
    assert all(passage.context.endswith("Month | Weight") for passage in rows)
    assert "Month" not in found[-1].context


def test_furniture_is_in_no_passage() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("Bees fly in summer.")
    builder.furniture("Subscribe to our newsletter")
    builder.paragraph("They rest in winter.")
    document, found = passages(builder)
    assert "newsletter" in document.text
    assert [passage.text for passage in found] == ["Bees fly in summer.", "They rest in winter."]


def test_a_heading_with_nothing_below_it_can_be_found() -> None:
    builder = DocumentBuilder("test")
    builder.heading("One", level=2)
    builder.heading("Two", level=2)
    builder.paragraph("Only this has a text.")
    _, found = passages(builder)
    assert [passage.text for passage in found] == ["One", "Only this has a text."]


def test_a_monstrous_sentence_is_cut_between_words() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("word " * 1_000)
    _, found = passages(builder)
    assert sum(words(passage.text) for passage in found) == 1_000
    assert all(set(passage.text.split()) == {"word"} for passage in found)


def quotes(document: Document, found: Sequence[Passage]) -> list[str]:
    return [document.text[unit.start : unit.end] for passage in found for unit in passage.units]


def test_a_heading_that_runs_in_stays_with_its_text() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("09:30 — The stand-up. It is a short meeting. All come.")
    builder.paragraph("Winter hives. They need food. And peace.", label="Winter hives.")
    builder.paragraph("Mice: they like honey. Lock them out.", label="Mice")
    builder.paragraph(
        "Bees sleep little in summer. They fly.", label="Bees sleep little in summer."
    )
    builder.paragraph("Bees fly — always. Not in rain.")
    document, found = passages(builder)
    assert quotes(document, found) == [
        "09:30 — The stand-up. It is a short meeting.",
        "All come.",
        "Winter hives. They need food.",
        "And peace.",
        "Mice: they like honey.",
        "Lock them out.",
        "Bees sleep little in summer.",
        "They fly.",
        "Bees fly — always. Not in rain.",
    ]


def test_a_number_is_no_unit_without_its_text() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("1.")
    builder.paragraph("Weigh the hive.")
    builder.paragraph("2) Wait. Then open it.")
    document, found = passages(builder)
    assert quotes(document, found) == ["Weigh the hive.", "2) Wait.", "Then open it."]
    assert found[0].text.startswith("1.\n\nWeigh")


def test_code_is_one_unit_and_is_cut_between_lines_where_it_must_be() -> None:
    builder = DocumentBuilder("test")
    builder.code("import hive\n\nhive.open(). Then(1)")
    function = "def weigh(hive):\n    return sum(frame.weight for frame in hive)"
    builder.code("\n\n".join([function] * 20))
    document, found = passages(builder)
    first, *others = quotes(document, found)
    assert first == "import hive\n\nhive.open(). Then(1)"
    assert all(part.startswith("def") and part.endswith("hive)") for part in others)
    assert sum(part.count("def weigh") for part in others) == 20
    assert len(others) < 6


def test_ids_depend_on_text_and_place() -> None:
    def ids(text: str) -> list[str]:
        builder = DocumentBuilder("test")
        builder.paragraph(text)
        return [passage.id for passage in passages(builder)[1]]

    assert ids("Bees fly.") == ids("Bees fly.")
    assert ids("Bees fly.") != ids("Bees rest.")


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "item", "row", "head", "code", "furniture"]),
        st.text(min_size=1, max_size=120).filter(str.strip),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_any_document_is_split_without_overlap(blocks: list[tuple[str, str]]) -> None:
    builder = DocumentBuilder("test")
    builder.paragraph("There is always one sentence.")
    for kind, text in blocks:
        if kind in ("row", "head"):
            getattr(builder, kind)([text, "x"])
        else:
            getattr(builder, kind)(text)
    document, found = passages(builder, 40)
    position = 0
    for passage in found:
        assert passage.start >= position
        position = passage.end
    covered = "".join(passage.text for passage in found)
    for block in document.blocks:
        if block.kind in ("paragraph", "item", "row"):
            text = document.text[block.start : block.end]
            assert len(text) > 100 or words(text) > 10 or text.split()[0] in covered
