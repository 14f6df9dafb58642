"""Reports are kept with their commit, and floors catch what became worse."""

import json
from pathlib import Path

import pytest

from evals.report import Figure, Report, below


def test_a_report_is_kept_with_its_commit(tmp_path: Path) -> None:
    report = Report("sums", [Figure("right", 0.9, bar=0.8), Figure("slow", 3.0)], note="by hand")
    kept = json.loads(report.write(tmp_path).read_text("utf-8"))
    assert kept["name"] == "sums"
    assert [figure["value"] for figure in kept["figures"]] == [0.9, 3.0]
    assert kept["commit"]
    assert report.reached


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (Figure("right", 0.8, bar=0.8), True),
        (Figure("right", 0.79, bar=0.8), False),
        (Figure("wrong", 0.05, bar=0.05, at_most=True), True),
        (Figure("wrong", 0.06, bar=0.05, at_most=True), False),
    ],
)
def test_bars_are_reached_or_not(figure: Figure, reached: bool) -> None:
    assert figure.reached is reached


def test_floors_name_what_became_worse(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    asked = {"sums": {"right": {"least": 0.8}, "wrong": {"most": 0.1}, "gone": {"least": 0}}}
    floors.write_text(json.dumps(asked), "utf-8")
    good = Report("sums", [Figure("right", 0.8), Figure("wrong", 0.1), Figure("gone", 1)])
    assert below(good, floors) == []
    bad = Report("sums", [Figure("right", 0.7), Figure("wrong", 0.2)])
    assert [line.split(" is ")[0] for line in below(bad, floors)] == [
        "sums: right",
        "sums: wrong",
        "sums: gone",
    ]
    assert below(Report("other", []), floors) == []
