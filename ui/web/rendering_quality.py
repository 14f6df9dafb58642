"""Results of evaluations -> HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from evals.calibration import Pair
from evals.report import Figure
from ui.web.markup import Content, count, joined, tag


@dataclass(frozen=True, slots=True)
class Result:
    """A stored Report: its figures, how it was measured, and on which state of the code; `pairs`
    (probability, whether it came true), `times` in milliseconds and `failures` where it has them.
    """

    name: str
    figures: tuple[Figure, ...]
    note: str
    commit: str
    date: str
    pairs: tuple[Pair, ...] = ()
    times: tuple[float, ...] = ()
    failures: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Result":
        """From the JSON of a Report. KeyError, TypeError or ValueError where it is none."""
        figures = tuple(
            Figure(str(each["name"]), float(each["value"]), each["bar"], bool(each["at_most"]))
            for each in stored["figures"]
        )
        extra = stored.get("extra") or {}
        return cls(
            str(stored["name"]),
            figures,
            str(stored.get("note") or ""),
            str(stored.get("commit") or ""),
            str(stored.get("date") or ""),
            tuple((float(stated), bool(true)) for stated, true in extra.get("pairs") or ()),
            tuple(float(each) for each in extra.get("times") or ()),
            tuple(
                {str(name): str(value) for name, value in each.items()}
                for each in extra.get("failures") or ()
            ),
        )

    def value(self, name: str) -> float | None:
        return next((each.value for each in self.figures if each.name == name), None)


def own(measured: Result | None, collection: str) -> tuple[Markup, Content]:
    """What was measured on the user's documents: above the plots, and below them."""
    if measured is None:
        text = (
            "Questions are made of your documents' headings, definitions, lists and tables, and "
            "asked; then asked again with their document left out, when they should be refused."
        )
        return tag("div", tag("h3", f"On your documents: {collection}"), tag("p", text)), ""
    tiles = (
        _tile(title, measured.value(name), unit)
        for title, name, unit in (
            ("answered right", "answered right", "%"),
            ("refused when left out", "left out: refused", "%"),
            ("19 of 20 answers are faster", "milliseconds, p95", "ms"),
        )
    )
    head = tag(
        "div",
        tag("h3", f"On your documents: {collection}"),
        tag("div", *tiles, class_="cw-tiles"),
        tag("p", f"{measured.note} · {measured.date}", class_="cw-summary"),
    )
    return head, _failures(measured)


def measuring(done: int, total: int) -> Markup:
    """A measurement that runs."""
    said = f"{done:,} of {count(total, 'question')} asked" if total else "Making questions…"
    bar = tag(
        "span",
        tag("span", style=f"width:{done / max(total, 1):.1%}"),
        class_="cw-progress",
        role="progressbar",
        aria_label="Questions asked",
        aria_valuemin=0,
        aria_valuemax=max(total, 1),
        aria_valuenow=done,
    )
    return tag("div", tag("p", said), bar, class_="cw-report cw-running", role="status")


def opinions(helpful: int, unhelpful: int) -> Markup:
    """What users thought of the answers, as one bar."""
    if not helpful + unhelpful:
        said: Content = "No answer has been judged yet: Helpful and Not helpful stand below each."
        return joined([tag("h3", "What you thought"), tag("p", said, class_="cw-summary")])
    share = helpful / (helpful + unhelpful)
    bar = tag("div", tag("span", style=f"width:{share:.1%}"), class_="cw-split", aria_hidden="true")
    said = f"{count(helpful, 'answer')} found helpful, {unhelpful:,} not."
    return joined([tag("h3", "What you thought"), bar, tag("p", said, class_="cw-summary")])


def results(kept: Sequence[Result]) -> Markup:
    """Every result as a table of its figures against what was asked, folded."""
    if not kept:
        text = "Nothing has been measured here yet. Run: citewell eval"
        return tag("p", text, class_="cw-summary cw-empty")
    return joined(_result(result) for result in kept)


def _tile(title: str, value: float | None, unit: str) -> Content:
    if value is None:
        return ""
    shown = f"{value:.0%}" if unit == "%" else f"{value:,.0f} {unit}"
    return tag("div", tag("strong", shown), tag("span", title), class_="cw-tile")


def _failures(measured: Result) -> Content:
    if not measured.failures:
        return ""
    rows = (
        tag("tr", *(tag("td", each.get(key, "")) for key in ("question", "document", "was")))
        for each in measured.failures
    )
    head = tag("tr", *(tag("th", each, scope="col") for each in ("Question", "Document", "Was")))
    table = tag("table", tag("thead", head), tag("tbody", joined(rows)))
    return tag(
        "details",
        tag("summary", f"{count(len(measured.failures), 'question')} went wrong"),
        tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label="Failures"),
        class_="cw-fold",
    )


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
    name = result.name.replace("_", " ").replace("-", " ").capitalize()
    return tag(
        "details",
        tag("summary", name, _missed(result)),
        tag("div", table, class_="cw-table", tabindex=0, role="region", aria_label=result.name),
        tag("p", measured, class_="cw-summary"),
        class_="cw-fold",
    )


def _missed(result: Result) -> Content:
    missed = sum(not figure.reached for figure in result.figures)
    return tag("span", f"{missed} missed", class_="cw-missed") if missed else ""


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
