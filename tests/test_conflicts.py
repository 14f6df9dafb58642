from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.answers import Quote
from chatbot.assembly import Citewell, assemble
from chatbot.conflicts import conflicts, document_date
from chatbot.grounding import read
from evals.conflicts import run
from ingest.pipeline import ingest
from ingest.settings import Settings


def quote(text: str, document: str = "a") -> Quote:
    return Quote(document, document, document, "", text, 0, len(text))


def disagree(first: str, second: str) -> bool:
    return any(conflicts([quote(first, "a"), quote(second, "b")]))


def test_different_numbers_of_one_thing_conflict() -> None:
    assert disagree("The trial period is six months.", "The trial period is three months.")
    assert not disagree("The session lasts 60 minutes.", "The session lasts one hour.")


def test_other_subjects_and_times_are_harmless() -> None:
    assert not disagree("Adult tickets cost 14 dollars.", "Child tickets cost 7 dollars.")
    assert not disagree("In 2020 the fair had 400 guests.", "In 2022 the fair had 900 guests.")


def test_dates_conflict() -> None:
    assert disagree("The hall was opened in 1904.", "In 1908 the hall was opened.")


def test_a_denial_conflicts_and_a_double_denial_does_not() -> None:
    assert disagree("The tool supports Windows.", "The tool does not support Windows.")
    assert disagree("The parameter is required.", "The parameter is optional.")
    assert not disagree("The parameter is optional.", "The parameter is not required.")


def test_a_conflict_shows_both_quotes_and_says_why() -> None:
    quotes = [
        quote("The bell rings at noon.", "a"),
        quote("Logs are kept for 30 days.", "b"),
        quote("Logs are kept for 90 days.", "c"),
    ]
    (conflict,) = conflicts(quotes)
    assert (conflict.first.document_id, conflict.second.document_id) == ("b", "c")
    assert conflict.reason == "they give different numbers"


def test_planted_and_placed_pairs_reach_what_is_asked() -> None:
    missed = [figure for figure in run().figures if not figure.reached]
    assert not missed


def test_properties_of_two_things_are_no_conflict_and_those_of_one_thing_are() -> None:
    def told(first: str, second: str) -> bool:
        sides = [
            Quote(title, title, title, "", text, 0, len(text))
            for title, text in ((first, "Cook time: 5 min"), (second, "Cook time: 20 min"))
        ]
        return any(conflicts(sides))

    assert not told("Onion soup", "Onion bread")
    assert told("Onion soup", "Onion soup (copy)")


def test_neighbours_in_one_document_are_no_conflict() -> None:
    texts = ("The measured ratio is 4.56.", "The measured ratio is 3.28.")
    sides = [Quote("a", "a", "a", "Examples", text, at, at + 27) for at, text in enumerate(texts)]
    assert not any(conflicts(sides))


def test_only_what_was_asked_is_compared() -> None:
    sides = [quote("The tower is 30 metres high.", "a"), quote("The tower is 34 metres high.", "b")]
    assert any(conflicts(sides, question="How high is the tower?"))
    assert not any(conflicts(sides, question="Who painted the ceiling?"))


def test_a_number_with_a_point_is_a_time_only_where_it_is_said_to_be_one() -> None:
    assert not read("The ratio is (4.56 : 1).").dates
    assert not read("It is sold at 4.50 euros.").dates
    for time in ("at 9.30 on Mondays", "9.30 am", "9:30", "9.30 o'clock"):
        assert [date.minutes for date in read(f"It begins {time}").dates] == [570], time


HANDBOOKS = {
    "handbook-2023.md": "---\nupdated: 2023-02-01\n---\n# Staff handbook\n\n## Leave\n\n"
    "Full-time staff have 25 days of annual leave. Leave is asked for in writing.\n",
    "handbook-2025.md": "---\nupdated: 2025-02-01\n---\n# Handbook for staff\n\n## Holidays\n\n"
    "The annual leave of full-time staff is 30 days. Unused leave lapses in March.\n",
    "canteen.md": "# Canteen\n\nThe canteen serves lunch from noon. Soup costs 3 euros.\n",
}


@pytest.fixture(scope="module")
def handbooks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citewell]:
    folder = tmp_path_factory.mktemp("handbooks")
    for name, text in HANDBOOKS.items():
        (folder / name).write_text(text, "utf-8")
    made = assemble(Settings(index=folder / "index", caution=0.2), create=True)
    report = ingest([folder / name for name in HANDBOOKS], index=made.index, embedder=made.embedder)
    assert not report.failures
    yield made
    made.index.close()


def test_an_answer_says_that_the_documents_disagree_and_shows_both_quotes(
    handbooks: Citewell,
) -> None:
    answer = handbooks.chat.answer("How many days of annual leave do full-time staff have?")
    (found,) = answer.conflicts
    sides = {
        (Path(side.source).name, date)
        for side, date in zip((found.first, found.second), found.dates, strict=True)
    }
    assert sides == {("handbook-2023.md", "2023-02-01"), ("handbook-2025.md", "2025-02-01")}
    assert {found.first, found.second} <= set(answer.citations)
    assert "The documents disagree: they give different numbers" in answer.text
    for side in (found.first, found.second):
        assert f"[{side.number}]" in answer.text
        with handbooks.index.snapshot() as snapshot:
            document = snapshot.document(side.document_id)
            assert document is not None
            assert document.text[side.start : side.end] == side.quote


def test_an_answer_without_a_conflict_says_nothing_of_one(handbooks: Citewell) -> None:
    answer = handbooks.chat.answer("What does soup cost in the canteen?")
    assert answer.conflicts == ()
    assert "disagree" not in answer.text


def test_the_date_of_a_document_is_what_it_says_of_itself() -> None:
    assert document_date({"created": "D:20240305101500Z", "title": "x"}) == "2024-03-05"
    assert document_date({"updated": "2025-02-01 10:00:00", "date": "May 2024"}) == "May 2024"
    assert document_date({"author": "A"}) is None


def test_a_document_knows_its_date_better_than_its_file() -> None:
    stamped = {"created": "2013-12-23 23:15:00"}
    stated = "Travel policy\n\nValid from 1 January 2026 until 3 May 2027. It replaces all others."
    assert document_date(stamped, stated) == "1 January 2026"
    assert document_date(stamped, "Version 3, 2025-04-01") == "2025-04-01"
    assert document_date(stamped, "Valid until 31 May 2027.") == "2013-12-23"
    assert document_date({"date": "2024-05-06"}, stated) == "2024-05-06"
