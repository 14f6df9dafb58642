"""Which collection is asked and looked at: the header's list, and the shelves in Documents."""

from typing import Any

import gradio as gr

from ingest.errors import CitewellError
from ui.web.chat_tab import ChatTab
from ui.web.documents_tab import DocumentsTab
from ui.web.page import QUICK, Page, data_of, text_of, user_of
from ui.web.rendering_library import message
from ui.web.shelves import chooser, shelves, shown_name

Outcome = tuple[Any, ...]


class Choosing:
    """Events that change the collection, in the two places where it is chosen."""

    def __init__(
        self,
        page: Page,
        chat: ChatTab,
        documents: DocumentsTab,
        collection: gr.State,
        choice: gr.HTML,
    ) -> None:
        self._page = page
        self._chat = chat
        self._documents = documents
        self.shown: list[Any] = [collection, choice, documents.shelves]
        inputs = [chat.conversation, documents.search, documents.order]
        changed = [*self.shown, chat.turns, documents.list, documents.report]
        choice.select(self.choose, inputs, changed, **QUICK)
        documents.shelves.select(self.choose, inputs, changed, **QUICK)
        documents.shelves.submit(self.make, inputs, changed, **QUICK)
        documents.shelves.delete(self.delete, inputs, changed, **QUICK)

    def restore(self, request: gr.Request) -> Outcome:
        """The user's collection when the page is loaded."""
        return self._lists(self._page.collection(user_of(request)))

    def choose(
        self, conversation: str, search: str, order: str, event: gr.EventData, request: gr.Request
    ) -> Outcome:
        wanted = text_of(data_of(event), "collection", most=60)
        return self._turned(wanted, conversation, search, order, user_of(request), "")

    def make(
        self, conversation: str, search: str, order: str, event: gr.EventData, request: gr.Request
    ) -> Outcome:
        """Make a collection and turn to it."""
        try:
            name = self._page.collections.make(text_of(data_of(event), "value", most=200))
        except (CitewellError, OSError) as error:
            return self._failed(error)
        said = message(f"The collection {name} is empty; add documents to it.")
        return self._turned(name, conversation, search, order, user_of(request), said)

    def delete(
        self, conversation: str, search: str, order: str, event: gr.EventData, request: gr.Request
    ) -> Outcome:
        """Delete a collection with its documents, where the page is the user's alone."""
        name = text_of(data_of(event), "collection", most=60)
        try:
            if not self._page.local:
                raise CitewellError("only who runs the server can delete a collection")
            self._page.collections.delete(name)
        except (CitewellError, OSError) as error:
            return self._failed(error)
        said = message(f"The collection {shown_name(name)} is deleted.")
        return self._turned("", conversation, search, order, user_of(request), said)

    def _turned(
        self, wanted: str, conversation: str, search: str, order: str, user: str, said: str
    ) -> Outcome:
        collection = self._page.collections.known(wanted)
        self._page.preferences.change(user, collection=collection)
        return (
            *self._lists(collection),
            self._chat.turn_to(conversation, collection, user),
            self._documents.show(collection, search, order),
            said,
        )

    def _lists(self, collection: str) -> Outcome:
        names = self._page.collections.names()
        here = shelves(names, collection, local=self._page.local)
        return collection, chooser(names, collection), here

    def _failed(self, error: Exception) -> Outcome:
        return (*[gr.skip()] * 5, message(str(error), failed=True))
