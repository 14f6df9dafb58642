"""Report: the figures of one evaluation, printed as a table and kept as JSON with the commit."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.history import Entry, remember


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `bar` is the least (or, with `at_most`, the greatest) that is asked of
    it, None where nothing is asked."""

    name: str
    value: float
    bar: float | None = None
    at_most: bool = False

    @property
    def reached(self) -> bool:
        if self.bar is None:
            return True
        return self.value <= self.bar if self.at_most else self.value >= self.bar


@dataclass(frozen=True, slots=True)
class Report:
    """`name` names the evaluation and the file of its results; `note` says how it was measured."""

    name: str
    figures: Sequence[Figure]
    note: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def reached(self) -> bool:
        return all(figure.reached for figure in self.figures)

    def show(self, console: Console | None = None) -> None:
        table = Table("figure", "value", "asked", title=self.name, caption=self.note or None)
        for figure in self.figures:
            sign = "≤" if figure.at_most else "≥"
            asked = "" if figure.bar is None else f"{sign} {figure.bar:g}"
            style = None if figure.reached else "red"
            table.add_row(figure.name, f"{figure.value:.4g}", asked, style=style)
        (console or Console()).print(table)

    def write(self, folder: Path = Path("evals/results")) -> Path:
        """Write `<folder>/<name>.json`, note it in the folder's history, and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        at, state = time.strftime("%Y-%m-%dT%H:%M:%S"), commit()
        record = asdict(self) | {"commit": state, "date": at[:10]}
        path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
        figures = {figure.name: figure.value for figure in self.figures}
        remember(folder, Entry(self.name, at, state, figures))
        return path


def commit() -> str:
    """The checkout's commit, with `+` when the tree differs from it; `unknown` outside of git."""
    try:
        head = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip()


def below(report: Report, floors: Path) -> list[str]:
    """What has become worse than a file of floors allows, one line each.

    The file is JSON: report name -> figure name -> {"least": x} or {"most": x}. A bar says what is
    asked of a figure, a floor what it had reached before.
    """
    asked = json.loads(floors.read_text("utf-8")).get(report.name, {})
    values = {figure.name: figure.value for figure in report.figures}
    lines = []
    for name, floor in asked.items():
        value = values.get(name, float("nan"))
        if not floor.get("least", float("-inf")) <= value <= floor.get("most", float("inf")):
            lines.append(f"{report.name}: {name} is {value:.4g}, the floor is {floor}")
    return lines
