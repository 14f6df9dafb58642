"""The map of a collection: its passages in two dimensions, near each other when they mean alike.

t-SNE (van der Maaten & Hinton 2008) of the passages' sentence vectors, begun from their principal
components. It is computed once for each state of the index, away from the answers, and kept below
the home; a question is put where the passages nearest to it lie.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

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
        vectors, passages, state = self._read(collection)
        with self._lock:
            known = self._drawn.get(collection)
            if known is None or known[0] != state:
                places = self._places(collection, state, vectors)
                known = (state, CorpusMap(tuple(passages), vectors, places))
                self._drawn[collection] = known
            return known[1]

    def _read(self, collection: str) -> tuple[Vector, list[Passage], str]:
        names = self._collections.names() if collection == ALL else [collection]
        parts: list[Vector] = []
        passages: list[Passage] = []
        states = []
        for name in names:
            with self._collections.get(name).snapshot() as snapshot:
                found, vectors = snapshot.sampled_vectors(MOST // len(names) or 1)
                passages += snapshot.passages(found)
                states.append(f"{name}:{snapshot.generation()}")
            if found:
                parts.append(vectors)
        joined = np.concatenate(parts) if parts else np.empty((0, 0), np.float32)
        return joined, passages, ",".join([_DRAWN_AS, *states])

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
