"""What people do on the page, in a real browser."""

import itertools
import re
import shutil
from pathlib import Path

import pytest
from browser.driving import Site, ask, drop, ingest, open_tab, picture

from chatbot.answers import Answer, Citation, Part, PartKind, Quote
from ingest.index_conversations import ConversationStore
from ingest.index_memory import MemoryIndex
from ui.web.conversations import Conversations

pytestmark = pytest.mark.browser
QUESTION = "What does an AI engineer do day to day?"


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    shown = "".join(f"({line}) Tj 0 -18 Td " for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n" % (table)
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )


def test_the_first_visit_says_what_this_is_and_suggests_questions(page) -> None:
    assert "can be checked" in page.inner_text(".cw-welcome")
    suggestions = page.locator(".cw-suggestion")
    assert suggestions.count() == 3
    picture(page, "first-visit")
    question = suggestions.first.inner_text()
    suggestions.first.click()
    turn = page.locator("#cw-turns .cw-turn").first
    turn.wait_for()
    assert turn.locator(".cw-question").inner_text() == question
    assert turn.locator(".cw-marker").count() >= 1, "a suggested question is answered"


def test_a_marker_leads_to_the_quote_in_its_document(page) -> None:
    turn = ask(page, QUESTION)
    picture(page, "answer")
    marker = turn.locator(".cw-marker").nth(1)
    marker.hover()
    tooltip = turn.locator(".cw-tip-open .cw-tip")
    tooltip.wait_for()
    quoted = tooltip.locator(".cw-tip-quote").inner_text()
    picture(page, "tooltip")
    marker.click()
    mark = page.locator("#cw-pane mark.cw-current").first
    mark.wait_for()
    whole = "".join(page.locator("#cw-pane mark.cw-current").all_inner_texts())
    assert whole.startswith(quoted.rstrip("…")[:80])
    box, pane = mark.bounding_box(), page.locator("#cw-pane .cw-document").bounding_box()
    assert box is not None
    assert pane is not None
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"], "scrolled into view"
    picture(page, "reader")
    page.click("[aria-label='Next quote']")
    page.wait_for_selector("text=Quote 3 of")
    page.click("[aria-label='Previous quote']")
    page.wait_for_selector("text=Quote 2 of")
    page.click("[aria-label='Close the document']")
    page.wait_for_selector("#cw-pane .cw-reader", state="detached")


def test_a_refusal_is_of_use(page) -> None:
    turn = ask(page, "Which wine goes with grilled swordfish?")
    refusal = turn.locator(".cw-refusal")
    assert "swordfish" in refusal.inner_text()
    assert turn.locator(".cw-marker").count() == 0
    assert refusal.locator(".cw-card").count() == 3
    picture(page, "refusal")
    refusal.locator(".cw-card").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    assert refusal.locator(".cw-suggestion").count() >= 1


def test_a_follow_up_is_understood_from_the_conversation(page) -> None:
    ask(page, "What does a data scientist do?")
    turn = ask(page, "And a research scientist?")
    assert "research scientist" in turn.locator(".cw-understood").inner_text().lower()
    picture(page, "follow-up")


