"""The whole application over a folder of documents, in an index made for the occasion."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from chatbot.assembly import Citewell, assemble
from ingest.pipeline import ingest
from ingest.settings import Settings
from ingest.shipped import shipped_corpus


@contextmanager
def corpus_chat(settings: Settings, paths: Sequence[Path] = ()) -> Iterator[Citewell]:
    """The application over `paths`, or else the shipped documents; the index goes away after."""
    with TemporaryDirectory(prefix="citewell-eval-") as folder:
        chosen = settings.model_copy(update={"index": Path(folder) / "index"})
        citewell = assemble(chosen, create=True)
        try:
            ingest(
                paths or [shipped_corpus()],
                index=citewell.index,
                embedder=citewell.embedder,
                most_tokens=chosen.passage_tokens,
            )
            yield citewell
        finally:
            citewell.index.close()
