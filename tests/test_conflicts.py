from chatbot.answers import Quote
from chatbot.conflicts import conflicts
from evals.conflicts import run


def quote(text: str, document: str = "a") -> Quote:
    return Quote(document, document, document, "", text, 0, len(text))


def disagree(first: str, second: str) -> bool:
    return bool(conflicts([quote(first, "a"), quote(second, "b")]))


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
    [conflict] = conflicts(quotes)
    assert (conflict.first.document_id, conflict.second.document_id) == ("b", "c")
    assert conflict.reason == "they give different numbers"


def test_planted_pairs_reach_what_is_asked() -> None:
    assert run().reached
