"""The page's parts without a browser: conversations, uploads, users, limits, the served app."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import run_async
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from chatbot.answers import Answer, Citation, Part, Quote
from ingest.errors import CitewellError
from ingest.index_conversations import ConversationStore
from ingest.index_memory import MemoryIndex
from ui.hosts import is_loopback
from ui.web.conversations import Conversations
from ui.web.library import safe_name
from ui.web.limits import Limit
from ui.web.metrics import Metrics
from ui.web.quality_tab import read_results
from ui.web.rendering_quality import results as shown_results
from ui.web.serving import HEADERS, admitted
from ui.web.users import Users


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def answer(question: str = "What is it?", text: str = "It is this.") -> Answer:
    quote = Quote("gone", "a.md", "Title", "Part", text, 0, len(text))
    citation = Citation(1, "gone", "a.md", "Title", "Part", text, 0, len(text))
    parts = (Part("sentence", text, (quote,)),)
    return Answer(question, question, f"{text} [1]", parts, (citation,), seconds={"all": 0.02})


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path)


@pytest.fixture
def kept(store: ConversationStore) -> Conversations:
    return Conversations(store, MemoryIndex())


def test_a_kept_answer_comes_back_as_it_was(kept: Conversations, tmp_path: Path) -> None:
    conversation, turn = kept.keep("", "", answer())
    again = Conversations(ConversationStore(tmp_path), MemoryIndex())
    assert again.answer("", turn) == answer()
    assert [each.question for each in again.history("", conversation)] == ["What is it?"]
    assert [each.title for each in again.listed("")] == ["What is it?"]


def test_an_answer_whose_document_is_gone_is_stale(kept: Conversations) -> None:
    conversation, _ = kept.keep("", "", answer())
    assert [each.stale for each in kept.shown("", conversation)] == [("Title",)]


def test_a_conversation_goes_on_and_a_deleted_one_begins_anew(kept: Conversations) -> None:
    first, _ = kept.keep("", "", answer())
    same, _ = kept.keep("", first, answer("And then?"))
    assert same == first
    assert len(kept.history("", first)) == 2
    kept.store.delete("", first)
    other, _ = kept.keep("", first, answer())
    assert other != first


def test_one_user_sees_changes_and_guesses_nothing_of_another(kept: Conversations) -> None:
    conversation, turn = kept.keep("ada", "", answer())
    store = kept.store
    assert kept.listed("bob") == []
    assert kept.history("bob", conversation) == []
    assert kept.answer("bob", turn) is None
    assert kept.as_markdown("bob", conversation) == "# Conversation\n"
    assert not store.rename("bob", conversation, "mine")
    assert not store.delete("bob", conversation)
    assert not store.set_opinion("bob", turn, 1)
    assert store.delete_all("bob") == 0
    moved, _ = kept.keep("bob", conversation, answer())
    assert moved != conversation, "what bob asks never lands in ada's conversation"
    assert [each.title for each in kept.listed("ada")] == ["What is it?"]
    assert len(kept.history("ada", conversation)) == 1


def test_what_is_deleted_cannot_be_read_in_any_file(kept: Conversations, tmp_path: Path) -> None:
    def stored() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("conversations.sqlite3*"))

    one, _ = kept.keep("ada", "", answer("Where is the marmalade?"))
    kept.keep("bob", "", answer("Where is the treacle?"))
    assert b"marmalade" in stored()
    kept.store.delete("ada", one)
    assert b"marmalade" not in stored()
    kept.store.delete_all("bob")
    assert b"treacle" not in stored()


def test_many_keep_and_read_at_once(kept: Conversations, tmp_path: Path) -> None:
    other = Conversations(ConversationStore(tmp_path), MemoryIndex())  # as another process has it

    def talk(number: int) -> list[str]:
        conversations = (kept, other)[number % 2]
        user = f"user {number % 4}"
        conversation, _ = conversations.keep(user, "", answer(f"First of {number}?"))
        conversations.keep(user, conversation, answer(f"Second of {number}?"))
        return [turn.question for turn in conversations.history(user, conversation)]

    with ThreadPoolExecutor(8) as pool:
        talks = list(pool.map(talk, range(40)))
    assert talks == [[f"First of {n}?", f"Second of {n}?"] for n in range(40)]
    assert [len(kept.listed(f"user {n}")) for n in range(4)] == [10] * 4


def test_conversations_are_searched_by_all_words(kept: Conversations) -> None:
    kept.keep("", "", answer("Who trains models?", "Engineers do."))
    kept.keep("", "", answer("100% of_what?", "Nothing."))
    titles = lambda search: [each.title for each in kept.listed("", search=search)]  # noqa: E731
    assert titles("ENGINEERS models") == ["Who trains models?"]
    assert titles("engineers zebra") == []
    assert titles("%") == ["100% of_what?"], "signs of LIKE are plain characters"
    assert titles("f_w") == ["100% of_what?"]


def test_exports_hold_citations(kept: Conversations) -> None:
    conversation, _ = kept.keep("", "", answer())
    markdown = kept.as_markdown("", conversation)
    assert "## What is it?" in markdown
    assert "[^1-1]: “It is this.”" in markdown
    exported = json.loads(kept.as_json("", conversation))
    assert exported["turns"][0]["answer"]["citations"][0]["quote"] == "It is this."


def test_opinions_are_counted(kept: Conversations) -> None:
    _, first = kept.keep("", "", answer())
    _, second = kept.keep("", "", answer())
    kept.store.set_opinion("", first, 1)
    kept.store.set_opinion("", second, -1, "beside the point")
    assert kept.store.opinions() == (1, 1)
    record = kept.store.turn("", second)
    assert record is not None
    assert record.reason == "beside the point"


def test_an_answer_of_another_version_is_left_out(kept: Conversations) -> None:
    conversation, _ = kept.keep("", "", answer())
    kept.store.add_turn("", conversation, question="Old?", text="", answer='{"odd": 1}')
    assert len(kept.shown("", conversation)) == 1
    assert len(kept.history("", conversation)) == 2


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        (".bashrc", "bashrc"),
        ("..", "document"),
        ("a\0b\n.txt", "a_b_.txt"),
        ("<img src=x>.md", "_img src=x_.md"),
        ("größe.md", "größe.md"),
    ],
)
def test_uploaded_names_stay_in_their_folder(sent: str, kept_as: str) -> None:
    assert safe_name(sent) == kept_as


@given(st.text())
def test_any_name_is_a_plain_file_name(name: str) -> None:
    safe = safe_name(name)
    path = Path("/uploads") / safe
    assert path.parent == Path("/uploads")
    assert path.name == safe
    assert not safe.startswith(".")
    assert len(safe.encode("utf-8")) <= 216


def test_users_are_checked_and_nothing_readable_is_stored(tmp_path: Path) -> None:
    users = Users(tmp_path)
    assert not users.allows("ada", "anything at all")
    users.add("ada", "correct horse")
    assert users.allows("ada", "correct horse")
    assert not users.allows("ada", "wrong horse")
    assert not users.allows("bob", "correct horse")
    stored = tmp_path / "users.json"
    assert "correct horse" not in stored.read_text("utf-8")
    assert "$argon2id$" in stored.read_text("utf-8")
    assert stored.stat().st_mode & 0o077 == 0
    assert Users(tmp_path).names() == ["ada"]


def test_logins_are_limited_for_each_name(tmp_path: Path) -> None:
    clock = Clock()
    users = Users(tmp_path, clock=clock)
    users.add("ada", "correct horse")
    users.add("bob", "battery staple")
    for _ in range(5):
        assert not users.allows("ada", "guess")
    assert not users.allows("ada", "correct horse"), "blocked, though right"
    assert users.allows("bob", "battery staple")
    clock.now = 301
    assert users.allows("ada", "correct horse")


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("ada", "short")])
def test_unusable_users_are_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(CitewellError):
        Users(tmp_path).add(name, password)


def test_other_machines_need_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = Users(tmp_path)
    assert admitted(users, host="127.0.0.1", name=None, insecure=False) is None
    with pytest.raises(CitewellError, match="--auth NAME"):
        admitted(users, host="0.0.0.0", name=None, insecure=False)
    assert admitted(users, host="0.0.0.0", name=None, insecure=True) is None
    monkeypatch.setenv("CITEWELL_PASSWORD", "correct horse")
    assert admitted(users, host="0.0.0.0", name="ada", insecure=False) is users
    assert admitted(users, host="0.0.0.0", name=None, insecure=False) is users


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box", False)],
)
def test_what_is_this_machine(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_questions_are_limited_for_each_user() -> None:
    clock = Clock()
    limit = Limit(2, clock=clock)
    assert [limit.wait("ada") for _ in range(3)] == [0, 0, 60]
    assert limit.wait("bob") == 0
    clock.now = 60
    assert limit.wait("ada") == 0


def test_metrics_count_outcomes_and_nothing_that_was_said() -> None:
    metrics = Metrics(lambda: 7)
    metrics.count(answer("A secret question?"))
    metrics.count(Answer("Other?", "Other?", "no", refused=True))
    text = metrics.text().decode("utf-8")
    values = {
        (sample.name, sample.labels.get("outcome", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert values["citewell_questions_total", "answered"] == 1
    assert values["citewell_questions_total", "refused"] == 1
    assert values["citewell_answer_seconds_count", ""] == 2
    assert values["citewell_documents", ""] == 7
    assert "secret" not in text


def test_results_are_read_and_what_is_none_passed_over(tmp_path: Path) -> None:
    figure = {"name": "answered right", "value": 0.93, "bar": 0.9, "at_most": False}
    report = {"name": "golden", "figures": [figure], "note": "150 questions", "commit": "abc"}
    (tmp_path / "golden.json").write_text(json.dumps(report), "utf-8")
    (tmp_path / "other.json").write_text("[1, 2]", "utf-8")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    results = read_results(tmp_path)
    assert [each.name for each in results] == ["golden"]
    html = shown_results(results)
    assert "answered right" in html
    assert "0.93" in html
    assert "≥ 0.9" in html
    assert "reached" in html


@pytest.mark.filterwarnings("ignore")
class TestServed:
    """The app as it is served, by its HTTP interface."""

    @pytest.fixture(scope="class")
    def folder_of_users(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("users")

    @pytest.fixture(scope="class")
    def client(self, citewell: object, folder_of_users: Path) -> TestClient:
        from ui.web.app import build, make_metrics
        from ui.web.serving import make_app

        users = Users(folder_of_users)
        users.add("ada", "correct horse")
        metrics = make_metrics(citewell)  # type: ignore[arg-type]

        async def made() -> FastAPI:
            blocks = build(citewell, local=False, metrics=metrics)  # type: ignore[arg-type]
            return make_app(blocks, metrics, users=users, local=False)

        # In a running loop: where Gradio finds none, it makes loops and leaves them open.
        return TestClient(run_async(made()))

    def test_health_and_headers(self, client: TestClient) -> None:
        response = client.get("/healthz")
        assert response.json() == {"status": "ok"}
        assert client.head("/healthz").status_code == 200
        for name, value in HEADERS.items():
            assert response.headers[name] == value

    def test_metrics_are_for_this_machine(self, client: TestClient) -> None:
        assert client.get("/metrics").status_code == 403

    def test_nothing_is_shown_without_a_login(self, client: TestClient) -> None:
        page = client.get("/").text
        assert "auth_required" in page
        assert "cw-composer" not in page
        for path in ("/config", "/gradio_api/info"):
            assert client.get(path).status_code in (401, 403, 404), path
        asked = client.post("/gradio_api/run/predict", json={"fn_index": 0, "data": []})
        assert asked.status_code in (401, 403, 404, 405)

    def test_a_login_opens_the_page(self, client: TestClient) -> None:
        wrong = client.post("/login", data={"username": "ada", "password": "no"})
        assert wrong.status_code == 400
        right = client.post("/login", data={"username": "ada", "password": "correct horse"})
        assert right.status_code == 200
        assert "cw-composer" in client.get("/").text
        client.cookies.clear()