def test_a_document_is_uploaded_asked_and_removed(page, tmp_path: Path) -> None:
    file = tmp_path / "watering.pdf"
    file.write_bytes(
        pdf(
            "Watering plan of the roof garden",
            "Every tomato plant gets two litres of water at sunrise in July.",
            "The thyme is watered on the first Monday of a month only.",
        )
    )
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and nothing")
    page.click("#cw-documents-tab-button")
    page.set_input_files("#cw-drop input[type=file]", [file, broken])
    page.wait_for_selector("#cw-report :text('added')")
    assert "1 added" in page.inner_text("#cw-report")
    assert "broken.pdf" in page.inner_text("#cw-report")
    row = page.locator(".cw-document-row", has_text="watering.pdf")
    picture(page, "documents")
    row.locator(".cw-open").click()
    page.wait_for_selector("#cw-page .cw-receipt")
    page.keyboard.press("Escape")
    page.click("#cw-chat-tab-button")
    turn = ask(page, "How much water does a tomato plant get?")
    assert "two litres" in turn.locator(".cw-answer").inner_text()
    turn.locator(".cw-marker").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    assert "page 1" in page.inner_text("#cw-pane header").lower()
    page.keyboard.press("Escape")
    page.click("#cw-documents-tab-button")
    remove = row.locator("[data-then=delete]")
    remove.click()
    remove.click()
    page.wait_for_selector("#cw-report [data-event=undo]")
    assert row.count() == 0
    page.click("#cw-report [data-event=undo]")
    row.wait_for()
    remove.click()
    remove.click()
    page.wait_for_selector("#cw-report [data-event=undo]")
    page.click("#cw-chat-tab-button")
    # The stored answer says that its document is gone, once it is shown anew.
    page.reload()
    page.wait_for_selector(".cw-stale")
    assert "Changed or removed" in page.inner_text(".cw-stale")
    page.locator("#cw-turns .cw-marker").first.click()
    page.wait_for_selector("#cw-pane .cw-gone")
    picture(page, "stale")
    page.click(".cw-stale [data-event=retry]")
    page.wait_for_selector("#cw-turns .cw-refusal")


