"""What the commands have in common: options, settings, and how they print."""

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

if TYPE_CHECKING:
    from ingest.settings import Settings


def _console(*, stderr: bool) -> Console:
    """Where it is asked for no colour, nothing is set bold or dim either: plain text only."""
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(stderr=stderr, highlight=False, color_system=colours)


console = _console(stderr=False)
errors = _console(stderr=True)

IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
]
CollectionOption = Annotated[
    str | None,
    typer.Option("--collection", metavar="NAME", help="Collection of the index; all: every one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
CautionOption = Annotated[
    float | None,
    typer.Option(
        "--caution", metavar="0..1", min=0.0, max=1.0, help="Least probability to answer at."
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option("--engine", metavar="NAME", help="extractive, or provider:model."),
]

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def settings_for(index: Path | None, **changes: Any) -> "Settings":
    """The settings, with what the command line says in place of what the environment says."""
    from ingest.settings import read_settings

    given = {key: value for key, value in changes.items() if value is not None}
    if index is not None:
        given["index"] = index
    return read_settings(**given)


def examples(*lines: str) -> str:
    """What stands below a command's help."""
    if len(lines) == 1:
        return f"Example: {lines[0]}"
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print JSON as it is: not by rich, other programs read this."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def say(text: str = "", *, style: str = "", to: Console = console) -> None:
    """Print a line for a person; a terminal wraps it, a pipe gets it whole."""
    to.print(legible(text), style=style, markup=False, soft_wrap=not to.is_terminal)


def legible(text: str) -> str:
    """Text without characters that act on a terminal instead of being shown."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
