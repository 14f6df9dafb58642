"""Hostile documents, names and questions in a real browser: nothing of them acts."""

from pathlib import Path

import pytest
from browser.driving import Watched, ask, picture

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>alert('a')</script>",
    "<img src=x onerror=alert('b')>",
    "<svg/onload=alert('c')>",
    '"><iframe srcdoc="<script>alert(\'d\')</script>">',
    "<a href=\"javascript:alert('e')\">press</a>",
    "[press](javascript:alert('f'))",
    "${alert('g')}",
    "{{constructor.constructor(\"alert('h')\")()}}",
    "<img src='http://192.0.2.1/leak.png'>",
    "![leak](http://192.0.2.1/leak.png)",
    "</template><script>alert('i')</script>",
    "\u202e\u0000<b>bold</b>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_question_is_shown_as_it_was_asked(page, payload: str) -> None:
    turn = ask(page, f"Quillfeather {payload} zanzibar?")
    shown = turn.locator(".cw-question").inner_text()
    assert payload.replace("\0", "") in shown
    page.locator(".cw-conversation-title").first.wait_for()
    page.wait_for_timeout(100)


def test_a_hostile_document_stays_text(page, watched: Watched, tmp_path: Path) -> None:
    lines = [f"The quillfeather {number} is {each}." for number, each in enumerate(PAYLOADS)]
    file = tmp_path / "quill <img src=x onerror=alert(1)>.txt"
    file.write_text(
        "<script>alert('title')</script> Quillfeathers\n\n" + "\n\n".join(lines), "utf-8"
    )
    page.click("#cw-documents-tab-button")
    page.set_input_files("#cw-drop input[type=file]", file)
    page.wait_for_selector("#cw-report .cw-report")
    assert "1 added" in page.inner_text("#cw-report")
    page.locator(".cw-open").first.click()
    page.wait_for_selector("#cw-page .cw-reader")
    picture(page, "hostile-document")
    page.click("#cw-chat-tab-button")
    turn = ask(page, "What is the quillfeather 3?")
    if turn.locator(".cw-marker").count():
        turn.locator(".cw-marker").first.hover()
        turn.locator(".cw-marker").first.click()
        page.wait_for_selector("#cw-pane .cw-reader")
    picture(page, "hostile-answer")
    for name in ("script", "img", "iframe", "svg", "a"):
        assert page.locator(f":is(#cw-turns, #cw-pane, #cw-page) {name}").count() == 0
    assert watched.dialogs == []


def test_nothing_outside_the_page_is_served(page) -> None:
    for path in (
        "gradio_api/file=/etc/passwd",
        "gradio_api/file=../../../../etc/passwd",
        "gradio_api/info",
        "docs",
        "openapi.json",
    ):
        response = page.request.get(page.url.split("?")[0] + path)
        assert "root:" not in response.text()
        if "file=" in path:
            assert response.status in (400, 403, 404)


def test_every_response_carries_the_headers(page) -> None:
    headers = page.request.get(page.url).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
