"""Text in pictures, read by tesseract where it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

from ingest.errors import DocumentError

_SECONDS = 120
MISSING = "it needs OCR: install tesseract, or run ocrmypdf on it first"


def can_recognise() -> bool:
    """Whether the `tesseract` program is on the path."""
    return shutil.which("tesseract") is not None


def recognised(picture: Path) -> str:
    """The text in a picture file, paragraphs parted by blank lines; "" where there is none.

    Raises DocumentError where tesseract is not installed, fails or takes too long.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise DocumentError(f"it has no text but a picture of it; {MISSING}")
    command = [program, str(picture), "stdout", "--psm", "3"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            # Its threads wait for one another more than they work on a page of text.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(f"text recognition took longer than {_SECONDS} seconds") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip().split("\n")[-1][:120]
        raise DocumentError(f"text recognition failed ({reason})") from None
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n").strip()
