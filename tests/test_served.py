"""The page as visitors meet it over HTTP: what is theirs stays theirs, much at once, its limits,
and that nothing of it goes elsewhere."""

import asyncio
import re
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import run_async
from page_server import Visitor, serving

from chatbot.assembly import assemble
from evals.bench_people import FILE, Person, ask_at_once
from evals.golden import load_questions
from ingest.settings import Settings
from ui.api.access import Access
from ui.api.app import make_api
from ui.api.desk import Desk
from ui.api.tokens import Tokens
from ui.web import app as page
from ui.web import quality_tab
from ui.web import serving as page_serving
from ui.web.preferences import Preferences
from ui.web.users import Users

pytestmark = pytest.mark.filterwarnings("ignore")
QUESTION = "What does an AI engineer do day to day?"
PASSWORD = "correct horse"
A_MINUTE = 6


@pytest.fixture(scope="module", autouse=True)
def elsewhere() -> Iterator[list[Any]]:
    """Every address beyond this machine that this process tried to reach."""
    tried: list[Any] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
        ):
            tried.append(address)
            raise OSError(f"the guard lets nothing go to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield tried
    assert tried == []


def served(citewell: Any, tokens: Path, *, users: Users | None) -> Any:
    """The page as an app, with the interface beside it; made in a running loop, since Gradio leaves
    open those that it makes."""

    async def made() -> Any:
        metrics = page.make_metrics(citewell)
        blocks = page.build(citewell, local=users is None, metrics=metrics)
        local = users is None
        api = make_api(Desk(citewell), Access(Tokens(tokens), local=local))
        return page_serving.make_app(blocks, metrics, users=users, local=local, api=api)

    return run_async(made())


@pytest.fixture(scope="module")
def shared(citewell: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of several users, with low limits."""
    folder = tmp_path_factory.mktemp("users")
    users = Users(folder)
    for name in ("ada", "bob", "carol", "dora", "eve"):
        users.add(name, PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "QUESTIONS_A_MINUTE", A_MINUTE)
        patch.setattr(page_serving, "LARGEST_FILE", "1mb")
        app = served(citewell, folder, users=users)
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def alone(citewell: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of this machine alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality_tab, "MOST_QUESTIONS", 8)
        with serving(served(citewell, tmp_path_factory.mktemp("tokens"), users=None)) as address:
            yield address


def number(html: str) -> str:
    found = re.search(r'data-turn="(\d+)"', html)
    assert found
    return found.group(1)


def conversation_of(html: str) -> str:
    found = re.search(r'data-conversation="([^"]*)"', html)
    assert found
    return found.group(1)


def test_what_one_user_asks_no_other_can_reach(shared: str) -> None:
    ada, bob = (Visitor(shared, name, PASSWORD) for name in ("ada", "bob"))
    talk = ada.trigger("cw-composer", "submit", QUESTION)[0]
    conversation, turn = conversation_of(talk), number(talk)
    assert QUESTION in talk
    # By its address, by choosing it, by every number that a turn could have.
    assert conversation_of(ada.load(f"?conversation={conversation}")[0]) == conversation
    assert conversation_of(bob.load(f"?conversation={conversation}")[0]) == ""
    chosen = bob.trigger("cw-list", "select", sent={"conversation": conversation})
    assert QUESTION not in "".join(map(str, chosen))
    for guess in range(int(turn) + 3):
        for element, event in (("cw-turns", "select"), ("cw-turns", "expand")):
            with pytest.raises(ValueError, match="not there any more"):
                bob.trigger(element, event, sent={"turn": str(guess), "number": "1"})
    # Nor save, judge, rename, delete, search or go on with it.
    for kind in ("md", "json", "bundle"):
        sent = {"conversation": conversation, "kind": kind}
        text = bob.trigger("cw-list", "download", sent=sent)[0]["text"]
        assert "engineer" not in text
        assert "engineer" in ada.trigger("cw-list", "download", sent=sent)[0]["text"]
    bob.trigger("cw-turns", "like", conversation, sent={"turn": turn, "opinion": "-1"})
    bob.trigger("cw-turns", "submit", sent={"turn": turn, "value": "Bob's"})
    assert not any(bob.trigger("cw-turns", "retry", sent={"turn": turn}))
    bob.trigger("cw-list", "edit", sent={"conversation": conversation, "title": "Bob's"})
    bob.trigger("cw-list", "delete", sent={"conversation": conversation})
    listed = bob.trigger("cw-search", "change", "engineer")[0]
    assert "No conversation has these words" in listed
    seen = ada.trigger("cw-list", "select", sent={"conversation": conversation})
    assert conversation_of(seen[0]) == conversation
    assert 'aria-pressed="true"' not in seen[0]
    assert "Bob&#39;s" not in seen[3]


def test_settings_are_each_user_s_and_are_kept(shared: str, citewell: Any) -> None:
    carol, bob = (Visitor(shared, name, PASSWORD) for name in ("carol", "bob"))
    carol.trigger("cw-caution", "release", 1.0)
    carol.trigger("cw-theme", "input", "Dark")
    assert "cw-refusal" in carol.trigger("cw-composer", "submit", QUESTION)[0]
    assert "cw-refusal" not in bob.trigger("cw-composer", "submit", QUESTION)[0]
    kept = Preferences(Path(citewell.settings.index))
    assert (kept.of("carol").caution, kept.of("carol").theme) == (1.0, "dark")
    assert kept.of("bob").caution is None
    # Only who runs the server names other engines: they would be sent everyone's passages.
    with pytest.raises(ValueError, match="not in the list of choices"):
        carol.trigger("cw-engine", "input", "openai:gpt-5")


def test_limits_say_what_they_are(shared: str) -> None:
    dora = Visitor(shared, "dora", PASSWORD)
    with pytest.raises(ValueError, match=r"may have 2,000 characters, this one has 2,001"):
        dora.trigger("cw-composer", "submit", "x" * 2001)
    for _ in range(A_MINUTE):
        dora.trigger("cw-composer", "submit", "Why?")
    with pytest.raises(ValueError, match=rf"{A_MINUTE} questions in a minute; ask again in \d+ s"):
        dora.trigger("cw-composer", "submit", "Why?")
    large = dora.post("/gradio_api/upload", files={"files": ("big.txt", b"x" * 1_500_000)})
    assert large.status_code == 413
    assert "size" in large.text.lower()


def test_many_ask_at_once_and_each_gets_their_own_answer(alone: str) -> None:
    pool = [each.question for each in load_questions(FILE) if not each.history]
    people = [Person(n, [f"{pool[2 * n]} ({n})", f"{pool[2 * n + 1]} ({n})"]) for n in range(12)]
    with ThreadPoolExecutor(1) as pool_of_one:  # Playwright keeps a loop in this thread
        pool_of_one.submit(asyncio.run, ask_at_once(alone, people)).result()
    assert [problem for person in people for problem in person.problems()] == []
    assert sum(len(person.asked) for person in people) == 24


def test_a_collection_is_made_asked_and_deleted(alone: str, tmp_path: Path) -> None:
    visitor = Visitor(alone)
    made = visitor.trigger("cw-collections", "submit", sent={"value": "Night <b>birds</b>"})
    assert "is no name of a collection" in made[5]
    made = visitor.trigger("cw-collections", "submit", sent={"value": "Night birds"})
    assert made[0] is None or made[0] == "Night birds"
    assert "Night birds" in made[1]
    assert "There are no documents yet" in made[4]
    (tmp_path / "owl.md").write_text("# Owls\n\nAn owl is a bird that hunts at night.\n", "utf-8")
    added = visitor.trigger("cw-place", "submit", str(tmp_path))
    assert "1 added" in added[0]
    assert "Owls" in added[1]
    question = "What is an owl?"
    assert "hunts at night" in visitor.trigger("cw-composer", "submit", question)[0]
    turned = visitor.trigger("cw-choice", "select", sent={"collection": "main"})
    assert "Owls" not in turned[4]
    talk = visitor.trigger("cw-composer", "submit", question)[0]
    assert talk.rindex("cw-refusal") > talk.rindex("hunts at night")
    visitor.trigger("cw-choice", "select", sent={"collection": "all"})
    talk = visitor.trigger("cw-composer", "submit", question)[0]
    assert talk.rindex("hunts at night") > talk.rindex("cw-refusal")
    gone = visitor.trigger("cw-collections", "delete", sent={"collection": "Night birds"})
    assert "is deleted" in gone[5]
    assert gone[1] == "", "one collection needs no choice"


def test_page_and_interface_share_the_collections(alone: str, citewell: Any) -> None:
    visitor = Visitor(alone)
    visitor.trigger("cw-collections", "submit", sent={"value": "Tides"})
    index = citewell.collections.get("Tides")
    files = {"files": ("ferry.md", b"# Ferry\n\nThe ferry leaves at high tide.\n")}
    added = visitor.post("/api/documents?collection=Tides", files=files)
    assert added.json()["added"] == 1
    assert "Ferry" in visitor.trigger("cw-choice", "select", sent={"collection": "Tides"})[4]
    assert citewell.collections.get("Tides") is index, "opened once"
    visitor.trigger("cw-collections", "delete", sent={"collection": "Tides"})
    gone = visitor.get("/api/documents?collection=Tides")
    assert gone.status_code == 404
    assert "no such collection" in gone.json()["error"]["message"]


def test_guessing_a_password_is_stopped(shared: str) -> None:
    with httpx.Client(base_url=shared) as client:
        for _ in range(5):
            wrong = client.post("/login", data={"username": "eve", "password": "guessed"})
            assert wrong.status_code == 400
        right = {"username": "eve", "password": PASSWORD}
        assert client.post("/login", data=right).status_code == 400, "she has to wait"
        right = {"username": "bob", "password": PASSWORD}
        assert client.post("/login", data=right).status_code == 200, "others need not"


def test_everything_is_deleted_for_who_has_the_page_alone(
    corpus_index: Path, tmp_path: Path
) -> None:
    home = tmp_path / "index"
    shutil.copytree(corpus_index, home)
    shutil.rmtree(home / "quality", ignore_errors=True)
    own = assemble(Settings(index=home))
    (tmp_path / "kiln.md").write_text("# Kiln\n\nThe kiln is fired to 1,240 degrees.\n", "utf-8")
    with serving(served(own, tmp_path, users=None)) as address:
        visitor = Visitor(address)
        visitor.trigger("cw-collections", "submit", sent={"value": "Pottery"})
        visitor.trigger("cw-place", "submit", str(tmp_path / "kiln.md"))
        turn = number(visitor.trigger("cw-composer", "submit", QUESTION)[0])
        visitor.trigger("cw-turns", "expand", sent={"turn": turn})
        facts, said = visitor.trigger("cw-facts", "delete", sent={"what": "everything"})
        assert re.search(r"conversations? deleted, and \d+ documents with all", said)
        assert "0 documents" in facts
        assert "no documents yet" in visitor.load()[0]
    own.index.close()
    for path in home.rglob("*"):
        if path.is_file():
            assert b"day to day" not in path.read_bytes(), path
    assert {path.name for path in home.iterdir()}.isdisjoint({"maps", "quality", "uploads"})


def test_a_question_asked_before_the_page_is_complete_is_not_wiped(shared: str) -> None:
    visitor = Visitor(shared, "ada", PASSWORD)
    assert "cw-marker" in visitor.trigger("cw-composer", "submit", QUESTION)[0]
    late = visitor.trigger("", "load")  # of the same session, done after the question
    assert set(late) == {None}
    assert conversation_of(visitor.load()[0]) == ""


def test_one_user_deletes_what_is_theirs_and_no_documents(shared: str) -> None:
    carol, bob = (Visitor(shared, name, PASSWORD) for name in ("carol", "bob"))
    conversation = conversation_of(bob.trigger("cw-composer", "submit", QUESTION)[0])
    carol.trigger("cw-composer", "submit", QUESTION)
    facts, _ = carol.trigger("cw-facts", "delete", sent={"what": "everything"})
    assert "0 conversations" in facts
    assert conversation_of(bob.load(f"?conversation={conversation}")[0]) == conversation
    assert "cw-marker" in bob.trigger("cw-composer", "submit", QUESTION)[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example:7860"},
        {"Host": "192.168.0.7"},
        {"Host": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_page_for_this_machine_answers_no_other_site(alone: str, headers: dict[str, str]) -> None:
    for path in ("/", "/config", "/gradio_api/queue/data", "/healthz", "/metrics"):
        refused = httpx.get(alone + path, headers=headers)
        assert refused.status_code == 403, path
        assert refused.text.count("\n") == 1
        assert "are not answered" in refused.text
        assert "default-src 'self'" in refused.headers["content-security-policy"]
    asked = httpx.post(f"{alone}/gradio_api/queue/join", json={}, headers=headers)
    assert asked.status_code == 403


def test_a_page_for_this_machine_knows_its_names(alone: str) -> None:
    port = httpx.URL(alone).port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert httpx.get(f"{alone}/", headers={"Host": host}).status_code == 200
    own = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    assert httpx.get(f"{alone}/config", headers=own).status_code == 200


def test_a_page_with_users_is_reached_by_any_name(shared: str) -> None:
    # As a proxy in front of it passes requests on: under its own name, and speaking HTTPS itself.
    proxied = {"Host": "docs.example.org", "X-Forwarded-Proto": "https"}
    with httpx.Client(base_url=shared, headers=proxied) as client:
        assert "auth_required" in client.get("/").text
        origin = {"Origin": "https://docs.example.org"}
        login = {"username": "ada", "password": PASSWORD}
        assert client.post("/login", data=login, headers=origin).status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("http://127.0.0.1:9/secret", "is in a private network; it is not fetched"),
        ("http://169.254.169.254/latest/meta-data", "is in a private network"),
        ("ftp://example.org/file", "only http and https"),
        ("/no/such/folder", "here is no folder /no/such/folder"),
        ("", "nothing was given"),
    ],
)
def test_what_cannot_be_added_is_said_with_its_reason(alone: str, given: str, said: str) -> None:
    assert said in Visitor(alone).trigger("cw-place", "submit", given)[0]


def test_the_button_measures_on_the_user_s_own_documents(alone: str) -> None:
    shown = Visitor(alone).trigger("cw-measure", "click")
    assert "answered right" in shown[0]
    assert "8 questions made of the documents" in shown[0]
    assert all(plot["type"] == "plotly" for plot in shown[1:4])


def test_why_an_answer_is_shown_with_a_map(alone: str) -> None:
    visitor = Visitor(alone)
    turn = number(visitor.trigger("cw-composer", "submit", QUESTION)[0])
    head, plot, passages = visitor.trigger("cw-turns", "expand", sent={"turn": turn})
    assert "sure that the documents hold the answer" in head
    assert plot["type"] == "plotly"
    assert "Your question" in plot["plot"]
    assert passages.count("data-passage=") == 10


def test_files_of_the_machine_are_not_served(alone: str) -> None:
    visitor = Visitor(alone)
    for path in ("/etc/passwd", "../../../../etc/passwd", "~/.ssh/id_rsa"):
        assert visitor.get(f"/gradio_api/file={path}").status_code in (400, 403, 404)
    opened = visitor.trigger("cw-documents", "delete", sent={"document": "../../etc/passwd"})
    assert "gone already" in opened[0]
