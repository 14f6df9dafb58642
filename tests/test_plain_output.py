"""What the command prints into pipes and where no colour is wanted: text, and nothing that acts."""

import os
import pty
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-c", "import sys; from ui.cli import main; sys.argv[0] = 'c'; main()")
ASKED = {
    "an answer": ("ask", "What is feature engineering?"),
    "a refusal": ("ask", "Who won the football world cup of 1998?"),
    "a list": ("documents",),
    "help": ("eval", "--help"),
    "an error": ("documents", "not-there"),
}


def environment(index: Path, **more: str) -> dict[str, str]:
    """The environment, but for what of it speaks of colours and terminals."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE")
    }
    root = str(Path(__file__).parent.parent)
    return kept | {"PYTHONPATH": root, "CITEWELL_INDEX": str(index)} | more


def in_terminal(arguments: tuple[str, ...], environment: dict[str, str]) -> str:
    """All that a command shows on a terminal, standard error with it."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=its, stderr=its, env=environment
    ):
        os.close(its)
        shown = b""
        try:
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # how Linux says that the other side has closed
            pass
        finally:
            os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def controls(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"}


@pytest.mark.parametrize("arguments", ASKED.values(), ids=list(ASKED))
def test_a_terminal_without_colour_gets_plain_text(
    arguments: tuple[str, ...], corpus_index: Path
) -> None:
    plain = environment(corpus_index, NO_COLOR="1", TERM="xterm-256color", COLUMNS="80")
    shown = in_terminal(arguments, plain)
    assert shown.strip()
    assert not controls(shown)


def test_a_terminal_that_wants_colour_gets_it(corpus_index: Path) -> None:
    coloured = environment(corpus_index, TERM="xterm-256color", COLUMNS="80")
    assert "\x1b[" in in_terminal(ASKED["a list"], coloured)


@pytest.mark.parametrize("arguments", [ASKED[what] for what in ("an answer", "a list", "help")])
def test_a_pipe_gets_plain_text(arguments: tuple[str, ...], corpus_index: Path) -> None:
    written = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=environment(corpus_index, TERM="xterm-256color", COLUMNS="40"),
        check=False,
    )
    assert (written.stdout + written.stderr).strip()
    assert not controls(written.stdout + written.stderr)
