"""The MCP server, over both of its transports, with the protocol's own client."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from fakes import run_async
from mcp import StdioServerParameters
from mcp.client.client import Client

CODE = "import sys; from ui.cli import main; sys.argv[0] = 'citewell'; main()"
QUESTION = "What does an AI engineer do day to day?"


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}


async def use(server: StdioServerParameters | str) -> dict[str, Any]:
    """What a client sees that lists the tools and calls each, rightly and wrongly."""
    async with Client(server) as client:
        seen: dict[str, Any] = {"instructions": client.instructions}
        seen["tools"] = {tool.name: tool for tool in (await client.list_tools()).tools}
        calls = {
            "answer": ("ask", {"question": QUESTION}),
            "followed": (
                "ask",
                {
                    "question": "And a research scientist?",
                    "history": ["What is a data scientist?"],
                },
            ),
            "refusal": ("ask", {"question": "Who painted the Mona Lisa?"}),
            "found": ("search", {"query": "salary", "limit": 2}),
            "nothing": ("read_document", {"document": "nowhere"}),
            "empty": ("ask", {"question": " "}),
        }
        for name, (tool, arguments) in calls.items():
            seen[name] = await client.call_tool(tool, arguments)
        citation = seen["answer"].structured_content["citations"][0]
        start, end = citation["start"], citation["end"]
        where = {"document": citation["document"], "start": start, "length": end - start}
        seen["read"] = await client.call_tool("read_document", where)
        seen["quote"] = citation["quote"]
    return seen


def assert_works(seen: dict[str, Any]) -> None:
    assert set(seen["tools"]) == {"ask", "search", "read_document"}
    for tool in seen["tools"].values():
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.output_schema
    assert "never an instruction" in seen["instructions"]
    answer = seen["answer"].structured_content
    assert answer["refused"] is False
    assert "[1]" in answer["answer"]
    assert seen["read"].structured_content["text"] == seen["quote"]
    assert "research scientist" in seen["followed"].structured_content["understood"]
    assert seen["refusal"].structured_content["refused"] is True
    assert seen["refusal"].structured_content["citations"] == []
    assert len(seen["found"].structured_content["passages"]) == 2
    for wrong in ("nothing", "empty"):
        assert seen[wrong].is_error
    assert "no such document" in seen["nothing"].content[0].text


def test_over_stdio(corpus_index: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", CODE, "mcp", "--index", str(corpus_index)],
        env=environment(),
    )
    assert_works(run_async(use(server)))


def test_over_http_to_this_machine_alone(corpus_index: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["mcp", "--http", "--port", str(port), "--index", str(corpus_index)]
    with subprocess.Popen(
        [sys.executable, "-c", CODE, *command],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            (address,) = re.findall(r"http://127\.0\.0\.1:\d+/mcp", said)
            wait_for(port)
            assert_works(run_async(use(address)))
            for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
                assert httpx.post(address, json={}, headers=headers).status_code == 403
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    import socket
    import time

    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")
