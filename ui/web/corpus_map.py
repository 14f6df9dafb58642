"""The map of a collection: its passages in two dimensions, near each other when they mean alike.

t-SNE (van der Maaten & Hinton 2008) of the passages' sentence vectors, begun from their principal
components. It is computed once for each state of the index, away from the answers, and kept below
the home; a question is put where the passages nearest to it lie.
"""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.collections import ALL, Collections
from ingest.documents import Passage, Vector

MOST = 2000  # passages drawn; of more, every n-th
_DRAWN_AS = "2"  # counts the ways of drawing: maps that were kept by an earlier one are drawn anew
_NEAREST = 5
_COMPONENTS = 30
_SHARPNESS = 8  # how much more the nearest passage draws a question than the next ones

Places = NDArray[np.float32]


class _Sampled(Protocol):
    def sampled_vectors(self, most: int) -> tuple[list[str], Vector]: ...

    def passages(self, ids: Sequence[str]) -> list[Passage]: ...


@dataclass(frozen=True, slots=True)
class CorpusMap:
    """`places` (n, 2) of `passages`, and their `vectors` (n, d), in the same order."""

    passages: tuple[Passage, ...]
    vectors: Vector
    places: Places

    def place(self, vector: Vector) -> tuple[float, float]:
        """Where a text of this unit vector (d,) lies: the mean place of the passages nearest to
        it, the nearer the weightier. ValueError on an empty map."""
        if not len(self.places):
            raise ValueError("the map is empty")
        near = self.vectors @ vector
        best = np.argsort(-near)[:_NEAREST]
        weights = np.clip(near[best], 1e-3, None) ** _SHARPNESS
        x, y = (weights @ self.places[best]) / weights.sum()
        return float(x), float(y)


class Maps:
    """The maps of a home's collections, each drawn when it is first looked at after a change."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._drawn: dict[str, tuple[str, CorpusMap]] = {}
        self._lock = threading.Lock()

    def get(self, collection: str) -> CorpusMap:
        """The map of a collection, or of all; takes seconds where it has to be drawn anew."""
        names = self._collections.names() if collection == ALL else [collection]
        with self._lock:
            with ExitStack() as stack:
                opened = [self._collections.get(name).snapshot() for name in names]
                snapshots = [stack.enter_context(snapshot) for snapshot in opened]
                generations = (str(snapshot.generation()) for snapshot in snapshots)
                state = ",".join([_DRAWN_AS, *names, *generations])
                known = self._drawn.get(collection)
                if known is not None and known[0] == state:
                    return known[1]
                passages, vectors = _sample(snapshots)
            places = self._places(collection, state, vectors)
            drawn = CorpusMap(tuple(passages), vectors, places)
            self._drawn[collection] = state, drawn
            return drawn

    def _places(self, collection: str, state: str, vectors: Vector) -> Places:
        """The places as they were kept for this state, or drawn now and kept."""
        path = self._collections.home / "maps" / f"{collection}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                places: Places = kept["places"]
                if str(kept["state"]) == state and len(places) == len(vectors):
                    return places
        except (OSError, ValueError, KeyError):
            pass
        places = project(vectors)
        _keep(path, state, places)
        return places


def _sample(snapshots: Sequence[_Sampled]) -> tuple[list[Passage], Vector]:
    """Passages spread over all snapshots, an equal share of each, and their vectors (n, d)."""
    passages: list[Passage] = []
    parts: list[Vector] = []
    for snapshot in snapshots:
        ids, vectors = snapshot.sampled_vectors(max(1, MOST // len(snapshots)))
        if ids:
            passages += snapshot.passages(ids)
            parts.append(vectors)
    return passages, np.concatenate(parts) if parts else np.empty((0, 0), np.float32)


def project(vectors: Vector) -> Places:
    """(n, d) unit vectors -> (n, 2) places within -1..1; the same vectors, the same places."""
    count = len(vectors)
    if count == 0:
        return np.empty((0, 2), np.float32)
    centred = vectors - vectors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    components = (left * sizes)[:, :_COMPONENTS]
    if count < 10:  # too few for neighbourhoods
        flat = np.zeros((count, 2))
        flat[:, : min(2, components.shape[1])] = components[:, :2]
    else:
        from sklearn.manifold import TSNE

        neighbours = min(30.0, (count - 1) / 3)
        flat = TSNE(perplexity=neighbours, init="pca", random_state=0).fit_transform(components)
    flat = flat - (flat.max(axis=0) + flat.min(axis=0)) / 2
    return np.asarray(flat / np.maximum(np.abs(flat).max(axis=0), 1e-9), np.float32)


def _keep(path: Path, state: str, places: Places) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.stem}.new.npz")
        np.savez(draft, state=np.array(state), places=places)
        draft.replace(path)
    except OSError:
        pass  # a folder that cannot be written to: drawn again next time
