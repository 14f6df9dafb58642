"""The documents: add, sync, search, open, remove."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.errors import CitewellError
from ingest.pipeline import IngestReport, Progress
from ui.web.page import Page, cleaned, data_of, panel, text_of
from ui.web.rendering_library import (
    ORDERS,
    arranged,
    document_list,
    message,
    removed,
    render_document,
    report,
)

Outcome = tuple[Any, ...]
_MOST_FILES = 500


class DocumentsTab:
    """Components and events of the list of documents."""

    def __init__(self, page: Page) -> None:
        self._page = page
        with gr.Row(elem_id="cw-library"):
            with gr.Column(elem_id="cw-shelf", min_width=0):
                panel("<h2>Documents</h2>", elem_id="cw-documents-title")
                self.files = gr.File(
                    file_count="multiple", label="Add documents", height=150, elem_id="cw-drop"
                )
                with gr.Row(elem_id="cw-add"):
                    self.folder = gr.UploadButton(
                        "Add a folder", file_count="directory", size="sm", elem_id="cw-folder"
                    )
                    if page.local:
                        self.path = gr.Textbox(
                            placeholder="Path of a folder to keep in step with",
                            label="Folder to sync",
                            show_label=False,
                            container=False,
                            elem_id="cw-sync-path",
                            max_length=1000,
                        )
                        self.sync = gr.Button("Sync", size="sm", elem_id="cw-sync")
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
        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        slow: dict[str, Any] = {
            "api_visibility": "private",
            "concurrency_limit": 1,
            "concurrency_id": "ingest",
            "show_progress_on": self.report,
        }
        seen = [self.search, self.order]
        self.files.upload(
            self.add, [self.files, *seen], [self.report, self.list, self.files], **slow
        )
        self.folder.upload(
            self.add, [self.folder, *seen], [self.report, self.list, self.folder], **slow
        )
        if self._page.local:
            for event in (self.sync.click, self.path.submit):
                event(self.keep_in_step, [self.path, *seen], [self.report, self.list], **slow)
        self.search.change(self.show, seen, self.list, **quick)
        self.order.change(self.show, seen, self.list, **quick)
        self.list.select(self.open, None, self.reader, **quick)
        self.reader.clear(lambda: "", None, self.reader, **quick)
        self.list.delete(self.remove, seen, [self.report, self.list, self.reader], **quick)
        self.report.undo(self.undo, seen, [self.report, self.list], **quick)

    def show(self, search: str = "", order: str = ORDERS[0]) -> str:
        """The list of documents."""
        with self._page.citewell.index.snapshot() as snapshot:
            records = snapshot.documents()
        found = arranged(records, search=cleaned(search or ""), order=order)
        return document_list(found, of=len(records))

    def add(
        self,
        files: Sequence[str] | None,
        search: str,
        order: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio asks for it
    ) -> Outcome:
        """Take uploaded files in."""
        paths = [Path(file) for file in files or ()]
        if len(paths) > _MOST_FILES:
            text = f"{len(paths):,} files at once are too many; add at most {_MOST_FILES}."
            return message(text, failed=True), gr.skip(), None
        said = self._tried(lambda: self._page.library.add_files(paths, progress=_told(progress)))
        for path in paths:
            path.unlink(missing_ok=True)
        return said, self.show(search, order), None

    def keep_in_step(
        self,
        folder: str,
        search: str,
        order: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> Outcome:
        """Make the index equal to a folder."""
        said = self._tried(lambda: self._page.library.sync(folder, progress=_told(progress)))
        return said, self.show(search, order)

    def open(self, event: gr.EventData) -> str:
        """A document to read, with its receipt."""
        identity = text_of(data_of(event), "document", most=100)
        with self._page.citewell.index.snapshot() as snapshot:
            document = snapshot.document(identity)
            records = snapshot.documents()
        if document is None:
            raise gr.Error("This document is not there any more.", print_exception=False)
        record = next((each for each in records if each.id == identity), None)
        return render_document(document, record)

    def remove(self, search: str, order: str, event: gr.EventData) -> Outcome:
        identity = text_of(data_of(event), "document", most=100)
        with self._page.citewell.index.snapshot() as snapshot:
            document = snapshot.document(identity)
        try:
            token = self._page.library.remove(identity)
        except CitewellError as error:
            return message(str(error), failed=True), gr.skip(), gr.skip()
        if document is None or token is None:
            said = message("This document was gone already.")
        else:
            said = removed(document.title, token)
        return said, self.show(search, order), ""

    def undo(self, search: str, order: str, event: gr.EventData) -> Outcome:
        title = self._page.library.restore(text_of(data_of(event), "token", most=100))
        said = f"{title} is back." if title else "It cannot be brought back any more; add it again."
        return message(said, failed=title is None), self.show(search, order)

    def _tried(self, work: Callable[[], IngestReport]) -> str:
        try:
            return report(work())
        except (CitewellError, OSError) as error:
            return message(str(error), failed=True)


def _told(progress: gr.Progress) -> Callable[[Progress], None]:
    def tell(now: Progress) -> None:
        progress((now.done, now.total), desc=Path(now.source).name, unit="files")

    return tell
