"""The golden questions themselves, and the measures on answers made by hand."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from chatbot.answers import Answer, Answerability, Citation, Part, Quote, Turn
from evals.golden import GoldenQuestion, GoldenUnit, QuestionFileError, load_questions
from evals.outcomes import Texts, outcome
from evals.questions import draw, outcomes, pairs, report
from ingest.documents import Document, Hit, Passage
from ingest.loaders import load

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "evals/questions/corpus.jsonl"

TEXT = (
    "Bees make honey.\n"
    "Bees live in hives that people build from wood.\n"
    "Hive | Wood | Keeps bees dry\n"
    "Smoker | Tin | Calms bees\n"
    "Wasps make paper."
)


# The file


@pytest.fixture(scope="module")
def golden() -> list[GoldenQuestion]:
    return load_questions(QUESTIONS)


def test_every_kind_has_enough_questions(golden: list[GoldenQuestion]) -> None:
    counts = Counter(question.kind for question in golden)
    least = {"plain": 60, "paraphrased": 25, "misspelt": 15, "follow-up": 20}
    least |= {"absent": 40, "off-topic": 30}
    assert all(counts[kind] >= number for kind, number in least.items())
    assert set(counts) == set(least)


def test_a_third_of_every_kind_is_kept_for_fitting(golden: list[GoldenQuestion]) -> None:
    for kind in {question.kind for question in golden}:
        parts = [question.part for question in golden if question.kind == kind]
        assert parts.count("fit") / len(parts) == pytest.approx(1 / 3, abs=0.05)


def test_no_question_is_asked_twice(golden: list[GoldenQuestion]) -> None:
    asked = [(question.question.casefold(), question.history) for question in golden]
    assert len(set(asked)) == len(asked)


def test_follow_ups_have_a_history(golden: list[GoldenQuestion]) -> None:
    assert all(question.history for question in golden if question.kind == "follow-up")


def test_every_gold_quote_is_in_its_document(golden: list[GoldenQuestion]) -> None:
    files = sorted((ROOT / "corpus").glob("*.md"))
    loaded = [(document, path) for path in files for document in load(path)]
    texts = Texts([d for d, _ in loaded], {d.id: [str(path)] for d, path in loaded})
    missing = [unit for q in golden for unit in q.gold if not texts.find(unit)]
    assert not missing


def test_every_document_is_asked_about(golden: list[GoldenQuestion]) -> None:
    asked = {unit.document for question in golden for unit in question.gold}
    assert {path.name for path in (ROOT / "corpus").glob("*.md")} <= asked


# Loading


def write(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return path


GOOD = {
    "id": "1",
    "kind": "plain",
    "question": "Who makes honey?",
    "gold": [{"document": "bees.txt", "quote": "Bees make honey."}],
}


def test_letters_make_alternatives(tmp_path: Path) -> None:
    gold = [
        {"document": "bees.txt", "quote": "one"},
        {"document": "bees.txt", "quote": "two", "alternative": "b"},
        {"document": "bees.txt", "quote": "three", "alternative": "a"},
    ]
    [question] = load_questions(write(tmp_path / "q.jsonl", GOOD | {"gold": gold}))
    quotes = [[unit.quote for unit in units] for units in question.alternatives]
    assert quotes == [["one", "three"], ["two"]]
    assert question.part == "report"
    assert question.history == ()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "riddle"}, "'kind' is 'riddle'; use one of: plain"),
        ({"kind": "absent"}, "has no gold"),
        ({"gold": []}, "needs gold"),
        ({"gold": "Bees"}, "'gold' must be a list"),
        ({"gold": [{"document": "bees.txt"}]}, "'quote' must be text"),
        ({"question": " "}, "'question' must be text"),
        ({"part": "test"}, "'part' is 'test'"),
        ({"history": [1]}, "'history'"),
        ({"answer": "Bees"}, "unknown field 'answer'"),
        ({"id": "1"}, "the id '1' is taken"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    path = write(tmp_path / "q.jsonl", GOOD, GOOD | {"id": "2"} | change)
    with pytest.raises(QuestionFileError) as raised:
        load_questions(path)
    assert "q.jsonl, line 2: " in str(raised.value)
    assert complaint in str(raised.value)


@pytest.mark.parametrize("content", ["{", "[]", "", "\xff"])
def test_a_file_that_holds_no_questions_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(QuestionFileError, match=r"q\.jsonl"):
        load_questions(path)


# Measures


def passage(start: int, end: int) -> Hit:
    text = TEXT[start:end]
    held = Passage(f"p{start}", "d", "x/bees.txt", "Bees", "", text, start, end, None, ())
    return Hit(held, score=1.0)


LINES = [(TEXT.index(line), TEXT.index(line) + len(line)) for line in TEXT.splitlines()]
HITS = tuple(passage(start, end) for start, end in LINES)


def texts() -> Texts:
    document = Document("d", "x/bees.txt", "Bees", TEXT, ())
    return Texts([document], {"d": ["x/bees.txt"]})


def answer(*spans: tuple[int, int], probability: float = 0.9, introduced: int = 0) -> Answer:
    """An answer of these quotes, the first `introduced` of them column heads; none: a refusal."""
    citations = tuple(
        Citation(number, "d", "x/bees.txt", "Bees", "", TEXT[start:end], start, end)
        for number, (start, end) in enumerate(spans, 1)
    )
    parts = tuple(
        Part(
            "head" if c.number <= introduced else "sentence",
            c.quote,
            (Quote("d", c.source, c.title, "", c.quote, c.start, c.end),),
        )
        for c in citations
    )
    return Answer(
        question="?",
        understood="?",
        text="",
        parts=parts,
        citations=citations,
        hits=HITS,
        refused=not spans,
        answerability=Answerability(probability),
    )


def golden_question(*quotes: str, letters: str = "") -> GoldenQuestion:
    letters = letters or "a" * len(quotes)
    units = (
        GoldenUnit("bees.txt", quote, letter) for quote, letter in zip(quotes, letters, strict=True)
    )
    return GoldenQuestion("1", "plain" if quotes else "absent", "?", tuple(units))


def test_a_unit_is_found_whatever_its_marks_and_spaces() -> None:
    [span] = texts().find(GoldenUnit("bees.txt", "hive |  WOOD |\nkeeps bees dry."))
    assert TEXT[span.start : span.end] == "Hive | Wood | Keeps bees dry"


def test_a_unit_is_looked_for_only_in_its_document_and_in_whole_words() -> None:
    assert not texts().find(GoldenUnit("sees.txt", "Bees make honey."))
    assert not texts().find(GoldenUnit("s.txt", "Bees make honey."))
    assert not texts().find(GoldenUnit("bees.txt", "ees make honey."))


def test_one_of_two_units_cited() -> None:
    question = golden_question("Hive | Wood | Keeps bees dry", "Smoker | Tin | Calms bees")
    result = outcome(question, answer(LINES[2], LINES[4]), texts())
    assert (result.right, result.gold_cited, result.cited_gold) == (True, 0.5, 0.5)
    assert result.words == 8  # without the bars


def test_half_of_the_words_make_a_citation_less_do_not() -> None:
    question = golden_question("Bees live in hives that people build from wood.")
    start, end = LINES[1]
    five, four = TEXT.index(" people", start), TEXT.index(" that", start)
    assert outcome(question, answer((start, five)), texts()).right
    fewer = outcome(question, answer((start, four)), texts())
    assert not fewer.right
    assert fewer.gold_cited == 0
    assert outcome(question, answer((start, four), (five, end)), texts()).right


def test_the_alternative_that_is_cited_counts() -> None:
    question = golden_question(
        "Bees make honey.", "Hive | Wood | Keeps bees dry", "Wasps make paper.", letters="aab"
    )
    result = outcome(question, answer(LINES[4]), texts())
    assert (result.right, result.gold_cited, result.cited_gold) == (True, 1.0, 1.0)


def test_a_citation_of_something_else_is_not_right() -> None:
    result = outcome(golden_question("Bees make honey."), answer(LINES[4]), texts())
    assert (result.right, result.refused, result.cited_gold) == (False, False, 0.0)


def test_column_heads_are_not_counted_as_cited() -> None:
    question = golden_question("Smoker | Tin | Calms bees")
    result = outcome(question, answer(LINES[2], LINES[3], introduced=1), texts())
    assert (result.right, result.cited_gold) == (True, 1.0)


def test_a_refusal_of_an_answerable_question() -> None:
    result = outcome(golden_question("Bees make honey."), answer(), texts())
    assert (result.right, result.refused) == (False, True)
    assert result.gold_cited is None
    assert result.words == 0


def test_passages_are_judged_by_the_units_that_they_hold() -> None:
    first = outcome(golden_question("Bees make honey."), answer(), texts())
    third = outcome(golden_question("Hive | Wood | Keeps bees dry"), answer(), texts())
    both = outcome(golden_question("Bees make honey.", "Wasps make paper."), answer(), texts())
    assert (first.reciprocal_rank, third.reciprocal_rank) == (1, pytest.approx(1 / 3))
    assert (first.recall, both.recall) == (1, 1)


def test_a_gold_quote_that_is_in_no_document_is_an_error() -> None:
    with pytest.raises(QuestionFileError, match=r"bees\.txt does not hold the gold quote 'Cows'"):
        outcome(golden_question("Cows"), answer(), texts())


class Scripted:
    """Answers the words of a question that stand in the text, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, len(history)))
        start = TEXT.find(question)
        return answer((start, start + len(question))) if start >= 0 else answer(probability=0.2)


