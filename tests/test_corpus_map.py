"""The map of a collection: near means alike, and it is drawn once for each state of the index."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder, add, make_document

from chatbot.answers import Answer, Citation
from ingest.collections import ALL, MAIN, Collections
from ingest.documents import Hit
from ingest.index_local import LocalIndex
from ui.web import corpus_map
from ui.web.corpus_map import Maps, project
from ui.web.plot_map import map_figure


@pytest.fixture
def shelves(tmp_path: Path, embedder: FakeEmbedder) -> Collections:
    main = LocalIndex(tmp_path / "home", create=True)
    made = Collections(tmp_path / "home", main, lambda folder: LocalIndex(folder, create=True))
    for topic in ("owl", "bee"):
        text = " ".join(f"The {topic} has {topic} number {n} and {topic}." for n in range(8))
        add(main, embedder, make_document(text, source=f"{topic}.txt", title=topic))
    return made


def test_passages_that_mean_alike_lie_together(
    shelves: Collections, embedder: FakeEmbedder
) -> None:
    drawn = Maps(shelves).get(MAIN)
    of = {
        topic: drawn.places[[p.title == topic for p in drawn.passages]] for topic in ("owl", "bee")
    }
    assert {len(places) for places in of.values()} == {8}
    apart = np.linalg.norm(of["owl"].mean(axis=0) - of["bee"].mean(axis=0))
    spread = max(np.linalg.norm(p - p.mean(axis=0), axis=1).mean() for p in of.values())
    assert apart > spread
    assert np.abs(drawn.places).max() == pytest.approx(1)
    place = np.array(drawn.place(embedder.encode(["owl owl owl"])[0].vector))
    nearest = drawn.passages[int(np.linalg.norm(drawn.places - place, axis=1).argmin())]
    assert nearest.title == "owl"


def test_it_is_drawn_again_only_when_the_documents_have_changed(
    shelves: Collections, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawings: list[int] = []

    def counted(vectors: np.ndarray) -> np.ndarray:
        drawings.append(len(vectors))
        return project(vectors)

    monkeypatch.setattr(corpus_map, "project", counted)
    first = Maps(shelves).get(MAIN)
    again = Maps(shelves).get(MAIN)
    assert drawings == [16], "kept in the home, over a restart"
    assert np.array_equal(first.places, again.places)
    add(shelves.get(MAIN), embedder, make_document("A fox runs. A fox hides.", title="fox"))
    assert len(Maps(shelves).get(MAIN).passages) == 18
    assert drawings == [16, 18]
    assert len(Maps(shelves).get(ALL).passages) == 18


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_passages_are_placed_too(count: int) -> None:
    vectors = np.eye(8, dtype=np.float32)[:count]
    places = project(vectors)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()


def test_the_plot_joins_the_question_to_what_is_cited(shelves: Collections) -> None:
    drawn = Maps(shelves).get(MAIN)
    passages = drawn.passages[:3]
    cited = passages[1]
    citation = Citation(
        7, cited.document_id, "s", "t", "", cited.text, cited.start, cited.end, None
    )
    answer = Answer(
        "Q <b>?", "Q <b>?", "", citations=(citation,), hits=tuple(Hit(p, 1.0) for p in passages)
    )
    places = {n: (float(x), float(y)) for n, (x, y) in enumerate(drawn.places[:3])}
    plot = map_figure(drawn, answer, (0.0, 0.0), places).to_plotly_json()
    dots, joins, considered, filled, question = plot["data"]
    assert len(dots["x"]) == 16
    assert list(joins["x"]) == [0.0, places[1][0], None]
    assert list(considered["customdata"]) == [0, 2]
    assert list(filled["customdata"]) == [1]
    assert "cited [7], rank 2" in filled["hovertext"][0]
    assert "Q &lt;b&gt;?" in question["hovertext"][0]
