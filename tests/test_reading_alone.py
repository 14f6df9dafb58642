"""Units that are read one by one: what the reader says counts, and a text can be judged by it."""

import json
from pathlib import Path

import numpy as np
import pytest

from chatbot.engines._reading_alone import (
    LIKELIEST,
    LIKELY,
    SHORT,
    ReadingModel,
    reading_features,
    to_read,
)
from chatbot.engines._unit_model import UnitModel
from evals.fit_extraction import write
from evals.spans import run
from ingest.embedding_reader import load_reader


def test_both_sources_are_log_odds() -> None:
    table = reading_features(np.array([0.5, 0.9]), np.array([-2.0, 3.0]))
    assert table.tolist() == [[0.0, -2.0], [pytest.approx(np.log(9.0)), 3.0]]


def test_a_better_reading_raises_and_a_worse_one_lowers() -> None:
    model = ReadingModel({"stored": 1.0, "read": 0.5}, 0.0)
    better, same, worse = model.probabilities(np.full(3, 0.3), np.array([4.0, 0.0, -4.0]))
    assert better > same > worse
    assert same == pytest.approx(0.3)


def test_a_short_text_is_read_as_a_whole() -> None:
    assert to_read(np.full(SHORT, 0.9)).tolist() == list(range(SHORT))


def test_of_a_longer_one_the_likeliest_are_read_where_it_is_open_which_answers() -> None:
    open_ones = np.linspace(0.1, LIKELY - 0.01, SHORT + 1)
    assert to_read(open_ones).tolist() == [SHORT - place for place in range(LIKELIEST)]
    assert not len(to_read(np.append(open_ones, LIKELY)))


def test_coefficients_are_kept_as_they_were_written(tmp_path: Path) -> None:
    model = UnitModel(("cosine",), np.array([1.0]), -1.0, 0.3, ReadingModel({"read": 2.0}, 0.5))
    write(model, tmp_path / "model.json")
    assert UnitModel.load(tmp_path / "model.json").reading == model.reading


def test_what_the_reader_finds_is_quoted_and_nothing_else(tmp_path: Path) -> None:
    text = (
        "Herring gulls nest on the cliffs above the harbour. "
        "The ferry to Skerry leaves at nine in the morning. "
        "It was painted red by its second owner."
    )
    start = text.index("The ferry")
    spans = [[start, start + len("The ferry to Skerry leaves at nine in the morning.")]]
    row = {"question": "When does the ferry leave?", "text": text, "spans": spans}
    path = tmp_path / "spans.jsonl"
    path.write_text(json.dumps(row))
    figures = {figure.name: figure.value for figure in run(path).figures}
    assert figures["word recall"] == pytest.approx(1.0)
    assert figures["word precision"] > 0.5


def test_a_question_of_more_tokens_than_fit_is_read_all_the_same() -> None:
    (found,) = load_reader()([("When? " + "7.3.5." * 48, "The ferry leaves at nine.")])
    assert np.isfinite(found.score)
