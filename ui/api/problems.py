"""What went wrong, in the shape that clients of OpenAI's protocol read."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from ingest.errors import CitewellError, StoreError


class ErrorDetail(BaseModel):
    """One error: the message is for people, type and code are for programs."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """The body of every response that is an error."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "message": "question: String should have at least 1 character",
                        "type": "invalid_request_error",
                        "param": "question",
                        "code": None,
                    }
                }
            ]
        }
    )

    error: ErrorDetail = Field(description="What went wrong, and what to do about it.")


class RequestError(Exception):
    """A request that is not answered; raised anywhere, sent as ErrorBody."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.detail = ErrorDetail(message=message, type=kind, param=param, code=code)
        self.headers = headers

    @classmethod
    def unauthorized(cls, message: str) -> "RequestError":
        return cls(
            401,
            message,
            kind="authentication_error",
            code="invalid_api_key",
            headers={"WWW-Authenticate": 'Bearer realm="Citewell"'},
        )

    @classmethod
    def forbidden(cls, message: str) -> "RequestError":
        return cls(403, message, kind="permission_error")

    @classmethod
    def too_many(cls, message: str, *, seconds: float) -> "RequestError":
        return cls(
            429,
            message,
            kind="rate_limit_error",
            code="rate_limit_exceeded",
            headers={"Retry-After": str(int(seconds) + 1)},
        )

    @classmethod
    def not_found(cls, message: str, *, param: str | None = None) -> "RequestError":
        return cls(404, message, kind="not_found_error", param=param)

    def body(self) -> dict[str, Any]:
        return ErrorBody(error=self.detail).model_dump()

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status, headers=dict(self.headers or {}))


def problem_of(error: Exception) -> RequestError:
    """What a caller is told of an exception; of unexpected ones nothing but that they were."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, StoreError):
        return RequestError(409, str(error), kind="conflict_error")
    if isinstance(error, CitewellError):
        return RequestError(400, str(error))
    return RequestError(
        500, "Something went wrong; the server's log says what.", kind="internal_server_error"
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of an operation, for its description."""
    said = {
        400: "The request cannot be understood.",
        401: "A token is needed, or is not known.",
        403: "This may not be done by this caller.",
        404: "There is no such thing.",
        409: "Another process is writing to the index.",
        413: "The request is too large.",
        422: "None of the files can be read.",
        429: "Too many requests; Retry-After says in how many seconds the next one is answered.",
    }
    return {each: {"model": ErrorBody, "description": said[each]} for each in statuses}


def handle_problems(app: FastAPI) -> None:
    """Make every error of an app one of ours."""

    async def known(_: Request, error: Exception) -> JSONResponse:
        return problem_of(error).response()

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        # What was sent is not repeated: it may be anything, of any length.
        first = error.errors()[0]
        place = [str(each) for each in first["loc"] if each not in ("body", "query", "path")]
        param = ".".join(place)[:100] or None
        message = f"{param}: {first['msg']}" if param else str(first["msg"])
        return RequestError(400, message[:500], param=param).response()

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        kind = "not_found_error" if error.status_code == 404 else "invalid_request_error"
        problem = RequestError(
            error.status_code, str(error.detail), kind=kind, headers=error.headers
        )
        return problem.response()

    app.add_exception_handler(RequestError, known)
    app.add_exception_handler(CitewellError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, known)
