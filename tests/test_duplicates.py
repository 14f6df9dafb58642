"""Near-duplicates among documents."""

from ingest.documents import Document
from ingest.duplicates import groups, near_duplicates, signature, similarity
from ingest.loaders.building import DocumentBuilder

TEXT = " ".join(
    f"Sentence {n} speaks of bees, hives and the weather of day {n}." for n in range(60)
)


def document(text: str) -> Document:
    builder = DocumentBuilder("test")
    builder.paragraph(text)
    return builder.build("a.txt", "Bees")


def test_a_changed_copy_is_similar_and_another_text_is_not() -> None:
    original = signature(document(TEXT))
    changed = signature(document(TEXT.replace("day 30", "day thirty") + " One more sentence."))
    other = signature(
        document(" ".join(f"Page {n} is about ships and {n} ports." for n in range(60)))
    )
    assert original is not None
    assert changed is not None
    assert other is not None
    assert similarity(original, original) == 1.0
    assert similarity(original, changed) > 0.85
    assert similarity(original, other) < 0.2
    pairs = near_duplicates({"first": original, "other": other, "second": changed})
    assert [(later, earlier) for later, earlier, _ in pairs] == [("second", "first")]
    assert groups(pairs) == {"second": "first"}


def test_a_text_of_few_words_has_no_signature() -> None:
    assert signature(document("Only four words here.")) is None


def test_furniture_does_not_count() -> None:
    builder = DocumentBuilder("test")
    builder.paragraph(TEXT)
    builder.furniture("Subscribe to the newsletter of this page. " * 20)
    plain, framed = signature(document(TEXT)), signature(builder.build("b.txt", "Bees"))
    assert plain is not None
    assert framed is not None
    assert similarity(plain, framed) == 1.0
