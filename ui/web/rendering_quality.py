"""Results of evaluations -> HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from evals.report import Figure
from ui.web.markup import Content, joined, tag


@dataclass(frozen=True, slots=True)
class Result:
    """A stored Report: its figures, how it was measured, and on which state of the code."""

    name: str
    figures: tuple[Figure, ...]
    note: str
    commit: str
    date: str

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Result":
        """From the JSON of a Report. KeyError or TypeError where it is none."""
        figures = tuple(
            Figure(str(each["name"]), float(each["value"]), each["bar"], bool(each["at_most"]))
            for each in stored["figures"]
        )
        note, commit = str(stored.get("note") or ""), str(stored.get("commit") or "")
        return cls(str(stored["name"]), figures, note, commit, str(stored.get("date") or ""))


def quality(
    results: Sequence[Result], pictures: Sequence[tuple[str, str]], opinions: str
) -> Markup:
    """Every result as a table of its figures against what was asked, then the plots."""
    shown: list[Content] = [tag("p", opinions, class_="cw-summary")]
    if not results and not pictures:
        text = "Nothing has been measured here yet. Run: citewell eval"
        shown.append(tag("p", text, class_="cw-empty"))
    shown += [
        tag(
            "figure",
            tag("img", src=address, alt=name, loading="lazy"),
            tag("figcaption", name),
            class_="cw-plot",
        )
        for name, address in pictures
    ]
    shown += [_result(result) for result in results]
    return joined(shown)


def _result(result: Result) -> Markup:
    rows = (
        tag(
            "tr",
            tag("th", figure.name, scope="row"),
            tag("td", _value(figure.value), class_="cw-number"),
            tag("td", _asked(figure), class_="cw-number"),
            tag("td", _verdict(figure)),
        )
        for figure in result.figures
    )
    head = tag("tr", *(tag("th", each, scope="col") for each in ("Figure", "Value", "Asked", "")))
    table = tag("table", tag("thead", head), tag("tbody", joined(rows)))
    measured = " · ".join(each for each in (result.note, result.commit, result.date) if each)
    return tag(
        "section",
        tag("h3", result.name.replace("_", " ").replace("-", " ").capitalize()),
        tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label=result.name),
        tag("p", measured, class_="cw-summary"),
        class_="cw-result",
    )


def _value(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _asked(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    return f"{'≤' if figure.at_most else '≥'} {figure.bar:g}"


def _verdict(figure: Figure) -> Content:
    if figure.bar is None:
        return ""
    name = "cw-reached" if figure.reached else "cw-missed"
    return tag("span", "reached" if figure.reached else "missed", class_=name)
