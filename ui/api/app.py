"""The interface as an ASGI app, beside the page or alone."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api import chat_completions, documents, questions
from ui.api.access import Access
from ui.api.desk import Desk
from ui.api.guard import Guard
from ui.api.problems import handle_problems

PATHS = ("/api", "/v1")
_DESCRIPTION = """
Answers from your own documents; every sentence can be checked where it came from.
Each citation's `document`, `start` and `end` point into `/api/documents/{document}/text`.
"""


DOORS = {
    "OpenAI's protocol": "/v1/chat/completions",
    "ask": "/api/ask",
    "search": "/api/search",
    "documents": "/api/documents",
    "description": "/api/openapi.json",
}
"""What can be asked for, and where."""


def make_api(desk: Desk, access: Access) -> ASGIApp:
    """The interface; every request passes `access` first."""
    app = FastAPI(
        title="Citewell",
        version=version("citewell"),
        description=_DESCRIPTION.strip(),
        openapi_url="/api/openapi.json",
        # These pages would load their scripts from another host.
        docs_url=None,
        redoc_url=None,
    )
    for part in (questions, documents, chat_completions):
        app.include_router(part.routes(desk))

    @app.get("/api/health", tags=["Service"])
    def health() -> dict[str, str]:
        """Whether the service is up."""
        return {"status": "ok"}

    for path in ("/", *PATHS):  # `/` only where no page stands there
        app.get(path, include_in_schema=False)(doors)
    handle_problems(app)
    _describe_tokens(app)
    return Guard(app, access)


def doors() -> dict[str, str]:
    """What someone finds who comes with a browser, or tries the address that was printed."""
    about = "Citewell answers from your own documents; how to ask it is told in docs/api.md."
    return {"about": about, **DOORS}


class Beside:
    """ASGI middleware: hands the interface its paths, and everything else to the page."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        mine = scope["type"] == "http" and any(
            path == each or path.startswith(f"{each}/") for each in PATHS
        )
        await (self._api if mine else self._app)(scope, receive, send)


def _describe_tokens(app: FastAPI) -> None:
    """Say in the description that a token is sent, and drop what never comes: errors have one
    shape here, not the framework's."""
    described = app.openapi()
    schemas = described["components"]["schemas"]
    described["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "Made by `citewell token NAME`. Not needed on the machine itself as "
            "long as the page has no users and no token has been made.",
        }
    }
    described["security"] = [{"token": []}]
    for path in described["paths"].values():
        for operation in path.values():
            invalid = operation["responses"].get("422", {})
            if "HTTPValidationError" in str(invalid):
                del operation["responses"]["422"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
