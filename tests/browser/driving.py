"""The served page and what drives it, for the browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

REPOSITORY = Path(__file__).parents[2]
SCREENS = Path(__file__).parent / "screens"
CHROMIUM = next(
    filter(None, (os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "google-chrome")))),
    None,
)
DOCUMENTS = (
    "day-to-day-tasks.md",
    "what-is-an-ai-engineer.md",
    "tools-and-frameworks.md",
    "ai-engineer-and-neighbouring-roles.md",
    "training-and-evaluation.md",
)
START = 300.0  # seconds
PATIENCE = 60_000  # milliseconds


class Site:
    """The page as `citewell ui` serves it, in a process of its own."""

    def __init__(self, index: Path, *, port: int = 0) -> None:
        self.index = index
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            command("ui", "--index", str(self.index), "--port", str(self.port)), cwd=REPOSITORY
        )
        until = time.monotonic() + START
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}healthz", timeout=2):
                    return
            except OSError:
                assert self._process.poll() is None, "the server has stopped"
                time.sleep(0.2)
        self.stop()
        raise AssertionError(f"the server did not start within {START} seconds")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


@dataclass
class Watched:
    """What a page did that it should not."""

    elsewhere: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self._request(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:")):
            self.elsewhere.append(url)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from ui.cli import main; main()", *arguments]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ingest(index: Path, *given: Path | str) -> None:
    """`citewell ingest` with these paths and options."""
    done = subprocess.run(
        command("ingest", *map(str, given), "--index", str(index)),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def ask(page: Page, question: str) -> Locator:
    """Ask by keyboard; the turn that answers it, once it is complete."""
    before = page.locator("#cw-turns .cw-turn").count()
    page.fill("#cw-composer textarea", question)
    page.press("#cw-composer textarea", "Enter")
    turn = page.locator("#cw-turns .cw-turn").nth(before)
    turn.wait_for()
    return turn


def drop(page: Page, selector: str, path: Path) -> None:
    """Drop a file or folder of this machine, as from the desktop."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    dragged = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": dragged, **place})


def open_tab(page: Page, name: str) -> None:
    """Open a tab, by its button or, where the window is too narrow for it, by the menu of tabs."""
    button = page.locator(f"#cw-{name}-tab-button")
    if not button.is_visible():
        page.click("[aria-label='More tabs']")
        button = page.locator(".overflow-dropdown button", has_text=name.capitalize())
    button.click()


def picture(page: Page, name: str) -> None:
    """Keep a screenshot to look at."""
    SCREENS.mkdir(exist_ok=True)
    page.wait_for_timeout(250)
    page.screenshot(path=SCREENS / f"{name}.png")
