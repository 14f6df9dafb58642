"""Quality: measured on the user's own documents by a button, what the evaluations measured last,
and what users thought of the answers."""

import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

import evals
from evals import history
from evals.report import Report
from ui.web import plot_quality as plots
from ui.web.adding import sentence
from ui.web.page import Page, panel, user_of
from ui.web.rendering_library import message
from ui.web.rendering_quality import Result, measuring, opinions, own, results
from ui.web.shelves import shown_name

if TYPE_CHECKING:
    from chatbot.chat import Chat

Outcome = tuple[Any, ...]
MOST_QUESTIONS = 60


class QualityTab:
    """Plots and figures; `measure` makes questions of the documents and asks them."""

    def __init__(self, page: Page, collection: gr.State) -> None:
        self._page = page
        self._collection = collection
        with gr.Column(elem_id="cw-quality", elem_classes="cw-sheet"):
            panel("<h2>Quality</h2>", elem_id="cw-quality-title")
            self.own = panel(elem_id="cw-own")
            self.measure = gr.Button("Measure on my documents", size="sm", elem_id="cw-measure")
            self.own_plots = _row("Risk and coverage", "Reliability", "Time of an answer")
            self.own_failures = panel(elem_id="cw-own-failures")
            self.opinions = panel(elem_id="cw-opinions")
            panel("<h3>The shipped questions</h3>", elem_id="cw-shipped")
            self.plots = _row("Over time", "Risk and coverage", "Reliability")
            self.speed = _row("Speed")
            self.results = panel(elem_id="cw-results")
        self.measure.click(
            self.measure_own,
            [collection],
            [self.own, *self.own_plots, self.own_failures],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=1,
            concurrency_id="measure",
            trigger_mode="once",
        )

    @property
    def seen(self) -> list[Any]:
        return [self._collection]

    @property
    def shown(self) -> list[Any]:
        """What `show` sets."""
        return [
            *(self.own, *self.own_plots, self.own_failures, self.opinions),
            *(*self.plots, *self.speed, self.results),
        ]

    def show(self, collection: str, request: gr.Request) -> Outcome:
        """All that was measured."""
        caution = self._caution(user_of(request), collection)
        helpful, unhelpful = self._page.conversations.store.opinions()
        folder = Path(evals.__file__).parent / "results"
        kept = read_results(folder)
        pairs = next((each.pairs for each in kept if each.name == "questions"), ())
        entries = [each for each in history.read(folder) if each.name == "questions"]
        told = {"answered right": "answered right", "on-topic absent refused": "refused right"}
        times = {
            figure.name: figure.value
            for result in kept
            if result.name == "bench"  # one after another; many at once are on another scale
            for figure in result.figures
            if figure.name.endswith(" ms")
        }
        return (
            *self._own(collection, caution),
            opinions(helpful, unhelpful),
            plots.over_time(entries, told),
            plots.risk_coverage(pairs, caution),
            plots.reliability(pairs),
            plots.speeds(times),
            results(kept),
        )

    def measure_own(self, collection: str, request: gr.Request) -> Iterator[Outcome]:
        """Make questions of the collection's documents, ask them, and keep what came of it."""
        from evals.own import run

        user = user_of(request)
        collection = self._page.collections.known(collection)
        keep = tuple(gr.skip() for _ in range(len(self.own_plots) + 1))
        try:
            chat = self._page.chat(user, collection, quoting=True)
            told: queue.SimpleQueue[tuple[int, int] | Report | Exception] = queue.SimpleQueue()

            def work(chat: "Chat" = chat) -> None:
                try:
                    told.put(run(chat, most=MOST_QUESTIONS, progress=lambda *now: told.put(now)))
                except Exception as error:
                    told.put(error)
                except BaseException as error:  # a library in Rust that panics
                    told.put(RuntimeError(str(error)))

            threading.Thread(target=work, name="measuring", daemon=True).start()
            yield measuring(0, 0), *keep
            while True:
                said = told.get()
                while isinstance(said, tuple) and not told.empty():
                    said = told.get()
                if not isinstance(said, tuple):
                    break
                yield measuring(*said), *keep
            if isinstance(said, Exception):
                raise said
            if said.figures:
                said.write(self._folder(collection))
                yield self._own(collection, self._caution(user, collection))
            else:
                text = "No question could be made: there are no headings, definitions or tables."
                yield message(text), *keep
        except Exception as error:
            yield message(sentence(error), failed=True), *keep

    def _own(self, collection: str, caution: float) -> Outcome:
        found = read_results(self._folder(collection))
        measured = next((each for each in found if each.name == "own"), None)
        head, failures = own(measured, shown_name(collection))
        if measured is None:
            return head, None, None, None, failures
        return (
            head,
            plots.risk_coverage(measured.pairs, caution),
            plots.reliability(measured.pairs),
            plots.latency(measured.times),
            failures,
        )

    def _caution(self, user: str, collection: str) -> float:
        return self._page.chat(user, collection, quoting=True).caution

    def _folder(self, collection: str) -> Path:
        return self._page.collections.home / "quality" / self._page.collections.known(collection)


def _row(*titles: str) -> list[gr.Plot]:
    """Plots beside each other, each under its title; without a figure they are not seen."""
    made = []
    with gr.Row(elem_classes="cw-plots"):
        for title in titles:
            with gr.Column(min_width=240, elem_classes="cw-plot"):
                gr.HTML(f"<h4>{title}</h4>", elem_classes="cw-html", apply_default_css=False)
                made.append(gr.Plot(show_label=False, container=False))
    return made


def read_results(folder: Path) -> list[Result]:
    """The reports in the folder, by name; what is not one is passed over."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
            found.append(Result.of(stored))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return found
