"""Bundles: whatever is changed in one is noticed, by someone who has nothing but the file."""

import dataclasses
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder, add, make_document
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers import Answer, Citation, Part, Quote
from chatbot.bundle import bundle
from chatbot.bundle_checking import BundleError, check_bundle
from chatbot.bundle_format import seal, text_digest
from ingest.errors import CitewellError
from ingest.index_conversations import ConversationStore
from ingest.index_memory import MemoryIndex
from ui.web.conversations import Conversations

TEXT = "The pier was rebuilt in 1904 – of oak. “Größe” means size. 𝒳 is a letter."
DOCUMENT = make_document(TEXT, source="/home/ada/secret plans/pier.md", title="The pier")
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def quote(text: str) -> Quote:
    start = TEXT.index(text)
    end = start + len(text)
    return Quote(DOCUMENT.id, DOCUMENT.source, DOCUMENT.title, "Part", text, start, end)


def answer(*texts: str, question: str = "When was the pier rebuilt?") -> Answer:
    quotes = [quote(text) for text in texts]
    citations = [
        Citation(n, q.document_id, q.source, q.title, q.section, q.text, q.start, q.end)
        for n, q in enumerate(quotes, start=1)
    ]
    return Answer(
        question,
        question,
        " ".join(f"{text} [{n}]" for n, text in enumerate(texts, start=1)),
        parts=tuple(Part("sentence", q.text, (q,)) for q in quotes),
        citations=tuple(citations),
    )


@pytest.fixture(scope="module")
def index() -> MemoryIndex:
    made = MemoryIndex()
    add(made, FakeEmbedder(), DOCUMENT)
    return made


@pytest.fixture(scope="module")
def whole(index: MemoryIndex) -> bytes:
    refusal = Answer("What of 😀 Mars?", "What of Mars?", "No.", refused=True)
    with index.snapshot() as snapshot:
        answers = [answer("The pier was rebuilt in 1904 – of oak.", "𝒳 is a letter."), refusal]
        return bundle(answers, snapshot, engine="extractive", made=MADE)


def test_a_whole_bundle_holds(whole: bytes) -> None:
    report = check_bundle(whole)
    assert report.questions == ("When was the pier rebuilt?", "What of 😀 Mars?")
    assert (report.quotes, report.documents, report.refusals) == (2, 1, 1)
    assert (report.sentences, report.verbatim) == (2, 2)
    assert (report.made, report.engine) == ("2026-01-02T03:04:05+00:00", "extractive")


def test_the_same_answers_make_the_same_bytes(index: MemoryIndex, whole: bytes) -> None:
    with index.snapshot() as snapshot:
        one, other = (
            bundle([answer("𝒳 is a letter.")], snapshot, engine="extractive", made=MADE)
            for _ in range(2)
        )
    assert one == other


def test_folders_of_this_machine_are_not_given_away(whole: bytes) -> None:
    assert b"secret plans" not in whole
    assert json.loads(whole)["documents"][0]["source"] == "pier.md"


