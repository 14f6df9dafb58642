"""The interface alone, without the page: for machines where only programs ask."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from chatbot.assembly import Citewell
from ingest.errors import CitewellError
from ui.api.access import Access
from ui.api.app import make_api
from ui.api.desk import Desk
from ui.api.tokens import Tokens
from ui.hosts import is_loopback


def access_for(tokens: Tokens, *, host: str, insecure: bool) -> Access:
    """Who may call what is served on an address.

    Raises CitewellError where it would be open to other machines without a token, unless
    `insecure`.
    """
    local = is_loopback(host)
    if not local and insecure:
        print(  # noqa: T201
            f"Warning: everyone who reaches {host} can read and change the documents.",
            file=sys.stderr,
        )
    elif not local and not tokens.all():
        raise CitewellError(
            f"{host} can be reached by other machines; make a token: citewell token NAME "
            "(or --insecure to let everyone in)"
        )
    return Access(tokens, local=local, insecure=insecure and not local)


def serve_api(citewell: Citewell, *, host: str, port: int, insecure: bool = False) -> None:
    """Serve the interface until it is stopped, and print its address."""
    tokens = Tokens(Path(citewell.settings.index))
    api = make_api(Desk(citewell), access_for(tokens, host=host, insecure=insecure))
    with warming_up(citewell):
        run_server(api, "Citewell's API", "/v1", host=host, port=port)


@contextmanager
def warming_up(citewell: Citewell) -> Iterator[None]:
    """Answers something meanwhile: the first answer reads what later ones find in memory, and no
    caller shall wait for it. Whoever stops early waits for it to end, since a thread that Python
    leaves behind within the network aborts the process."""
    answering = threading.Thread(target=citewell.chat.answer, args=("What is this?",), daemon=True)
    answering.start()
    try:
        yield
    finally:
        answering.join()


def run_server(app: ASGIApp, name: str, path: str, *, host: str, port: int) -> None:
    """Serve an app until it is stopped; where it is goes to standard error."""
    shown = f"[{host}]" if ":" in host else host
    said = f"{name} is at http://{shown}:{port}{path} (stop it with Ctrl-C)"
    print(said, file=sys.stderr, flush=True)  # noqa: T201
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
