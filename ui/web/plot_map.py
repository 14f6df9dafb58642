"""The map of a collection, with a question and what was found for it -> a plot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatbot.answers import Answer
from ingest.documents import Hit, Passage
from ui.web.corpus_map import CorpusMap
from ui.web.plotting import ACCENT, CLEAR, GREY, WARM, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 380
_LABELS = 9
_SIDE = 0.5
_APART = 0.9  # of the map's half width: what a label takes
_BELOW = 0.13  # of its half height
Place = tuple[float, float]


def map_figure(
    drawn: CorpusMap, answer: Answer, question: Place, hits: Mapping[int, Place]
) -> "Figure":
    """Every passage as a dot, documents named where most of theirs lie, the passages considered
    (`hits`: rank -> place) as rings, cited ones filled and joined to the question."""
    cited = {rank for rank in hits if _numbers(answer, answer.hits[rank])}
    rings = [rank for rank in hits if rank not in cited]
    traces = [
        _dots(drawn),
        _joins(question, [hits[rank] for rank in cited]),
        _found(answer, rings, hits, {"color": CLEAR, "size": 11, "line": _line(ACCENT, 2)}),
        _found(answer, sorted(cited), hits, {"color": ACCENT, "size": 15}),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [question[0]],
            "y": [question[1]],
            "marker": {"symbol": "diamond", "size": 16, "color": WARM},
            "hovertext": [f"<b>Your question</b><br>{label(answer.understood, 80)}"],
            "hoverinfo": "text",
        },
    ]
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True, "range": [-1.12, 1.12]}
    names = _names(drawn, [answer.hits[rank] for rank in [*cited, *rings]], question)
    return figure(traces, height=HEIGHT, xaxis=hidden, yaxis=hidden, annotations=names)


def _dots(drawn: CorpusMap) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": drawn.places[:, 0].tolist(),
        "y": drawn.places[:, 1].tolist(),
        "marker": {"size": 5, "color": GREY, "opacity": 0.45},
        "hovertext": [_told(passage) for passage in drawn.passages],
        "hoverinfo": "text",
    }


def _joins(question: Place, ends: Sequence[Place]) -> dict[str, Any]:
    line = {"mode": "lines", "line": {"color": ACCENT, "width": 1, "dash": "dot"}}
    x = [each for end in ends for each in (question[0], end[0], None)]
    y = [each for end in ends for each in (question[1], end[1], None)]
    return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", **line}


def _found(
    answer: Answer, ranks: Sequence[int], places: Mapping[int, Place], marker: Mapping[str, Any]
) -> dict[str, Any]:
    """Passages by rank; `customdata` leads a click to the passage's button."""
    hits = [answer.hits[rank] for rank in ranks]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [places[rank][0] for rank in ranks],
        "y": [places[rank][1] for rank in ranks],
        "marker": dict(marker),
        "customdata": list(ranks),
        "hovertext": [
            f"{_told(hit.passage)}<br>{_role(answer, hit)}, rank {rank + 1}"
            for rank, hit in zip(ranks, hits, strict=True)
        ],
        "hoverinfo": "text",
    }


def _role(answer: Answer, hit: Hit) -> str:
    numbers = _numbers(answer, hit)
    shown = " ".join(f"[{number}]" for number in numbers[:6])
    return f"cited {shown}" if numbers else "considered"


def _numbers(answer: Answer, hit: Hit) -> list[int]:
    passage = hit.passage
    return [
        c.number
        for c in answer.citations
        if c.document_id == passage.document_id and c.start < passage.end and c.end > passage.start
    ]


def _told(passage: Passage) -> str:
    section = passage.section.rpartition(" > ")[2]
    under = f"<br>{label(section, 60)}" if section and section != passage.title else ""
    return f"<b>{label(passage.title, 60)}</b>{under}<br>{label(passage.text, 70)}"


def _names(drawn: CorpusMap, first: Sequence[Hit], question: Place) -> list[dict[str, Any]]:
    """Titles as place names, those of what was found first, where they cover neither each other
    nor the question."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(drawn.passages):
        members[passage.document_id].append(number)
    found = dict.fromkeys(hit.passage.document_id for hit in first)
    large = sorted(members, key=lambda document: -len(members[document]))
    order = [each for each in dict.fromkeys([*found, *large]) if each in members]
    taken: list[Place] = []
    names = []
    for document in order:
        places = drawn.places[members[document]]
        centre = places[((places - places.mean(axis=0)) ** 2).sum(axis=1).argmin()]
        x, y = float(centre[0]), float(centre[1])
        # A name stands above its place, so it would cover a question that lies there.
        if abs(x - question[0]) < _APART / 2 and 0 <= question[1] - y < _BELOW:
            continue
        if any(abs(x - a) < _APART and abs(y - b) < _BELOW for a, b in taken):
            continue
        taken.append((x, y))
        names.append(
            {
                "x": x,
                # At the sides a title runs inwards.
                "xanchor": "left" if x < -_SIDE else "right" if x > _SIDE else "center",
                "y": y,
                "text": label(drawn.passages[members[document][0]].title, 34),
                "showarrow": False,
                "yshift": 12,
                "font": {"size": 11.5},
                "opacity": 1.0 if document in found else 0.75,
            }
        )
        if len(names) == _LABELS:
            break
    return names


def _line(color: str, width: int) -> dict[str, Any]:
    return {"color": color, "width": width}
