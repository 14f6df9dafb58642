"""The server under the page: who may come in, headers, and what watches over it."""

import getpass
import os
import sys

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import CitewellError
from ui.api.app import Beside
from ui.hosts import is_loopback, is_own_name, is_own_page
from ui.web.metrics import Metrics
from ui.web.page import HERE
from ui.web.theme import make_theme
from ui.web.users import Users

PASSWORD_VARIABLE = "CITEWELL_PASSWORD"  # noqa: S105 - the name of a variable
# In the order in which later ones may refine earlier ones.
STYLES = (
    *("base", "frame", "chat", "talk", "markers", "tables", "sources", "refusals"),
    *("conversations", "reader", "why", "library", "sheets", "narrow"),
)
SCRIPTS = ("script", "dropping")
LARGEST_FILE = "100mb"

# Gradio writes its settings into the page as a script and compiles templates in the browser, hence
# 'unsafe-inline' and 'unsafe-eval'; nothing may be loaded from another host or sent there.
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Headers:
    """ASGI middleware that adds HEADERS to every response, streamed ones too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, sent)


class OwnSite:
    """ASGI middleware for a page of this machine alone: other web pages must not use it, neither by
    sending requests across nor under a name of theirs that leads here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = _refusal(scope) if scope["type"] == "http" else ""
        app = PlainTextResponse(f"{reason}\n", 403) if reason else self._app
        await app(scope, receive, send)


def _refusal(scope: Scope) -> str:
    headers = RequestHeaders(scope=scope)
    host = headers.get("host", "")
    if not is_own_name(host, only_this_machine=True):
        return (
            f"This page is for its own machine: requests for the host {host[:100]!r} are not "
            "answered. Use the address that Citewell printed; to serve others, add a user: "
            "citewell ui --auth NAME"
        )
    return "" if is_own_page(headers) else "Requests of other web pages are not answered."


def admitted(users: Users, *, host: str, name: str | None, insecure: bool) -> Users | None:
    """Who may use the page: these users, or None for everyone who reaches it.

    `name` is a user to add (or give a new password), whose password is in the environment or asked
    for. Raises CitewellError where a page would be open to other machines without a user, unless
    `insecure`.
    """
    if name:
        users.add(
            name, os.environ.get(PASSWORD_VARIABLE) or getpass.getpass(f"Password of {name}: ")
        )
        return users
    if is_loopback(host):
        return None
    if insecure:
        print(  # noqa: T201
            f"Warning: everyone who reaches {host} can read and change the documents.",
            file=sys.stderr,
        )
        return None
    if users.names():
        return users
    raise CitewellError(
        f"{host} can be reached by other machines; add a user: "
        f"citewell ui --host {host} --auth NAME (or --insecure to let everyone in)"
    )


def make_app(
    blocks: gr.Blocks,
    metrics: Metrics,
    *,
    users: Users | None = None,
    local: bool = True,
    api: ASGIApp | None = None,
) -> FastAPI:
    """The page as an ASGI app, with /healthz, /metrics and the interface `api` beside it; metrics
    are shown to this machine alone. `local`: the page, too, and without users."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics")
    def show_metrics(request: Request) -> Response:
        if request.client is None or not is_loopback(request.client.host):
            return Response("only for this machine\n", 403)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    if local:
        app.add_middleware(OwnSite)
    app.add_middleware(Headers)
    if api is not None:
        app.add_middleware(Beside, api=api)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=make_theme(),
        head=_head(),
        js="() => citewell.start()",
        auth=users.allows if users else None,
        auth_message=_login() if users else None,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=True,
        max_file_size=LARGEST_FILE,
    )
    return app


def run(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until stopped, and print the address."""
    shown = f"[{host}]" if ":" in host else host
    print(f"Citewell is at http://{shown}:{port} (stop it with Ctrl-C)", flush=True)  # noqa: T201
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


def _head() -> str:
    # Styles given as `css` would have their selectors rewritten, which breaks :is(a, b).
    styles = "".join((HERE / "styles" / f"{name}.css").read_text("utf-8") for name in STYLES)
    scripts = "".join((HERE / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return f"<style>{styles}</style><script>{scripts}</script>"


def _login() -> str:
    # The page for signing in has no head of ours, but takes HTML as its message.
    styles = (HERE / "styles" / "login.css").read_text("utf-8")
    return f"<style>{styles}</style>These documents are for signed-in users."
