"""ASGI middleware in front of an interface: who may call, how often, and how much may be sent."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.access import Access
from ui.api.problems import RequestError

LARGEST_BODY = 1 << 20  # bytes
LARGEST_UPLOAD = 100 << 20
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Guard:
    """Lets requests through that `access` admits; the caller is in `request.state.caller`.

    Everything is decided by the headers, so nothing of a refused request's body is read.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            largest = self._admit(scope)
        except RequestError as problem:
            await problem.response()(scope, receive, sent)
            return
        await self._app(scope, _limited(receive, largest), sent)

    def _admit(self, scope: Scope) -> int:
        """Admit a request or raise RequestError; how many bytes it may send."""
        headers = Headers(scope=scope)
        client = scope.get("client")
        caller = self._access.admit(
            {name.lower(): value for name, value in headers.items()},
            address=client[0] if client else "unknown",
        )
        uploads = scope["path"].rstrip("/").startswith("/api/documents")
        if uploads and scope["method"] not in ("GET", "HEAD") and not caller.may_write:
            raise RequestError.forbidden(
                "This token may not change documents; make one that may: "
                "citewell token NAME --write"
            )
        largest = LARGEST_UPLOAD if uploads else LARGEST_BODY
        if int(headers.get("content-length", "0").strip() or 0) > largest:
            raise _too_large(largest)
        self._access.count(caller)
        scope.setdefault("state", {})["caller"] = caller
        return largest


def _limited(receive: Receive, largest: int) -> Receive:
    """The same, ending a body that grows beyond `largest` bytes without having said so."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > largest:
            raise HTTPException(413, str(_too_large(largest)))
        return message

    return limited


def _too_large(largest: int) -> RequestError:
    return RequestError(413, f"The request is too large; at most {largest >> 20} MB may be sent.")
