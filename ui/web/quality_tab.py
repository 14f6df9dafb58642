"""Quality: what the evaluations measured last, and what users thought of the answers."""

import base64
import json
from pathlib import Path
from typing import Any

import gradio as gr

import evals
from ui.web.markup import count
from ui.web.page import Page, panel
from ui.web.rendering_quality import Result, quality

_MOST_BYTES = 2_000_000


class QualityTab:
    """The last results of `citewell eval` and `citewell bench`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        with gr.Column(elem_id="cw-quality", elem_classes="cw-sheet"):
            panel("<h2>Quality</h2>", elem_id="cw-quality-title")
            self.results = panel(elem_id="cw-results")

    def show(self) -> str:
        """All results that there are."""
        helpful, unhelpful = self._page.conversations.store.opinions()
        opinions = (
            f"{count(helpful, 'answer')} found helpful, {unhelpful:,} not."
            if helpful or unhelpful
            else "No answer has been judged yet: the thumbs are below each answer."
        )
        folder = Path(evals.__file__).parent / "results"
        return quality(read_results(folder), read_pictures(folder), opinions)


def read_results(folder: Path) -> list[Result]:
    """The reports in the folder, by name; what is not one is passed over."""
    results = []
    for path in sorted(folder.glob("*.json")):
        try:
            stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
            results.append(Result.of(stored))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return results


def read_pictures(folder: Path) -> list[tuple[str, str]]:
    """The plots in the folder: what each shows, and the picture as a data address."""
    pictures = []
    for path in sorted(folder.glob("*.png")):
        if path.stat().st_size <= _MOST_BYTES:
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            name = path.stem.replace("-", " ").replace("_", " ")
            pictures.append((name.capitalize(), f"data:image/png;base64,{data}"))
    return pictures
