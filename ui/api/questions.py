"""/api/ask and /api/search."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from ui.api.desk import Desk
from ui.api.models import LONGEST_QUESTION, AnswerBody, AskRequest, SearchBody
from ui.api.problems import RequestError, responses
from ui.contract import answer_json, passage_json

_ERRORS = responses(400, 401, 403, 409, 413, 429)


def routes(desk: Desk) -> APIRouter:
    """The routes that answer and search."""
    router = APIRouter(prefix="/api", tags=["Questions"])

    @router.post("/ask", response_model=AnswerBody, responses=_ERRORS)
    def ask(body: AskRequest) -> Any:
        """Answer a question from the documents, with citations, or refuse."""
        return answer_json(desk.answer(body.question, body.history))

    @router.get("/search", response_model=SearchBody, responses=_ERRORS)
    def search(
        query: Annotated[
            str,
            Query(min_length=1, max_length=LONGEST_QUESTION, examples=["feature stores"]),
        ],
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> Any:
        """The passages that are nearest to a query, by meaning and by words."""
        if not query.strip():
            raise RequestError(400, "query: the query is empty", param="query")
        hits = desk.search(query.strip(), limit=limit)
        return {"query": query, "passages": [passage_json(hit) for hit in hits]}

    return router
