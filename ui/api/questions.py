"""/api/ask and /api/search."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from ui.api.desk import Desk
from ui.api.models import LONGEST_QUESTION, AnswerBody, AskRequest, CollectionName, SearchBody
from ui.api.problems import responses
from ui.contract import answer_json, passage_json

_ERRORS = responses(400, 401, 403, 404, 409, 413, 429)


def routes(desk: Desk) -> APIRouter:
    """The routes that answer and search."""
    router = APIRouter(prefix="/api", tags=["Questions"])

    @router.post("/ask", response_model=AnswerBody, responses=_ERRORS)
    def ask(body: AskRequest, collection: CollectionName = "") -> Any:
        """Answer a question from the documents, with citations, or refuse."""
        return answer_json(desk.answer(body.question, body.history, collection=collection))

    @router.get("/search", response_model=SearchBody, responses=_ERRORS)
    def search(
        query: Annotated[
            str,
            Query(max_length=LONGEST_QUESTION, pattern=r"\S", examples=["feature stores"]),
        ],
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
        collection: CollectionName = "",
    ) -> Any:
        """The passages that are nearest to a query, by meaning and by words."""
        hits = desk.search(query.strip(), limit=limit, collection=collection)
        return {"query": query, "passages": [passage_json(hit) for hit in hits]}

    return router
