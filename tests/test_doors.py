"""Python's door, and the proof that no door leads out of the machine."""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Loaded by Python before anything else: writes down every address that the process wants to reach
# or to look up, and stops it from reaching any but this machine.
GUARD = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        target = address[0] if isinstance(address, tuple) else "local"
    elif event == "socket.getaddrinfo":
        target = arguments[0]
    elif event == "socket.gethostbyname":
        target = arguments[0]
    else:
        return
    if isinstance(target, bytes):
        target = target.decode()
    if target in (None, "local", "", "127.0.0.1", "::1", "localhost"):
        return
    with open(os.environ["CONTACTED"], "a") as log:
        log.write(f"{event} {target}\\n")
    raise OSError(f"no way to {target}")

sys.addaudithook(watch)
"""

USE_ALL = """
import json, sys, threading
from pathlib import Path
from fakes import run_async
import httpx, openai
from mcp.client.client import Client
from serving import running
from chatbot.assembly import assemble
from ingest.settings import Settings
from ui.api.access import Access
from ui.api.app import make_api
from ui.api.desk import Desk
from ui.api.tokens import Tokens
from ui.mcp_server import make_server

citewell = assemble(Settings(index=sys.argv[1]))
desk = Desk(citewell)
said = {}

async def over_mcp():
    async with Client(make_server(desk)) as client:
        asked = await client.call_tool("ask", {"question": "What is a data scientist?"})
        return asked.structured_content["answer"]

said["mcp"] = run_async(over_mcp())
with running(make_api(desk, Access(Tokens(Path(sys.argv[2])), local=True))) as address:
    said["search"] = httpx.get(f"{address}/api/search", params={"query": "salary"}).text
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none") as client:
        messages = [{"role": "user", "content": "What is a data scientist?"}]
        completion = client.chat.completions.create(model="citewell", messages=messages)
        said["openai"] = completion.choices[0].message.content
print(json.dumps(said))
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment whose processes write down what they contact, in `contacted`."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    paths = [str(tmp_path / "guard"), str(ROOT), str(ROOT / "tests")]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "CONTACTED": str(tmp_path / "contacted"),
    }


def run(code: str, *arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guard_sees_what_it_should(guarded: dict[str, str], tmp_path: Path) -> None:
    code = """
import socket, urllib.request
for reach in (lambda: urllib.request.urlopen("http://example.com"),
              lambda: socket.create_connection(("192.0.2.1", 80), timeout=1)):
    try:
        reach()
    except OSError:
        pass
"""
    run(code, environment=guarded)
    seen = (tmp_path / "contacted").read_text()
    assert "example.com" in seen
    assert "192.0.2.1" in seen


def test_nothing_but_this_machine_is_contacted(
    guarded: dict[str, str], corpus_index: Path, tmp_path: Path
) -> None:
    ask = "import sys; from ui.cli import main; main()"
    answer = run(
        ask, "ask", "What is a data scientist?", "--index", str(corpus_index), environment=guarded
    )
    assert "[1]" in answer
    said = json.loads(run(USE_ALL, str(corpus_index), str(tmp_path), environment=guarded))
    assert "[1]" in said["mcp"]
    assert "[1]" in said["openai"]
    assert "passages" in said["search"]
    assert not (tmp_path / "contacted").exists(), (tmp_path / "contacted").read_text()


_SNIPPET = re.compile(r"(?m)^ {4}from chatbot[\w.]* import .*\n(?: {4}.*\n|\n(?= {4}))*")


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_python_of_the_documentation_runs_as_written(corpus_index: Path, page: str) -> None:
    snippets = _SNIPPET.findall((ROOT / page).read_text("utf-8"))
    assert snippets, f"{page} shows no Python"
    for snippet in snippets:
        assert '".citewell"' in snippet
        code = textwrap.dedent(snippet).replace('".citewell"', repr(str(corpus_index)))
        run(code, environment=os.environ | {"PYTHONPATH": str(ROOT)})
