"""The page served in this process, and visitors who speak to it as a browser does."""

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import uvicorn
from browser.driving import free_port


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address at which the app is served until the block ends."""
    port = free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 120
    while not server.started:
        assert time.monotonic() < until, "the page did not start"
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


class Visitor:
    """One browser session, signed in where a name is given."""

    def __init__(self, address: str, name: str = "", password: str = "") -> None:
        self._client = httpx.Client(base_url=address, timeout=120)
        self._session = secrets.token_hex(6)
        if name:
            login = {"username": name, "password": password}
            self._client.post("/login", data=login).raise_for_status()
        self.config = self._client.get("/config").raise_for_status().json()

    def trigger(
        self,
        element: str,
        event: str,
        *data: Any,
        sent: dict[str, Any] | None = None,
        query: str = "",
    ) -> Sequence[Any]:
        """Fire an event of a component, `data` in place of its first inputs and `sent` with it;
        the last state of each of its outputs. ValueError holds the page's own words."""
        found = self._event(element, event)
        values = [*data, *[None] * (len(found["inputs"]) - len(data))]
        body = {
            "data": values,
            "fn_index": found["id"],
            "session_hash": self._session,
            "event_data": sent,
        }
        self._client.post(f"/gradio_api/queue/join{query}", json=body).raise_for_status()
        outputs: list[Any] = []
        stream = self._client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self._session}
        )
        with stream as events:
            for line in events.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "unexpected_error":
                    raise ValueError(message.get("message"))
                if message["msg"] in ("process_generating", "process_completed"):
                    if not message["success"]:
                        raise ValueError(message["output"].get("error"))
                    outputs = _merged(outputs, message["output"]["data"])
                if message["msg"] == "process_completed":
                    break
        return outputs

    def load(self, query: str = "") -> Sequence[Any]:
        """What the chat shows when the page is opened at an address with this query: as in a
        browser, a session of its own."""
        self._session = secrets.token_hex(6)
        return self.trigger("", "load", query=query)  # as the browser sends it along

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self._client.post(path, **given)

    def _event(self, element: str, event: str) -> dict[str, Any]:
        identities = {
            each["id"]
            for each in self.config["components"]
            if each["props"].get("elem_id") == element
        }
        for found in self.config["dependencies"]:
            for target, name in found["targets"]:
                if name == event and (target in identities or not element):
                    return dict(found)
        raise AssertionError(f"#{element} has no event {event}")


def _merged(before: list[Any], changes: Sequence[Any]) -> list[Any]:
    """The outputs after a message: values, or changes of the ones before."""
    after = list(before) + [None] * (len(changes) - len(before))
    for number, change in enumerate(changes):
        steps = [["replace", [], change]]
        if isinstance(change, list) and all(isinstance(c, list) and len(c) == 3 for c in change):
            steps = change
        for kind, path, value in steps:
            if path or (isinstance(value, dict) and value.get("__type__") == "update"):
                continue  # as it was
            after[number] = (after[number] or "") + value if kind == "append" else value
    return after
