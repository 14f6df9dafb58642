"""What a language model adds to the very quote that it is shown with: numbers, names, subjects."""

import pytest

from chatbot.answers import Quote
from chatbot.grounding import departure, strays


def quote(text: str, *, section: str = "") -> Quote:
    return Quote("d", "harbour.md", "Harbour", section, text, 0, len(text))


@pytest.mark.parametrize(
    ("sentence", "source", "found"),
    [
        ("It has 7 rooms.", "It has six rooms.", ["7"]),
        ("It has seven rooms.", "It has 17 rooms.", ["seven"]),
        ("It costs 5 crowns.", "It has cost much since 2015.", ["5"]),
        ("It weighs 2.5 tons.", "It weighs 25 tons.", ["2.5"]),
        ("It opened in May 1904.", "It opened in June 1904.", ["May"]),
        ("It was built in Lisbon.", "It was built by the sea.", ["Lisbon"]),
        ("The maker: Kransberg built it.", "The maker built it.", ["Kransberg"]),
        ("It (Kransberg) floats.", "It floats.", ["Kransberg"]),
        ("The IT of the port is old.", "The port with its old wall.", ["IT"]),
        ("XR-4 floats.", "XR-3 floats.", ["4"]),
        ("It has seven rooms.", "It has 7 rooms.", []),
        ("It has 1,200 rooms.", "It has 1200 rooms.", []),
        ("In 1904, twenty people came.", "20 people came in 1904.", []),
        ("It opens at 10:30 on 4 May.", "From 4 May on, it opens at 10:30.", []),
        ("The port's RTGs are Lisbon's.", "An RTG of Lisbon lies in the port.", []),
        ("One of the two piers is closed.", "Of the two piers, the old one is closed.", []),
    ],
)
def test_numbers_and_names_are_the_quote_s(sentence: str, source: str, found: list[str]) -> None:
    assert list(strays(sentence, source)) == found


def test_a_sentence_that_only_changes_what_it_speaks_of_is_found() -> None:
    said = "is a levy that every ship pays before it may unload its cargo."
    source = f"Harbour money {said}"
    assert departure(source, quote(source)) is None
    assert "Lighthouse" in (departure(f"Lighthouse money {said}", quote(source)) or "")
    headed = quote(source, section="Lighthouse")
    assert departure(f"Lighthouse money {said}", headed) is None


def test_words_that_stand_elsewhere_are_not_the_quote_s() -> None:
    source = quote("The harbour master signs the ledger of every ship by hand.")
    assert departure("The harbour master signs each ship's ledger by hand.", source) is None
    reason = departure("The harbour master insures ferries against winter storms.", source)
    assert reason == "the quote holds too few of its words"
