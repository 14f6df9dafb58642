"""The `citewell` command: its commands, and what becomes of errors."""

import logging
import os
import sys
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from ingest.errors import CitewellError
from ui import cli_ask, cli_bundle, cli_documents, cli_eval, cli_ingest, cli_serve
from ui.cli_common import errors, examples, say

app = typer.Typer(
    name="citewell",
    help="Ask your own documents. Every sentence of an answer is cited; what the documents do not "
    "hold is refused. Nothing leaves this machine, unless you choose a model elsewhere.",
    epilog=examples(
        "citewell ingest notes/ report.pdf",
        'citewell ask "Who approves a release?"',
        "citewell ui",
    ),
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for commands in (cli_ingest, cli_ask, cli_bundle, cli_documents, cli_serve, cli_eval):
    commands.register(app)


@app.callback(invoke_without_command=True)
def citewell(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        say(f"citewell {installed_version('citewell')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Entry point: errors are one line on standard error, never a traceback.

    Ends with 0; 1 for what could not be done; 2 for what the command line got wrong; 130 when
    stopped with Ctrl-C.
    """
    # Before numpy is loaded: its products are small, threads only make them slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    _say_what_takes_long()
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except (KeyboardInterrupt, typer.Abort):
        say("Stopped.", to=errors)
        status = 130
    except Exception as error:
        status = _explain(error)
    raise SystemExit(status or 0)


def _say_what_takes_long() -> None:
    """The model is made ready on its first use, before any progress can be shown."""
    log = logging.getLogger("ingest.embedding_compiled")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(logging.StreamHandler())


def _explain(error: Exception) -> int:
    """Say what went wrong in one line; the status to end with."""
    if isinstance(error, CitewellError):
        message, status = str(error), 1
    elif hasattr(error, "format_message"):  # the command line itself: click's usage errors
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "citewell"
        message = f"{error.format_message().strip().rstrip('.')}; see: {command} --help"
        status = 2
    else:
        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        message, status = f"unexpected {type(error).__name__}: {error}", 1
    say(f"citewell: {' '.join(message.split())}", style="red", to=errors)
    return status
