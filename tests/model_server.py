"""A real server on loopback that plays a language model's: it says what a test tells it to, and
remembers what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ModelServer:
    """`said` is what the model writes; `status` other than 200 is an error; `seconds` are waited
    for before each word; `models` answers GET .../models; `raw` replaces the whole answer."""

    said: str = ""
    status: int = 200
    seconds: float = 0.0
    pings: bool = False
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    models: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The chats that were asked for."""
        return [json.loads(body) for path, _, body in self.requests if "chat" in path]


@contextmanager
def model_server(**options: Any) -> Iterator[ModelServer]:
    server = ModelServer(**options)
    http = _Server(("127.0.0.1", 0), _Handler)
    http.played = server
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    played: ModelServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._note("")
        self._answer(json.dumps(self.server.played.models).encode())

    def do_POST(self) -> None:
        played = self.server.played
        self._note(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
        if self.path == "/api/show":
            self._answer(json.dumps(played.shown).encode())
        elif played.raw is not None or played.status != 200:
            self._answer(played.raw or b'{"error": {"message": "no"}}', played.status)
        elif self.path == "/api/chat":
            self._stream(_ollama_lines(played.said))
        else:
            self._stream(_openai_lines(played.said))

    def _note(self, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.played.requests.append((self.path, headers, body))

    def _answer(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        for name, value in self.server.played.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, lines: Iterator[bytes]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for line in lines:
                self._wait()
                self.wfile.write(line)
                self.wfile.flush()
        except OSError:
            pass  # the client has given up

    def _wait(self) -> None:
        end = time.monotonic() + self.server.played.seconds
        while time.monotonic() < end:
            time.sleep(0.1)
            if self.server.played.pings:
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()


def _openai_lines(said: str) -> Iterator[bytes]:
    words = said.split(" ")
    for place, word in enumerate(words):
        delta = {"role": "assistant", "content": word if place == 0 else f" {word}"}
        chunk = {"index": 0, "delta": delta, "finish_reason": None}
        yield _event({"id": "1", "object": "chat.completion.chunk", "choices": [chunk]})
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    yield _event({"id": "1", "object": "chat.completion.chunk", "choices": [end]})
    yield b"data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _ollama_lines(said: str) -> Iterator[bytes]:
    for word in said.split(" "):
        message = {"role": "assistant", "content": f"{word} "}
        yield json.dumps({"model": "m", "message": message, "done": False}).encode() + b"\n"
    end = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}
    yield json.dumps(end | {"done_reason": "stop"}).encode() + b"\n"
