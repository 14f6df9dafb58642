"""`citewell ingest`: documents into the index, with progress."""

import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import CitewellError
from ui.cli_common import console, errors

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport
    from ingest.settings import Settings


_STEP = 500  # milliseconds


def register(app: typer.Typer) -> None:
    app.command(
        short_help="Bring files and folders into the index.",
        epilog="Example: citewell ingest notes/ report.pdf",
    )(ingest)
    app.command(
        short_help="Keep the index equal to files and folders.",
        epilog="Example: citewell watch notes/",
    )(watch)


def ingest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH ...]",
            help="Files, folders and web addresses; none: the shipped corpus.",
        ),
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a report as JSON.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew, from nothing.")
    ] = False,
    collection: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Collection to add to, made if there is none."),
    ] = None,
) -> None:
    """Bring files and folders into the index; what is unchanged is skipped."""
    from ingest.fetching import is_address
    from ingest.shipped import shipped_corpus
    from ui.cli_common import print_json, settings_for
    from ui.contract import ingest_json

    settings = settings_for(index, collection=collection)
    if rebuild:
        from ingest.collections import folder_of
        from ingest.index_checking import remove_index

        remove_index(folder_of(settings.index, settings.collection))
    given = paths or [str(shipped_corpus())]
    addresses = [each for each in given if is_address(each)]
    files = [Path(each) for each in given if not is_address(each)]
    report = run_ingest(files, settings, addresses=addresses, quiet=as_json)
    if as_json:
        print_json(ingest_json(report), indent=2)
    else:
        show_report(report)
    if report.interrupted:
        raise typer.Exit(130)
    if report.failures:
        raise typer.Exit(1)


def watch(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH ...", help="Files and folders to follow.")
    ],
    index: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Collection to add to, made if there is none."),
    ] = None,
) -> None:
    """Keep the index equal to files and folders until it is stopped with Ctrl-C."""
    import watchfiles

    from ui.cli_common import settings_for

    settings = settings_for(index, collection=collection)
    for path in paths:
        if not path.exists():
            raise CitewellError(f"there is no {path}; give files and folders that exist")
    ours = settings.index.resolve()
    stop = threading.Event()

    def stopped(*_: object) -> None:
        # Remembered, since an interrupt that comes while an object is finalised gets lost.
        stop.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stopped)
    with suppress(KeyboardInterrupt):  # how one stops it, whenever it comes
        # What changes while the first ingestion runs is noticed, too: watching begins before it.
        watched = watchfiles.watch(
            *paths,
            stop_event=stop,
            raise_interrupt=False,
            rust_timeout=_STEP,
            yield_on_timeout=True,
        )
        next(watched)
        _follow(paths, settings)
        errors.print("Watching; stop with Ctrl-C.")
        for changes in watched:
            # The index itself may lie in the folder that is watched.
            places = [Path(changed).resolve() for _, changed in changes]
            if any(ours not in (place, *place.parents) for place in places):
                _follow(paths, settings)


def _follow(paths: Sequence[Path], settings: "Settings") -> None:
    """Ingest and report; a stop in the middle, which ingestion itself ends in order, stops all."""
    report = run_ingest(paths, settings)
    show_report(report)
    if report.interrupted:
        raise KeyboardInterrupt


def run_ingest(
    paths: Sequence[Path],
    settings: "Settings",
    *,
    addresses: Sequence[str] = (),
    quiet: bool = False,
) -> "IngestReport":
    """Ingest with a progress bar on standard error."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from ingest import pipeline
    from ingest.opening import open_embedder, open_index

    embedder = open_embedder(settings)
    index = open_index(settings, embedder, create=True)
    columns = (
        TextColumn("{task.completed}/{task.total} files"),
        BarColumn(),
        TextColumn("{task.fields[passages]} passages, {task.fields[rate]:.1f} files/s"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[source]}", markup=False),
    )
    bar = Progress(*columns, console=errors, transient=True, disable=quiet)
    try:
        with bar:
            task = bar.add_task("ingest", total=None, passages=0, rate=0.0, source="")

            def progress(now: pipeline.Progress) -> None:
                bar.update(
                    task,
                    completed=now.done,
                    total=now.total,
                    passages=now.passages,
                    rate=now.rate,
                    source=now.source[-50:],
                )

            return pipeline.ingest(
                paths,
                index=index,
                embedder=embedder,
                most_tokens=settings.passage_tokens,
                addresses=addresses,
                progress=progress,
            )
    finally:
        index.close()


def show_report(report: "IngestReport") -> None:
    for failure in report.failures:
        line = f"{failure.source!r}" if "\n" in failure.source else failure.source
        errors.print(f"{line}: {failure.reason}", style="red", markup=False, soft_wrap=True)
    counts = {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": len(report.failures),
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
    stopped = " Stopped; what is done is kept." if report.interrupted else ""
    console.print(f"{said}; {report.passages} new passages in {report.seconds:.1f} s.{stopped}")
