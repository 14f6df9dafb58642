"""axe-core finds nothing serious or critical on any tab, in light and dark."""

import os
from pathlib import Path

import pytest
from browser.driving import REPOSITORY, ask, open_tab

pytestmark = pytest.mark.browser
TABS = {
    "documents": ".cw-document-row",
    "quality": "#cw-results .cw-fold",
    "settings": "#cw-facts dl",
}
QUESTION = "What does an AI engineer do day to day?"


def axe_file() -> Path:
    """axe-core as npm installs it, here or where AXE_CORE says."""
    places = [os.environ.get("AXE_CORE", ""), REPOSITORY / "node_modules/axe-core/axe.min.js"]
    for place in places:
        if place and Path(place).is_file():
            return Path(place)
    pytest.skip("axe-core is not installed (npm install axe-core)")


def violations(page) -> list[str]:
    # Evaluated by the browser itself, so that the page's own policy stays as it is.
    page.evaluate(axe_file().read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    "page",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    indirect=True,
    ids=["light", "dark", "phone"],
)
def test_no_tab_has_a_serious_violation(page) -> None:
    found = {"first visit": violations(page)}
    ask(page, "Which wine goes with grilled swordfish?")
    turn = ask(page, QUESTION)
    turn.locator("[data-event=expand]").click()
    page.wait_for_selector("#cw-map .js-plotly-plot")
    found["why"] = violations(page)
    page.keyboard.press("Escape")  # on a phone it lies over the chat
    page.wait_for_selector("#cw-why-head .cw-why", state="detached")
    turn.locator("[data-opinion='-1']").click()
    page.wait_for_selector(".cw-reason")
    turn.locator(".cw-marker").first.click()
    page.wait_for_selector("#cw-pane mark.cw-current")
    found["chat"] = violations(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("#cw-pane .cw-reader", state="detached")
    for name, drawn in TABS.items():
        open_tab(page, name)
        page.wait_for_selector(drawn)
        found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}
