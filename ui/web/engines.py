"""The engines that a user of the page may have answers written by."""

import threading

from chatbot.assembly import Citewell, open_engine
from chatbot.engines import Engine

EXTRACTIVE = "extractive"


class Engines:
    """Engines by name, each opened once. Safe for threads."""

    def __init__(self, citewell: Citewell, *, any_engine: bool) -> None:
        """`any_engine`: users may name engines that the page was not started with."""
        self._citewell = citewell
        self._any = any_engine
        self._opened: dict[str, Engine] = {citewell.settings.engine: citewell.chat.engine}
        if EXTRACTIVE not in self._opened:
            self._opened[EXTRACTIVE] = citewell.chat.fallback
        self._lock = threading.Lock()

    def offered(self) -> list[str]:
        """The names to choose from."""
        return sorted({EXTRACTIVE, *self._opened}, key=lambda name: (name != EXTRACTIVE, name))

    def allowed(self, name: str) -> bool:
        return self._any or name in self._opened

    def get(self, name: str) -> Engine:
        """The engine of a name; the one that the page was started with where that is not allowed.

        Raises CitewellError where it cannot be opened.
        """
        if not self.allowed(name):
            return self._citewell.chat.engine
        with self._lock:
            if name not in self._opened:
                settings = self._citewell.settings.model_copy(update={"engine": name})
                self._opened[name] = open_engine(settings, self._citewell.embedder)
            return self._opened[name]
