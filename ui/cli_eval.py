"""`citewell eval`: how good are the answers? Prints figures and keeps them as files."""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import evals
from evals.report import below
from ingest.errors import CitewellError
from ui.cli_common import CollectionOption, IndexOption, console, settings_for

if TYPE_CHECKING:
    from ingest.settings import Settings

FileOption = Annotated[Path | None, typer.Option(metavar="FILE")]


def register(app: typer.Typer) -> None:
    app.command(
        name="eval",
        short_help="Measure how good the answers are.",
        epilog="Example: citewell eval --squad questions.json --json rows.jsonl",
    )(evaluate)


def evaluate(
    beir: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Ranking, on a folder in BEIR's layout."),
    ] = None,
    squad: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Refusing, on SQuAD 2.0 JSON.")
    ] = None,
    spans: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Choosing: JSON lines of question, text, spans."),
    ] = None,
    followups: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Follow-ups: JSON lines of topic, turn, utterance."),
    ] = None,
    ingestion: Annotated[
        Path | None, typer.Option("--ingest", metavar="DIR", help="Reading, on messy files.")
    ] = None,
    grounding: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Verdicts, on labelled replies.")
    ] = None,
    perturbations: Annotated[
        bool, typer.Option("--perturbations", help="Verdicts, on sentences that were changed.")
    ] = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Conflicts, on planted pairs and golden questions.")
    ] = False,
    attacks: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Instructions planted in documents; see --engine."),
    ] = None,
    weak_model: Annotated[
        bool, typer.Option("--weak-model", help="What is shown of a small local model's answers.")
    ] = False,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="Who writes under --attacks.")
    ] = "extractive",
    every: Annotated[
        int, typer.Option(min=1, help="Of --attacks and --weak-model: every so many questions.")
    ] = 1,
    questions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Whole answers, on golden questions (the default)."),
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Your own documents, on questions made from them.")
    ] = False,
    index: IndexOption = None,
    collection: CollectionOption = None,
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Documents of the questions; else the shipped ones."),
    ] = None,
    rows: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every row there.")
    ] = None,
    floors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Fail when a figure is worse than it is there."),
    ] = None,
    results: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the figures are kept.")
    ] = Path("evals/results"),
) -> None:
    """Measure: on the shipped questions, on your own documents, or on data in a standard
    format."""
    if own:
        return _measure_own(settings_for(index, collection=collection))
    chosen: Mapping[str, tuple[Path | None, Mapping[str, Any]]] = {
        "beir": (beir, {}),
        "squad": (squad, {"rows": rows}),
        "spans": (spans, {}),
        "followups": (followups, {}),
        "ingestion": (ingestion, {}),
        "grounding": (grounding, {}),
        "attacks": (attacks, {"engine": engine, "every": every, "details": rows}),
    }
    shipped: Mapping[str, tuple[bool, Mapping[str, Any]]] = {
        "perturbations": (perturbations or grounding is not None, {"path": corpus}),
        "conflicts": (conflicts, {"golden": True}),
        "weak_model": (weak_model, {"every": every, "details": rows}),
    }
    for folder in (results, *([rows.parent] if rows else [])):
        folder.mkdir(parents=True, exist_ok=True)  # now, not after minutes of measuring
    reports = []
    for name, (path, options) in chosen.items():
        if path is not None:
            reports.append(_run(name)(_existing(path), **options))
    for name, (wanted, options) in shipped.items():
        if wanted:
            reports.append(_run(name)(**options))
    if questions is not None or not reports:
        from evals.questions import draw
        from ingest.settings import read_settings
        from ingest.shipped import shipped_corpus

        path = _existing(questions or Path(evals.__file__).parent / "questions" / "corpus.jsonl")
        folder = _existing(corpus or shipped_corpus())
        report = _run("questions")(path, corpus=folder, details=rows)
        draw(report, results, caution=read_settings().caution)
        reports.append(report)
    for report in reports:
        report.show(console)
        report.write(results)
    fallen = [line for report in reports for line in below(report, floors)] if floors else []
    if fallen:
        raise CitewellError("; ".join(fallen))


def _measure_own(settings: "Settings") -> None:
    """Measured as the page's button does, and kept where the page shows it."""
    from chatbot.assembly import assemble
    from evals.own import run

    citewell = assemble(settings)
    try:
        report = run(citewell.chat)
    finally:
        citewell.index.close()
    if not report.figures:
        raise CitewellError("no question could be made: no headings, definitions, lists or tables")
    report.show(console)
    report.write(settings.index / "quality" / settings.collection)


def _run(name: str) -> Callable[..., Any]:
    run: Callable[..., Any] = importlib.import_module(f"evals.{name}").run
    return run


def _existing(path: Path) -> Path:
    if not path.exists():
        raise CitewellError(f"there is no {path}")
    return path
