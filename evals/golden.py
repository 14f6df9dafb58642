"""Golden questions: what was asked, and which units of the documents answer it.

The format (JSON lines) is described in `evals/questions/README.md`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ingest.errors import CitewellError

Kind = Literal["plain", "paraphrased", "misspelt", "follow-up", "absent", "off-topic"]
PartOfFile = Literal["report", "fit"]

UNANSWERABLE: tuple[Kind, ...] = ("absent", "off-topic")
_FIELDS = {"id", "kind", "part", "question", "history", "gold"}


@dataclass(frozen=True, slots=True)
class GoldenUnit:
    """The visible text of a sentence, list item or table row; `document` is the end of the path
    of its file. Units with the same letter in `alternative` make one complete answer."""

    document: str
    quote: str
    alternative: str = "a"


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with all that answers it; `gold` is empty where the documents do not.

    `history` are earlier questions of the conversation, oldest first. `part` keeps the questions
    that may be looked at while tuning (`fit`) apart from those that are reported (`report`).
    """

    id: str
    kind: Kind
    question: str
    gold: tuple[GoldenUnit, ...] = ()
    history: tuple[str, ...] = ()
    part: PartOfFile = "report"

    @property
    def answerable(self) -> bool:
        return bool(self.gold)

    @property
    def alternatives(self) -> tuple[tuple[GoldenUnit, ...], ...]:
        """The complete answers, each as its units."""
        letters = dict.fromkeys(unit.alternative for unit in self.gold)
        return tuple(
            tuple(unit for unit in self.gold if unit.alternative == letter) for letter in letters
        )


class QuestionFileError(CitewellError):
    """A file of golden questions that cannot be used; names the file, the line and the remedy."""


def load_questions(path: Path) -> list[GoldenQuestion]:
    """The questions of a JSON lines file, in order; blank lines are passed over.

    Raises QuestionFileError where a line is no question or an id comes twice.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    questions: dict[str, GoldenQuestion] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
        except json.JSONDecodeError as error:
            raise QuestionFileError(f"{path}, line {number}: not JSON: {error}") from error
        except QuestionFileError as error:
            raise QuestionFileError(f"{path}, line {number}: {error}") from None
        if question.id in questions:
            raise QuestionFileError(
                f"{path}, line {number}: the id {question.id!r} is taken by an earlier line; "
                "give each question its own"
            )
        questions[question.id] = question
    if not questions:
        raise QuestionFileError(f"{path}: holds no questions; one JSON object a line is expected")
    return list(questions.values())


def _question(record: Any) -> GoldenQuestion:
    if not isinstance(record, dict):
        raise QuestionFileError("a JSON object is expected")
    if unknown := sorted(set(record) - _FIELDS):
        raise QuestionFileError(f"unknown field {unknown[0]!r}; use: {', '.join(sorted(_FIELDS))}")
    kind = _choice(record, "kind", get_args(Kind))
    question = GoldenQuestion(
        id=_text(record, "id"),
        kind=kind,
        question=_text(record, "question"),
        gold=tuple(_unit(entry) for entry in _list(record, "gold")),
        history=tuple(_turn(entry) for entry in _list(record, "history")),
        part=_choice({"part": "report"} | record, "part", get_args(PartOfFile)),
    )
    if question.answerable and kind in UNANSWERABLE:
        raise QuestionFileError(f"a question of the kind {kind!r} has no gold; leave it empty")
    if not question.answerable and kind not in UNANSWERABLE:
        raise QuestionFileError(
            f"a question of the kind {kind!r} needs gold; without, its kind is one of: "
            + ", ".join(UNANSWERABLE)
        )
    return question


def _unit(entry: Any) -> GoldenUnit:
    if not isinstance(entry, dict):
        raise QuestionFileError("each entry of 'gold' is an object with 'document' and 'quote'")
    letter = _text({"alternative": "a"} | entry, "alternative")
    return GoldenUnit(_text(entry, "document"), _text(entry, "quote"), letter)


def _turn(entry: Any) -> str:
    if not isinstance(entry, str) or not entry.strip():
        raise QuestionFileError("'history' holds the earlier questions as text")
    return entry


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise QuestionFileError(f"{name!r} must be text and not empty, not {value!r}")
    return value


def _list(record: dict[str, Any], name: str) -> list[Any]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise QuestionFileError(f"{name!r} must be a list, not {value!r}")
    return value


def _choice(record: dict[str, Any], name: str, allowed: tuple[Any, ...]) -> Any:
    value = record.get(name)
    if value not in allowed:
        raise QuestionFileError(f"{name!r} is {value!r}; use one of: {', '.join(allowed)}")
    return value