def test_the_history_is_really_asked() -> None:
    scripted = Scripted()
    question = GoldenQuestion("1", "absent", "And cows?", history=("Bees", "Wasps"))
    [row] = outcomes([question], scripted, texts())
    assert scripted.asked == [("Bees", 0), ("Wasps", 1), ("And cows?", 2)]
    assert row.refused


def test_the_report_counts_the_reported_part_and_names_failures() -> None:
    unit = (GoldenUnit("bees.txt", "Bees make honey."),)
    questions = [
        GoldenQuestion("1", "plain", "Bees make honey.", unit),
        GoldenQuestion("2", "plain", "Who makes it?", unit),
        GoldenQuestion("3", "plain", "Wasps", unit, part="fit"),
        GoldenQuestion("4", "absent", "Cows"),
        GoldenQuestion("5", "off-topic", "Wasps make paper."),
    ]
    rows = list(outcomes(questions, Scripted(), texts()))
    made = report(rows)
    values = {figure.name: figure.value for figure in made.figures}
    assert values["answered right"] == 0.5
    assert values["wrongly refused"] == 0.5
    assert values["on-topic absent refused"] == 1
    assert values["off-topic refused"] == 0
    assert values["answered right, both parts"] == pytest.approx(1 / 3)
    assert not made.reached
    failures = made.extra["failures"]
    assert isinstance(failures, list)
    assert [(row["id"], row["what"]) for row in failures] == [
        ("2", "wrongly refused"),
        ("3", "no gold cited"),
        ("5", "not refused"),
    ]
    assert pairs(rows)[0] == (0.9, True)


def test_the_report_is_drawn(tmp_path: Path) -> None:
    question = GoldenQuestion("4", "absent", "Cows")
    drawn = draw(report(list(outcomes([question], Scripted(), texts()))), tmp_path, caution=0.5)
    assert [path.name for path in drawn] == ["risk-coverage.png", "reliability.png"]
    assert all(path.exists() for path in drawn)


def test_kinds_that_a_file_does_not_have_make_no_figures() -> None:
    rows = list(outcomes([GoldenQuestion("4", "absent", "Cows")], Scripted(), texts()))
    assert {figure.name for figure in report(rows).figures} == {
        "on-topic absent refused",
        "answerability: calibration error",
        "milliseconds, median",
    }
