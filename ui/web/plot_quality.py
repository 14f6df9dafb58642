"""Measurements -> plots: what is answered and refused over time, what can be trusted, how fast."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evals.calibration import Pair, at_threshold, bins, risk_curve
from evals.history import Entry
from ui.web.plotting import ACCENT, GREY, WARM, axis, figure, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 260
_PERCENT = {"tickformat": ".0%"}
_RUNS = {"showgrid": False, "showticklabels": False}
_MARGIN = {"l": 8, "r": 14, "t": 8, "b": 8}


def over_time(entries: Sequence[Entry], shown: Mapping[str, str]) -> "Figure | None":
    """Shares of one evaluation over its runs; `shown` says how a figure is called. None without
    runs. The hover tells a run's day: dates below it would cover each other."""
    traces = []
    for color, (name, title) in zip((ACCENT, WARM, GREY), shown.items(), strict=False):
        runs = {n: entry for n, entry in enumerate(entries) if name in entry.figures}
        if not runs:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": title,
                "x": list(runs),
                "y": [entry.figures[name] for entry in runs.values()],
                "customdata": [_run(entry) for entry in runs.values()],
                "line": {"color": color, "width": 2.5, "shape": "hv"},
                "marker": {"size": 8},
                "hovertemplate": f"{title}: %{{y:.0%}}<br>%{{customdata}}<extra></extra>",
            }
        )
    if not traces:
        return None
    across = axis(title=_title("runs, newest last"), **_RUNS)
    return _shares(traces, xaxis=across, showlegend=True)


def risk_coverage(pairs: Sequence[Pair], caution: float) -> "Figure | None":
    """How the share of unfounded answers grows as more is answered; the dot is the caution in
    use. None without pairs."""
    if not pairs:
        return None
    curve, chosen = risk_curve(pairs), at_threshold(pairs, caution)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [point.coverage for point in curve],
        "y": [point.risk for point in curve],
        "line": {"color": ACCENT, "width": 2.5},
        "fill": "tozeroy",
        "fillcolor": "rgba(18,150,138,.14)",
        "customdata": [point.threshold for point in curve],
        "hovertemplate": "caution %{customdata:.2f}: %{x:.0%} answered, %{y:.0%} of it unfounded"
        "<extra></extra>",
    }
    told = f"caution {caution:.2f}: {chosen.coverage:.0%} answered, {chosen.risk:.0%} unfounded"
    dot = {
        "type": "scatter",
        "mode": "markers",
        "x": [chosen.coverage],
        "y": [chosen.risk],
        "marker": {"size": 13, "color": WARM},
        "hovertemplate": f"{told}<extra></extra>",
    }
    across = axis(range=[0, 1.02], title=_title("questions answered"), **_PERCENT)
    top = max(0.1, *(point.risk for point in curve)) * 1.1
    return _shares([line, dot], xaxis=across, yaxis={"range": [0, top]})


def reliability(pairs: Sequence[Pair]) -> "Figure | None":
    """How often the documents held the answer, against how sure Citewell was. None without
    pairs."""
    if not pairs:
        return None
    made = bins(pairs)
    ideal = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1],
        "y": [0, 1],
        "line": {"color": GREY, "width": 1, "dash": "dash"},
        "hoverinfo": "skip",
    }
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [each.stated for each in made],
        "y": [each.observed for each in made],
        "line": {"color": ACCENT, "width": 2.5},
        "marker": {"size": 8},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [each.high - each.observed for each in made],
            "arrayminus": [each.observed - each.low for each in made],
            "color": ACCENT,
            "thickness": 1,
            "width": 0,
        },
        "hovertemplate": "stated %{x:.0%}, true %{y:.0%}<extra></extra>",
    }
    across = axis(range=[-0.02, 1.02], title=_title("how sure it was"), **_PERCENT)
    return _shares([ideal, line], xaxis=across)


def latency(milliseconds: Sequence[float]) -> "Figure | None":
    """How many answers took how long. None without any."""
    if not milliseconds:
        return None
    trace = {
        "type": "histogram",
        "x": list(milliseconds),
        "nbinsx": 24,
        "marker": {"color": ACCENT},
        "hovertemplate": "%{x} ms: %{y} answers<extra></extra>",
    }
    across = axis(title=_title("milliseconds"), showgrid=False, rangemode="tozero")
    return figure([trace], height=HEIGHT, margin=_MARGIN, xaxis=across, yaxis=axis(), bargap=0.08)


def speeds(figures: Mapping[str, float]) -> "Figure | None":
    """Times of a bench as bars, in milliseconds. None without any."""
    if not figures:
        return None
    names = list(figures)[::-1]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [figures[name] for name in names],
        "y": [label(name, 46) for name in names],
        "text": [f"{figures[name]:,.0f} ms" for name in names],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [ACCENT if "textbook" not in name else GREY for name in names]},
        "hoverinfo": "skip",
    }
    height = max(120, 44 * len(names) + 40)
    # Room beside the longest bar for its figure.
    across, down = axis(range=[0, 1.12 * max(figures.values())]), axis(showgrid=False)
    return figure([trace], height=height, margin=_MARGIN, xaxis=across, yaxis=down, bargap=0.35)


def _run(entry: Entry) -> str:
    """A run's day and the state of the code."""
    return f"{entry.at[:10]} {label(entry.commit, 12)}"


def _shares(traces: list[dict[str, Any]], **layout: Any) -> "Figure":
    down = axis(range=[0, 1.04], **_PERCENT) | layout.pop("yaxis", {})
    legend = {"orientation": "h", "y": 0.02, "yanchor": "bottom", "x": 0.02, "font": {"size": 11}}
    return figure(traces, height=HEIGHT, margin=_MARGIN, yaxis=down, legend=legend, **layout)


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "standoff": 8, "font": {"size": 12}}
