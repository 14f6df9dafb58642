"""Collections on the page: chosen in the header, made and deleted among the documents."""

from collections.abc import Sequence

from markupsafe import Markup

from ingest.collections import ALL, MAIN
from ui.web.markup import Content, action, joined, tag

NAMES = {MAIN: "Main", ALL: "All collections"}


def shown_name(collection: str) -> str:
    return NAMES.get(collection, collection)


def chooser(names: Sequence[str], chosen: str) -> Content:
    """The header's list of collections; nothing where there is only one."""
    if len(names) < 2:
        return ""
    options = (
        tag("option", shown_name(each), value=each, selected=each == chosen)
        for each in [*names, ALL]
    )
    select = tag(
        "select",
        joined(options),
        id="cw-collection",
        data_change="select",
        data_name="collection",
        aria_label="Collection to ask",
    )
    return tag("div", select, class_="cw-choose")


def shelves(names: Sequence[str], chosen: str, *, local: bool) -> Markup:
    """The collections as buttons, with the way to a new one."""
    offered = [*names, ALL] if len(names) > 1 else []
    buttons = (
        action(
            shown_name(each),
            "select",
            class_="cw-shelf-name",
            collection=each,
            aria_pressed="true" if each == chosen else "false",
        )
        for each in offered
    )
    return tag(
        "div",
        *buttons,
        _new(),
        _delete(chosen) if local and chosen not in (MAIN, ALL) else "",
        class_="cw-shelves",
        role="group",
        aria_label="Collections",
    )


def _new() -> Markup:
    return tag(
        "details",
        tag("summary", "New collection"),
        tag(
            "div",
            tag("label", "Name", for_="cw-new-collection"),
            tag("input", id="cw-new-collection", type="text", maxlength=40, autocomplete="off"),
            action("Make", "page:send", then="submit", class_="cw-action cw-strong"),
            class_="cw-send",
        ),
        class_="cw-more cw-new-collection",
    )


def _delete(collection: str) -> Markup:
    return action(
        "Delete this collection",
        "page:confirm",
        then="delete",
        collection=collection,
        class_="cw-action cw-danger",
    )