def test_a_folder_is_dropped_its_documents_found_sorted_and_removed(page, tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    (folder / "night").mkdir(parents=True)
    (folder / ".trash").mkdir()
    (folder / "swift.md").write_text(f"# Swift\n\n{'A swift sleeps in flight. ' * 9}\n", "utf-8")
    (folder / "night" / "owl.md").write_text("# Owl\n\nAn owl hunts by ear.\n", "utf-8")
    (folder / ".trash" / "old.md").write_text("# Old\n\nThis was thrown away.\n", "utf-8")
    open_tab(page, "documents")
    page.wait_for_selector(".cw-document-row")
    drop(page, "#cw-drop button", folder)
    page.wait_for_selector("#cw-report:has-text('2 added')")
    shown = page.locator(".cw-document-row .cw-card-title")
    assert sorted(shown.all_inner_texts()[:2]) == ["Owl", "Swift"], "the newest stand first"
    page.click("#cw-order input")
    page.click("[role=option]:has-text('Largest first')")
    page.wait_for_function(
        "document.querySelector('.cw-document-row .cw-card-title').textContent != 'Owl'"
    )
    assert shown.all_inner_texts()[-1] == "Owl", "the shortest stands last"
    page.fill("#cw-find textarea, #cw-find input", "OWL .md")
    page.wait_for_function("document.querySelectorAll('.cw-document-row').length == 1")
    assert shown.all_inner_texts() == ["Owl"]
    page.fill("#cw-find textarea, #cw-find input", "zebra")
    page.wait_for_selector("text=No document has these words")
    page.fill("#cw-find textarea, #cw-find input", "")
    for name in ("Owl", "Swift"):
        row = page.locator(".cw-document-row", has=page.locator(f"text='{name}'"))
        row.locator("[data-then=delete]").dblclick()
        row.wait_for(state="detached")


def test_a_thumb_down_takes_a_reason_that_is_kept(page, site: Site) -> None:
    turn = ask(page, QUESTION)
    turn.locator("[data-opinion='-1']").click()
    page.fill(".cw-reason", "It leaves out the meetings.")
    page.press(".cw-reason", "Enter")
    page.wait_for_selector("text=Thank you, it is kept.")
    kept = ConversationStore(site.index)
    (record,) = kept.turns("", kept.conversations("")[0].id)
    assert (record.opinion, record.reason) == (-1, "It leaves out the meetings.")
    page.locator("[data-opinion='-1']").click()
    page.wait_for_selector("[data-opinion='-1'][aria-pressed=false]")
    page.locator("[data-event=retry]").click()
    page.locator("#cw-turns .cw-turn").nth(1).wait_for()


def test_a_reload_and_a_restart_lose_nothing(page, site: Site) -> None:
    turn = ask(page, QUESTION)
    said = turn.locator(".cw-answer").inner_text()
    turn.locator("[data-event=like]").first.click()
    page.wait_for_selector("[data-event=like][aria-pressed=true]")
    page.reload()
    page.wait_for_selector("#cw-turns .cw-turn")
    assert page.locator(".cw-answer").inner_text() == said
    address = page.url
    page.goto("about:blank")
    site.stop()
    site.start()
    page.goto(address)
    page.wait_for_selector("#cw-turns .cw-turn")
    assert page.locator(".cw-answer").inner_text() == said
    assert page.locator("[data-event=like][aria-pressed=true]").inner_text() == "Helpful"
    page.locator("#cw-turns .cw-marker").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")


def test_conversations_are_found_renamed_saved_and_deleted(page) -> None:
    ask(page, "Which tools track experiments?")
    row = page.locator(".cw-row", has=page.locator("[aria-current]"))
    row.locator(".cw-more summary").click()
    picture(page, "conversations")
    row.locator("[data-event='page:rename']").click()
    page.fill(".cw-rename", "Experiment tracking")
    page.press(".cw-rename", "Enter")
    page.wait_for_selector("text=Experiment tracking")
    page.fill("#cw-search input, #cw-search textarea", "zebra")
    page.wait_for_selector("text=No conversation has these words.")
    page.fill("#cw-search input, #cw-search textarea", "tracking")
    page.wait_for_selector(".cw-conversation-title:has-text('Experiment tracking')")
    named = page.locator(".cw-row", has_text="Experiment tracking")
    for kind, expected in (("md", "# Experiment tracking"), ("json", '"citations"')):
        named.locator(".cw-more summary").click()
        with page.expect_download() as download:
            named.locator(f"[data-kind={kind}]").click()
        assert expected in Path(download.value.path()).read_text("utf-8")
        page.keyboard.press("Escape")
        page.mouse.click(700, 300)
    named.locator(".cw-more summary").click()
    delete = named.locator("[data-then=delete]")
    delete.click()
    delete.click()
    page.wait_for_selector(".cw-welcome")
    assert "conversation=" not in page.url


def test_an_answer_is_copied_with_footnotes(page) -> None:
    turn = ask(page, QUESTION)
    turn.locator("[data-event='page:copy']").click()
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[^1]" in copied
    assert re.search(r"^\[\^1\]: “.+” — .+, characters \d+–\d+$", copied, re.MULTILINE)


def test_a_changed_document_makes_old_answers_stale(page, site: Site, folder: Path) -> None:
    name = "data-work.md"
    shutil.copy(Path(__file__).parents[2] / "corpus" / name, folder / name)
    ingest(site.index, folder)
    turn = ask(page, "What are the steps of data preparation?")
    assert turn.locator(".cw-marker").count()
    changed = (folder / name).read_text("utf-8") + "\nA sentence that was not there before.\n"
    (folder / name).write_text(changed, "utf-8")
    ingest(site.index, folder)
    page.reload()
    page.wait_for_selector(".cw-stale")
    page.click(".cw-stale [data-event=retry]")
    again = page.locator("#cw-turns .cw-turn").nth(1)
    again.wait_for()
    assert again.locator(".cw-stale").count() == 0


def test_the_keyboard_is_enough(page) -> None:
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#cw-turns .cw-turn .cw-marker")
    focused = "document.activeElement.className"
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if "cw-marker" in page.evaluate(focused):
            break
    assert "cw-marker" in page.evaluate(focused)
    page.wait_for_selector(".cw-tip-open .cw-tip")
    number = page.evaluate("document.activeElement.dataset.number")
    picture(page, "keyboard")
    page.keyboard.press("Enter")
    page.wait_for_selector("#cw-pane .cw-reader")
    assert page.evaluate("Boolean(document.activeElement.closest('.cw-reader'))")
    page.keyboard.press("Escape")
    page.wait_for_selector("#cw-pane .cw-reader", state="detached")
    page.wait_for_function("document.activeElement.matches('.cw-marker')")
    assert page.evaluate("document.activeElement.dataset.number") == number


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}], indirect=True
)
def test_on_a_phone_the_document_slides_over_the_chat(page) -> None:
    def overflows() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    picture(page, "phone-first-visit")
    assert not overflows()
    turn = ask(page, QUESTION)
    picture(page, "phone-answer")
    assert not overflows()
    turn.locator(".cw-marker").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    box = page.locator("#cw-pane").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    picture(page, "phone-reader")
    page.click(".cw-close")
    page.click(".cw-side-toggle")
    page.wait_for_selector("#cw-list .cw-conversation")
    picture(page, "phone-conversations")
    page.locator("#cw-list .cw-conversation").first.click()
    page.click("#cw-documents-tab-button")
    page.wait_for_selector(".cw-document-row")
    picture(page, "phone-documents")
    assert not overflows()


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True)
def test_the_dark_theme_follows_the_system(page) -> None:
    ask(page, QUESTION).locator(".cw-marker").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 150
    picture(page, "dark")