@given(st.data())
def test_any_changed_byte_is_noticed(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    how = data.draw(st.sampled_from(["flip", "delete", "insert", "swap", "cut"]))
    if how == "flip":
        changed[place] ^= 1 << data.draw(st.integers(0, 7))
    elif how == "delete":
        del changed[place]
    elif how == "insert":
        changed.insert(place, data.draw(st.integers(0, 255)))
    elif how == "swap":
        other = data.draw(st.integers(0, len(whole) - 1))
        changed[place], changed[other] = changed[other], changed[place]
    else:
        changed = changed[:place]
    if bytes(changed) == whole:  # two equal bytes were swapped
        return
    with pytest.raises(BundleError):
        check_bundle(bytes(changed))


def test_every_single_bit_is_covered(whole: bytes) -> None:
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(BundleError):
            check_bundle(bytes(changed))


@pytest.mark.parametrize("added", [b"\n", b" ", b"\xef\xbb\xbf", b"\0", b"{}"])
def test_nothing_may_stand_around_it(whole: bytes, added: bytes) -> None:
    for changed in (added + whole, whole + added):
        with pytest.raises(BundleError):
            check_bundle(changed)


def forged(whole: bytes, change: Any) -> bytes:
    """A bundle in which something was changed by one who knows how to make the digest fit."""
    content = json.loads(whole)
    change(content)
    return seal(content)


def _misquote(content: dict[str, Any]) -> None:
    citation = content["answers"][0]["citations"][0]
    citation["quote"] = citation["quote"].replace("1904", "1905")


def _move(content: dict[str, Any]) -> None:
    content["answers"][0]["citations"][0]["start"] += 1


def _negative(content: dict[str, Any]) -> None:
    content["answers"][0]["citations"][0]["start"] -= len(TEXT)


def _rewrite(content: dict[str, Any]) -> None:
    document = content["documents"][0]
    document["text"] = document["text"].replace("1904", "1905")


def _rewrite_with_hash(content: dict[str, Any]) -> None:
    _rewrite(content)
    content["documents"][0]["sha256"] = text_digest(content["documents"][0]["text"])


def _drop(content: dict[str, Any]) -> None:
    content["documents"] = []


def _uncited(content: dict[str, Any]) -> None:
    content["answers"][0]["parts"][0]["citations"] = []


def _beyond(content: dict[str, Any]) -> None:
    content["answers"][0]["parts"][0]["citations"] = [9]


def _renumber(content: dict[str, Any]) -> None:
    content["answers"][0]["citations"][0]["number"] = True


def _extra(content: dict[str, Any]) -> None:
    content["signed"] = "by ada"


def _refuse(content: dict[str, Any]) -> None:
    content["answers"][0]["refused"] = True


def _later(content: dict[str, Any]) -> None:
    content["version"] = 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_misquote, "does not say this"),
        (_move, "does not say this"),
        (_negative, "does not say this"),
        (_rewrite, "does not fit its hash"),
        (_rewrite_with_hash, "does not say this"),
        (_drop, "document is missing"),
        (_uncited, "has no citation"),
        (_beyond, "cites what is not there"),
        (_renumber, "wrong type"),
        (_extra, "fields"),
        (_refuse, "a refusal cannot cite"),
        (_later, "version 2"),
    ],
)
def test_a_forged_digest_does_not_make_quotes_hold(whole: bytes, change: Any, said: str) -> None:
    with pytest.raises(BundleError, match=said):
        check_bundle(forged(whole, change))


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"format": NaN}', b"\xff", b'{"a": 1e999}'],
)
def test_other_files_are_no_bundles(data: bytes) -> None:
    with pytest.raises(BundleError, match="not a bundle"):
        check_bundle(data)


def test_the_page_saves_a_conversation_as_a_bundle(index: MemoryIndex, tmp_path: Path) -> None:
    kept = Conversations(ConversationStore(tmp_path), index)
    conversation, _ = kept.keep("ada", "", answer("𝒳 is a letter."))
    gone = dataclasses.replace(answer("𝒳 is a letter.").citations[0], document_id="gone")
    stale = dataclasses.replace(answer("𝒳 is a letter."), citations=(gone,))
    kept.keep("ada", conversation, stale)
    report = check_bundle(kept.as_bundle("ada", conversation).encode())
    assert (len(report.questions), report.quotes, report.engine) == (1, 1, None)
    assert check_bundle(kept.as_bundle("bob", conversation).encode()).questions == ()


def test_a_document_that_changed_since_is_not_bundled() -> None:
    index = MemoryIndex()
    with index.snapshot() as snapshot, pytest.raises(CitewellError, match=r"pier\.md has changed"):
        bundle([answer("𝒳 is a letter.")], snapshot, engine="extractive")


def test_the_check_needs_the_standard_library_only(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(seal({"format": "citewell-bundle", "version": 1}))
    code = (
        "import pathlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from chatbot.bundle_checking import BundleError, check_bundle\n"
        "try: check_bundle(pathlib.Path(sys.argv[2]).read_bytes())\n"
        "except BundleError as error: print(error)"
    )
    root = str(Path(__file__).parent.parent)
    bare = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, root, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not bare.stderr
    assert bare.stdout.strip(), "what is missing in it is told"
