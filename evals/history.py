"""The history of results: one line for each time that an evaluation's figures changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """The figures of one run: `at` is its time (ISO 8601), `commit` the state of the code."""

    name: str
    at: str
    commit: str
    figures: Mapping[str, float]


def remember(folder: Path, entry: Entry) -> None:
    """Add an entry to the folder's history, unless the evaluation's last one says the same."""
    last = next((each for each in reversed(read(folder)) if each.name == entry.name), None)
    if last is not None and _told(last) == _told(entry):
        return
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def read(folder: Path) -> list[Entry]:
    """The entries, oldest first; lines that are none are passed over."""
    try:
        lines = (folder / NAME).read_text("utf-8").splitlines()
    except OSError:
        return []
    entries = []
    for line in lines:
        try:
            stored = json.loads(line)
            figures = {str(name): float(value) for name, value in stored["figures"].items()}
            entries.append(Entry(str(stored["name"]), str(stored["at"]), stored["commit"], figures))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return entries


def _told(entry: Entry) -> dict[str, float]:
    """What a run said, without times, which are never twice the same."""
    return {
        name: round(value, 4) for name, value in entry.figures.items() if "milliseconds" not in name
    }
