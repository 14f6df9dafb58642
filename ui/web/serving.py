"""The server under the page: addresses, headers, and what watches over it."""

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.page import HERE
from ui.web.theme import make_theme

STYLES = ("style.css", "answers.css", "reader.css", "library.css", "narrow.css")
_LARGEST_FILE = "100mb"

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


def make_app(blocks: gr.Blocks) -> FastAPI:
    """The page as an ASGI app with its headers, and /healthz beside it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app.add_middleware(Headers)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=make_theme(),
        head=_head(),
        js="() => citewell.start()",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=True,
        max_file_size=_LARGEST_FILE,
    )
    return app


def _head() -> str:
    # Styles given as `css` would have their selectors rewritten, which breaks :is(a, b).
    styles = "".join((HERE / name).read_text("utf-8") for name in STYLES)
    script = (HERE / "script.js").read_text("utf-8")
    return f"<style>{styles}</style><script>{script}</script>"


def run(blocks: gr.Blocks, *, host: str, port: int) -> None:
    """Serve until stopped."""
    shown = f"[{host}]" if ":" in host else host
    print(f"Citewell is at http://{shown}:{port} (stop it with Ctrl-C)", flush=True)  # noqa: T201
    uvicorn.run(make_app(blocks), host=host, port=port, log_level="warning", access_log=False)
