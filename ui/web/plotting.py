"""What all plots of the page share: their colours, which suit light and dark, and their calm."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from ui.web.markup import shortened

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ACCENT, WARM, GREY = "#12968a", "#d97706", "#8f8a85"
CLEAR = "rgba(0,0,0,0)"
_FONT = "-apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif"


def figure(traces: Sequence[Mapping[str, Any]], *, height: int, **layout: Any) -> "Figure":
    """A Plotly figure without frame and tools; texts take their colour from the page's styles."""
    from plotly.graph_objects import Figure  # heavy, and needed when a plot is looked at

    calm = {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": _FONT, "size": 13, "color": GREY},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"align": "left", "font": {"family": _FONT, "size": 13}},
        "template": None,
    }
    return Figure({"data": list(traces), "layout": calm | layout})


def label(text: str, most: int) -> str:
    """A document's text for a plot, where tags would act: they are shown as they stand."""
    return escape(shortened(text, most), quote=False)


def axis(**given: Any) -> dict[str, Any]:
    """An axis with faint lines."""
    plain = {
        "gridcolor": "rgba(143,138,133,.25)",
        "zeroline": False,
        "fixedrange": True,
        "linecolor": "rgba(143,138,133,.5)",
        "automargin": True,
    }
    return plain | given
