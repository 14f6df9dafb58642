"""Fifty people asking the page at once: no error, no answer of another's, and how long it took.

    python -m evals.bench_people [--people N] [--questions N]

The page is served as `citewell ui` serves it, in a process of its own. Each person speaks Gradio's
own protocol, as their browser would: they join the queue, read the stream of events, and keep a
conversation of their own, of which every turn must be their own question.
"""

import argparse
import asyncio
import json
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from rich.console import Console

from evals.golden import load_questions
from evals.report import Figure, Report
from ingest.shipped import shipped_corpus

FILE = Path(__file__).parent / "questions" / "corpus.jsonl"
PEOPLE = 50
QUESTIONS = 2
_PATIENCE = 300.0  # seconds
_COMPOSER = "cw-composer"
_COMMAND = "from ui.cli import main; main()"
_ASKED = re.compile(r'<h3 class="cw-question">(.*?)</h3>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one person: how long it took, and the questions that their page then
    showed; `error` is empty where all went well."""

    person: int
    question: str
    seconds: float
    shown: tuple[str, ...] = ()
    error: str = ""


@dataclass(slots=True)
class Person:
    """Someone with the page open: a session, and the conversation that the page keeps for it."""

    number: int
    questions: Sequence[str]
    asked: list[Asked] = field(default_factory=list)

    async def ask_all(self, client: httpx.AsyncClient, page: "AskingPage") -> None:
        session = secrets.token_hex(6)
        for question in self.questions:
            began = time.perf_counter()
            try:
                shown = await page.ask(client, session, question)
                took = time.perf_counter() - began
                self.asked.append(Asked(self.number, question, took, tuple(shown)))
            except (httpx.HTTPError, ValueError, KeyError) as error:
                took = time.perf_counter() - began
                said = f"{type(error).__name__}: {error}"
                self.asked.append(Asked(self.number, question, took, error=said))

    def problems(self) -> Iterator[str]:
        """What went wrong: errors, and turns that are not this person's, in this order."""
        for count, asked in enumerate(self.asked, start=1):
            expected = tuple(self.questions[:count])
            if asked.error:
                yield f"person {self.number}: {asked.error}"
            elif asked.shown != expected:
                yield f"person {self.number} sees {asked.shown}, having asked {expected}"


@dataclass(frozen=True, slots=True)
class AskingPage:
    """The event of the page's composer, as the page itself describes it."""

    function: int
    inputs: int

    @classmethod
    async def read(cls, client: httpx.AsyncClient) -> "AskingPage":
        """From the page's configuration. KeyError where the page has no composer."""
        config = (await client.get("/config")).raise_for_status().json()
        composer = next(
            each["id"] for each in config["components"] if each["props"].get("elem_id") == _COMPOSER
        )
        for event in config["dependencies"]:
            if [composer, "submit"] in event["targets"]:
                return cls(int(event["id"]), len(event["inputs"]))
        raise KeyError("the page has no event that asks")

    async def ask(self, client: httpx.AsyncClient, session: str, question: str) -> list[str]:
        """Ask in a session; the questions of the conversation that is then shown, oldest first.

        ValueError with the page's own words where it refuses or fails.
        """
        # The conversation and the collection are kept by the server, for the session.
        data: list[Any] = [question, *[None] * (self.inputs - 1)]
        joined = await client.post(
            "/gradio_api/queue/join",
            json={"data": data, "fn_index": self.function, "session_hash": session},
        )
        joined.raise_for_status()
        shown = ""
        stream = client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session})
        async with stream as events:
            async for line in events.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "unexpected_error":
                    raise ValueError(message.get("message"))
                if message["msg"] == "process_completed":
                    if not message["success"]:
                        raise ValueError(message["output"].get("error"))
                    shown = _text(message["output"]["data"], shown)
                    break
                if message["msg"] == "process_generating":
                    shown = _text(message["output"]["data"], shown)
        return [unescape(each) for each in _ASKED.findall(shown)]


def run(*, people: int = PEOPLE, questions: int = QUESTIONS) -> Report:
    """Serve the shipped documents, let everyone ask at once, and report."""
    pool = [each.question for each in load_questions(FILE) if not each.history]
    # Each person asks what no one else does, so that a mixed-up answer is seen.
    asking = [
        Person(
            number,
            [
                f"{pool[(number * questions + turn) % len(pool)]} (person {number})"
                for turn in range(questions)
            ],
        )
        for number in range(people)
    ]
    with TemporaryDirectory(prefix="citewell-people-") as folder, served(Path(folder)) as address:
        return report(asking, asyncio.run(ask_at_once(address, asking)))


async def ask_at_once(address: str, people: Sequence[Person]) -> float:
    """Everyone begins at the same moment, and asks their next question when the first is
    answered; the seconds until all are done."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE, limits=limits) as client:
        page = await AskingPage.read(client)
        await page.ask(client, secrets.token_hex(6), "What is this?")  # warms up
        began = time.perf_counter()
        await asyncio.gather(*(person.ask_all(client, page) for person in people))
        return time.perf_counter() - began


def report(people: Sequence[Person], seconds: float) -> Report:
    """Errors and mix-ups must be none; times are of whole questions, waiting in the queue
    included."""
    asked = [each for person in people for each in person.asked]
    times = [1000 * each.seconds for each in asked]
    problems = [problem for person in people for problem in person.problems()]
    errors = sum(bool(each.error) for each in asked)
    figures = [
        Figure("errors", errors, 0, at_most=True),
        Figure("answers of someone else", len(problems) - errors, 0, at_most=True),
        Figure("asking at once, median ms", statistics.median(times), at_most=True),
        Figure("asking at once, p95 ms", _p95(times), at_most=True),
        Figure("questions per second", len(asked) / seconds),
    ]
    note = f"{len(people)} people at once, {len(asked)} questions, over HTTP"
    return Report("bench-people", figures, note, {"problems": problems[:20]})


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The page over the shipped documents, in a process of its own; its address."""
    index = str(folder / "index")
    subprocess.run(
        [sys.executable, "-c", _COMMAND, "ingest", str(shipped_corpus()), "--index", index],
        check=True,
        capture_output=True,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", _COMMAND, "ui", "--index", index, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(f"{address}/healthz", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            if process.poll() is not None:
                raise RuntimeError("the server has stopped") from None
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start within {_PATIENCE:.0f} seconds")


def _text(data: Sequence[Any], before: str) -> str:
    """The talk, the first of the event's outputs: whole, or as changes of what was sent before."""
    if not data or not isinstance(data[0], str | list):
        return before
    if isinstance(data[0], str):
        return data[0]
    text = before
    for kind, _, value in data[0]:
        if kind == "replace":
            text = str(value)
        elif kind == "append":
            text += str(value)
    return text


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Many people asking the page at once.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each person")
    given = parser.parse_args()
    made = run(people=given.people, questions=given.questions)
    made.show(Console(highlight=False))
    made.write()


if __name__ == "__main__":
    main()
