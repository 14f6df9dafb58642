"""The `citewell` command: questions and documents in the terminal."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from ingest.errors import CitewellError
from ingest.settings import Settings, read_settings

app = typer.Typer(
    name="citewell",
    help="Answers from your own documents, every sentence cited.",
    epilog='Example: citewell ingest notes/ && citewell ask "Who approves a release?"',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
errors = Console(stderr=True, highlight=False)
console = Console(highlight=False)

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
    typer.Option("--caution", min=0.0, max=1.0, help="Least probability to answer at."),
]
EngineOption = Annotated[
    str | None,
    typer.Option("--engine", metavar="NAME", help="extractive, or provider:model."),
]


def settings_for(index: Path | None, **changes: Any) -> Settings:
    """The settings, with what the command line says in place of what the environment says."""
    given = {key: value for key, value in changes.items() if value is not None}
    if index is not None:
        given["index"] = index
    return read_settings(**given)


def print_json(value: object, *, indent: int | None = None) -> None:
    # Not by rich: other programs read this.
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


@app.callback(invoke_without_command=True)
def citewell(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        console.print(f"citewell {installed_version('citewell')}")
        raise typer.Exit


@app.command(epilog='Example: citewell ask "What does an AI engineer do day to day?"')
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help='Questions, one {"question": ..., "history": [...]} a line; needs --json.',
        ),
    ] = None,
    caution: CautionOption = None,
    engine: EngineOption = None,
    collection: CollectionOption = None,
) -> None:
    """Answer a question from the documents, with citations."""
    from chatbot.assembly import assemble
    from ui.contract import answer_json

    if (question is None) == (batch is None):
        raise CitewellError('give a question or --batch FILE, like: citewell ask "Why?"')
    if batch is not None and not as_json:
        raise CitewellError("--batch prints JSON lines; add --json")
    questions = list(_batch(batch)) if batch else [(str(question), ())]
    settings = settings_for(index, caution=caution, engine=engine, collection=collection)
    chat = assemble(settings).chat
    from chatbot.answers import Turn

    for asked, history in questions:
        answer = chat.answer(asked, [Turn(earlier) for earlier in history])
        if batch is not None:
            print_json(answer_json(answer))
            sys.stdout.flush()
        elif as_json:
            print_json(answer_json(answer), indent=2)
        else:
            show_answer(answer)


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


def show_answer(answer: Any) -> None:
    """Print an answer for a person: text, then the quotes that its markers stand for."""
    if answer.understood != answer.question:
        console.print(f"Understood as: {answer.understood}", style="dim", markup=False)
    console.print(Markdown(answer.text))
    for note in answer.notes:
        console.print(note, style="yellow", markup=False)
    if answer.citations:
        console.print()
    for citation in answer.citations:
        page = f", page {citation.page}" if citation.page is not None else ""
        place = f"{citation.source}{page} [{citation.start}:{citation.end}]"
        console.print(f"[{citation.number}] {place}", style="dim", markup=False)


@app.command(epilog="Example: citewell chat --index .citewell")
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
        console.print()


@app.command(epilog="Example: citewell ui --port 8000")
def ui(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    auth: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Add a user, or change their password, and ask for it."),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Serve other machines without users.")
    ] = False,
    caution: CautionOption = None,
    engine: EngineOption = None,
) -> None:
    """Serve the chat as a web page; the first start ingests the shipped documents."""
    settings = settings_for(index, host=host, port=port, caution=caution, engine=engine)
    if not (settings.index / "records.sqlite3").is_file():
        from ingest.shipped import shipped_corpus
        from ui.cli_ingest import run_ingest

        run_ingest([shipped_corpus()], settings)
    from chatbot.assembly import assemble
    from ui.web.app import serve

    serve(assemble(settings), host=settings.host, port=settings.port, auth=auth, insecure=insecure)


@app.command(epilog="Example: citewell documents --json")
def documents(
    document: Annotated[str | None, typer.Argument(metavar="[ID]", help="A document.")] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    text: Annotated[
        bool, typer.Option("--text", help="Print the text that offsets point into.")
    ] = False,
    collection: CollectionOption = None,
) -> None:
    """List the documents, or show one: its receipt, or its text."""
    from ingest.duplicates import near_duplicates_of
    from ui.contract import receipt_json, record_json

    with _open(index, collection).snapshot() as snapshot:
        records = snapshot.documents()
        if document is None:
            if as_json:
                return print_json([record_json(record) for record in records], indent=2)
            table = Table("id", "title", "source", "characters", "passages", box=None)
            for each in records:
                table.add_row(
                    each.id[:12], each.title, each.source, str(each.characters), str(each.passages)
                )
            return console.print(table)
        record = _the_one(records, document)
        found = snapshot.document(record.id)
        assert found is not None
        if text:
            sys.stdout.write(found.text)
        else:
            similar = near_duplicates_of(record.id, snapshot.signatures())
            print_json(receipt_json(found, record, similar), indent=2)


@app.command(epilog="Example: citewell remove 3f2a9c")
def remove(
    document: Annotated[str, typer.Argument(metavar="ID", help="A document's id.")],
    index: IndexOption = None,
    collection: CollectionOption = None,
) -> None:
    """Remove a document from the index; its file stays."""
    store = _open(index, collection)
    with store.snapshot() as snapshot:
        record = _the_one(snapshot.documents(), document)
    store.remove(record.id)
    console.print(f"Removed {record.title} ({record.source})", markup=False)


def _open(index: Path | None, collection: str | None) -> Any:
    from ingest.opening import open_index_without_model

    return open_index_without_model(settings_for(index, collection=collection))


def _the_one(records: Any, wanted: str) -> Any:
    """The document whose id begins so, or whose source is so."""
    found = [r for r in records if r.id.startswith(wanted) or r.source == wanted]
    if len(found) == 1:
        return found[0]
    problem = "several documents match" if found else "there is no document"
    raise CitewellError(f"{problem} {wanted}; see: citewell documents")


@app.command(epilog="Example: citewell doctor --repair")
def doctor(
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is wrong.")] = False,
    collection: CollectionOption = None,
) -> None:
    """Check the index; with --repair, make vectors and words again from the records."""
    store = _open(index, collection)
    problems = store.check()
    for problem in problems:
        console.print(problem, style="red", markup=False)
    if problems and repair:
        store.repair()
        problems = store.check()
        console.print("Mended." if not problems else "Some of it could not be mended.")
    if problems:
        raise CitewellError(f"the index in {store.folder} needs: citewell doctor --repair")
    with store.snapshot() as snapshot:
        count, passages = len(snapshot.documents()), snapshot.passage_count()
    console.print(f"The index in {store.folder} is well: {count} documents, {passages} passages.")


def main() -> None:
    """Entry point: errors are one line on standard error, never a traceback."""
    # Before numpy is loaded: its products are small, threads only make them slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from ui import cli_eval, cli_ingest

    cli_ingest.register(app)
    cli_eval.register(app)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except KeyboardInterrupt:
        errors.print("Stopped.")
        raise SystemExit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except CitewellError as error:
        errors.print(f"citewell: {error}", markup=False, style="red", soft_wrap=True)
        raise SystemExit(1) from None
    except Exception as error:
        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        errors.print(
            f"citewell: unexpected {type(error).__name__}: {error}",
            markup=False,
            style="red",
            soft_wrap=True,
        )
        raise SystemExit(1) from None
