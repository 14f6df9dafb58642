"""What every tab of the page is handed."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from chatbot.assembly import Citewell
from chatbot.chat import Chat
from ingest.collections import ALL, MAIN, Collections
from ui.web.conversations import Conversations
from ui.web.corpus_map import Maps
from ui.web.engines import Engines
from ui.web.library import Library
from ui.web.limits import Limit
from ui.web.metrics import Metrics
from ui.web.preferences import Preferences

HERE = Path(__file__).parent
LONGEST_QUESTION = 2000

QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""For events that are answered at once: they wait in no queue, and are no one's interface."""


@dataclass(frozen=True, slots=True)
class Page:
    """The assembled application and what the page itself keeps."""

    citewell: Citewell
    conversations: Conversations
    preferences: Preferences
    engines: Engines
    metrics: Metrics
    questions: Limit
    uploads: Limit
    local: bool = True
    """Served to this machine alone: its user may name folders of it."""
    maps: Maps = field(init=False)
    _libraries: dict[str, Library] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "maps", Maps(self.collections))

    @property
    def collections(self) -> Collections:
        return self.citewell.collections

    def collection(self, user: str, wanted: str | None = None) -> str:
        """The collection that is asked: the wanted one, or the user's last; `main` if it is not
        there (any more)."""
        chosen = wanted or self.preferences.of(user).collection
        return self.collections.known(chosen or self.citewell.settings.collection)

    def chat(self, user: str, collection: str, *, quoting: bool = False) -> Chat:
        """The chat over a collection, as this user has set it; it shares all else with others.
        `quoting`: no model writes. Raises CitewellError where the engine cannot be opened."""
        chosen = self.preferences.of(user)
        chat = copy.copy(self.citewell.chat)
        chat.index = self.collections.asked(self.collection(user, collection))
        chat.caution = chat.caution if chosen.caution is None else chosen.caution
        chat.passages = chosen.passages or chat.passages
        if quoting:
            chat.engine = chat.fallback
        elif chosen.engine is not None:
            chat.engine = self.engines.get(chosen.engine)
        return chat

    def library(self, collection: str) -> Library:
        """What takes documents into a collection; `all` takes them into `main`."""
        index = self.collections.get(writable(collection))
        library = self._libraries.get(index.folder.name)
        if library is None or library.index is not index:
            library = Library(index, self.citewell.embedder, self.citewell.settings.passage_tokens)
            self._libraries[index.folder.name] = library
        return library


def writable(collection: str) -> str:
    """The collection that takes what is added while `collection` is looked at."""
    return MAIN if collection == ALL else collection


def panel(value: str = "", *, elem_id: str) -> gr.HTML:
    """A place for HTML of ours, whose buttons are reported as events: see script.js."""
    return gr.HTML(
        value,
        elem_id=elem_id,
        elem_classes="cw-html",
        apply_default_css=False,
        js_on_load="citewell.listen(element, trigger)",
    )


def user_of(request: gr.Request) -> str:
    """The signed-in user; empty where the page is served to this machine alone."""
    return str(request.username or "")


def data_of(event: gr.EventData) -> Mapping[str, Any]:
    """What the page's script sent along with an event; whatever it is, a mapping."""
    data = event._data
    return data if isinstance(data, Mapping) else {}


def number_of(data: Mapping[str, Any], key: str) -> int:
    """A whole number from an event's data; -1 where it is none."""
    value = str(data.get(key, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1


def text_of(data: Mapping[str, Any], key: str, *, most: int = LONGEST_QUESTION) -> str:
    """A text from an event's data, without halves of surrogate pairs, cut to `most` characters."""
    return cleaned(str(data.get(key) or ""))[:most]


def cleaned(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
