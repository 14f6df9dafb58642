"""`citewell ask` and `chat`: questions in the terminal."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import CitewellError
from ui.cli_bundle import write_bundle
from ui.cli_common import (
    CautionOption,
    CollectionOption,
    EngineOption,
    IndexOption,
    JsonOption,
    console,
    examples,
    legible,
    print_json,
    say,
    settings_for,
)

if TYPE_CHECKING:
    from chatbot.answers import Answer


def register(app: typer.Typer) -> None:
    app.command(
        epilog=examples(
            'citewell ask "What does an AI engineer do day to day?"',
            'citewell ask "Who approves a release?" --index ~/.notes --json',
            'citewell ask "Who approves a release?" --bundle answer.json',
            "citewell ask --batch questions.jsonl --json > answers.jsonl",
        )
    )(ask)
    app.command(epilog=examples("citewell chat --index ~/.notes"))(chat)


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question.")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help='Questions, one {"question": ..., "history": [...]} a line; needs --json.',
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the answer with all it cites, for citewell verify."
        ),
    ] = None,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Answer a question from the documents, with citations."""
    if (question is None) == (batch is None):
        raise CitewellError('give a question or --batch FILE, like: citewell ask "Why?"')
    if batch is not None and not as_json:
        raise CitewellError("--batch prints JSON lines; add --json")
    if batch is not None and bundle is not None:
        raise CitewellError("--bundle is for one question, not for --batch")
    questions = list(_batch(batch)) if batch else [(str(question), ())]
    from chatbot.answers import Turn
    from chatbot.assembly import assemble
    from ui.contract import answer_json

    settings = settings_for(index, caution=caution, engine=engine, collection=collection)
    citewell = assemble(settings)
    for asked, history in questions:
        answer = citewell.chat.answer(asked, [Turn(earlier) for earlier in history])
        if bundle is not None:
            write_bundle(bundle, citewell, answer)
        if batch is not None:
            print_json(answer_json(answer))
            sys.stdout.flush()
        elif as_json:
            print_json(answer_json(answer), indent=2)
        else:
            show_answer(answer)


def chat(
    index: IndexOption = None,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Ask one question after another; an empty line ends it."""
    from chatbot.answers import Turn
    from chatbot.assembly import assemble

    settings = settings_for(index, caution=caution, engine=engine, collection=collection)
    talk = assemble(settings).chat
    turns: list[Turn] = []
    while True:
        try:
            question = console.input("[bold]You:[/bold] ").strip()
        except EOFError:
            break
        if not question:
            break
        answer = talk.answer(question, turns)
        turns.append(Turn(question, answer))
        show_answer(answer)
        say()


def show_answer(answer: "Answer") -> None:
    """Print an answer for a person: text, then the places that its markers stand for. In a pipe
    the text is the Markdown that it is made of, a paragraph a line."""
    if answer.understood not in ("", answer.question):
        say(f"Understood as: {answer.understood}", style="dim")
    if console.is_terminal:
        from rich.markdown import Markdown

        console.print(Markdown(legible(answer.text), hyperlinks=False))
    else:
        say(answer.text)
    for note in answer.notes:
        say(note, style="yellow")
    if answer.citations:
        say()
    for citation in answer.citations:
        page = f", page {citation.page}" if citation.page is not None else ""
        place = f"{citation.source}{page} [{citation.start}:{citation.end}]"
        say(f"[{citation.number}] {place}", style="dim")


def _batch(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CitewellError(f"cannot read {path}: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            question, history = record["question"], record.get("history") or ()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CitewellError(
                f'{path}, line {number}: not a JSON object with a "question"'
            ) from error
        if not isinstance(question, str) or not all(isinstance(each, str) for each in history):
            raise CitewellError(f"{path}, line {number}: question and history must be text")
        yield question, tuple(history)
