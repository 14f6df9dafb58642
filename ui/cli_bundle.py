"""`citewell verify`, and `citewell ask --bundle`: answers as files that prove themselves."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import CitewellError
from ui.cli_common import JsonOption, examples, print_json, say

if TYPE_CHECKING:
    from chatbot.answers import Answer
    from chatbot.assembly import Citewell

_LARGEST = 1 << 30  # bytes


def register(app: typer.Typer) -> None:
    app.command(epilog=examples("citewell verify answer.json"))(verify)


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What --bundle wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Check a bundle: unchanged, and every quote in its document. Needs no index.

    It does not tell who made the bundle."""
    from dataclasses import asdict

    from chatbot.bundle_checking import BundleError, check_bundle

    try:
        if file.stat().st_size > _LARGEST:
            raise CitewellError(f"{file} is too large for a bundle")
        report = check_bundle(file.read_bytes())
    except OSError as error:
        raise CitewellError(f"cannot read {file}: {error.strerror or error}") from error
    except BundleError as error:
        raise CitewellError(f"{file} does not hold: {error}") from error
    if as_json:
        return print_json(asdict(report), indent=2)
    for question in report.questions:
        say(f"Question: {question}")
    say(
        f"{file} holds. Quotes checked, to the character: {report.quotes}, in documents: "
        f"{report.documents}. Sentences: {report.sentences}, word for word quotes among them: "
        f"{report.verbatim}."
    )
    say(
        f"It says of itself: made {report.made}, engine {report.engine or 'not told'}. "
        f"Digest: {report.digest}",
        style="dim",
    )


def write_bundle(path: Path, citewell: "Citewell", answer: "Answer") -> None:
    """Write the bundle of an answer. Raises CitewellError where the file cannot be written."""
    from chatbot.bundle import bundle

    with citewell.chat.index.snapshot() as snapshot:
        data = bundle([answer], snapshot, engine=citewell.settings.engine)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CitewellError(f"cannot write {path}: {error.strerror or error}") from error
