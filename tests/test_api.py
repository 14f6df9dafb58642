"""The HTTP interface as programs use it: over a socket, with OpenAI's own client."""

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import openai
import pytest
import schemathesis
from asking import talkative
from fakes import FakeEmbedder
from hypothesis import HealthCheck
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from serving import running

from chatbot.assembly import Citewell
from ingest.errors import CitewellError
from ingest.index_local import LocalIndex
from ingest.pipeline import ingest
from ingest.settings import Settings
from ui.api.access import Access
from ui.api.app import Beside, make_api
from ui.api.desk import Desk
from ui.api.guard import LARGEST_BODY
from ui.api.problems import RequestError
from ui.api.serving import access_for
from ui.api.tokens import Tokens
from ui.sources import public_source

QUESTION = "What does an AI engineer do day to day?"
SCIENTIST = "What is a data scientist?"


@pytest.fixture(scope="module")
def address(citewell: Citewell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shipped documents, served to this machine without tokens."""
    access = Access(Tokens(tmp_path_factory.mktemp("tokens")), local=True)
    with running(make_api(Desk(citewell), access)) as served:
        yield served


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


def small(folder: Path, text: str = "The harbour master signs every ledger by hand.\n") -> Citewell:
    """An application over one document, quick to make."""
    (folder / "ledger.md").write_text(text, "utf-8")
    embedder = FakeEmbedder()
    index = LocalIndex(folder / "index", model="fake", chunking="200 tokens", create=True)
    ingest([folder / "ledger.md"], index=index, embedder=embedder)
    chat = talkative(index, embedder)
    return Citewell(Settings(index=folder / "index"), embedder, index, chat)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = small(tmp_path)
    yield Desk(made)
    made.index.close()


@pytest.fixture
def own(desk: Desk) -> Iterator[httpx.Client]:
    """One document of one's own, served to this machine without tokens."""
    access = Access(Tokens(desk.citewell.settings.index), local=True)
    with (
        running(make_api(desk, access)) as served,
        httpx.Client(base_url=served, timeout=60) as made,
    ):
        yield made


# OpenAI's protocol


def test_openai_client_finds_the_model(client: openai.OpenAI) -> None:
    (model,) = client.models.list().data
    assert model.id == "citewell"
    assert client.models.retrieve("citewell").object == "model"


def test_openai_client_gets_an_answer_whose_annotations_lead_to_the_quotes(
    client: openai.OpenAI,
) -> None:
    completion = client.chat.completions.create(
        model="citewell", messages=[{"role": "user", "content": QUESTION}], temperature=0.2
    )
    (choice,) = completion.choices
    content, annotations = choice.message.content, choice.message.annotations
    assert choice.finish_reason == "stop"
    assert content
    assert annotations
    said = completion.model_extra["citewell"]
    assert said["refused"] is False
    assert len(annotations) == len(said["citations"])
    for annotation, citation in zip(annotations, said["citations"], strict=True):
        cited = annotation.url_citation
        assert content[cited.start_index : cited.end_index] == f"[{citation['number']}]"
        place, _, characters = cited.url.partition("#char=")
        start, end = map(int, characters.split(","))
        assert httpx.get(place).text[start:end] == citation["quote"]
        assert f"- [{citation['number']}] " in content, "a footnote for each"
    assert "corpus/day-to-day-tasks.md" in content
    assert completion.usage.total_tokens > completion.usage.completion_tokens > 50


def test_openai_client_gets_the_same_answer_as_a_stream(client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": QUESTION}]
    whole = client.chat.completions.create(model="citewell", messages=messages)
    chunks = list(
        client.chat.completions.create(
            model="citewell",
            messages=messages,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert sum(bool(delta.content) for delta in deltas) > 3, "part by part"
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    sent = [
        delta.model_extra["annotations"] for delta in deltas if "annotations" in delta.model_extra
    ]
    assert sent == [[each.model_dump() for each in whole.choices[0].message.annotations]]
    assert chunks[-1].usage.total_tokens == whole.usage.total_tokens
    assert {chunk.id for chunk in chunks} == {chunks[0].id}


def test_conversation_helps_to_understand_a_follow_up(client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": SCIENTIST}]
    first = client.chat.completions.create(model="citewell", messages=messages)
    messages += [
        {"role": "assistant", "content": first.choices[0].message.content},
        {"role": "user", "content": [{"type": "text", "text": "And a research scientist?"}]},
    ]
    followed = client.chat.completions.create(
        model="citewell", messages=[{"role": "system", "content": "Be brief."}, *messages]
    )
    assert "research scientist" in followed.model_extra["citewell"]["understood"]
    alone = client.chat.completions.create(model="citewell", messages=messages[-1:])
    assert alone.model_extra["citewell"]["understood"] == "And a research scientist?"


def test_refusal_is_a_message_that_says_so(client: openai.OpenAI) -> None:
    for stream in (False, True):
        asked = client.chat.completions.create(
            model="citewell",
            messages=[{"role": "user", "content": "Who painted the Mona Lisa?"}],
            stream=stream,
        )
        if stream:
            chunks = list(asked)
            content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
            refused = chunks[-1].model_extra["citewell"]["refused"]
        else:
            message = asked.choices[0].message
            content, refused = message.content, asked.model_extra["citewell"]["refused"]
            assert message.annotations == []
        assert content.startswith("The documents do not answer this question.\n")
        assert refused is True


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "no such model"),
        ({"messages": []}, openai.BadRequestError, "messages"),
        (
            {"messages": [{"role": "assistant", "content": "Hello."}]},
            openai.BadRequestError,
            "last message",
        ),
        ({"messages": [{"role": "user", "content": " "}]}, openai.BadRequestError, "empty"),
        ({"messages": [{"role": "user", "content": "a" * 2001}]}, openai.BadRequestError, "2000"),
        ({"n": 2}, openai.BadRequestError, "n: "),
        ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "response_format"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            openai.BadRequestError,
            "messages.0.content",
        ),
    ],
)
def test_errors_are_those_of_openai(
    client: openai.OpenAI, changed: dict[str, object], error: type[Exception], said: str
) -> None:
    request = {"model": "citewell", "messages": [{"role": "user", "content": QUESTION}]}
    with pytest.raises(error, match=said) as raised:
        client.chat.completions.create(**(request | changed))
    assert raised.value.body["message"]  # type: ignore[attr-defined]
    assert raised.value.body["type"].endswith("_error")  # type: ignore[attr-defined]


# Questions, search, documents


def test_ask_and_search_give_what_the_command_prints(address: str) -> None:
    body = {"question": "And a research scientist?", "history": [SCIENTIST]}
    answer = httpx.post(f"{address}/api/ask", json=body, timeout=60).json()
    assert "research scientist" in answer["understood"]
    assert answer["citations"]
    found = httpx.get(f"{address}/api/search", params={"query": "salary", "limit": 3}).json()
    assert len(found["passages"]) == 3
    passage = found["passages"][0]
    text = httpx.get(f"{address}/api/documents/{passage['document']}/text").text
    assert text[passage["start"] : passage["end"]] == passage["text"]


def test_a_document_is_added_asked_read_and_deleted(own: httpx.Client, desk: Desk) -> None:
    files = {"files": ("../tides.md", "# Tides\n\nThe ferry crosses the sound twice a day.\n")}
    added = own.post("/api/documents", files=files)
    assert added.status_code == 200, added.text
    (identity,) = added.json()["documents"]
    listed = own.get("/api/documents", params={"search": "TIDES"}).json()
    assert [each["id"] for each in listed["documents"]] == [identity]
    assert own.get("/api/documents", params={"limit": 1}).json()["total"] == 2
    assert own.get(f"/api/documents/{identity}").json()["format"] == "Markdown"
    assert "twice a day" in own.get(f"/api/documents/{identity}/text").text
    answer = own.post("/api/ask", json={"question": "How often does the ferry cross?"}).json()
    assert answer["citations"][0]["document"] == identity
    kept = desk.citewell.settings.index / "uploads" / "tides.md"
    assert kept.is_file()
    assert own.delete(f"/api/documents/{identity}").status_code == 204
    assert own.get(f"/api/documents/{identity}").status_code == 404
    assert own.delete(f"/api/documents/{identity}").status_code == 404
    assert not kept.exists()


def test_where_the_server_keeps_documents_is_its_own_business(
    own: httpx.Client, desk: Desk, tmp_path: Path
) -> None:
    added = own.post("/api/documents", files={"files": ("tides.md", "The ferry is late.\n")})
    identity = added.json()["documents"][0]
    asked = {"messages": [{"role": "user", "content": "Is the ferry late?"}], "model": "citewell"}
    said = {
        "ask": own.post("/api/ask", json={"question": "Is the ferry late?"}),
        "chat": own.post("/v1/chat/completions", json=asked),
        "stream": own.post("/v1/chat/completions", json={**asked, "stream": True}),
        "search": own.get("/api/search", params={"query": "ledger"}),
        "list": own.get("/api/documents"),
        "receipt": own.get(f"/api/documents/{identity}"),
        "added": added,
    }
    for door, answer in said.items():
        assert answer.status_code == 200, (door, answer.text)
        assert str(tmp_path) not in answer.text, door
        assert "uploads" not in answer.text, door
    assert said["ask"].json()["citations"][0]["source"] == "tides.md"
    assert "tides.md" in said["chat"].json()["choices"][0]["message"]["content"]
    assert {each["source"] for each in said["list"].json()["documents"]} == {
        "tides.md",
        "ledger.md",
    }
    for folder in tmp_path.parts[1:]:  # nor can it be found out by searching for it
        assert own.get("/api/documents", params={"search": f"{folder}/"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("https://example.org/a/b.html", "https://example.org/a/b.html"),
        ("notes/2024/plan.md", "notes/2024/plan.md"),
        ("/home/ada/notes/plan.md", "plan.md"),
        ("/home/ada/mail.zip/plan.md", "plan.md"),
        ("../other/plan.md", "plan.md"),
        (r"C:\Users\ada\plan.md", "plan.md"),
        (".citewell/uploads/plan.md", "plan.md"),
    ],
)
def test_a_source_is_told_without_folders_of_the_server(source: str, told: str) -> None:
    assert public_source(source) == public_source(told) == told


def test_files_that_cannot_be_read_are_named(own: httpx.Client) -> None:
    bad = ("files", ("bad.pdf", b"%PDF-1.4 nothing else"))
    good = ("files", ("good.txt", b"The lighthouse was built of granite blocks.\n"))
    mixed = own.post("/api/documents", files=[bad, good]).json()
    assert (mixed["added"], [each["source"] for each in mixed["failures"]]) == (1, ["bad.pdf"])
    refused = own.post("/api/documents", files=[bad])
    assert refused.status_code == 422
    assert refused.json()["error"]["message"].startswith("bad.pdf: ")


@pytest.fixture
def tides(desk: Desk, tmp_path: Path) -> str:
    """The id of the one document of the collection `tides`."""
    home = desk.citewell.settings.index
    (tmp_path / "tides.md").write_text("The ferry crosses the sound twice a day.\n")
    index = LocalIndex(
        home / "collections" / "tides", model="fake", chunking="200 tokens", create=True
    )
    ingest([tmp_path / "tides.md"], index=index, embedder=FakeEmbedder())
    with index.snapshot() as snapshot:
        (record,) = snapshot.documents()
    index.close()
    return record.id


def test_each_collection_is_a_model_and_a_parameter(own: httpx.Client, tides: str) -> None:
    models = [each["id"] for each in own.get("/v1/models").json()["data"]]
    assert models == ["citewell", "citewell:main", "citewell:tides", "citewell:all"]
    question = "How often does the ferry cross the sound?"
    for model in ("citewell:tides", "citewell:all"):
        body = {"model": model, "messages": [{"role": "user", "content": question}]}
        said = own.post("/v1/chat/completions", json=body).json()
        assert said["citewell"]["citations"][0]["document"] == tides
        cited = said["choices"][0]["message"]["annotations"][0]["url_citation"]
        assert "twice a day" in own.get(cited["url"]).text
    for path in ("", "/text"):
        assert own.get(f"/api/documents/{tides}{path}").status_code == 404
        for name in ("tides", "all"):
            found = own.get(f"/api/documents/{tides}{path}", params={"collection": name})
            assert found.status_code == 200
    totals = [
        own.get("/api/documents", params={"collection": name}).json()["total"]
        for name in ("", "main", "tides", "all")
    ]
    assert totals == [1, 1, 1, 2]
    unknown = own.post("/api/ask?collection=sea", json={"question": question})
    assert unknown.status_code == 404
    assert "main, tides, all" in unknown.json()["error"]["message"]
    files = {"files": ("a.txt", b"Some text that is long enough to be read.")}
    assert own.post("/api/documents?collection=all", files=files).status_code == 400
    assert own.post("/api/documents?collection=tides", files=files).json()["added"] == 1
    assert own.delete(f"/api/documents/{tides}?collection=tides").status_code == 204


def test_who_serves_one_collection_serves_no_other(desk: Desk, tides: str) -> None:
    settings = desk.citewell.settings.model_copy(update={"collection": "harbour"})
    one = Desk(dataclasses.replace(desk.citewell, settings=settings))
    assert one.models() == ["citewell"]
    with pytest.raises(RequestError, match="no such collection"):
        one.search("ferry", limit=1, collection="tides")


# Who may call


def test_a_file_elsewhere_stays_when_its_document_is_deleted(
    own: httpx.Client, tmp_path: Path
) -> None:
    (document,) = own.get("/api/documents").json()["documents"]
    assert own.delete(f"/api/documents/{document['id']}").status_code == 204
    assert (tmp_path / "ledger.md").is_file()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:80"},
        {"Host": ""},
        {"Host": "192.168.0.7"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_other_web_pages_are_not_answered(own: httpx.Client, headers: dict[str, str]) -> None:
    refused = own.get("/api/documents", headers=headers)
    assert refused.status_code == 403
    assert refused.json()["error"]["type"] == "permission_error"


def test_this_machine_is_answered_by_all_its_names(own: httpx.Client) -> None:
    port = own.base_url.port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert own.get("/api/health", headers={"Host": host}).status_code == 200
    same = {"Origin": f"http://127.0.0.1:{port}"}
    assert own.get("/api/health", headers=same).status_code == 200


def test_the_first_token_closes_the_door(own: httpx.Client, desk: Desk) -> None:
    folder = desk.citewell.settings.index
    assert own.get("/api/documents").status_code == 200
    secret = Tokens(folder).make("reader")
    closed = own.get("/api/documents")
    assert closed.status_code == 401
    assert closed.headers["WWW-Authenticate"].startswith("Bearer")
    assert "citewell token NAME" in closed.json()["error"]["message"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert own.get("/api/documents", headers=bearer).status_code == 200
    other = bearer | {"Host": "answers.example"}
    assert own.get("/api/documents", headers=other).status_code == 200, "behind a proxy"
    with openai.OpenAI(base_url=f"{own.base_url}/v1", api_key=secret, max_retries=0) as client:
        assert client.models.list().data
    wrong = openai.OpenAI(base_url=f"{own.base_url}/v1", api_key="cw-wrong", max_retries=0)
    with wrong, pytest.raises(openai.AuthenticationError, match="not known"):
        wrong.models.list()
    Tokens(folder).remove("reader")
    Tokens(folder).make("other")
    assert own.get("/api/documents", headers=bearer).status_code == 401


def test_a_token_changes_documents_only_where_it_may(own: httpx.Client, desk: Desk) -> None:
    tokens = Tokens(desk.citewell.settings.index)
    reader, writer = tokens.make("reader"), tokens.make("writer", may_write=True)
    (document,) = desk.documents()
    path = f"/api/documents/{document.id}"
    refused = own.delete(path, headers={"Authorization": f"Bearer {reader}"})
    assert refused.status_code == 403
    assert "--write" in refused.json()["error"]["message"]
    files = {"files": ("a.txt", b"Some text that is long enough to read.")}
    sent = own.post("/api/documents", files=files, headers={"Authorization": f"Bearer {reader}"})
    assert sent.status_code == 403
    assert own.delete(path, headers={"Authorization": f"bearer {writer}"}).status_code == 204


def test_tokens_are_kept_as_hashes_that_only_the_owner_reads(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.make("laptop")
    file = tmp_path / "tokens.json"
    assert secret not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    found = tokens.find(secret)
    assert found is not None
    assert (found.name, found.may_write) == ("laptop", False)
    again = tokens.make("laptop", may_write=True)
    assert tokens.find(secret) is None
    assert tokens.find(again) is not None
    for name in ("", " ", "a" * 65, "a\nb"):
        with pytest.raises(CitewellError, match="no name"):
            tokens.make(name)
    with pytest.raises(CitewellError, match="there is no token"):
        tokens.remove("desktop")
    file.write_text("[1]")
    with pytest.raises(CitewellError, match="make the tokens again"):
        tokens.all()


def test_each_token_has_its_own_limit(desk: Desk) -> None:
    tokens = Tokens(desk.citewell.settings.index)
    one, other = tokens.make("one"), tokens.make("other")
    access = Access(tokens, local=False, a_minute=3)
    with running(make_api(desk, access)) as address:
        answers = [
            httpx.get(f"{address}/v1/models", headers={"Authorization": f"Bearer {secret}"})
            for secret in (one, one, one, one, other)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200]
    limited = answers[3]
    assert 0 < int(limited.headers["Retry-After"]) <= 61
    assert "more than 3 requests in a minute" in limited.json()["error"]["message"]


def test_other_machines_need_a_token_unless_it_is_said(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    with pytest.raises(CitewellError, match="citewell token NAME"):
        access_for(tokens, host="0.0.0.0", insecure=False)
    access_for(tokens, host="0.0.0.0", insecure=True).admit({"host": "10.0.0.7"}, address="x")
    access_for(tokens, host="::1", insecure=False).admit({"host": "[::1]:7860"}, address="x")
    tokens.make("laptop")
    access_for(tokens, host="0.0.0.0", insecure=False)


def test_too_much_is_refused_whether_it_says_so_or_not(own: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"question": "' + b"a" * LARGEST_BODY + b'"}'
    for content in (body, iter([body[:1000], body[1000:]])):
        refused = own.post("/api/ask", content=content, headers=headers)
        assert refused.status_code == 413
        assert "at most 1 MB" in refused.json()["error"]["message"]


# Hostile content


def test_what_documents_say_stays_text_in_a_message(tmp_path: Path) -> None:
    evil = (
        "The keeper of the ledger is ![Ann](http://evil.example/a.png) and <script>x</script> "
        "and [Bob](http://evil.example) and `code`.\n"
    )
    made = small(tmp_path, evil)
    access = Access(Tokens(tmp_path), local=True)
    with running(make_api(Desk(made), access)) as address:
        body = {"messages": [{"role": "user", "content": "Who is the keeper of the ledger?"}]}
        said = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60).json()
        document = said["citewell"]["citations"][0]["document"]
        text = httpx.get(f"{address}/api/documents/{document}/text")
    made.index.close()
    content = said["choices"][0]["message"]["content"]
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").render(content)
    for element in ("<img", "<script", "<a ", "<code"):
        assert element not in html
    assert text.headers["content-type"].startswith("text/plain")
    assert text.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in text.headers["content-security-policy"]


# Beside the page


def test_the_interface_takes_its_paths_and_leaves_the_rest(desk: Desk) -> None:
    async def page(scope: dict, receive: object, send: object) -> None:
        body = json.dumps(scope["path"]).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    api = make_api(desk, Access(Tokens(desk.citewell.settings.index), local=True))
    with running(Beside(page, api)) as address:
        assert httpx.get(f"{address}/v1/models").json()["object"] == "list"
        assert httpx.get(f"{address}/api/health").json() == {"status": "ok"}
        for path in ("/", "/apiary", "/v10/models", "/gradio_api/info"):
            assert httpx.get(f"{address}{path}").json() == path


@pytest.mark.parametrize("path", ["/", "/v1", "/api"])
def test_who_comes_with_a_browser_is_told_where_to_ask(own: httpx.Client, path: str) -> None:
    told = own.get(path)
    assert told.status_code == 200, told.text
    assert "docs/api.md" in told.json()["about"]
    assert own.get(told.json()["description"]).json()["info"]["title"] == "Citewell"
    assert own.post(told.json()["ask"], json={"question": "Who signs?"}).status_code == 200


# The description


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """The description of a running server, and a token that may do everything."""
    folder = tmp_path_factory.mktemp("described")
    made = small(folder)
    tokens = Tokens(folder)
    secret = tokens.make("tester", may_write=True)
    access = Access(tokens, local=False, a_minute=1_000_000)
    with running(make_api(Desk(made), access)) as address:
        headers = {"Authorization": f"Bearer {secret}"}
        schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json", headers=headers)
        schema.config.update(headers=headers)
        yield schema
    made.index.close()


# What a description cannot say: that the last message is the user's, that a file can be read; and
# a form's fields are text whatever they were meant to be.
UNDECIDED = {
    "POST /v1/chat/completions": [positive_data_acceptance],
    "POST /api/documents": [positive_data_acceptance, negative_data_rejection],
}


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_what_is_described_is_what_comes(
    described: schemathesis.BaseSchema, mode: schemathesis.GenerationMode
) -> None:
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) == 11
    for operation in operations:

        @hypothesis.settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def conforms(case: schemathesis.Case) -> None:
            response = case.call()
            excluded = UNDECIDED.get(case.operation.label, [])
            if response.status_code == 413:  # which the tool does not take for a rejection
                excluded = [*excluded, negative_data_rejection]
            case.validate_response(response, excluded_checks=excluded)

        with contextlib.suppress(hypothesis.errors.Unsatisfiable):  # nothing can be wrong with it
            conforms()
