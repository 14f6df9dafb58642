"""An answer that was kept, after its documents were changed or deleted in their folder and the
folder was ingested again: the citation says so and still shows what it quoted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.answers import Citation
from chatbot.assembly import Citewell, assemble
from ingest.index_conversations import ConversationStore
from ingest.pipeline import ingest
from ingest.settings import Settings
from ui.web.chat_reader import open_quote
from ui.web.conversations import Conversations

QUESTION = "How often are the swallows on the pier counted?"
COUNTED = "The swallows on the pier are counted twice a year, in May and in August."
OTHER = "# Ferries\n\nThe last ferry to the island leaves at nine in the evening.\n"


@pytest.fixture
def citewell(tmp_path: Path) -> Iterator[Citewell]:
    made = assemble(Settings(index=tmp_path / "index"), create=True)
    yield made
    made.index.close()


@pytest.fixture
def pier(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "ferries.md").write_text(OTHER, "utf-8")
    (folder / "pier.md").write_text(f"# Swallows on the pier\n\n{COUNTED}\n", "utf-8")
    return folder / "pier.md"


def follow(citewell: Citewell, folder: Path) -> None:
    report = ingest([folder], index=citewell.index, embedder=citewell.embedder)
    assert report.failures == []


def kept(citewell: Citewell, tmp_path: Path) -> tuple[Conversations, str, Citation]:
    """A conversation with one answer, and what that cites."""
    answer = citewell.chain.invoke(QUESTION)
    (citation,) = answer.citations
    assert citation.quote == COUNTED
    conversations = Conversations(ConversationStore(tmp_path), citewell.index)
    conversation, _ = conversations.keep("", "", answer)
    assert conversations.shown("", conversation)[0].stale == ()
    return conversations, conversation, citation


def assert_said_to_have_changed(
    citewell: Citewell, conversations: Conversations, conversation: str
) -> None:
    (shown,) = conversations.shown("", conversation)
    assert shown.stale == ("Swallows on the pier",)
    with citewell.index.snapshot() as snapshot:
        opened = str(open_quote(shown.answer, snapshot, turn=shown.turn, number=1))
        assert "This document has changed or was removed since." in opened
        assert COUNTED in opened
    assert '"answers":[]' in conversations.as_bundle("", conversation).replace(" ", "")


def test_a_changed_file(citewell: Citewell, pier: Path, tmp_path: Path) -> None:
    follow(citewell, pier.parent)
    conversations, conversation, citation = kept(citewell, tmp_path)
    pier.write_text(pier.read_text("utf-8").replace("twice", "four times"), "utf-8")
    follow(citewell, pier.parent)
    assert_said_to_have_changed(citewell, conversations, conversation)
    with citewell.index.snapshot() as snapshot:
        assert snapshot.was_known(citation.document_id)
        (newer,) = snapshot.successors(citation.document_id)
    again = citewell.chain.invoke(QUESTION)
    assert [each.document_id for each in again.citations] == [newer]
    assert "four times a year" in again.text


def test_a_deleted_file(citewell: Citewell, pier: Path, tmp_path: Path) -> None:
    follow(citewell, pier.parent)
    conversations, conversation, citation = kept(citewell, tmp_path)
    pier.unlink()
    follow(citewell, pier.parent)
    assert_said_to_have_changed(citewell, conversations, conversation)
    with citewell.index.snapshot() as snapshot:
        assert snapshot.was_known(citation.document_id)
        assert snapshot.successors(citation.document_id) == []
    assert citewell.chain.invoke(QUESTION).refused


def test_a_file_that_was_only_renamed_is_no_change(
    citewell: Citewell, pier: Path, tmp_path: Path
) -> None:
    follow(citewell, pier.parent)
    conversations, conversation, _ = kept(citewell, tmp_path)
    pier.rename(pier.with_name("quay.md"))
    follow(citewell, pier.parent)
    assert conversations.shown("", conversation)[0].stale == ()
