"""The page as a whole: its tabs in one Gradio app, and the server that shows it."""

import threading
from pathlib import Path
from typing import Any

import gradio as gr

from chatbot.assembly import Citewell
from ingest.index_conversations import ConversationStore
from ui.web.chat_tab import ChatTab
from ui.web.conversations import Conversations
from ui.web.documents_tab import DocumentsTab
from ui.web.library import Library
from ui.web.markup import action, joined, tag
from ui.web.page import Page, panel
from ui.web.serving import run

TITLE = "Citewell"


def build(citewell: Citewell, *, local: bool = True) -> gr.Blocks:
    """The page over an assembled application; conversations are kept in the index's folder.
    `local` says that it is served to this machine alone."""
    store = ConversationStore(Path(citewell.settings.index))
    conversations = Conversations(store, citewell.index)
    page = Page(citewell, conversations, Library(citewell), local=local)
    quick: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        panel(_header(), elem_id="cw-header")
        with gr.Tabs(elem_id="cw-tabs"):
            chat_tab = gr.Tab("Chat", id="chat", elem_id="cw-chat-tab")
            with chat_tab:
                chat = ChatTab(page)
            shelf_tab = gr.Tab("Documents", id="documents", elem_id="cw-documents-tab")
            with shelf_tab:
                shelf = DocumentsTab(page)
        blocks.load(chat.restore, None, chat.restored, **quick)
        shelf_tab.select(shelf.show, [shelf.search, shelf.order], shelf.list, **quick)
    blocks.queue(default_concurrency_limit=8, max_size=256, api_open=False)
    return blocks


def serve(citewell: Citewell, *, host: str, port: int) -> None:
    """Serve the page until it is stopped, and print its address."""
    # The first answer reads what later ones find in memory; no visitor shall wait for it.
    threading.Thread(
        target=citewell.chat.answer, args=("What is this about?",), daemon=True
    ).start()
    run(build(citewell), host=host, port=port)


def _header() -> str:
    side = action(
        "☰",
        "page:side",
        class_="cw-side-toggle",
        aria_label="Conversations",
        aria_expanded="false",
        aria_controls="cw-side",
    )
    return joined([side, tag("h1", TITLE)])
