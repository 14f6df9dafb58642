"""Settings: how careful answers are, how the page looks, and what is kept where."""

from typing import Any

import gradio as gr
from markupsafe import Markup

from ui.web.markup import action, count, joined, tag
from ui.web.page import Page, panel, user_of

_THEMES = ("System", "Light", "Dark")


class SettingsTab:
    """Components and events of the settings; they hold until the server stops."""

    def __init__(self, page: Page) -> None:
        self._page = page
        chat = page.citewell.chat
        with gr.Column(elem_id="cw-settings", elem_classes="cw-sheet"):
            panel("<h2>Settings</h2>", elem_id="cw-settings-title")
            self.caution = gr.Slider(
                0,
                1,
                value=chat.caution,
                step=0.05,
                label="Caution",
                info="Least probability that the documents hold the answer. "
                "Higher: refuses sooner. Lower: answers more, and is wrong more often.",
                interactive=page.local,
                elem_id="cw-caution",
            )
            self.passages = gr.Slider(
                1,
                50,
                value=chat.passages,
                step=1,
                label="Passages",
                info="How many passages an answer may be drawn from.",
                interactive=page.local,
                elem_id="cw-passages",
            )
            self.theme = gr.Radio(
                list(_THEMES), value=_THEMES[0], label="Theme", elem_id="cw-theme"
            )
            self.facts = panel(elem_id="cw-facts")
            self.result = panel(elem_id="cw-forgotten")
        quick: dict[str, Any] = {
            "queue": False,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        self.theme.change(
            None, self.theme, None, js="(choice) => citewell.chooseTheme(choice)", **quick
        )
        if page.local:
            self.caution.release(self.set_caution, self.caution, None, **quick)
            self.passages.release(self.set_passages, self.passages, None, **quick)
        self.facts.delete(self.forget, None, [self.facts, self.result], **quick)

    def set_caution(self, caution: float) -> None:
        self._page.citewell.chat.caution = min(max(float(caution), 0.0), 1.0)

    def set_passages(self, passages: float) -> None:
        self._page.citewell.chat.passages = min(max(int(passages), 1), 50)

    def show(self, request: gr.Request) -> tuple[Any, ...]:
        """The settings as they are now, and what is kept."""
        chat = self._page.citewell.chat
        return chat.caution, chat.passages, self._facts(user_of(request))

    def forget(self, request: gr.Request) -> tuple[str, str]:
        """Delete all conversations of the user, and what removed documents left behind."""
        user = user_of(request)
        gone = self._page.conversations.store.delete_all(user)
        self._page.library.forget_removed()
        said = tag("p", f"{count(gone, 'conversation')} deleted.", role="status")
        return self._facts(user), said

    def _facts(self, user: str) -> str:
        settings = self._page.citewell.settings
        kept = self._page.conversations.listed(user)
        with self._page.citewell.index.snapshot() as snapshot:
            documents = len(snapshot.documents())
        folder = str(settings.index.absolute()) if self._page.local else "the server's index folder"
        rows = [
            ("Engine", _ENGINES.get(settings.engine, settings.engine)),
            ("Embedding model", settings.model),
            ("Folder", folder),
            ("Documents", f"{count(documents, 'document')}, in records.sqlite3, vectors and words"),
            ("Uploaded files", "in uploads, as they were sent, until they are removed"),
            ("Conversations", f"{count(len(kept), 'conversation')}, in conversations.sqlite3"),
            ("Leaves this machine", "nothing"),
        ]
        listed = joined(tag("div", tag("dt", name), tag("dd", value)) for name, value in rows)
        delete = action(
            "Delete all my conversations",
            "page:confirm",
            then="delete",
            class_="cw-action cw-danger",
        )
        return joined([tag("h3", "What is kept, and where"), tag("dl", listed), _buttons(delete)])


_ENGINES = {"extractive": "Extractive: answers are quotes, no language model writes"}


def _buttons(*buttons: Markup) -> Markup:
    return tag("div", *buttons, class_="cw-buttons")
