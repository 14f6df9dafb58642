"""The documents that ship with Citewell."""

from pathlib import Path

from ingest.errors import DocumentError


def shipped_corpus() -> Path:
    """Folder of the corpus: beside the packages in a checkout, inside `ingest` when installed."""
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "corpus", here / "corpus"):
        if folder.is_dir():
            return folder
    raise DocumentError("the shipped corpus is missing; install citewell again")