def test_a_long_table_and_long_words_stay_inside(page) -> None:
    turn = ask(page, "Which tools do AI engineers use?")
    picture(page, "tools")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert turn.locator(".cw-answer").count() == 1
    ask(page, "x" * 400)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    picture(page, "long-word")


def test_quality_and_settings_are_shown_and_the_theme_is_kept(page) -> None:
    ask(page, QUESTION).locator("[data-event=like]").first.click()
    page.wait_for_selector("[data-event=like][aria-pressed=true]")
    open_tab(page, "quality")
    page.wait_for_selector("#cw-results .cw-fold")
    page.wait_for_selector("#cw-quality .js-plotly-plot")
    assert "found helpful" in page.inner_text("#cw-opinions")
    picture(page, "quality")
    open_tab(page, "settings")
    page.wait_for_selector("#cw-facts dl")
    assert (
        "nothing" in page.locator("#cw-facts dl div", has_text="Leaves this machine").inner_text()
    )
    page.locator("#cw-theme label", has_text="Dark").click()
    page.wait_for_selector("body.dark")
    picture(page, "settings-dark")
    page.reload()
    page.wait_for_selector("body.dark #cw-turns .cw-turn")
    open_tab(page, "settings")
    page.locator("#cw-theme label", has_text="Light").click()
    page.wait_for_selector("body:not(.dark)")
    picture(page, "settings")
    page.locator("#cw-facts .cw-danger").first.click()
    page.locator("#cw-facts .cw-danger").first.click()
    page.wait_for_selector("#cw-forgotten [role=status]")
    page.reload()
    page.wait_for_selector(".cw-welcome")
    assert page.locator("#cw-list .cw-conversation").count() == 0


def test_why_an_answer_is_shown_and_leads_to_its_passages(page) -> None:
    turn = ask(page, QUESTION)
    turn.locator("[data-event=expand]").click()
    page.wait_for_selector("#cw-map .js-plotly-plot .scatterlayer path")
    assert "sure that the documents hold the answer" in page.inner_text("#cw-why-head")
    picture(page, "why")
    passages = page.locator("#cw-why-passages [data-passage]")
    passages.last.scroll_into_view_if_needed()
    picture(page, "why-ranks")
    passages.first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    page.keyboard.press("Escape")
    page.wait_for_selector("#cw-pane .cw-reader", state="detached")
    assert passages.first.is_visible(), "the document closed, the evidence is still there"
    page.keyboard.press("Escape")
    page.wait_for_selector("#cw-why-head .cw-why", state="detached")
    page.wait_for_function("document.activeElement.matches('[data-event=expand]')")


def turn_to(page, collection: str) -> None:
    """Choose a collection in the header; the shelves in Documents say when it is chosen."""
    page.select_option("#cw-collection", collection)
    chosen = f"#cw-collections [data-collection={collection}][aria-pressed=true]"
    page.wait_for_selector(chosen, state="attached")


