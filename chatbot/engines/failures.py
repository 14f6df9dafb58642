"""What went wrong with a model, in words of our own.

A provider's message may repeat the key or the prompt, so that none is ever shown or logged.
"""

from chatbot.errors import EngineError

_BY_STATUS = {
    400: "its server refuses the request",
    401: "its server refuses the key",
    402: "the account has no credit left",
    403: "its server refuses the key",
    404: "its server does not have it",
    413: "the passages are too long for it",
    429: "it is over quota, or asked too often",
}
_TIMEOUTS = ("Timeout", "TimedOut")
_CONNECTIONS = ("ConnectError", "ConnectionError", "APIConnectionError", "RemoteProtocolError")


def failure(name: str, host: str, error: BaseException, *, seconds: float) -> EngineError:
    """An EngineError that says what a user can act on."""
    if isinstance(error, EngineError):
        return error
    chain = [type(each).__name__ for each in _causes(error)]
    status = next((s for each in _causes(error) if (s := _status(each)) is not None), None)
    if any(mark in kind for kind in chain for mark in _TIMEOUTS):
        return EngineError(f"{name} took longer than {seconds:g} seconds")
    if status is not None:
        default = "its server failed" if status >= 500 else "its server refuses the request"
        if 300 <= status < 400:
            default = "its server sends the request elsewhere, which is not followed"
        return EngineError(f"{name}: {_BY_STATUS.get(status, default)} (status {status})")
    if any(kind in _CONNECTIONS for kind in chain):
        return EngineError(f"{name} cannot be reached at {host}")
    return EngineError(f"{name} answered what cannot be read ({chain[0]})")


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _status(error: BaseException) -> int | None:
    for value in (
        getattr(error, "status_code", None),
        getattr(getattr(error, "response", None), "status_code", None),
    ):
        if isinstance(value, int) and value >= 100:
            return value
    return None
