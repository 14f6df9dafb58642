"""The pictures are written, are pictures, and are the same for the same figures."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evals.calibration import Pair
from evals.plots import reliability, risk_coverage

SOME: list[Pair] = [(0.05 * step, step > 8 or step == 3) for step in range(20)]
Draw = Callable[[Sequence[Pair], Path], Path]


@pytest.mark.parametrize("draw", [risk_coverage, reliability])
@pytest.mark.parametrize(
    "pairs", [SOME, [(0.5, True)], [(0.5, False)], [(1.0, True), (0.0, False)]], ids=str
)
def test_a_picture_is_drawn(draw: Draw, pairs: list[Pair], tmp_path: Path) -> None:
    import matplotlib.image

    path = draw(pairs, tmp_path / "new" / "picture.png")
    height, width, _ = matplotlib.image.imread(path).shape
    assert (width, height) == (1080, 675)


@pytest.mark.parametrize("draw", [risk_coverage, reliability])
def test_the_same_figures_make_the_same_file(draw: Draw, tmp_path: Path) -> None:
    first, second = (draw(SOME, tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert first == second


@pytest.mark.parametrize("draw", [risk_coverage, reliability])
def test_nothing_to_draw_is_an_error(draw: Draw, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw([], tmp_path / "picture.png")
