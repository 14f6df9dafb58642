"""A served page over a few documents, and a browser that notes all it does."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from browser.driving import CHROMIUM, DOCUMENTS, PATIENCE, REPOSITORY, Site, Watched, ingest  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents that are served; tests may change them and ingest them again."""
    folder = tmp_path_factory.mktemp("documents")
    for name in DOCUMENTS:
        shutil.copy(REPOSITORY / "corpus" / name, folder)
    return folder


@pytest.fixture(scope="session")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    index = tmp_path_factory.mktemp("index")
    ingest(index, folder)
    site = Site(index)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.Browser"]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (on Debian: apt-get install chromium)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def page(
    browser: "playwright.Browser",
    site: Site,
    watched: Watched,
    request: pytest.FixtureRequest,
) -> Iterator["playwright.Page"]:
    """A fresh visitor on the page. Parametrise indirectly with options of the browser context.

    Whatever a test does: nothing may be asked of another host, and nothing may go wrong.
    """
    options = {"viewport": {"width": 1280, "height": 820}, "reduced_motion": "reduce"}
    context = browser.new_context(**(options | getattr(request, "param", {})))
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched.watch(page)
    page.goto(site.address)
    page.wait_for_selector(".cw-welcome")
    yield page
    context.close()
    assert watched.elsewhere == []
    assert watched.dialogs == []
    assert watched.errors == []
