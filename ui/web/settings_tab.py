"""Settings: who writes, how careful, how the page looks, and what is kept where.

They belong to the user, outlive a restart, and stand for the settings of the same names that the
page was started with.
"""

import shutil
from typing import Any

import gradio as gr
from markupsafe import Markup

from chatbot.engines.hosts import is_loopback
from ingest.collections import MAIN
from ingest.errors import CitewellError
from ui.web.engines import EXTRACTIVE
from ui.web.markup import action, count, joined, tag
from ui.web.page import QUICK, Page, cleaned, panel, user_of
from ui.web.rendering_library import message

_HERE = (EXTRACTIVE, "local", "ollama")  # who write on this machine, if no address is set
THEMES = ("System", "Light", "Dark")
Outcome = tuple[Any, ...]


class SettingsTab:
    """Components and events of the settings."""

    def __init__(self, page: Page) -> None:
        self._page = page
        settings = page.citewell.settings
        with gr.Column(elem_id="cw-settings", elem_classes="cw-sheet"):
            panel("<h2>Settings</h2>", elem_id="cw-settings-title")
            self.engine = gr.Dropdown(
                page.engines.offered(),
                value=settings.engine,
                label="Engine",
                info="Who writes the answers. extractive: they are quotes, and nothing leaves this "
                "machine. provider:model: a language model writes, which is sent the question and "
                "the passages.",
                allow_custom_value=page.local,
                elem_id="cw-engine",
            )
            self.caution = gr.Slider(
                0,
                1,
                value=settings.caution,
                step=0.05,
                label="Talkative to cautious",
                info="Least probability that the documents hold the answer. To the left it answers "
                "more, and is wrong more often; to the right it refuses sooner.",
                elem_id="cw-caution",
            )
            self.passages = gr.Slider(
                1,
                50,
                value=settings.passages,
                step=1,
                label="Passages to consider",
                info="How many passages an answer may be drawn from.",
                elem_id="cw-passages",
            )
            self.theme = gr.Radio(list(THEMES), value=THEMES[0], label="Theme", elem_id="cw-theme")
            self.result = panel(elem_id="cw-forgotten")
            self.facts = panel(elem_id="cw-facts")
        # What the script returns is what Python gets.
        choose = "(choice) => { citewell.chooseTheme(choice); return [choice]; }"
        self.theme.input(self.set_theme, self.theme, None, js=choose, **QUICK)
        self.engine.input(self.set_engine, self.engine, [self.engine, self.result], **QUICK)
        self.caution.release(self.set_caution, self.caution, None, **QUICK)
        self.passages.release(self.set_passages, self.passages, None, **QUICK)
        self.facts.delete(self.forget, None, [self.facts, self.result], **QUICK)

    @property
    def shown(self) -> list[Any]:
        """What `show` sets."""
        return [self.engine, self.caution, self.passages, self.theme, self.facts, self.result]

    def show(self, request: gr.Request) -> Outcome:
        """The settings as they hold for this user, and what is kept."""
        user, settings = user_of(request), self._page.citewell.settings
        chosen = self._page.preferences.of(user)
        engines = list(dict.fromkeys([*self._page.engines.offered(), chosen.engine or EXTRACTIVE]))
        return (
            gr.update(choices=engines, value=chosen.engine or settings.engine),
            settings.caution if chosen.caution is None else chosen.caution,
            chosen.passages or settings.passages,
            (chosen.theme or settings.theme).capitalize(),
            self._facts(user),
            "",
        )

    def theme_of(self, request: gr.Request) -> str:
        """The user's theme, for the page's script."""
        chosen = self._page.preferences.of(user_of(request)).theme
        return (chosen or self._page.citewell.settings.theme).capitalize()

    def set_theme(self, theme: str, request: gr.Request) -> None:
        if theme in THEMES:
            self._page.preferences.change(user_of(request), theme=theme.lower())

    def set_engine(self, engine: str, request: gr.Request) -> Outcome:
        """Keep the engine if it can be opened; else say why, and leave it as it was."""
        user, name = user_of(request), cleaned(engine or "").strip()[:200]
        before = self._page.preferences.of(user).engine or self._page.citewell.settings.engine
        try:
            if not name or not self._page.engines.allowed(name):
                raise CitewellError(f"there is no engine {name!r} to choose here")
            self._page.engines.get(name)
        except CitewellError as error:
            return before, message(str(error), failed=True)
        self._page.preferences.change(user, engine=name)
        return name, message(f"Answers are written by {name} from now on.")

    def set_caution(self, caution: float, request: gr.Request) -> None:
        kept = min(max(float(caution), 0.0), 1.0)
        self._page.preferences.change(user_of(request), caution=kept)

    def set_passages(self, passages: float, request: gr.Request) -> None:
        kept = min(max(int(passages), 1), 50)
        self._page.preferences.change(user_of(request), passages=kept)

    def forget(self, event: gr.EventData, request: gr.Request) -> Outcome:
        """Delete what is the user's; everything, where the page is theirs alone and they say so."""
        user = user_of(request)
        wanted = isinstance(event._data, dict) and event._data.get("what") == "everything"
        everything = wanted and self._page.local
        store, preferences = self._page.conversations.store, self._page.preferences
        gone = store.clear() if everything else store.delete_all(user)
        preferences.clear() if everything else preferences.forget(user)
        said = f"{count(gone, 'conversation')} deleted."
        if everything:
            try:
                removed = self._forget_documents()
            except (CitewellError, OSError) as error:
                return self._facts(user), message(f"{said} {error}", failed=True)
            said = f"{said[:-1]}, and {count(removed, 'document')} with all that was made of them."
        else:
            for name in self._page.collections.names():
                self._page.library(name).forget_removed()
        return self._facts(user), message(said)

    def _forget_documents(self) -> int:
        collections, removed = self._page.collections, 0
        for name in collections.names():
            removed += self._page.library(name).clear()
            if name != MAIN:
                collections.delete(name)
        for folder in ("maps", "quality"):
            shutil.rmtree(collections.home / folder, ignore_errors=True)
        return removed

    def _facts(self, user: str) -> str:
        page, settings = self._page, self._page.citewell.settings
        kept = page.conversations.listed(user)
        names = page.collections.names()
        with page.collections.all.snapshot() as snapshot:
            documents = len(snapshot.documents())
        engine = page.preferences.of(user).engine or settings.engine
        folder = str(settings.index.absolute()) if page.local else "the server's index folder"
        held = f" in {count(len(names), 'collection')}" if len(names) > 1 else ""
        rows = [
            ("Folder", folder),
            ("Documents", f"{count(documents, 'document')}{held}: records, vectors, words"),
            ("Uploaded files", "in uploads, as they were sent, until they are removed"),
            ("Conversations", f"{count(len(kept), 'conversation')}, in conversations.sqlite3"),
            ("Your settings", "in preferences.json"),
            ("Maps and measurements", "in maps and quality"),
            ("Embedding model", f"{settings.model}, on this machine"),
            ("Leaves this machine", _leaves(engine, settings.engine_base_url)),
        ]
        listed = joined(tag("div", tag("dt", name), tag("dd", value)) for name, value in rows)
        delete = [_delete("Delete all my conversations", "conversations")]
        if page.local:
            delete.append(_delete("Delete everything", "everything"))
        buttons = tag("div", *delete, class_="cw-buttons")
        return joined([tag("h3", "What is kept, and where"), tag("dl", listed), buttons])


def _leaves(engine: str, base_url: str | None) -> str:
    provider = engine.partition(":")[0]
    here = is_loopback(base_url) if base_url else provider in _HERE
    if here:
        return "nothing, but requests for web addresses that you add"
    return f"each question with its passages, to {provider}; and requests for addresses you add"


def _delete(label: str, what: str) -> Markup:
    return action(label, "page:confirm", then="delete", what=what, class_="cw-action cw-danger")
