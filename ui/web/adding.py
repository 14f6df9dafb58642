"""An ingestion that is watched: its progress while it runs, then its report."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator

from markupsafe import Markup

from ingest.errors import CitewellError
from ingest.pipeline import IngestReport, Progress
from ui.web.rendering_library import message, progress, report

logger = logging.getLogger(__name__)

Work = Callable[[Callable[[Progress], None]], IngestReport]
_LATEST = 5  # files that are shown while more are read


def streamed(work: Work) -> Iterator[Markup]:
    """What is shown while `work` runs in a thread of its own, and last what became of it."""
    told: queue.SimpleQueue[Progress | Markup] = queue.SimpleQueue()

    def run() -> None:
        try:
            told.put(report(work(told.put)))
        except (CitewellError, OSError) as error:
            told.put(message(sentence(error), failed=True))
        except BaseException:  # whatever it was, who waits for the last word is told
            logger.exception("documents could not be added")
            told.put(message("Something went wrong; the server's log says what.", failed=True))

    threading.Thread(target=run, name="adding", daemon=True).start()
    yield progress(None, ())
    seen: list[str] = []
    while True:
        said = told.get()
        while isinstance(said, Progress) and not told.empty():
            seen.append(said.source)
            said = told.get()
        if isinstance(said, Markup):
            yield said
            return
        yield progress(said, seen[-_LATEST:])
        seen.append(said.source)


def sentence(error: Exception) -> str:
    """An error as a sentence."""
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
