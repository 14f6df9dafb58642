"""The documents: collections, what is added to them, what is in them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.collections import ALL
from ingest.errors import CitewellError
from ingest.fetching import is_address
from ui.web.adding import Work, streamed
from ui.web.page import QUICK, Page, cleaned, data_of, panel, text_of, user_of, writable
from ui.web.rendering_library import (
    ORDERS,
    arranged,
    document_list,
    message,
    removed,
    render_document,
)
from ui.web.shelves import shown_name

Outcome = tuple[Any, ...]
_MOST_FILES = 500


class DocumentsTab:
    """Components and events of the list of documents."""

    def __init__(self, page: Page, collection: gr.State) -> None:
        """`collection` holds the name of the one that is looked at."""
        self._page = page
        self._collection = collection
        with gr.Row(elem_id="cw-library"):
            with gr.Column(elem_id="cw-shelf", min_width=0):
                panel("<h2>Documents</h2>", elem_id="cw-documents-title")
                self.shelves = panel(elem_id="cw-collections")
                self.files = gr.File(
                    file_count="multiple", label="Add documents", height=120, elem_id="cw-drop"
                )
                with gr.Row(elem_id="cw-add"):
                    self.folder = gr.UploadButton(
                        "Add a folder", file_count="directory", size="sm", elem_id="cw-folder"
                    )
                    named = "Web address, or a folder's path to keep in step with"
                    self.place = gr.Textbox(
                        placeholder=named if page.local else "Web address",
                        label="What to add",
                        show_label=False,
                        container=False,
                        elem_id="cw-place",
                        max_length=2000,
                    )
                    self.take = gr.Button("Add", size="sm", elem_id="cw-take")
                self.report = panel(elem_id="cw-report")
                with gr.Row(elem_id="cw-sorting"):
                    self.search = gr.Textbox(
                        placeholder="Search titles and paths",
                        label="Search documents",
                        show_label=False,
                        container=False,
                        elem_id="cw-find",
                        max_length=200,
                    )
                    self.order = gr.Dropdown(
                        list(ORDERS),
                        value=ORDERS[0],
                        label="Order",
                        show_label=False,
                        container=False,
                        elem_id="cw-order",
                        filterable=False,
                    )
                self.list = panel(elem_id="cw-documents")
            self.reader = panel(elem_id="cw-page")
        self._listen()

    def _listen(self) -> None:
        slow: dict[str, Any] = {
            "api_visibility": "private",
            "concurrency_limit": 1,
            "concurrency_id": "ingest",
            "show_progress": "hidden",
            "stream_every": 0.1,
        }
        seen = self.seen
        changed = [self.report, self.list]
        self.files.upload(self.add, [self.files, *seen], [*changed, self.files], **slow)
        self.folder.upload(self.add, [self.folder, *seen], [*changed, self.folder], **slow)
        for event in (self.take.click, self.place.submit):
            event(self.add_place, [self.place, *seen], [*changed, self.place], **slow)
        self.search.change(self.show, seen, self.list, **QUICK)
        self.order.change(self.show, seen, self.list, **QUICK)
        self.list.select(self.open, None, self.reader, **QUICK)
        self.reader.clear(lambda: "", None, self.reader, **QUICK)
        self.list.delete(self.remove, seen, [*changed, self.reader], **QUICK)
        self.report.undo(self.undo, seen, changed, **QUICK)

    @property
    def seen(self) -> list[Any]:
        """What decides which documents are listed, and how."""
        return [self._collection, self.search, self.order]

    def show(self, collection: str, search: str = "", order: str = ORDERS[0]) -> str:
        """The list of documents."""
        collection = self._page.collections.known(collection)
        with self._page.collections.asked(collection).snapshot() as snapshot:
            records = snapshot.documents()
        found = arranged(records, search=cleaned(search or ""), order=order)
        return document_list(found, of=len(records))

    # Adding

    def add(
        self,
        files: Sequence[str] | None,
        collection: str,
        search: str,
        order: str,
        request: gr.Request,
    ) -> Iterator[Outcome]:
        """Take uploaded files in."""
        paths = [Path(file) for file in files or ()]

        def work(tell: Callable[..., None]) -> Any:
            if len(paths) > _MOST_FILES:
                raise CitewellError(
                    f"{len(paths):,} files at once are too many; add at most {_MOST_FILES}"
                )
            return self._page.library(collection).add_files(paths, progress=tell)

        try:
            yield from self._added(work, collection, search, order, user=user_of(request))
        finally:
            for path in paths:
                path.unlink(missing_ok=True)

    def add_place(
        self, place: str, collection: str, search: str, order: str, request: gr.Request
    ) -> Iterator[Outcome]:
        """Take in a web address, or make the collection equal to a folder of this machine."""
        place = cleaned(place or "").strip()

        def work(tell: Callable[..., None]) -> Any:
            library = self._page.library(collection)
            if is_address(place) or not self._page.local:
                return library.add_address(place, progress=tell)
            return library.sync(place, progress=tell)

        yield from self._added(work, collection, search, order, user=user_of(request))

    def _added(
        self, work: Work, collection: str, search: str, order: str, *, user: str
    ) -> Iterator[Outcome]:
        # Users are limited; who has the page to themselves is not.
        if user and (wait := self._page.uploads.wait(user)):
            text = f"That were many additions; add more in {wait:.0f} seconds."
            yield message(text, failed=True), gr.skip(), None
            return
        for said in streamed(work):
            yield said, gr.skip(), gr.skip()
        where = "" if collection != ALL else f" (added to {shown_name(writable(collection))})"
        yield said + where, self.show(collection, search, order), None

    # Reading and removing

    def open(self, event: gr.EventData) -> str:
        """A document to read, with its receipt."""
        identity = text_of(data_of(event), "document", most=100)
        with self._page.collections.all.snapshot() as snapshot:
            document = snapshot.document(identity)
            records = snapshot.documents()
        if document is None:
            raise gr.Error("This document is not there any more.", print_exception=False)
        record = next((each for each in records if each.id == identity), None)
        return render_document(document, record)

    def remove(self, collection: str, search: str, order: str, event: gr.EventData) -> Outcome:
        identity = text_of(data_of(event), "document", most=100)
        with self._page.collections.all.snapshot() as snapshot:
            document = snapshot.document(identity)
        holding = self._page.collections.holding(identity)
        names = holding if collection == ALL else [each for each in holding if each == collection]
        try:
            tokens = [f"{name}/{self._page.library(name).remove(identity)}" for name in names]
        except CitewellError as error:
            return message(str(error), failed=True), gr.skip(), gr.skip()
        if document is None or not tokens:
            said = message("This document was gone already.")
        else:
            said = removed(document.title, "|".join(tokens))
        return said, self.show(collection, search, order), ""

    def undo(self, collection: str, search: str, order: str, event: gr.EventData) -> Outcome:
        title = None
        for token in text_of(data_of(event), "token", most=1000).split("|"):
            name, _, key = token.partition("/")
            if name in self._page.collections.names():
                title = self._page.library(name).restore(key) or title
        said = f"{title} is back." if title else "It cannot be brought back any more; add it again."
        return message(said, failed=title is None), self.show(collection, search, order)