def test_a_collection_is_made_filled_and_asked(page, tmp_path: Path) -> None:
    (tmp_path / "kiln.md").write_text("# Kiln\n\nThe kiln is fired to 1,240 degrees.\n", "utf-8")
    open_tab(page, "documents")
    page.click("text=New collection")
    page.fill("#cw-new-collection", "Pottery")
    page.press("#cw-new-collection", "Enter")
    page.wait_for_selector("#cw-report:has-text('Pottery is empty')")
    page.fill("#cw-place textarea, #cw-place input", "http://127.0.0.1:1/private")
    page.click("#cw-take")
    page.wait_for_selector("#cw-report:has-text('private network')")
    picture(page, "documents-refused")
    page.fill("#cw-place textarea, #cw-place input", str(tmp_path))
    page.click("#cw-take")
    page.wait_for_selector("#cw-documents .cw-document-row:has-text('Kiln')")
    picture(page, "documents-collection")
    open_tab(page, "chat")
    question = "What is the kiln fired to?"
    assert "1,240" in ask(page, question).locator(".cw-answer").inner_text()
    page.select_option("#cw-collection", "main")
    page.wait_for_selector(
        "#cw-collections [data-collection=main][aria-pressed=true]", state="attached"
    )
    assert ask(page, question).locator(".cw-refusal").count() == 1
    page.select_option("#cw-collection", "all")
    page.wait_for_selector(
        "#cw-collections [data-collection=all][aria-pressed=true]", state="attached"
    )
    assert "1,240" in ask(page, question).locator(".cw-answer").inner_text()
    page.reload()
    page.wait_for_selector("#cw-turns .cw-turn")
    assert page.locator("#cw-collection").input_value() == "all", "it is kept"
    page.select_option("#cw-collection", "Pottery")
    open_tab(page, "documents")
    delete = page.locator("#cw-collections .cw-danger")
    delete.click()
    delete.click()
    page.wait_for_selector("#cw-report:has-text('is deleted')")
    assert page.locator("#cw-collection").count() == 0


def test_sixty_items_a_table_and_long_words_stay_readable(page, site: Site) -> None:
    places = itertools.count(0, 1000)

    def part(kind: PartKind, text: str) -> Part:
        start = next(places)
        quote = Quote("gone", "a.md", "A" * 60, "Part", text, start, start + len(text))
        return Part(kind, text, (quote,))

    parts = [
        *(part("item", f"Gadget {n} measures {'wide' * (n % 40)} spectra.") for n in range(1, 61)),
        part("head", "Lens | Focal length | Material"),
        *(part("row", f"Lens {n} | {n * 7} mm | {'Glas' * 12}") for n in range(1, 9)),
        part("sentence", f"All of it is kept in the {'cellar' * 30}."),
    ]
    citations = [
        Citation(n, "gone", "a.md", "A" * 60, "Part", each.text, quote.start, quote.end)
        for n, each in enumerate(parts, start=1)
        for quote in each.quotes
    ]
    question = "What are the gadgets of the observatory?"
    answer = Answer(question, question, "", tuple(parts), tuple(citations))
    kept = Conversations(ConversationStore(site.index), MemoryIndex())
    conversation, _ = kept.keep("", "", answer)
    page.goto(f"{site.address}?conversation={conversation}")
    turn = page.locator("#cw-turns .cw-turn")
    turn.wait_for()
    assert turn.locator(".cw-answer li").count() == 60
    assert turn.locator(".cw-answer tbody tr").count() == 8
    picture(page, "long-list")
    turn.locator(".cw-answer table").scroll_into_view_if_needed()
    picture(page, "long-table")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 820})
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    turn.locator(".cw-answer table").scroll_into_view_if_needed()
    picture(page, "long-table-phone")


def test_the_button_measures_on_the_visitor_s_documents(page) -> None:
    open_tab(page, "quality")
    page.click("#cw-measure")
    page.wait_for_selector("#cw-own [role=progressbar]")
    page.wait_for_selector("#cw-own .cw-tile", timeout=300_000)
    page.wait_for_selector("#cw-quality .js-plotly-plot .scatterlayer path")
    picture(page, "quality-own")
