"""Whole answers with the real model over the shipped corpus, and the promise on every citation."""

from pathlib import Path

import pytest
from asking import talkative
from fakes import FakeEmbedder, run_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.answers import Answer, Turn
from chatbot.assembly import Citewell
from chatbot.chat import Chat
from ingest.embedding import encode_passages
from ingest.index_memory import MemoryIndex
from ingest.loaders import load
from ingest.splitting import split

EXAMPLE = "what does an AI engineer do day to day?"


def test_the_example_question_is_answered_with_the_daily_tasks(citewell: Citewell) -> None:
    answer = citewell.chat.answer(EXAMPLE)
    assert not answer.refused
    assert "[1]" in answer.text
    assert any("day-to-day-tasks" in citation.source for citation in answer.citations)
    for task in ("data wrangling", "troubleshooting", "documentation"):
        assert task in answer.text.lower()


@pytest.mark.parametrize(
    "question",
    [
        EXAMPLE,
        "What is feature engineering?",
        "How does an AI engineer differ from a data scientist?",
        "Which tools are used to deploy models?",
        "Why do models drift?",
        "How do I become an AI engineer?",
    ],
)
def test_every_citation_is_in_its_document_to_the_character(
    citewell: Citewell, question: str
) -> None:
    answer = citewell.chat.answer(question)
    assert_cited(citewell.chat, answer)
    assert not answer.refused


def assert_cited(chat: Chat, answer: Answer) -> None:
    """Every quote is where it says; every part is carried by a quote; every marker exists."""
    with chat.index.snapshot() as snapshot:
        for citation in answer.citations:
            document = snapshot.document(citation.document_id)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(f"[{number}]" in answer.text for number in numbers)
    for part in answer.parts:
        assert part.quotes or part.kind == "heading"
        if part.quotes:
            assert part.text == part.quotes[0].text


def test_what_is_not_in_the_documents_is_refused(citewell: Citewell) -> None:
    answer = citewell.chat.answer("Who won the football world cup in 1998?")
    assert answer.refused
    assert answer.citations == ()
    assert "football" in answer.answerability.missing
    assert "Looked for: Who won the football world cup in 1998?" in answer.text
    assert answer.hits  # the nearest passages are shown


def test_follow_ups_are_read_with_the_conversation(citewell: Citewell) -> None:
    first = citewell.chat.answer("What does a data scientist do?")
    answer = citewell.chat.answer(
        "And a research scientist?", [Turn("What does a data scientist do?", first)]
    )
    assert "research scientist" in answer.understood.lower()
    assert answer.question == "And a research scientist?"
    assert not answer.refused


def test_streaming_gives_the_parts_and_then_the_answer(citewell: Citewell) -> None:
    *parts, answer = citewell.chat.stream_answer(EXAMPLE)
    assert isinstance(answer, Answer)
    assert tuple(parts) == answer.parts
    stages = {"follow-up", "reading", "retrieval", "answerability", "writing", "citing"}
    assert stages <= set(answer.seconds)


def test_the_chain_is_a_langchain_runnable(citewell: Citewell) -> None:
    chain = citewell.chain
    answer = chain.invoke(EXAMPLE)
    assert answer.text == citewell.chat.answer(EXAMPLE).text
    follow_up = {"question": "And a data scientist?", "history": ["What is an AI engineer?"]}
    both = chain.batch([EXAMPLE, follow_up])
    assert [each.question for each in both] == [EXAMPLE, "And a data scientist?"]
    grown = list(chain.stream(EXAMPLE))
    assert grown[-1].text == answer.text
    assert [len(each.parts) for each in grown[:-1]] == list(range(1, len(answer.parts) + 1))
    assert run_async(chain.ainvoke(EXAMPLE)).text == answer.text
    turns = {"question": "And a data scientist?", "history": [Turn("What is an AI engineer?")]}
    assert chain.invoke(turns).understood == both[1].understood
    for wrong in (
        {"history": []},
        {"question": EXAMPLE, "history": "What is Python?"},
        {"question": EXAMPLE, "history": [{"question": "What is Python?"}]},
    ):
        with pytest.raises(TypeError, match=r"list of the questions|ask with a text"):
            chain.invoke(wrong)


def test_the_retriever_is_langchain_s(citewell: Citewell) -> None:
    documents = citewell.retriever.invoke(EXAMPLE)
    assert any("day-to-day-tasks.md" in each.metadata["source"] for each in documents[:2])
    with citewell.index.snapshot() as snapshot:
        for each in documents:
            document = snapshot.document(each.metadata["document"])
            assert document is not None
            text = document.text[each.metadata["start"] : each.metadata["end"]]
            assert text == each.page_content


WORDS = st.sampled_from(
    "river stone harbour engine ledger winter paper signal orchard copper".split()
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=9).map(lambda w: " ".join(w).capitalize() + ".")
TRICKY = st.sampled_from(
    ["", "é", "👩‍💻 ", "<b>", "a | b ", "[1] ", "**bold** ", "\u202e", "ﬁ", "`x` "]
)
PARAGRAPHS = st.lists(st.tuples(TRICKY, SENTENCES).map("".join), min_size=1, max_size=5).map(
    " ".join
)
LISTS = st.lists(SENTENCES, min_size=2, max_size=6).map(
    lambda items: "\n".join(f"- {item}" for item in items)
)
TABLES = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4).map(
    lambda rows: "| Thing | Place |\n| --- | --- |\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
)
SECTIONS = st.tuples(WORDS, st.lists(PARAGRAPHS | LISTS | TABLES, min_size=1, max_size=3)).map(
    lambda section: f"## {section[0].title()}\n\n" + "\n\n".join(section[1])
)
DOCUMENTS = st.lists(SECTIONS, min_size=1, max_size=4).map(
    lambda s: "# Things\n\n" + "\n\n".join(s)
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(DOCUMENTS, min_size=1, max_size=3), asked=st.lists(WORDS, max_size=3))
def test_citations_hold_for_any_document(
    tmp_path: Path, texts: list[str], asked: list[str]
) -> None:
    embedder, index = FakeEmbedder(), MemoryIndex()
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.md"
        path.write_text(text, "utf-8")
        for document in load(path):
            passages = split(document, count_tokens=embedder.count_tokens, most_tokens=60)
            index.add(document, passages, encode_passages(embedder, passages))
            for passage in passages:
                assert document.text[passage.start : passage.end] == passage.text
                for unit in passage.units:
                    assert passage.start <= unit.start < unit.end <= passage.end
    chat = talkative(index, embedder)
    assert_cited(chat, chat.answer(f"Where is the {' and the '.join(asked)}?"))
