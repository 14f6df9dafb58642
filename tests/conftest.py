"""Fixtures for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from fakes import FakeEmbedder

# The same examples in every run that decides something; new ones when a developer runs the tests.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    path = tmp_path / "documents"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of the shipped corpus, made once with the real model."""
    from ingest.opening import open_embedder, open_index
    from ingest.pipeline import ingest
    from ingest.settings import Settings
    from ingest.shipped import shipped_corpus

    settings = Settings(index=tmp_path_factory.mktemp("corpus") / "index")
    embedder = open_embedder(settings)
    index = open_index(settings, embedder, create=True)
    report = ingest([shipped_corpus()], index=index, embedder=embedder)
    index.close()
    assert report.failures == []
    return settings.index


@pytest.fixture(scope="session")
def citewell(corpus_index: Path) -> Iterator[object]:
    """The real application over the shipped corpus."""
    from chatbot.assembly import assemble
    from ingest.settings import Settings

    made = assemble(Settings(index=corpus_index))
    yield made
    made.index.close()
