"""`citewell documents`, `remove` and `doctor`: what is in the index, and whether it is well."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ingest.errors import CitewellError
from ui.cli_common import (
    CollectionOption,
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
    from ingest.index import DocumentRecord
    from ingest.index_local import LocalIndex
    from ingest.settings import Settings

_COLUMNS = ("id", "title", "source", "characters", "passages")


def register(app: typer.Typer) -> None:
    app.command(
        epilog=examples(
            "citewell documents --json",
            "citewell documents 3f2a9c",
            "citewell documents 3f2a9c --text > text.txt",
        )
    )(documents)
    app.command(epilog=examples("citewell remove 3f2a9c"))(remove)
    app.command(
        short_help="List the engines, and check the index.",
        epilog=examples("citewell doctor --repair"),
    )(doctor)


def documents(
    document: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="A document, by the beginning of its id or its source."),
    ] = None,
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
            return _show_list(records)
        record = _the_one(records, document)
        found = snapshot.document(record.id)
        assert found is not None
        if text:
            sys.stdout.write(found.text)
        else:
            similar = near_duplicates_of(record.id, snapshot.signatures())
            print_json(receipt_json(found, record, similar), indent=2)


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
    say(f"Removed {record.title} ({record.source})")


def doctor(
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is wrong.")] = False,
    collection: CollectionOption = None,
) -> None:
    """List the engines that can write, and check the index; with --repair, make vectors and words
    again from the records."""
    _show_engines(settings_for(index, collection=collection))
    store = _open(index, collection)
    problems = store.check()
    for problem in problems:
        say(problem, style="red")
    if problems and repair:
        store.repair()
        problems = store.check()
        say("Mended." if not problems else "Some of it could not be mended.")
    if problems:
        raise CitewellError(f"the index in {store.folder} needs: citewell doctor --repair")
    with store.snapshot() as snapshot:
        count, passages = len(snapshot.documents()), snapshot.passage_count()
    say(f"The index in {store.folder} is well: {count} documents, {passages} passages.")


def _show_engines(settings: "Settings") -> None:
    from chatbot.engines.reaching import reachable_engines

    key = settings.engine_key.get_secret_value() if settings.engine_key else None
    for engine in reachable_engines(settings.engine_base_url, key):
        chosen = " (chosen)" if engine.name == settings.engine else ""
        todo = f"; to use it: {engine.remedy}" if engine.remedy else ""
        sign = "can write" if engine.ready else "cannot"
        say(f"Engine {engine.name}{chosen} {sign}: {engine.found}{todo}")


def _show_list(records: Sequence["DocumentRecord"]) -> None:
    """A table in a terminal; lines with tabs, which programs can cut, in a pipe."""
    rows = [
        [each.id[:12], each.title, each.source, str(each.characters), str(each.passages)]
        for each in records
    ]
    if not console.is_terminal:
        for row in [list(_COLUMNS), *rows]:
            # Not by rich, which makes spaces of tabs.
            line = "\t".join(" ".join(cell.split()) for cell in row)
            sys.stdout.write(legible(line) + "\n")
        return
    table = Table(*_COLUMNS, box=None)
    for row in rows:
        table.add_row(*map(legible, row))
    console.print(table)


def _open(index: Path | None, collection: str | None) -> "LocalIndex":
    from ingest.opening import open_index_without_model

    return open_index_without_model(settings_for(index, collection=collection))


def _the_one(records: Sequence["DocumentRecord"], wanted: str) -> "DocumentRecord":
    """The document whose id begins so, or that a file at this path holds."""
    found = [r for r in records if r.id.startswith(wanted) or wanted in (r.source, *r.paths)]
    if len(found) == 1:
        return found[0]
    problem = "several documents match" if found else "there is no document"
    raise CitewellError(f"{problem} {wanted}; see: citewell documents")
