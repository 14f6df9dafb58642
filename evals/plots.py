"""Pictures of measurements, PNG, sized for a README."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.calibration import Pair, at_threshold, bins, calibration_error, risk_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BLUE, _GREY, _PALE, _INK = "#1f5fbf", "#8a8f98", "#d9dce1", "#22262c"


def risk_coverage(pairs: Sequence[Pair], path: Path, *, caution: float = 0.5) -> Path:
    """Draw how the share of unfounded answers grows as more questions are answered.

    `pairs` are (probability that the documents hold the answer, whether they do); `caution` is
    the threshold in use. Writes a PNG to `path` and returns it. ValueError without pairs.
    """
    _some(pairs)
    answerable = sum(came_true for _, came_true in pairs) / len(pairs)
    curve = risk_curve(pairs)
    chosen = at_threshold(pairs, caution)
    figure, axes = _canvas()
    coverage = [point.coverage for point in curve]
    risk = [point.risk for point in curve]
    axes.plot([0, answerable, 1], [0, 0, 1 - answerable], color=_GREY, linewidth=1, dashes=(4, 3))
    axes.plot([0, 1], [1 - answerable] * 2, color=_GREY, linewidth=1, dashes=(4, 3))
    axes.fill_between(coverage, risk, color=_BLUE, alpha=0.12, linewidth=0)
    axes.plot(coverage, risk, color=_BLUE, linewidth=2, clip_on=False)
    axes.plot(chosen.coverage, chosen.risk, "o", color=_BLUE, markersize=8, clip_on=False)
    top = max(1 - answerable, max(risk), 0.01) * 1.2
    axes.set(xlim=(0, 1), ylim=(0, top))
    _note(axes, f"answering at random: {_percent(1 - answerable)}", 0.01, 1 - answerable, "bottom")
    # Right-aligned near the point, above all of the curve that the words span.
    right = max(chosen.coverage - 0.02, 0.42)
    below = max([p.risk for p in curve if p.coverage <= right], default=0.0)
    axes.annotate(
        f"threshold {caution:g}: {_percent(chosen.coverage)} answered",
        (chosen.coverage, chosen.risk),
        xytext=(right, below + 0.08 * top),
        ha="right",
        color=_BLUE,
        weight="bold",
        arrowprops={"arrowstyle": "-", "color": _BLUE, "linewidth": 1},
    )
    axes.annotate(
        "perfect judge",
        (answerable + 0.35 * (1 - answerable), 0.35 * (1 - answerable)),
        xytext=(8, -4),
        textcoords="offset points",
        va="top",
        color=_GREY,
    )
    _label(
        axes,
        f"{_percent(chosen.risk)} of answers go to questions without an answer",
        f"{len(pairs)} questions, {_percent(answerable)} of them answered by the documents",
        "share of questions that get an answer",
        "share of these that have\nnone in the documents",
    )
    return _save(figure, path)


def reliability(pairs: Sequence[Pair], path: Path) -> Path:
    """Draw how often the documents held the answer, against the probability that was stated.

    Bins hold about equally many questions, with 95 % intervals. Writes a PNG to `path` and
    returns it. ValueError without pairs.
    """
    _some(pairs)
    made = bins(pairs)
    figure, axes = _canvas()
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, dashes=(4, 3))
    axes.errorbar(
        [b.stated for b in made],
        [b.observed for b in made],
        yerr=[[b.observed - b.low for b in made], [b.high - b.observed for b in made]],
        fmt="o-",
        color=_BLUE,
        ecolor=_BLUE,
        elinewidth=1,
        linewidth=2,
        markersize=6,
        clip_on=False,
    )
    for height, outcome in ((1.05, True), (-0.05, False)):
        places = [probability for probability, came_true in pairs if came_true is outcome]
        axes.plot(places, [height] * len(places), "|", color=_INK, alpha=0.35, markersize=8)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.1, 1.1))
    _note(axes, "the documents answer", 0.01, 0.985, "top")
    _note(axes, "they do not", 0.99, 0.015, "bottom", align="right")
    axes.annotate(
        "as stated",
        (0.5, 0.5),
        xytext=(8, -6),
        textcoords="offset points",
        va="top",
        color=_GREY,
    )
    points = 100 * calibration_error(pairs)
    _label(
        axes,
        f"Stated probabilities are {points:.0f} points off on average",
        f"{len(pairs)} questions in {len(made)} groups, 95 % intervals; each stroke is a question",
        "stated probability that the documents hold the answer",
        "share where they do",
    )
    return _save(figure, path)


def _canvas() -> "tuple[Figure, Axes]":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    figure = Figure(figsize=(7.2, 4.5), dpi=150, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_GREY)
    axes.tick_params(colors=_INK, labelsize=10, length=3, color=_GREY)
    axes.grid(axis="y", color=_PALE, linewidth=0.7)
    axes.set_axisbelow(True)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    return figure, axes


def _label(axes: "Axes", title: str, subtitle: str, below: str, beside: str) -> None:
    axes.set_title(title, loc="left", fontsize=13, weight="bold", color=_INK, pad=24)
    below_title = axes.text(0, 1.025, subtitle, transform=axes.transAxes, fontsize=10, color=_GREY)
    below_title.set_in_layout(False)
    axes.set_xlabel(below, fontsize=10.5, color=_INK)
    axes.set_ylabel(beside, fontsize=10.5, color=_INK)


def _note(axes: "Axes", text: str, x: float, y: float, side: str, *, align: str = "left") -> None:
    axes.text(x, y, text, va=side, ha=align, fontsize=10, color=_GREY)


def _save(figure: "Figure", path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # No date and no version inside, so that the same figures make the same file.
    figure.savefig(path, format="png", metadata={"Software": None})
    return path


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _some(pairs: Sequence[Pair]) -> None:
    if not pairs:
        raise ValueError("nothing to draw: no question has a probability")
